"""Pooling, each feature map by itself, and its gradients: there is nothing to learn.

`stride` is `pool_size` unless given. An array x is (H, W) or (N, H, W, C).
"""

import numpy as np

from fashion_cnn.base.rules import pair
from fashion_cnn.convolution.arguments import read_array, read_gradient, read_maps
from fashion_cnn.convolution.window import Window, image_shape, place

# Around the image, values that never win; whole numbers have no infinity.
LOWEST = {"i": np.iinfo(np.int64).min, "f": -np.inf}
HIGHEST = {"i": np.iinfo(np.int64).max, "f": np.inf}


def pool_loops(x, reduce, pool_size=2, stride=None, padding="valid"):
    """Pooling in plain words: `reduce` (np.max, np.mean, np.min) of the pixels in each window.

        Y[i, j] = reduce { X[i·s + x − p, j·s + y − p] : 0 ≤ x < kH, 0 ≤ y < kW, inside X }

    x (H, W) -> (H_out, W_out). Padding has no value: a window at the border has fewer pixels.
    """
    x, window = read_array("x", x, "H", "W"), pool_window(pool_size, stride, padding)
    (k_h, k_w), (s_h, s_w) = window.kernel_shape, window.stride
    (top, _), (left, _) = window.pad_amounts(x.shape)
    y = np.zeros(window.output_shape(x.shape), reduce(x[:1, :1]).dtype)
    for i, j in np.ndindex(y.shape):
        u, v = i * s_h - top, j * s_w - left
        y[i, j] = reduce(x[max(u, 0) : u + k_h, max(v, 0) : v + k_w])
    return y


def max_pool(x, pool_size=2, stride=None, padding="valid"):
    """The largest pixel of each window.

        Y[i, j, c] = max_x,y X[i·s + x, j·s + y, c]                (padding never wins)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C).
    Source: Goodfellow et al. (2016), section 9.3; Keras, MaxPooling2D.
    """
    x, window = read_maps("x", x), pool_window(pool_size, stride, padding)
    return window.patches(window.pad(x, LOWEST[x.dtype.kind])).max(axis=(-2, -1))


def max_pool_grad(x, grad_y, pool_size=2, stride=None, padding="valid"):
    """∂E/∂X of `max_pool`: each window passes its gradient to its largest pixel.

    Of equal pixels, the first in reading order gets all of it, as in TensorFlow on a CPU. A
    pixel that is the largest of several windows gets the sum.

    x (H, W) or (N, H, W, C), grad_y shaped as the output -> the shape of x.
    """
    x, window = read_maps("x", x), pool_window(pool_size, stride, padding)
    patches = window.patches(window.pad(x, LOWEST[x.dtype.kind]))
    grad_y = read_gradient(grad_y, patches.shape[:-2])
    flat = patches.reshape(*patches.shape[:-2], -1)
    largest = flat.argmax(axis=-1)[..., None] == np.arange(flat.shape[-1])
    return add_windows(largest.reshape(patches.shape) * grad_y[..., None, None], x, window)


def min_pool(x, pool_size=2, stride=None, padding="valid"):
    """The smallest pixel of each window, which is −max(−X); Keras has no such layer.

        Y[i, j, c] = min_x,y X[i·s + x, j·s + y, c]                (padding never wins)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C).
    """
    x, window = read_maps("x", x), pool_window(pool_size, stride, padding)
    return window.patches(window.pad(x, HIGHEST[x.dtype.kind])).min(axis=(-2, -1))


def average_pool(x, pool_size=2, stride=None, padding="valid"):
    """The mean of the image's pixels in each window: padding is not counted, as in Keras.

        Y[i, j, c] = Σ_x,y X[i·s + x, j·s + y, c] / (pixels of the window inside X)

    (H, W) -> (H_out, W_out), or (N, H, W, C) -> (N, H_out, W_out, C). Integers give float64.
    Source: Goodfellow et al. (2016), section 9.3; Keras, AveragePooling2D.
    """
    x, window = read_maps("x", x), pool_window(pool_size, stride, padding)
    sums = window.patches(window.pad(x)).sum(axis=(-2, -1))
    return sums / ones_inside(x, window).sum(axis=(-2, -1))


def average_pool_grad(x, grad_y, pool_size=2, stride=None, padding="valid"):
    """∂E/∂X of `average_pool`: each window shares its gradient evenly among its pixels in X.

    Only the shape and type of x matter: x (H, W) or (N, H, W, C), grad_y shaped as the output
    -> the shape of x. Integers give float64.
    """
    x, window = read_maps("x", x), pool_window(pool_size, stride, padding)
    inside = ones_inside(x, window)
    count = inside.sum(axis=(-2, -1))
    share = read_gradient(grad_y, count.shape) / count
    return add_windows(inside * share[..., None, None], x, window)


def pool_window(pool_size, stride, padding):
    pool_size = pair("pool_size", pool_size)
    return Window(pool_size, padding, pool_size if stride is None else stride)


def ones_inside(x, window):
    """The patches of an image of ones: 1 at each pixel of the image, 0 at the padding."""
    return window.patches(window.pad(np.ones_like(x)))


def add_windows(grad_patches, x, window):
    """∂E/∂X from the gradients of all windows: a pixel in several windows gets the sum."""
    (k_h, k_w), (s_h, s_w) = window.kernel_shape, window.stride
    grad_padded = window.pad(np.zeros(x.shape, grad_patches.dtype))
    h_out, w_out = window.output_shape(image_shape(x))
    for row, column in np.ndindex(k_h, k_w):  # this element of all windows at once
        rows, columns = np.s_[row : row + h_out * s_h : s_h, column : column + w_out * s_w : s_w]
        grad_padded[place(x, rows, columns)] += grad_patches[..., row, column]
    return window.crop(grad_padded, image_shape(x))
