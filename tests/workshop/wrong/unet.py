"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "unet_sizes": {
        "same": """
            sides = [size]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2)
            for _ in range(levels - 1):
                sides.append(2 * sides[-1])
            return tuple(sides)
        """,
        "one_convolution": """
            size = size - 2
            sides = [size]
            for _ in range(levels - 1):
                size = size // 2 - 2
                sides.append(size)
            for _ in range(levels - 1):
                size = size * 2 - 2
                sides.append(size)
            return tuple(sides)
        """,
        "whole_kernel": """
            size = size - 6
            sides = [size]
            for _ in range(levels - 1):
                size = size // 2 - 6
                sides.append(size)
            for _ in range(levels - 1):
                size = size * 2 - 6
                sides.append(size)
            return tuple(sides)
        """,
        "only_down": """
            sides = [size - 4]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2 - 4)
            for _ in range(levels - 1):
                sides.append(sides[-1] * 2)
            return tuple(sides)
        """,
        "only_up": """
            sides = [size]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2)
            for _ in range(levels - 1):
                sides.append(sides[-1] * 2 - 4)
            return tuple(sides)
        """,
        "lowest_forgotten": """
            sides = []
            for _ in range(levels - 1):
                sides.append(size - 4)
                size = (size - 4) // 2
            sides.append(size)
            for _ in range(levels - 1):
                size = 2 * size - 4
                sides.append(size)
            return tuple(sides)
        """,
        "before_convolutions": """
            sides = []
            for _ in range(levels):
                sides.append(size)
                size = (size - 4) // 2
            side = sides[-1] - 4
            for _ in range(levels - 1):
                sides.append(2 * side)
                side = 2 * side - 4
            return tuple(sides)
        """,
        "before_convolutions_up": """
            sides = [size - 4]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2 - 4)
            side = sides[-1]
            for _ in range(levels - 1):
                side = side * 2
                sides.append(side)
                side = side - 4
            return tuple(sides)
        """,
        "before_convolutions_down": """
            sides = []
            for level in range(levels):
                if level > 0:
                    size = size // 2
                sides.append(size)
                size = size - 4
            for _ in range(levels - 1):
                size = size * 2 - 4
                sides.append(size)
            return tuple(sides)
        """,
        "pooled_below": """
            sides = []
            for _ in range(levels):
                size = size - 4
                sides.append(size)
                size = size // 2
            for _ in range(levels - 1):
                size = size * 2 - 4
                sides.append(size)
            return tuple(sides)
        """,
        "mirrored": """
            sides = [size - 4]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2 - 4)
            return tuple(sides + sides[:-1][::-1])
        """,
        "upside_down": """
            down = [size - 4]
            for _ in range(levels - 1):
                down.append(down[-1] // 2 - 4)
            up = []
            side = down[-1]
            for _ in range(levels - 1):
                side = side * 2 - 4
                up.insert(0, side)
            return tuple(down + up)
        """,
        "not_enlarged": """
            sides = [size - 4]
            for _ in range(levels - 1):
                sides.append(sides[-1] // 2 - 4)
            for _ in range(levels - 1):
                sides.append(sides[-1] - 4)
            return tuple(sides)
        """,
    },
    "crop_and_join": {
        "first_corner": """
            height, width, _ = x.shape
            return np.concatenate([skipped[:height, :width], x], axis=-1)
        """,
        "last_corner": """
            top = skipped.shape[0] - x.shape[0]
            left = skipped.shape[1] - x.shape[1]
            return np.concatenate([skipped[top:, left:], x], axis=-1)
        """,
        "margins_swapped": """
            h, w = x.shape[:2]
            left = (skipped.shape[0] - h) // 2
            top = (skipped.shape[1] - w) // 2
            return np.concatenate([skipped[top : top + h, left : left + w], x], axis=-1)
        """,
        "one_margin": """
            h, w = x.shape[:2]
            margin = (skipped.shape[0] - h) // 2
            middle = skipped[margin : margin + h, margin : margin + w]
            return np.concatenate([middle, x], axis=-1)
        """,
        "cut_from_the_end": """
            a = (skipped.shape[0] - x.shape[0]) // 2
            b = (skipped.shape[1] - x.shape[1]) // 2
            return np.concatenate([skipped[a:-a, b:-b], x], axis=-1)
        """,
        "x_first": """
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            return np.concatenate([x, skipped[i : i + h, j : j + w]], axis=-1)
        """,
        "added": """
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            return skipped[i : i + h, j : j + w] + x
        """,
        "not_joined": """
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            return skipped[i : i + h, j : j + w]
        """,
        "filled_up": """
            large = np.zeros((skipped.shape[0], skipped.shape[1], x.shape[2]))
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            large[i : i + h, j : j + w] = x
            return np.concatenate([skipped, large], axis=-1)
        """,
        "below_each_other": """
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            return np.concatenate([skipped[i : i + h, j : j + w], x])
        """,
        "side_by_side": """
            h, w = x.shape[:2]
            i, j = (skipped.shape[0] - h) // 2, (skipped.shape[1] - w) // 2
            return np.hstack([skipped[i : i + h, j : j + w], x])
        """,
    },
    "up_level": {
        "no_tensor": "return keras.layers.Conv2DTranspose(filters, 2, strides=2)",
        "no_skip": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            return two_convolutions(x, filters)
        """,
        "added": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            x = keras.layers.Add()([x, skipped])
            return two_convolutions(x, filters)
        """,
        "joined_late": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            x = two_convolutions(x, filters)
            return keras.layers.Concatenate()([x, skipped])
        """,
        "convolved_first": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            x = two_convolutions(x, filters)
            x = keras.layers.Concatenate()([x, skipped])
            return two_convolutions(x, filters)
        """,
        "not_convolved": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            return keras.layers.Concatenate()([skipped, x])
        """,
        "one_convolution": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            x = keras.layers.Concatenate()([skipped, x])
            return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        """,
        "skip_convolved": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
            skipped = two_convolutions(skipped, filters)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
        "kernel_of_three": """
            x = keras.layers.Conv2DTranspose(filters, 3, strides=2, padding="same")(x)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
        "relu": """
            x = keras.layers.Conv2DTranspose(filters, 2, strides=2, activation="relu")(x)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
        "channels_kept": """
            x = keras.layers.Conv2DTranspose(x.shape[-1], 2, strides=2)(x)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
        "filters_doubled": """
            x = keras.layers.Conv2DTranspose(2 * filters, 2, strides=2)(x)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
        "no_weights": """
            x = keras.layers.UpSampling2D(2)(x)
            x = keras.layers.Concatenate()([skipped, x])
            return two_convolutions(x, filters)
        """,
    },
    "iou": {
        "dice": """
            predicted = probabilities.argmax(axis=-1) == 1
            if predicted.sum() + mask.sum() == 0:
                return 1.0
            return 2 * (predicted & mask).sum() / (predicted.sum() + mask.sum())
        """,
        "counted_twice": """
            predicted = probabilities.argmax(axis=-1) == 1
            if predicted.sum() + mask.sum() == 0:
                return 1.0
            return (predicted & mask).sum() / (predicted.sum() + mask.sum())
        """,
        "of_truth": """
            predicted = probabilities.argmax(axis=-1) == 1
            if not (predicted | mask).any():
                return 1.0
            return (predicted & mask).sum() / mask.sum()
        """,
        "of_truth_or_none": """
            predicted = probabilities.argmax(axis=-1) == 1
            return (predicted & mask).sum() / mask.sum()
        """,
        "of_prediction": """
            predicted = probabilities.argmax(axis=-1) == 1
            if not (predicted | mask).any():
                return 1.0
            return (predicted & mask).sum() / predicted.sum()
        """,
        "of_prediction_or_none": """
            predicted = probabilities.argmax(axis=-1) == 1
            return (predicted & mask).sum() / predicted.sum()
        """,
        "right_pixels": """
            predicted = probabilities.argmax(axis=-1) == 1
            return np.mean(predicted == mask)
        """,
        "classes_compared": """
            predicted = np.argmax(probabilities, axis=2)
            return np.mean(predicted == mask)
        """,
        "classes_as_masks": """
            predicted = np.argmax(probabilities, axis=2)
            both = np.sum(predicted & mask)
            either = np.sum(predicted | mask)
            return both / either if either > 0 else 1.0
        """,
        "axis_forgotten": """
            predicted = probabilities.argmax() == 1
            union = (predicted | mask).sum()
            if union == 0:
                return 1.0
            return (predicted & mask).sum() / union
        """,
        "over_half": """
            predicted = probabilities[:, :, 1] > 0.5
            union = np.sum(predicted | mask)
            return np.sum(predicted & mask) / union if union else 1.0
        """,
        "over_half_and_none": """
            predicted = probabilities[:, :, 1] > 0.5
            return np.sum(predicted & mask) / np.sum(predicted | mask)
        """,
        "background": """
            predicted = probabilities.argmax(axis=-1) == 0
            union = np.sum(predicted | mask)
            return np.sum(predicted & mask) / union if union else 1.0
        """,
        "not_background": """
            predicted = probabilities.argmax(axis=-1).astype(bool)
            union = np.sum(predicted | mask)
            return np.sum(predicted & mask) / union if union else 1.0
        """,
        "empty_undefined": """
            predicted = probabilities.argmax(axis=-1) == 1
            return np.sum(predicted & mask) / np.sum(predicted | mask)
        """,
        "empty_zero": """
            predicted = probabilities.argmax(axis=-1) == 1
            union = np.sum(predicted | mask)
            if union == 0:
                return 0.0
            return np.sum(predicted & mask) / union
        """,
    },
}

UNKNOWN = {
    "unet_sizes": """
        sides = [size - 4]
        for _ in range(levels - 1):
            sides.append(sides[-1] // 2 - 4)
        for _ in range(levels - 1):
            sides.append(sides[-1] * 2 + 4)
        return tuple(sides)
    """,
    "crop_and_join": """
        step = skipped.shape[0] // x.shape[0]
        h, w = x.shape[:2]
        return np.concatenate([np.flip(skipped)[:h, :w], x * step], axis=-1)
    """,
    "up_level": """
        x = keras.layers.Conv2DTranspose(filters, 4, strides=2, padding="same")(x)
        x = keras.layers.Concatenate()([skipped, x])
        return two_convolutions(x, filters)
    """,
    "iou": """
        predicted = probabilities.argmax(axis=-1) == 1
        return (predicted & mask).sum() / mask.size
    """,
}
