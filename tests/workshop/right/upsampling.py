"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "enlarged_size": [
        """
            return size * stride if padding == "same" else size * stride + max(kernel - stride, 0)
        """,
        """
            if padding == "valid":
                last = (size - 1) * stride
                return last + (kernel if kernel > stride else stride)
            return size * stride
        """,
        """
            size_and_stride = {"kernel_size": (kernel, 1), "strides": (stride, 1)}
            layer = keras.layers.Conv2DTranspose(1, padding=padding, **size_and_stride)
            return layer.compute_output_shape((None, size, 1, 1))[1]
        """,
    ],
    "overlaps": [
        """
            counts = np.zeros((size - 1) * stride + kernel, dtype=int)
            for pixel in range(size):
                for k in range(kernel):
                    counts[pixel * stride + k] += 1
            return counts
        """,
        """
            starts = np.zeros((size - 1) * stride + 1)
            starts[::stride] = 1
            return np.convolve(starts, np.ones(kernel))
        """,
        """
            places = np.arange(size)[:, None] * stride + np.arange(kernel)
            return np.bincount(places.ravel())
        """,
    ],
    "bilinear_weights": [
        """
            i = np.arange(2 * factor)
            w = np.minimum(i + 0.5, 2 * factor - i - 0.5) / factor
            return np.outer(w, w)[:, :, None, None] * np.eye(channels)
        """,
        """
            w = [1 - abs(i - (factor - 0.5)) / factor for i in range(2 * factor)]
            weights = np.zeros((len(w), len(w), channels, channels), dtype=np.float32)
            for c in range(channels):
                for i in range(len(w)):
                    for j in range(len(w)):
                        weights[i, j, c, c] = w[i] * w[j]
            return weights
        """,
        """
            w = 1 - np.abs(np.arange(2 * factor) - factor + 0.5) / factor
            return np.einsum("i,j,cd->ijcd", w, w, np.eye(channels))
        """,
    ],
    "encoder_decoder": [
        """
            x = image = keras.Input((side, side, 1))
            for count in (filters, 2 * filters):
                x = keras.layers.Conv2D(count, 3, strides=2, padding="same")(x)
                x = keras.layers.ReLU()(x)
            x = keras.layers.Conv2DTranspose(filters, 4, strides=2, padding="same")(x)
            x = keras.layers.ReLU()(x)
            x = keras.layers.Conv2DTranspose(1, 4, strides=2, padding="same")(x)
            return keras.Model(image, keras.layers.Activation("sigmoid")(x))
        """,
        """
            how = {"strides": (2, 2), "padding": "same", "activation": "relu"}
            model = keras.Sequential([keras.layers.Input(shape=(side, side, 1))])
            model.add(keras.layers.Conv2D(filters, (3, 3), **how))
            model.add(keras.layers.Conv2D(filters * 2, (3, 3), **how))
            model.add(keras.layers.Conv2DTranspose(filters, (4, 4), **how))
            model.add(keras.layers.Conv2DTranspose(1, (4, 4), **(how | {"activation": "sigmoid"})))
            return model
        """,
        """
            def conv(count, kind=keras.layers.Conv2D, size=3, activation="relu"):
                return kind(count, size, strides=2, padding="same", activation=activation)

            up = keras.layers.Conv2DTranspose
            encoder = keras.Sequential([conv(filters), conv(2 * filters)])
            decoder = keras.Sequential([conv(filters, up, 4), conv(1, up, 4, "sigmoid")])
            return keras.Sequential([keras.Input((side, side, 1)), encoder, decoder])
        """,
    ],
}
