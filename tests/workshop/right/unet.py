"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "unet_sizes": [
        """
            sides = [size - 4]
            for level in range(2 * levels - 2):
                factor = 0.5 if level < levels - 1 else 2
                sides.append(int(sides[-1] * factor) - 4)
            return tuple(sides)
        """,
        """
            down = [size - 4]
            while len(down) < levels:
                down += [down[-1] // 2 - 4]
            up = [2 * down[-1] - 4] if levels > 1 else []
            while len(up) < levels - 1:
                up += [2 * up[-1] - 4]
            return (*down, *up)
        """,
        """
            side, sides = 2 * size, ()
            for _ in range(levels):
                side = side // 2 - 4
                sides += (side,)
            for _ in range(levels - 1):
                side = side * 2 - 4
                sides += (side,)
            return sides
        """,
    ],
    "crop_and_join": [
        """
            rows, columns = (skipped.shape[axis] - x.shape[axis] for axis in (0, 1))
            bottom, right = skipped.shape[0] - rows // 2, skipped.shape[1] - columns // 2
            return np.dstack([skipped[rows // 2 : bottom, columns // 2 : right], x])
        """,
        """
            result = np.zeros((*x.shape[:2], skipped.shape[2] + x.shape[2]))
            top, left = np.subtract(skipped.shape, x.shape)[:2] // 2
            result[..., : skipped.shape[2]] = skipped[top:, left:][: len(x), : x.shape[1]]
            result[..., skipped.shape[2] :] = x
            return result
        """,
        """
            crop = [(a - b) // 2 for a, b in zip(skipped.shape[:2], x.shape[:2])]
            middle = keras.layers.Cropping2D(crop, dtype="float64")(skipped[None])
            return np.concatenate([np.array(middle, dtype=float)[0], x], axis=2)
        """,
    ],
    "up_level": [
        """
            up = keras.layers.Conv2DTranspose(filters, (2, 2), strides=(2, 2), padding="same")(x)
            return two_convolutions(keras.layers.concatenate([skipped, up]), filters)
        """,
        """
            x = keras.layers.Conv2DTranspose(filters, 2, 2)(x)
            x = keras.ops.concatenate([skipped, x], axis=-1)
            how = {"padding": "same", "kernel_initializer": "he_normal"}
            for _ in range(2):
                x = keras.layers.ReLU()(keras.layers.Conv2D(filters, 3, **how)(x))
            return x
        """,
        """
            relu = keras.layers.ReLU()  # called twice
            x = keras.layers.Conv2DTranspose(filters, kernel_size=2, strides=2)(x)
            x = keras.layers.Concatenate(axis=3)([skipped, x])
            how = {"padding": "same", "kernel_initializer": keras.initializers.HeNormal}
            x = relu(keras.layers.Conv2D(filters, 3, **how)(x))
            return relu(keras.layers.Conv2D(filters, 3, **how)(x))
        """,
    ],
    "iou": [
        """
            predicted = np.argmax(probabilities, axis=2) == 1
            both, one = np.logical_and(predicted, mask).sum(), np.logical_or(predicted, mask).sum()
            return both / one if one else 1.0
        """,
        """
            found = {tuple(place) for place in np.argwhere(probabilities.argmax(axis=-1) == 1)}
            truth = {tuple(place) for place in np.argwhere(mask)}
            return len(found & truth) / len(found | truth) if found or truth else 1.0
        """,
        """
            predicted = (probabilities.argmax(axis=-1) == 1).astype(int)
            both = int((predicted * mask).sum())
            union = int(predicted.sum()) + int(mask.sum()) - both
            return 1.0 if union == 0 else both / union
        """,
    ],
}
