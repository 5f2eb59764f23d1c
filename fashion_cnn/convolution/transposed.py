"""From small to large: transposed convolution, whose weights are learned, and interpolation.

A transposed convolution knows the paddings 'valid' and 'same'. Source, unless a docstring names
another: Dumoulin and Visin (2016), chapter 4.
"""

import numpy as np

from fashion_cnn.base.rules import one_of, pair
from fashion_cnn.convolution.arguments import (
    common_type,
    must_agree,
    numbers,
    read_array,
    read_image_and_kernel,
)
from fashion_cnn.convolution.correlation import convolution_matrix, convolve2d
from fashion_cnn.convolution.linear import BATCH, add_bias, conv2d_grad_input
from fashion_cnn.convolution.window import Window

INTERPOLATIONS = ("nearest", "bilinear", "bicubic")


def transpose_by_stamps(image, kernel, padding="valid", stride=1, dilation=1):
    """One to many: every pixel stamps the whole kernel, scaled by the pixel's value.

        Y[i·s + x·d, j·s + y·d] += X[i, j] K[x, y]                 (then the padding is cropped)

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    window = Window(kernel.shape, padding, stride, dilation)
    shape = window.transposed_shape(image.shape)
    stamped = np.zeros(window.padded_shape(shape), image.dtype)
    for i, j in np.ndindex(image.shape):
        stamped[window.seen_from(i, j)] += image[i, j] * kernel
    return window.crop(stamped, shape)


def transpose_by_matrix(image, kernel, padding="valid", stride=1, dilation=1):
    """The convolution from large to small with its matrix transposed: vec(Y) = Aᵀ vec(X).

    It swaps the shapes of input and output; it does not undo the convolution (Aᵀ is not A⁻¹).

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes.
    Source: Dumoulin and Visin (2016), section 4.1.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    shape = Window(kernel.shape, padding, stride, dilation).transposed_shape(image.shape)
    matrix = convolution_matrix(kernel, shape, padding, stride, dilation)
    return (matrix.T @ image.ravel()).reshape(shape)


def transpose_by_zeros(image, kernel, padding="valid", stride=1, dilation=1):
    """A 'full' convolution with the kernel, after s − 1 zeros are put between the pixels.

        Y = spread(X) *full K                                      (then the padding is cropped)

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes.
    Source: Dumoulin and Visin (2016), sections 4.5 and 4.6.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    window = Window(kernel.shape, padding, stride, dilation)
    shape = window.transposed_shape(image.shape)
    spread = window.spread(image, shape)
    return window.crop(convolve2d(spread, kernel, "full", dilation=dilation), shape)


def conv2d_transpose(
    x, kernels, bias=None, padding="valid", stride=1, dilation=1, output_padding=None
):
    """The layer as in Keras: the input gradient of the convolution from large to small.

        Y_o = B_o + Σ_c spread(X_c) *full K_oc                     (then the padding is cropped)

    x (N, H, W, C_in), kernels (kH, kW, C_out, C_in) in Keras's order, bias (C_out,) or
    (H_out, W_out, C_out) -> (N, H_out, W_out, C_out).
    Errors: as in `transposed_size`. Source: Keras, Conv2DTranspose; Dumoulin and Visin (2016),
    chapter 4.
    """
    x, kernels = common_type(
        numbers("x", x, *BATCH), numbers("kernels", kernels, "kH", "kW", "C_out", "C_in")
    )
    must_agree("C_in", ("x", x, 3), ("kernels", kernels, 3))
    window = Window(kernels.shape[:2], padding, stride, dilation)
    shape = window.transposed_shape(x.shape[1:3], output_padding)
    return add_bias(conv2d_grad_input(x, kernels, shape, padding, stride, dilation), bias)


def upsample(image, factor=2, method="nearest"):
    """The image enlarged without weights, by Pillow: 'nearest', 'bilinear' or 'bicubic'.

    Pixel centres are at halves, so output pixel i is at u = (i + ½) / factor − ½ of the input:

        nearest   the pixel whose centre is closest to u
        bilinear  Σ_k X[k] w(u − k), w(t) = 1 − |t| up to 1: two pixels per axis
        bicubic   Keys's kernel with a = −½: four pixels per axis; overshoots at edges

    The axes are enlarged one after the other. At the border, pixels outside the image are left
    out and the remaining weights scaled to sum to 1. `keras.layers.UpSampling2D` and
    `keras.ops.image.resize` on TensorFlow do the same.

    image (H, W), factor an int or a pair -> (H·factor, W·factor) in float32, in which Pillow
    computes. Errors: ImportError without Pillow (it comes with matplotlib).
    Source: Keys (1981), Cubic convolution interpolation for digital image processing; Pillow,
    Image.resize.
    """
    from PIL import Image  # not at the top: everything else needs NumPy alone

    image = read_array("image", image, "H", "W")
    method = one_of("method", method, INTERPOLATIONS)
    factor_h, factor_w = pair("factor", factor)
    size = image.shape[1] * factor_w, image.shape[0] * factor_h  # Pillow takes the width first
    picture = Image.fromarray(image.astype(np.float32))
    return np.array(picture.resize(size, Image.Resampling[method.upper()]))
