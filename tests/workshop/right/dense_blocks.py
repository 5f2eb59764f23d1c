"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "channels_seen": [
        """
            return [channels + growth_rate * before for before in range(layers + 1)]
        """,
        """
            return list(range(channels, channels + growth_rate * layers + 1, growth_rate))
        """,
        """
            seen = [channels] * (layers + 1)
            for before in range(layers):
                seen[before + 1] = seen[before] + growth_rate
            return seen
        """,
    ],
    "dense_block": [
        """
            relu = keras.layers.ReLU()  # called in all places
            for _ in range(layers):
                new = relu(keras.layers.BatchNormalization()(x))
                new = keras.layers.Conv2D(4 * growth_rate, 1, use_bias=False)(new)
                new = relu(keras.layers.BatchNormalization()(new))
                new = keras.layers.Conv2D(growth_rate, 3, padding="same", use_bias=False)(new)
                x = keras.layers.concatenate([x, new])
            return x
        """,
        """
            found = [x]
            for _ in range(layers):
                seen = keras.layers.Concatenate()(found) if len(found) > 1 else x
                new = seen
                for filters, size in ((4 * growth_rate, 1), (growth_rate, 3)):
                    new = keras.layers.Activation("relu")(keras.layers.BatchNormalization()(new))
                    new = keras.layers.Conv2D(filters, size, padding="same")(new)
                found.append(new)
            return keras.layers.Concatenate()(found)
        """,
        """
            def new_maps():
                return keras.Sequential([
                    keras.layers.BatchNormalization(),
                    keras.layers.ReLU(),
                    keras.layers.Conv2D(4 * growth_rate, 1),
                    keras.layers.BatchNormalization(),
                    keras.layers.ReLU(),
                    keras.layers.Conv2D(growth_rate, 3, padding="same"),
                ])

            for _ in range(layers):
                x = keras.ops.concatenate([x, new_maps()(x)], axis=-1)
            return x
        """,
    ],
    "block_weights": [
        """
            k, seen = growth_rate, channels_seen(channels, growth_rate, layers)[:layers]
            return sum(9 * c * k for c in seen), sum(4 * c * k + 36 * k * k for c in seen)
        """,
        """
            total = layers * channels + growth_rate * layers * (layers - 1) // 2
            return 9 * growth_rate * total, 4 * growth_rate * total + 36 * growth_rate**2 * layers
        """,
        """
            seen = np.array(channels_seen(channels, growth_rate, layers)[:-1])
            both = seen * 4 * growth_rate + 4 * growth_rate * 9 * growth_rate
            return int((seen * 9 * growth_rate).sum()), int(both.sum())
        """,
    ],
    "transition": [
        """
            x = keras.layers.Activation("relu")(keras.layers.BatchNormalization()(x))
            x = keras.layers.Conv2D(x.shape[-1] // 2, (1, 1), use_bias=False)(x)
            return keras.layers.AvgPool2D((2, 2))(x)
        """,
        """
            layers = keras.layers
            conv = layers.Conv2D(x.shape[3] // 2, 1)
            pool = layers.AveragePooling2D(2)
            return keras.Sequential([layers.BatchNormalization(), layers.ReLU(), conv, pool])(x)
        """,
        """
            filters = int(x.shape[-1] / 2)
            x = keras.ops.relu(keras.layers.BatchNormalization()(x))
            x = keras.layers.Conv2D(filters, 1, padding="valid")(x)
            return keras.layers.AveragePooling2D(pool_size=2, strides=2)(x)
        """,
    ],
}
