"""The learning rate of each update: it warms up to its highest value, then falls to zero."""

import keras

# Fraction of all updates spent warming up: Adam's estimates of the gradients need a few updates to
# settle.
WARM_UP = 1 / 6


def warm_up_and_cosine(highest, updates):
    """A Keras schedule: linear from highest / 10 to highest, then along a cosine to zero."""
    warm_up = round(updates * WARM_UP)
    return keras.optimizers.schedules.CosineDecay(
        highest / 10,
        warmup_target=highest,
        warmup_steps=warm_up,
        decay_steps=max(1, updates - warm_up),
    )
