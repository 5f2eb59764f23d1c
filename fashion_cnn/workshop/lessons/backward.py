"""The gradients of a convolution, and one step of gradient descent."""

import numpy as np

from fashion_cnn.convolution import (
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    convolve2d,
    correlate2d,
)
from fashion_cnn.convolution.kernels import SMALL_IMAGE, SMALL_KERNEL
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large

# The gradient of the output in the lesson's example: output minus target.
SMALL_GRADIENT = correlate2d(SMALL_IMAGE, SMALL_KERNEL) - np.array([[7, 7], [2, 6]])


def drawer(draw):
    """Return a function that draws arrays of small, nonzero whole numbers as float64."""
    return lambda *shape: draw.integers(1, 8, shape) * draw.choice([-1.0, 1.0], shape)


def images(draw):
    whole = drawer(draw)
    return [
        (SMALL_IMAGE.astype(float), SMALL_GRADIENT.astype(float)),
        (whole(4, 5), whole(3, 2)),
        (whole(2, 4), whole(2, 3)),
        (eighths(draw, 7, 5), eighths(draw, 4, 4)),
        (draw.integers(0, 256, (5, 8), np.uint8), whole(3, 4)),
        (large(draw, 8, 9), large(draw, 5, 4)),
    ]


def gradients(draw):
    whole = drawer(draw)
    drawn = [whole(3, 2), eighths(draw, 4, 5), large(draw, 7, 6)]
    return [(gradient,) for gradient in (SMALL_GRADIENT.astype(float), *drawn)]


def kernels(draw):
    """Return kernels no larger than the gradient, so that every padding gives a result."""
    whole = drawer(draw)
    return [
        (SMALL_KERNEL.astype(float), SMALL_GRADIENT.astype(float)),
        (whole(2, 3), whole(4, 3)),
        (whole(1, 2), whole(2, 3)),
        (eighths(draw, 3, 3), eighths(draw, 5, 4)),
        (large(draw, 2, 4), large(draw, 7, 6)),
    ]


def images_with_channels(draw):
    whole = drawer(draw)
    return [
        (whole(3, 2, 2), whole(2, 2, 3)),
        (whole(4, 3, 3), whole(2, 2, 2)),
        (eighths(draw, 5, 6, 2), eighths(draw, 3, 5, 4)),
        (large(draw, 7, 6, 3), large(draw, 5, 3, 2)),
    ]


def steps(draw):
    gradient = np.array([[8.0, 11.0], [19.0, -1.0]])
    return [
        (SMALL_KERNEL.astype(float), gradient, 0.01),
        (eighths(draw, 3, 2), eighths(draw, 3, 2), 0.5),
        (eighths(draw, 2, 2, 3, 2), eighths(draw, 2, 2, 3, 2), 0.1),
        (SMALL_KERNEL, gradient, 0.1),
        (large(draw, 7, 5), -large(draw, 7, 5), 150.0),
    ]


def alone(array):
    """Return the array as one image with one channel: (H, W) -> (1, H, W, 1)."""
    return array[None, :, :, None]


def grad_kernel(image, grad_y):
    return grad_kernels(image[:, :, None], grad_y[:, :, None])[:, :, 0, 0]


def grad_kernels(image, grad_y):
    shape = tuple(size - h + 1 for size, h in zip(image.shape[:2], grad_y.shape[:2], strict=True))
    return conv2d_grad_kernel(image[None], grad_y[None], shape)


def grad_input(kernel, grad_y):
    shape = tuple(h + k - 1 for h, k in zip(grad_y.shape, kernel.shape, strict=True))
    return conv2d_grad_input(alone(grad_y), kernel[:, :, None, None], shape)[0, :, :, 0]


def flipped_kernels(image, grad_y):
    """Mistake: convolve instead of correlating, for each pair of channels."""
    slices = [[convolve2d(x, g) for g in grad_y.T] for x in image.T]  # .T swaps rows and columns
    return np.array(slices).transpose(3, 2, 0, 1)


def first_channel_only(image, grad_y):
    return grad_kernels(np.repeat(image[:, :, :1], image.shape[2], axis=2), grad_y)


def type_kept(kernel, gradient, learning_rate):
    """Mistake: the new kernel is put into an array of the kernel's type, perhaps whole numbers."""
    return (kernel - learning_rate * gradient).astype(kernel.dtype)


TASKS = {
    "grad_kernel": Task(
        answer=grad_kernel,
        inputs=images,
        mistakes={
            "flipped": lambda image, grad_y: convolve2d(image, grad_y),
            "same": lambda image, grad_y: correlate2d(image, grad_y, "same"),
            "full": lambda image, grad_y: correlate2d(image, grad_y, "full"),
            "full_and_flipped": lambda image, grad_y: convolve2d(image, grad_y, "full"),
            "averaged": lambda image, grad_y: grad_kernel(image, grad_y) / grad_y.size,
            "one_window": lambda image, grad_y: image[: len(grad_y), : len(grad_y[0])] * grad_y,
        },
    ),
    "grad_bias": Task(
        answer=lambda grad_y: float(conv2d_grad_bias(alone(grad_y))[0]),
        inputs=gradients,
        mistakes={
            "averaged": lambda grad_y: grad_y.mean(),
            "counted": lambda grad_y: grad_y.size,
            "without_signs": lambda grad_y: np.abs(grad_y).sum(),
            "largest": lambda grad_y: grad_y.max(),
            "first_only": lambda grad_y: grad_y[0, 0],
        },
    ),
    "grad_input": Task(
        answer=grad_input,
        inputs=kernels,
        mistakes={
            "not_flipped": lambda kernel, grad_y: correlate2d(grad_y, kernel, "full"),
            "gradient_slides": lambda kernel, grad_y: correlate2d(kernel, grad_y, "full"),
            "rows_only": lambda kernel, grad_y: convolve2d(grad_y, kernel[:, ::-1], "full"),
            "transposed": lambda kernel, grad_y: correlate2d(grad_y, kernel.T, "full"),
            "same": lambda kernel, grad_y: convolve2d(grad_y, kernel, "same"),
            "valid": lambda kernel, grad_y: convolve2d(grad_y, kernel, "valid"),
        },
    ),
    "grad_kernels": Task(
        answer=grad_kernels,
        inputs=images_with_channels,
        mistakes={
            "swapped": lambda image, grad_y: grad_kernels(image, grad_y).swapaxes(2, 3),
            "channels_first": lambda image, grad_y: grad_kernels(image, grad_y).transpose(
                2, 3, 0, 1
            ),
            "inputs_summed": lambda image, grad_y: grad_kernels(image, grad_y).sum(axis=2),
            "first_channel_only": first_channel_only,
            "flipped": flipped_kernels,
        },
    ),
    "descend": Task(
        answer=lambda kernel, gradient, learning_rate: kernel - learning_rate * gradient,
        inputs=steps,
        mistakes={
            "uphill": lambda kernel, gradient, learning_rate: kernel + learning_rate * gradient,
            "rate_forgotten": lambda kernel, gradient, learning_rate: kernel - gradient,
            "step_alone": lambda kernel, gradient, learning_rate: -learning_rate * gradient,
            "amount_alone": lambda kernel, gradient, learning_rate: learning_rate * gradient,
            "type_kept": type_kept,
            "all_scaled": lambda kernel, gradient, learning_rate: (
                learning_rate * (kernel - gradient)
            ),
            "gradient_forgotten": lambda kernel, gradient, learning_rate: kernel - learning_rate,
            "kernel_shrunk": lambda kernel, gradient, learning_rate: kernel * (1 - learning_rate),
            "swapped": lambda kernel, gradient, learning_rate: gradient - learning_rate * kernel,
            "rate_of_example": lambda kernel, gradient, learning_rate: kernel - 0.01 * gradient,
        },
    ),
}
