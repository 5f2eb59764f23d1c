"""Downloads of the published data sets: which files, from which mirror, and how they are checked.

Nothing but checked files reaches the Keras cache.
"""

from fashion_cnn.base.download import DownloadError, Request, host, room_mirror, save
from fashion_cnn.base.errors import KitError, describe_os_error
from fashion_cnn.base.files import claimed, clear_abandoned, replacing
from fashion_cnn.base.language import tr
from fashion_cnn.data import folders
from fashion_cnn.data.formats import MOST_BYTES
from fashion_cnn.data.official import IDX_GZ_FILES, OFFICIAL, Mirror

# Seconds in which a mirror has to answer. All of them are asked at the same time.
FIRST_ANSWER = 5


class Unavailable(DownloadError):
    """No mirror has a data set: the message has each `host` with its error."""

    def __init__(self, errors):
        super().__init__("")
        self.errors = errors

    def __str__(self):
        return " ".join(f"{host}: {reason_of(error)}" for host, error in self.errors)


def mirrors(name):
    """The mirrors of a data set in the order of preference; the room's own replaces all others."""
    address = room_mirror()
    if not address:
        return OFFICIAL[name].mirrors
    folder = OFFICIAL[name].folder
    return (Mirror(f"{address}/{folder}/", IDX_GZ_FILES, folder),)


def download(name, cache, report):
    """Fetch a data set into the folder `cache`, from the first mirror that has it.

    `report(line)` is called for each mirror that failed before one that has the set.
    Raises Unavailable with all reasons if no mirror has it.
    """
    choices = mirrors(name)
    for mirror in choices:
        for file_name in mirror.files:
            clear_abandoned(cache / mirror.folder / file_name)  # by downloads that were killed
    requests = [Request(each.address + each.files[0], seconds=FIRST_ANSWER) for each in choices]
    failures = []
    for number, mirror in enumerate(choices):
        try:
            fetch_all(name, mirror, cache, requests[number])
        except (KitError, OSError) as error:
            # Without the traceback, which would keep the connections of this call.
            failures.append((host(mirror.address), error.with_traceback(None)))
            continue
        for failure in failures:
            report(
                tr(
                    "{title} could not be fetched from {failure}",
                    title=OFFICIAL[name].title,
                    failure=Unavailable([failure]),
                )
            )
        for unused in requests[number + 1 :]:
            unused.discard()
        return
    raise Unavailable(failures)


def reason_of(error):
    if isinstance(error, OSError):
        return describe_os_error(error)
    return getattr(error, "reason", error)  # of a BadFile, whose path is a temporary one


def fetch_all(name, mirror, cache, first):
    """Fetch every file of a mirror; `first` is the request for the first of them."""
    for file_name in mirror.files:
        request = first if file_name == mirror.files[0] else Request(mirror.address + file_name)
        fetch(name, request.wait(), cache / mirror.folder / file_name)


def fetch(name, response, path):
    """Save an open response as `path` once it is checked; keep a good file that is there."""
    with response:
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_good(name, path):
            return
        try:
            with replacing(path) as temporary, claimed(temporary):
                save(response, temporary, MOST_BYTES, label=path.name)
                folders.read_file(temporary, path.name, name)
        except OSError:
            # On Windows a file that another process reads cannot be replaced. It may be good.
            if not is_good(name, path):
                raise


def is_good(name, path):
    """Whether a file is that of the data set, from an earlier attempt or another process."""
    try:
        folders.read_file(path, path.name, name)
    except (KitError, OSError):
        return False
    return True
