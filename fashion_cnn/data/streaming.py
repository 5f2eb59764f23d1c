"""Image files of a folder, one after another: memory does not grow with their number.

survey(folder).images                                   # 10000
for path, pixels in read_ahead(image_files(folder), read, threads=2, ahead=500):
    ...                                                 # in order, decoded in threads
"""

import heapq
import os
import re
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.data.folders import cannot_read

# How the names of image files end. Pillow reads more kinds, such as films and PDF. HEIC it does not
# read: such a picture is an image all the same, of which the user is to hear.
IMAGE_NAME = re.compile(
    r".+\.(png|apng|jpe?g|jpe|jfif|bmp|dib|gif|tiff?|webp|avif|hei[cf]|jp2|p[bgnp]m|tga|pcx|ico)",
    re.IGNORECASE | re.DOTALL,
)
# The names of one folder that are in memory at once. A larger folder is listed several times.
NAMES_AT_ONCE = 50_000
# What there is in a folder. Links to folders are not followed: they may lead around in a circle.
IMAGE, FOLDER, LINK, CLOSED, OTHER = "image", "folder", "link", "closed", "other"


@dataclass(frozen=True)
class Survey:
    """How many image files a folder has, at any depth, and what else was met.

    `links` are links to folders, `closed` the folders that cannot be read, of which `example` is
    the first, and `others` the files that are no images.
    """

    images: int
    links: int = 0
    closed: int = 0
    others: int = 0
    example: str = ""

    def sentences(self):
        """Yield a sentence for each kind of thing in the folder that is left out."""
        if self.others:
            yield tr("Files that are no images by their names: {count:,}.", count=self.others)
        if self.links:
            yield tr("Links to other folders, not followed: {count:,}.", count=self.links)
        if self.closed:
            yield tr(
                "Folders that cannot be read: {count:,}, such as {example}. Check their "
                "permissions.",
                count=self.closed,
                example=self.example,
            )


def survey(top):
    """The Survey of a folder, or of a single image file.

    Raises KitError if there is no such folder or file, or no image in it.
    """
    if not os.path.exists(top):
        raise KitError("{path}: there is no such file or folder.", path=top)
    if not os.path.isdir(top):
        return Survey(images=1)
    counts, example = Counter(), ""
    for path, kind in walk(top):
        counts[kind] += 1
        example = example or (path if kind == CLOSED else "")
    if not counts[IMAGE]:
        raise no_images(top)
    return Survey(counts[IMAGE], counts[LINK], counts[CLOSED], counts[OTHER], example)


def no_images(path):
    return KitError(
        "{path}: there is no image file in this folder, nor in the folders in it. The names of "
        "image files end in .png, .jpg, .bmp, .gif, .tif, .webp or the like.",
        path=path,
    )


def image_files(top):
    """Yield the paths of all image files below a folder, in the order of their names.

    They are relative to the folder and have slashes on every system. Of a single file it is the
    name.
    """
    if not os.path.isdir(top):
        yield os.path.basename(top)
        return
    for path, kind in walk(top):
        if kind == IMAGE:
            yield path


def on_disk(top, path):
    """Where the system finds a file that `image_files(top)` yields."""
    return os.path.join(top, path) if os.path.isdir(top) else top


def walk(top):
    """Yield (path, kind) of everything below a folder, in the order of names, folders entered."""
    entered = [("", in_order(top))]
    while entered:
        folder, entries = entered[-1]
        try:
            name, kind = next(entries, (None, None))
        except OSError as error:
            if not folder:
                raise cannot_read(top, error) from None
            name, kind = None, None
            yield folder, CLOSED
        if name is None:
            entered.pop()
            continue
        path = f"{folder}/{name}" if folder else name
        if kind == FOLDER:
            entered.append((path, in_order(os.path.join(top, path))))
        else:
            yield path, kind


def in_order(folder):
    """Yield (name, kind) of what is in a folder, but for hidden files, in the order of names."""
    last = ""
    while True:
        with os.scandir(folder) as found:
            later = ((each.name, kind_of(each)) for each in found if each.name > last)
            shown = (each for each in later if not each[0].startswith("."))
            names = heapq.nsmallest(NAMES_AT_ONCE, shown)
        yield from names
        if len(names) < NAMES_AT_ONCE:
            return
        last, _ = names[-1]


def kind_of(entry):
    """What an entry of `os.scandir` is."""
    if entry.is_dir(follow_symlinks=False):
        return FOLDER
    if entry.is_symlink() and os.path.isdir(entry.path):
        return LINK
    return IMAGE if IMAGE_NAME.fullmatch(entry.name) else OTHER


def read_ahead(items, read, threads, ahead):
    """Yield (item, read(item)) in order, computed in threads while the caller works.

    At most `ahead` results wait. What `read` raises is raised here.
    """
    waiting = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append((item, pool.submit(read, item)))
                if len(waiting) >= ahead:
                    item, result = waiting.popleft()
                    yield item, result.result()
            while waiting:
                item, result = waiting.popleft()
                yield item, result.result()
        finally:
            for _, result in waiting:
                result.cancel()


def grouped(items, size):
    """Yield lists of `size` items; the last may be shorter."""
    group = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
