"""The layers with weights, convolutional and dense, each with its gradients."""

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import pair
from fashion_cnn.convolution.arguments import (
    common_type,
    must_agree,
    numbers,
    read_array,
    read_gradient,
)
from fashion_cnn.convolution.correlation import correlate2d_loops, rot180
from fashion_cnn.convolution.window import Window

BATCH = ("N", "H", "W", "C_in")
OUTPUT = ("N", "H_out", "W_out", "C_out")
KERNELS = ("kH", "kW", "C_in", "C_out")


def conv2d_loops(x, kernels, bias=None, padding="valid", stride=1, dilation=1):
    """The convolutional layer as a sum of 2-D correlations, C_in·C_out of them for each image.

        Y_o = B_o + Σ_c X_c ⋆ K_co                                 (in matrix form Y = B + K ·⋆ X)

    x (N, H, W, C_in), kernels (kH, kW, C_in, C_out), bias (C_out,), one per filter as in Keras,
    or (H_out, W_out, C_out), one per position -> (N, H_out, W_out, C_out).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    x, kernels = read_batch_and_kernels(x, kernels)
    window = Window(kernels.shape[:2], padding, stride, dilation)
    h_out, w_out = window.output_shape(x.shape[1:3])
    y = np.zeros((len(x), h_out, w_out, kernels.shape[3]), x.dtype)
    for n in range(y.shape[0]):
        for o in range(y.shape[3]):
            for c in range(x.shape[3]):
                image, kernel = x[n, :, :, c], kernels[:, :, c, o]
                y[n, :, :, o] += correlate2d_loops(image, kernel, padding, stride, dilation)
    return add_bias(y, bias)


def conv2d(x, kernels, bias=None, padding="valid", stride=1, dilation=1):
    """The convolutional layer in one matrix product: every patch times every filter.

        Y[n, i, j, o] = B[o] + Σ_x Σ_y Σ_c X[n, i·s + x·d, j·s + y·d, c] K[x, y, c, o]

    x (N, H, W, C_in), kernels (kH, kW, C_in, C_out), bias (C_out,), one per filter as in Keras,
    or (H_out, W_out, C_out), one per position -> (N, H_out, W_out, C_out).
    The same numbers as `conv2d_loops`, and as `keras.layers.Conv2D` where Keras has the case:
    it has no 'full', and no stride together with dilation.
    Source: Goodfellow et al. (2016), section 9.5; Keras, Conv2D.
    """
    x, kernels = read_batch_and_kernels(x, kernels)
    window = Window(kernels.shape[:2], padding, stride, dilation)
    patches = window.patches(window.pad(x))  # (N, H_out, W_out, C_in, kH, kW)
    return add_bias(np.einsum("nijcxy,xyco->nijo", patches, kernels, optimize=True), bias)


def conv2d_grad_kernel(x, grad_y, kernel_shape, padding="valid", stride=1, dilation=1):
    """∂E/∂K of `conv2d`: the input correlated with the gradient of the output.

        ∂E/∂K_co = X_c ⋆ ∂E/∂Y_o                                   (summed over the batch)

    Here ∂E/∂Y is the kernel: it moves in steps of d, and its pixels are s apart, so stride and
    dilation change places.

    x (N, H, W, C_in), grad_y (N, H_out, W_out, C_out), kernel_shape (kH, kW)
    -> (kH, kW, C_in, C_out).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    x, grad_y = common_type(numbers("x", x, *BATCH), numbers("grad_y", grad_y, *OUTPUT))
    window = Window(kernel_shape, padding, stride, dilation)
    output_shape = window.output_shape(x.shape[1:3])
    grad_y = read_gradient(grad_y, (len(x), *output_shape, grad_y.shape[3]))
    sliding = Window(output_shape, stride=window.dilation, dilation=window.stride)
    k_h, k_w = window.kernel_shape
    # (N, kH, kW, C_in, H_out, W_out), without leftover pixels
    patches = sliding.patches(window.pad(x))[:, :k_h, :k_w]
    return np.einsum("nxycij,nijo->xyco", patches, grad_y, optimize=True)


def conv2d_grad_input(grad_y, kernels, image_shape, padding="valid", stride=1, dilation=1):
    """∂E/∂X of `conv2d`: the gradient of the output in a full convolution with the kernels.

        ∂E/∂X_c = Σ_o ∂E/∂Y_o *full K_co                           (then the padding is cropped)

    With a stride, ∂E/∂Y gets zeros where the kernel skipped a position.

    grad_y (N, H_out, W_out, C_out), kernels (kH, kW, C_in, C_out), image_shape (H, W)
    -> (N, H, W, C_in).
    Source: Goodfellow et al. (2016), section 9.5; Dumoulin and Visin (2016), chapter 4.
    """
    grad_y, kernels = common_type(
        numbers("grad_y", grad_y, *OUTPUT), numbers("kernels", kernels, *KERNELS)
    )
    image_shape = pair("image_shape", image_shape)
    window = Window(kernels.shape[:2], padding, stride, dilation)
    output_shape = window.output_shape(image_shape)
    grad_y = read_gradient(grad_y, (len(grad_y), *output_shape, kernels.shape[3]))
    flipped = rot180(kernels).swapaxes(2, 3)  # (kH, kW, C_out, C_in): * is ⋆ with rot180(K)
    spread = window.spread(grad_y, image_shape)
    grad_padded = conv2d(spread, flipped, padding="full", dilation=dilation)
    return window.crop(grad_padded, image_shape)


def conv2d_grad_bias(grad_y, shared=True):
    """∂E/∂B of `conv2d`: the gradient of the output, summed over all that a bias is added to.

        shared      ∂E/∂B[o] = Σ_n Σ_i Σ_j ∂E/∂Y[n, i, j, o]       one bias per filter, as in Keras
        not shared  ∂E/∂B[i, j, o] = Σ_n ∂E/∂Y[n, i, j, o]         one per position: for a single
                                                                   image ∂E/∂Y itself

    grad_y (N, H_out, W_out, C_out) -> (C_out,), or (H_out, W_out, C_out) if not shared.
    """
    return read_array("grad_y", grad_y, *OUTPUT).sum(axis=(0, 1, 2) if shared else 0)


def dense(x, weights, bias=None):
    """The dense (fully connected) layer, Y = X W + B.

    x (N, F_in), weights (F_in, F_out) as in Keras, bias (F_out,) -> (N, F_out). Flatten feature
    maps with x.reshape(N, -1), which keeps Keras's order.
    """
    x, weights = common_type(
        numbers("x", x, "N", "F_in"), numbers("weights", weights, "F_in", "F_out")
    )
    must_agree("F_in", ("x", x, 1), ("weights", weights, 0))
    return add_bias(x @ weights, bias)


def dense_grad(x, weights, grad_y):
    """The three gradients of `dense`: (∂E/∂X, ∂E/∂W, ∂E/∂B).

        ∂E/∂X = ∂E/∂Y Wᵀ        ∂E/∂W = Xᵀ ∂E/∂Y        ∂E/∂B = Σ_n ∂E/∂Y[n]

    x (N, F_in), weights (F_in, F_out), grad_y (N, F_out) -> (N, F_in), (F_in, F_out), (F_out,).
    """
    x, weights, grad_y = common_type(
        numbers("x", x, "N", "F_in"),
        numbers("weights", weights, "F_in", "F_out"),
        numbers("grad_y", grad_y),
    )
    must_agree("F_in", ("x", x, 1), ("weights", weights, 0))
    grad_y = read_gradient(grad_y, (len(x), weights.shape[1]))
    return grad_y @ weights.T, x.T @ grad_y, grad_y.sum(axis=0)


def read_batch_and_kernels(x, kernels):
    x, kernels = common_type(numbers("x", x, *BATCH), numbers("kernels", kernels, *KERNELS))
    must_agree("C_in", ("x", x, 3), ("kernels", kernels, 2))
    return x, kernels


def add_bias(y, bias):
    """y plus one bias per filter, (C_out,), or per position, the shape of y without the batch."""
    if bias is None:
        return y
    bias = read_array("bias", bias)
    allowed = dict.fromkeys((y.shape[-1:], y.shape[1:]))  # one shape only for a dense layer
    if bias.shape not in allowed:
        first, *others = allowed
        shapes = tr("{first} or {other}", first=first, other=others[0]) if others else first
        raise ValueError(
            tr(
                "bias must have shape {shapes}, received shape {received}",
                shapes=shapes,
                received=bias.shape,
            )
        )
    return y + bias
