"""The kernels designed by hand, and the worked examples with their known results."""

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import convolve2d, correlate2d, kernels, photographs, rot180

# --- Kernels


def test_the_kernels_of_the_syllabus():
    assert {name: kernel.tolist() for name, kernel in kernels.KERNELS.items()} == {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "diagonal_edges": [[1, 0, -1], [0, 0, 0], [-1, 0, 1]],
        "edges_4_neighbours": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "edges_8_neighbours": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "box_blur": [[1 / 9] * 3] * 3,
    }


def test_edges_answer_a_plain_surface_with_zero_and_the_others_with_its_brightness():
    plain = np.full((5, 5), 7)
    for name, kernel in kernels.KERNELS.items():
        expected = 0 if "edges" in name else 7
        np.testing.assert_allclose(correlate2d(plain, kernel), expected, atol=1e-12)


def test_diagonal_edges_are_blind_to_straight_ones():
    straight = np.repeat([[0, 0, 0, 9, 9, 9]], 6, axis=0)
    diagonal = 9 * np.tri(6, dtype=int)
    kernel = kernels.kernel("diagonal_edges")
    assert not correlate2d(straight, kernel).any()
    assert not correlate2d(straight.T, kernel).any()
    assert correlate2d(diagonal, kernel).any()


def test_sharpen_is_the_picture_plus_its_edges():
    found = kernels.kernel("identity") - kernels.kernel("edges_4_neighbours")
    np.testing.assert_array_equal(found, kernels.kernel("sharpen"))


def test_an_unknown_kernel_is_named_with_the_nearest():
    with pytest.raises(UsageError, match=r"'sharpn'\. Did you mean 'sharpen'\?"):
        kernels.kernel("sharpn")


def test_nothing_can_be_changed_by_accident():
    arrays = [value for value in vars(kernels).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 7
    for array in [*arrays, *kernels.KERNELS.values()]:
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = array[0, 1]


# --- Worked examples


def test_the_binary_image():
    assert ["".join(map(str, row)) for row in kernels.BINARY_IMAGE] == [
        "11100",
        "01110",
        "00111",
        "00110",
        "01100",
    ]
    result = correlate2d(kernels.BINARY_IMAGE, kernels.BINARY_KERNEL)
    np.testing.assert_array_equal(result, [[4, 3, 4], [2, 4, 3], [2, 3, 4]])


def test_the_small_example():
    image, kernel = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL
    np.testing.assert_array_equal(correlate2d(image, kernel), [[8, 7], [4, 5]])
    np.testing.assert_array_equal(convolve2d(image, rot180(kernel)), [[8, 7], [4, 5]])


def test_convolution_turns_the_letters_and_correlation_does_not():
    image, letters = kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL
    together = [f"{n}{letter}" for n, letter in zip(image.flat, letters.flat, strict=True)]
    turned = [f"{n}{letter}" for n, letter in zip(image.flat, rot180(letters).flat, strict=True)]
    assert together == ["1A", "2B", "3C", "4D", "5E", "6F", "7G", "8H", "9I"]
    assert turned == ["1I", "2H", "3G", "4F", "5E", "6D", "7C", "8B", "9A"]
    # With A = 1 to I = 9: 1² + … + 9² and 1·9 + 2·8 + … + 9·1.
    values = np.arange(1, 10).reshape(3, 3)
    assert correlate2d(image, values) == 285
    assert convolve2d(image, values) == 165


def test_files_of_before_find_the_photographs_here():
    assert kernels.photograph is photographs.photograph
    assert kernels.installed_photographs is photographs.installed_photographs
    assert kernels.CREDITS is photographs.CREDITS
