"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "dropout": [
        """
            if training:
                return values * (random >= rate) / (1 - rate)
            return values
        """,
        """
            if not training:
                return values.copy()
            kept = values / (1 - rate)
            kept[random < rate] = 0
            return kept
        """,
        """
            return np.where(random < rate, 0.0, values / (1 - rate)) if training else values
        """,
    ],
    "spatial_dropout": [
        """
            dropped = maps / (1 - rate)
            dropped[:, :, random < rate] = 0
            return dropped
        """,
        """
            result = np.zeros(maps.shape)
            for c in range(maps.shape[2]):
                if random[c] >= rate:
                    result[:, :, c] = maps[:, :, c] / (1 - rate)
            return result
        """,
        """
            return np.einsum("hwc,c->hwc", maps, np.where(random < rate, 0, 1 / (1 - rate)))
        """,
    ],
    "cutout": [
        """
            hidden = np.array(image)
            for i in range(row - size // 2, row - size // 2 + size):
                for j in range(column - size // 2, column - size // 2 + size):
                    if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                        hidden[i, j] = 0
            return hidden
        """,
        """
            i, j = np.indices(image.shape)
            top, left = row - size // 2, column - size // 2
            inside = (top <= i) & (i < top + size) & (left <= j) & (j < left + size)
            return np.where(inside, 0, image)
        """,
        """
            around = np.pad(image, size)
            top, left = row - size // 2 + size, column - size // 2 + size
            around[top : top + size, left : left + size] = 0
            return around[size : size + image.shape[0], size : size + image.shape[1]]
        """,
    ],
    "weighted_pooling": [
        """
            total, probability = 0, 1 - rate
            for value in sorted(window.ravel(), reverse=True):
                total += value * probability
                probability *= rate
            return total
        """,
        """
            descending = -np.sort(-window.flatten())
            return float(np.dot(descending, (1 - rate) * rate ** np.arange(len(descending))))
        """,
        """
            result = 0.0
            for value in np.sort(window, axis=None):
                result = (1 - rate) * value + rate * result
            return result
        """,
    ],
}
