"""What a page needs to know of the training images in order to prepare pictures as they are.

layout(opened)          # for json.dumps, as web/layout.js reads it; None if the data are not known
"""

import base64

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import layouts

# The training images that the object in a picture is compared with. The command line has thousands.
EXAMPLES = 96


def layout(opened):
    """The Layout of the training images of an Opened model, or None if a picture needs none.

    A model of colours or of scenes is given the middle of a picture.
    """
    if opened.dataset is None or opened.compose or opened.taken.picture[2] != 1:
        return None
    try:
        return described(opened.test_set.x_train)
    except KitError:
        # The data are not on this machine: the page says what it assumes instead.
        return None


def described(training_images):
    """The Layout of training images (N, H, W) as plain data, with a few examples."""
    measured = layouts.measure(training_images)
    examples = training_images[: layouts.SAMPLE][diverse(measured.examples, EXAMPLES)]
    if measured.light_ground:
        examples = 255 - examples
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
        "examples": base64.b64encode(examples.tobytes()).decode("ascii"),
    }


def diverse(vectors, count):
    """The positions of a few vectors (N, D) of length 1 that all are as like as can be.

    One after another, the one is chosen after which the likeness of each vector to the most similar
    chosen one, summed up, is the largest.
    """
    likeness = vectors @ vectors.T
    chosen, best = [], np.zeros(len(vectors), vectors.dtype)
    for _ in range(min(count, len(vectors))):
        chosen.append(int(np.maximum(likeness, best).sum(axis=1).argmax()))
        best = np.maximum(best, likeness[chosen[-1]])
    return chosen
