"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""


def model(
    end="model.add(keras.layers.GlobalAveragePooling2D())",
    settings='3, padding="same", activation="relu"',
    counts=("filters", "filters * 2", "filters * 4"),
    last=', activation="softmax"',
    pool="model.add(keras.layers.MaxPooling2D())",
):
    """A learner's model, with something else in place of one of its parts."""
    return f"""
        model = keras.Sequential()
        model.add(keras.Input((28, 28, 1)))
        model.add(keras.layers.Conv2D({counts[0]}, {settings}))
        {pool}
        model.add(keras.layers.Conv2D({counts[1]}, {settings}))
        {pool}
        model.add(keras.layers.Conv2D({counts[2]}, {settings}))
        {end}
        model.add(keras.layers.Dense(classes{last}))
        return model
    """


WRONG = {
    "shift": {
        "rolled": "return np.roll(np.roll(image, rows, axis=0), columns, axis=1)",
        "python_wraps": """
            shifted = np.zeros_like(image)
            for i in range(len(image)):
                for j in range(len(image[0])):
                    if i + rows < len(image) and j + columns < len(image[0]):
                        shifted[i + rows, j + columns] = image[i, j]
            return shifted
        """,
        "backwards": """
            height, width = image.shape
            shifted = np.zeros_like(image)
            for i in range(height):
                for j in range(width):
                    if 0 <= i + rows < height and 0 <= j + columns < width:
                        shifted[i, j] = image[i + rows, j + columns]
            return shifted
        """,
        "swapped": """
            height, width = image.shape
            shifted = np.zeros_like(image)
            for i in range(height):
                for j in range(width):
                    if 0 <= i + columns < height and 0 <= j + rows < width:
                        shifted[i + columns, j + rows] = image[i, j]
            return shifted
        """,
        "rows_only": """
            shifted = np.zeros_like(image)
            for i in range(len(image)):
                if 0 <= i + rows < len(image):
                    shifted[i + rows] = image[i]
            return shifted
        """,
        "columns_only": """
            shifted = np.zeros_like(image)
            for j in range(image.shape[1]):
                if 0 <= j + columns < image.shape[1]:
                    shifted[:, j + columns] = image[:, j]
            return shifted
        """,
        "border_repeated": """
            height, width = image.shape
            shifted = np.zeros_like(image)
            for i in range(height):
                for j in range(width):
                    row = min(max(i - rows, 0), height - 1)
                    column = min(max(j - columns, 0), width - 1)
                    shifted[i, j] = image[row, column]
            return shifted
        """,
    },
    "difference": {
        "output_not_shifted": """
            moved = shift(image, rows, columns)
            return correlate2d(moved, kernel, "same") - correlate2d(image, kernel, "same")
        """,
        "input_not_shifted": """
            output = correlate2d(image, kernel, "same")
            return output - shift(output, rows, columns)
        """,
        "shifted_twice": """
            image = shift(image, rows, columns)
            output = correlate2d(image, kernel, "same")
            return output - shift(output, rows, columns)
        """,
        "valid": """
            one = correlate2d(shift(image, rows, columns), kernel)
            return one - shift(correlate2d(image, kernel), rows, columns)
        """,
        "without_signs": """
            one = correlate2d(shift(image, rows, columns), kernel, "same")
            return abs(one - shift(correlate2d(image, kernel, "same"), rows, columns))
        """,
        "compared": """
            one = correlate2d(shift(image, rows, columns), kernel, "same")
            return one == shift(correlate2d(image, kernel, "same"), rows, columns)
        """,
    },
    "average_net": {
        "flattened": model(end="model.add(keras.layers.Flatten())"),
        "flattened_too": """
            layers = keras.layers
            return keras.Sequential([
                keras.Input((28, 28, 1)),
                layers.Conv2D(filters, 3, padding="same", activation="relu"),
                layers.MaxPooling2D(2),
                layers.Conv2D(2 * filters, 3, padding="same", activation="relu"),
                layers.MaxPooling2D(2),
                layers.Conv2D(4 * filters, 3, padding="same", activation="relu"),
                layers.GlobalAveragePooling2D(),
                layers.Flatten(),
                layers.Dense(classes, activation="softmax"),
            ])
        """,
        "no_average": model(end=""),
        "largest_taken": model(end="model.add(keras.layers.GlobalMaxPooling2D())"),
        "valid": model(settings='3, activation="relu"'),
        "no_relu": model(settings='3, padding="same"'),
        "no_softmax": model(last=""),
        "no_activations": model(settings='3, padding="same"', last=""),
        "not_doubled": model(counts=["filters"] * 3),
        "pooled_again": """
            model = keras.Sequential([keras.Input((28, 28, 1))])
            for count in (filters, 2 * filters, 4 * filters):
                model.add(keras.layers.Conv2D(count, 3, padding="same", activation="relu"))
                model.add(keras.layers.MaxPooling2D(2))
            model.add(keras.layers.GlobalAveragePooling2D())
            model.add(keras.layers.Dense(classes, activation="softmax"))
            return model
        """,
        "not_pooled": model(pool=""),
        "no_model": """
            return [
                keras.Input((28, 28, 1)),
                keras.layers.Conv2D(filters, 3, padding="same", activation="relu"),
                keras.layers.GlobalAveragePooling2D(),
                keras.layers.Dense(classes, activation="softmax"),
            ]
        """,
        "no_input": model().replace("model.add(keras.Input((28, 28, 1)))", ""),
        "own_class": """
            class Average(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.conv = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")
                    self.average = keras.layers.GlobalAveragePooling2D()

                def call(self, images):
                    return self.average(self.conv(images))

            return Average()
        """,
        "compiled": model().replace("return", "model.compile(loss='mse')\n        return"),
        "frozen": model().replace("return", "model.trainable = False\n        return"),
        "equal_weights": model(
            settings='3, padding="same", activation="relu", kernel_initializer="zeros"',
            last=', activation="softmax", kernel_initializer="zeros"',
        ),
        "no_biases": model(
            settings='3, padding="same", activation="relu", use_bias=False',
            last=', activation="softmax", use_bias=False',
        ),
    },
    "accuracy": {
        "counted": "return np.sum(probabilities.argmax(axis=1) == labels)",
        "share_of_mistakes": "return np.mean(probabilities.argmax(axis=1) != labels)",
        "columns_taken": "return np.mean(probabilities.argmax(axis=0) == labels)",
        "probability_for_class": "return np.mean(probabilities.max(axis=1) == labels)",
        "probability_of_label": """
            total = 0
            for row, label in zip(probabilities, labels):
                total += row[label]
            return total / len(labels)
        """,
        "over_half": """
            right = 0
            for row, label in zip(probabilities, labels):
                if row[label] > 0.5:
                    right += 1
            return right / len(labels)
        """,
        "percent": "return np.mean(probabilities.argmax(axis=1) == labels) * 100",
    },
}

UNKNOWN = {
    "shift": """
        shifted = np.roll(image, (rows, columns), (0, 1))
        shifted[: abs(rows), : abs(columns)] = 0
        return shifted
    """,
    "difference": """
        one = correlate2d(shift(image, rows, columns), kernel, "same")
        return one - shift(correlate2d(image, kernel, "same"), columns, rows)
    """,
    "average_net": model(settings='5, padding="same", activation="relu"'),
    "accuracy": "return np.mean(probabilities.argmax(axis=1) == labels) / probabilities.shape[1]",
}
