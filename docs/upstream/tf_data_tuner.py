"""TensorFlow 2.21: destroying an iterator of tf.data waits for the autotuner's next wake-up."""

import time

import tensorflow as tf


def main():
    print(f"TensorFlow {tf.__version__}; seconds of work, and until the iterator is destroyed")
    for work in (0.7, 1.4, 2.8, 5.6):
        for tuned in (True, False):
            done, destroyed = use_iterator(tuned, work)
            print(f"autotune {tuned!s:5}  {done:5.2f}  {destroyed:5.2f}", flush=True)


def use_iterator(tuned, work, elements=20):
    """Take all elements, with `work` seconds of sleep in between, and destroy the iterator."""
    options = tf.data.Options()
    options.autotune.enabled = tuned
    dataset = tf.data.Dataset.range(elements)
    dataset = dataset.map(lambda x: x + 1, num_parallel_calls=tf.data.AUTOTUNE)
    iterator = iter(dataset.with_options(options))
    started = time.perf_counter()
    for _ in iterator:
        time.sleep(work / elements)
    done = time.perf_counter() - started
    del iterator
    return done, time.perf_counter() - started


if __name__ == "__main__":
    main()
