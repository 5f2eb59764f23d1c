"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "first_network": [
        """
            image = keras.Input((28, 28, 1))
            pool = keras.layers.MaxPooling2D(2)  # called twice
            x = pool(keras.layers.ReLU()(keras.layers.Conv2D(32, 3, padding=padding)(image)))
            x = keras.layers.Conv2D(64, 3, padding=padding)(x)
            x = pool(keras.layers.Activation("relu")(x))
            x = keras.layers.Dense(100)(keras.layers.Reshape((-1,))(x))
            x = keras.layers.Dropout(0.4)(keras.ops.relu(x))
            return keras.Model(image, keras.layers.Softmax()(keras.layers.Dense(10)(x)))
        """,
        """
            model = keras.Sequential()
            model.add(keras.layers.Input(shape=(28, 28, 1)))
            for filters in (32, 64):
                model.add(keras.layers.Convolution2D(filters, (3, 3), padding=padding))
                model.add(keras.layers.Activation("relu"))
                model.add(keras.layers.MaxPool2D())
            model.add(keras.layers.Flatten())
            model.add(keras.layers.Dense(100))
            model.add(keras.layers.ReLU())
            model.add(keras.layers.Dropout(0.4))
            model.add(keras.layers.Dense(10, activation=keras.activations.softmax))
            return model
        """,
        """
            def block(filters):
                conv = keras.layers.Conv2D(filters, 3, padding=padding, activation="relu")
                return keras.Sequential([conv, keras.layers.MaxPooling2D(2)])

            classifier = [
                keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
                keras.layers.Dropout(0.4),
                keras.layers.Dense(10, activation="softmax"),
            ]
            model = keras.Sequential([block(32), block(64), keras.layers.Flatten(), *classifier])
            model.build((None, 28, 28, 1))
            return model
        """,
    ],
    "flattened": [
        """
            border = 2 if padding == "valid" else 0
            side = (side - border) // 2
            return ((side - border) // 2) ** 2 * 64
        """,
        """
            x = keras.Input((side, side, 1))
            for filters in (32, 64):
                x = keras.layers.MaxPooling2D()(keras.layers.Conv2D(filters, 3, padding=padding)(x))
            return keras.layers.Flatten()(x).shape[1]
        """,
        """
            return np.int64((side // 4 if padding == "same" else (side - 6) // 4) ** 2 * 64)
        """,
    ],
    "parameters": [
        """
            return 320, 18_496, flattened(side, padding) * 100 + 100, 1_010
        """,
        """
            sizes = (9, 32), (9 * 32, 64), (flattened(side, padding), 100), (100, 10)
            return tuple((values + 1) * units for values, units in sizes)
        """,
        """
            dense = (flattened(side, padding) + 1) * 100, 101 * 10
            return (1 * 9 + 1) * 32, (32 * 9 + 1) * 64, *dense
        """,
    ],
    "softmax": [
        """
            from scipy.special import softmax

            return softmax(scores, axis=1)
        """,
        """
            rows = []
            for row in scores:
                powers = [np.exp(score - max(row)) for score in row]
                rows.append([power / sum(powers) for power in powers])
            return np.array(rows)
        """,
        """
            moved = (scores - scores.max(axis=-1)[:, None]).astype(np.float32)
            return np.exp(moved) / np.exp(moved).sum(axis=-1, keepdims=True)
        """,
    ],
}
