"""Read IDX, IDX.gz and .npz files, and recognise by the content what they hold.

The IDX format (LeCun, "The MNIST database"): two zero bytes, a type byte (8: unsigned bytes),
the number of dimensions, each dimension as a big-endian 32-bit number, then the values.
"""

import gzip
import hashlib
import struct
import zipfile
import zlib

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.data.official import IN_WORDS, OFFICIAL, PARTS, SHAPES

UNSIGNED_BYTES = 8
CLASSES = 10
# No part is larger. Reading stops here, whatever a damaged or hostile file unpacks to.
MOST_BYTES = 64 * 2**20


class BadFile(KitError):
    """A file that cannot be what its name says: the message names the file and the reason."""

    def __init__(self, path, reason):
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


def read_idx(path):
    """Return the array in an IDX or IDX.gz file as uint8, or raise BadFile."""
    content = read_bytes(path)
    if not content:
        raise BadFile(path, "the file is empty.")
    if content.lstrip()[:1] == b"<":
        raise BadFile(path, "a web page, not data (perhaps the sign-in page of a network).")
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UNSIGNED_BYTES:
        start = content[:4].hex(" ")
        raise BadFile(path, f"not an IDX file of bytes: it should start 00 00 08, not {start}.")
    rank = content[3]
    header = 4 + 4 * rank
    if len(content) < header:
        raise BadFile(path, "truncated: the header is cut off.")
    shape = struct.unpack(f">{rank}I", content[4:header])
    expected, found = int(np.prod(shape, dtype=object)), len(content) - header
    if expected != found:
        word = "truncated" if found < expected else "too long"
        raise BadFile(path, f"{word}: {found:,} bytes of values, {expected:,} in the header.")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def read_bytes(path):
    """Return the content of a file, unzipped if it is a gzip file, whatever its name."""
    with open(path, "rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            with gzip.open(file) if is_gzip else file as stream:
                content = stream.read(MOST_BYTES + 1)
        except EOFError:
            raise BadFile(path, "truncated: the gzip stream ends too early.") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise BadFile(path, f"a damaged gzip file ({error}).") from None
    if len(content) > MOST_BYTES:
        raise BadFile(path, f"exceeds the limit of {MOST_BYTES:,} bytes.")
    return content


def read_npz(path):
    """Return {part: uint8 array} from an .npz file with Keras's names."""
    if not zipfile.is_zipfile(path):
        raise BadFile(path, "not a whole .npz file.")
    try:
        with np.load(path, allow_pickle=False) as archive:
            missing = [part for part in PARTS if part not in archive]
            if missing:
                raise BadFile(path, f"has no array named {', '.join(missing)}.")
            return {part: as_bytes(path, part, archive[part]) for part in PARTS}
    except (zipfile.BadZipFile, ValueError, EOFError, zlib.error, RuntimeError) as error:
        raise BadFile(path, f"not a whole .npz file ({error}).") from None
    except MemoryError:
        raise BadFile(path, "its headers promise more than fits into memory.") from None


def as_bytes(path, part, values):
    """Return values as uint8, if that changes none of them."""
    if not isinstance(values, np.ndarray):
        raise BadFile(path, f"{part} is not an array.")
    if values.dtype.kind not in "ui" or (values.size and (values.min() < 0 or values.max() > 255)):
        raise BadFile(path, f"{part} must hold whole numbers from 0 to 255, not {values.dtype}.")
    return np.ascontiguousarray(values, dtype=np.uint8)


def digest(values):
    """The SHA-256 of an array as an unzipped IDX file.

    The same images have the same digest whether they came as IDX, IDX.gz or .npz.
    """
    return hashlib.sha256(idx_bytes(values)).hexdigest()


def idx_bytes(values):
    """An array of bytes as an IDX file: kind and rank, the shape, the values."""
    header = struct.pack(f">4B{values.ndim}I", 0, 0, UNSIGNED_BYTES, values.ndim, *values.shape)
    return header + values.tobytes()


def check_part(path, name, part, values):
    """Raise BadFile unless `values` are exactly this part of the published set `name`."""
    known = {
        known_digest: (other, other_part)
        for other, official in OFFICIAL.items()
        for other_part, known_digest in official.digests.items()
    }
    title = OFFICIAL[name].title
    found = known.get(digest(values))
    if found == (name, part):
        return
    if found:
        other, other_part = found
        held = f"{IN_WORDS[other_part]} of {OFFICIAL[other].title}"
        raise BadFile(path, f"holds {held}, not {IN_WORDS[part]} of {title}.")
    if values.shape != SHAPES[part]:
        raise BadFile(
            path, f"{IN_WORDS[part]} must have the shape {SHAPES[part]}, not {values.shape}."
        )
    if part.startswith("y") and values.max() >= CLASSES:
        raise BadFile(path, f"labels must be 0 to {CLASSES - 1}, but one is {values.max()}.")
    raise BadFile(path, f"altered: the content is not that of {title} (its digest differs).")
