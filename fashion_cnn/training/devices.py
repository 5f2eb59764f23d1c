"""Devices that share each batch of a run (data parallelism).

    devices = arrange("all", device.kind)
    with devices.scope():
        model.fit(batched(*devices.share(64, images, labels)), shuffle=False)

Every device has a copy of the model and computes the gradient on its share of the batch. The mean
of these gradients is that of the whole batch, so all copies stay equal. This is the work of
keras.distribution.DataParallel (JAX) and tf.distribute.MirroredStrategy (TensorFlow); here, batches
are divided so that the result is that of one device, up to rounding.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_cnn.base.backend import keras_backend
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr


@dataclass(frozen=True)
class Devices:
    """`count` devices in `processes` processes, of which this is `process`, counted from 0.

    A model that they share must be built, loaded and trained inside `scope()`. `begin()` returns
    once all processes are about to train.
    """

    count: int = 1
    processes: int = 1
    process: int = 0
    scope: Callable = contextlib.nullcontext
    begin: Callable = lambda: None

    @property
    def is_first(self):
        """Whether this process writes the run's folder."""
        return self.process == 0

    def check(self, batch_size):
        """Raise UsageError unless each device gets an equal share of a batch."""
        if batch_size % self.count:
            raise UsageError(
                "A batch of {size} images cannot be divided equally among {count} devices. "
                "Try --batch-size {larger}.",
                size=batch_size,
                count=self.count,
                larger=batch_size + -batch_size % self.count,
            )

    def line(self, batch_size):
        """What a run says of its devices at the start."""
        return tr(
            "{count} devices share each batch of {size} images, {each} on each (processes: "
            "{processes}).",
            count=self.count,
            size=batch_size,
            each=batch_size // self.count,
            processes=self.processes,
        )

    def share(self, batch_size, *arrays):
        """This process's part of arrays to train on, as (its batch size, *arrays).

        All processes together take the rows of each batch that one device would take. If the last
        batch cannot be divided equally, some of its rows are repeated with weight 0, and an array
        of weights is appended: the others weigh more than 1, so that the gradient is theirs alone.
        """
        rows = len(arrays[0])
        last = (rows - 1) // batch_size * batch_size
        weights = np.ones(rows, np.float32)
        weights[last:] = (self.padded(rows) - last) / (rows - last)
        return self._divide(batch_size, arrays, weights)

    def share_for_scores(self, batch_size, *arrays):
        """The same for validation, where the mean over all batches is to be right.

        Keras weighs the loss of a batch with its number of rows, repeated ones included; a weight
        that is the same in all batches makes up for these. The batch size may be rounded up.
        """
        rows = len(arrays[0])
        weights = np.full(rows, self.padded(rows) / rows, np.float32)
        return self._divide(batch_size + -batch_size % self.count, arrays, weights)

    def padded(self, rows):
        """The least multiple of the number of devices that is not less than `rows`."""
        return rows + -rows % self.count

    def _divide(self, batch_size, arrays, weights):
        if self.count == 1:
            return batch_size, *arrays
        rows = len(weights)
        missing = self.padded(rows) - rows
        last = (rows - 1) // batch_size * batch_size
        order = np.concatenate([np.arange(rows), np.resize(np.arange(last, rows), missing)])
        own = order[self._own(batch_size, len(order))]
        parts = [array[own] for array in arrays]
        if missing:
            weights = np.concatenate([weights, np.zeros(missing, np.float32)])
            parts.append(weights[self._own(batch_size, len(order))])
        return batch_size // self.processes, *parts

    def _own(self, batch_size, rows):
        """A mask of the rows that this process feeds: its part of each batch, (rows,) bool."""
        start = np.arange(rows) // batch_size * batch_size
        size = np.minimum(batch_size, rows - start)
        part = (np.arange(rows) - start) * self.processes // size
        return part == self.process


ONE = Devices()


def arrange(choice, kind):
    """The Devices of a run, after Keras was started on the `kind` of device, "CPU" or "GPU".

    Raises UsageError if the backend cannot share a batch.
    """
    if choice == "one":
        return ONE
    backend = keras_backend()
    if backend == "jax":
        return on_jax(kind)
    if backend == "tensorflow":
        return on_tensorflow(kind)
    raise UsageError(
        "--devices all: with {backend}, the kit trains on one device. "
        "Set KERAS_BACKEND to jax or tensorflow, or leave the option out.",
        backend=backend,
    )


def on_jax(kind):
    """All devices of a kind, of all processes that JAX was initialised with."""
    import jax
    import keras

    names = keras.distribution.list_devices(kind.lower())
    own, processes = jax.local_device_count(kind.lower()), jax.process_count()
    if own * processes != len(names):
        raise KitError(
            "Each of the {processes} processes must have as many devices as the others; process "
            "{number} has {own} of {count}.",
            processes=processes,
            number=jax.process_index(),
            own=own,
            count=len(names),
        )
    if len(names) == 1:
        return ONE
    # Each process divides the batches itself.
    parallel = keras.distribution.DataParallel(devices=names, auto_shard_dataset=False)
    return Devices(len(names), processes, jax.process_index(), parallel.scope)


def on_tensorflow(kind):
    """All devices of a kind on this machine."""
    import tensorflow as tf

    names = [device.name for device in tf.config.list_logical_devices(kind)]
    if len(names) == 1:
        return ONE
    return Devices(len(names), scope=tf.distribute.MirroredStrategy(names).scope)
