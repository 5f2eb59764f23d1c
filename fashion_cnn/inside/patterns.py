"""Patterns that excite a channel, made from noise by gradient ascent.

Sources: Simonyan, Vedaldi and Zisserman 2013 (arXiv:1312.6034), gradient ascent and decay; Yosinski
et al. 2015 (arXiv:1506.06579), regularisation; Olah, Mordvintsev and Schubert 2017 (Feature
Visualization, doi:10.23915/distill.00007), jitter, and gradients with the spectrum of photographs.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

from fashion_cnn.base.gradients import gradient_function, without_gradients
from fashion_cnn.inside.answers import class_scores, read_answer
from fashion_cnn.inside.model_layers import (
    channel_in,
    count_channels,
    find_layer,
    has_maps,
    last_axis,
)
from fashion_cnn.inside.running import as_array, over_positions, run

# Standard deviation of the first noise, as a fraction of the range of the pixels.
NOISE = 0.05
# Class scores depend on positions: their images are shifted by this fraction of their size at most.
SHIFT = 1 / 8


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
    steps=32,
    rate=0.1,
    decay=0.01,
    seed=0,
    shape=None,
    pixels=(0, 1),
    report=None,
):
    """Patterns that excite channels of a layer most, by gradient ascent from noise.

    Without a name, they excite the class scores: the logits.

    Each step adds the gradient, made `natural` and scaled to the size `rate`, and shrinks all
    pixels by the fraction `decay`, so that only what helps remains. Before each step the image is
    shifted at random, and what leaves it comes back on the other side: no position decides, and
    what zero padding does at the border is spread over the whole image. Pixels may leave the range
    of images. Channels that stay silent get a second try from noise as bright as images; those that
    are silent even then may be dead.

    `shape` is (H, W, C), for a model that takes several sizes. `pixels` are the lowest and the
    highest value of the model's images: the noise and `rate` are scaled by their difference.
    `report(step, steps)` is called after each step.
    """
    if name is None:
        layer, count = None, read_answer(model).classes
    else:
        layer, count = find_layer(model, name), count_channels(model, name)
    channels = range(count) if channels is None else channels
    channels = tuple(channel_in(name, channel, count) for channel in channels)
    draw = np.random.default_rng(seed)
    size = (len(channels), *(shape or model.inputs[0].shape[1:]))
    contrast = pixels[1] - pixels[0]
    noise, bright_noise = draw.normal(0, NOISE * contrast, size), draw.uniform(*pixels, size)
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

    def shift(self, size, draw):
        """By how many of `size` pixels an image is shifted, drawn at random."""
        moves = self.layer is not None and has_maps(self.layer)
        most = size // 2 if moves else int(SHIFT * size)
        return int(draw.integers(-most, most + 1))

    def largest(self, images):
        """Each channel's largest value over the positions of its image, (n,)."""
        with without_gradients():
            values = self.values(ops.convert_to_tensor(images.astype("float32")))
        values = as_array(over_positions(values, ops.max))
        return values[np.arange(len(self.channels)), self.channels]


def ascend(target, images, steps, rate, decay, draw, report):
    """The images (n, H, W, C) after gradient ascent."""
    images = images.astype("float32")
    pixels = tuple(range(1, images.ndim))
    positions = pixels[:-1]
    slope_at = gradient_function(target.excitement)
    for step in range(steps):
        shifts = [target.shift(images.shape[axis], draw) for axis in positions]
        slope = slope_at(np.roll(images, shifts, positions))
        slope = natural(np.roll(slope, [-shift for shift in shifts], positions))
        size = np.sqrt((slope**2).mean(axis=pixels, keepdims=True))
        images = (1 - decay) * (images + rate * slope / (size + 1e-12))
        if report:
            report(step + 1, steps)
    return images


def natural(slope):
    """Gradients (n, H, W, C) turned towards photographs, where neighbours and colours are alike.

    Divides each frequency by its size, as the spectrum of photographs falls with 1/f, and adds the
    mean of the colours to each of three. The gradient alone is mostly noise of the highest
    frequencies, to which networks respond but which show nothing.
    """
    positions = tuple(range(1, slope.ndim - 1))
    sizes = slope.shape[1:-1]
    axes = np.meshgrid(*map(np.fft.fftfreq, sizes), indexing="ij")
    frequency = np.maximum(np.sqrt(sum(axis**2 for axis in axes)), 1 / max(sizes))
    spectrum = np.fft.fftn(slope, axes=positions) / frequency[..., None]
    smooth = np.fft.ifftn(spectrum, axes=positions).real.astype("float32")
    return smooth + smooth.mean(axis=-1, keepdims=True) if slope.shape[-1] == 3 else smooth
