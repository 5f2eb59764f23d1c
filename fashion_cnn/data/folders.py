"""The Keras cache: where it is, and how a published data set is found and read there."""

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
        return Path(os.path.expanduser(os.environ["KERAS_HOME"])) / "datasets"
    home = Path(os.path.expanduser("~"))
    base = home if os.access(home, os.W_OK) else Path(tempfile.gettempdir())
    return base / ".keras" / "datasets"


def find(folder, name):
    """Return {part: path} of the data set `name` in a folder laid out like Keras's cache, or None.

    A set is four IDX or IDX.gz files in a folder named after it (`fashion-mnist` or
    `fashion_mnist`), or one `.npz` with all parts, there or in `folder` itself.
    """
    own = [folder / spelling for spelling in spellings(name)]
    for place in [*own, folder]:
        present = list_files(place)
        for spelling in spellings(name):
            if f"{spelling}.npz" in present:
                return dict.fromkeys(PARTS, place / f"{spelling}.npz")
        idx = idx_files(place)
        if place in own and len(idx) == len(PARTS):
            return idx
    return None


def spellings(name):
    """The names that a data set's files and folders may have: with - and with _."""
    return dict.fromkeys([OFFICIAL[name].folder, name])


def idx_files(folder):
    """{part: path} of the IDX or IDX.gz files in a folder, by their names."""
    present = list_files(folder)
    return {
        part: folder / candidate
        for part, stem in IDX_FILES.items()
        for candidate in (stem, f"{stem}.gz")
        if candidate in present
    }


def list_files(folder):
    """The names in a folder; none if there is no such folder."""
    try:
        return set(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:
        raise cannot_read(folder, error) from None


def cannot_read(path, error):
    """A KitError about a file or folder that the system does not let us read."""
    return KitError(
        "{path}: cannot be read ({reason}). Check its permissions.",
        path=path,
        reason=error.strerror or error,
    )


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
    except OSError as error:
        raise cannot_read(path, error) from None
    for part, values in arrays.items():
        check_part(path, name, part, values)
    return arrays
