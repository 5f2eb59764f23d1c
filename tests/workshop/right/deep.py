"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "sigmoid_slope": [
        """
            return np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2
        """,
        """
            from scipy.special import expit

            return expit(x) * expit(-x)
        """,
        """
            return (1 - np.tanh(x / 2) ** 2) / 4
        """,
    ],
    "through_layers": [
        """
            gradient = 1
            for weight, slope in zip(weights, sigmoid_slope(sums)):
                gradient = gradient * weight * slope
            return gradient
        """,
        """
            return float(np.prod(weights) * np.prod(sigmoid_slope(sums)))
        """,
        """
            return np.multiply.reduce(weights * sigmoid_slope(sums))
        """,
    ],
    "deviations": [
        """
            kH, kW, C_in, C_out = kernels_shape
            return (2 / (kH * kW * (C_in + C_out))) ** 0.5, (2 / (kH * kW * C_in)) ** 0.5
        """,
        """
            fan_in, fan_out = np.prod(kernels_shape[:3]), np.prod(kernels_shape) / kernels_shape[2]
            return np.sqrt(2 / (fan_in + fan_out)), np.sqrt(2 / fan_in)
        """,
        """
            field = kernels_shape[0] * kernels_shape[1]
            limit = np.sqrt(6 / (field * kernels_shape[2] + field * kernels_shape[3]))
            return limit / np.sqrt(3), np.sqrt(2 / field / kernels_shape[2])
        """,
    ],
    "batch_norm": [
        """
            flat = x.reshape(-1, x.shape[-1])
            normalised = (flat - flat.mean(0)) / np.sqrt(flat.var(0) + epsilon)
            return (gamma * normalised + beta).reshape(x.shape)
        """,
        """
            y = np.empty(x.shape)
            for c in range(x.shape[-1]):
                channel = x[..., c]
                normalised = (channel - channel.mean()) / (channel.var() + epsilon) ** 0.5
                y[..., c] = gamma[c] * normalised + beta[c]
            return y
        """,
        """
            mean = x.mean(axis=(0, 1, 2), keepdims=True)
            variance = ((x - mean) ** 2).mean(axis=(0, 1, 2), keepdims=True)
            return gamma * (x - mean) * (variance + epsilon) ** -0.5 + beta
        """,
    ],
    "moving_average": [
        """
            moving = start.astype(float)
            for i in range(len(batches)):
                moving += (1 - momentum) * (batches[i] - moving)
            return moving
        """,
        """
            from functools import reduce

            return reduce(lambda old, new: old * momentum + new * (1 - momentum), batches, start)
        """,
        """
            n = len(batches)
            shares = (1 - momentum) * momentum ** np.arange(n)[::-1]
            return start * momentum**n + shares @ batches
        """,
    ],
}
