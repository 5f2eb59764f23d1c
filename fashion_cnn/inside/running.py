"""Running a model while watching one of its layers."""

import contextlib

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.inside.model_layers import is_convolution

BATCH = 64


@contextlib.contextmanager
def watch(layer, change=None):
    """Yield a list that collects (input, output) of a layer, a pair each time the model runs.

    `change`, if given, is applied to the output before the model uses it.
    """
    seen, call = [], layer.call

    def watched_call(inputs, *args, **kwargs):
        outputs = call(inputs, *args, **kwargs)
        if change is not None:
            outputs = change(outputs)
        seen.append((inputs, outputs))
        return outputs

    layer.call = watched_call
    try:
        yield seen
    finally:
        layer.call = call


def run_and_watch(model, images, layer):
    """The model's output, the layer's input and the layer's output, as tensors."""
    with watch(layer) as seen:
        outputs = model(images, training=False)
    return outputs, *seen[-1]


def in_batches(model, images, layer, pick):
    """Array of pick(model's output, layer's input, layer's output) for all images."""
    images = check_images(model, images)
    parts = []
    for start in range(0, len(images), BATCH):
        batch = ops.convert_to_tensor(images[start : start + BATCH])
        parts.append(ops.convert_to_numpy(pick(*run_and_watch(model, batch, layer))))
    return np.concatenate(parts)


def check_images(model, images):
    """Images as a float32 array (N, H, W, C), or UsageError if the model does not take them."""
    images = np.asarray(images, "float32")
    if images.ndim == 3:
        images = images[None]
    if len(model.inputs) != 1:
        raise UsageError(
            f"The model has {len(model.inputs)} inputs; only models with one can be shown an image."
        )
    wanted = tuple(model.inputs[0].shape[1:])
    if len(wanted) != 3:
        raise UsageError(f"The model's input {wanted} is not an image (height, width, channels).")
    fits = images.ndim == 4 and all(
        size is None or size == given for size, given in zip(wanted, images.shape[1:], strict=True)
    )
    if not fits or not len(images):
        raise UsageError(f"The model takes images of shape {wanted}, received {images.shape[1:]}.")
    return images


def before_activation(layer, inputs, outputs):
    """What a convolution or dense layer computes before its activation function.

    The output itself for all other layers.
    """
    if is_convolution(layer):
        settings = {"strides": layer.strides, "padding": layer.padding}
        settings |= {"dilation_rate": layer.dilation_rate, "data_format": layer.data_format}
        sums = ops.conv(inputs, layer.kernel, **settings)
    elif isinstance(layer, keras.layers.Dense):
        sums = ops.matmul(inputs, layer.kernel)
    else:
        return outputs
    return sums + layer.bias if layer.use_bias else sums


def over_positions(values, reduce):
    """Values (N, H, W, C) reduced over their positions to (N, C); (N, C) as they are."""
    return reduce(values, axis=(1, 2)) if len(values.shape) == 4 else values
