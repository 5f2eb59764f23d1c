"""Make blocks 1 to 3 of VGG16, trained on ImageNet, the file that comes with the kit.

    python benchmarks/keep_vgg16.py vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5

Reads a file with all five blocks and writes vgg16_weights.BUNDLED, in the layout of the published
files: the same numbers, rounded to float16. Prints the worst rounding error and both digests.
"""

import argparse

import h5py
import numpy as np

from fashion_cnn.base.files import replacing
from fashion_cnn.pretrained import vgg16_weights
from fashion_cnn.pretrained.vgg16_weights import (
    AUTHORS,
    BASE,
    BUNDLED,
    BUNDLED_LAST,
    LICENCE,
    opened,
)

ATTRIBUTES = {
    "title": "VGG16 trained on ImageNet: the convolutions of blocks 1 to 3",
    "authors": AUTHORS,
    "licence": f"{LICENCE}, https://creativecommons.org/licenses/by/4.0/",
    "source": "https://www.robots.ox.ac.uk/~vgg/research/very_deep/, arXiv:1409.1556, as converted "
    "for Keras: channels last, input blue, green, red",
    "changes": "rounded to float16; blocks 4 and 5 and the dense layers are left out",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("base", help="a .h5 file of VGG16's weights, blocks 1 to 5")
    path = parser.parse_args().base
    assert vgg16_weights.inspect(path).has(BASE[-1])
    kept = BASE[: BASE.index(BUNDLED_LAST)]
    with opened(path) as layers:
        weights = {name: [part[()] for part in layers[name]] for name in kept if name in layers}
    with replacing(BUNDLED) as temporary, h5py.File(temporary, "w") as file:
        write(file, weights)
    print(f"{BUNDLED.name}: {BUNDLED.stat().st_size:,} bytes")
    print(f"worst error: {worst_error(weights):.1e} of the largest weight of a layer")
    print(f"{BUNDLED_LAST}: {vgg16_weights.digest(BUNDLED)}")
    print(f"{BASE[-1]}: {vgg16_weights.digest(path)}")


def write(file, weights):
    """Write {layer: [kernel, biases]} as float16, in Keras's layout of weights, and the credits."""
    file.attrs.update(ATTRIBUTES)
    file.attrs["layer_names"] = list(weights)
    for layer, arrays in weights.items():
        names = [f"{layer}_W_1:0", f"{layer}_b_1:0"]
        group = file.create_group(layer)
        group.attrs["weight_names"] = names
        for name, array in zip(names, arrays, strict=True):
            group.create_dataset(name, data=array.astype("float16"))


def worst_error(weights):
    """The largest error by rounding to float16, as a fraction of its array's largest weight."""
    return max(
        np.abs(array - array.astype("float16")).max() / np.abs(array).max()
        for arrays in weights.values()
        for array in arrays
    )


if __name__ == "__main__":
    main()
