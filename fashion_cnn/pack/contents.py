"""What a pack holds besides the wheels: the kit, data sets, weights, pages and the manifest."""

import gzip
import html
import shutil
import subprocess
import time
from pathlib import Path

from fashion_cnn import data
from fashion_cnn.base import files, versions
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import LANGUAGES, messages, tr
from fashion_cnn.base.paths import KIT
from fashion_cnn.data import folders
from fashion_cnn.data.formats import BadFile, idx_bytes
from fashion_cnn.data.official import IDX_FILES, IDX_GZ_FILES, OFFICIAL
from fashion_cnn.pack import install, wheels
from fashion_cnn.pretrained import imagenet
from fashion_cnn.workshop.authors import strip

HERE = Path(__file__).parent
MANIFEST = "manifest.json"
# The parts of the kit that go into a pack. The exercises are made from the solutions, so that
# nobody's own work gets in.
PARTS = ("README.md", "README.ko.md", "LICENSE", "requirements.txt", "pyproject.toml")
FOLDERS = ("docs", "fashion_cnn", "slides", "solutions")
NOT_OURS = ("__pycache__", "runs", "node_modules")


# ------------------------------------------------------------------------------------- the kit


def copy_kit(folder):
    """Copy the kit into `folder`, with untouched exercises; return the names of its files."""
    names, exercises = kit_files(), strip.expected()
    for name in names:
        copy(KIT / name, folder / name)
    (folder / "workshop").mkdir(parents=True, exist_ok=True)
    for name, text in exercises.items():
        files.write_text(folder / "workshop" / name, text)
    return [*names, *(f"workshop/{name}" for name in exercises)]


def kit_files():
    """The names of the kit's files: those that git does not ignore or, without git, by a rule."""
    return sorted(git_files() or walked_files())


def git_files():
    """The files of the kit's checkout; none if the kit is not itself a checkout."""
    if not (KIT / ".git").exists():
        return []
    command = ["git", "-C", str(KIT), "ls-files", "-z", "--cached", "--others"]
    command += ["--exclude-standard", "--", *PARTS, *FOLDERS]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    names = set(done.stdout.decode("utf-8").split("\0")) - {""}
    return [name for name in names if (KIT / name).is_file() and is_wanted(Path(name))]


def walked_files():
    """The files in the kit's folders, without hidden, compiled and temporary ones."""
    paths = [KIT / name for name in PARTS]
    for name in FOLDERS:
        paths += (KIT / name).rglob("*")
    return [
        path.relative_to(KIT).as_posix()
        for path in paths
        if path.is_file() and is_wanted(path.relative_to(KIT))
    ]


def is_wanted(path):
    """Whether no part of a path in the kit is hidden, compiled, a backup or the like."""
    return not any(
        part in NOT_OURS or part[0] in ".~" or part.endswith((".pyc", ".egg-info", "~", ".bak"))
        for part in path.parts
    )


def copy(path, to):
    """Copy a file unless it is there already."""
    to.parent.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes()
    if not to.is_file() or to.read_bytes() != content:
        with files.replacing(to) as temporary:
            temporary.write_bytes(content)


# ------------------------------------------------------------------------ data sets and weights


def add_data(name, folder, data_dir, say):
    """Put a data set into the pack, as four .gz files; the kit's loader finds and checks it."""
    to = folder / "data" / OFFICIAL[name].folder
    if is_whole(to, name):
        return
    dataset = data.load_official(name, data_dir, say)
    to.mkdir(parents=True, exist_ok=True)
    for part, stem in IDX_FILES.items():
        with files.replacing(to / f"{stem}.gz") as temporary:
            temporary.write_bytes(gzip.compress(idx_bytes(getattr(dataset, part)), mtime=0))
    if not is_whole(to, name):
        raise KitError(
            "{folder}: the files differ from what was written. Is the disk damaged?", folder=to
        )


def is_whole(folder, name):
    """Whether a folder of the pack has the whole data set."""
    found = folders.idx_files(folder)
    try:
        return len(found) == 4 and bool(folders.read(found, name))
    except BadFile:
        return False


def add_weights(which, folder, say):
    """Put weights of VGG16 and the names of its classes into the pack."""
    weights = imagenet.WEIGHTS if which == "whole" else imagenet.WEIGHTS_NO_TOP
    for published in (weights, imagenet.CLASS_INDEX):
        to = folder / "models" / published.name
        to.parent.mkdir(exist_ok=True)
        if not imagenet.is_whole(to, published):
            path = imagenet.obtain(published, say)
            with files.replacing(to) as temporary:
                shutil.copyfile(path, temporary)


# --------------------------------------------------------------------------- pages and manifest


def earlier_manifest(folder):
    """The manifest of an earlier pack in the folder; an empty one if there is none, or damaged."""
    found = install.read(folder / MANIFEST, {})
    return found if install.is_manifest(found) else {"targets": [], "files": {}}


def earlier_targets(folder):
    """The targets of an earlier pack in the folder whose wheels are all there."""
    targets = earlier_manifest(folder)["targets"]
    return [each for each in targets if all((folder / name).is_file() for name in each["wheels"])]


def remove_damaged_wheels(folder, say):
    """Remove the wheels that differ from the earlier manifest or, if not in it, are broken zips."""
    known = earlier_manifest(folder)["files"]
    for path in sorted((folder / "wheels").glob("*.whl")):
        name = f"wheels/{path.name}"
        good = install.is_whole(path, known[name]) if name in known else wheels.is_whole(path)
        if not good:
            say(tr("{name} is damaged and will be fetched again.", name=name))
            path.unlink()


def finish(folder, collected):
    """Write what belongs into every pack, the manifest last, and return the manifest.

    `collected` is {Target: names of wheels}. The pack keeps its earlier targets.
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
    kit = copy_kit(folder / "kit")
    copy(HERE / "install.py", folder / "install.py")
    targets = [targets[key] for key in sorted(targets)]
    write_pages(folder, targets)
    manifest = {
        "format": install.FORMAT,
        "made": time.strftime("%Y-%m-%d"),
        "targets": targets,
        "files": {name: entry(folder / name) for name in names_of_files(folder, targets, kit)},
    }
    files.write_json(folder / MANIFEST, manifest)
    return manifest


def names_of_files(folder, targets, kit):
    """The names of the pack's files: what it made itself, and the wheels that a target needs."""
    names = {"install.py", "README.txt", "index.html", *(f"kit/{name}" for name in kit)}
    names |= {name for target in targets for name in target["wheels"]}
    for name, official in OFFICIAL.items():
        if is_whole(folder / "data" / official.folder, name):
            names |= {f"data/{official.folder}/{file}" for file in IDX_GZ_FILES}
    for published in imagenet.PUBLISHED:
        if imagenet.is_whole(folder / "models" / published.name, published):
            names.add(f"models/{published.name}")
    return sorted(names)


def strangers(folder, manifest):
    """The names of files in the pack's folders that the pack did not make, but for wheels."""
    found = (path for part in ("kit", "data", "models") for path in (folder / part).rglob("*"))
    names = {path.relative_to(folder).as_posix() for path in found if path.is_file()}
    return sorted(names - set(manifest["files"]))


def entry(path):
    return {"size": path.stat().st_size, "sha256": install.digest_of(path)}


def write_pages(folder, targets):
    """Write README.txt and index.html, which tell a learner what to type."""
    pythons = sorted({each["python"] for each in targets}, key=versions.release)
    words = {"@PYTHONS@": ", ".join(pythons)}
    for language in LANGUAGES:
        words[f"@PLATFORMS.{language}@"] = "; ".join(platforms(targets, language))
    text = (HERE / "README.txt").read_text(encoding="utf-8")
    # Notepad needs the byte order mark to show the Korean half. Both languages are in the file and
    # on the page: the stick and the laptop are the same for a whole class, and the browser of a
    # borrowed computer does not speak its user's language.
    with files.replacing(folder / "README.txt") as temporary:
        temporary.write_text(fill(text, words), encoding="utf-8-sig", newline="\r\n")
    page = (HERE / "page.html").read_text(encoding="utf-8")
    words = {key: html.escape(value) for key, value in words.items()}
    files.write_text(folder / "index.html", fill(page, {**words, "@SLIDES@": slides(folder)}))


def platforms(targets, language):
    """The titles of the targets' platforms in a language."""
    titles = dict.fromkeys(install.TITLES[each["platform"]] for each in targets)
    return [messages(language).get(title, title) for title in titles]


def fill(text, words):
    for mark, value in words.items():
        text = text.replace(mark, value)
    return text


def slides(folder):
    """Links to the slides in the pack, as HTML list items."""
    paths = sorted((folder / "kit" / "slides").rglob("*.html"))
    names = (path.relative_to(folder).as_posix() for path in paths)
    items = (f'<li><a href="{html.escape(name)}">{html.escape(name)}</a></li>' for name in names)
    return "\n".join(items) or "<li>-</li>"
