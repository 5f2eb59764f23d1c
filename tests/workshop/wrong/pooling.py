"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "max_pool": {
        "windows_overlap": """
            h, w = image.shape
            pooled = np.zeros((h - size + 1, w - size + 1))
            for i in range(h - size + 1):
                for j in range(w - size + 1):
                    pooled[i, j] = image[i : i + size, j : j + size].max()
            return pooled
        """,
        "not_multiplied": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    pooled[i, j] = image[i : i + size, j : j + size].max()
            return pooled
        """,
        "averaged": """
            h, w = image.shape[0] // size, image.shape[1] // size
            blocks = image[: h * size, : w * size].reshape(h, size, w, size)
            return blocks.mean(axis=(1, 3))
        """,
        "smallest": """
            h, w = image.shape[0] // size, image.shape[1] // size
            blocks = image[: h * size, : w * size].reshape(h, size, w, size)
            return blocks.min(axis=(1, 3))
        """,
        "first_pixel": "return image[::size, ::size]",
        "rest_kept": """
            rows = []
            for i in range(0, image.shape[0], size):
                row = []
                for j in range(0, image.shape[1], size):
                    row.append(image[i : i + size, j : j + size].max())
                rows.append(row)
            return np.array(rows)
        """,
        "always_2": """
            pooled = np.zeros((image.shape[0] // 2, image.shape[1] // 2))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    pooled[i, j] = image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
            return pooled
        """,
        "zero_wins": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0] * size):
                for j in range(pooled.shape[1] * size):
                    pooled[i // size, j // size] = max(pooled[i // size, j // size], image[i, j])
            return pooled
        """,
        "rows_only": """
            pooled = []
            for top in range(0, image.shape[0] - size + 1, size):
                pooled.append(image[top : top + size].max(axis=0))
            return np.array(pooled)
        """,
        "columns_only": """
            pooled = []
            for left in range(0, image.shape[1] - size + 1, size):
                pooled.append(image[:, left : left + size].max(axis=1))
            return np.array(pooled).T
        """,
    },
    "average_pool": {
        "summed": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0] * size):
                for j in range(pooled.shape[1] * size):
                    pooled[i // size, j // size] += image[i, j]
            return pooled
        """,
        "divided_by_side": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0] * size):
                for j in range(pooled.shape[1] * size):
                    pooled[i // size, j // size] += image[i, j] / size
            return pooled
        """,
        "divided_by_4": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0] * size):
                for j in range(pooled.shape[1] * size):
                    pooled[i // size, j // size] += image[i, j] / 4
            return pooled
        """,
        "rounded_down": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = window.sum() // size**2
            return pooled
        """,
        "rounded": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = round(window.mean())
            return pooled
        """,
        "type_kept": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size), image.dtype)
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = window.mean()
            return pooled
        """,
        "wrapped": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = sum(window.ravel()) / size**2
            return pooled
        """,
        "largest": "return max_pool(image, size)",
        "windows_overlap": """
            h, w = image.shape
            pooled = np.zeros((h - size + 1, w - size + 1))
            for i in range(h - size + 1):
                for j in range(w - size + 1):
                    pooled[i, j] = image[i : i + size, j : j + size].mean()
            return pooled
        """,
        "rest_kept": """
            tops, lefts = range(0, image.shape[0], size), range(0, image.shape[1], size)
            windows = [[image[i : i + size, j : j + size] for j in lefts] for i in tops]
            return np.array([[window.mean() for window in row] for row in windows])
        """,
        "middle": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(len(pooled)):
                for j in range(len(pooled[0])):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = (float(window.max()) + float(window.min())) / 2
            return pooled
        """,
        "median": """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(len(pooled)):
                for j in range(len(pooled[0])):
                    window = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = np.median(window)
            return pooled
        """,
    },
    "pool_channels": {
        "across_channels": """
            pooled = np.zeros((maps.shape[0] // size, maps.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    window = maps[i * size : (i + 1) * size, j * size : (j + 1) * size]
                    pooled[i, j] = window.max()
            return pooled
        """,
        "channels_averaged": """
            pooled = [max_pool(maps[:, :, c], size) for c in range(maps.shape[2])]
            return np.mean(pooled, axis=0)
        """,
        "channels_added": """
            pooled = np.zeros((maps.shape[0] // size, maps.shape[1] // size))
            for c in range(maps.shape[2]):
                pooled += max_pool(maps[:, :, c], size)
            return pooled
        """,
        "channels_pooled": """
            h, w, c = (side // size for side in maps.shape)
            blocks = maps[: h * size, : w * size, : c * size].reshape(h, size, w, size, c, size)
            return blocks.max(axis=(1, 3, 5))
        """,
        "last_channel": """
            for c in range(maps.shape[2]):
                pooled = max_pool(maps[:, :, c], size)
            return pooled
        """,
        "first_everywhere": """
            height, width, channels = maps.shape
            pooled = np.zeros((height // size, width // size, channels))
            for c in range(channels):
                pooled[:, :, c] = max_pool(maps[:, :, 0], size)
            return pooled
        """,
        "channels_first": """
            return np.array([max_pool(maps[:, :, c], size) for c in range(maps.shape[2])])
        """,
        "reshaped": """
            height, width, channels = maps.shape
            pooled = np.array([max_pool(maps[:, :, c], size) for c in range(channels)])
            return pooled.reshape(height // size, width // size, channels)
        """,
        "rows_as_maps": "return np.array([max_pool(image, size) for image in maps])",
        "averages": "return np.dstack([average_pool(m, size) for m in np.moveaxis(maps, 2, 0)])",
    },
    "unchanged": {
        "counted": """
            return np.sum(max_pool(image[:, :-1], size) == max_pool(image[:, 1:], size))
        """,
        "changed": """
            return (max_pool(image[:, :-1], size) != max_pool(image[:, 1:], size)).mean()
        """,
        "percent": """
            same = max_pool(image[:, :-1], size) == max_pool(image[:, 1:], size)
            return 100 * same.sum() / same.size
        """,
        "share_of_pixels": """
            same = max_pool(image[:, :-1], size) == max_pool(image[:, 1:], size)
            return same.sum() / image.size
        """,
        "pixels_compared": "return np.mean(image[:, 1:] == image[:, :-1])",
        "neighbours_compared": """
            pooled = max_pool(image, size)
            return np.mean(pooled[:, 1:] == pooled[:, :-1])
        """,
        "shifted_up": "return np.mean(max_pool(image[:-1], size) == max_pool(image[1:], size))",
        "rolled": """
            shifted = np.roll(image, -1, axis=1)
            return np.mean(max_pool(image, size) == max_pool(shifted, size))
        """,
        "averages_compared": """
            return np.mean(average_pool(image[:, :-1], size) == average_pool(image[:, 1:], size))
        """,
        "per_row": """
            before, after = max_pool(image[:, :-1], size), max_pool(image[:, 1:], size)
            return (before == after).sum() / len(before)
        """,
        "difference": """
            before, after = max_pool(image[:, :-1], size), max_pool(image[:, 1:], size)
            return np.mean(before - after)
        """,
    },
}

UNKNOWN = {
    "max_pool": """
        return np.full((image.shape[0] // size, image.shape[1] // size), image.max())
    """,
    "average_pool": "return max_pool(image, size) / 2",
    "pool_channels": "return maps[: maps.shape[0] // size, : maps.shape[1] // size]",
    "unchanged": "return 1 / size",
}
