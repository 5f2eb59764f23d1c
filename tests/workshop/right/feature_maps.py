"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "maps_model": [
        """
            return keras.Model(inputs=model.inputs, outputs=model.get_layer(name).output)
        """,
        """
            x = image = keras.Input(model.input_shape[1:])
            for layer in model.layers:
                x = layer(x)
                if layer.name == name:
                    return keras.Model(image, x)
        """,
        """
            return keras.Model(model.layers[0].input, [model.get_layer(name).output])
        """,
    ],
    "strongest": [
        """
            best = 0
            for c in range(maps.shape[2]):
                if maps[:, :, c].mean() > maps[:, :, best].mean():
                    best = c
            return best
        """,
        """
            means = [maps[:, :, c].mean() for c in range(maps.shape[2])]
            return means.index(max(means))
        """,
        """
            return int(np.argmax(maps.sum(axis=(0, 1))))
        """,
    ],
    "dead_channels": [
        """
            return ~(maps > 0).any(axis=(0, 1, 2))
        """,
        """
            return np.array([not (maps[..., c] > 0).any() for c in range(maps.shape[-1])])
        """,
        """
            return np.count_nonzero(maps > 0, axis=(0, 1, 2)) == 0
        """,
    ],
    "best_patch": [
        """
            row, column = np.argwhere(feature_map == feature_map.max())[0]
            rows = [i for i in range(row * step - offset, row * step - offset + field)]
            columns = [j for j in range(column * step - offset, column * step - offset + field)]
            rows = [i for i in rows if 0 <= i < image.shape[0]]
            return image[np.ix_(rows, [j for j in columns if 0 <= j < image.shape[1]])]
        """,
        """
            row, column = divmod(feature_map.argmax(), feature_map.shape[1])
            bottom, right = row * step - offset + field, column * step - offset + field
            return image[max(bottom - field, 0) : bottom, max(right - field, 0) : right].copy()
        """,
        """
            place = np.array(np.unravel_index(np.argmax(feature_map), feature_map.shape))
            first = place * step - offset
            (top, left), (bottom, right) = np.clip([first, first + field], 0, image.shape)
            return image[top:bottom, left:right]
        """,
    ],
    "occlusion": [
        """
            whole = score(image)
            falls = []
            for i in range(0, image.shape[0], size):
                falls.append([])
                for j in range(0, image.shape[1], size):
                    covered = image.copy()
                    covered[i : i + size, j : j + size] = 0
                    falls[-1].append(whole - score(covered))
            return np.array(falls)
        """,
        """
            falls = np.empty([side // size for side in image.shape])
            for place in np.ndindex(falls.shape):
                kept = np.ones(falls.shape)
                kept[place] = 0
                falls[place] = score(image) - score(image * np.kron(kept, np.ones((size, size))))
            return falls
        """,
        """
            scores = np.zeros((len(image) // size, len(image[0]) // size))
            for i, j in np.ndindex(scores.shape):
                covered = np.array(image, float)
                covered[size * i : size * i + size, size * j : size * j + size] *= 0
                scores[i, j] = score(covered)
            return score(image) - scores
        """,
    ],
}
