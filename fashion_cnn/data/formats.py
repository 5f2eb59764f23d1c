"""Read IDX, .npy, .npz and CSV files, and recognise by the content what they hold.

The IDX format (LeCun, "The MNIST database"): two zero bytes, a type byte (8: unsigned bytes),
the number of dimensions, each dimension as a big-endian 32-bit number, then the values. IDX and
CSV files may be zipped with gzip.
"""

import contextlib
import errno
import gzip
import hashlib
import io
import math
import os
import struct
import warnings
import zipfile
import zlib

import numpy as np

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.files import is_regular
from fashion_cnn.base.language import tr
from fashion_cnn.data.official import IN_WORDS, OFFICIAL, PARTS, SHAPES

UNSIGNED_BYTES = 8
CLASSES = 10
# No part is larger. Reading stops here, whatever a damaged or hostile file unpacks to.
MOST_BYTES = 64 * 2**20
# The training images as text: up to four characters for each pixel.
MOST_TEXT = 256 * 2**20
# Bytes from which the format of a file is recognised: a CSV file's first line is 8 kB.
HEAD = 2**14
COLUMNS = 1 + 28 * 28


class BadFile(KitError):
    """A file that cannot be what its name says: the message names the file and the reason."""

    def __init__(self, path, reason, /, **values):
        super().__init__(reason, **values)
        self.path = path

    @property
    def reason(self):
        return super().__str__()

    def __str__(self):
        return f"{printable(self.path)}: {self.reason}"


class OtherContent(BadFile):
    """A file that is whole, but whose content is not that of the published set."""


@contextlib.contextmanager
def reading(path, kind=""):
    """Turn whatever a parser raises about a file's content into BadFile.

    `kind` is how the name of such a file ends, if that tells its format.
    """
    if os.path.isdir(path):
        raise BadFile(path, "a folder, where a file should be.")
    if not is_regular(path):
        raise BadFile(path, "a named pipe or a device, where a file should be.")
    try:
        yield
    except MemoryError:
        raise BadFile(path, "it promises more than fits into memory.") from None
    except EOFError:
        raise BadFile(path, "truncated: the compressed content ends too early.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(path, "damaged: it cannot be unpacked ({error}).", error=error) from None
    except KitError:
        raise
    except Exception as error:
        # EINVAL: a zip file's directory that points to nowhere.
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise  # of the system, about the file and not its content
        words = printable(error, 200)
        if kind:
            raise BadFile(
                path, "not a whole {kind} file ({error}).", kind=kind, error=words
            ) from None
        raise BadFile(path, "not a whole file ({error}).", error=words) from None


def read_bytes(path, most):
    """Return up to `most` bytes of a file, unzipped if it is a gzip file, whatever its name."""
    with reading(path), open(path, "rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        with gzip.open(file) if is_gzip else file as stream:
            return stream.read(most)


def read_whole(path, most):
    """Return the content of a file, unzipped, or raise BadFile if it is more than `most` bytes."""
    content = read_bytes(path, most + 1)
    if len(content) > most:
        raise BadFile(path, "exceeds the limit of {most:,} bytes.", most=most)
    return content


# --------------------------------------------------------------------------------------- IDX


def is_idx(head):
    return head[:3] == bytes([0, 0, UNSIGNED_BYTES])


def idx_shape(head):
    """The shape in the first bytes of an IDX file; None if they are cut off."""
    rank = head[3] if len(head) > 3 else 0
    if len(head) < 4 + 4 * rank:
        return None
    return struct.unpack_from(f">{rank}I", head, 4)


def read_idx(path):
    """Return the array in an IDX or IDX.gz file as uint8, or raise BadFile."""
    content = read_whole(path, MOST_BYTES)
    if not content:
        raise BadFile(path, "the file is empty.")
    if content[:HEAD].lstrip()[:1] == b"<":
        raise BadFile(path, "a web page, not data (perhaps the sign-in page of a network).")
    if content.startswith(b"version https://git-lfs"):
        raise BadFile(path, "a Git LFS pointer, not the file it stands for: run git lfs pull.")
    if len(content) < 4 or not is_idx(content):
        raise BadFile(
            path,
            "not an IDX file of bytes: it should start 00 00 08, not {start}.",
            start=content[:4].hex(" "),
        )
    rank, shape = content[3], idx_shape(content)
    if rank not in (1, 3):
        raise BadFile(path, "has {rank} dimensions, but images have 3 and labels 1.", rank=rank)
    if shape is None:
        raise BadFile(path, "truncated: the header is cut off.")
    header = 4 + 4 * rank
    expected, found = int(np.prod(shape, dtype=object)), len(content) - header
    sizes = {"found": found, "expected": expected}
    if found < expected:
        raise BadFile(
            path, "truncated: {found:,} bytes of values, {expected:,} in the header.", **sizes
        )
    if found > expected:
        raise BadFile(
            path, "too long: {found:,} bytes of values, {expected:,} in the header.", **sizes
        )
    return np.frombuffer(content, np.uint8, found, header).reshape(shape)


# ------------------------------------------------------------------------------- .npy and .npz


def npy_header(stream):
    """The shape and the dtype at the start of a .npy file."""
    version = np.lib.format.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"version {version} of .npy")
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    else:
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
    return shape, dtype


def read_array(path, part, open_stream):
    """Return the array of a .npy file as uint8; its header is checked before it is read.

    `part` is its name in messages; `open_stream()` returns the file from its start.
    """
    with open_stream() as stream:
        shape, dtype = npy_header(stream)
    size = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if dtype.kind not in "ui":
        raise BadFile(
            path,
            "{part} must hold whole numbers from 0 to 255, not {dtype}.",
            part=part,
            dtype=dtype,
        )
    if size > MOST_BYTES:
        raise too_large(path, part, size, dtype)
    with open_stream() as stream:
        values = np.lib.format.read_array(stream, allow_pickle=False)
    return as_bytes(path, part, values).reshape(usual_shape(shape))


def too_large(path, part, size, dtype):
    """The BadFile about an array of `size` bytes."""
    values = {"part": part, "size": size, "most": MOST_BYTES}
    if dtype.itemsize > 1:
        return BadFile(
            path,
            "{part} takes {size:,} bytes, but the limit is {most:,}: save it as uint8.",
            **values,
        )
    return BadFile(path, "{part} takes {size:,} bytes, but the limit is {most:,}.", **values)


def usual_shape(shape):
    """The shape of a part for an array with the same values, such as (60000, 784, 1); else its own.

    People keep images with a channel or as rows, and labels as a column.
    """
    for known in SHAPES.values():
        if shape[:1] == known[:1] and math.prod(shape) == math.prod(known):
            return known
    return shape


def read_npy(path):
    """Return the array in a .npy file as uint8, or raise BadFile."""
    with reading(path, ".npy"):
        return read_array(path, tr("the array"), lambda: open(path, "rb"))


def npz_shapes(path):
    """{name: usual shape} of the arrays in an .npz file; empty if it is none."""
    shapes = {}
    unless_bad = contextlib.suppress(BadFile)
    with unless_bad, reading(path, ".npz"), zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        for name in names[:20]:
            with archive.open(name) as stream:
                shapes[name.removesuffix(".npy")] = usual_shape(npy_header(stream)[0])
    return shapes


def read_npz(path, names=PARTS):
    """Return {name: uint8 array} of the named arrays in an .npz file; by default, Keras's names."""
    with reading(path, ".npz"), zipfile.ZipFile(path) as archive:
        if not any(name.endswith(".npy") for name in archive.namelist()):
            raise BadFile(path, "an archive without arrays, not an .npz file: unpack it.")
        missing = [name for name in names if f"{name}.npy" not in archive.namelist()]
        if missing:
            raise BadFile(path, "has no array named {names}.", names=", ".join(missing))
        return {
            name: read_array(path, name, lambda name=name: archive.open(f"{name}.npy"))
            for name in names
        }


def as_bytes(path, part, values):
    """Return values as uint8, if that changes none of them."""
    if values.size and (values.min() < 0 or values.max() > 255):
        raise BadFile(
            path,
            "{part} must hold whole numbers from 0 to 255, not {lowest} to {highest}.",
            part=part,
            lowest=values.min(),
            highest=values.max(),
        )
    return np.ascontiguousarray(values, dtype=np.uint8)


# --------------------------------------------------------------------------------------- CSV


def is_csv(head):
    """Whether a file starts with a line for an image: its label, then its pixels."""
    return head.partition(b"\n")[0].count(b",") == COLUMNS - 1


def read_csv(path):
    """Return images (n, 28, 28) and labels (n,), both uint8, from a CSV file as on Kaggle.

    Each row has a label and 784 pixels; the first row may be a header.
    """
    content = read_whole(path, MOST_TEXT)
    if not is_csv(content[:HEAD]):
        raise BadFile(
            path,
            "its first line must have {columns} values: a label and the pixels.",
            columns=COLUMNS,
        )
    lines = io.BytesIO(content)
    first = content.partition(b",")[0].strip(b"\xef\xbb\xbf\"' ")
    if not first.isdigit():
        lines.readline()  # the header
    blocks = [np.empty(0, np.uint8)]
    while some := lines.readlines(2**24):
        blocks.append(numbers(path, b",".join(line.strip() for line in some if line.strip())))
    values = np.concatenate(blocks)
    if len(values) % COLUMNS:
        raise BadFile(path, "truncated, or not {columns} values in each line.", columns=COLUMNS)
    rows = values.reshape(-1, COLUMNS)
    return np.ascontiguousarray(rows[:, 1:]).reshape(-1, 28, 28), rows[:, 0].copy()


def numbers(path, text):
    """The numbers in a text with commas between them, as uint8."""
    with warnings.catch_warnings():  # about where it stops; the count tells
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            values = np.fromstring(text, np.uint8, sep=",")
        except ValueError:
            values = np.empty(0, np.uint8)
    if len(values) != text.count(b",") + bool(text):
        raise BadFile(path, "not a table of whole numbers from 0 to 255.")
    return values


# ------------------------------------------------------------------------------------- content


def digest(values):
    """The SHA-256 of an array as an unzipped IDX file.

    The same images have the same digest whether they came as IDX, IDX.gz or .npz.
    """
    return hashlib.sha256(idx_bytes(values)).hexdigest()


def idx_bytes(values):
    """An array of bytes as an IDX file: kind and rank, the shape, the values."""
    header = struct.pack(f">4B{values.ndim}I", 0, 0, UNSIGNED_BYTES, values.ndim, *values.shape)
    return header + values.tobytes()


def recognise(values):
    """The (name of the published set, part) that an array is, or None."""
    if values.shape not in SHAPES.values():
        return None
    found = digest(values)
    for name, official in OFFICIAL.items():
        for part, known in official.digests.items():
            if known == found:
                return name, part
    return None


def check_part(path, name, part, values):
    """Raise BadFile unless `values` are exactly this part of the published set `name`."""
    title, words = OFFICIAL[name].title, tr(IN_WORDS[part])
    found = recognise(values)
    if found == (name, part):
        return
    if found:
        other, other_part = found
        raise OtherContent(
            path,
            "holds {other_part} of {other_title}, not {part} of {title}.",
            other_part=tr(IN_WORDS[other_part]),
            other_title=OFFICIAL[other].title,
            part=words,
            title=title,
        )
    if values.shape != SHAPES[part]:
        raise OtherContent(
            path,
            "{part} must have the shape {shape}, not {received}.",
            part=words,
            shape=SHAPES[part],
            received=values.shape,
        )
    if part.startswith("y") and values.max() >= CLASSES:
        raise OtherContent(
            path,
            "labels must be 0 to {most}, but one is {received}.",
            most=CLASSES - 1,
            received=values.max(),
        )
    raise OtherContent(
        path,
        "altered, or another data set: its content is not that of {title} (by its digest).",
        title=title,
    )
