"""Patterns that excite a channel, made from noise by gradient ascent.

Source: Simonyan, Vedaldi and Zisserman 2013 (arXiv:1312.6034).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

from fashion_cnn.base.gradients import gradient
from fashion_cnn.inside.answers import class_scores, read_answer
from fashion_cnn.inside.model_layers import channel_in, count_channels, find_layer, last_axis
from fashion_cnn.inside.running import as_array, over_positions, run


@dataclass(frozen=True)
class Patterns:
    """Images that excite channels: `images` (n, H, W, C), one for each of `channels`.

    `before` and `after` are each channel's largest value over all positions, before the
    activation function, for the initial noise and for the image made from it.
    """

    channels: tuple
    images: np.ndarray
    before: np.ndarray
    after: np.ndarray


def excite(
    model,
    name=None,
    channels=None,
    steps=80,
    rate=0.1,
    decay=0.01,
    seed=0,
    shape=None,
    pixels=(0, 1),
    report=None,
):
    """Patterns that excite channels of a layer most, by gradient ascent from noise.

    Without a name, they excite the class scores: the logits.

    Each step adds the gradient, scaled to the size `rate`, and shrinks all pixels by the fraction
    `decay`, so that only what helps remains. Before each step the image is shifted by a pixel or
    two, so that no single position decides. Pixels may leave the range of images. Channels that
    stay silent get a second try from noise as bright as images; those that are silent even then
    may be dead.

    `shape` is (H, W, C), for a model that takes several sizes. `pixels` are the lowest and the
    highest value of the model's images: the noise and `rate` are scaled by their difference.
    `report(step, steps)` is called after each step.
    """
    if name is None:
        layer, count, owner = None, read_answer(model).classes, ("The model", "classes")
    else:
        layer, count = find_layer(model, name), count_channels(model, name)
        owner = f"The layer {name!r}", "channels"
    channels = range(count) if channels is None else channels
    channels = tuple(channel_in(*owner, channel, count) for channel in channels)
    draw = np.random.default_rng(seed)
    size = (len(channels), *(shape or model.inputs[0].shape[1:]))
    contrast = pixels[1] - pixels[0]
    noise, bright_noise = draw.normal(0, 0.1 * contrast, size), draw.uniform(*pixels, size)
    settings = steps, rate * contrast, decay, draw, report

    target = Target(model, layer, channels)
    before = target.largest(noise)
    images = ascend(target, noise, *settings)
    after = target.largest(images)
    silent = np.flatnonzero(after <= 0)
    if len(silent):
        target = Target(model, layer, tuple(channels[i] for i in silent))
        images[silent] = ascend(target, bright_noise[silent], *settings)
        after[silent] = target.largest(images[silent])
    return Patterns(channels, images, before, after)


@dataclass(frozen=True)
class Target:
    """Channels of a layer, or class scores if it is None, to be excited: one for each image."""

    model: Any
    layer: Any
    channels: tuple

    def values(self, images):
        """The layer's values for images before the activation function, as a tensor."""
        if self.layer is None:
            return class_scores(self.model, images)
        _, call = run(self.model, images, [self.layer])
        return ops.cast(last_axis(self.model, self.layer, call.sums), "float32")

    def excitement(self, images):
        """What gradient ascent maximises: the channels' means over all positions, summed.

        Negative values count a tenth: no pattern excites every position, but a channel that is
        silent at first must still have a gradient.
        """
        values = self.values(images)
        if len(values.shape) > 2:
            values = ops.leaky_relu(values, 0.1)
        chosen = np.zeros((len(self.channels), values.shape[-1]), "float32")
        chosen[np.arange(len(self.channels)), self.channels] = 1
        return ops.sum(over_positions(values, ops.mean) * ops.convert_to_tensor(chosen))

    def largest(self, images):
        """Each channel's largest value over the positions of its image, (n,)."""
        values = self.values(ops.convert_to_tensor(images.astype("float32")))
        values = as_array(over_positions(values, ops.max))
        return values[np.arange(len(self.channels)), self.channels]


def ascend(target, images, steps, rate, decay, draw, report):
    """The images after gradient ascent."""
    images = images.astype("float32")
    pixels = tuple(range(1, images.ndim))
    for step in range(steps):
        down, right = draw.integers(-2, 3, 2)
        slope = gradient(target.excitement, np.roll(images, (down, right), axis=(1, 2)))
        slope = np.roll(slope, (-down, -right), axis=(1, 2))
        size = np.sqrt((slope**2).mean(axis=pixels, keepdims=True))
        images = (1 - decay) * (images + rate * slope / (size + 1e-12))
        if report:
            report(step + 1, steps)
    return images
