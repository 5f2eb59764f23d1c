"""Finding a published data set in a folder that somebody else has filled.

    arrays, files = search(Path("~/Downloads").expanduser(), "mnist")

The files of one set go by many names: `train-images.idx3-ubyte`, `train-images-idx3-ubyte (1).gz`,
`FashionMNIST/raw/...` of torchvision, `mnist.npz` of Keras, `mnist_train.csv` of Kaggle. So it is
the content that counts: the shape in a file's first bytes says which part it can be, and the
digest whether it is. A name says what a damaged file should have been, and which file comes first.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.files import is_regular
from fashion_cnn.base.language import tr
from fashion_cnn.data import formats
from fashion_cnn.data.folders import cannot_read
from fashion_cnn.data.formats import BadFile, OtherContent
from fashion_cnn.data.official import IDX_FILES, IN_WORDS, OFFICIAL, PARTS, SHAPES

# How far a search goes: folders within folders, how many of them, names in one of them, and files
# tried for one part.
DEPTH, MOST_FOLDERS, MOST_NAMES, MOST_TRIED = 4, 100, 200, 8
# Names that a message lists.
LISTED = 5
# The name of a part, without what separates its words.
PART = "(train|t10k|test)(images|labels)"
# Labels are small, and they suffice to tell that a folder has another set.
LABELS_FIRST = ("y_test", "y_train", "x_test", "x_train")
PACKED = (".zip", ".tar", ".tgz", ".tar.gz", ".rar", ".7z")


class NotHere(KitError):
    """A folder does not have the whole data set; the message says what it has instead."""


def search(folder, name):
    """Return ({part: array}, {part: path}) of the published set `name` in a folder or below it.

    Raises BadFile if a file of the set is damaged or altered, NotHere if the folder lacks a part,
    and KitError if it cannot be read.
    """
    holdings = Holdings(folder, name)
    candidates = find_candidates(folder, name)
    for part in LABELS_FIRST:
        for candidate in candidates[part][:MOST_TRIED]:
            if part not in holdings.arrays:
                holdings.take(candidate, part)
        if part == "y_train" and holdings.has_only_others():
            break
    if holdings.is_complete():
        return holdings.arrays, holdings.files
    damaged = holdings.damaged()
    if damaged:
        raise damaged
    raise not_here(holdings)


@dataclass
class Candidate:
    """A file that can hold `parts` of a set; those of the lowest `rank` are tried first.

    `names` are those of the arrays to read from an .npz file.
    """

    path: Path
    kind: str
    parts: tuple
    rank: tuple
    names: tuple
    contents: list | None = None
    error: KitError | None = None

    def read(self):
        """Return the arrays in the file, which is read once; raises KitError."""
        if self.contents is None and self.error is None:
            try:
                self.contents = list(READERS[self.kind](self))
            except KitError as error:
                self.error = error
            except OSError as error:
                self.error = cannot_read(self.path, error)
        if self.error:
            raise self.error
        return self.contents


READERS = {
    "idx": lambda candidate: [formats.read_idx(candidate.path)],
    "npy": lambda candidate: [formats.read_npy(candidate.path)],
    "npz": lambda candidate: formats.read_npz(candidate.path, candidate.names).values(),
    "csv": lambda candidate: formats.read_csv(candidate.path),
}


@dataclass
class Holdings:
    """What a folder has of the set `name`, and why other files are not parts of it."""

    folder: Path
    name: str
    arrays: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    bad: dict = field(default_factory=dict)  # {part: the error of the first damaged file}
    others: dict = field(default_factory=dict)  # {part: the error of a part of a published set}
    titles: set = field(default_factory=set)  # of those sets

    def take(self, candidate, part):
        """Take what a file has of this set; note why if it does not have `part`."""
        try:
            contents = candidate.read()
        except KitError as error:
            self.bad.setdefault(part, error)
            return
        is_known = False
        for values in contents:
            owner, known_part = formats.recognise(values) or (None, None)
            if owner == self.name:
                self.arrays.setdefault(known_part, values)
                self.files.setdefault(known_part, candidate.path)
            elif owner:
                self.titles.add(OFFICIAL[owner].title)
            is_known = is_known or owner is not None
        if part not in self.arrays:
            errors = self.others if is_known else self.bad
            errors.setdefault(part, self.why_not(candidate, part))

    def why_not(self, candidate, part):
        """The error about a file that is whole and has something else than `part`."""
        contents, dimensions = candidate.read(), len(SHAPES[part])
        values = next((each for each in contents if each.ndim == dimensions), contents[0])
        if part in candidate.names:
            values = contents[candidate.names.index(part)]
        try:
            formats.check_part(candidate.path, self.name, part, values)
        except OtherContent as error:
            if candidate.kind == "csv" and values.shape == SHAPES[part]:
                return OtherContent(
                    error.path,
                    "{reason} Kaggle's CSV files of Fashion-MNIST have partly other images: use "
                    "the four IDX files that come with them.",
                    reason=error.reason,
                )
            return error

    def has_only_others(self):
        return bool(self.titles) and not self.arrays and not self.bad

    def is_complete(self):
        return set(self.arrays) == set(PARTS)

    def damaged(self):
        """The error about a file to be replaced, if with that file the set would be complete."""
        if {*self.arrays, *self.bad} != set(PARTS):
            return None
        errors = [self.bad[part] for part in PARTS if part not in self.arrays]
        # Where nothing is as expected, although it is whole, it is another data set.
        is_ours = bool(self.arrays) or any(self.is_named_by(error) for error in errors)
        if self.titles and not is_ours:
            return None
        sure = [error for error in errors if is_ours or not isinstance(error, OtherContent)]
        return sure[0] if sure else None

    def is_named_by(self, error):
        path = getattr(error, "path", None)
        return bool(path) and named_after(path.relative_to(self.folder)) == self.name


# ---------------------------------------------------------------------------------- candidates


def find_candidates(folder, name):
    """{part: [Candidate, the likeliest first]} of the files in a folder and below it."""
    found = {part: [] for part in PARTS}
    for path in walk(folder):
        candidate = recognise(path, folder, name)
        for part in candidate.parts if candidate else ():
            found[part].append(candidate)
    for part, candidates in found.items():
        candidates.sort(key=lambda each: (part not in promised(each.path, name), each.rank))
    return found


def walk(folder):
    """Yield the plain files in a folder and below it, hidden ones left out.

    Names that speak for a data set come first: they are seen before a search in many files ends.
    """
    waiting, looked_into = [(False, 0, folder)], 0
    while waiting and looked_into < MOST_FOLDERS:
        waiting.sort()
        speaks_less, depth, place = waiting.pop(0)
        looked_into += 1
        found = entries(place, must_exist=depth == 0)
        for entry in sorted(found, key=lambda entry: not is_telling(entry.name))[:MOST_NAMES]:
            path = Path(entry.path)
            if os.path.isdir(path):
                below = speaks_less or depth == 0  # like the folder that it is in
                if depth < DEPTH:
                    waiting.append((below and not is_telling(entry.name), depth + 1, path))
            elif is_plain(path):
                yield path


def entries(folder, must_exist):
    """What is in a folder, by name; nothing if a folder below the first cannot be read."""
    try:
        with os.scandir(folder) as found:
            visible = [entry for entry in found if not entry.name.startswith((".", "__"))]
            return sorted(visible, key=lambda entry: entry.name)
    except OSError as error:
        if must_exist:
            raise cannot_read(folder, error) from None
        return []


def is_plain(path):
    try:
        return is_regular(path)
    except OSError:  # a link to nothing
        return False


def recognise(path, folder, name):
    """The Candidate for parts of the set `name` that a file is, or None."""
    kind, parts, names = look_inside(path)
    owner = named_after(path.relative_to(folder))
    is_ours = owner in (name, None)
    # What a damaged or wrong file should have been.
    expected = promised(path, name) if is_ours else ()
    if kind == "npz" and expected and set(parts) != set(PARTS):
        names = PARTS
    parts = tuple(dict.fromkeys([*parts, *expected]))
    if not parts or (kind == "csv" and not is_ours):  # a table takes seconds to read
        return None
    rank = (["idx", "npy", "npz", "csv"].index(kind), owner != name, not is_ours, str(path))
    return Candidate(path, kind, parts, rank, names)


def look_inside(path):
    """The format of a file, the parts that it can hold, and the names of an .npz file's arrays."""
    by_shape = {shape: part for part, shape in SHAPES.items()}
    try:
        head = formats.read_bytes(path, formats.HEAD)
    except (KitError, OSError):
        head = b""
    if head[:2] == b"PK":
        shapes = formats.npz_shapes(path)
        names = tuple(name for name, shape in shapes.items() if shape in by_shape)
        return "npz", tuple(by_shape[shapes[name]] for name in names), names or PARTS
    if formats.is_csv(head):
        return "csv", of_a_table(path), ()
    if head[:6] == b"\x93NUMPY":
        return "npy", PARTS, ()
    if formats.is_idx(head) and formats.idx_shape(head) in by_shape:
        return "idx", (by_shape[formats.idx_shape(head)],), ()
    suffix = path.suffix.lower()
    return {".npz": "npz", ".csv": "csv", ".npy": "npy"}.get(suffix, "idx"), (), ()


def of_a_table(path):
    """The parts that a CSV file can hold; a name without `train` or `test` leaves it open."""
    words = [word for word in ("train", "test") if word in path.name.lower()]
    return tuple(part for part in PARTS if len(words) != 1 or part.endswith(words[0]))


def promised(path, name):
    """The parts of the set `name` that a file should have, by its name."""
    plain = letters(path.name)
    found = re.search(PART, plain)
    if found:
        use = "train" if found[1] == "train" else "test"
        return (f"{'x' if found[2] == 'images' else 'y'}_{use}",)
    if path.suffix.lower() == ".npz" and plain.startswith(letters(name)):
        return PARTS
    if path.suffix.lower() == ".csv" and plain.startswith(letters(name)):
        return of_a_table(path)
    return ()


def named_after(path):
    """The published set after which a file, or else the nearest of its folders, is named."""
    for word in reversed(path.parts):
        for name in OFFICIAL:
            if letters(word).startswith(letters(name)):
                return name
    return None


def is_telling(name):
    """Whether a name is that of a part, or of a set."""
    return bool(re.search(PART, letters(name)) or named_after(Path(name)))


def letters(text):
    return re.sub("[^a-z0-9]", "", text.lower())


# ---------------------------------------------------------------------------------- in words


def not_here(holdings):
    """The NotHere that says what a folder lacks and has instead."""
    official = OFFICIAL[holdings.name]
    about = {"title": official.title, "folder": printable(holdings.folder)}
    if holdings.arrays:
        return incomplete(holdings, about)
    if holdings.titles:
        found = ", ".join(sorted(holdings.titles))
        return NotHere("{title} is not in {folder}, which has {found}.", found=found, **about)
    return NotHere(
        "{title} is not in {folder}, which has {found}.{remark}\n"
        "Expected: {files}, with or without .gz; or {name}.npz; "
        "or {name}_train.csv and {name}_test.csv.",
        found=listing(holdings.folder),
        remark=remark(holdings, holdings.bad),
        files=", ".join(IDX_FILES.values()),
        name=official.folder,
        **about,
    )


def incomplete(holdings, about):
    """The NotHere about a folder that has a part of the set."""
    missing = [part for part in PARTS if part not in holdings.arrays]
    about |= {
        "files": ", ".join(f"{IDX_FILES[part]}.gz" for part in missing),
        "parts": ", ".join(tr(IN_WORDS[part]) for part in missing),
        "remark": remark(holdings, holdings.bad | holdings.others),
    }
    if len(missing) == 1:
        return NotHere(
            "{title} is not complete in {folder}: {files} is missing ({parts}).{remark}", **about
        )
    return NotHere(
        "{title} is not complete in {folder}: {files} are missing ({parts}).{remark}", **about
    )


def remark(holdings, errors):
    """The first error about a file, with the path from the folder on, after a space."""
    for error in list(errors.values())[:1]:
        if isinstance(error, BadFile):
            return f" {printable(error.path.relative_to(holdings.folder), 100)}: {error.reason}"
        return f" {error}"
    return ""


def listing(folder):
    """The first names in a folder, and how many more there are."""
    found = entries(folder, must_exist=True)
    if not found:
        return tr("no files")
    shown = ", ".join(describe_entry(entry) for entry in found[:LISTED])
    more = len(found) - LISTED
    return tr("{names} and {more:,} more", names=shown, more=more) if more > 0 else shown


def describe_entry(entry):
    name = printable(entry.name, 60)
    if os.path.isdir(entry.path):
        return f"{name}/"
    if entry.name.lower().endswith(PACKED):
        return tr("{name} (unpack it)", name=name)
    return name if is_plain(entry.path) else tr("{name} (not a plain file)", name=name)
