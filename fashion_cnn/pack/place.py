"""Put the data sets and weights of a pack where the kit, and Keras, look for them.

    python -m fashion_cnn.pack.place missing       prints which files of a pack are wanted
    python -m fashion_cnn.pack.place FOLDER        places data/ and models/ of this folder

The installer of a pack runs this. A good file in the cache stays; a bad one is set aside.
"""

import shutil
import sys
from pathlib import Path

from fashion_cnn.base.commandline import execute
from fashion_cnn.base.download import set_aside
from fashion_cnn.base.files import replacing
from fashion_cnn.base.language import tr
from fashion_cnn.data import download, folders, locations
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
    """The names, in a pack, of the files that are not where they belong."""
    sets = [name for name in OFFICIAL if not is_there(name)]
    names = [in_pack(name, file) for name in sets for file in IDX_GZ_FILES]
    models = [published for published in imagenet.PUBLISHED if not model_is_there(published)]
    return names + [f"models/{published.name}" for published in models]


def place(packed):
    """Place the files in the folder `packed`, as in a pack: data/fashion-mnist/..., models/..."""
    for name, official in OFFICIAL.items():
        files = [packed / in_pack(name, file) for file in IDX_GZ_FILES]
        if all(path.is_file() for path in files) and not is_there(name):
            place_set(name, files)
            tell(official.title, folders.keras_cache())
    for published in imagenet.PUBLISHED:
        path = packed / "models" / published.name
        if path.is_file() and not model_is_there(published):
            copy(path, imagenet.cache() / published.name)
            tell(published.name, imagenet.cache())


def tell(what, folder):
    print(tr("{what} is now in {folder}", what=what, folder=folder))


def in_pack(name, file):
    """The name of a data set's file in a pack."""
    return f"data/{OFFICIAL[name].folder}/{file}"


def is_there(name):
    """Whether the Keras cache has the whole data set, in any of its forms."""
    files = folders.find(folders.keras_cache(), name)
    try:
        return bool(files) and bool(folders.read(files, name))
    except BadFile:
        return False


def model_is_there(published):
    return imagenet.is_whole(imagenet.cache() / published.name, published)


def place_set(name, files):
    """Copy the files of a data set into the Keras cache, setting bad ones aside."""
    cache = folders.keras_cache()
    locations.from_cache(name, cache, report=lambda line: None)  # sets bad files aside
    for path in files:
        to = cache / OFFICIAL[name].folder / path.name
        if not download.is_good(name, to):
            set_aside(to)
            copy(path, to)


def copy(path, to):
    to.parent.mkdir(parents=True, exist_ok=True)
    with replacing(to) as temporary:
        shutil.copyfile(path, temporary)


if __name__ == "__main__":
    execute(main)
