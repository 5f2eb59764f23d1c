"""What a page needs to know of the training images in order to prepare pictures as they are.

layout(opened)          # for json.dumps, as web/layout.js reads it; None if the data are not known
"""

import base64

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import layouts

# The examples, up to 2000 images, are in the page as sums of this many patterns (their principal
# components). That takes a tenth of the space, and the likeness of an object to the examples comes
# out lower by 0.015 on average.
PATTERNS = 48
WHOLE = {"whole": True}


def layout(opened):
    """The Layout of the training images of an Opened model, or None if a picture needs none.

    A model of colours is given the middle of a picture; so is, in grey, one of WHOLE pictures.
    """
    if opened.takes_whole_pictures:
        return WHOLE
    if opened.dataset is None or opened.taken.picture[2] != 1:
        return None
    try:
        return described(opened.test_set.x_train)
    except KitError:
        # The data are not on this machine: the page says what it assumes instead.
        return None


def described(training_images):
    """The Layout of training images (N, H, W) as plain data, with its examples."""
    measured = layouts.measure(training_images)
    return {
        "byMass": measured.by_mass,
        "lightGround": measured.light_ground,
        "size": measured.size,
        "sizes": np.array(measured.sizes).tolist(),
        "centre": np.array(measured.centre).tolist(),
        "centres": np.array(measured.centres).tolist(),
        "brightness": measured.brightness,
        "leastBrightness": measured.least_brightness,
        "shape": list(measured.shape),
        **compressed(measured.examples.astype("float64")),
    }


def compressed(examples):
    """Vectors (N, D) as the products of weights (N, K) and patterns (K, D), in 8 bits each.

    A product of the two, times `scale`, is a vector again.
    """
    _, directions = np.linalg.eigh(examples.T @ examples)  # the longest last
    patterns, pattern_scale = in_8_bits(directions[:, -PATTERNS:].T)
    weights, weight_scale = in_8_bits(examples @ (patterns * pattern_scale).T)
    return {
        "patterns": in_base64(patterns),
        "examples": in_base64(weights),
        "scale": pattern_scale * weight_scale,
    }


def in_8_bits(values):
    """Values as int8, and what to multiply those by."""
    scale = float(np.abs(values).max()) / 127
    return np.round(values / scale).astype("int8"), scale


def in_base64(values):
    return base64.b64encode(values.tobytes()).decode("ascii")
