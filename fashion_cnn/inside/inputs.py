"""What a model takes, and how to show it a picture.

    taken = read_input(model)
    taken.picture               # (28, 28, 1)
    taken.low, taken.high       # 0, 255
    shown = adapted(model, taken, index=0)
    shown(pictures)             # pictures (N, 28, 28, 1) from 0 to 1, whatever the model takes

A model may take its pixels without an axis for the channels, in a single row, with the channels
first, from 0 to 255, or in any size. `adapted` puts what it needs in front of it.
"""

import math
from dataclasses import dataclass, replace

import keras
import numpy as np
from keras import layers, ops

from fashion_cnn.base.language import tr
from fashion_cnn.inside.model_layers import CONVOLUTIONS, all_layers
from fashion_cnn.inside.running import POOLING, as_array, as_input, is_channels_first, run

# Layers that only shift and scale what they get, by weights that come from the data.
NORMALIZING = (
    layers.Normalization,
    layers.BatchNormalization,
    layers.LayerNormalization,
    layers.GroupNormalization,
    layers.UnitNormalization,
)
# Sizes to try for a model that takes any size, by channels: those of small and of large data sets.
SIZES = {1: (28, 32, 64, 96, 128, 224), 3: (64, 96, 128, 224, 28, 32)}
# Where a step of 1 in the pixels is less than this to the first layer, pixels go up to 255: in
# between, steps of 1 and of 1/255 are equally far from the spread of 2 that layers are used to.
SMALL_STEP = 2 / 255**0.5
# An embedding of more values than the greys of a picture, and one for the unknown, is of words.
MOST_GREYS = 257


@dataclass(frozen=True)
class Taken:
    """How a model takes a picture.

    `picture` is the (H, W, C) of pictures to show, or None where `why_not` says why it takes none.
    `shape` is what it becomes for the model, without the axis of the images; `channels_first` says
    that the channels come first there. `low` and `high` are black and white; `measured` is False
    where they are only assumed. With `any_size`, the kit chose the size. `whole_numbers` says that
    the model rounds pixels, so that nothing has a gradient.
    """

    picture: tuple | None = None
    shape: tuple = ()
    channels_first: bool = False
    low: float = 0
    high: float = 1
    measured: bool = False
    any_size: bool = False
    whole_numbers: bool = False
    why_not: str = ""


def adapted(model, taken, index):
    """A model around this one that takes pictures (N, H, W, C) from 0 to 1; its one output is
    the model's output number `index`."""
    image = x = keras.Input(taken.picture, name="picture")
    if (taken.low, taken.high) != (0, 1):
        x = x * (taken.high - taken.low) + taken.low
    if taken.channels_first:
        x = ops.transpose(x, (0, 3, 1, 2))
    if tuple(x.shape[1:]) != taken.shape:
        x = ops.reshape(x, (-1, *taken.shape))
    dtype = model.inputs[0].dtype
    if keras.backend.is_int_dtype(dtype):
        x = ops.cast(ops.round(x), dtype)
    return keras.Model(image, keras.tree.flatten(model(as_input(model, x)))[index], name=model.name)


def is_unchanged(model, taken):
    """Whether a model with one output takes pictures from 0 to 1 as they are."""
    plain = tuple(model.inputs[0].shape[1:]) == taken.picture and not taken.channels_first
    plain = plain and keras.backend.is_float_dtype(model.inputs[0].dtype)
    return plain and (taken.low, taken.high) == (0, 1) and len(model.outputs) == 1


# ------------------------------------------------------------------------- reading it from a model


def read_input(model, pixels=None, size=None):
    """How a model takes a picture, as Taken.

    `pixels` are black and white, where they are known. `size` (height, width) is used for a model
    that takes any size, if it can.
    """
    if len(model.inputs) != 1:
        why = tr(
            "The model has {count} inputs; only a model with one can be shown a picture.",
            count=len(model.inputs),
        )
        return Taken(why_not=why)
    taken = arrangement(model, size)
    if taken.picture is None:
        return taken
    if pixels:
        return replace(taken, low=pixels[0], high=pixels[1], measured=True)
    return with_range(model, taken)


def arrangement(model, size):
    """How a model arranges the pixels of a picture, as Taken."""
    tensor = model.inputs[0]
    shape, dtype = tuple(tensor.shape[1:]), tensor.dtype
    if "string" in str(dtype):
        return Taken(why_not=tr("The model takes text, not a picture."))
    whole = keras.backend.is_int_dtype(dtype)
    any_size = None in shape
    for picture, filled, first in candidates(model, shape, size):
        taken = Taken(picture, filled, first, any_size=any_size, whole_numbers=whole)
        if not any_size or can_run(model, taken):
            return taken
    why = tr("The model's input {shape} is not a grey or colour picture.", shape=written(shape))
    return Taken(why_not=why)


def written(shape):
    return f"({', '.join(tr('any') if size is None else str(size) for size in shape)})"


def candidates(model, shape, size):
    """Yield (picture, shape for the model, channels first?) of ways to take `shape`, best first."""
    if len(shape) == 3:
        first = takes_channels_first(model, shape)
        channels = shape[0] if first else shape[-1]
        for height, width in sizes(shape[1:] if first else shape[:2], channels, size):
            picture = height, width, channels
            yield picture, (channels, height, width) if first else picture, first
    elif len(shape) == 2 and 1 not in shape:
        for height, width in sizes(shape, 1, size):
            if 0.5 <= height / width <= 2:
                yield (height, width, 1), (height, width), False
    elif len(shape) in (1, 2) and shape != (None,):  # that is text
        length = math.prod(each or 1 for each in shape)
        if None in shape:
            height, width = size or (28, 28)
            length = height * width
        row = tuple(each or length for each in shape)
        for channels in (1, 3):
            side = math.isqrt(length // channels)
            if side >= 4 and channels * side**2 == length:
                yield (side, side, channels), row, False


def sizes(shape, channels, size):
    """Heights and widths that fit (height, width), where None is any; none for odd channels."""
    if channels not in SIZES:
        return []
    known = [each for each in shape if each]
    wanted = [size] if size else []
    squares = [(side, side) for side in known or SIZES[channels]]
    return [
        tuple(own or other for own, other in zip(shape, chosen, strict=True))
        for chosen in wanted + squares
    ]


def takes_channels_first(model, shape):
    for layer in all_layers(model).values():
        if isinstance(layer, CONVOLUTIONS + POOLING):
            return is_channels_first(layer)
    return shape[0] in SIZES and shape[-1] not in SIZES


def can_run(model, taken):
    """Whether a model that takes any size can take this one."""
    try:
        # Building it fails as well, with whatever Keras happens to raise.
        [output] = run(adapted(model, taken, 0), np.zeros((1, *taken.picture), "float32"))
    except Exception:
        return False
    return math.prod(output.shape) > 0


def with_range(model, taken):
    """Taken with black and white read from what the model does before its first real layer.

    A model that scales its pixels, or normalises them by statistics of the data, shows in this way
    which range it expects. Otherwise 0 to 1 is assumed, the range in this kit.
    """
    reading, (black, grey, white) = first_inputs(model, taken)
    if reading and isinstance(reading[0], layers.Embedding):
        count = reading[0].input_dim
        if count > MOST_GREYS:
            why = tr(
                "The model takes the numbers of {count:,} words or other things, not a picture.",
                count=count,
            )
            return Taken(why_not=why)
        return replace(taken, high=min(255, count - 1), measured=True, whole_numbers=True)
    if taken.whole_numbers:
        return replace(taken, high=255, measured=True)
    step, whole = np.abs(grey - black).max(), np.abs(white - black).max()
    is_scaled = abs(step - 1) > 0.01 or np.abs(black).max() > 0.01
    # Twice, since what normalises each image shows nothing of its range.
    if not is_scaled or whole <= 2 * step:
        return taken
    return replace(taken, high=255 if step < SMALL_STEP else 1, measured=True)


def first_inputs(model, taken):
    """[the first layer that computes with pixels], and what it gets of images full of 0, 1 and 255.

    Without such a layer an empty list, and what the model itself gets.
    """
    images = np.ones((3, *taken.picture), "float32") * np.float32([0, 1, 255])[:, None, None, None]
    # In the order of the model: the first of them is the first to run.
    reading = [layer for layer in all_layers(model).values() if is_reading(layer)][:1]
    _, *calls = run(adapted(model, taken, 0), images, reading)
    return reading, as_array(calls[0].inputs) if calls else images


def is_reading(layer):
    """Whether a layer computes with pixels, rather than arranging or normalising them."""
    return bool(layer.weights) and not isinstance(layer, NORMALIZING)
