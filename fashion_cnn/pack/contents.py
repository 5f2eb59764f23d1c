"""What a pack has besides the wheels: the kit, data sets, weights, its pages and the manifest."""

import gzip
import html
import json
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.paths import KIT
from fashion_cnn.pack import install, wheels

HERE = Path(__file__).parent
MANIFEST = "manifest.json"
# What of the kit's folder goes into a pack. The exercises are made anew from the solutions, so
# that nobody's own work gets in.
PARTS = ("README.md", "README.ko.md", "LICENSE", "requirements.txt", "pyproject.toml")
FOLDERS = ("docs", "fashion_cnn", "slides", "solutions")
NOT_OURS = ("__pycache__", "runs", "node_modules")


# ------------------------------------------------------------------------------------- the kit


def copy_kit(folder):
    """Copy the kit into `folder`, with the exercises as they are shipped."""
    from fashion_cnn.workshop.authors import strip

    for name in kit_files():
        copy(KIT / name, folder / name)
    for name, text in strip.expected().items():
        (folder / "workshop").mkdir(parents=True, exist_ok=True)
        files.write_text(folder / "workshop" / name, text)


def kit_files():
    """Return the names of the kit's files: what git does not ignore; without git, by a rule."""
    return sorted(git_files() or walked_files())


def git_files():
    """Return the files of the kit's checkout; none where it is not the checkout itself."""
    if not (KIT / ".git").exists():
        return []
    command = ["git", "-C", str(KIT), "ls-files", "-z", "--cached", "--others"]
    command += ["--exclude-standard", "--", *PARTS, *FOLDERS]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    names = set(done.stdout.decode("utf-8").split("\0")) - {""}
    return [name for name in names if (KIT / name).is_file()]


def walked_files():
    """Return the files in the kit's folders but for hidden, compiled and temporary ones."""
    paths = [KIT / name for name in PARTS]
    for name in FOLDERS:
        paths += (KIT / name).rglob("*")
    return [
        path.relative_to(KIT).as_posix()
        for path in paths
        if path.is_file() and not any(is_left_out(part) for part in path.relative_to(KIT).parts)
    ]


def is_left_out(part):
    return part in NOT_OURS or part[0] in ".~" or part.endswith((".pyc", ".egg-info", "~", ".bak"))


def copy(path, to):
    """Copy a file unless the same is there."""
    to.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes()
    if not to.is_file() or to.read_bytes() != content:
        with files.replacing(to) as temporary:
            temporary.write_bytes(content)


# ------------------------------------------------------------------------ data sets and weights


def add_data(name, folder, data_dir, say):
    """Put a data set into the pack, as four .gz files; the kit's loader finds and checks it."""
    from fashion_cnn import data
    from fashion_cnn.data import folders
    from fashion_cnn.data.official import IDX_FILES, OFFICIAL

    to = folder / "data" / OFFICIAL[name].folder
    if is_whole(to, name):
        return
    dataset = data.load_official(name, data_dir, say)
    own = data_dir or os.environ.get(data.DATA_VARIABLE)
    places = [Path(own).expanduser()] if own else []
    places.append(folders.keras_cache())
    found = next(filter(None, (folders.find(place, name) for place in places)))
    to.mkdir(parents=True, exist_ok=True)
    for part, stem in IDX_FILES.items():
        with files.replacing(to / f"{stem}.gz") as temporary:
            if found[part].suffix == ".gz":
                shutil.copyfile(found[part], temporary)
            else:
                content = idx_bytes(getattr(dataset, part))
                temporary.write_bytes(gzip.compress(content, mtime=0))
    if not is_whole(to, name):
        raise KitError(f"{to}: what was written is not what was read. Is the disk all right?")


def idx_bytes(values):
    """Return an array of bytes as an IDX file: kind and rank, the shape, the values."""
    return struct.pack(f">4B{values.ndim}I", 0, 0, 8, values.ndim, *values.shape) + values.tobytes()


def is_whole(folder, name):
    """Tell whether a folder of the pack has a data set, whole."""
    from fashion_cnn.data import folders
    from fashion_cnn.data.formats import BadFile

    found = folders.idx_files(folder)
    try:
        return len(found) == 4 and bool(folders.read(found, name))
    except BadFile:
        return False


def add_weights(which, folder, say):
    """Put weights of VGG16 and the names of its classes into the pack."""
    from fashion_cnn.pretrained import imagenet

    weights = imagenet.WEIGHTS if which == "whole" else imagenet.WEIGHTS_NO_TOP
    for published in (weights, imagenet.CLASS_INDEX):
        to = folder / "models" / published.name
        to.parent.mkdir(exist_ok=True)
        if not imagenet.is_whole(to, published):
            path = imagenet.obtain(published, say)
            with files.replacing(to) as temporary:
                shutil.copyfile(path, temporary)


# --------------------------------------------------------------------------- pages and manifest


def earlier_targets(folder):
    """Return the targets that the manifest of a pack has, as far as their wheels are there."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    targets = found["targets"] if found.get("format") == install.FORMAT else []
    return [each for each in targets if all((folder / name).is_file() for name in each["wheels"])]


def finish(folder, collected):
    """Write what belongs into every pack, and the manifest last; return the manifest.

    `collected` is {Target: names of wheels}. Targets that the pack has had before are kept.
    """
    before = earlier_targets(folder)
    targets = {(each["platform"], each["python"]): each for each in before}
    for target, names in collected.items():
        size, longest = wheels.unpacked(folder / "wheels" / name for name in names)
        targets[target.platform, target.python] = {
            "platform": target.platform,
            "python": target.python,
            "wheels": [f"wheels/{name}" for name in names],
            "installed": size,
            "longest": longest,
        }
    copy_kit(folder / "kit")
    copy(HERE / "install.py", folder / "install.py")
    targets = [targets[key] for key in sorted(targets)]
    write_pages(folder, targets)
    manifest = {
        "format": install.FORMAT,
        "made": time.strftime("%Y-%m-%d"),
        "targets": targets,
        "files": {name: entry(folder / name) for name in names_of_files(folder, targets)},
    }
    files.write_json(folder / MANIFEST, manifest)
    return manifest


def names_of_files(folder, targets):
    """Return the names of the pack's files: of the wheels, those that a target needs."""
    names = {name for target in targets for name in target["wheels"]}
    for part in ("kit", "data", "models"):
        paths = (folder / part).rglob("*")
        names |= {path.relative_to(folder).as_posix() for path in paths if path.is_file()}
    return sorted({*names, "install.py", "README.txt", "index.html"})


def entry(path):
    return {"size": path.stat().st_size, "sha256": install.digest_of(path)}


def write_pages(folder, targets):
    """Write README.txt and index.html, which say to a learner what to type."""
    pythons = sorted({each["python"] for each in targets}, key=install.numbers)
    platforms = dict.fromkeys(install.TITLES[each["platform"]] for each in targets)
    words = {"@PYTHONS@": ", ".join(pythons), "@PLATFORMS@": "; ".join(platforms)}
    text = (HERE / "README.txt").read_text(encoding="utf-8")
    # Notepad shows the Korean half by the mark at the start.
    with files.replacing(folder / "README.txt") as temporary:
        temporary.write_text(fill(text, words), encoding="utf-8-sig", newline="\r\n")
    page = (HERE / "page.html").read_text(encoding="utf-8")
    words = {key: html.escape(value) for key, value in words.items()}
    files.write_text(folder / "index.html", fill(page, {**words, "@SLIDES@": slides(folder)}))


def fill(text, words):
    for mark, value in words.items():
        text = text.replace(mark, value)
    return text


def slides(folder):
    """Return links to the slides of the pack, as list items of HTML."""
    paths = sorted((folder / "kit" / "slides").rglob("*.html"))
    names = (path.relative_to(folder).as_posix() for path in paths)
    items = (f'<li><a href="{html.escape(name)}">{html.escape(name)}</a></li>' for name in names)
    return "\n".join(items) or "<li>-</li>"
