"""Kernels that the page offers to play with: the kit's own, and two that are not symmetric."""

from fashion_cnn.base.language import LANGUAGES
from fashion_cnn.base.words import read
from fashion_cnn.convolution.kernels import KERNELS
from fashion_cnn.drawing.cells import numbers
from fashion_cnn.drawing.words import Words

# The kit's kernels are the same after half a turn, so that flipping them changes nothing. These
# differ: one only in its signs, one entirely.
MORE = {
    "vertical_edges": [[1, 0, -1]] * 3,
    "shift": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
}


def presets():
    """A list of {"id", "names": {language: name}, "texts": the nine weights as written by hand}."""
    named = {
        key: {language: Words(language)(f"kernels.{key}") for language in LANGUAGES}
        for key in KERNELS
    }
    more = {
        key: {language: read(language, "explorer")[f"kernel_{key}"] for language in LANGUAGES}
        for key in MORE
    }
    return [
        {"id": key, "names": names, "texts": list(numbers({**KERNELS, **MORE}[key]).flat)}
        for key, names in {**named, **more}.items()
    ]
