"""What a file that is given as a model really is, found by its content. Needs no Keras.

    found = recognise("model.keras")
    found.kind, found.config, found.version      # "archive", {...}, "3.15.1"

A file that Keras cannot load as a model is named for what it is in a KitError, with what to do.
Nothing of the file is run, and files that would unpack into far more than they are get refused.
"""

import json
import os
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.networks.configurations import modernise
from fashion_cnn.networks.file_kinds import COPY, LOAD, SAVE, STRANGERS, kind_of, kind_of_archive

# What is unpacked may be this large, or this many times larger than the file.
LARGE, EXPANSION = 1 << 28, 20
LARGEST_CONFIG = 1 << 26
WEIGHTS = ("model.weights.h5", "model.weights.npz")
OWN = ("config.json", "metadata.json", *WEIGHTS)  # and the folder `assets`


@dataclass(frozen=True)
class ModelFile:
    """A file, or a folder, with a Keras model.

    `kind` is "archive" (.keras), "folder" (an unpacked one), "hdf5" or "json" (layers without
    weights). `config` describes the layers, `version` is that of Keras when it was saved, and
    `weights` the number of stored weights. `modernised` is true if `config` is not as it is stored,
    since Keras 3 would not read that.
    """

    path: Path
    kind: str
    config: dict
    version: str = ""
    weights: int = 0
    modernised: bool = False


def recognise(path):
    """The ModelFile at a path; KitError says what else is there."""
    path = Path(path)
    if not os.path.exists(path):
        if os.path.exists(f"{path}.index"):
            raise stranger(path, "checkpoint")
        raise KitError("{path}: there is no such file.", path=path)
    try:
        if path.is_dir():
            return in_folder(path)
        if not path.is_file():
            raise KitError("{path}: a pipe or a device, not a file.", path=path)
        with path.open("rb") as file:
            kind = kind_of(file, path)
            reader = {"archive": in_archive, "hdf5": in_hdf5, "json": in_json}.get(kind)
            if reader is None:
                raise stranger(path, kind)
            return reader(path, file)
    except PermissionError:
        raise KitError("{path}: you have no permission to read it.", path=path) from None


def stranger(path, kind, inside=None):
    """A KitError for a file of a kind that is no Keras model; `inside` names a file in it."""
    what, remedy = STRANGERS[kind]
    what = tr(what, inside=inside) if inside else tr(what)
    return KitError("{path}: {what}.\n{remedy}", path=path, what=what, remedy=tr(remedy))


# ------------------------------------------------------------------------------ files of Keras


def in_archive(path, file):
    """The ModelFile of a .keras archive; any other zip archive is named."""
    try:
        archive = zipfile.ZipFile(file)
        names = archive.namelist()
        if "config.json" not in names:
            raise stranger(path, *kind_of_archive(names))
        refuse_bombs(path, archive)
        damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise stranger(path, "cut zip") from None
    except RuntimeError:
        raise stranger(path, "locked") from None
    if damaged:
        raise KitError(
            "{path}: {member} in this archive is damaged.\n{remedy}",
            path=path,
            member=damaged,
            remedy=tr(COPY),
        )
    config = parsed(path, archive.read("config.json"))
    version = parsed(path, archive.read("metadata.json")) if "metadata.json" in names else {}
    weights = 0
    if not set(WEIGHTS) & set(names):
        raise KitError(
            "{path}: the weights are missing in this archive.\n{remedy}",
            path=path,
            remedy=tr(SAVE),
        )
    if WEIGHTS[0] in names:
        with archive.open(WEIGHTS[0]) as inside:
            weights = stored_weights(path, inside, archive.getinfo(WEIGHTS[0]).file_size)
    return ModelFile(path, "archive", config, str(version.get("keras_version", "")), weights)


def refuse_bombs(path, archive):
    """Raise KitError if an archive would unpack into far more than it is."""
    packed = sum(member.compress_size for member in archive.infolist())
    unpacked = sum(member.file_size for member in archive.infolist())
    refuse_expansion(path, unpacked, packed)
    for member in archive.infolist():
        if member.filename.endswith(".json") and member.file_size > LARGEST_CONFIG:
            raise KitError(
                "{path}: {member} in it is too large for a description of layers.",
                path=path,
                member=member.filename,
            )


def refuse_expansion(path, unpacked, packed):
    if unpacked > max(LARGE, EXPANSION * packed):
        raise KitError(
            "{path}: refused, since it would unpack {packed:,.1f} MB into {unpacked:,.1f} GB. "
            "No model that Keras saves does that.",
            path=path,
            packed=packed / 1e6,
            unpacked=unpacked / 1e9,
        )


def stored_weights(path, file, size):
    """The number of weights in an HDF5 file of Keras, without those of the optimiser."""
    import h5py  # with NumPy, which --help does not need

    counts, sizes = {}, []

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            counts[name] = item.size or 0
            sizes.append((item.size or 0) * item.dtype.itemsize)

    try:
        with h5py.File(file, "r") as content:
            content.visititems(visit)
    except (OSError, RuntimeError, KeyError, ValueError):
        raise stranger(path, "cut hdf5") from None
    refuse_expansion(path, sum(sizes), size)
    other = ("optimizer", "seed_generator", "metrics")
    return sum(count for name, count in counts.items() if not any(word in name for word in other))


def in_hdf5(path, file):
    """The ModelFile of an HDF5 file; files with weights only are named."""
    import h5py  # with NumPy, which --help does not need

    size = os.path.getsize(path)
    weights = stored_weights(path, file, size)
    with h5py.File(file, "r") as content:
        version = text(content.attrs.get("keras_version", ""))
        if "model_config" in content.attrs:
            stored = parsed(path, text(content.attrs["model_config"]))
            config, modernised = readable(path, stored, version)
            return ModelFile(path, "hdf5", config, version, weights, modernised)
        keras = {"layer_names", "keras_version"} & set(content.attrs) or "layers" in content
    if keras or path.name.endswith(".weights.h5"):
        raise KitError(
            "{path}: {weights:,} weights without the layers they belong to.\n{remedy}",
            path=path,
            weights=weights,
            remedy=tr(LOAD),
        )
    raise stranger(path, "hdf5")


def readable(path, config, version):
    """The configuration as Keras 3 reads it, and whether it differs from the one in the file.

    `version` is that of the Keras which wrote it.
    """
    if version.startswith("3.") or "module" in config:
        return config, False
    try:
        changed = deepcopy(config)
        modernise(changed)
        return changed, changed != config
    except RecursionError:
        raise KitError(
            "{path}: its layers are nested too deeply.\n{remedy}",
            path=path,
            remedy=tr(COPY),
        ) from None


def text(value):
    """An attribute of an HDF5 file as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def in_json(path, file):
    """The ModelFile of an architecture saved as JSON; other JSON files are named."""
    if os.path.getsize(path) > LARGEST_CONFIG:
        raise KitError("{path}: too large to describe layers.", path=path)
    file.seek(0)
    content = parsed(path, file.read())
    if "class_name" in content and "config" in content:
        version = str(content.get("keras_version", ""))
        config, modernised = readable(path, content, version)
        return ModelFile(path, "json", config, version, modernised=modernised)
    kinds = {"modelTopology": "tensorflow.js", "cells": "notebook", "weight_map": "shards"}
    raise stranger(path, next((kind for key, kind in kinds.items() if key in content), "json"))


def parsed(path, content):
    """JSON as a dictionary; KitError if it is damaged or something else."""
    try:
        found = json.loads(content)
        if isinstance(found, str):  # json.dump of the text that model.to_json() returns
            found = json.loads(found)
    except (ValueError, RecursionError):
        raise KitError(
            "{path}: the description of its layers (JSON) is damaged.\n{remedy}",
            path=path,
            remedy=tr(COPY),
        ) from None
    return found if isinstance(found, dict) else {}


def in_folder(path):
    """The ModelFile of an unpacked .keras archive; other folders are named."""
    names = sorted(os.listdir(path))
    own = {file.name for file in own_files(path)}
    if "config.json" in own and set(WEIGHTS) & own:
        config = parsed(path, (path / "config.json").read_bytes())
        metadata = path / "metadata.json"
        version = parsed(path, metadata.read_bytes()) if metadata.is_file() else {}
        weights = 0
        if WEIGHTS[0] in own:
            stored = path / WEIGHTS[0]
            with stored.open("rb") as file:
                weights = stored_weights(stored, file, os.path.getsize(stored))
        return ModelFile(path, "folder", config, str(version.get("keras_version", "")), weights)
    if "saved_model.pb" in names:
        raise stranger(path, "savedmodel")
    if any(name.endswith(".index") for name in names):
        raise stranger(path, "checkpoint")
    whole = [name for name in names if not name.endswith(".weights.h5")]
    models = [name for name in whole if name.endswith((".keras", ".h5", ".hdf5"))]
    if models:
        model = path / models[0]
        raise KitError("{path}: a folder. Give the model in it: {model}.", path=path, model=model)
    raise KitError("{path}: a folder without a Keras model.", path=path)


def own_files(folder):
    """The files of an unpacked .keras archive, and no others that are in its folder."""
    files = [*(folder / name for name in OWN), *sorted((folder / "assets").rglob("*"))]
    return [file for file in files if file.is_file()]


# --------------------------------------------------------------------------- for Keras to load


@contextmanager
def with_known_ending(found):
    """Yield a path of the model with the ending by which Keras tells its formats apart.

    It is that of a temporary copy if the name has another ending, or Keras cannot read the file.
    """
    endings = {"hdf5": (".h5", ".hdf5")}.get(found.kind, (".keras",))
    if found.kind != "folder" and not found.modernised and str(found.path).endswith(endings):
        yield found.path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"model{endings[0]}"
        if found.kind == "folder":
            with zipfile.ZipFile(copy, "w") as archive:
                for file in own_files(found.path):
                    archive.write(file, file.relative_to(found.path))
        else:
            shutil.copyfile(found.path, copy)
        if found.modernised:
            import h5py

            with h5py.File(copy, "r+") as content:
                content.attrs["model_config"] = json.dumps(found.config)
        yield copy
