"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

from textwrap import indent

LENET5 = """\
return keras.Sequential(
    [
        keras.Input((32, 32, 1)),
        keras.layers.Conv2D(6, 5, activation=activation),
        keras.layers.AveragePooling2D(2),
        keras.layers.Conv2D(16, (5, 5), activation=activation),
        keras.layers.AveragePooling2D((2, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(120, activation=activation),
        keras.layers.Dense(84, activation=activation),
        keras.layers.Dense(classes, activation="softmax"),
    ]
)
"""
POOLS = "keras.layers.AveragePooling2D(2),\n", "keras.layers.AveragePooling2D((2, 2)),\n"
FLATTEN = "keras.layers.Flatten(),\n"
C5 = "keras.layers.Dense(120, activation=activation),\n"
F6 = "keras.layers.Dense(84, activation=activation),\n"


def lenet5(*changes):
    """Return the right code with pairs (what, by what) exchanged."""
    code = LENET5
    for old, new in changes:
        assert old in code, old
        code = code.replace(old, new)
    return code


def normalised(line, first="max(c - size // 2, 0)", last="c + size // 2 + 1"):
    """Return the loop over the maps with `line` where the sum is taken."""
    lines = f"first, last = {first}, {last}\n{line}\n"
    lines += "out[:, :, c] = maps[:, :, c] / (bias + alpha * total) ** beta\n"
    loop = indent(lines, "    ")
    return f"out = np.zeros_like(maps)\nfor c in range(maps.shape[2]):\n{loop}return out\n"


SQUARES = "total = np.sum(maps[:, :, first:last] ** 2, axis=2)"


def divided(old, new):
    """Return the right code with another formula."""
    code = normalised(SQUARES)
    assert old in code, old
    return code.replace(old, new)


DIVISOR = "/ (bias + alpha * total) ** beta"

WRONG = {
    "lenet5": {
        "no_model": """
            return [
                keras.Input((32, 32, 1)),
                keras.layers.Conv2D(6, 5, activation=activation),
                keras.layers.Flatten(),
                keras.layers.Dense(classes, activation="softmax"),
            ]
        """,
        "no_input": lenet5(("keras.Input((32, 32, 1)),\n", "")),
        "input_28": lenet5(("(32, 32, 1)", "(28, 28, 1)")),
        "colour": lenet5(("(32, 32, 1)", "(32, 32, 3)")),
        "max_pools": lenet5(("AveragePooling2D", "MaxPooling2D")),
        "no_pools": lenet5((POOLS[0], ""), (POOLS[1], "")),
        "one_pool": lenet5((POOLS[1], "")),
        "padded": lenet5(
            ("6, 5, activation", '6, 5, padding="same", activation'),
            ("16, (5, 5), activation", '16, 5, padding="same", activation'),
        ),
        "padded_first": lenet5(("(6, 5, ", '(6, 5, padding="same", ')),
        "padded_second": lenet5(("(16, (5, 5), ", '(16, 5, padding="same", ')),
        "kernels_of_3": lenet5(("6, 5,", "6, 3,"), ("(5, 5)", "(3, 3)")),
        "filters_swapped": lenet5(("(16, (5, 5)", "(6, (5, 5)"), ("(6, 5,", "(16, 5,")),
        "filters_equal": lenet5(("(16, (5, 5)", "(6, (5, 5)")),
        "units_swapped": lenet5(("120", "hidden"), ("84", "120"), ("hidden", "84")),
        "no_flatten": lenet5((FLATTEN, "")),
        "no_c5": lenet5((C5, "")),
        "no_f6": lenet5((F6, "")),
        "c5_convolution": lenet5(
            (FLATTEN, ""), (C5, f"keras.layers.Conv2D(120, 5, activation=activation),\n{FLATTEN}")
        ),
        "always_tanh": lenet5(("activation=activation", 'activation="tanh"')),
        "always_relu": lenet5(("activation=activation", 'activation="relu"')),
        "no_activation": lenet5((", activation=activation", "")),
        "convolutions_linear": lenet5(
            ("6, 5, activation=activation", "6, 5"), ("(5, 5), activation=activation", "5")
        ),
        "dense_linear": lenet5(
            ("120, activation=activation", "120"), ("84, activation=activation", "84")
        ),
        "f6_linear": lenet5(("84, activation=activation", "84")),
        "no_softmax": lenet5((', activation="softmax"', "")),
        "activation_last": lenet5(('activation="softmax"', "activation=activation")),
        "always_10": lenet5(("Dense(classes", "Dense(10")),
        "own_class": """
            class Net(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.conv = keras.layers.Conv2D(6, 5)

                def call(self, images):
                    return self.conv(images)

            return Net()
        """,
        "compiled": lenet5(("return ", "model = ")) + "model.compile(loss='mse')\nreturn model",
        "frozen": lenet5(("return ", "model = ")) + "model.trainable = False\nreturn model",
        "equal_weights": lenet5((", activation=", ", kernel_initializer='zeros', activation=")),
        "no_biases": lenet5((", activation=", ", use_bias=False, activation=")),
    },
    "partial_parameters": {
        "no_biases": "return sum(len(maps) * kernel_size * kernel_size for maps in connections)",
        "one_bias": """
            total = 0
            for seen in connections:
                total = total + len(seen) * kernel_size**2
            return total + 1
        """,
        "bias_a_kernel": """
            kernels = sum(len(seen) for seen in connections)
            return kernels * kernel_size**2 + kernels
        """,
        "one_kernel": "return len(connections) * (kernel_size * kernel_size + 1)",
        "side_once": """
            total = 0
            for seen in connections:
                total += len(seen) * kernel_size + 1
            return total
        """,
        "numbers_added": """
            total = 0
            for seen in connections:
                for number in seen:
                    total += number * kernel_size**2
                total += 1
            return total
        """,
        "all_maps": """
            maps = max(number for seen in connections for number in seen) + 1
            return maps * kernel_size**2 * len(connections) + len(connections)
        """,
        "as_the_first": """
            seen = connections[0]
            return len(connections) * (len(seen) * kernel_size**2 + 1)
        """,
        "first_only": """
            total = 0
            for seen in connections:
                total += len(seen) * kernel_size**2 + 1
                return total
        """,
        "last_only": """
            for seen in connections:
                total = len(seen) * kernel_size**2 + 1
            return total
        """,
    },
    "group_parameters": {
        "groups_ignored": "return channels * kernel_size**2 * filters + filters",
        "one_group": """
            channels, filters = channels // groups, filters // groups
            return channels * kernel_size**2 * filters + filters
        """,
        "one_group_all_biases": """
            weights = (channels // groups) * kernel_size**2 * (filters // groups)
            return weights + filters
        """,
        "all_divided": "return (channels * kernel_size**2 * filters + filters) // groups",
        "multiplied": "return groups * channels * kernel_size**2 * filters + filters",
        "no_biases": "return channels // groups * kernel_size**2 * filters",
        "bias_a_group": "return channels // groups * kernel_size**2 * filters + groups",
        "biases_each_group": """
            seen = channels // groups
            return groups * (seen * kernel_size**2 * filters // groups + filters)
        """,
        "groups_for_channels": "return groups * kernel_size**2 * filters + filters",
        "side_once": "return channels // groups * kernel_size * filters + filters",
    },
    "local_response_norm": {
        "not_squared": normalised("total = maps[:, :, first:last].sum(axis=2)"),
        "square_of_sum": normalised("total = maps[:, :, first:last].sum(axis=2) ** 2"),
        "axis_forgotten": normalised("total = (maps[:, :, first:last] ** 2).sum()"),
        "own_only": "return maps / (bias + alpha * maps**2) ** beta",
        "own_left_out": normalised(f"{SQUARES} - maps[:, :, c] ** 2"),
        "last_left_out": normalised(SQUARES, last="c + size // 2"),
        "size_each_side": normalised(SQUARES, "max(c - size, 0)", "c + size + 1"),
        "before_only": normalised(SQUARES, "max(c - size + 1, 0)", "c + 1"),
        "behind_only": normalised(SQUARES, "c", "c + size"),
        "all_maps": """
            total = (maps**2).sum(axis=2, keepdims=True)
            return maps / (bias + alpha * total) ** beta
        """,
        "over_pixels": normalised("total = np.sum(maps[:, :, c] ** 2)"),
        "begins_negative": normalised(SQUARES, "c - size // 2"),
        "in_place": """
            for c in range(maps.shape[2]):
                first = max(c - size // 2, 0)
                total = (maps[:, :, first : c + size // 2 + 1] ** 2).sum(axis=2)
                maps[:, :, c] /= (bias + alpha * total) ** beta
            return maps
        """,
        "mean_of_size": normalised(f"{SQUARES} / size"),
        "mean": normalised("total = np.mean(maps[:, :, first:last] ** 2, axis=2)"),
        "beta_forgotten": divided(DIVISOR, "/ (bias + alpha * total)"),
        "root_for_beta": divided(DIVISOR, "/ np.sqrt(bias + alpha * total)"),
        "bias_outside": divided(DIVISOR, "/ (bias + (alpha * total) ** beta)"),
        "alpha_forgotten": divided(DIVISOR, "/ (bias + total) ** beta"),
        "bias_forgotten": divided(DIVISOR, "/ (alpha * total) ** beta"),
        "multiplied": divided(DIVISOR, "* (bias + alpha * total) ** beta"),
    },
}

UNKNOWN = {
    "lenet5": lenet5(("Dense(84", "Dense(85")),
    "partial_parameters": "return 7 * len(connections) + kernel_size",
    "group_parameters": "return channels + filters + groups",
    "local_response_norm": "return maps / (bias + alpha + beta + size)",
}
