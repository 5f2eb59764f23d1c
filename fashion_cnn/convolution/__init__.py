"""Convolution and the layers around it in plain NumPy, to be read beside the formulas.

    >>> image = [[1, 6, 2], [5, 3, 1], [7, 0, 4]]
    >>> correlate2d(image, [[1, 2], [-1, 0]])
    array([[8, 7],
           [4, 5]])

Letters, the same in every formula, comment and `einsum` below:

    X, K, Y      image, kernel, output          B  bias           E  the loss
    i, j         row and column in the output   x, y  row and column in the kernel
    n, c, o      image of the batch, input channel, output channel (a filter is K[:, :, :, o])
    s, d, p      stride, dilation, zeros added before the first row or column
    ⋆, *         cross-correlation, convolution: X * K = X ⋆ rot180(K)
    grad_y       ∂E/∂Y; each backward function takes it and returns ∂E/∂ of one argument

A discrete convolution in one dimension is Y(i) = Σ_x X(i − x) K(x), the continuous one
y(t) = ∫ x(t − τ) k(τ) dτ; here both sums run over a picture, so there are two of them.

Shapes: one image is (H, W) and one kernel (kH, kW); in the layer form, as in Keras, a batch is
(N, H, W, C_in) and its kernels are (kH, kW, C_in, C_out). `stride`, `dilation` and `pool_size`
are an int or a pair (vertical, horizontal).

Numbers: integers and booleans are worked on as int64 and stay exact in its range; float32 stays
float32 and float64 float64 (float16 becomes float32); of two types NumPy's common one is taken.
NaN propagates.

Errors: TypeError where something is not of numbers (complex, text, objects) or not an int;
ValueError where a rank, a size, a channel count or a name does not fit, where an array is
empty, or where the kernel spans more than the padded input. A docstring lists only what comes
on top of these.

Sources: Goodfellow, Bengio, Courville (2016), Deep Learning, chapter 9; Dumoulin, Visin (2016),
A guide to convolution arithmetic for deep learning, arXiv:1603.07285; TensorFlow, tf.nn, "Notes
on padding". A docstring names the part it follows.
"""

from difflib import get_close_matches
from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

PADDINGS = ("valid", "same", "full")

# ---------------------------------------------------------------------------------------------
# Sizes: one axis, plain ints
# ---------------------------------------------------------------------------------------------


def extent(kernel, dilation=1):
    """Pixels a kernel spans along one axis: d·(k − 1) + 1.

    Source: Dumoulin and Visin (2016), section 5.1.
    """
    return _integer("dilation", dilation) * (_integer("kernel", kernel) - 1) + 1


def pad_amounts(size, kernel, padding="valid", stride=1, dilation=1):
    """Zeros before and after one axis, as a pair of ints.

    valid  none: the kernel stays inside the image.
    same   as few as give ⌈size / s⌉ outputs. They depend on the stride, and an odd one goes
           after the image (bottom, right), as in Keras on TensorFlow.
    full   extent − 1 on both sides: every place where kernel and image share a pixel.

    Errors: ValueError where the kernel spans more than the padded input (only 'valid').
    Source: TensorFlow, "Notes on padding"; Dumoulin and Visin (2016), chapter 2.
    """
    size, stride = _integer("size", size), _integer("stride", stride)
    padding, span = _one_of("padding", padding, PADDINGS), extent(kernel, dilation)
    if padding == "full":
        return span - 1, span - 1
    if padding == "same":
        outputs = -(-size // stride)  # rounded up
        total = max((outputs - 1) * stride + span - size, 0)
        return total // 2, total - total // 2
    if span > size:
        raise ValueError(
            f"the kernel must not span more than the padded input, received a kernel of {kernel} "
            f"with dilation {dilation}, which spans {span}, and an input of {size}"
        )
    return 0, 0


def positions(size, kernel, padding="valid", stride=1, dilation=1):
    """Places at which the kernel fits on one padded axis, if none were skipped."""
    before, after = pad_amounts(size, kernel, padding, stride, dilation)
    return before + size + after - extent(kernel, dilation) + 1


def output_size(size, kernel, padding="valid", stride=1, dilation=1):
    """Outputs along one axis: every s-th position, ⌊(positions − 1) / s⌋ + 1.

    At stride 1 that is I − K + 1 for 'valid', I for 'same' and I + K − 1 for 'full'.

    >>> [output_size(7, 3, padding) for padding in PADDINGS]
    [5, 7, 9]

    Source: Dumoulin and Visin (2016), relationships 1 to 6 and 15.
    """
    return (positions(size, kernel, padding, stride, dilation) - 1) // stride + 1


def transposed_size(size, kernel, padding="valid", stride=1, dilation=1, output_padding=None):
    """Outputs of a transposed convolution along one axis, by Keras's rule.

    'same' s·size, 'valid' s·size + max(extent − s, 0). Several input sizes of a convolution
    share an output size; `output_padding` picks another of them, as in Keras.

    Errors: ValueError where no convolution leads from the size so chosen back to `size`.
    Source: Keras, Conv2DTranspose; Dumoulin and Visin (2016), relationship 14.
    """
    padding, span = _one_of("padding", padding, PADDINGS[:2]), extent(kernel, dilation)
    last = (_integer("size", size) - 1) * _integer("stride", stride)  # where the last pixel goes
    if output_padding is None:
        return last + (stride if padding == "same" else max(span, stride))
    result = last + _integer("output_padding", output_padding, least=0)
    result += span % 2 if padding == "same" else span
    if result < 1 or output_size(result, kernel, padding, stride, dilation) != size:
        raise ValueError(
            f"output_padding must lead to a size that the convolution turns back into {size}, "
            f"received {output_padding}, which leads to {result}"
        )
    return result


def output_shape(shape, kernel_shape, padding="valid", stride=1, dilation=1):
    """`output_size` for both axes: (H, W) and (kH, kW) -> (H_out, W_out)."""
    return _both_axes(output_size, shape, kernel_shape, padding, stride, dilation)


# ---------------------------------------------------------------------------------------------
# One image and one kernel
# ---------------------------------------------------------------------------------------------


def pad(x, kernel_shape, padding="valid", stride=1, dilation=1, value=0):
    """`x` with the ring of zeros (of `value`) that `padding` asks for.

    (H, W) -> (H_padded, W_padded), or (N, H, W, C) -> (N, H_padded, W_padded, C).
    """
    x = _read_maps("x", x)
    amounts = _both_axes(pad_amounts, _image_shape(x), kernel_shape, padding, stride, dilation)
    around = amounts if x.ndim == 2 else ((0, 0), *amounts, (0, 0))
    return np.pad(x, around, constant_values=value)


def windows(x, kernel_shape, stride=1, dilation=1):
    """Every patch that a kernel meets, as a view: no pixel is copied.

        windows[i, j, x, y] = X[i·s + x·d, j·s + y·d]

    (H, W) -> (H_out, W_out, kH, kW), or (N, H, W, C) -> (N, H_out, W_out, C, kH, kW).
    """
    x = _read_maps("x", x)
    (s_h, s_w), (d_h, d_w) = _pair("stride", stride), _pair("dilation", dilation)
    output_shape(_image_shape(x), kernel_shape, "valid", stride, dilation)  # does a kernel fit?
    spans = map(extent, _pair("kernel_shape", kernel_shape), (d_h, d_w))
    patches = sliding_window_view(x, tuple(spans), axis=(0, 1) if x.ndim == 2 else (1, 2))
    return patches[_index(x, np.s_[::s_h], np.s_[::s_w])][..., ::d_h, ::d_w]


def correlate2d_loops(image, kernel, padding="valid", stride=1, dilation=1):
    """Cross-correlation as it is written down: four sums, four loops. Slow, and meant to be.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[x, y]          (X already padded)

    image (H, W), kernel (kH, kW) -> (H_out, W_out).
    Source: Goodfellow et al. (2016), section 9.1; Dumoulin and Visin (2016), chapter 2.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    (s_h, s_w), (d_h, d_w) = _pair("stride", stride), _pair("dilation", dilation)
    h_out, w_out = output_shape(image.shape, kernel.shape, padding, stride, dilation)
    padded = pad(image, kernel.shape, padding, stride, dilation)
    output = np.zeros((h_out, w_out), image.dtype)
    for i in range(h_out):
        for j in range(w_out):
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    output[i, j] += padded[i * s_h + x * d_h, j * s_w + y * d_w] * kernel[x, y]
    return output


def correlate2d(image, kernel, padding="valid", stride=1, dilation=1):
    """Cross-correlation X ⋆ K: the kernel slides over the image as it is.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[x, y]          (X already padded)

    image (H, W), kernel (kH, kW) -> (H_out, W_out). The same numbers as `correlate2d_loops`.
    Source: Goodfellow et al. (2016), section 9.1, which adds that deep-learning libraries call
    this one convolution.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    padded = pad(image, kernel.shape, padding, stride, dilation)
    return np.einsum("ijxy,xy->ij", windows(padded, kernel.shape, stride, dilation), kernel)


def convolve2d(image, kernel, padding="valid", stride=1, dilation=1):
    """Convolution X * K = X ⋆ rot180(K): the kernel is flipped both ways, then slid.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[kH − 1 − x, kW − 1 − y]

    image (H, W), kernel (kH, kW) -> (H_out, W_out). The flip makes 'full' commutative:
    X * K = K * X. With 'same' and an even kernel SciPy's result starts one row and column earlier.
    Source: Goodfellow et al. (2016), section 9.1.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    return correlate2d(image, rot180(kernel), padding, stride, dilation)


def rot180(kernel):
    """The kernel turned by half a turn: rows and columns reversed, channels left alone."""
    return kernel[::-1, ::-1]


def correlate2d_backward_loops(image, kernel, grad_y, padding="valid", stride=1, dilation=1):
    """∂E/∂X and ∂E/∂K of `correlate2d_loops`, by the chain rule alone.

    Each product X[u, v] · K[x, y] that was added to Y[i, j] sends ∂E/∂Y[i, j] back to both of
    its factors, times the other one:

        ∂E/∂K[x, y] += X[u, v] ∂E/∂Y[i, j]          u = i·s + x·d
        ∂E/∂X[u, v] += K[x, y] ∂E/∂Y[i, j]          v = j·s + y·d

    image (H, W), kernel (kH, kW), grad_y (H_out, W_out) -> ((H, W), (kH, kW)).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    image, kernel, grad_y = _read(
        {"image H W": image, "kernel kH kW": kernel, "grad_y H_out W_out": grad_y}
    )
    settings = kernel.shape, padding, stride, dilation
    _read_gradient(grad_y, output_shape(image.shape, *settings))
    (s_h, s_w), (d_h, d_w) = _pair("stride", stride), _pair("dilation", dilation)
    padded = pad(image, *settings)
    grad_padded, grad_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    for i, j, x, y in np.ndindex(*grad_y.shape, *kernel.shape):
        u, v = i * s_h + x * d_h, j * s_w + y * d_w
        grad_kernel[x, y] += padded[u, v] * grad_y[i, j]
        grad_padded[u, v] += kernel[x, y] * grad_y[i, j]
    return _crop(grad_padded, image.shape, *settings), grad_kernel


def convolution_matrix(kernel, image_shape, padding="valid", stride=1, dilation=1):
    """The matrix A with A @ image.ravel() == correlate2d(image, kernel, ...).ravel().

    One row an output pixel, one column an input pixel: a row holds the kernel's weights where
    its window lies and zeros elsewhere, so the same kH·kW numbers come back in every row.

    kernel (kH, kW), image_shape (H, W) -> (H_out·W_out, H·W).
    Source: Dumoulin and Visin (2016), section 4.1; Goodfellow et al. (2016), section 9.1.
    """
    (kernel,) = _read({"kernel kH kW": kernel})
    image_shape = _pair("image_shape", image_shape)
    settings = kernel.shape, padding, stride, dilation
    matrix = np.zeros(
        (*output_shape(image_shape, *settings), *_padded_shape(image_shape, *settings)),
        kernel.dtype,
    )  # (H_out, W_out, H_padded, W_padded)
    for i, j in np.ndindex(matrix.shape[:2]):
        matrix[i, j][_window_at(i, j, kernel.shape, stride, dilation)] = kernel
    inside = _inside(image_shape, *settings)  # columns of the padding would only meet zeros
    return matrix[:, :, *inside].reshape(-1, image_shape[0] * image_shape[1])


# ---------------------------------------------------------------------------------------------
# The layer: a batch of images with channels
# ---------------------------------------------------------------------------------------------


def conv2d_loops(x, kernels, bias=None, padding="valid", stride=1, dilation=1):
    """The layer as a sum of 2-D correlations, C_in·C_out of them an image.

        Y_o = B_o + Σ_c X_c ⋆ K_co                                 (in matrix form Y = B + K ·⋆ X)

    x (N, H, W, C_in), kernels (kH, kW, C_in, C_out), bias (C_out,), one a filter as in Keras,
    or (H_out, W_out, C_out), one a position -> (N, H_out, W_out, C_out).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    x, kernels = _read({"x N H W C_in": x, "kernels kH kW C_in C_out": kernels})
    settings = padding, stride, dilation
    h_out, w_out = output_shape(x.shape[1:3], kernels.shape[:2], *settings)
    y = np.zeros((len(x), h_out, w_out, kernels.shape[3]), x.dtype)
    for n in range(y.shape[0]):
        for o in range(y.shape[3]):
            for c in range(x.shape[3]):
                y[n, :, :, o] += correlate2d_loops(x[n, :, :, c], kernels[:, :, c, o], *settings)
    return _add_bias(y, bias)


def conv2d(x, kernels, bias=None, padding="valid", stride=1, dilation=1):
    """The layer at once: every patch times every filter, which is one matrix product.

        Y[n, i, j, o] = B[o] + Σ_x Σ_y Σ_c X[n, i·s + x·d, j·s + y·d, c] K[x, y, c, o]

    x (N, H, W, C_in), kernels (kH, kW, C_in, C_out), bias (C_out,), one a filter as in Keras,
    or (H_out, W_out, C_out), one a position -> (N, H_out, W_out, C_out).
    The same numbers as `conv2d_loops`, and as `keras.layers.Conv2D` where Keras has the case
    (it has no 'full', and no stride together with dilation).
    Source: Goodfellow et al. (2016), section 9.5; Keras, Conv2D.
    """
    x, kernels = _read({"x N H W C_in": x, "kernels kH kW C_in C_out": kernels})
    padded = pad(x, kernels.shape[:2], padding, stride, dilation)
    patches = windows(
        padded, kernels.shape[:2], stride, dilation
    )  # (N, H_out, W_out, C_in, kH, kW)
    return _add_bias(np.einsum("nijcxy,xyco->nijo", patches, kernels, optimize=True), bias)


# ---------------------------------------------------------------------------------------------
# Pooling: each map by itself, nothing to learn
# ---------------------------------------------------------------------------------------------


def pool_loops(x, reduce, pool_size=2, stride=None, padding="valid"):
    """Pooling as it is said: `reduce` (np.max, np.mean, np.min) of the pixels in each window.

        Y[i, j] = reduce { X[i·s + x − p, j·s + y − p] : 0 ≤ x < kH, 0 ≤ y < kW, inside X }

    x (H, W) -> (H_out, W_out). Padding takes no part: a window at the border is a smaller one.
    """
    (x,) = _read({"x H W": x})
    pool_size, (s_h, s_w) = _pool_settings(pool_size, stride)
    settings = x.shape, pool_size, padding, (s_h, s_w), 1
    (top, _), (left, _) = _both_axes(pad_amounts, *settings)
    y = np.zeros(output_shape(*settings), reduce(x[:1, :1]).dtype)
    for i, j in np.ndindex(y.shape):
        u, v = i * s_h - top, j * s_w - left
        y[i, j] = reduce(x[max(u, 0) : u + pool_size[0], max(v, 0) : v + pool_size[1]])
    return y


def max_pool(x, pool_size=2, stride=None, padding="valid"):
    """The largest pixel of each window; `stride` is `pool_size` unless given.

        Y[i, j, c] = max_x,y X[i·s + x, j·s + y, c]                (padding never wins)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C).
    Source: Goodfellow et al. (2016), section 9.3; Keras, MaxPooling2D.
    """
    return _pool_windows(x, pool_size, stride, padding, -np.inf).max(axis=(-2, -1))


def min_pool(x, pool_size=2, stride=None, padding="valid"):
    """The smallest pixel of each window; Keras has no such layer, but it is −max(−X).

        Y[i, j, c] = min_x,y X[i·s + x, j·s + y, c]                (padding never wins)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C).
    """
    return _pool_windows(x, pool_size, stride, padding, np.inf).min(axis=(-2, -1))


def average_pool(x, pool_size=2, stride=None, padding="valid"):
    """The mean of each window's real pixels: padding is not counted, as in Keras.

        Y[i, j, c] = Σ_x,y X[i·s + x, j·s + y, c] / (pixels of the window inside X)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C). Integers give float64.
    Source: Goodfellow et al. (2016), section 9.3; Keras, AveragePooling2D.
    """
    x = _read_maps("x", x)
    sums = _pool_windows(x, pool_size, stride, padding, 0).sum(axis=(-2, -1))
    real = _pool_windows(np.ones_like(x), pool_size, stride, padding, 0)
    return sums / real.sum(axis=(-2, -1))


# ---------------------------------------------------------------------------------------------
# Transposed convolution: from small to large, with weights that can be learned
# ---------------------------------------------------------------------------------------------


def transpose_by_stamps(image, kernel, padding="valid", stride=1, dilation=1):
    """One to many: every pixel puts down the whole kernel, as strong as the pixel is.

        Y[i·s + x·d, j·s + y·d] += X[i, j] K[x, y]                 (then the padding is cut off)

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes; padding 'valid' or 'same'.
    Source: Dumoulin and Visin (2016), chapter 4.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    settings = kernel.shape, padding, stride, dilation
    shape = _transposed_shape(image.shape, *settings)
    stamped = np.zeros(_padded_shape(shape, *settings), image.dtype)
    for i, j in np.ndindex(image.shape):
        stamped[_window_at(i, j, kernel.shape, stride, dilation)] += image[i, j] * kernel
    return _crop(stamped, shape, *settings)


def transpose_by_matrix(image, kernel, padding="valid", stride=1, dilation=1):
    """The matrix of the convolution that leads back, transposed: vec(Y) = Aᵀ vec(X).

    It turns the shapes of that convolution round; it does not undo it (Aᵀ is not A⁻¹).

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes; padding 'valid' or 'same'.
    Source: Dumoulin and Visin (2016), section 4.1.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    shape = _transposed_shape(image.shape, kernel.shape, padding, stride, dilation)
    matrix = convolution_matrix(kernel, shape, padding, stride, dilation)
    return (matrix.T @ image.ravel()).reshape(shape)


def transpose_by_zeros(image, kernel, padding="valid", stride=1, dilation=1):
    """Zeros between the pixels, s − 1 of them, then a 'full' convolution with the kernel.

        Y = spread(X) *full K                                      (then the padding is cut off)

    image (H, W), kernel (kH, kW) -> `transposed_size` of both axes; padding 'valid' or 'same'.
    Source: Dumoulin and Visin (2016), sections 4.5 and 4.6.
    """
    image, kernel = _read({"image H W": image, "kernel kH kW": kernel})
    settings = kernel.shape, padding, stride, dilation
    shape = _transposed_shape(image.shape, *settings)
    spread = _spread(image, _both_axes(positions, shape, *settings), stride)
    return _crop(convolve2d(spread, kernel, "full", dilation=dilation), shape, *settings)


def conv2d_transpose(
    x, kernels, bias=None, padding="valid", stride=1, dilation=1, output_padding=None
):
    """The layer as in Keras: the input gradient of the convolution that leads back.

        Y_o = B_o + Σ_c spread(X_c) *full K_oc                     (then the padding is cut off)

    x (N, H, W, C_in), kernels (kH, kW, C_out, C_in) in Keras's order, bias (C_out,) or
    (H_out, W_out, C_out) -> (N, H_out, W_out, C_out); padding 'valid' or 'same'.
    Errors: as `transposed_size`. Source: Keras, Conv2DTranspose; Dumoulin and Visin (2016),
    chapter 4.
    """
    x, kernels = _read({"x N H W C_in": x, "kernels kH kW C_out C_in": kernels})
    settings = kernels.shape[:2], padding, stride, dilation
    shape = _transposed_shape(x.shape[1:3], *settings, output_padding)
    return _add_bias(conv2d_grad_input(x, kernels, shape, *settings[1:]), bias)


def upsample(image, factor=2, method="nearest"):
    """Enlarging without weights, by Pillow: 'nearest', 'bilinear' or 'bicubic'.

    Output pixel i looks at u = (i + ½) / factor − ½, that is, pixel centres lie at halves:

        nearest   the pixel whose centre is closest to u
        bilinear  Σ_k X[k] w(u − k), w(t) = 1 − |t| up to 1: two pixels an axis
        bicubic   Keys's kernel with a = −½: four pixels an axis; overshoots at edges

    Both axes one after the other. At the border, pixels outside the image are left out and the
    remaining weights scaled to sum to 1. `keras.layers.UpSampling2D` and
    `keras.ops.image.resize` on TensorFlow do the same.

    image (H, W), factor an int or a pair -> (H·factor, W·factor) in float32, in which Pillow
    computes. Errors: ImportError without Pillow (it comes with matplotlib).
    Source: Keys (1981), Cubic convolution interpolation for digital image processing; Pillow,
    Image.resize.
    """
    from PIL import Image

    (image,) = _read({"image H W": image})
    method = _one_of("method", method, ("nearest", "bilinear", "bicubic"))
    factor_h, factor_w = _pair("factor", factor)
    size = image.shape[1] * factor_w, image.shape[0] * factor_h  # Pillow says width first
    picture = Image.fromarray(image.astype(np.float32))
    return np.array(picture.resize(size, Image.Resampling[method.upper()]))


# ---------------------------------------------------------------------------------------------
# Backward
# ---------------------------------------------------------------------------------------------


def conv2d_grad_kernel(x, grad_y, kernel_shape, padding="valid", stride=1, dilation=1):
    """∂E/∂K of `conv2d`: the input correlated with the gradient of the output.

        ∂E/∂K_co = X_c ⋆ ∂E/∂Y_o                                   (summed over the batch)

    Now ∂E/∂Y is what slides: it takes a step of d, and its pixels lie s apart, so stride and
    dilation change places.

    x (N, H, W, C_in), grad_y (N, H_out, W_out, C_out), kernel_shape (kH, kW)
    -> (kH, kW, C_in, C_out).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    x, grad_y = _read({"x N H W C_in": x, "grad_y N H_out W_out C_out": grad_y})
    settings = kernel_shape, padding, stride, dilation
    expected = output_shape(x.shape[1:3], *settings)
    _read_gradient(grad_y, (len(x), *expected, grad_y.shape[3]))
    padded = pad(x, *settings)
    patches = windows(padded, grad_y.shape[1:3], stride=dilation, dilation=stride)
    k_h, k_w = _pair("kernel_shape", kernel_shape)
    patches = patches[:, :k_h, :k_w]  # (N, kH, kW, C_in, H_out, W_out), without leftover pixels
    return np.einsum("nxycij,nijo->xyco", patches, grad_y, optimize=True)


def conv2d_grad_input(grad_y, kernels, image_shape, padding="valid", stride=1, dilation=1):
    """∂E/∂X of `conv2d`: the gradient of the output in a full convolution with the kernels.

        ∂E/∂X_c = Σ_o ∂E/∂Y_o *full K_co                           (then the padding is cut off)

    With a stride, ∂E/∂Y gets zeros where the kernel skipped a position.

    grad_y (N, H_out, W_out, C_out), kernels (kH, kW, C_in, C_out), image_shape (H, W)
    -> (N, H, W, C_in).
    Source: Goodfellow et al. (2016), section 9.5; Dumoulin and Visin (2016), chapter 4.
    """
    grad_y, kernels = _read(
        {"grad_y N H_out W_out C_out": grad_y, "kernels kH kW C_in C_out": kernels}
    )
    settings = kernels.shape[:2], padding, stride, dilation
    expected = output_shape(image_shape, *settings)
    _read_gradient(grad_y, (len(grad_y), *expected, grad_y.shape[3]))
    spread = _spread(grad_y, _both_axes(positions, image_shape, *settings), stride)
    flipped = rot180(kernels).swapaxes(2, 3)  # (kH, kW, C_out, C_in): * is ⋆ with rot180(K)
    grad_padded = conv2d(spread, flipped, padding="full", dilation=dilation)
    return _crop(grad_padded, image_shape, *settings)


def conv2d_grad_bias(grad_y, shared=True):
    """∂E/∂B of `conv2d`: the gradient of the output, summed over all that one bias is added to.

        shared      ∂E/∂B[o] = Σ_n Σ_i Σ_j ∂E/∂Y[n, i, j, o]       one bias a filter, as in Keras
        not shared  ∂E/∂B[i, j, o] = Σ_n ∂E/∂Y[n, i, j, o]         one a position: for a single
                                                                   image ∂E/∂Y itself

    grad_y (N, H_out, W_out, C_out) -> (C_out,), or (H_out, W_out, C_out) if not shared.
    """
    (grad_y,) = _read({"grad_y N H_out W_out C_out": grad_y})
    return grad_y.sum(axis=(0, 1, 2) if shared else 0)


def max_pool_grad(x, grad_y, pool_size=2, stride=None, padding="valid"):
    """∂E/∂X of `max_pool`: each window hands its gradient to its largest pixel.

    Among equals, the first in reading order takes it all, as in TensorFlow on a CPU. A pixel
    that wins in several windows gets the sum.

    x (H, W) or (N, H, W, C), grad_y shaped as the output -> the shape of x.
    """
    patches = _pool_windows(x, pool_size, stride, padding, -np.inf)
    return _pool_backward(_first(np.argmax, patches), x, grad_y, pool_size, stride, padding)


def min_pool_grad(x, grad_y, pool_size=2, stride=None, padding="valid"):
    """∂E/∂X of `min_pool`: as `max_pool_grad`, to the first of the smallest pixels.

    x (H, W) or (N, H, W, C), grad_y shaped as the output -> the shape of x.
    """
    patches = _pool_windows(x, pool_size, stride, padding, np.inf)
    return _pool_backward(_first(np.argmin, patches), x, grad_y, pool_size, stride, padding)


def average_pool_grad(x, grad_y, pool_size=2, stride=None, padding="valid"):
    """∂E/∂X of `average_pool`: each window shares its gradient evenly among its real pixels.

    Of x only the shape matters: x (H, W) or (N, H, W, C), grad_y shaped as the output -> the
    shape of x. Integers give float64.
    """
    x = _read_maps("x", x)
    real = _pool_windows(np.ones_like(x), pool_size, stride, padding, 0)
    count = real.sum(axis=(-2, -1))
    grad_y = _read_gradient(grad_y, count.shape)
    return _pool_backward(real, x, grad_y / count, pool_size, stride, padding)


# ---------------------------------------------------------------------------------------------
# The rest of a network
# ---------------------------------------------------------------------------------------------


def dense(x, weights, bias=None):
    """A fully connected layer, Y = X W + B.

    x (N, F_in), weights (F_in, F_out) as in Keras, bias (F_out,) -> (N, F_out). A map is
    flattened before it by x.reshape(N, -1), in Keras's order.
    """
    x, weights = _read({"x N F_in": x, "weights F_in F_out": weights})
    return _add_bias(x @ weights, bias)


def dense_grad(x, weights, grad_y):
    """The three gradients of `dense`: (∂E/∂X, ∂E/∂W, ∂E/∂B).

        ∂E/∂X = ∂E/∂Y Wᵀ        ∂E/∂W = Xᵀ ∂E/∂Y        ∂E/∂B = Σ_n ∂E/∂Y[n]

    x (N, F_in), weights (F_in, F_out), grad_y (N, F_out) -> (N, F_in), (F_in, F_out), (F_out,).
    """
    x, weights, grad_y = _read(
        {"x N F_in": x, "weights F_in F_out": weights, "grad_y N F_out": grad_y}
    )
    return grad_y @ weights.T, x.T @ grad_y, grad_y.sum(axis=0)


def relu(x):
    """max(x, 0), element by element; any shape."""
    (x,) = _read({"x ...": x})
    return np.maximum(x, 0)


def relu_grad(x, grad_y):
    """∂E/∂X of `relu`: ∂E/∂Y where x > 0, else 0. At x = 0, where there is no slope, 0 as in
    TensorFlow. x and grad_y of one shape, which is also the result's.
    """
    (x,) = _read({"x ...": x})
    return _read_gradient(grad_y, x.shape) * (x > 0)


def softmax(x):
    """Scores into probabilities along the last axis: exp(x_k) / Σ_m exp(x_m).

    The largest score is taken off first: the quotient stays as it was, and exp cannot overflow.
    Any shape (..., classes), which is also the result's. Integers give float64.
    Source: Goodfellow et al. (2016), section 4.1.
    """
    (x,) = _read({"x ...": x})
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_grad(y, grad_y):
    """∂E/∂X of `softmax` from its output y: ∂E/∂x_k = y_k (∂E/∂y_k − Σ_m y_m ∂E/∂y_m).

    y and grad_y of one shape (..., classes), which is also the result's.
    """
    (y,) = _read({"y ...": y})
    grad_y = _read_gradient(grad_y, y.shape)
    return y * (grad_y - (y * grad_y).sum(axis=-1, keepdims=True))


# ---------------------------------------------------------------------------------------------
# Helpers: both axes at once, places in a padded image, pooling
# ---------------------------------------------------------------------------------------------


def _both_axes(rule, shape, kernel_shape, padding, stride, dilation, *more):
    """`rule`, one of the size functions, for the vertical and for the horizontal axis."""
    return tuple(
        rule(size, kernel, padding, *rest)
        for size, kernel, *rest in zip(
            _pair("image_shape", shape),
            _pair("kernel_shape", kernel_shape),
            _pair("stride", stride),
            _pair("dilation", dilation),
            *more,
            strict=True,
        )
    )


def _transposed_shape(shape, kernel_shape, padding, stride, dilation, output_padding=None):
    pair = (None, None)
    if output_padding is not None:
        pair = _pair("output_padding", output_padding, least=0)
    return _both_axes(transposed_size, shape, kernel_shape, padding, stride, dilation, pair)


def _image_shape(x):
    """(H, W) of an image or of a batch."""
    return x.shape if x.ndim == 2 else x.shape[1:3]


def _index(x, rows, columns):
    """What to index x with: [rows, columns] of an image, [:, rows, columns] of a batch."""
    return (rows, columns) if x.ndim == 2 else (slice(None), rows, columns)


def _inside(shape, *settings):
    """Where the image lies in its padded form: (rows, columns)."""
    before = [first for first, _ in _both_axes(pad_amounts, shape, *settings)]
    return tuple(slice(p, p + size) for p, size in zip(before, shape, strict=True))


def _crop(padded, shape, *settings):
    """Takes the padding off again: `pad` backwards."""
    return padded[_index(padded, *_inside(shape, *settings))]


def _padded_shape(shape, *settings):
    amounts = _both_axes(pad_amounts, shape, *settings)
    return tuple(size + sum(zeros) for size, zeros in zip(shape, amounts, strict=True))


def _window_at(i, j, kernel_shape, stride, dilation):
    """The pixels that output (i, j) looks at: slices from i·s in steps of d, as many as kH."""
    (s_h, s_w), (d_h, d_w) = _pair("stride", stride), _pair("dilation", dilation)
    u, v = i * s_h, j * s_w
    return np.s_[u : u + kernel_shape[0] * d_h : d_h, v : v + kernel_shape[1] * d_w : d_w]


def _spread(y, shape, stride):
    """`y` at every s-th place of zeros: (H, W) -> shape, or (N, H, W, C) -> (N, *shape, C)."""
    s_h, s_w = _pair("stride", stride)
    spread = np.zeros(shape if y.ndim == 2 else (len(y), *shape, y.shape[3]), y.dtype)
    # A transposed convolution may end in rows that no pixel reaches, hence the upper ends.
    h, w = _image_shape(y)
    spread[_index(y, np.s_[: h * s_h : s_h], np.s_[: w * s_w : s_w])] = y
    return spread


def _pool_settings(pool_size, stride):
    stride = pool_size if stride is None else stride
    return _pair("pool_size", pool_size), _pair("stride", stride)


def _pool_windows(x, pool_size, stride, padding, fill):
    """The windows of a pooling layer, with `fill` where they reach over the border."""
    x = _read_maps("x", x)
    pool_size, stride = _pool_settings(pool_size, stride)
    if x.dtype.kind == "i":  # no infinity there: the type's end does as well
        fill = max(np.iinfo(x.dtype).min, min(fill, np.iinfo(x.dtype).max))
    return windows(pad(x, pool_size, padding, stride, value=fill), pool_size, stride)


def _first(choose, patches):
    """1 at the element of each window that `choose` (np.argmax, np.argmin) finds, 0 elsewhere."""
    flat = patches.reshape(*patches.shape[:-2], -1)
    chosen = choose(flat, axis=-1)[..., None] == np.arange(flat.shape[-1])
    return chosen.reshape(patches.shape)


def _pool_backward(share, x, grad_y, pool_size, stride, padding):
    """Adds share·∂E/∂Y to the pixels of each window; share has the shape of the windows."""
    x, grad_y = _read_maps("x", x), _read_gradient(grad_y, share.shape[:-2])
    (k_h, k_w), (s_h, s_w) = _pool_settings(pool_size, stride)
    settings = (k_h, k_w), padding, (s_h, s_w), 1
    grad_padded = pad(np.zeros(x.shape, np.result_type(share, grad_y)), *settings)
    h_out, w_out = _image_shape(grad_y)
    for row, column in np.ndindex(k_h, k_w):  # this element of all windows at once
        rows, columns = np.s_[row : row + h_out * s_h : s_h, column : column + w_out * s_w : s_w]
        grad_padded[_index(grad_padded, rows, columns)] += share[..., row, column] * grad_y
    return _crop(grad_padded, _image_shape(x), *settings)


def _add_bias(y, bias):
    """y plus one bias a filter, (C_out,), or one a position, the shape of y without the batch."""
    if bias is None:
        return y
    (bias,) = _read({"bias ...": bias})
    allowed = dict.fromkeys((y.shape[-1:], y.shape[1:]))
    if bias.shape not in allowed:
        shapes = " or ".join(map(str, allowed))
        raise ValueError(f"bias must have shape {shapes}, received shape {bias.shape}")
    return y + bias


# ---------------------------------------------------------------------------------------------
# Helpers: reading arguments
# ---------------------------------------------------------------------------------------------


def _read(arrays):
    """Arrays of one type from {"name axis axis ...": value}; one letter must mean one size."""
    seen = {}
    read = [_array(*spec.split(), value=value, seen=seen) for spec, value in arrays.items()]
    integers = all(array.dtype.kind in "biu" for array in read)
    dtype = np.int64 if integers else np.result_type(np.float32, *read)
    return [array.astype(dtype, copy=False) for array in read]


def _array(name, *axes, value, seen):
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name} must have rows of one length, received {value!r:.80}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, received an array of {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, received shape {array.shape}")
    if axes == ("...",):
        return array
    wanted = f"({', '.join(axes)})"
    if array.ndim != len(axes):
        raise ValueError(f"{name} must have the axes {wanted}, received shape {array.shape}")
    for axis, size in zip(axes, array.shape, strict=True):
        other, expected = seen.setdefault(axis, (name, size))
        if size != expected:
            raise ValueError(
                f"{name} {wanted} must have the {axis} of {other}, which is {expected}, "
                f"received shape {array.shape}"
            )
    return array


def _read_maps(name, x):
    (x,) = _read({f"{name} ...": x})
    return _read({f"{name} H W" if x.ndim == 2 else f"{name} N H W C": x})[0]


def _read_gradient(grad_y, shape):
    (grad_y,) = _read({"grad_y ...": grad_y})
    if grad_y.shape != shape:
        raise ValueError(
            f"grad_y must have the shape of the output, {shape}, received shape {grad_y.shape}"
        )
    return grad_y


def _integer(name, value, least=1):
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int (or a pair of them), received {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, received {value}")
    return int(value)


def _pair(name, value, least=1):
    """An int or a pair of them, as a pair (vertical, horizontal)."""
    pair = tuple(value) if isinstance(value, (tuple, list, np.ndarray)) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"{name} must be an int or a pair of them, received {value!r}")
    return tuple(_integer(name, part, least) for part in pair)


def _one_of(name, value, known):
    if isinstance(value, str) and value in known:
        return value
    near = get_close_matches(str(value).lower(), known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    names = ", ".join(map(repr, known))
    raise ValueError(f"{name} must be one of {names}, received {value!r}{hint}")
