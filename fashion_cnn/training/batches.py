"""Arrays in batches, as `fit` and `predict` of a Keras model take them.

Keras also takes plain arrays, but with TensorFlow it turns them into a tf.data pipeline that tunes
itself. The tuner sleeps for 10, 20, 40, 80 ms and so on, and the end of the data does not wake it
(seen with TensorFlow 2.21): the call returns only after 2.5, 5.1, 10.2, 20.5, 41 or 82 seconds, up
to twice as late as the work is done. With a single kind of batch there is nothing to tune.
"""

import math
import os

import keras
import numpy as np

from fashion_cnn.base.backend import keras_backend
from fashion_cnn.data.dataset import WHITE
from fashion_cnn.data.image_files import ImageFiles

# Threads that read image files: more would only wait for each other, since much of the work is
# Python's own. Keras needs two to read ahead at all.
MOST_THREADS = 4
# Batches that each thread may be ahead.
AHEAD = 2


def batched(batch_size, *arrays, shuffle=False, scale=False):
    """Arrays of equal length in batches, in order or shuffled again for each epoch.

    The result replaces `x`, `y` and `batch_size` in calls of a Keras model; pass `shuffle=False`
    to `fit` with it. The last batch may be smaller. With `scale`, the first array has images in
    uint8, which become float32 from 0 to 1 as each batch is made: in float32, a data set is four
    times as large. ImageFiles, which must be the first array, are read by threads a few batches
    ahead.
    """
    if isinstance(arrays[0], ImageFiles):
        return FileBatches(batch_size, arrays, shuffle, scale)
    if keras_backend() != "tensorflow":
        return Batches(batch_size, arrays, shuffle, scale)
    import tensorflow as tf

    untuned = tf.data.Options()
    untuned.autotune.enabled = False
    examples = tf.data.Dataset.from_tensor_slices(arrays)
    if shuffle:
        examples = examples.shuffle(len(examples))
    examples = examples.batch(batch_size)
    if scale:
        examples = examples.map(
            lambda images, *others: (tf.cast(images, tf.float32) / WHITE, *others)
        )
    return examples.prefetch(1).with_options(untuned)


class Batches(keras.utils.PyDataset):
    """Batches for JAX and PyTorch."""

    def __init__(self, batch_size, arrays, shuffle, scale=False, **reading):
        super().__init__(**reading)
        self.batch_size = batch_size
        self.arrays = arrays
        self.shuffle = shuffle
        self.scale = scale
        self.draw = np.random.default_rng(0)
        self.order = np.arange(len(arrays[0]))
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.order) / self.batch_size)

    def __getitem__(self, batch):
        first = batch * self.batch_size
        rows = self.order[first : first + self.batch_size]
        parts = self.take(rows)
        if self.scale:
            parts[0] = np.divide(parts[0], WHITE, dtype=np.float32)
        return tuple(parts)

    def take(self, rows):
        """The arrays of a batch."""
        return [array[rows] for array in self.arrays]

    def on_epoch_end(self):
        if self.shuffle:
            self.draw.shuffle(self.order)


class FileBatches(Batches):
    """Batches of ImageFiles, and of arrays of the same length, for every backend.

    Keras's own threads read them: so many batches are in memory, whatever the number of files.
    """

    def __init__(self, batch_size, arrays, shuffle, scale=False):
        threads = max(2, min(MOST_THREADS, os.cpu_count() or 1))
        reading = {"workers": threads, "max_queue_size": AHEAD * threads}
        super().__init__(batch_size, arrays, shuffle, scale, **reading)

    def take(self, rows):
        files, *others = self.arrays
        images, taken = files.read(rows)
        return [images, *(np.asarray(array[taken]) for array in others)]
