"""One image and one kernel: cross-correlation, convolution, their gradients and their matrix."""

import numpy as np

from fashion_cnn.base.rules import pair
from fashion_cnn.convolution.arguments import (
    common_type,
    numbers,
    read_array,
    read_gradient,
    read_image_and_kernel,
)
from fashion_cnn.convolution.window import Window


def correlate2d_loops(image, kernel, padding="valid", stride=1, dilation=1):
    """Cross-correlation in four loops, as the formula has it. Slow, and meant to be.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[x, y]          (X already padded)

    image (H, W), kernel (kH, kW) -> (H_out, W_out).
    Source: Goodfellow et al. (2016), section 9.1; Dumoulin and Visin (2016), chapter 2.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    window = Window(kernel.shape, padding, stride, dilation)
    (s_h, s_w), (d_h, d_w) = window.stride, window.dilation
    padded = window.pad(image)
    output = np.zeros(window.output_shape(image.shape), image.dtype)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    output[i, j] += padded[i * s_h + x * d_h, j * s_w + y * d_w] * kernel[x, y]
    return output


def correlate2d_backward_loops(image, kernel, grad_y, padding="valid", stride=1, dilation=1):
    """∂E/∂X and ∂E/∂K of `correlate2d_loops`, by the chain rule alone.

    Each product X[u, v] · K[x, y] that was added to Y[i, j] sends ∂E/∂Y[i, j] back to both of
    its factors, times the other factor:

        ∂E/∂K[x, y] += X[u, v] ∂E/∂Y[i, j]          u = i·s + x·d
        ∂E/∂X[u, v] += K[x, y] ∂E/∂Y[i, j]          v = j·s + y·d

    image (H, W), kernel (kH, kW), grad_y (H_out, W_out) -> ((H, W), (kH, kW)).
    Source: Goodfellow et al. (2016), section 9.5.
    """
    image, kernel, grad_y = common_type(
        numbers("image", image, "H", "W"),
        numbers("kernel", kernel, "kH", "kW"),
        numbers("grad_y", grad_y),
    )
    window = Window(kernel.shape, padding, stride, dilation)
    grad_y = read_gradient(grad_y, window.output_shape(image.shape))
    (s_h, s_w), (d_h, d_w) = window.stride, window.dilation
    padded = window.pad(image)
    grad_padded, grad_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    for i, j, x, y in np.ndindex(*grad_y.shape, *kernel.shape):
        u, v = i * s_h + x * d_h, j * s_w + y * d_w
        grad_kernel[x, y] += padded[u, v] * grad_y[i, j]
        grad_padded[u, v] += kernel[x, y] * grad_y[i, j]
    return window.crop(grad_padded, image.shape), grad_kernel


def correlate2d(image, kernel, padding="valid", stride=1, dilation=1):
    """Cross-correlation X ⋆ K: the kernel slides over the image as it is.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[x, y]          (X already padded)

    image (H, W), kernel (kH, kW) -> (H_out, W_out). The same numbers as `correlate2d_loops`.
    Source: Goodfellow et al. (2016), section 9.1, who add that deep-learning libraries call
    this convolution.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    window = Window(kernel.shape, padding, stride, dilation)
    return np.einsum("ijxy,xy->ij", window.patches(window.pad(image)), kernel)


def convolve2d(image, kernel, padding="valid", stride=1, dilation=1):
    """Convolution X * K = X ⋆ rot180(K): the kernel is flipped both ways, then slides.

        Y[i, j] = Σ_x Σ_y X[i·s + x·d, j·s + y·d] K[kH − 1 − x, kW − 1 − y]

    image (H, W), kernel (kH, kW) -> (H_out, W_out). The flip makes 'full' commutative:
    X * K = K * X. With 'same' and an even kernel, SciPy's result starts one row and one column
    earlier.
    Source: Goodfellow et al. (2016), section 9.1.
    """
    image, kernel = read_image_and_kernel(image, kernel)
    return correlate2d(image, rot180(kernel), padding, stride, dilation)


def rot180(kernel):
    """The kernel rotated by 180°: rows and columns reversed, channels unchanged."""
    return kernel[::-1, ::-1]


def convolution_matrix(kernel, image_shape, padding="valid", stride=1, dilation=1):
    """The matrix A with A @ image.ravel() == correlate2d(image, kernel, ...).ravel().

    Each row is an output pixel, each column an input pixel. A row holds the kernel's weights at
    the pixels of its window and zeros elsewhere, so every row has the same kH·kW weights.

    kernel (kH, kW), image_shape (H, W) -> (H_out·W_out, H·W).
    Source: Dumoulin and Visin (2016), section 4.1; Goodfellow et al. (2016), section 9.1.
    """
    kernel = read_array("kernel", kernel, "kH", "kW")
    height, width = shape = pair("image_shape", image_shape)
    window = Window(kernel.shape, padding, stride, dilation)
    sizes = window.output_shape(shape) + window.padded_shape(shape)
    matrix = np.zeros(sizes, kernel.dtype)  # (H_out, W_out, H_padded, W_padded)
    for i, j in np.ndindex(matrix.shape[:2]):
        matrix[i, j][window.seen_from(i, j)] = kernel
    image = window.inside(shape)  # columns of the padding would only be multiplied by zeros
    return matrix[:, :, *image].reshape(-1, height * width)
