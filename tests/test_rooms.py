"""The rooms of the package: which may import which, and what an import may bring along."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "fashion_cnn"
# A room may import those before it in this list; those on one line do not know each other.
ORDER = [
    ("base",),
    ("data", "convolution"),
    ("networks",),
    ("pretrained", "drawing"),
    ("training", "inside"),
    ("segmentation",),
    ("sources",),
    ("explorer",),
    ("workshop",),
    ("pack",),
]
FLOOR = {room: floor for floor, rooms in enumerate(ORDER) for room in rooms}
HEAVY = {"tensorflow", "keras", "jax", "torch", "matplotlib", "pandas", "sklearn"}
# They start before anything is installed, the second one from a stick; it calls the first.
STANDALONE = {"doctor.py", "pack/install.py"}
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """Yield the kit's modules that a module imports, without the package's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.partition(".")[2] for name in names if name.startswith("fashion_cnn."))


def room_of(module):
    """The room of a module, or the door (or file) itself."""
    return module.replace("/", ".").partition(".")[0]


def is_door(name):
    """Doors are the commands: modules at the top, and the __main__ of a room."""
    return ("/" not in name and name != "moved.py") or name.endswith("/__main__.py")


@pytest.mark.parametrize("name", [name for name in MODULES if "/" in name and not is_door(name)])
def test_imports_between_rooms_point_one_way(name):
    room = room_of(name)
    if name in STANDALONE:
        return
    for module in imported(tree_of(MODULES[name])):
        other = room_of(module)
        assert other in FLOOR, f"{name} imports {module}, which is no room"
        assert other == room or FLOOR[other] < FLOOR[room], f"{name} imports {module}"


@pytest.mark.parametrize("name", [name for name in MODULES if is_door(name)])
def test_a_door_imports_no_door(name):
    for module in imported(tree_of(MODULES[name])):
        assert room_of(module) in {*FLOOR, "moved"}, f"{name} imports {module}"


@pytest.mark.parametrize("name", [name for name in MODULES if not is_door(name)])
def test_only_doors_ask_whether_the_machine_is_ready(name):
    assert "base.ready" not in set(imported(tree_of(MODULES[name])))


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_too_long(name):
    # A lesson's module has the mistakes of all its tasks.
    longest = 450 if name.startswith("workshop/lessons/") else 400
    if name not in STANDALONE:
        assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= longest


LIGHT = {
    "base.words": HEAVY | {"numpy"},
    "convolution": HEAVY | {"PIL"},
    "data": HEAVY,
    "inside.commands": HEAVY | {"numpy"},
    "sources.models": HEAVY,
    "sources.options": HEAVY,
    "networks.counting": HEAVY,
    "networks.notation": HEAVY,
    "networks.zoo": HEAVY,
    "pretrained.checkpoints": HEAVY | {"numpy"},
    "pretrained.vgg16_weights": HEAVY,
    "training.config": HEAVY,
    "training.run_folder": HEAVY,
    "training.scores": HEAVY - {"sklearn", "pandas"},
    "workshop.learner.commands": HEAVY | {"numpy"},
    "pack.install": HEAVY | {"numpy", "requests"},
}


@pytest.mark.parametrize("module", LIGHT)
def test_importing_a_library_module_brings_in_nothing_heavy(module):
    program = (
        f"import sys, fashion_cnn.{module}\nprint(*set({sorted(LIGHT[module])}) & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
