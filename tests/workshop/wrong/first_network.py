"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

MAIN = """\
return keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, padding=padding, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(64, 3, padding=padding, activation="relu"),
        keras.layers.MaxPool2D((2, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
"""
POOL1, POOL2 = "MaxPooling2D(2)", "MaxPool2D((2, 2))"
FLATTEN, DROPOUT = "keras.layers.Flatten(),\n", "keras.layers.Dropout(0.4),\n"
HIDDEN = 'keras.layers.Dense(100, activation="relu"),\n'
LAST = 'keras.layers.Dense(10, activation="softmax"),\n'


def main(*changes):
    """Return the right code with pairs (what, by what) exchanged."""
    code = MAIN
    for old, new in changes:
        assert old in code, old
        code = code.replace(old, new)
    return code


WRONG = {
    "first_network": {
        "no_model": """
            return [
                keras.Input((28, 28, 1)),
                keras.layers.Conv2D(32, 3, padding=padding, activation="relu"),
                keras.layers.Flatten(),
                keras.layers.Dense(10, activation="softmax"),
            ]
        """,
        "no_input": main(("keras.Input((28, 28, 1)),\n", "")),
        "padding_ignored": main((" padding=padding,", "")),
        "padding_of_one": main(("64, 3, padding=padding,", "64, 3,")),
        "padding_of_first": main(("32, 3, padding=padding,", "32, (3, 3),")),
        "always_same": main(("padding=padding", 'padding="same"')),
        "pools_padded": main((POOL1, "MaxPooling2D(2, padding=padding)"), (POOL2, POOL1)).replace(
            POOL1, "MaxPooling2D(2, padding=padding)"
        ),
        "no_relu": main((', activation="relu"', "")),
        "no_relu_in_convolutions": main(('padding=padding, activation="relu"', "padding=padding")),
        "no_relu_in_dense": main(('100, activation="relu"', "100")),
        "no_activations": main((', activation="relu"', ""), (', activation="softmax"', "")),
        "no_softmax": main((', activation="softmax"', "")),
        "sigmoid": main(("softmax", "sigmoid")),
        "relu_at_the_end": main(("softmax", "relu")),
        "softmax_in_dense": main(('100, activation="relu"', '100, activation="softmax"')),
        "no_flatten": main((FLATTEN, "")),
        "no_pools": main((f"keras.layers.{POOL1},\n", ""), (f"keras.layers.{POOL2},\n", "")),
        "one_pool": main((f"keras.layers.{POOL2},\n", "")),
        "one_pool_late": main((f"keras.layers.{POOL1},\n", "")),
        "average_pools": main((POOL1, "AveragePooling2D(2)"), (POOL2, "AveragePooling2D((2, 2))")),
        "no_hidden": main((HIDDEN, "")),
        "no_dropout": main((DROPOUT, "")),
        "dropout_kept": main(("0.4", "1 - 0.4")),
        "dropout_early": main((DROPOUT, ""), (HIDDEN, DROPOUT + "        " + HIDDEN)),
        "dropout_last": main((DROPOUT, ""), (LAST, LAST + "        " + DROPOUT)),
        "filters_equal": main(("Conv2D(64", "Conv2D(32")),
        "filters_swapped": main(("Conv2D(32", "Conv2D(00"), ("(64", "(32"), ("(00", "(64")),
        "kernel_for_filters": main(("Conv2D(32, 3", "Conv2D(3, 32"), ("(64, 3", "(3, 64")),
        "units_swapped": main(
            ('100, activation="relu"', '10, activation="relu"'),
            ('10, activation="softmax"', '100, activation="softmax"'),
        ),
        "own_class": """
            class Net(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.conv = keras.layers.Conv2D(32, 3, activation="relu")

                def call(self, images):
                    return self.conv(images)

            return Net()
        """,
        "used_twice": """
            conv = keras.layers.Conv2D(1, 3, padding="same")
            image = keras.Input((28, 28, 1))
            return keras.Model(image, conv(conv(image)))
        """,
        "compiled": main(("return ", "model = "))
        + """
model.compile("adam", "sparse_categorical_crossentropy")
return model
""",
        "frozen": main(("return ", "model = "))
        + """
model.trainable = False
return model
""",
        "equal_weights": main((", activation", ', kernel_initializer="zeros", activation')),
        "no_biases": main((", activation", ", use_bias=False, activation")),
        "no_biases_in_convolutions": main(("padding=padding", "padding=padding, use_bias=False")),
    },
    "flattened": {
        "padding_ignored": "return (side // 2 // 2) ** 2 * 64",
        "always_valid": "side = ((side - 2) // 2 - 2) // 2\nreturn side * side * 64",
        "one_side": """
            for block in range(2):
                if padding == "valid":
                    side -= 1
                side //= 2
            return side**2 * 64
        """,
        "whole_kernel": """
            for block in range(2):
                if padding == "valid":
                    side -= 3
                side //= 2
            return side**2 * 64
        """,
        "one_border": """
            if padding == "valid":
                side = side - 2
            side = side // 2
            side = side // 2
            return side * side * 64
        """,
        "borders_first": """
            if padding == "valid":
                side = side - 2 - 2
            side = side // 2 // 2
            return side * side * 64
        """,
        "no_pools": """
            if padding == "valid":
                side = side - 4
            return side * side * 64
        """,
        "one_pool": """
            if padding == "valid":
                return ((side - 2) // 2 - 2) ** 2 * 64
            return (side // 2) ** 2 * 64
        """,
        "rounded_up": """
            for _ in range(2):
                if padding == "valid":
                    side = side - 2
                side = (side + 1) // 2
            return side * side * 64
        """,
        "not_rounded": """
            for _ in range(2):
                if padding == "valid":
                    side = side - 2
                side = side / 2
            return side * side * 64
        """,
        "no_channels": """
            border = 0 if padding == "same" else 2
            side = ((side - border) // 2 - border) // 2
            return side * side
        """,
        "first_channels": """
            border = 0 if padding == "same" else 2
            side = ((side - border) // 2 - border) // 2
            return side * side * 32
        """,
        "all_channels": """
            border = 0 if padding == "same" else 2
            side = ((side - border) // 2 - border) // 2
            return side * side * 32 * 64
        """,
        "one_row": """
            border = 0 if padding == "same" else 2
            side = ((side - border) // 2 - border) // 2
            return side * 64
        """,
        "sides_added": """
            for _ in range(2):
                if padding == "valid":
                    side = side - 2
                side = side // 2
            return (side + side) * 64
        """,
        "two_borders": """
            for _ in range(2):
                if padding == "valid":
                    side = side - 4
                side = side // 2
            return side * side * 64
        """,
        "padding_turned": """
            for _ in range(2):
                if padding == "same":
                    side = side - 2
                side = side // 2
            return side * side * 64
        """,
        "one_block": """
            for _ in range(1):
                if padding == "valid":
                    side = side - 2
                side = side // 2
            return side * side * 64
        """,
        "always_28": "return 3136 if padding == 'same' else 1600",
    },
    "parameters": {
        "no_biases": """
            return 3 * 3 * 32, 32 * 3 * 3 * 64, flattened(side, padding) * 100, 100 * 10
        """,
        "one_channel": """
            hidden = flattened(side, padding) * 100 + 100
            return 3 * 3 * 32 + 32, 3 * 3 * 64 + 64, hidden, 1010
        """,
        "side_once": """
            hidden = flattened(side, padding) * 100 + 100
            return 3 * 32 + 32, 32 * 3 * 64 + 64, hidden, 1010
        """,
        "bias_a_kernel": """
            second = 32 * 64
            hidden = (flattened(side, padding) + 1) * 100
            return 320, second * 9 + second, hidden, 1010
        """,
        "dense_without_biases": """
            return 320, 9 * 32 * 64 + 64, flattened(side, padding) * 100, 100 * 10
        """,
        "one_bias": """
            dense = flattened(side, padding) * 100 + 1
            return 9 * 32 + 1, 32 * 9 * 64 + 1, dense, 100 * 10 + 1
        """,
        "hidden_skipped": """
            values = flattened(side, padding)
            return 320, 18_496, values * 100 + 100, values * 10 + 10
        """,
        "channels_into_dense": "return 320, 18_496, 64 * 100 + 100, 100 * 10 + 10",
        "dropout_counted": """
            hidden = flattened(side, padding) * 100 + 100
            return 320, 18_496, hidden, int(100 * (1 - 0.4)) * 10 + 10
        """,
        "dropout_turned": """
            hidden = flattened(side, padding) * 100 + 100
            return 320, 18_496, hidden, int(100 * 0.4) * 10 + 10
        """,
        "pools_ignored": """
            if padding == "valid":
                side -= 4
            return 320, 18_496, side * side * 64 * 100 + 100, 1010
        """,
        "padding_ignored": """
            return 320, 18_496, (side // 4) ** 2 * 64 * 100 + 100, 1010
        """,
        "always_28": "return 320, 18496, flattened(28, padding) * 100 + 100, 1010",
        "image_into_dense": "return 320, 18496, side * side * 64 * 100 + 100, 1010",
        "last_without_biases": "return 320, 18496, flattened(side, padding) * 100 + 100, 1000",
        "dense_swapped": "return 320, 18496, 1010, flattened(side, padding) * 100 + 100",
    },
    "softmax": {
        "overflow": "e = np.exp(scores)\nreturn e / e.sum(axis=1, keepdims=True)",
        "largest_of_all": """
            e = np.exp(scores - np.max(scores))
            return e / e.sum(axis=1, keepdims=True)
        """,
        "largest_of_columns": """
            e = np.exp(scores - scores.max(axis=0))
            return e / e.sum(axis=1, keepdims=True)
        """,
        "wrong_axis": """
            e = np.exp(scores - scores.max(axis=0))
            return e / e.sum(axis=0)
        """,
        "wrong_axis_of_sum": """
            e = np.exp(scores - scores.max(axis=1, keepdims=True))
            return e / e.sum(axis=0, keepdims=True)
        """,
        "wrong_axis_and_overflow": "return np.exp(scores) / np.exp(scores).sum(axis=0)",
        "whole_array": "e = np.exp(scores - scores.max())\nreturn e / e.sum()",
        "whole_array_of_sum": """
            e = np.exp(scores - scores.max(axis=1, keepdims=True))
            return e / np.sum(e)
        """,
        "whole_array_and_overflow": "return np.exp(scores) / np.sum(np.exp(scores))",
        "no_keepdims": """
            e = np.exp(scores - scores.max(axis=1))
            return e / e.sum(axis=1)
        """,
        "no_keepdims_in_sum": """
            e = np.exp(scores - scores.max(axis=1, keepdims=True))
            return e / e.sum(axis=1)
        """,
        "no_keepdims_and_overflow": "e = np.exp(scores)\nreturn e / e.sum(axis=1)",
        "not_divided": "return np.exp(scores - scores.max(axis=1, keepdims=True))",
        "no_powers": "return scores / scores.sum(axis=1, keepdims=True)",
        "sigmoid": "return 1 / (1 + np.exp(-scores))",
        "one_for_the_largest": """
            probabilities = np.zeros(scores.shape)
            for i in range(len(scores)):
                probabilities[i, scores[i].argmax()] = 1
            return probabilities
        """,
        "mean_subtracted": """
            powers = np.exp(scores - scores.mean(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        """,
        "smallest_subtracted": """
            powers = np.exp(scores - scores.min(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        """,
        "own_type": """
            result = np.zeros_like(scores)
            for i, row in enumerate(scores):
                powers = np.exp(row - row.max())
                result[i] = powers / powers.sum()
            return result
        """,
        "divided_by_mean": """
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            return powers / powers.mean(axis=1, keepdims=True)
        """,
        "base_2": """
            powers = 2.0 ** (scores - scores.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)
        """,
    },
}

UNKNOWN = {
    "first_network": main(("Conv2D(64, 3", "Conv2D(64, 5")),
    "flattened": "return (side // 2 - 2) ** 2 * 64",
    "parameters": """
        return 320, 18_496, flattened(side, padding) * 100 + 100, 100 * 10 + 100
    """,
    "softmax": """
        e = np.exp((scores - scores.max(axis=1, keepdims=True)) / 2)
        return e / e.sum(axis=1, keepdims=True)
    """,
}
