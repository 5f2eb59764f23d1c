"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "lenet5": [
        """
            x = image = keras.Input((32, 32, 1))
            pool = keras.layers.AveragePooling2D(2)  # called twice
            for filters in (6, 16):
                x = pool(keras.layers.Activation(activation)(keras.layers.Conv2D(filters, 5)(x)))
            x = keras.layers.Flatten()(x)
            for units in (120, 84):
                x = keras.layers.Dense(units, activation=activation)(x)
            return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(x))
        """,
        """
            model = keras.Sequential([keras.layers.Input(shape=(32, 32, 1))])
            for filters in (6, 16):
                model.add(keras.layers.Conv2D(filters, (5, 5)))
                model.add(keras.layers.Activation(activation))
                model.add(keras.layers.AvgPool2D(2))
            model.add(keras.layers.Flatten())
            for units in (120, 84):
                model.add(keras.layers.Dense(units))
                model.add(keras.layers.Activation(activation))
            model.add(keras.layers.Dense(classes))
            model.add(keras.layers.Softmax())
            return model
        """,
        """
            def block(filters):
                conv = keras.layers.Conv2D(filters, 5, activation=activation)
                return keras.Sequential([conv, keras.layers.AveragePooling2D(2)])

            parts = [block(6), block(16), keras.layers.Flatten()]
            parts += [keras.layers.Dense(units, activation=activation) for units in (120, 84)]
            last = keras.layers.Dense(classes, activation="softmax")
            return keras.Sequential([keras.Input((32, 32, 1)), *parts, last])
        """,
    ],
    "partial_parameters": [
        """
            return sum(len(seen) * kernel_size**2 + 1 for seen in connections)
        """,
        """
            kernels = sum(map(len, connections))
            return kernels * kernel_size * kernel_size + len(connections)
        """,
        """
            counts = np.array([len(seen) for seen in connections])
            return int(np.sum(counts * kernel_size**2 + 1))
        """,
    ],
    "group_parameters": [
        """
            return filters * (channels // groups * kernel_size**2 + 1)
        """,
        """
            one_group = channels // groups * kernel_size**2 * (filters // groups)
            return groups * one_group + filters
        """,
        """
            return channels * kernel_size**2 * filters // groups + filters
        """,
    ],
    "local_response_norm": [
        """
            squares = np.pad(maps**2, ((0, 0), (0, 0), (size // 2, size // 2)))
            energy = sum(squares[:, :, k : k + maps.shape[2]] for k in range(size))
            return maps / (bias + alpha * energy) ** beta
        """,
        """
            normalised = np.empty(maps.shape)
            for c in range(maps.shape[2]):
                energy = 0
                for j in range(maps.shape[2]):
                    if abs(j - c) <= size // 2:
                        energy = energy + maps[:, :, j] ** 2
                normalised[:, :, c] = maps[:, :, c] * (bias + alpha * energy) ** -beta
            return normalised
        """,
        """
            c = np.arange(maps.shape[2])
            near = np.abs(c[:, None] - c) <= size // 2
            return maps / np.power(bias + alpha * (np.square(maps) @ near), beta)
        """,
    ],
}
