"""The pictures of the lessons: convolution and its relatives, drawn with their numbers.

    python -m fashion_cnn.figures --out figures

draws all of them; or, from Python, with numbers of your own:

    from fashion_cnn import drawing

    step = drawing.kernel_step([[1, 6, 2], [5, 3, 1], [7, 0, 4]], [[1, 2], [-1, 0]], 0, 1)
    step.save("step.png")

Each function draws into `ax` (or `axes`), or into a new figure, and returns a Picture: the axes,
a title, and a description in words that can serve as alt text. What a figure shows is computed by
convolution.py and arithmetic.py; all its words stand in captions.py.
"""

from fashion_cnn.drawing.architecture import architecture
from fashion_cnn.drawing.convolving import (
    convolution_matrix,
    flip_or_not,
    kernel_step,
    padding_modes,
    receptive_field,
)
from fashion_cnn.drawing.photographs import (
    difference_histogram,
    filtered_photographs,
    pixel_numbers,
    pixel_table,
    weights_compared,
)
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.resizing import pooling, transposed, upsampling, zeros_between
from fashion_cnn.drawing.words import LABELS

__all__ = [
    "LABELS",
    "Picture",
    "architecture",
    "convolution_matrix",
    "difference_histogram",
    "filtered_photographs",
    "flip_or_not",
    "kernel_step",
    "padding_modes",
    "pixel_numbers",
    "pixel_table",
    "pooling",
    "receptive_field",
    "transposed",
    "upsampling",
    "weights_compared",
    "zeros_between",
]
