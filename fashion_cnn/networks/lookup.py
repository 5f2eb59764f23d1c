"""Find a network by the path of a saved model, by its name, or by its layers in words."""

import os

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import name
from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.networks import model_files, notation, zoo
from fashion_cnn.networks.network import Network

DEFAULT_INPUT = (28, 28, 1)
# Of files that people keep models in, whether the kit can read them or not.
ENDINGS = (".keras", ".h5", ".hdf5", ".json", ".tflite", ".onnx", ".pb", ".pt", ".pth", ".ckpt")
ENDINGS += (".npz", ".npy", ".pkl", ".pickle", ".joblib", ".safetensors", ".zip", ".gz", ".index")
# Command-line options whose names differ from the builder's argument.
FLAGS = {"input_shape": "input", "skips": "no-skips"}


def find_network(text, options):
    """The Network that `text` means; `options` are arguments for its builder.

    Raises UsageError if the text is not understood or the network lacks one of the options, and
    KitError if the text is a file without a model.
    """
    if is_path(text):
        refuse(options, tr("the file {file}", file=text))
        return from_file(text)
    if name(text) in zoo.NETWORKS:
        return zoo.describe(name(text), **options)
    first = text.replace(",", " ").split()
    if len(first) < 2 and text.lower() not in notation.WORDS:
        known = dict.fromkeys([*zoo.NETWORKS, *notation.WORDS])
        raise unknown(tr("model or layer"), text, known)
    refuse({option for option in options if option != "input_shape"}, tr("typed layers"))
    return Network("typed", options.get("input_shape", DEFAULT_INPUT), notation.parse(text))


def refuse(options, what):
    """Raise UsageError for the first of the options, as `what` takes none of them."""
    for option in options:
        flag = FLAGS.get(option, option.replace("_", "-"))
        raise UsageError("--{flag} does not go with {what}: leave it out.", flag=flag, what=what)


def is_path(text):
    """Whether a text names a file, or would by its ending, rather than a network or layers."""
    ending = os.path.splitext(text)[1].lower()
    is_folder = os.path.isdir(text) and name(text) not in zoo.NETWORKS
    return ending in ENDINGS or is_folder or os.path.isfile(text) or os.path.exists(f"{text}.index")


def from_file(path):
    """Describe the Keras model in a file as a Network."""
    model_files.recognise(path)  # most files that are no models are named without Keras
    backend.start("cpu")
    from fashion_cnn.networks.keras_models import from_keras, sketch  # starts Keras

    return from_keras(sketch(path))
