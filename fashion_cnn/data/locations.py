"""Where a published data set comes from: the user's folder, the Keras cache, or the network."""

import contextlib
import os
from pathlib import Path

from fashion_cnn.base.download import DownloadError, set_aside
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import Recorded
from fashion_cnn.data import download, folders
from fashion_cnn.data.dataset import Dataset
from fashion_cnn.data.formats import BadFile
from fashion_cnn.data.search import NotHere, search

DATA_VARIABLE = "FASHION_CNN_DATA"


class CacheError(DownloadError):
    """The Keras cache cannot be read or written; the message says why."""

    def __init__(self, error):
        super().__init__("")
        self.error = error

    def __str__(self):
        reason = download.reason_of(self.error)
        return tr("the Keras cache cannot be used: {reason}", reason=reason)


def load_official(name, data_dir, report):
    """Return a published data set from the first place that has it.

    Raises BadFile for a bad file in the user's folder, and DownloadError if no place has the set.
    """
    data_dir = data_dir or os.environ.get(DATA_VARIABLE)
    if data_dir:
        dataset = from_users_folder(name, Path(os.path.expanduser(data_dir)), report)
        if dataset:
            return dataset
    try:
        return from_cache_or_network(name, folders.keras_cache(), report)
    except (DownloadError, UsageError):
        raise
    except (KitError, OSError) as error:
        raise CacheError(error) from None


def is_at_hand(name):
    """Whether a published data set is on this machine, so that loading it needs no network."""
    folder = os.environ.get(DATA_VARIABLE)
    with contextlib.suppress(KitError, OSError):
        if folder and search(Path(os.path.expanduser(folder)), name):
            return True
    return folders.find(folders.keras_cache(), name) is not None


def from_users_folder(name, folder, report):
    """Return the data set in a folder that is only read, or None if it is not there."""
    if not folder.is_dir():
        named = {"folder": folder, "variable": DATA_VARIABLE}
        if folder.exists():
            raise UsageError(
                "The data folder {folder} (--data-dir or {variable}) is not a folder: "
                "name the one it is in.",
                **named,
            )
        raise UsageError(
            "The data folder {folder} (--data-dir or {variable}) does not exist.", **named
        )
    try:
        arrays, files = search(folder, name)
    except BadFile as error:
        raise BadFile(
            error.path, "{reason} Replace the file, or name another folder.", reason=error.reason
        ) from None
    except NotHere as error:
        report(f"{error}\n{tr('Looking for it in the Keras cache.')}")
        return None
    source = Recorded("read from {place}", place=os.path.commonpath(files.values()))
    return Dataset(name, **arrays, source=source)


def from_cache_or_network(name, cache, report):
    dataset = from_cache(name, cache, report)
    if dataset:
        return dataset
    download.download(name, cache, report)
    files = folders.find(cache, name)
    if files is None:
        raise DownloadError("another process has set a file aside; try again.")
    source = Recorded("downloaded to {place}", place=place_of(files))
    return Dataset(name, **folders.read(files, name), source=source)


def from_cache(name, cache, report):
    """Return the data set in the Keras cache, or None; bad files are set aside."""
    while files := folders.find(cache, name):
        try:
            arrays = folders.read(files, name)
        except BadFile as error:
            try:
                aside = set_aside(error.path)
            except OSError as refusal:
                reason = refusal.strerror or refusal
                raise KitError(
                    "{error} It cannot be replaced there ({reason}).", error=error, reason=reason
                ) from None
            report(
                tr(
                    "{error} It is set aside as {name} and will be fetched again.",
                    error=error,
                    name=aside.name,
                )
            )
        else:
            source = Recorded("read from the Keras cache, {place}", place=place_of(files))
            return Dataset(name, **arrays, source=source)
    return None


def place_of(files):
    """Where the files of a set are: a folder, or one file that has all parts."""
    path = files["x_train"]
    return path if path.suffix == ".npz" else path.parent
