"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "dropout": {
        "not_scaled": """
            if training:
                return values * (random >= rate)
            return values
        """,
        "scaled_later": """
            if training:
                return np.where(random < rate, 0, values)
            return values * (1 - rate)
        """,
        "scaled_down": """
            if training:
                return np.where(random < rate, 0, values * (1 - rate))
            return values
        """,
        "divided_by_rate": """
            if training:
                return np.where(random < rate, 0, values / rate)
            return values
        """,
        "multiplied_by_rate": """
            if training:
                return (random >= rate) * values * rate
            return values
        """,
        "own_share": """
            if not training:
                return values
            kept = random >= rate
            return values * kept * kept.size / kept.sum()
        """,
        "turned": """
            if not training:
                return values
            return np.where(random < rate, values / (1 - rate), 0)
        """,
        "turned_not_scaled": """
            if not training:
                return values
            return np.where(random < rate, values, 0)
        """,
        "always": "return np.where(random < rate, 0, values / (1 - rate))",
        "other_way_round": """
            if training:
                return values
            return np.where(random < rate, 0, values / (1 - rate))
        """,
        "taken_out": """
            if not training:
                return values
            return values[random >= rate] / (1 - rate)
        """,
        "all_scaled": "return values / (1 - rate) if training else values",
    },
    "spatial_dropout": {
        "not_scaled": "return maps * (random >= rate)",
        "scaled_down": "return maps * (random >= rate) * (1 - rate)",
        "divided_by_rate": "return maps * (random >= rate) / rate",
        "own_share": "kept = random >= rate\nreturn maps * kept / kept.mean()",
        "turned": "return maps * (random < rate) / (1 - rate)",
        "turned_not_scaled": "return maps * np.where(random < rate, 1, 0)",
        "rows_dropped": """
            result = maps.copy()
            result[random < rate] = 0
            return result / (1 - rate)
        """,
        "taken_out": "return maps[:, :, random >= rate] / (1 - rate)",
    },
    "cutout": {
        "corner": """
            hidden = image.copy()
            hidden[row : row + size, column : column + size] = 0
            return hidden
        """,
        "from_the_end": """
            top, left = row - size // 2, column - size // 2
            hidden = image.copy()
            hidden[top : top + size, left : left + size] = 0
            return hidden
        """,
        "one_too_large": """
            half = size // 2
            hidden = image.copy()
            rows = slice(max(row - half, 0), row + half + 1)
            hidden[rows, max(column - half, 0) : column + half + 1] = 0
            return hidden
        """,
        "one_too_small": """
            half = size // 2
            hidden = image.copy()
            hidden[max(row - half, 0) : row + half, max(column - half, 0) : column + half] = 0
            return hidden
        """,
        "twice_as_large": """
            hidden = image.copy()
            hidden[max(row - size, 0) : row + size, max(column - size, 0) : column + size] = 0
            return hidden
        """,
        "always_whole": """
            top, left = max(row - size // 2, 0), max(column - size // 2, 0)
            hidden = image.copy()
            hidden[top : top + size, left : left + size] = 0
            return hidden
        """,
        "moved_inside": """
            top = np.clip(row - size // 2, 0, image.shape[0] - size)
            left = np.clip(column - size // 2, 0, image.shape[1] - size)
            hidden = image.copy()
            hidden[top : top + size, left : left + size] = 0
            return hidden
        """,
        "turned": """
            top, left = row - size // 2, column - size // 2
            rows, columns = slice(max(top, 0), top + size), slice(max(left, 0), left + size)
            hidden = np.zeros(image.shape)
            hidden[rows, columns] = image[rows, columns]
            return hidden
        """,
        "swapped": """
            top, left = row - size // 2, column - size // 2
            hidden = image.copy()
            hidden[max(left, 0) : left + size, max(top, 0) : top + size] = 0
            return hidden
        """,
        "bands": """
            top, left = row - size // 2, column - size // 2
            hidden = image.copy()
            hidden[max(top, 0) : top + size] = 0
            hidden[:, max(left, 0) : left + size] = 0
            return hidden
        """,
    },
    "weighted_pooling": {
        "largest": "return window.max()",
        "largest_scaled_down": "return window.max() * (1 - rate)",
        "largest_scaled_up": "return window.max() / (1 - rate)",
        "average": "return window.mean()",
        "average_scaled": "return np.mean(window) * (1 - rate)",
        "sum_scaled": "return (np.sort(window, axis=None) * (1 - rate)).sum()",
        "ascending": """
            values = np.sort(window, axis=None)
            return (values * (1 - rate) * rate ** np.arange(window.size)).sum()
        """,
        "not_sorted": """
            total = 0
            for larger, value in enumerate(window.flatten()):
                total += value * (1 - rate) * rate**larger
            return total
        """,
        "rate_for_kept": """
            values = np.sort(window, axis=None)[::-1]
            return (values * rate * (1 - rate) ** np.arange(window.size)).sum()
        """,
        "without_kept": """
            values = np.sort(window, axis=None)[::-1]
            return (values * rate ** np.arange(window.size)).sum()
        """,
        "one_power_more": """
            total = 0
            for i, value in enumerate(np.sort(window, axis=None)[::-1], start=1):
                total += value * (1 - rate) * rate**i
            return total
        """,
        "divided": """
            weights = (1 - rate) * rate ** np.arange(window.size)
            return np.average(np.sort(window, axis=None)[::-1], weights=weights)
        """,
    },
}

UNKNOWN = {
    "dropout": "return np.where(random < rate, 0, 2 * values) if training else values",
    "spatial_dropout": "return maps * (random >= rate) * (1 + rate)",
    "cutout": """
        hidden = image.copy()
        hidden[row, column] = 0
        return hidden
    """,
    "weighted_pooling": "return (1 - rate) * window.max() + rate * window.min()",
}
