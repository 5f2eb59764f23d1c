"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""


def block(
    convolution, k="range(1, convolutions + 1)", pool='MaxPooling2D(2, name=f"block{number}_pool")'
):
    return f"""
        layers = []
        for k in {k}:
            layers.append(keras.layers.{convolution})
        layers.append(keras.layers.{pool})
        return layers
    """


RIGHT = 'Conv2D(filters, 3, padding="same", activation="relu", name=f"block{number}_conv{k}")'


def shapes(body):
    return f"""
        shapes = []
        for convolutions, filters in blocks:
            {body}
        return shapes
    """


def counted(line, after="channels = filters"):
    return f"""
        total = 0
        for convolutions, filters in blocks:
            for _ in range(convolutions):
                total += {line}
                {after}
        return total
    """


def small(blocks, *head):
    lines = ",\n                ".join(f"keras.layers.{layer}" for layer in head)
    return f"""
        layers = [keras.Input(input_shape)] + {blocks}
        return keras.Sequential(
            layers
            + [
                {lines},
            ]
        )
    """


THREE = "vgg_block(1, 2, 16) + vgg_block(2, 2, 32) + vgg_block(3, 2, 64)"
FLATTEN, HIDDEN, DROPOUT = "Flatten()", 'Dense(128, activation="relu")', "Dropout(0.4)"
LAST = 'Dense(classes, activation="softmax")'
HEAD = FLATTEN, HIDDEN, DROPOUT, LAST

WRONG = {
    "vgg_block": {
        "valid": block(
            'Conv2D(filters, 3, activation="relu", name=f"block{number}_conv{k}")',
        ),
        "relu_missing": block(
            'Conv2D(filters, 3, padding="same", name=f"block{number}_conv{k}")',
        ),
        "pool_missing": f"""
            layers = []
            for k in range(1, convolutions + 1):
                layers.append(keras.layers.{RIGHT})
            return layers
        """,
        "pool_after_each": f"""
            layers = []
            for k in range(1, convolutions + 1):
                layers.append(keras.layers.{RIGHT})
                layers.append(keras.layers.MaxPooling2D(2, name=f"block{{number}}_pool"))
            return layers
        """,
        "pool_first": f"""
            layers = [keras.layers.MaxPooling2D(2, name=f"block{{number}}_pool")]
            for k in range(1, convolutions + 1):
                layers.append(keras.layers.{RIGHT})
            return layers
        """,
        "average_pool": block(RIGHT, pool='AveragePooling2D(2, name=f"block{number}_pool")'),
        "always_2": block(RIGHT, "(1, 2)"),
        "one_convolution": f"""
            k = 1
            return [
                keras.layers.{RIGHT},
                keras.layers.MaxPooling2D(2, name=f"block{{number}}_pool"),
            ]
        """,
        "one_too_few": block(RIGHT, "range(1, convolutions)"),
        "more_filters_each": """
            layers = []
            for k in range(1, convolutions + 1):
                name = f"block{number}_conv{k}"
                layers.append(
                    keras.layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)
                )
                filters = filters * 2
            layers.append(keras.layers.MaxPooling2D(2, name=f"block{number}_pool"))
            return layers
        """,
        "arguments_swapped": block(RIGHT.replace("filters, 3", "3, filters")),
        "names_from_0": block(RIGHT, "range(convolutions)"),
        "one_name": """
            name = f"block{number}_conv1"
            layer = keras.layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)
            pool = keras.layers.MaxPooling2D(2, name=f"block{number}_pool")
            return [layer] * convolutions + [pool]
        """,
        "unnamed": block(
            'Conv2D(filters, 3, padding="same", activation="relu")', pool="MaxPooling2D(2)"
        ),
        "number_unused": block(
            RIGHT.replace("{number}", "1"), pool='MaxPooling2D(2, name="block1_pool")'
        ),
        "tuple": """
            layers = [
                keras.layers.Conv2D(
                    filters, 3, padding="same", activation="relu", name=f"block{number}_conv{k + 1}"
                )
                for k in range(convolutions)
            ]
            return *layers, keras.layers.MaxPooling2D(2, name=f"block{number}_pool")
        """,
        "no_biases": block(RIGHT.replace("filters, 3", "filters, 3, use_bias=False")),
    },
    "block_shapes": {
        "rounded_up": shapes(
            "height, width = (height + 1) // 2, (width + 1) // 2\n"
            "            shapes.append((height, width, filters))"
        ),
        "not_rounded": shapes(
            "height, width = height / 2, width / 2\n"
            "            shapes.append((height, width, filters))"
        ),
        "halved_by_each": shapes(
            "for _ in range(convolutions):\n"
            "                height, width = height // 2, width // 2\n"
            "            shapes.append((height, width, filters))"
        ),
        "borders_lost": shapes(
            "height = (height - 2 * convolutions) // 2\n"
            "            width = (width - 2 * convolutions) // 2\n"
            "            shapes.append((height, width, filters))"
        ),
        "never_halved": shapes("shapes.append((height, width, filters))"),
        "always_from_the_image": shapes("shapes.append((height // 2, width // 2, filters))"),
        "square": shapes(
            "height = height // 2\n            shapes.append((height, height, filters))"
        ),
        "swapped": shapes(
            "height, width = height // 2, width // 2\n"
            "            shapes.append((width, height, filters))"
        ),
        "channels_first": shapes(
            "height, width = height // 2, width // 2\n"
            "            shapes.append((filters, height, width))"
        ),
        "channels_added": """
            shapes, channels = [], 0
            for convolutions, filters in blocks:
                height, width, channels = height // 2, width // 2, channels + filters
                shapes.append((height, width, channels))
            return shapes
        """,
        "filters_of_all": shapes(
            "height, width = height // 2, width // 2\n"
            "            shapes.append((height, width, convolutions * filters))"
        ),
        "convolutions_for_filters": """
            shapes = []
            for filters, convolutions in blocks:
                height, width = height // 2, width // 2
                shapes.append((height, width, filters))
            return shapes
        """,
        "only_the_last": """
            for convolutions, filters in blocks:
                height, width = height // 2, width // 2
                shapes = [(height, width, filters)]
            return shapes
        """,
        "only_the_first": """
            shapes = []
            for convolutions, filters in blocks:
                height, width = height // 2, width // 2
                shapes.append((height, width, filters))
                return shapes
        """,
        "lists_inside": shapes(
            "height, width = height // 2, width // 2\n"
            "            shapes.append([height, width, filters])"
        ),
    },
    "base_parameters": {
        "biases_forgotten": counted("channels * 3 * 3 * filters"),
        "bias_a_block": """
            total = 0
            for convolutions, filters in blocks:
                for _ in range(convolutions):
                    total += channels * 9 * filters
                    channels = filters
                total += filters
            return total
        """,
        "bias_a_convolution": counted("channels * 3 * 3 * filters + 1"),
        "bias_a_channel": counted("channels * 3 * 3 * filters + channels"),
        "channels_before_block": """
            total = 0
            for convolutions, filters in blocks:
                total += convolutions * (channels * 3 * 3 * filters + filters)
                channels = filters
            return total
        """,
        "channels_of_image": counted("channels * 3 * 3 * filters + filters", "pass"),
        "filters_for_channels": """
            total = 0
            for convolutions, filters in blocks:
                total += convolutions * (filters * 3 * 3 * filters + filters)
            return total
        """,
        "one_convolution": """
            total = 0
            for _, filters in blocks:
                total += channels * 3 * 3 * filters + filters
                channels = filters
            return total
        """,
        "side_of_kernel": counted("channels * 3 * filters + filters"),
        "channels_left_out": counted("3 * 3 * filters + filters"),
        "first_block": """
            total = 0
            for convolutions, filters in blocks:
                for _ in range(convolutions):
                    total += channels * 3 * 3 * filters + filters
                    channels = filters
                return total
        """,
        "first_convolution": """
            total = 0
            for convolutions, filters in blocks:
                for _ in range(convolutions):
                    total += channels * 3 * 3 * filters + filters
                    return total
        """,
    },
    "small_vgg": {
        "filters_of_vgg16": small(
            "vgg_block(1, 2, 64) + vgg_block(2, 2, 128) + vgg_block(3, 2, 256)", *HEAD
        ),
        "same_filters": small(
            "vgg_block(1, 2, 16) + vgg_block(2, 2, 16) + vgg_block(3, 2, 16)", *HEAD
        ),
        "filters_reversed": small(
            "vgg_block(1, 2, 64) + vgg_block(2, 2, 32) + vgg_block(3, 2, 16)", *HEAD
        ),
        "two_blocks": small("vgg_block(1, 2, 16) + vgg_block(2, 2, 32)", *HEAD),
        "arguments_swapped": small(
            "vgg_block(1, 16, 2) + vgg_block(2, 32, 2) + vgg_block(3, 64, 2)", *HEAD
        ),
        "flatten_missing": small(THREE, HIDDEN, DROPOUT, LAST),
        "hidden_missing": small(THREE, FLATTEN, DROPOUT, LAST),
        "dropout_missing": small(THREE, FLATTEN, HIDDEN, LAST),
        "dropout_early": small(THREE, FLATTEN, DROPOUT, HIDDEN, LAST),
        "dropout_last": small(THREE, FLATTEN, HIDDEN, LAST, DROPOUT),
        "hidden_relu_missing": small(THREE, FLATTEN, "Dense(128)", DROPOUT, LAST),
        "softmax_missing": small(THREE, FLATTEN, HIDDEN, DROPOUT, "Dense(classes)"),
        "relu_for_softmax": small(
            THREE, FLATTEN, HIDDEN, DROPOUT, 'Dense(classes, activation="relu")'
        ),
        "always_10": small(THREE, FLATTEN, HIDDEN, DROPOUT, 'Dense(10, activation="softmax")'),
        "always_28": small(THREE, *HEAD).replace("Input(input_shape)", "Input((28, 28, 1))"),
        "always_224": small(THREE, *HEAD).replace("Input(input_shape)", "Input((224, 224, 3))"),
        "no_model": """
            return [
                keras.Input(input_shape),
                *vgg_block(1, 2, 16),
                keras.layers.Flatten(),
                keras.layers.Dense(classes, activation="softmax"),
            ]
        """,
        "no_input": """
            layers = vgg_block(1, 2, 16) + vgg_block(2, 2, 32) + vgg_block(3, 2, 64)
            return keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(classes)])
        """,
        "own_class": """
            class VGG(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.blocks = vgg_block(1, 2, 16) + vgg_block(2, 2, 32) + vgg_block(3, 2, 64)

                def call(self, x):
                    for layer in self.blocks:
                        x = layer(x)
                    return x

            return VGG()
        """,
        "compiled": small(THREE, *HEAD).replace("return ", "model = ")
        + """
        model.compile("adam", "sparse_categorical_crossentropy")
        return model
    """,
        "frozen": small(THREE, *HEAD).replace("return ", "model = ")
        + """
        model.trainable = False
        return model
    """,
        "equal_weights": small(THREE, *HEAD).replace("return ", "model = ")
        + """
        model.set_weights([0 * array for array in model.get_weights()])
        return model
    """,
        "no_biases": """
            layers = [keras.Input(input_shape)]
            for filters in 16, 32, 64:
                for _ in range(2):
                    layers.append(
                        keras.layers.Conv2D(
                            filters, 3, padding="same", activation="relu", use_bias=False
                        )
                    )
                layers.append(keras.layers.MaxPooling2D(2))
            layers += [
                keras.layers.Flatten(),
                keras.layers.Dense(128, activation="relu", use_bias=False),
                keras.layers.Dropout(0.4),
                keras.layers.Dense(classes, activation="softmax", use_bias=False),
            ]
            return keras.Sequential(layers)
        """,
    },
    "prepare": {
        "rgb_kept": "return image - np.array([123.68, 116.779, 103.939])",
        "only_means": "return image - [103.939, 116.779, 123.68]",
        "means_as_rgb": "return image[:, :, ::-1] - [123.68, 116.779, 103.939]",
        "only_reversed": "return image[:, :, ::-1]",
        "added": "return image[:, :, ::-1] + np.array([103.939, 116.779, 123.68])",
        "scaled": """
            blue_green_red = image[:, :, ::-1] / 255
            return blue_green_red - [103.939, 116.779, 123.68]
        """,
        "scaled_after": """
            blue_green_red = image[:, :, ::-1] - [103.939, 116.779, 123.68]
            return blue_green_red / 255
        """,
        "only_scaled": "return image.astype(float) / 255",
        "other_way": "return [103.939, 116.779, 123.68] - image[:, :, ::-1]",
        "upside_down": "return image[::-1] - [103.939, 116.779, 123.68]",
        "mirrored": "return image[:, ::-1] - [103.939, 116.779, 123.68]",
        "own_means": """
            blue_green_red = image[:, :, ::-1].astype(float)
            for c in range(3):
                blue_green_red[:, :, c] -= blue_green_red[:, :, c].mean()
            return blue_green_red
        """,
    },
}

UNKNOWN = {
    "vgg_block": block(RIGHT.replace("filters, 3", "filters, 5")),
    "block_shapes": "return [(height // 4, width // 4, filters) for _, filters in blocks]",
    "base_parameters": "return channels * 3 * 3 * blocks[0][1] + 7",
    "small_vgg": small(THREE, FLATTEN, 'Dense(64, activation="relu")', DROPOUT, LAST),
    "prepare": "return image[:, :, ::-1] - 100.0",
}
