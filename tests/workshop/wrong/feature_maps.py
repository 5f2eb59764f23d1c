"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "maps_model": {
        "into_the_layer": """
            layer = model.get_layer(name)
            return keras.Model(model.inputs[0], layer.input)
        """,
        "whole_model": "return keras.Model(model.inputs, model.outputs)",
        "first_layer": "return keras.Model(model.inputs, model.layers[0].output)",
        "from_the_layer": """
            layer = model.get_layer(name)
            return keras.Model(layer.input, layer.output)
        """,
        "rest_of_the_model": """
            layer = model.get_layer(name)
            return keras.Model(layer.output, model.outputs[0])
        """,
        "only_the_output": "return model.get_layer(name).output",
        "only_the_layer": "return model.get_layer(name)",
        "weights": """
            weights, biases = model.get_layer(name).get_weights()
            return weights
        """,
        "several_outputs": """
            outputs = [layer.output for layer in model.layers]
            return keras.Model(model.inputs[0], outputs)
        """,
        "no_input": "return keras.Sequential([model.get_layer(name)])",
    },
    "strongest": {
        "largest_value": "return maps.max(axis=(0, 1)).argmax()",
        "the_mean_itself": """
            means = [maps[:, :, c].mean() for c in range(maps.shape[2])]
            return max(means)
        """,
        "weakest": "return np.argmin(maps.mean(axis=(0, 1)))",
        "over_channels": """
            means = maps.mean(axis=2)
            return means.argmax()
        """,
        "strongest_row": "return maps.mean(axis=(1, 2)).argmax()",
        "place_of_largest": "return maps.argmax()",
        "from_1": "return maps.mean(axis=(0, 1)).argmax() + 1",
        "most_often": """
            counts = [np.sum(maps[:, :, c] > 0) for c in range(maps.shape[2])]
            return counts.index(max(counts))
        """,
        "absolute": "return np.abs(maps).mean(axis=(0, 1)).argmax()",
        "median": "return np.median(maps, axis=(0, 1)).argmax()",
        "negatives_ignored": "return np.maximum(maps, 0).mean(axis=(0, 1)).argmax()",
        "above_zero": """
            best, largest = 0, 0
            for c in range(maps.shape[2]):
                if maps[:, :, c].mean() > largest:
                    best, largest = c, maps[:, :, c].mean()
            return best
        """,
    },
    "dead_channels": {
        "on_average": "return np.mean(maps, axis=(0, 1, 2)) <= 0",
        "in_one_image": """
            dead = np.zeros(maps.shape[3], bool)
            for image in maps:
                dead = dead | (image.max(axis=(0, 1)) <= 0)
            return dead
        """,
        "somewhere": "return maps.min(axis=(0, 1, 2)) <= 0",
        "alive": "return maps.max(axis=(0, 1, 2)) > 0",
        "for_each_image": "return maps.max(axis=(1, 2)) <= 0",
        "first_image": """
            for image in maps:
                return image.max(axis=(0, 1)) <= 0
        """,
        "only_zeros": "return np.all(maps == 0, axis=(0, 1, 2))",
        "largest_is_0": "return maps.max(axis=(0, 1, 2)) == 0",
        "below_0": "return maps.max(axis=(0, 1, 2)) < 0",
        "numbers": """
            dead = maps.max(axis=(0, 1, 2)) <= 0
            return np.nonzero(dead)[0]
        """,
        "last_image": "return maps[-1].max(axis=(0, 1)) <= 0",
        "sum_is_0": "return maps.sum(axis=(0, 1, 2)) == 0",
    },
    "best_patch": {
        "negative_starts": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top = i * step - offset
            left = j * step - offset
            return image[top : top + field, left : left + field]
        """,
        "moved_inside": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top = max(i * step - offset, 0)
            left = max(j * step - offset, 0)
            return image[top : top + field, left : left + field]
        """,
        "offset_forgotten": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            return image[i * step : i * step + field, j * step : j * step + field]
        """,
        "offset_added": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = i * step + offset, j * step + offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "offset_in_steps": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = (i - offset) * step, (j - offset) * step
            return image[max(top, 0) : max(top + field, 0), max(left, 0) : max(left + field, 0)]
        """,
        "step_forgotten": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = i - offset, j - offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "last_pixel_missing": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = i * step - offset, j * step - offset
            return image[max(top, 0) : top + field - 1, max(left, 0) : left + field - 1]
        """,
        "pixel_too_many": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = i * step - offset, j * step - offset
            return image[max(top, 0) : top + field + 1, max(left, 0) : left + field + 1]
        """,
        "swapped": """
            j, i = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = i * step - offset, j * step - offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "as_far_behind": """
            i, j = np.unravel_index(feature_map.argmax(), feature_map.shape)
            i, j = i * step, j * step
            rows = image[max(i - offset, 0) : i + offset + 1]
            return rows[:, max(j - offset, 0) : j + offset + 1]
        """,
        "weakest": """
            i, j = np.unravel_index(feature_map.argmin(), feature_map.shape)
            top, left = i * step - offset, j * step - offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "absolute": """
            row, column = np.unravel_index(np.abs(feature_map).argmax(), feature_map.shape)
            top, left = row * step - offset, column * step - offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "centred": """
            row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = row * step - field // 2, column * step - field // 2
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
        "rows_only": """
            row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = row * step - offset, column * step - offset
            return image[max(top, 0) : top + field]
        """,
        "row_twice": """
            row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
            top, left = row * step - offset, row * step - offset
            return image[max(top, 0) : top + field, max(left, 0) : left + field]
        """,
    },
    "occlusion": {
        "never_uncovered": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            covered = image.copy()
            for i in range(rows):
                for j in range(columns):
                    covered[i * size : i * size + size, j * size : j * size + size] = 0
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "rise": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = 0
                    falls[i, j] = score(covered) - score(image)
            return falls
        """,
        "score_left": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            scores = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = 0
                    scores[i, j] = score(covered)
            return scores
        """,
        "without_sign": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = 0
                    falls[i, j] = abs(score(image) - score(covered))
            return falls
        """,
        "share": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            whole = score(image)
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = 0
                    falls[i, j] = 1 - score(covered) / whole
            return falls
        """,
        "white": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = 1
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "mean_grey": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i * size : i * size + size, j * size : j * size + size] = image.mean()
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "only_the_square": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    r, c = i * size, j * size
                    covered = np.zeros(image.shape)
                    covered[r : r + size, c : c + size] = image[r : r + size, c : c + size]
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "squares_overlap": """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i : i + size, j : j + size] = 0
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "at_every_pixel": """
            rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
            falls = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    covered = image.copy()
                    covered[i : i + size, j : j + size] = 0
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "size_of_the_image": """
            falls = np.zeros(image.shape)
            for i in range(0, image.shape[0], size):
                for j in range(0, image.shape[1], size):
                    covered = image.copy()
                    covered[i : i + size, j : j + size] = 0
                    falls[i : i + size, j : j + size] = score(image) - score(covered)
            return falls
        """,
        "no_rises": """
            falls = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(falls.shape[0]):
                for j in range(falls.shape[1]):
                    covered = image.copy()
                    covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
                    falls[i, j] = max(score(image) - score(covered), 0)
            return falls
        """,
        "bands": """
            falls = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(falls.shape[0]):
                for j in range(falls.shape[1]):
                    covered = image.copy()
                    covered[i * size : (i + 1) * size] = 0
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "score_of_square": """
            falls = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(falls.shape[0]):
                for j in range(falls.shape[1]):
                    covered = image.copy()
                    covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
                    falls[i, j] = score(image[i * size : (i + 1) * size, j * size : (j + 1) * size])
            return falls
        """,
        "smallest": """
            falls = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(falls.shape[0]):
                for j in range(falls.shape[1]):
                    covered = image.copy()
                    covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = image.min()
                    falls[i, j] = score(image) - score(covered)
            return falls
        """,
        "one_minus": """
            falls = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(falls.shape[0]):
                for j in range(falls.shape[1]):
                    covered = image.copy()
                    covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
                    falls[i, j] = 1 - score(covered)
            return falls
        """,
    },
}

UNKNOWN = {
    "maps_model": """
        return keras.Sequential([keras.Input(model.inputs[0].shape[1:]), keras.layers.Flatten()])
    """,
    "strongest": "return maps.shape[2] + 3",
    "dead_channels": "return np.ones(maps.shape[3], bool)",
    "best_patch": "return image[:2, :2]",
    "occlusion": "return np.zeros((image.shape[0] // size, image.shape[1] // size))",
}
