"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

NORM, RELU, NARROW, CONV = (
    "new = keras.layers.BatchNormalization()(new)",
    'new = keras.layers.Activation("relu")(new)',
    "new = keras.layers.Conv2D(4 * growth_rate, 1)(new)",
    'new = keras.layers.Conv2D(growth_rate, 3, padding="same")(new)',
)
H = (NORM, RELU, NARROW, NORM, RELU, CONV)
JOIN = "x = keras.layers.Concatenate()([x, new])"


def block(*layers, begin="new = x", join=JOIN, before="", end="return x"):
    """A learner's dense block, with other layers or other wiring."""
    rounds = "\n".join(f"    {line}" for line in [begin, *(layers or H), *join.splitlines()])
    return f"{before}\nfor number in range(layers):\n{rounds}\n{end}"


def transition(*layers, filters="x.shape[-1] // 2"):
    """A learner's transition."""
    return "\n".join([f"filters = {filters}", *layers, "return x"])


T_NORM, T_RELU, T_CONV, T_POOL = (
    "x = keras.layers.BatchNormalization()(x)",
    "x = keras.activations.relu(x)",
    "x = keras.layers.Conv2D(filters, 1)(x)",
    "x = keras.layers.AveragePooling2D((2, 2))(x)",
)
T = (T_NORM, T_RELU, T_CONV, T_POOL)


def counted(alone="9 * c * k", both="4 * c * k + 9 * 4 * k * k", step="c += k", begin="channels"):
    """A learner's loop over the layers of a block."""
    return f"""
        k, c = growth_rate, {begin}
        alone = both = 0
        for layer in range(layers):
            alone += {alone}
            both += {both}
            {step}
        return alone, both
    """


WRONG = {
    "channels_seen": {
        "without_last": "return [channels + growth_rate * l for l in range(layers)]",
        "without_first": """
            seen = []
            for _ in range(layers):
                channels += growth_rate
                seen.append(channels)
            return seen
        """,
        "one_too_many": "return [channels + growth_rate * l for l in range(layers + 2)]",
        "begun_too_late": "return [channels + growth_rate * l for l in range(1, layers + 2)]",
        "added": "return [channels] * (layers + 1)",
        "only_the_one_before": "return [channels] + [growth_rate] * layers",
        "input_forgotten": "return [growth_rate * l for l in range(layers + 1)]",
        "input_only_once": "return [channels] + [growth_rate * l for l in range(1, layers + 1)]",
        "multiplied": """
            seen = [channels]
            for _ in range(layers):
                seen.append(seen[-1] * growth_rate)
            return seen
        """,
        "doubled": """
            seen = [channels]
            for _ in range(layers):
                seen.append(sum(seen[-1:]) + seen[-1])
            return seen
        """,
        "growing_rate": """
            seen = [channels]
            for l in range(1, layers + 1):
                seen.append(seen[-1] + growth_rate * l)
            return seen
        """,
    },
    "dense_block": {
        "no_tensor": block(end="return keras.layers.Concatenate()"),
        "used_twice": block(
            NORM,
            RELU,
            NARROW,
            NORM,
            RELU,
            "new = conv(new)",
            before='conv = keras.layers.Conv2D(growth_rate, 3, padding="same")',
        ),
        "added": block(join="x = x + new"),
        "new_first": block(join="x = keras.layers.concatenate([new, x])"),
        "chained": block(join="x = new"),
        "chained_then_joined": block(
            before="maps = [x]",
            join="x = new\nmaps.append(new)",
            end="return keras.layers.Concatenate()(maps)",
        ),
        "input_forgotten": block(
            before="made = []",
            join=f"made.append(new)\n{JOIN}",
            end="return keras.layers.Concatenate()(made) if len(made) > 1 else new",
        ),
        "last_maps_only": block(end="return new"),
        "from_block_input": block(
            before="first = x",
            begin="new = first",
        ),
        "one_layer": block(join=f"{JOIN}\nreturn x", end=""),
        "narrow_k": block(NORM, RELU, NARROW.replace("4 * ", ""), NORM, RELU, CONV),
        "no_bottleneck": block(NORM, RELU, CONV),
        "filters_swapped": block(
            NORM,
            RELU,
            NARROW.replace("4 * ", ""),
            NORM,
            RELU,
            CONV.replace("growth_rate", "4 * growth_rate"),
        ),
        "kernels_swapped": block(
            NORM,
            RELU,
            NARROW.replace("1)", '3, padding="same")'),
            NORM,
            RELU,
            CONV.replace("3,", "1,"),
        ),
        "both_3x3": block(NORM, RELU, NARROW.replace("1)", '3, padding="same")'), NORM, RELU, CONV),
        "convolution_first": block(NARROW, NORM, RELU, CONV, NORM, RELU),
        "relu_in_convolution": block(
            NORM,
            NARROW.replace("1)", '1, activation="relu")'),
            NORM,
            CONV.replace("3,", '3, activation="relu",'),
        ),
        "normalised_once": block(NORM, RELU, NARROW, RELU, CONV),
        "second_bare": block(NORM, RELU, NARROW, CONV),
        "not_normalised": block(RELU, NARROW, RELU, CONV),
    },
    "block_weights": {
        "same_channels": counted(step="pass"),
        "seen_too_late": """
            alone = both = 0
            for c in channels_seen(channels, growth_rate, layers)[1:]:
                alone += c * 9 * growth_rate
                both += c * 4 * growth_rate + 4 * growth_rate * 9 * growth_rate
            return alone, both
        """,
        "first_layer": """
            k = growth_rate
            return channels * 9 * k, channels * 4 * k + 4 * k * 9 * k
        """,
        "last_layer": """
            for c in channels_seen(channels, growth_rate, layers)[:-1]:
                alone = c * 9 * growth_rate
                both = c * 4 * growth_rate + 4 * growth_rate * 9 * growth_rate
            return alone, both
        """,
        "end_counted": """
            alone = both = 0
            for c in channels_seen(channels, growth_rate, layers):
                alone += c * 9 * growth_rate
                both += c * 4 * growth_rate + 4 * growth_rate * 9 * growth_rate
            return alone, both
        """,
        "side_once": counted("c * 3 * k", "c * 4 * k + 4 * k * 3 * k"),
        "narrow_k": counted(both="c * k + k * 9 * k"),
        "all_channels_again": counted(both="c * 4 * k + c * 3 * 3 * k"),
        "four_filters": counted(both="c * 4 + 4 * 9 * k"),
        "wide_3x3": counted(both="c * 4 * k + 4 * k * 9 * 4 * k"),
        "kernel_9": counted(both="c * 9 * 4 * k + 4 * k * 9 * k"),
        "bottleneck_alone": counted(both="c * 4 * k"),
        "with_biases": counted("9 * c * k + k", "c * 4 * k + 4 * k + 4 * k * 9 * k + k"),
    },
    "transition": {
        "no_tensor": "return keras.layers.AveragePooling2D(2)",
        "not_halved": transition(*T, filters="x.shape[-1]"),
        "rounded_up": transition(*T, filters="(x.shape[-1] + 1) // 2"),
        "two_filters": transition(*T, filters="2"),
        "doubled": transition(*T, filters="2 * x.shape[-1]"),
        "largest": transition(*T[:3], "x = keras.layers.MaxPooling2D(2)(x)"),
        "no_pooling": transition(*T[:3]),
        "no_convolution": transition(T_NORM, T_RELU, T_POOL),
        "strided": transition(T_NORM, T_RELU, "x = keras.layers.Conv2D(filters, 1, strides=2)(x)"),
        "kernel_3x3": transition(
            T_NORM, T_RELU, 'x = keras.layers.Conv2D(filters, 3, padding="same")(x)', T_POOL
        ),
        "whole_mean": transition(*T[:3], "x = keras.layers.GlobalAveragePooling2D()(x)"),
        "pooled_first": transition(T_POOL, *T[:3]),
        "convolution_first": transition(T_CONV, T_NORM, T_RELU, T_POOL),
        "relu_in_convolution": transition(
            T_NORM, 'x = keras.layers.Conv2D(filters, 1, activation="relu")(x)', T_POOL
        ),
        "not_normalised": transition(T_RELU, T_CONV, T_POOL),
        "no_relu": transition(T_NORM, T_CONV, T_POOL),
    },
}

UNKNOWN = {
    "channels_seen": "return [channels + growth_rate * l + 1 for l in range(layers + 1)]",
    "dense_block": block(NORM, RELU, NARROW, CONV, RELU),
    "block_weights": counted(both="c * 2 * k + 9 * 2 * k * k"),
    "transition": transition(T_NORM, T_RELU, T_POOL, T_CONV),
}
