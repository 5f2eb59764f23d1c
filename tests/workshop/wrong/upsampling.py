"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""


def network(
    *,
    paddings=("same",) * 4,
    strides=(2,) * 4,
    activations=("relu", "relu", "relu", "sigmoid"),
    filters=("filters", "2 * filters", "filters", "1"),
    kernel=4,
    up="Conv2DTranspose",
    layers=4,
    given="keras.Input((side, side, 1)),",
):
    """Return the code of the model with other arguments."""
    lines = []
    for number in range(layers):
        kind, size = ("Conv2D", 3) if number < 2 else (up, kernel)
        arguments = [filters[number], str(size)]
        if strides[number] != 1:
            arguments.append(f"strides={strides[number]}")
        if paddings[number] != "valid":
            arguments.append(f"padding={paddings[number]!r}")
        if activations[number]:
            arguments.append(f"activation={activations[number]!r}")
        lines.append(f"keras.layers.{kind}({', '.join(arguments)}),")
    return "\n".join(["return keras.Sequential([", given, *lines, "])"])


WRONG = {
    "enlarged_size": {
        "shrunk": """
            if padding == "same":
                return -(-size // stride)
            return (size - kernel) // stride + 1
        """,
        "gap_forgotten": """
            if padding == "same":
                return size * stride
            return (size - 1) * stride + kernel
        """,
        "gap_of_one": """
            if padding == "same":
                return size * stride
            if kernel < stride:
                return (size - 1) * stride + kernel + 1
            return (size - 1) * stride + kernel
        """,
        "gap_always": """
            if padding == "same":
                return size * stride
            gap = abs(stride - kernel)
            return (size - 1) * stride + kernel + gap
        """,
        "all_gaps": """
            if padding == "same":
                return size * stride
            length = (size - 1) * stride + kernel
            if kernel < stride:
                length += size * (stride - kernel)
            return length
        """,
        "always_same": """
            if padding == "same":
                return size * stride
            return (size - 1) * stride + kernel + (stride - kernel)
        """,
        "always_valid": """
            if kernel < stride:
                return size * stride
            return (size - 1) * stride + kernel
        """,
        "one_step_too_many": """
            if padding == "valid":
                return size * stride + kernel
            return size * stride
        """,
        "side_by_side": """
            if padding == "valid":
                return size * (kernel if kernel > stride else stride)
            return size * stride
        """,
        "same_keeps_size": """
            if padding == "same":
                return size
            return size * stride + max(kernel - stride, 0)
        """,
        "stride_forgotten": """
            if padding == "same":
                return size
            return size - 1 + kernel
        """,
    },
    "overlaps": {
        "stride_ignored": """
            counts = np.zeros(size - 1 + kernel)
            for i in range(size):
                counts[i : i + kernel] += 1
            return counts
        """,
        "stride_in_size_only": """
            counts = np.zeros((size - 1) * stride + kernel)
            for i in range(size):
                counts[i : i + kernel] += 1
            return counts
        """,
        "overwritten": """
            counts = np.zeros((size - 1) * stride + kernel)
            for i in range(size):
                counts[i * stride : i * stride + kernel] = 1
            return counts
        """,
        "starts_only": """
            counts = np.zeros((size - 1) * stride + kernel)
            for i in range(size):
                counts[i * stride] += 1
            return counts
        """,
        "one_step_too_many": """
            counts = np.zeros(size * stride + kernel)
            for i in range(size):
                counts[i * stride : i * stride + kernel] += 1
            return counts
        """,
        "last_forgotten": """
            counts = np.zeros((size - 1) * stride + kernel)
            for i in range(size - 1):
                counts[i * stride : i * stride + kernel] += 1
            return counts
        """,
        "cut_off": """
            counts = np.zeros(size * stride)
            for i in range(size):
                counts[i * stride : i * stride + kernel] += 1
            return counts
        """,
    },
    "bilinear_weights": {
        "all_channels": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for i in range(channels):
                for j in range(channels):
                    weights[:, :, i, j] = np.outer(w, w)
            return weights
        """,
        "first_channel_only": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            weights[:, :, 0, 0] = np.outer(w, w)
            return weights
        """,
        "normalised": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
            w = w / w.sum()
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "added": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                for i in range(2 * factor):
                    for j in range(2 * factor):
                        weights[i, j, c, c] = w[i] + w[j]
            return weights
        """,
        "row_repeated": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = w
            return weights
        """,
        "off_centre": """
            w = 1 - np.abs(np.arange(2 * factor) - factor) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "brackets_lost": """
            w = 1 - np.abs(np.arange(2 * factor) - factor - 0.5) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "divided_inside": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5) / factor)
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "all_divided": """
            w = (1 - np.abs(np.arange(2 * factor) - (factor - 0.5))) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "sign_kept": """
            w = 1 - (np.arange(2 * factor) - (factor - 0.5)) / factor
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "too_flat": """
            w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / (2 * factor)
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = np.outer(w, w)
            return weights
        """,
        "nearest": """
            weights = np.zeros((2 * factor, 2 * factor, channels, channels))
            for c in range(channels):
                weights[:, :, c, c] = 1
            return weights
        """,
    },
    "encoder_decoder": {
        "no_model": network().replace("keras.Sequential([", "[").removesuffix(")"),
        "no_input": network(given=""),
        "valid": network(paddings=("valid",) * 4),
        "valid_decoder": network(paddings=("same", "same", "valid", "valid")),
        "valid_encoder": network(paddings=("valid", "valid", "same", "same")),
        "not_transposed": network(up="Conv2D"),
        "no_strides": network(strides=(1, 1, 1, 1)),
        "no_strides_in_decoder": network(strides=(2, 2, 1, 1)),
        "no_strides_in_encoder": network(strides=(1, 1, 2, 2)),
        "kernel_of_three": network(kernel=3),
        "no_activations": network(activations=(None,) * 4),
        "no_relu": network(activations=(None, None, None, "sigmoid")),
        "no_relu_in_decoder": network(activations=("relu", "relu", None, "sigmoid")),
        "no_sigmoid": network(activations=("relu", "relu", "relu", None)),
        "relu_at_the_end": network(activations=("relu",) * 4),
        "softmax": network(activations=("relu", "relu", "relu", "softmax")),
        "filters_at_the_end": network(filters=("filters", "2 * filters", "filters", "filters")),
        "not_doubled": network(filters=("filters", "filters", "filters", "1")),
        "doubled_in_decoder": network(filters=("filters", "2 * filters", "2 * filters", "1")),
        "doubled_again": network(filters=("filters", "2 * filters", "4 * filters", "1")),
        "last_missing": network(layers=3),
        "own_class": """
            class Net(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.conv = keras.layers.Conv2D(6, 5)

                def call(self, images):
                    return self.conv(images)

            return Net()
        """,
        "compiled": network().replace("return ", "model = ")
        + "\nmodel.compile(loss='mse')\nreturn model",
        "frozen": network().replace("return ", "model = ")
        + "\nmodel.trainable = False\nreturn model",
        "equal_weights": network().replace(
            "activation=", "kernel_initializer='zeros', activation="
        ),
        "no_biases": network().replace("activation=", "use_bias=False, activation="),
    },
}

UNKNOWN = {
    "enlarged_size": "return size * stride - kernel",
    "overlaps": """
        counts = np.zeros((size - 1) * stride + kernel)
        for i in range(size):
            counts[i * stride : i * stride + kernel] += i
        return counts
    """,
    "bilinear_weights": """
        w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
        weights = np.zeros((2 * factor, 2 * factor, channels, channels))
        for c in range(channels):
            weights[:, :, c, c] = np.outer(w, w) ** 3
        return weights
    """,
    "encoder_decoder": network(kernel=6),
}
