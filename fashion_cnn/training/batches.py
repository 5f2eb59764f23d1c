"""Arrays in batches, as `fit` and `predict` of a Keras model take them.

Keras also takes plain arrays, but with TensorFlow it turns them into a tf.data pipeline that tunes
itself. The tuner sleeps for 10, 20, 40, 80 ms and so on, and the end of the data does not wake it
(seen with TensorFlow 2.21): the call returns only after 2.5, 5.1, 10.2, 20.5, 41 or 82 seconds, up
to twice as late as the work is done. With a single kind of batch there is nothing to tune.
"""

import math
import os
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np

from fashion_cnn.base.backend import keras_backend
from fashion_cnn.data.dataset import WHITE
from fashion_cnn.data.image_files import ImageFiles

# Threads that read image files: more would only wait for each other, since much of the work is
# Python's own.
MOST_THREADS = 4


def batched(batch_size, *arrays, shuffle=False, scale=False):
    """Arrays of equal length in batches, in order or shuffled again for each epoch.

    The result replaces `x`, `y` and `batch_size` in calls of a Keras model; pass `shuffle=False`
    to `fit` with it. The last batch may be smaller. With `scale`, the first array has images in
    uint8, which become float32 from 0 to 1 as each batch is made: in float32, a data set is four
    times as large. ImageFiles, which must be the first array, are read by threads a few batches
    ahead; with labels, their batches have weights, too: see `read`.
    """
    are_files = isinstance(arrays[0], ImageFiles)
    if keras_backend() != "tensorflow":
        return (FileBatches if are_files else Batches)(batch_size, arrays, shuffle, scale)
    import tensorflow as tf

    untuned = tf.data.Options()
    untuned.autotune.enabled = False
    if are_files:
        examples = streamed(batch_size, arrays, shuffle)
    else:
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

    def __init__(self, batch_size, arrays, shuffle, scale=False):
        super().__init__()
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
        """The arrays of a batch, as a list."""
        return [array[rows] for array in self.arrays]

    def on_epoch_end(self):
        if self.shuffle:
            self.draw.shuffle(self.order)


class FileBatches(Batches):
    """Batches of ImageFiles, and of arrays of the same length.

    Threads read them a few batches ahead, whatever the number of files. They are not Keras's own
    (`workers`): to build a model, Keras takes a batch before the first epoch, and then goes on
    with what these had read, as if that were the first batches.
    """

    def __init__(self, batch_size, arrays, shuffle, scale=False):
        super().__init__(batch_size, arrays, shuffle, scale)
        self.threads = ThreadPoolExecutor(threads())

    def __getitem__(self, batch):
        for coming in range(batch, min(batch + 2 * threads(), len(self))):
            if coming not in self.coming:
                self.coming[coming] = self.threads.submit(super().__getitem__, coming)
        return self.coming.pop(batch).result()

    def take(self, rows):
        return read(self.arrays, rows)

    def on_epoch_end(self):
        self.coming = {}  # {batch: Future}
        super().on_epoch_end()


def read(arrays, rows):
    """The arrays of a batch, as a list; the first of `arrays` are ImageFiles.

    With labels, it has weights: 0 where a file cannot be read. Their sum stays what it was, so that
    the gradient is that of the others.
    """
    files, *others = arrays
    images, usable = files.read(rows)
    if not others:
        return [images]
    labels, *weights = (np.asarray(array[rows]) for array in others)
    weights = weights[0] if weights else np.ones(len(rows), np.float32)
    kept = weights * usable
    return [images, labels, kept * (weights.sum() / max(kept.sum(), np.float32(1)))]


def streamed(batch_size, arrays, shuffle):
    """FileBatches as a tf.data.Dataset, new ones for each pass: two passes share nothing."""
    import tensorflow as tf

    def batches():
        made = FileBatches(batch_size, arrays, shuffle)
        return map(made.__getitem__, range(len(made)))

    like = read(arrays, [0])
    signature = tuple(tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in like)
    examples = tf.data.Dataset.from_generator(batches, output_signature=signature)
    count = math.ceil(len(arrays[0]) / batch_size)
    return examples.apply(tf.data.experimental.assert_cardinality(count))


def threads():
    """How many threads read image files."""
    return min(MOST_THREADS, os.cpu_count() or 1)
