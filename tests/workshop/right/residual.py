"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "gradients": [
        """
            factors = slopes + 1 if shortcut else slopes
            found = np.full(len(slopes) + 1, float(last))
            for place in range(len(slopes) - 1, -1, -1):
                found[place] = found[place + 1] * factors[place]
            return found
        """,
        """
            factors = np.append(slopes + int(shortcut), last)
            return np.cumprod(factors[::-1])[::-1]
        """,
        """
            factors = slopes + 1.0 * shortcut
            return np.array([last * np.prod(factors[k:]) for k in range(len(slopes) + 1)])
        """,
    ],
    "residual_block": [
        """
            relu = keras.layers.ReLU()  # called twice
            norm, conv = keras.layers.BatchNormalization, keras.layers.Conv2D
            f = relu(norm()(conv(filters, 3, strides=stride, padding="same", use_bias=False)(x)))
            f = norm()(conv(filters, 3, padding="same", use_bias=False)(f))
            if f.shape != x.shape:
                x = norm()(conv(filters, 1, strides=stride, use_bias=False)(x))
            return relu(f + x)
        """,
        """
            layers = keras.layers
            f = keras.Sequential([
                layers.Conv2D(filters, 3, strides=stride, padding="same"),
                layers.BatchNormalization(),
                layers.Activation("relu"),
                layers.Conv2D(filters, 3, padding="same"),
                layers.BatchNormalization(),
            ])
            shortcut = x
            if stride > 1 or x.shape[3] != filters:
                shortcut = layers.Conv2D(filters, (1, 1), (stride, stride))(x)
                shortcut = layers.BatchNormalization()(shortcut)
            return layers.Activation("relu")(layers.add([f(x), shortcut]))
        """,
        """
            def norm_conv(maps, size, step):
                conv = keras.layers.Conv2D(filters, size, strides=step, padding="same")
                return keras.layers.BatchNormalization()(conv(maps))

            f = norm_conv(keras.ops.relu(norm_conv(x, 3, stride)), 3, 1)
            same = stride == 1 and x.shape[-1] == filters
            return keras.ops.relu(keras.ops.add(f, x if same else norm_conv(x, 1, stride)))
        """,
    ],
    "preact_block": [
        """
            f = x
            for _ in range(2):
                f = keras.layers.Activation("relu")(keras.layers.BatchNormalization()(f))
                f = keras.layers.Conv2D(filters, (3, 3), padding="same", use_bias=False)(f)
            return x + f
        """,
        """
            layers = keras.layers
            half = [
                [layers.BatchNormalization(), layers.ReLU(), layers.Conv2D(filters, 3, 1, "same")]
                for _ in range(2)
            ]
            return layers.add([keras.Sequential(half[0] + half[1])(x), x])
        """,
        """
            relu = keras.layers.ReLU()
            f = relu(keras.layers.BatchNormalization()(x))
            f = keras.layers.Conv2D(filters, 3, padding="same")(f)
            f = relu(keras.layers.BatchNormalization()(f))
            return keras.layers.Add()([keras.layers.Conv2D(filters, 3, padding="same")(f), x])
        """,
    ],
    "block_weights": [
        """
            return 18 * channels**2, reduced * (2 * channels + 9 * reduced)
        """,
        """
            def weights(before, size, filters):
                return before * size * size * filters

            bottleneck = [(channels, 1, reduced), (reduced, 3, reduced), (reduced, 1, channels)]
            return 2 * weights(channels, 3, channels), sum(weights(*layer) for layer in bottleneck)
        """,
        """
            return int(np.prod([2, 9, channels, channels])), 2 * channels * reduced + 9 * reduced**2
        """,
    ],
}
