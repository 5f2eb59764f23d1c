"""What a file is, told by its content: a model of another library, weights only, a web page, ...

    kind = kind_of(file, path)               # "pytorch"
    what, remedy = map(tr, STRANGERS[kind])

"archive" (zip), "hdf5" and "json" may be models of Keras; model_files.py looks inside.
"""

import os
import zlib

SAVE = "In the program that made it, save the whole model: model.save('model.keras')."
COPY = "Copy or download it once more."
UNPACK = "Unpack it, and give the file inside."
BUILD = "Build the same layers in Keras to count them or to look inside."
LOAD = "Build the model in Python, model.load_weights(...), then model.save('model.keras')."
# kind -> (what the file is, what to do), in English: to be looked up where they are said
STRANGERS = {
    "empty": ("the file is empty", COPY),
    "git-lfs": (
        "a Git LFS pointer, which stands for a file that was not fetched",
        "Run git lfs pull.",
    ),
    "web page": ("a web page, not the file it was meant to be", "Use the page's download button."),
    "pytorch": ("a PyTorch file", BUILD),
    "onnx": ("an ONNX model, converted from another library", BUILD),
    "core ml": ("a Core ML model, converted for devices of Apple", BUILD),
    "safetensors": ("weights in the safetensors format, without layers", BUILD),
    "gguf": ("a language model in the GGUF format", BUILD),
    "tflite": ("a TensorFlow Lite model, converted for small devices", SAVE),
    "tensorflow.js": ("a TensorFlow.js model, converted for browsers", SAVE),
    "savedmodel": ("a TensorFlow SavedModel: operations, not Keras layers", SAVE),
    "graph": ("a TensorFlow graph (.pb): operations, not Keras layers", SAVE),
    "checkpoint": ("a TensorFlow checkpoint: weights without layers", LOAD),
    "shards": ("an index of weights in several files, without layers", LOAD),
    "npz": ("NumPy arrays (.npz), without layers", LOAD),
    "npy": ("a NumPy array (.npy)", LOAD),
    "pickle": ("a Python pickle, which can run any code when it is opened", SAVE),
    "compressed": ("a compressed file", UNPACK),
    "compressed model": ("a compressed file with {inside!r} in it", UNPACK),
    "yaml": ("an architecture in YAML, which Keras 3 cannot read", "Save it with model.to_json()."),
    "notebook": ("a Jupyter notebook", "Give the file that the notebook saves its model to."),
    "python": ("a Python program", "Give the file that the program saves its model to."),
    "picture": ("a picture or a PDF", "Give a model saved by Keras: model.save('model.keras')."),
    "office": ("an Office document", "Give a model saved by Keras: model.save('model.keras')."),
    "json": ("a JSON file without a Keras model", SAVE),
    "xml": ("an XML document, not a model of Keras", SAVE),
    "text": ("a text file, not a model", SAVE),
    "hdf5": ("an HDF5 file that is not from Keras", SAVE),
    "zip": ("a zip archive without a Keras model", SAVE),
    "cut zip": ("the end of this zip archive is missing", COPY),
    "cut hdf5": ("this HDF5 file is damaged, or its end is missing", COPY),
    "locked": ("the archive is encrypted", "Unpack it with its password, and give the folder."),
    "unknown": ("damaged, or not a model that Keras can load", COPY),
}
# (place in the file, bytes there, kind)
SIGNATURES = (
    (0, b"PK\x03\x04", "archive"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (4, b"TFL3", "tflite"),
    (0, b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19", "pytorch"),
    (0, b"GGUF", "gguf"),
    (0, b"\x93NUMPY", "npy"),
    (257, b"ustar", "compressed"),
    (8, b'{"', "safetensors"),
    (0, b"\x08\x01\x12", "savedmodel"),
    *((0, start, "compressed") for start in (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")),
    *((0, start, "compressed") for start in (b"Rar!", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")),
    *((0, start, "picture") for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF")),
    *((0, start, "picture") for start in (b"BM", b"II*\0", b"MM\0*")),
    *((0, bytes([0x80, protocol]), "pickle") for protocol in range(2, 6)),
    # The version of the format, and then its second, third or seventh field.
    *(
        (0, bytes([8, version, field]), "onnx")
        for version in range(3, 21)
        for field in b"\x12\x1a\x3a"
    ),
)
TABLE_END = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"  # of a LevelDB table: a checkpoint's index
OPERATIONS = (b"Placeholder", b"Const", b"VarHandle")  # of which a graph has some


def kind_of(file, path):
    """A key of STRANGERS, or "archive", "hdf5" or "json", by the content of an open file."""
    start = file.read(1 << 13)
    if not start:
        return "empty"
    for place, content, kind in SIGNATURES:
        if start.startswith(content, place):
            return "core ml" if kind == "onnx" and is_core_ml(start) else kind
    if start[:1] == b"x" and starts_a_pickle(start):
        return "pickle"
    file.seek(max(os.path.getsize(path) - 8, 0))
    if file.read() == TABLE_END or ".data-0" in path.name:
        return "checkpoint"
    if start[:1] == b"\n" and any(word in start for word in OPERATIONS):
        return "graph"
    return kind_of_text(start.lstrip(b"\xef\xbb\xbf"), path)


def is_core_ml(start):
    """Whether the second field is a description; in ONNX, it is the name of the program."""
    return start[2] == 0x12 and not start[4:6].isalnum()


def starts_a_pickle(start):
    """Whether zlib unpacks these bytes to the start of a pickle, as joblib writes."""
    try:
        return zlib.decompressobj().decompress(start, 2)[:1] == b"\x80"
    except zlib.error:
        return False


def kind_of_text(start, path):
    try:
        text = start.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:  # otherwise only its last character is cut
            return "unknown"
        text = start[: error.start].decode("utf-8").strip()
    if any(not (sign.isprintable() or sign.isspace()) for sign in text):
        return "unknown"
    lower = text.lower()
    if text.startswith("version https://git-lfs"):
        return "git-lfs"
    if lower.startswith(("<!doctype html", "<html", "<head", "<body", "<error")):
        return "web page"
    if lower.startswith("<?xml"):  # the answer of a server, or data
        return "web page" if "<html" in lower or "<error" in lower else "xml"
    if text.startswith(("{", '"{')):
        return "json"
    if "model_checkpoint_path:" in text:
        return "checkpoint"
    if "class_name:" in text:
        return "yaml"
    return "python" if path.suffix == ".py" else "text"


def kind_of_archive(names):
    """The kind of a zip archive that is no .keras file, by the names in it, and a model in it."""
    ends = {name.rpartition("/")[2] for name in names}
    if {"data.pkl", "constants.pkl"} & ends:
        return "pytorch", None
    if "saved_model.pb" in ends:
        return "savedmodel", None
    if "[Content_Types].xml" in ends:
        return "office", None
    if names and all(name.endswith(".npy") for name in names):
        return "npz", None
    names = [name for name in names if not name.endswith(".weights.h5")]
    inside = [name for name in names if name.endswith((".keras", ".h5", ".hdf5", "config.json"))]
    return ("compressed model", inside[0][:100]) if inside else ("zip", None)
