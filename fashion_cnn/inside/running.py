"""Running a model while watching some of its layers."""

import contextlib
import re
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.gradients import without_gradients
from fashion_cnn.base.language import tr

BATCH = 64
# Layers whose call ends with their own activation function.
SUMMING = (
    layers.Dense,
    layers.EinsumDense,
    *(
        getattr(layers, f"{kind}{axes}D{transposed}")
        for kind, all_axes, ends in (
            ("Conv", (1, 2, 3), ("", "Transpose")),
            ("SeparableConv", (1, 2), ("",)),
            ("DepthwiseConv", (1, 2), ("",)),
        )
        for axes in all_axes
        for transposed in ends
    ),
)
POOLING = tuple(
    getattr(layers, f"{kind}Pooling{axes}D") for kind in ("Max", "Average") for axes in (1, 2, 3)
)


class Call(NamedTuple):
    """What a layer got and gave in a call: tensors.

    `sums` is the output before the layer's own activation function; the output itself for layers
    that have none.
    """

    inputs: Any
    sums: Any
    outputs: Any


def run(model, images, watched=(), change=None):
    """The model's output for images, and the last Call of each watched layer.

    `change`, if given, is applied to the output of the first one before the model uses it. Raises
    KitError with the reason if the model does not run.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(runnable(model))
        calls = {}
        for layer in watched:
            if id(layer) not in calls:
                calls[id(layer)] = stack.enter_context(watch(layer, change))
            change = None
        try:
            outputs = model(as_input(model, images), training=False)
        except KitError:
            raise
        except Exception as error:  # whatever the layers of other people's models run into
            raise KitError(
                "The model does not run on such an image ({kind}: {reason}).",
                kind=type(error).__name__,
                reason=reason(error),
            ) from error
    unused = [layer.name for layer in watched if not calls[id(layer)]]
    if unused:
        raise KitError("The model does not use its layer {name!r}.", name=unused[0])
    return outputs, *(calls[id(layer)][-1] for layer in watched)


def reason(error):
    """The line of an error of Keras that says what was wrong; the first says where it was."""
    text = re.sub("\x1b\\[[0-9;]*m", "", str(error))
    lines = [line.strip(" .") for line in text.splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith("Exception encountered when calling")]
    return (said or lines or [tr("no reason given")])[0]


def as_input(model, images):
    """Images in the structure of a model's input: a tensor, or a list or dictionary of one."""
    if isinstance(model, keras.Sequential):
        return images
    return keras.tree.pack_sequence_as(model.input, [images])


@contextlib.contextmanager
def watch(layer, change=None):
    """Yield a list that collects a Call each time the model runs the layer (or operation)."""
    calls = []
    name = "call" if getattr(layer, "quantization_mode", None) is None else "quantized_call"
    call = getattr(layer, name)

    def watched_call(inputs, *args, **kwargs):
        with without_activation(layer) as activation:
            sums = call(inputs, *args, **kwargs)
        outputs = sums if activation is None else activation(sums)
        if change is not None:
            outputs = change(outputs)
        calls.append(Call(inputs, sums, outputs))
        return outputs

    setattr(layer, name, watched_call)
    try:
        yield calls
    finally:
        setattr(layer, name, call)


@contextlib.contextmanager
def without_activation(layer):
    """Take away a layer's own activation function meanwhile; yield it, or None."""
    activation = layer.activation if isinstance(layer, SUMMING) else None
    if activation is not None:
        layer.activation = keras.activations.linear
    try:
        yield activation
    finally:
        if activation is not None:
            layer.activation = activation


@contextlib.contextmanager
def runnable(model):
    """Let a model run on any processor, and in the precision of its weights.

    Mixed precision is slow on CPUs and too coarse for gradients; TensorFlow has convolutions with
    channels first on GPUs only.
    """
    with contextlib.ExitStack() as stack:
        for layer in model._flatten_layers():
            is_quantized = getattr(layer, "quantization_mode", None) is not None
            if layer.compute_dtype != layer.variable_dtype and not is_quantized:
                stack.enter_context(in_precision_of_weights(layer))
            if isinstance(layer, SUMMING + POOLING) and is_channels_first(layer):
                stack.enter_context(channels_last(layer))
        yield


@contextlib.contextmanager
def in_precision_of_weights(layer):
    policy = layer.dtype_policy
    layer.dtype_policy = layer.variable_dtype
    try:
        yield
    finally:
        layer.dtype_policy = policy


@contextlib.contextmanager
def channels_last(layer):
    """Let a layer with channels first compute with channels last; its weights are the same."""
    call = layer.call

    def call_channels_last(inputs, *args, **kwargs):
        layer.data_format = "channels_last"
        try:
            outputs = call(ops.moveaxis(inputs, 1, -1), *args, **kwargs)
        finally:
            layer.data_format = "channels_first"
        return ops.moveaxis(outputs, -1, 1)

    layer.call = call_channels_last
    try:
        yield
    finally:
        layer.call = call


def is_channels_first(layer):
    return getattr(layer, "data_format", None) == "channels_first"


def in_batches(model, images, pick, *watched):
    """Float32 array of pick(model's output, Call of each watched layer) for all images.

    Where `pick` returns a list of tensors, a list of arrays. Raises KitError if some of their
    numbers are not finite.
    """
    images = check_images(model, images)
    parts = []
    for start in range(0, len(images), BATCH):
        batch = ops.convert_to_tensor(images[start : start + BATCH])
        with without_gradients():
            picked = pick(*run(model, batch, watched))
        parts.append(keras.tree.map_structure(as_array, picked))
    found = keras.tree.map_structure(lambda *arrays: np.concatenate(arrays), *parts)
    if not all(np.isfinite(array).all() for array in keras.tree.flatten(found)):
        raise KitError("What the model computes for these images is not finite (NaN or infinite).")
    return found


def as_array(tensor):
    """A tensor of any precision as a float32 array."""
    return ops.convert_to_numpy(ops.cast(tensor, "float32"))


def check_images(model, images):
    """Images as a float32 array (N, H, W, C), or UsageError if the model does not take them."""
    images = np.asarray(images, "float32")
    if images.ndim == 3:
        images = images[None]
    if len(model.inputs) != 1:
        raise UsageError(
            "The model has {count} inputs; only models with one can be shown an image.",
            count=len(model.inputs),
        )
    wanted = tuple(model.inputs[0].shape[1:])
    if len(wanted) != 3:
        raise UsageError(
            "The model's input {shape} is not an image (height, width, channels).", shape=wanted
        )
    fits = images.ndim == 4 and all(
        size is None or size == given for size, given in zip(wanted, images.shape[1:], strict=True)
    )
    if not fits or not len(images):
        raise UsageError(
            "The model takes images of shape {wanted}, received {shape}.",
            wanted=wanted,
            shape=images.shape[1:],
        )
    return images


def over_positions(values, reduce):
    """Values (N, …, C) reduced over their positions to (N, C); (N, C) as they are."""
    positions = tuple(range(1, len(values.shape) - 1))
    return reduce(values, axis=positions) if positions else values
