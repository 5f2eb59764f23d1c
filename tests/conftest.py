"""What several tests share: small stand-ins for the published sets, and an ordinary user."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from helpers import NOBODY
from vgg16_files import CONVOLUTIONS, WITH_TOP, Draw, write_weights

from fashion_cnn.base import backend, language
from fashion_cnn.data import folders, formats, garments, official

# Before any test imports Keras: the commands that tests start as processes compute with these
# settings too, and are compared with runs in this process to the last bit.
backend.set_environment(verbose=False)
# Messages are compared in English, whatever the language of this machine is.
os.environ.pop("FASHION_CNN_LANG", None)
os.environ["LC_ALL"] = "C.UTF-8"

TRAIN, TEST = 200, 60


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Slow tests begin, so that at the end no process waits for another's long test."""
    items.sort(key=lambda item: "slow" not in item.keywords)


@pytest.fixture(autouse=True)
def english():
    """A test may make the process speak another language; the next one begins in English."""
    language.speak("")


@pytest.fixture(scope="session")
def chromium():
    """A browser. Without one its tests are skipped, but not if FASHION_CNN_CHROMIUM names it."""
    named = os.environ.get("FASHION_CNN_CHROMIUM")
    if not named:
        pytest.importorskip("playwright", reason="pip install -e '.[dev]' has playwright")
    path = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root, in a container, Chromium has no sandbox.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sets(monkeypatch):
    """Small sets registered as the official ones; returns their arrays by name."""
    arrays = {}
    for number, name in enumerate(("fashion_mnist", "mnist")):
        draw = np.random.default_rng(number)
        arrays[name] = {
            "x_train": draw.integers(0, 256, (TRAIN, 28, 28), np.uint8),
            "y_train": (np.arange(TRAIN) % 10).astype(np.uint8),
            "x_test": draw.integers(0, 256, (TEST, 28, 28), np.uint8),
            "y_test": draw.permutation(np.arange(TEST) % 10).astype(np.uint8),
        }
        # Labels that differ between the sets, as the official ones do.
        draw.shuffle(arrays[name]["y_train"])
        known = official.OFFICIAL[name]
        digests = {part: formats.digest(values) for part, values in arrays[name].items()}
        small = official.OfficialSet(known.title, known.folder, digests, known.mirrors)
        monkeypatch.setitem(official.OFFICIAL, name, small)
    for part, values in arrays["mnist"].items():
        monkeypatch.setitem(official.SHAPES, part, values.shape)
    return arrays


@pytest.fixture
def few_garments(monkeypatch):
    """Thirty garments in place of 14,000 where the kit draws them by default."""
    few = garments.draw(20, 10)
    monkeypatch.setattr(garments, "draw", lambda: few)


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch, tmp_path):
    """Keep the user's data, cache and network out of the tests."""
    monkeypatch.delenv("FASHION_CNN_DATA", raising=False)
    monkeypatch.setenv("FASHION_CNN_WORKER", "0")  # no process outlives its command
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    # Nobody listens on port 1: a connection is refused at once.
    monkeypatch.setenv("FASHION_CNN_MIRROR", "http://127.0.0.1:1")
    for proxy in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
        monkeypatch.delenv(proxy.upper(), raising=False)


@pytest.fixture
def users_folder():
    """A folder of an ordinary user, whose permissions count even if root runs the tests."""
    folder = Path(tempfile.mkdtemp())
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(folder)


# Read before the fixture above hides it: the folder of the person who runs the tests.
USERS_DATA = os.environ.get("FASHION_CNN_DATA")


@pytest.fixture
def real_data():
    """The folder with the real, whole sets; without one, the test is skipped."""
    folder = Path(USERS_DATA) if USERS_DATA else None
    if not folder or not all(folders.find(folder, name) for name in official.OFFICIAL):
        pytest.skip("FASHION_CNN_DATA does not name a folder with Fashion-MNIST and MNIST")
    return folder


@pytest.fixture
def real_base():
    """The file of VGG16's base as it was trained on ImageNet; without one, the test is skipped."""
    path = Path(USERS_DATA or "", "vgg16", "vgg16-imagenet-base.h5")
    if not path.is_file():
        pytest.skip("FASHION_CNN_DATA does not name a folder with vgg16/vgg16-imagenet-base.h5")
    return path


@pytest.fixture(scope="session")
def base_file(tmp_path_factory):
    """A file with weights of VGG16 without its dense layers, 59 MB."""
    path = tmp_path_factory.mktemp("vgg16") / "base.h5"
    return write_weights(path, CONVOLUTIONS, Draw())


@pytest.fixture(scope="session")
def top_file(tmp_path_factory):
    """A file with weights of all of VGG16."""
    return write_weights(tmp_path_factory.mktemp("vgg16") / "top.h5", WITH_TOP, Draw())
