"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""


def chain(factor="1 + slope if shortcut else slope", step="grad * factor", order="slopes[::-1]"):
    """A learner's way through a chain, with another factor or step."""
    return f"""
        grad = last
        result = [grad]
        for slope in {order}:
            factor = {factor}
            grad = {step}
            result.append(grad)
        return np.array(result[::-1])
    """


CONV, NORM, RELU = (
    'f = keras.layers.Conv2D(filters, 3, padding="same")(f)',
    "f = keras.layers.BatchNormalization()(f)",
    'f = keras.layers.Activation("relu")(f)',
)
STRIDED = 'f = keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(f)'
F = (STRIDED, NORM, RELU, CONV, NORM)
SHORTCUT = """
s = x
if stride != 1 or x.shape[-1] != filters:
    s = keras.layers.Conv2D(filters, 1, strides=stride)(s)
    s = keras.layers.BatchNormalization()(s)
"""
END = "return keras.activations.relu(f + s)"


def residual(layers=F, shortcut=SHORTCUT, end=END):
    """A learner's original block."""
    return "\n".join(["f = x", *layers, shortcut, end])


def preact(*layers, end="return keras.layers.Add()([f, x])"):
    """A learner's pre-activation block."""
    return "\n".join(["f = x", *layers, end])


WRONG = {
    "gradients": {
        "always_plain": chain("slope"),
        "always_residual": chain("1 + slope"),
        "shortcut_swapped": chain("slope if shortcut else 1 + slope"),
        "last_first": """
            result = [last]
            for i in range(len(slopes) - 1, -1, -1):
                if shortcut:
                    result.append(result[-1] * (1 + slopes[i]))
                else:
                    result.append(result[-1] * slopes[i])
            return np.array(result)
        """,
        "forwards": """
            grad = last
            result = [grad]
            for slope in slopes:
                grad = grad * (1 + slope) if shortcut else grad * slope
                result.append(grad)
            return np.array(result)
        """,
        "first_slope_last": chain(order="slopes"),
        "without_last": """
            grad = last
            result = []
            for slope in reversed(slopes):
                grad = grad * (1 + slope) if shortcut else grad * slope
                result.insert(0, grad)
            return np.array(result)
        """,
        "not_accumulated": """
            result = [last]
            for slope in slopes[::-1]:
                result.append(last * (1 + slope) if shortcut else last * slope)
            return np.array(result[::-1])
        """,
        "one_added": chain(step="grad * slope + 1 if shortcut else grad * slope"),
        "one_in_all": """
            result = [last]
            product = 1
            for slope in slopes[::-1]:
                product = product * slope
                result.append(last * (1 + product) if shortcut else last * product)
            return np.array(result[::-1])
        """,
        "slopes_added": chain(step="grad + factor"),
        "begun_with_one": """
            grads = np.ones(len(slopes) + 1)
            for l in range(len(slopes) - 1, -1, -1):
                grads[l] = grads[l + 1] * (slopes[l] + int(shortcut))
            return grads
        """,
    },
    "residual_block": {
        "no_tensor": residual(end="return keras.layers.ReLU()"),
        "used_twice": """
            norm = keras.layers.BatchNormalization()
            f = keras.layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
            f = keras.layers.ReLU()(norm(f))
            f = norm(keras.layers.Conv2D(filters, 3, padding="same")(f))
            if f.shape != x.shape:
                x = keras.layers.Conv2D(filters, 1, strides=stride, padding="same")(x)
                x = keras.layers.BatchNormalization()(x)
            return keras.layers.ReLU()(keras.layers.Add()([x, f]))
        """,
        "no_shortcut": residual(end="return keras.layers.ReLU()(f)"),
        "no_projection": residual(shortcut="s = x"),
        "always_projected": residual(
            shortcut="""
s = keras.layers.Conv2D(filters, 1, strides=stride, padding="same")(x)
s = keras.layers.BatchNormalization()(s)
"""
        ),
        "only_channels": residual(shortcut=SHORTCUT.replace("stride != 1 or ", "")),
        "only_stride": residual(shortcut=SHORTCUT.replace(" or x.shape[-1] != filters", "")),
        "projection_not_normalised": residual(shortcut=SHORTCUT.rpartition("    s =")[0]),
        "projection_3x3": residual(
            shortcut=SHORTCUT.replace("filters, 1,", 'filters, 3, padding="same",')
        ),
        "projection_without_stride": residual(shortcut=SHORTCUT.replace(", strides=stride", "")),
        "stride_twice": residual((STRIDED, NORM, RELU, STRIDED, NORM)),
        "stride_second": residual((CONV, NORM, RELU, STRIDED, NORM)),
        "stride_not_in_f": residual((CONV, NORM, RELU, CONV, NORM)),
        "relu_before_sum": residual((*F, RELU), end="return keras.layers.Add()([s, f])"),
        "relu_twice": residual((*F, RELU)),
        "no_relu_at_end": residual(end="return s + f"),
        "no_relu_inside": residual((STRIDED, NORM, CONV, NORM)),
        "relu_before_norm": residual(
            (STRIDED.replace('"same"', '"same", activation="relu"'), NORM, CONV, NORM)
        ),
        "not_normalised": residual((STRIDED, RELU, CONV), SHORTCUT.rpartition("    s =")[0]),
        "f_not_normalised": residual((STRIDED, RELU, CONV)),
        "concatenated": residual(
            end="return keras.layers.ReLU()(keras.layers.Concatenate()([f, s]))"
        ),
        "preactivation": residual((NORM, RELU, STRIDED, NORM, RELU, CONV), end="return s + f"),
    },
    "preact_block": {
        "no_tensor": "return keras.layers.Add()",
        "used_twice": """
            norm = keras.layers.BatchNormalization()
            f = keras.layers.Conv2D(filters, 3, padding="same")(keras.layers.ReLU()(norm(x)))
            f = keras.layers.Conv2D(filters, 3, padding="same")(keras.layers.ReLU()(norm(f)))
            return x + f
        """,
        "no_shortcut": preact(NORM, RELU, CONV, NORM, RELU, CONV, end="return f"),
        "original": "return residual_block(x, filters, 1)",
        "still_behind": preact(CONV, NORM, RELU, CONV, NORM, RELU),
        "relu_after_sum": preact(
            *(NORM, RELU, CONV) * 2, end="return keras.layers.ReLU()(keras.layers.add([x, f]))"
        ),
        "shortcut_too_late": """
            x = keras.layers.BatchNormalization()(x)
            x = keras.layers.ReLU()(x)
            f = keras.layers.Conv2D(filters, 3, padding="same")(x)
            f = keras.layers.BatchNormalization()(f)
            f = keras.layers.ReLU()(f)
            f = keras.layers.Conv2D(filters, 3, padding="same")(f)
            return keras.layers.Add()([x, f])
        """,
        "shortcut_behind_norm": """
            x = keras.layers.BatchNormalization()(x)
            f = keras.layers.Conv2D(filters, 3, padding="same")(keras.ops.relu(x))
            f = keras.layers.ReLU()(keras.layers.BatchNormalization()(f))
            f = keras.layers.Conv2D(filters, 3, padding="same")(f)
            return keras.layers.Add()([x, f])
        """,
        "norm_first_only": preact(NORM, RELU, CONV, RELU, CONV),
        "not_normalised": preact(RELU, CONV, RELU, CONV),
        "relu_first": preact(*(RELU, NORM, CONV) * 2),
        "one_convolution": preact(NORM, RELU, CONV),
        "relu_in_convolution": preact(*(NORM, CONV.replace("3,", '3, activation="relu",')) * 2),
    },
    "block_weights": {
        "side_once": """
            two = 2 * channels * 3 * channels
            bottleneck = channels * reduced + reduced * 3 * reduced + reduced * channels
            return two, bottleneck
        """,
        "one_3x3": """
            bottleneck = channels * reduced + reduced * 3 * 3 * reduced + reduced * channels
            return channels * 3 * 3 * channels, bottleneck
        """,
        "channels_in_forgotten": "return 2 * 9 * channels, reduced + 9 * reduced + channels",
        "with_biases": """
            two = 2 * (9 * channels * channels + channels)
            down = channels * reduced + reduced
            middle = 9 * reduced * reduced + reduced
            return two, down + middle + reduced * channels + channels
        """,
        "biases_in_two": """
            two = 2 * (9 * channels * channels + channels)
            return two, channels * reduced + 9 * reduced**2 + reduced * channels
        """,
        "bias_in_one_of_two": """
            first = 9 * channels**2
            second = 9 * channels**2 + channels
            return first + second, channels * reduced + 9 * reduced**2 + reduced * channels
        """,
        "biases_in_bottleneck": """
            down = (channels + 1) * reduced
            middle = (9 * reduced + 1) * reduced
            up = (reduced + 1) * channels
            return 18 * channels**2, down + middle + up
        """,
        "bias_of_narrow": """
            down = channels * reduced + reduced
            return 18 * channels**2, down + 9 * reduced**2 + reduced * channels
        """,
        "biases_of_narrow": """
            down, middle = channels * reduced + reduced, 9 * reduced**2 + reduced
            return 18 * channels**2, down + middle + reduced * channels
        """,
        "bias_of_last": """
            up = reduced * channels + channels
            return 18 * channels**2, channels * reduced + 9 * reduced**2 + up
        """,
        "middle_wide": """
            two = 18 * channels**2
            return two, channels * reduced + 9 * channels * channels + reduced * channels
        """,
        "middle_from_wide": """
            two = 18 * channels**2
            return two, channels * reduced + channels * 9 * reduced + reduced * channels
        """,
        "no_way_back": "return 18 * channels**2, channels * reduced + 9 * reduced**2",
        "back_to_reduced": """
            return 18 * channels**2, channels * reduced + 9 * reduced**2 + reduced * reduced
        """,
        "all_3x3": """
            two = 2 * 9 * channels * channels
            return two, 9 * channels * reduced + 9 * reduced * reduced + 9 * reduced * channels
        """,
        "two_in_the_middle": """
            return 18 * channels**2, channels * reduced + 2 * 9 * reduced**2 + reduced * channels
        """,
    },
}

UNKNOWN = {
    "gradients": chain("1 - slope if shortcut else slope"),
    "residual_block": residual(end="return keras.layers.ReLU()(keras.layers.Multiply()([f, s]))"),
    "preact_block": preact(NORM, RELU, CONV, CONV),
    "block_weights": "return 18 * channels**2, channels * reduced + 8 * reduced**2",
}
