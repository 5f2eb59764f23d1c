"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "max_pool": [
        """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            whole = image[: rows * size, : columns * size]
            return whole.reshape(rows, size, columns, size).max(axis=(1, 3))
        """,
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, (size, size))
            return windows[::size, ::size].max((2, 3))
        """,
        """
            rows = range(0, image.shape[0] - size + 1, size)
            columns = range(0, image.shape[1] - size + 1, size)
            return np.array(
                [[np.max(image[i : i + size, j : j + size]) for j in columns] for i in rows]
            )
        """,
    ],
    "average_pool": [
        """
            rows, columns = image.shape[0] // size, image.shape[1] // size
            whole = image[: rows * size, : columns * size].astype(float)
            return np.mean(whole.reshape(rows, size, columns, size), axis=(1, 3))
        """,
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, (size, size))
            return windows[::size, ::size].mean((2, 3), dtype=np.float32)
        """,
        """
            pooled = np.zeros((image.shape[0] // size, image.shape[1] // size))
            for i in range(pooled.shape[0]):
                for j in range(pooled.shape[1]):
                    for x in range(size):
                        for y in range(size):
                            pooled[i, j] += float(image[i * size + x, j * size + y])
            return pooled / size**2
        """,
    ],
    "pool_channels": [
        "return np.stack([max_pool(m, size) for m in np.moveaxis(maps, 2, 0)], axis=2)",
        "return np.dstack([max_pool(maps[..., c], size) for c in range(maps.shape[-1])])",
        """
            windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(0, 1))
            return windows[::size, ::size].max(axis=(-1, -2))
        """,
    ],
    "unchanged": [
        """
            same = max_pool(image[:, :-1], size) == max_pool(image[:, 1:], size)
            return same.sum() / same.size
        """,
        """
            one, other = max_pool(image[:, :-1], size), max_pool(image[:, 1:], size)
            return 1 - np.count_nonzero(one - other) / one.size
        """,
        """
            one, other = max_pool(image[:, :-1], size), max_pool(image[:, 1:], size)
            equal = [a == b for a, b in zip(one.ravel(), other.ravel())]
            return equal.count(True) / len(equal)
        """,
    ],
}
