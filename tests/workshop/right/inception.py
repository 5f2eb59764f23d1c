"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "one_by_one": [
        """
            return np.einsum('hwc,cf->hwf', maps, weights) + biases
        """,
        """
            return np.tensordot(maps, weights, axes=1) + biases
        """,
        """
            result = np.zeros((*maps.shape[:2], len(biases)))
            for i in range(maps.shape[0]):
                for j in range(maps.shape[1]):
                    result[i, j] = maps[i, j] @ weights + biases
            return result
        """,
    ],
    "branch_cost": [
        """
            chain = [channels] + [filters for filters, _ in branch]
            weights = sum(before * k * k * filters for before, (filters, k) in zip(chain, branch))
            return weights, weights * height * width
        """,
        """
            weights = multiplications = 0
            for filters, kernel_size in branch:
                own = channels * kernel_size * kernel_size * filters
                weights, multiplications = weights + own, multiplications + own * height * width
                channels = filters
            return weights, multiplications
        """,
        """
            filters, sizes = np.reshape(branch, (-1, 2)).T.astype(int)
            weights = int((np.append(channels, filters[:-1]) * sizes**2 * filters).sum())
            return weights, height * width * weights
        """,
    ],
    "module_channels": [
        """
            return sum(branch[-1][0] if branch else channels for branch in branches)
        """,
        """
            total = 0
            for branch in branches:
                out = channels
                for filters, _ in branch:
                    out = filters
                total += out
            return total
        """,
        """
            return sum(([(channels, 1)] + branch)[-1][0] for branch in branches)
        """,
    ],
    "inception": [
        """
            def conv(maps, filters, kernel_size):
                maps = keras.layers.Conv2D(filters, kernel_size, padding="same")(maps)
                return keras.layers.ReLU()(maps)

            three = conv(conv(x, threes[0], 1), threes[1], 3)
            five = conv(conv(x, fives[0], 1), fives[1], 5)
            pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
            branches = [conv(x, ones, 1), three, five, conv(pooled, projected, 1)]
            return keras.layers.concatenate(branches)
        """,
        """
            relu = keras.layers.Activation("relu")  # called six times
            layers = keras.layers
            one = relu(layers.Conv2D(ones, 1)(x))
            three = relu(layers.Conv2D(threes[0], 1)(x))
            three = relu(layers.Conv2D(threes[1], 3, padding="same")(three))
            five = relu(layers.Conv2D(fives[0], 1)(x))
            five = relu(layers.Conv2D(fives[1], 5, padding="same")(five))
            pooled = layers.MaxPool2D((3, 3), (1, 1), "same")(x)
            pooled = relu(layers.Conv2D(projected, 1)(pooled))
            return keras.ops.concatenate([one, three, five, pooled], -1)
        """,
        """
            how = {"padding": "same", "activation": "relu"}
            conv = keras.layers.Conv2D
            pool = keras.layers.MaxPooling2D(3, strides=1, padding="same")
            branches = [
                [conv(ones, 1, **how)],
                [conv(threes[0], 1, **how), conv(threes[1], 3, **how)],
                [conv(fives[0], 1, **how), conv(fives[1], 5, **how)],
                [pool, conv(projected, 1, **how)],
            ]
            return keras.layers.Concatenate()([keras.Sequential(branch)(x) for branch in branches])
        """,
    ],
}
