"""Small functions that several tests share."""

import contextlib
import gzip
import os
import struct

import pytest

from fashion_cnn.data import official

NOBODY = 65534


def idx_bytes(values):
    """Return an array as an unzipped IDX file, written here from the format's description."""
    return (
        struct.pack(">HBB", 0, 8, values.ndim)
        + struct.pack(f">{values.ndim}I", *values.shape)
        + values.tobytes()
    )


def write_idx(folder, arrays, zipped=True):
    """Write the four IDX files of a data set into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, stem in official.IDX_FILES.items():
        content = idx_bytes(arrays[part])
        if zipped:
            (folder / f"{stem}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / stem).write_bytes(content)
    return folder


@contextlib.contextmanager
def as_ordinary_user():
    """Run a block without root's power to pass every permission test."""
    if not hasattr(os, "geteuid"):
        pytest.skip("file permissions of this kind exist on Linux and macOS only")
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
