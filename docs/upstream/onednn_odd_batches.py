"""Conv2DBackpropFilter with a 1x1 kernel and strides 2: the argument is the batch size."""

import sys

import tensorflow as tf

batch = int(sys.argv[1])
for size, channels, filters in ((28, 8, 16), (14, 8, 16), (14, 16, 32), (7, 16, 32)):
    images = tf.random.normal((batch, size, size, channels))
    half = (size + 1) // 2
    gradient = tf.random.normal((batch, half, half, filters))
    for _ in range(3):
        tf.raw_ops.Conv2DBackpropFilter(
            input=images,
            filter_sizes=[1, 1, channels, filters],
            out_backprop=gradient,
            strides=[1, 2, 2, 1],
            padding="SAME",
        ).numpy()
print(f"batch {batch}: survived")
