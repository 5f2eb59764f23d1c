"""The photographs that scikit-learn and Matplotlib bring along."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.convolution import photographs

ROOT = Path(__file__).resolve().parents[2]


def test_a_photograph_in_grey_and_in_colour():
    grey, colour = photographs.photograph(), photographs.photograph(colour=True)
    assert grey.dtype == colour.dtype == np.uint8
    assert colour.shape == (*grey.shape, 3)
    assert min(grey.shape) > 200
    # Pillow's grey is a weighted mean of red, green and blue.
    np.testing.assert_allclose(grey, colour @ [0.299, 0.587, 0.114], atol=1)


@pytest.mark.parametrize("name", photographs.PHOTOGRAPHS)
def test_every_photograph_is_a_picture(name):
    assert photographs.photograph(name).std() > 30
    assert photographs.CREDITS[name]


def test_an_unknown_photograph():
    with pytest.raises(UsageError, match=r"There are: temple, flower, portrait\."):
        photographs.photograph("cat")


def test_the_next_photograph_where_a_package_is_missing(monkeypatch):
    without = {"temple": ("no_such_package", "x.jpg"), "flower": ("sklearn", "no/such.jpg")}
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", {**photographs.PHOTOGRAPHS, **without})
    np.testing.assert_array_equal(photographs.photograph(), photographs.photograph("portrait"))
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", without)
    with pytest.raises(KitError, match="pip install scikit-learn matplotlib") as caught:
        photographs.photograph()
    assert caught.value.exit_code == 1
    monkeypatch.undo()
    monkeypatch.setattr(photographs, "find_photograph", lambda name: None)
    with pytest.raises(KitError, match=r"No photograph \(temple, flower, portrait\)"):
        photographs.photograph()


def test_a_photograph_asked_for_by_name_has_no_stand_in(monkeypatch):
    changed = {**photographs.PHOTOGRAPHS, "temple": ("no_such_package", "x.jpg")}
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", changed)
    assert photographs.installed_photographs() == ["flower", "portrait"]
    with pytest.raises(KitError, match=r"No photograph \(temple\) is installed"):
        photographs.photograph("temple")


def test_a_photograph_imports_neither_the_packages_it_comes_from_nor_pandas():
    code = (
        "import sys; from fashion_cnn.convolution.photographs import PHOTOGRAPHS, photograph; "
        "before = 'PIL' in sys.modules; [photograph(name) for name in PHOTOGRAPHS]; "
        "print(before, *sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, *loaded = process.stdout.split()
    assert before == "False"
    heavy = {"sklearn", "matplotlib", "scipy", "pandas", "tensorflow", "keras"}
    assert set(loaded).isdisjoint(heavy)
