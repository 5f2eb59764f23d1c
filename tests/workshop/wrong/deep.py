"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""


def normalised(axes, spread="np.sqrt(variance + epsilon)", what="gamma * x / spread + beta"):
    """A learner's batch normalisation over other axes, or with another formula."""
    return f"""
        mean = np.mean(x, axis={axes}, keepdims=True)
        variance = np.var(x, axis={axes}, keepdims=True)
        x = x - mean
        spread = {spread}
        return {what}
    """


WRONG = {
    "sigmoid_slope": {
        "sigmoid_itself": "return 1 / (1 + np.exp(-x))",
        "of_x": "return x * (1 - x)",
        "squared": "s = 1 / (1 + np.exp(-x))\nreturn s * s",
        "complement": "return 1 - 1 / (1 + np.exp(-x))",
        "of_tanh": "s = 1 / (1 + np.exp(-x))\nreturn 1 - s**2",
        "always_a_quarter": "return np.ones_like(x) / 4",
    },
    "through_layers": {
        "weights_forgotten": "return np.prod(sigmoid_slope(sums))",
        "slopes_forgotten": """
            product = 1
            for w in weights:
                product *= w
            return product
        """,
        "sigmoid_for_slope": "return np.prod(weights / (1 + np.exp(-sums)))",
        "sums_for_slopes": "return np.prod(weights) * np.prod(sums)",
        "added": "return sum(w * sigmoid_slope(z) for w, z in zip(weights, sums))",
        "last_layer_only": """
            for w, z in zip(weights, sums):
                product = w * sigmoid_slope(z)
            return product
        """,
        "as_relu": "return np.prod(np.where(sums > 0, weights, 0))",
    },
    "deviations": {
        "kernel_forgotten": """
            fan_in, fan_out = kernels_shape[2], kernels_shape[3]
            return np.sqrt(2 / (fan_in + fan_out)), np.sqrt(2 / fan_in)
        """,
        "channels_forgotten": """
            weights = kernels_shape[0] * kernels_shape[1]
            return np.sqrt(2 / (weights + weights)), np.sqrt(2 / weights)
        """,
        "variances": """
            kH, kW, C_in, C_out = kernels_shape
            return 2 / (kH * kW * C_in + kH * kW * C_out), 2 / (kH * kW * C_in)
        """,
        "limits": """
            kH, kW, C_in, C_out = kernels_shape
            return np.sqrt(6 / (kH * kW * (C_in + C_out))), np.sqrt(6 / (kH * kW * C_in))
        """,
        "one_for_two": """
            kH, kW, C_in, C_out = kernels_shape
            return 1 / np.sqrt(kH * kW * (C_in + C_out)), 1 / np.sqrt(kH * kW * C_in)
        """,
        "he_by_fan_out": """
            kH, kW, C_in, C_out = kernels_shape
            return np.sqrt(2 / (kH * kW * (C_in + C_out))), np.sqrt(2 / (kH * kW * C_out))
        """,
        "he_by_both": """
            kH, kW, C_in, C_out = kernels_shape
            glorot = np.sqrt(2 / (kH * kW * (C_in + C_out)))
            return glorot, glorot
        """,
    },
    "batch_norm": {
        "per_image_and_channel": normalised("(1, 2)"),
        "per_image": normalised("(1, 2, 3)"),
        "over_channels": normalised("-1"),
        "per_place": normalised("0"),
        "all_together": normalised("None"),
        "no_epsilon": normalised("(0, 1, 2)", "np.sqrt(variance)"),
        "epsilon_outside": normalised("(0, 1, 2)", "x.std(axis=(0, 1, 2)) + epsilon"),
        "root_forgotten": normalised("(0, 1, 2)", "variance + epsilon"),
        "swapped": normalised("(0, 1, 2)", what="beta * x / spread + gamma"),
        "sample_variance": normalised(
            "(0, 1, 2)", "np.sqrt(np.var(x, axis=(0, 1, 2), ddof=1) + epsilon)"
        ),
        "only_normalised": normalised("(0, 1, 2)", what="x / spread"),
        "mean_not_subtracted": """
            variance = x.var(axis=(0, 1, 2))
            return gamma * (x / np.sqrt(variance + epsilon)) + beta
        """,
    },
    "moving_average": {
        "momentum_swapped": """
            moving = start
            for batch in batches:
                moving = moving * (1 - momentum) + batch * momentum
            return moving
        """,
        "start_each_time": """
            for batch in batches:
                moving = start * momentum + batch * (1 - momentum)
            return moving
        """,
        "first_only": """
            for batch in batches:
                moving = start * momentum + batch * (1 - momentum)
                return moving
        """,
        "plain_mean": "return np.mean(batches, axis=0)",
        "mean_at_once": "return start * momentum + batches.mean(axis=0) * (1 - momentum)",
        "start_at_zero": """
            moving = 0
            for batch in batches:
                moving = moving * momentum + batch * (1 - momentum)
            return moving
        """,
        "added_whole": """
            moving = start
            for batch in batches:
                moving = moving * momentum + batch
            return moving
        """,
        "last_first": """
            moving = start
            for batch in reversed(batches):
                moving = moving * momentum + batch * (1 - momentum)
            return moving
        """,
    },
}

UNKNOWN = {
    "sigmoid_slope": "s = 1 / (1 + np.exp(-x))\nreturn s * (1 + s)",
    "through_layers": "return np.prod(weights * sigmoid_slope(weights * sums))",
    "deviations": """
        kH, kW, C_in, C_out = kernels_shape
        return np.sqrt(2 / (kH * kW * C_in + C_out)), np.sqrt(2 / (kH * kW * C_in))
    """,
    "batch_norm": normalised("(0, 1, 2)", what="gamma * (x / spread + beta)"),
    "moving_average": """
        moving = start
        for batch in batches:
            moving = moving * momentum - batch * (1 - momentum)
        return moving
    """,
}
