"""Draw the pictures of the lessons as PNG files.

    python -m fashion_cnn.figures --out figures

Each file holds its title and a description in words, which can serve as alt text.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

from functools import partial
from pathlib import Path

import numpy as np

from fashion_cnn import convolution, drawing
from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.networks import zoo

# As many pixels of the temple as are drawn, so that no thin edge is lost.
PART = np.s_[20:290, 30:420]


def catalogue():
    """Return the pictures of the syllabus: file name -> function that draws it."""
    binary = kernels.BINARY_IMAGE, kernels.BINARY_KERNEL
    positions = np.ndindex(convolution.correlate2d(*binary).shape)
    series = {
        f"kernel-step-{number}": partial(drawing.kernel_step, *binary, *position)
        for number, position in enumerate(positions, start=1)
    }
    threes = [(f"conv {number}", 3, 1) for number in (1, 2, 3)]
    pools = [("conv 1", 3, 1), ("pool 1", 2, 2), ("conv 2", 3, 1), ("pool 2", 2, 2)]
    small = [[1, 2], [3, 4]], kernels.COUNTING_IMAGE, 2
    # With these weights a transposed convolution of stride 2 is bilinear, but for the border.
    bilinear = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    return {
        **series,
        "small-example": partial(
            drawing.kernel_step, kernels.SMALL_IMAGE, kernels.SMALL_KERNEL, 1, 1
        ),
        "ring-of-zeros": partial(
            drawing.kernel_step, kernels.TABLE, kernels.KERNELS["edges_4_neighbours"], 0, 0, "same"
        ),
        "padding": partial(drawing.padding_modes, 7, 3),
        "padding-stride-2": partial(drawing.padding_modes, 7, 3, 2),
        "receptive-field": partial(drawing.receptive_field, threes),
        "receptive-field-pools": partial(drawing.receptive_field, pools),
        "convolution-matrix": partial(
            drawing.convolution_matrix, kernels.SMALL_IMAGE, kernels.SMALL_KERNEL
        ),
        "flip-or-not": partial(drawing.flip_or_not, kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL),
        "pooling": partial(drawing.pooling, kernels.TABLE),
        "transposed": partial(drawing.transposed, *small),
        "zeros-between": partial(drawing.zeros_between, *small),
        "upsampling": partial(drawing.upsampling, kernels.BINARY_IMAGE, bilinear),
        "weights": drawing.weights_compared,
        "lenet5": partial(drawing.architecture, zoo.describe("lenet5")),
        "pixels": lambda: drawing.pixel_numbers(garment(), 1, 8),
        "filters": filters,
        "differences": differences,
    }


def filters():
    """Draw the first photograph at hand after each kernel; its description says whose it is."""
    name = photographs.installed_photographs()[0]
    picture = drawing.filtered_photographs(photographs.photograph(name)[PART])
    described = f"{picture.description} Photograph: {photographs.CREDITS[name]}."
    return picture._replace(description=described)


def differences():
    """Draw the pixel differences of all photographs at hand."""
    names = photographs.installed_photographs()
    return drawing.difference_histogram([photographs.photograph(name) for name in names])


def garment():
    """Return a garment of 28 x 28 pixels, drawn by the kit."""
    from fashion_cnn.data import garments

    return garments.draw(train=10, test=10).x_test[7]


def draw(folder, force=False):
    """Draw every picture into a folder, one line each; no existing file is overwritten unasked."""
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out must be a folder, received {folder}, which is a file.")
    files = {folder / f"{name}.png": function for name, function in catalogue().items()}
    existing = [path for path in files if path.exists()]
    if existing and not force:
        raise UsageError(
            f"{existing[0]} exists already. Choose another folder with --out, or overwrite the "
            "pictures in this one with --force."
        )
    folder.mkdir(parents=True, exist_ok=True)

    for path, function in files.items():
        picture = function()
        picture.save(path)
        print(f"{path}: {picture.title}", flush=True)


def main():
    parser = Parser("fashion_cnn.figures", __doc__.partition("\n")[0])
    parser.add_argument("--out", required=True, metavar="FOLDER", help="where the files go")
    parser.add_argument("--force", action="store_true", help="overwrite pictures that exist")
    arguments = parser.parse_args()
    draw(arguments.out, arguments.force)
    return 0


def __getattr__(name):
    """Lessons made before version 0.2 import fashion_cnn.figures.cells and the like."""
    return getattr(drawing, name)


if __name__ == "__main__":
    execute(main)
