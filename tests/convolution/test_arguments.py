"""Arrays and settings that do not fit: one line that names argument, rule and what was received."""

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import speak
from fashion_cnn.convolution import (
    average_pool,
    average_pool_grad,
    conv2d,
    conv2d_grad_input,
    conv2d_grad_kernel,
    conv2d_transpose,
    convolve2d,
    correlate2d,
    dense,
    dense_grad,
    max_pool,
    max_pool_grad,
    transpose_by_zeros,
    upsample,
)
from fashion_cnn.convolution.arguments import numbers

IMAGE, KERNEL = np.ones((5, 5)), np.ones((3, 3))
BATCH, KERNELS = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))

NOT_NUMBERS = [
    (lambda: correlate2d([["a", "b"]], [[1]]), "image must hold real numbers, .* <U1"),
    (lambda: correlate2d(IMAGE * 1j, KERNEL), "image .* complex128"),
    (lambda: conv2d(BATCH, KERNELS.astype(object)), "kernels must hold real numbers, .* object"),
    (lambda: correlate2d(None, KERNEL), "image .* object"),
]

DOES_NOT_FIT = [
    # Ranks and empty arrays.
    (lambda: correlate2d(np.ones((5, 5, 1)), KERNEL), r"image .*\(H, W\), .* \(5, 5, 1\)"),
    (lambda: convolve2d(IMAGE, np.ones(3)), r"kernel .*\(kH, kW\), received shape \(3,\)"),
    (lambda: conv2d(IMAGE, KERNELS), r"x .*\(N, H, W, C_in\), received shape \(5, 5\)"),
    (lambda: max_pool(np.ones((5, 5, 1))), r"x .*\(H, W\) or \(N, H, W, C\), .* \(5, 5, 1\)"),
    (lambda: correlate2d(3, KERNEL), r"image .*received shape \(\)"),
    (lambda: correlate2d([[1, 2], [3]], KERNEL), r"image .* one length, .* \[\[1, 2\], \[3\]\]"),
    (lambda: max_pool([[1, 2], [3]]), "x must have rows of one length"),
    (lambda: correlate2d(np.ones((0, 5)), KERNEL), r"image .* not be empty, .* \(0, 5\)"),
    (lambda: correlate2d(IMAGE, []), "kernel must not be empty"),
    (lambda: conv2d(BATCH[:0], KERNELS), "x must not be empty"),
    (lambda: max_pool(np.ones((0, 2))), "x must not be empty"),
    # Windows larger than the image.
    (lambda: correlate2d(np.ones((2, 9)), KERNEL), "kernel of 3 .* input of 2"),
    (lambda: correlate2d(IMAGE, KERNEL, dilation=3), "kernel of 3 .* spans 7.* input of 5"),
    (lambda: conv2d(np.ones((1, 2, 5, 2)), KERNELS), "kernel of 3 .* input of 2"),
    (lambda: max_pool(IMAGE, 6), "of 6 .* input of 5"),
    # Sizes that must agree.
    (lambda: conv2d(BATCH, np.ones((3, 3, 5, 4))), r"C_in of x, which is 2, .* \(3, 3, 5, 4\)"),
    (lambda: conv2d_transpose(BATCH, KERNELS), r"C_in of x, which is 2, .* \(3, 3, 2, 4\)"),
    (lambda: dense(np.ones((2, 3)), np.ones((4, 5))), r"F_in of x, which is 3, .* \(4, 5\)"),
    (lambda: conv2d(BATCH, KERNELS, np.ones(3)), r"bias .* \(4,\) or \(3, 3, 4\), .* \(3,\)"),
    (lambda: conv2d(BATCH, KERNELS, 1.0), r"bias .*received shape \(\)"),
    (lambda: dense(np.ones((2, 3)), np.ones((3, 4)), np.ones(3)), r"bias .* \(4,\), .* \(3,\)"),
    # Gradients of another shape than the output.
    (
        lambda: conv2d_grad_input(np.ones((1, 5, 5, 4)), KERNELS, (5, 5)),
        r"grad_y .*\(1, 3, 3, 4\), received shape \(1, 5, 5, 4\)",
    ),
    (
        lambda: conv2d_grad_input(np.ones((1, 3, 3, 2)), KERNELS, (5, 5)),
        r"grad_y .*\(1, 3, 3, 4\), received shape \(1, 3, 3, 2\)",
    ),
    (
        lambda: conv2d_grad_kernel(BATCH, np.ones((2, 3, 3, 4)), 3),
        r"grad_y .*\(1, 3, 3, 4\), received shape \(2, 3, 3, 4\)",
    ),
    (lambda: max_pool_grad(np.ones((4, 4)), [[1, 1]]), r"grad_y .* \(2, 2\), .* \(1, 2\)"),
    (lambda: average_pool_grad(np.ones((4, 4)), [[1, 1]]), r"grad_y .* \(2, 2\), .* \(1, 2\)"),
    (
        lambda: dense_grad(np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 3))),
        r"grad_y .* \(2, 4\), received shape \(2, 3\)",
    ),
]

BREAKS_A_RULE = [
    (lambda: correlate2d(IMAGE, KERNEL, stride=0), "stride must .* at least 1, received 0"),
    (lambda: correlate2d(IMAGE, KERNEL, stride=1.5), r"stride must be a whole .* received 1\.5"),
    (lambda: conv2d(BATCH, KERNELS, stride=(1, -2)), "stride must .* received -2"),
    (lambda: max_pool(IMAGE, 2, stride=0), "stride must .* received 0"),
    (lambda: average_pool(IMAGE, 0), "pool_size must .* received 0"),
    (lambda: correlate2d(IMAGE, KERNEL, "vaild"), "padding 'vaild'.* Did you mean 'valid'"),
    (lambda: max_pool(IMAGE, 2, padding="causal"), "padding 'causal'.* valid, same, full"),
    (lambda: transpose_by_zeros(IMAGE, KERNEL, "full"), r"transposed .* 'full'.* valid, same\."),
    (lambda: conv2d_grad_input(BATCH, KERNELS, (5, 0)), "image_shape must .* received 0"),
    (lambda: upsample(IMAGE, 2, "linear"), "method 'linear'.* nearest, bilinear, bicubic"),
    (lambda: upsample(IMAGE, 0), "factor must .* received 0"),
]


@pytest.mark.parametrize(
    ("kind", "call", "message"),
    [
        (kind, *entry)
        for kind, entries in (
            (TypeError, NOT_NUMBERS),
            (ValueError, DOES_NOT_FIT),
            (UsageError, BREAKS_A_RULE),
        )
        for entry in entries
    ],
)
def test_a_wrong_argument_is_named(kind, call, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([[1, 2], [3]], "x: 모든 행의 길이가 같아야 합니다. 받은 값: [[1, 2], [3]]"),
        ([], "x: 비어 있으면 안 됩니다. 받은 shape: (0,)"),
        ([1, 2], "x: 축이 (H, W)여야 합니다. 받은 shape: (2,)"),
    ],
)
def test_a_wrong_array_in_korean(values, expected):
    speak("ko")
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the whole message is compared)
        numbers("x", values, "H", "W")
    assert str(caught.value) == expected
