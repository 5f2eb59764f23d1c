"""Arrays in batches, as `fit` and `predict` of a Keras model take them.

Keras also takes plain arrays, but with TensorFlow it turns them into a tf.data pipeline that tunes
itself. The tuner sleeps for 10, 20, 40, 80 ms and so on, and the end of the data does not wake it
(seen with TensorFlow 2.21): the call returns only after 2.5, 5.1, 10.2, 20.5, 41 or 82 seconds, up
to twice as late as the work is done. With a single kind of batch there is nothing to tune.
"""

import math

import keras
import numpy as np

from fashion_cnn.base.backend import keras_backend


def batched(batch_size, *arrays, shuffle=False):
    """Arrays of equal length in batches, in order or shuffled again for each epoch.

    The result replaces `x`, `y` and `batch_size` in calls of a Keras model; pass `shuffle=False`
    to `fit` with it. The last batch may be smaller.
    """
    if keras_backend() != "tensorflow":
        return Batches(batch_size, arrays, shuffle)
    import tensorflow as tf

    untuned = tf.data.Options()
    untuned.autotune.enabled = False
    examples = tf.data.Dataset.from_tensor_slices(arrays)
    if shuffle:
        examples = examples.shuffle(len(examples))
    return examples.batch(batch_size).prefetch(1).with_options(untuned)


class Batches(keras.utils.PyDataset):
    """Batches for JAX and PyTorch."""

    def __init__(self, batch_size, arrays, shuffle):
        super().__init__()
        self.batch_size = batch_size
        self.arrays = arrays
        self.shuffle = shuffle
        self.draw = np.random.default_rng(0)
        self.order = np.arange(len(arrays[0]))
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.order) / self.batch_size)

    def __getitem__(self, batch):
        first = batch * self.batch_size
        rows = self.order[first : first + self.batch_size]
        return tuple(array[rows] for array in self.arrays)

    def on_epoch_end(self):
        if self.shuffle:
            self.draw.shuffle(self.order)
