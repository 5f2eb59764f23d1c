"""The pipelines that Keras makes of arrays, without TensorFlow's tuner."""

import functools


def untune():
    """Let `fit`, `evaluate` and `predict` on arrays return as soon as their work is done.

    With TensorFlow, Keras turns arrays into a tf.data pipeline that tunes itself. The tuner sleeps
    for 10, 20, 40, 80 ms and so on, and the end of the data does not wake it (TensorFlow 2.21, see
    docs/upstream/tf-data-tuner.md): the call returns up to twice as late as it could. Batches of
    arrays come fast enough without.
    """
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    tuned = ArrayDataAdapter.get_tf_dataset
    if hasattr(tuned, "__wrapped__"):  # done before
        return

    @functools.wraps(tuned)
    def untuned(adapter):
        import tensorflow as tf

        options = tf.data.Options()
        options.autotune.enabled = False
        return tuned(adapter).with_options(options)

    ArrayDataAdapter.get_tf_dataset = untuned
