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


@keras.saving.register_keras_serializable("fashion_cnn")
class WarmUpAndLine(keras.optimizers.schedules.LearningRateSchedule):
    """A Keras schedule: linear from highest / 10 to highest, then along a line to zero."""

    def __init__(self, highest, updates):
        super().__init__()
        self.highest = highest
        self.updates = updates

    def __call__(self, update):
        update = keras.ops.cast(update, "float32")
        warm_up = max(1, round(self.updates * WARM_UP))
        rising = 0.1 + 0.9 * update / warm_up
        falling = (self.updates - update) / max(1, self.updates - warm_up)
        return self.highest * keras.ops.maximum(0.0, keras.ops.minimum(rising, falling))

    def get_config(self):
        return {"highest": self.highest, "updates": self.updates}


SCHEDULES = {"cosine": warm_up_and_cosine, "line": WarmUpAndLine}
