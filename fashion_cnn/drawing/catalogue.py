"""The figures of the lessons: `python -m fashion_cnn.figures` draws them all."""

from functools import partial
from pathlib import Path

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.data import garments
from fashion_cnn.drawing import convolving, resizing
from fashion_cnn.drawing.architecture import architecture
from fashion_cnn.drawing.pixels import (
    difference_histogram,
    filtered_photographs,
    pixel_numbers,
    weights_compared,
)
from fashion_cnn.networks import zoo

# The part of the temple that is drawn, small enough to draw every pixel, so that no thin edge is
# lost.
PART = np.s_[20:290, 30:420]


def draw(folder, force=False):
    """Draw every figure into a folder, one line each; no existing file is overwritten unasked."""
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError("--out must be a folder, received {path}, which is a file.", path=folder)
    files = {folder / f"{name}.png": function for name, function in catalogue().items()}
    existing = [path for path in files if path.exists()]
    if existing and not force:
        raise UsageError(
            "{path} exists already. Choose another folder with --out, or overwrite the figures in "
            "this one with --force.",
            path=existing[0],
        )
    folder.mkdir(parents=True, exist_ok=True)

    for path, function in files.items():
        picture = function()
        picture.save(path)
        print(f"{path}: {picture.title}", flush=True)


def catalogue():
    """File name -> function that draws the figure."""
    return {**convolutions(), **small_and_large(), **images()}


def convolutions():
    binary = kernels.BINARY_IMAGE, kernels.BINARY_KERNEL
    small = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL
    zero_padded = kernels.TABLE, kernels.KERNELS["edges_4_neighbours"], 0, 0, "same"
    letters = kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL
    conv, pool = (
        [tr("conv {number}", number=number) for number in (1, 2, 3)],
        [tr("pool {number}", number=number) for number in (1, 2)],
    )
    convs = [(name, 3, 1) for name in conv]
    pools = [(conv[0], 3, 1), (pool[0], 2, 2), (conv[1], 3, 1), (pool[1], 2, 2)]
    steps = np.ndindex(convolution.correlate2d(*binary).shape)
    return {
        **{
            f"kernel-step-{number}": partial(convolving.kernel_step, *binary, *step)
            for number, step in enumerate(steps, start=1)
        },
        "small-example": partial(convolving.kernel_step, *small, 1, 1),
        "ring-of-zeros": partial(convolving.kernel_step, *zero_padded),
        "padding": partial(convolving.padding_modes, 7, 3),
        "padding-stride-2": partial(convolving.padding_modes, 7, 3, 2),
        "receptive-field": partial(convolving.receptive_field, convs),
        "receptive-field-pools": partial(convolving.receptive_field, pools),
        "convolution-matrix": partial(convolving.convolution_matrix, *small),
        "flip-or-not": partial(convolving.flip_or_not, *letters),
    }


def small_and_large():
    enlarged = [[1, 2], [3, 4]], kernels.COUNTING_IMAGE, 2
    # With these weights a transposed convolution of stride 2 is bilinear, but for the border.
    bilinear = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    return {
        "pooling": partial(resizing.pooling, kernels.TABLE),
        "transposed": partial(resizing.transposed, *enlarged),
        "zeros-between": partial(resizing.zeros_between, *enlarged),
        "upsampling": partial(resizing.upsampling, kernels.BINARY_IMAGE, bilinear),
    }


def images():
    return {
        "weights": weights_compared,
        "lenet5": lambda: architecture(zoo.describe("lenet5")),
        "pixels": pixels,
        "filters": filters,
        "differences": differences,
    }


def pixels():
    """A garment of 28 x 28 pixels, drawn by the kit, and the numbers of its collar."""
    return pixel_numbers(garments.draw(train=10, test=10).x_test[7], 1, 8)


def filters():
    """The first photograph at hand after each kernel; its description says whose it is."""
    name = photographs.installed_photographs()[0]
    picture = filtered_photographs(photographs.photograph(name)[PART])
    credit = tr("Photograph: {credit}.", credit=photographs.CREDITS[name])
    return picture._replace(description=f"{picture.description} {credit}")


def differences():
    """The pixel differences of all photographs at hand."""
    names = photographs.installed_photographs()
    return difference_histogram([photographs.photograph(name) for name in names])
