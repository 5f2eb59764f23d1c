"""Files of VGG16's weights for tests: names and shapes as published, with numbers of our own."""

import h5py
import numpy as np

# (layer, shape of its kernel), from table 1 of the paper, configuration D.
CONVOLUTIONS = {
    f"block{block}_conv{number}": (3, 3, before if number == 1 else filters, filters)
    for block, count, before, filters in (
        (1, 2, 3, 64),
        (2, 2, 64, 128),
        (3, 3, 128, 256),
        (4, 3, 256, 512),
        (5, 3, 512, 512),
    )
    for number in range(1, count + 1)
}
DENSE = {"fc1": (25088, 4096), "fc2": (4096, 4096), "predictions": (4096, 1000)}
WITH_TOP = CONVOLUTIONS | DENSE


def write_weights(path, shapes, fill=None, kind="f4"):
    """Write a weights file in the layout of the published ones; return its path.

    `fill(name, dataset)` writes the numbers; without it the file has shapes, and zeros that take
    no space.
    """
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"input_1", *(name.encode() for name in shapes)]
        file.create_group("input_1").attrs["weight_names"] = np.array([], "S")
        for name, shape in shapes.items():
            group = file.create_group(name)
            names = [f"{name}_W_1:0", f"{name}_b_1:0"]
            group.attrs["weight_names"] = [each.encode() for each in names]
            chunks = (64, shape[1]) if fill and len(shape) == 2 else None
            for each, size in zip(names, (shape, shape[-1:]), strict=True):
                chosen = chunks if len(size) > 1 else None
                dataset = group.create_dataset(each, size, kind, chunks=chosen)
                if fill:
                    fill(name, dataset)
    return path


class Draw:
    """Fills datasets with small random numbers; the filters of the first layer are known.

    In blue, green and red: filter 0 responds to red, filter 1 to green, the others to nothing.
    Only the first rows of dense layers are filled: the file stays small.
    """

    def __init__(self):
        self.draw = np.random.default_rng(0)

    def __call__(self, name, dataset):
        if len(dataset.shape) == 1:
            dataset[:] = self.draw.normal(0, 0.05, dataset.shape)
        elif len(dataset.shape) == 2:
            dataset[:64] = self.draw.normal(0, 0.05, (64, dataset.shape[1]))
        elif name == "block1_conv1":
            kernel = np.zeros(dataset.shape)
            kernel[:, :, 2, 0] = kernel[:, :, 1, 1] = 1
            dataset[:] = kernel
        else:
            scale = np.sqrt(2 / np.prod(dataset.shape[:3]))
            dataset[:] = self.draw.standard_normal(dataset.shape, "f4") * scale
