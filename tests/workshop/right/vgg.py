"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "vgg_block": [
        """
            conv = keras.layers.Conv2D
            how = {"padding": "same", "activation": "relu"}
            names = [f"block{number}_conv{k + 1}" for k in range(convolutions)]
            pool = keras.layers.MaxPool2D((2, 2), strides=2, name=f"block{number}_pool")
            return [*(conv(filters, (3, 3), name=name, **how) for name in names), pool]
        """,
        """
            layers = []
            for k in range(1, convolutions + 1):
                name = "block" + str(number) + "_conv" + str(k)
                layers.append(keras.layers.Conv2D(filters, 3, padding="same", name=name))
                layers.append(keras.layers.ReLU())
            return layers + [keras.layers.MaxPooling2D(2, name=f"block{number}_pool")]
        """,
        """
            layers, k = [], 1
            while k <= convolutions:
                conv = keras.layers.Conv2D(
                    filters=filters, kernel_size=3, padding="same", name=f"block{number}_conv{k}"
                )
                layers += [conv, keras.layers.Activation("relu", name=f"block{number}_relu{k}")]
                k += 1
            layers += [keras.layers.MaxPooling2D(name=f"block{number}_pool")]
            return layers
        """,
    ],
    "block_shapes": [
        """
            return [
                (height // 2**k, width // 2**k, blocks[k - 1][1]) for k in range(1, len(blocks) + 1)
            ]
        """,
        """
            shapes = []
            for i in range(len(blocks)):
                height, width = height >> 1, width >> 1
                shapes += [(height, width, blocks[i][1])]
            return shapes
        """,
        """
            sizes = np.array([height, width])
            shapes = []
            for _, filters in blocks:
                sizes = sizes // 2
                shapes.append((*sizes, filters))
            return shapes
        """,
    ],
    "base_parameters": [
        """
            total = 0
            for convolutions, filters in blocks:
                seen = channels + (convolutions - 1) * filters
                total += (9 * seen + convolutions) * filters
                channels = filters
            return total
        """,
        """
            chain = [channels] + [filters for count, filters in blocks for _ in range(count)]
            return sum((9 * before + 1) * after for before, after in zip(chain, chain[1:]))
        """,
        """
            filters = np.repeat([f for _, f in blocks], [count for count, _ in blocks])
            before = np.concatenate([[channels], filters[:-1]])
            return int(((9 * before + 1) * filters).sum())
        """,
    ],
    "small_vgg": [
        """
            x = image = keras.Input(input_shape)
            for number, filters in enumerate((16, 32, 64), start=1):
                for layer in vgg_block(number, 2, filters):
                    x = layer(x)
            x = keras.layers.Dense(128, activation="relu")(keras.layers.Flatten()(x))
            x = keras.layers.Dropout(0.4)(x)
            return keras.Model(image, keras.layers.Dense(classes, activation="softmax")(x))
        """,
        """
            model = keras.Sequential([keras.Input(input_shape)])
            for layer in vgg_block(1, 2, 16) + vgg_block(2, 2, 32) + vgg_block(3, 2, 64):
                model.add(layer)
            model.add(keras.layers.Flatten())
            model.add(keras.layers.Dense(128))
            model.add(keras.layers.ReLU())
            model.add(keras.layers.Dropout(0.4))
            model.add(keras.layers.Dense(classes))
            model.add(keras.layers.Softmax())
            return model
        """,
        """
            blocks = [keras.Sequential(vgg_block(k, 2, 2**k * 8)) for k in (1, 2, 3)]
            hidden = keras.layers.Dense(128, activation=keras.activations.relu)
            last = keras.layers.Dense(classes, activation="softmax")
            ends = [keras.layers.Flatten(), hidden, keras.layers.Dropout(0.4), last]
            return keras.Sequential([keras.layers.Input(shape=input_shape), *blocks, *ends])
        """,
    ],
    "prepare": [
        """
            return image[..., ::-1].astype(float) - [103.939, 116.779, 123.68]
        """,
        """
            red, green, blue = np.moveaxis(image.astype(np.float32), 2, 0)
            return np.stack([blue - 103.939, green - 116.779, red - 123.68], axis=-1)
        """,
        """
            return keras.applications.vgg16.preprocess_input(image.astype(np.float32))
        """,
    ],
}
