"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "read_filter": [
        """
            return model.get_layer(name).get_weights()[0][..., number]
        """,
        """
            [layer] = [layer for layer in model.layers if layer.name == name]
            return np.array(layer.kernel)[:, :, :, number]
        """,
        """
            weights, biases = model.get_layer(name).get_weights()
            return np.moveaxis(weights, 3, 0)[number]
        """,
    ],
    "to_grey": [
        """
            largest = max(weights.max(), -weights.min())
            return (weights / largest + 1) / 2
        """,
        """
            largest = np.max(np.abs(weights))
            return np.interp(weights, [-largest, largest], [0, 1])
        """,
        """
            single = weights.astype(np.float32)
            return 0.5 + 0.5 * single / np.linalg.norm(single.ravel(), np.inf)
        """,
    ],
    "untrained_deviation": [
        """
            return (2 / (kernel_size * kernel_size * (channels + filters))) ** 0.5
        """,
        """
            fan_in, fan_out = (kernel_size**2 * count for count in (channels, filters))
            return float(np.sqrt(6 / (fan_in + fan_out)) / 3**0.5)
        """,
        """
            import math

            return math.sqrt(2 / (channels + filters)) / kernel_size
        """,
    ],
    "map_by_hand": [
        """
            parts = (
                correlate2d(image[:, :, c], weights[:, :, c, number], "same")
                for c in range(image.shape[-1])
            )
            return np.maximum(sum(parts) + biases[number], 0)
        """,
        """
            output = np.zeros(image.shape[:2])
            kernels = np.moveaxis(weights[..., number], 2, 0)
            for channel, kernel in zip(np.moveaxis(image, 2, 0), kernels):
                output += correlate2d(channel, kernel, padding="same")
            output += biases[number]
            output[output < 0] = 0
            return output
        """,
        """
            batch, kernels = image[None].astype("float64"), weights.astype("float64")
            maps = keras.ops.convert_to_numpy(keras.ops.conv(batch, kernels, padding="same"))
            return (maps[0, :, :, number] + biases[number]).clip(0)
        """,
    ],
    "unit_picture": [
        """
            return weights.T[unit].reshape(height, width)
        """,
        """
            return weights.reshape(height, width, -1)[..., unit]
        """,
        """
            rows = [weights[i * width : (i + 1) * width, unit] for i in range(height)]
            return np.array(rows)
        """,
    ],
}
