"""Put the data sets and the weights of a pack where the kit, and Keras, look for them.

    python -m fashion_cnn.pack.place missing       prints which files of a pack are wanted
    python -m fashion_cnn.pack.place FOLDER        places data/ and models/ of this folder

The installer of a pack calls this. What is there and good stays; what is there and bad is set
aside.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from fashion_cnn.base.commandline import execute
from fashion_cnn.base.files import replacing
from fashion_cnn.data import download, folders
from fashion_cnn.data.formats import BadFile
from fashion_cnn.data.official import IDX_GZ_FILES, OFFICIAL
from fashion_cnn.pretrained import imagenet


def main():
    word = sys.argv[1]
    if word == "missing":
        print("\n".join(missing()))
    else:
        place(Path(word))


def missing():
    """Return the names, in a pack, of the files that are not where they belong."""
    sets = [name for name in OFFICIAL if not is_there(name)]
    names = [in_pack(name, file) for name in sets for file in IDX_GZ_FILES]
    models = [published for published in published_files() if not model_is_there(published)]
    return names + [f"models/{published.name}" for published in models]


def place(packed):
    """Place what is in the folder `packed`, as in a pack: data/fashion-mnist/..., models/..."""
    for name, official in OFFICIAL.items():
        files = [packed / in_pack(name, file) for file in IDX_GZ_FILES]
        if all(path.is_file() for path in files) and not is_there(name):
            place_set(name, files)
            print(f"{official.title} is now in {folders.keras_cache()}")
    for published in published_files():
        path = packed / "models" / published.name
        if path.is_file() and not model_is_there(published):
            copy(path, imagenet.cache() / published.name)
            print(f"{published.name} is now in {imagenet.cache()}")


def published_files():
    return imagenet.WEIGHTS, imagenet.WEIGHTS_NO_TOP, imagenet.CLASS_INDEX


def in_pack(name, file):
    """Return the name that a file of a data set has in a pack."""
    return f"data/{OFFICIAL[name].folder}/{file}"


def is_there(name):
    """Tell whether the Keras cache has a data set, whole, in any of its forms."""
    files = folders.find(folders.keras_cache(), name)
    try:
        return bool(files) and bool(folders.read(files, name))
    except BadFile:
        return False


def model_is_there(published):
    return imagenet.is_whole(imagenet.cache() / published.name, published)


def place_set(name, files):
    """Copy the files of a set into the Keras cache; a bad one there is set aside, as in `load`."""

    def check(path, file_name):
        folders.read_file(path, file_name, name)

    cache = folders.keras_cache()
    while found := folders.find(cache, name):
        try:
            folders.read(found, name)
        except BadFile as error:
            set_aside(error.path)
    for path in files:
        to = cache / OFFICIAL[name].folder / path.name
        if not download.is_good(to, check):
            set_aside(to)
            copy(path, to)


def set_aside(path):
    with contextlib.suppress(FileNotFoundError):
        os.replace(path, path.with_name(path.name + ".bad"))


def copy(path, to):
    to.parent.mkdir(parents=True, exist_ok=True)
    with replacing(to) as temporary:
        shutil.copyfile(path, temporary)


if __name__ == "__main__":
    execute(main)
