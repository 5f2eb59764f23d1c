"""Where a published data set comes from: the user's folder, the Keras cache, or the network."""

import os
from pathlib import Path

from fashion_cnn.base.download import DownloadError, set_aside
from fashion_cnn.base.errors import KitError, UsageError, describe_os_error
from fashion_cnn.data import download, folders
from fashion_cnn.data.dataset import Dataset
from fashion_cnn.data.formats import BadFile
from fashion_cnn.data.search import NotHere, search

DATA_VARIABLE = "FASHION_CNN_DATA"


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
        reason = describe_os_error(error) if isinstance(error, OSError) else error
        raise DownloadError(f"the Keras cache cannot be used: {reason}") from None


def from_users_folder(name, folder, report):
    """Return the data set in a folder that is only read, or None if it is not there."""
    if not folder.is_dir():
        wrong = "is not a folder: name the one it is in" if folder.exists() else "does not exist"
        raise UsageError(f"The data folder {folder} (--data-dir or {DATA_VARIABLE}) {wrong}.")
    try:
        arrays, files = search(folder, name)
    except BadFile as error:
        raise BadFile(
            error.path, f"{error.reason} Replace the file, or name another folder."
        ) from None
    except NotHere as error:
        report(f"{error}\nLooking for it in the Keras cache.")
        return None
    return Dataset(name, **arrays, source=f"read from {os.path.commonpath(files.values())}")


def from_cache_or_network(name, cache, report):
    dataset = from_cache(name, cache, report)
    if dataset:
        return dataset
    download.download(name, cache, report)
    files = folders.find(cache, name)
    if files is None:
        raise DownloadError("another process has set a file aside; try again.")
    return read(name, files, "downloaded to")


def from_cache(name, cache, report):
    """Return the data set in the Keras cache, or None; bad files are set aside."""
    while files := folders.find(cache, name):
        try:
            return read(name, files, "read from the Keras cache,")
        except BadFile as error:
            try:
                aside = set_aside(error.path)
            except OSError as refusal:
                reason = refusal.strerror or refusal
                raise KitError(f"{error} It cannot be replaced there ({reason}).") from None
            report(f"{error} It is set aside as {aside.name} and will be fetched again.")
    return None


def read(name, files, how):
    """Return the Dataset in checked files, with their folder as its source."""
    arrays = folders.read(files, name)
    path = files["x_train"]
    place = path if path.suffix == ".npz" else path.parent
    return Dataset(name, **arrays, source=f"{how} {place}")
