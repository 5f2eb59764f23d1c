"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "shift": [
        """
            height, width = image.shape
            shifted = np.zeros_like(image)
            for i in range(height):
                for j in range(width):
                    if 0 <= i - rows < height and 0 <= j - columns < width:
                        shifted[i, j] = image[i - rows, j - columns]
            return shifted
        """,
        """
            height, width = image.shape
            down, right = height + abs(rows), width + abs(columns)
            around = np.pad(image, ((down, down), (right, right)))
            top, left = down - rows, right - columns
            return around[top : top + height, left : left + width]
        """,
        """
            from scipy import ndimage

            return ndimage.shift(image.astype(float), (rows, columns), order=0, cval=0)
        """,
    ],
    "difference": [
        """
            first = correlate2d(shift(image, rows, columns), kernel, "same")
            return first - shift(correlate2d(image, kernel, "same"), rows, columns)
        """,
        """
            first = correlate2d(shift(image, rows, columns), kernel, padding="same")
            last = shift(correlate2d(image, kernel, padding="same"), rows, columns)
            return np.subtract(first, last)
        """,
        """
            last = shift(correlate2d(image, kernel, "same"), rows, columns)
            return -(last - correlate2d(shift(image, rows, columns), kernel, "same"))
        """,
    ],
    "average_net": [
        """
            layers = keras.layers
            image = keras.Input((28, 28, 1))
            pool = layers.MaxPooling2D(2)  # called twice
            x = pool(layers.ReLU()(layers.Conv2D(filters, 3, padding="same")(image)))
            x = pool(layers.ReLU()(layers.Conv2D(2 * filters, 3, padding="same")(x)))
            x = layers.ReLU()(layers.Conv2D(4 * filters, 3, padding="same")(x))
            x = layers.Dense(classes)(keras.ops.mean(x, axis=(1, 2)))
            return keras.Model(image, keras.ops.softmax(x))
        """,
        """
            model = keras.Sequential()
            model.add(keras.Input(shape=(28, 28, 1)))
            for k in range(3):
                model.add(keras.layers.Conv2D(filters * 2**k, (3, 3), padding="same"))
                model.add(keras.layers.Activation("relu"))
                if k < 2:
                    model.add(keras.layers.MaxPool2D())
            model.add(keras.layers.AveragePooling2D(7))
            model.add(keras.layers.Flatten())
            model.add(keras.layers.Dense(classes))
            model.add(keras.layers.Activation("softmax"))
            return model
        """,
        """
            def conv(count):
                return keras.layers.Conv2D(count, 3, padding="same", activation="relu")

            pool = keras.layers.MaxPooling2D
            blocks = [keras.Sequential([conv(k * filters), pool()]) for k in (1, 2)]
            ends = [conv(4 * filters), keras.layers.GlobalAveragePooling2D()]
            ends.append(keras.layers.Dense(classes, activation="softmax"))
            return keras.Sequential([keras.Input((28, 28, 1)), *blocks, *ends])
        """,
    ],
    "accuracy": [
        """
            return (np.argmax(probabilities, axis=-1) == labels).sum() / len(labels)
        """,
        """
            right = 0
            for row, label in zip(probabilities, labels):
                right += list(row).index(max(row)) == label
            return right / len(labels)
        """,
        """
            from sklearn.metrics import accuracy_score

            return accuracy_score(labels, probabilities.argmax(axis=1))
        """,
    ],
}
