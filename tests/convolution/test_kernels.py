"""The hand-made kernels, the worked examples with their known results, the photograph."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.convolution import (
    convolve2d,
    correlate2d,
    kernels,
    output_size,
    pad,
    rot180,
    windows,
)

ROOT = Path(__file__).resolve().parents[2]


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
    result = correlate2d(kernels.SMALL_IMAGE, kernels.SMALL_KERNEL)
    np.testing.assert_array_equal(result, [[8, 7], [4, 5]])


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


def test_the_table_with_a_ring_of_zeros():
    ringed = pad(kernels.TABLE, (3, 3), "same")
    assert ringed.shape == (6, 6)
    np.testing.assert_array_equal(
        ringed[1:-1, 1:-1], [[35, 19, 25, 6], [13, 22, 16, 53], [4, 3, 7, 10], [9, 8, 1, 3]]
    )
    assert ringed.sum() == kernels.TABLE.sum()


def test_sizes_of_the_syllabus():
    assert [output_size(7, 3, padding) for padding in ("valid", "same", "full")] == [5, 7, 9]
    assert [output_size(28, 3, padding, 2) for padding in ("same", "valid")] == [14, 13]
    # A 3x3 kernel on a 5x6 image: 9 weights shared over 12 positions.
    assert windows(np.zeros((5, 6)), (3, 3)).shape == (3, 4, 3, 3)


# --- The photograph


def test_a_photograph_in_grey_and_in_colour():
    grey, colour = kernels.photograph(), kernels.photograph(colour=True)
    assert grey.dtype == colour.dtype == np.uint8
    assert colour.shape == (*grey.shape, 3)
    assert min(grey.shape) > 200
    # Pillow's grey is a weighted mean of red, green and blue.
    np.testing.assert_allclose(grey, colour @ [0.299, 0.587, 0.114], atol=1)


@pytest.mark.parametrize("name", kernels.PHOTOGRAPHS)
def test_every_photograph_is_a_picture(name):
    assert kernels.photograph(name).std() > 30
    assert kernels.CREDITS[name]


def test_an_unknown_photograph():
    with pytest.raises(UsageError, match=r"There are: temple, flower, portrait\."):
        kernels.photograph("cat")


def test_the_next_photograph_where_a_package_is_missing(monkeypatch):
    without = {"temple": ("no_such_package", "x.jpg"), "flower": ("sklearn", "no/such.jpg")}
    monkeypatch.setattr(kernels, "PHOTOGRAPHS", {**kernels.PHOTOGRAPHS, **without})
    np.testing.assert_array_equal(kernels.photograph(), kernels.photograph("portrait"))
    monkeypatch.setattr(kernels, "PHOTOGRAPHS", without)
    with pytest.raises(KitError, match="pip install scikit-learn matplotlib") as caught:
        kernels.photograph()
    assert caught.value.exit_code == 1
    monkeypatch.undo()
    monkeypatch.setattr(kernels, "find_photograph", lambda name: None)
    with pytest.raises(KitError, match=r"No photograph \(temple, flower, portrait\)"):
        kernels.photograph()


def test_a_photograph_asked_for_by_name_has_no_stand_in(monkeypatch):
    changed = {**kernels.PHOTOGRAPHS, "temple": ("no_such_package", "x.jpg")}
    monkeypatch.setattr(kernels, "PHOTOGRAPHS", changed)
    assert kernels.installed_photographs() == ["flower", "portrait"]
    with pytest.raises(KitError, match=r"No photograph \(temple\) is installed"):
        kernels.photograph("temple")


def test_a_photograph_imports_neither_the_packages_it_comes_from_nor_pandas():
    code = (
        "import sys; from fashion_cnn.convolution import kernels; before = 'PIL' in sys.modules; "
        "[kernels.photograph(name) for name in kernels.PHOTOGRAPHS]; print(before, *sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, *loaded = process.stdout.split()
    assert before == "False"
    heavy = {"sklearn", "matplotlib", "scipy", "pandas", "tensorflow", "keras"}
    assert set(loaded).isdisjoint(heavy)
