"""Finding and reading a published data set in a folder."""

import os
import tempfile
from pathlib import Path

from fashion_cnn.base.errors import KitError
from fashion_cnn.data.formats import BadFile, check_part, read_idx, read_npz
from fashion_cnn.data.official import IDX_FILES, OFFICIAL, PARTS


def keras_cache():
    """The folder in which Keras keeps data sets, which need not exist yet.

    It is `KERAS_HOME/datasets`, or else `.keras/datasets` in the home folder. If the home folder
    is read-only, it is in the system's temporary folder (Keras does the same in /tmp).
    """
    if "KERAS_HOME" in os.environ:
        return Path(os.environ["KERAS_HOME"]).expanduser() / "datasets"
    home = Path.home()
    base = home if os.access(home, os.W_OK) else Path(tempfile.gettempdir())
    return base / ".keras" / "datasets"


def find(folder, name):
    """Return {part: path} of the data set `name` in `folder`, or None if it is not there.

    A set is four IDX or IDX.gz files, or one `.npz` with all parts, in the subfolder named after
    it (`fashion-mnist` or `fashion_mnist`) or else in the folder itself.
    """
    for place in places(folder, name):
        present = list_files(place)
        for spelling in spellings(name):
            if f"{spelling}.npz" in present:
                return dict.fromkeys(PARTS, place / f"{spelling}.npz")
        idx = idx_files(place)
        if len(idx) == len(PARTS):
            return idx
    return None


def spellings(name):
    """The names that a data set's files and folders may have: with - and with _."""
    return dict.fromkeys([OFFICIAL[name].folder, name])


def places(folder, name):
    """The folders to look in: those named after the set, then the folder itself."""
    return [*(folder / spelling for spelling in spellings(name)), folder]


def idx_files(folder):
    """{part: path} of the IDX or IDX.gz files in a folder."""
    present = list_files(folder)
    return {
        part: folder / candidate
        for part, stem in IDX_FILES.items()
        for candidate in (stem, f"{stem}.gz")
        if candidate in present
    }


def missing(folder, name):
    """The names of the IDX files that are missing where some of them are there."""
    for place in places(folder, name):
        found = idx_files(place)
        if found:
            return [f"{stem}.gz" for part, stem in IDX_FILES.items() if part not in found]
    return []


def list_files(folder):
    """The names in a folder; none if there is no such folder."""
    try:
        return set(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:
        raise KitError(
            f"{folder}: cannot be read ({error.strerror}). Check its permissions."
        ) from None


def read(files, name):
    """Return {part: checked array} of the data set `name` from what `find` returned.

    Raises BadFile for the first file that is damaged, altered, or of another set.
    """
    arrays = {}
    for path in dict.fromkeys(files.values()):
        arrays |= read_file(path, path.name, name)
    return arrays


def read_file(path, file_name, name):
    """Return {part: checked array} of the data set `name` in the file at `path`.

    The parts to expect follow from `file_name`, the name under which the file is published.
    """
    try:
        if file_name.endswith(".npz"):
            arrays = read_npz(path)
        else:
            stem = file_name.removesuffix(".gz")
            part = next(part for part, known in IDX_FILES.items() if known == stem)
            arrays = {part: read_idx(path)}
    except FileNotFoundError:
        raise BadFile(path, "it disappeared while it was being read.") from None
    except IsADirectoryError:
        raise BadFile(path, "a folder, where a file should be.") from None
    except OSError as error:
        reason = error.strerror or error
        raise KitError(f"{path}: cannot be read ({reason}). Check its permissions.") from None
    for part, values in arrays.items():
        check_part(path, name, part, values)
    return arrays
