"""A folder that a learner started with version 0.1 opens, checks and keeps its progress."""

import shutil
from pathlib import Path

import pytest
from learner import progress

from fashion_cnn.workshop.manifest import lessons

OLD = Path(__file__).parent / "data" / "started_with_0.1"
FILES = {path.name: path.read_bytes() for path in OLD.glob("*.py")}
# Every import from the package in the lessons of version 0.1.
IMPORTS = """
from fashion_cnn import arithmetic, inside, models, plots, trained, workshop
from fashion_cnn.convolution import conv2d, convolve2d, correlate2d, max_pool, softmax
from fashion_cnn.data import CLASS_NAMES, garments
from fashion_cnn.data.garments import draw
from fashion_cnn.figures import cells
from fashion_cnn.gradients import gradient
from fashion_cnn.kernels import BINARY_IMAGE, BINARY_KERNEL, installed_photographs
from fashion_cnn.kernels import kernel, photograph
from fashion_cnn.models.lenet5 import C3
from fashion_cnn.workshop import training
from fashion_cnn.workshop.training import fit
"""


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(OLD, tmp_path / "mine")


def test_its_progress_is_shown_and_what_it_lacks_is_added(folder, run):
    before = progress(folder)
    done = [line for line in run(folder, "list").splitlines() if line.endswith("done")]
    assert [line.split()[1] for line in done] == ["pixels", "filters", "classics"]
    run(folder.parent, "start", "mine")
    assert progress(folder) == before
    assert len(list(folder.glob("*.py"))) == len(lessons())
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


@pytest.mark.parametrize(
    ("lesson", "passes"),
    [
        ("pixels", True),
        ("kernels", False),
        pytest.param("filters", True, marks=pytest.mark.slow),  # trains for its picture
        pytest.param("classics", True, marks=pytest.mark.slow),
    ],
)
def test_its_lessons_get_the_same_verdicts_and_pictures(folder, run, lesson, passes):
    before = progress(folder)["lessons"][lesson]
    run(folder, "check", lesson, code=0 if passes else 1)
    after = progress(folder)["lessons"][lesson]
    assert {key: after[key] for key in before} == before
    assert bool(list((folder / "pictures").glob(f"*_{lesson}.png"))) == passes


def test_what_its_lessons_import_is_still_there():
    exec(IMPORTS, {})
