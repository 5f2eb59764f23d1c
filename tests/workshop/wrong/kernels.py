"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "brightness": {
        "averaged": "return np.mean(kernel)",
        "middle_only": "rows, columns = kernel.shape\nreturn kernel[rows // 2, columns // 2]",
        "without_signs": "return float(np.sum(abs(kernel)))",
        "largest": "return np.max(kernel)",
        "of_the_wall": "return (100 * kernel).sum()",
        "first_row": """
            total = 0
            for weight in kernel[0]:
                total += weight
            return total
        """,
        "smallest": "return np.min(kernel)",
        "counted": """
            rows, columns = kernel.shape
            return rows * columns
        """,
        "diagonal": "return kernel.trace()",
    },
    "box_blur": {
        "not_averaged": "return np.ones((size, size))",
        "side_only": "return np.ones((size, size)) / size",
        "always_nine": "return np.full((size, size), 1 / 9)",
        "always_3x3": "return np.ones((3, 3)) / 9",
        "one_row": "return np.ones(size) / size",
        "diagonal": "return np.eye(size) / size",
        "always_four": "return np.zeros((size, size)) + 0.25",
    },
    "edges": {
        "middle_counted": """
            weights = np.full((size, size), -1)
            weights[size // 2, size // 2] = size * size
            return weights
        """,
        "always_eight": """
            weights = -np.ones((size, size))
            weights[size // 2, size // 2] = 8
            return weights
        """,
        "middle_left": "return -np.ones((size, size))",
        "signs_swapped": """
            weights = np.ones((size, size))
            weights[size // 2, size // 2] = -(size**2 - 1)
            return weights
        """,
        "always_row_one": """
            weights = -np.ones((size, size))
            weights[1, 1] = size**2 - 1
            return weights
        """,
        "side_for_square": """
            weights = -np.ones((size, size))
            weights[size // 2, size // 2] = size - 1
            return weights
        """,
        "middle_of_sharpen": """
            weights = -np.ones((size, size))
            weights[size // 2, size // 2] = 1
            return weights
        """,
        "nothing_around": """
            weights = np.zeros((size, size))
            weights[size // 2, size // 2] = size**2 - 1
            return weights
        """,
        "plus_around": """
            weights = np.ones((size, size))
            weights[size // 2, size // 2] = size**2 - 1
            return weights
        """,
        "divided": """
            weights = -np.ones((size, size)) / size**2
            weights[size // 2, size // 2] = 1 - 1 / size**2
            return weights
        """,
        "always_3x3": """
            weights = -np.ones((3, 3))
            weights[1, 1] = 8
            return weights
        """,
        "corner": """
            weights = -np.ones((size, size))
            weights[0, 0] = size**2 - 1
            return weights
        """,
    },
    "sharpen": {
        "only_edges": "return edge_kernel",
        "eye": "return edge_kernel + np.eye(len(edge_kernel))",
        "one_everywhere": "return edge_kernel + 1",
        "minus_edges": """
            same = np.zeros_like(edge_kernel)
            same[same.shape[0] // 2, same.shape[1] // 2] = 1
            return same - edge_kernel
        """,
        "middle_replaced": """
            made = edge_kernel.copy()
            made[made.shape[0] // 2, made.shape[1] // 2] = 1
            return made
        """,
        "edges_forgotten": """
            size = len(edge_kernel)
            same_picture = np.zeros((size, size))
            same_picture[size // 2, size // 2] = 1
            return same_picture
        """,
    },
    "to_pixels": {
        "wrapped": "return np.round(values).astype(np.int64).astype(np.uint8)",
        "not_converted": "return np.clip(values, 0, 255)",
        "stretched": """
            values = values - values.min()
            return (255 * values / values.max()).astype(np.uint8)
        """,
        "sign_dropped": "return np.clip(abs(values), 0, 255).astype(np.uint8)",
        "only_above": "return np.minimum(values, 255).astype(int).astype(np.uint8)",
        "only_below": "return np.maximum(values, 0).astype(int).astype(np.uint8)",
        "clipped_at_1": "return np.clip(values, 0, 1).astype(np.uint8)",
        "clipped_at_256": "return np.clip(values, 0, 256).astype(int).astype(np.uint8)",
        "black_and_white": "return ((values > 127) * 255).astype(np.uint8)",
        "other_type": "return np.clip(values, 0, 255).astype(int)",
    },
}

UNKNOWN = {
    "brightness": "return float(kernel.sum()) + kernel.size",
    "box_blur": "return np.ones((size, size)) / 7",
    "edges": "return np.zeros((size, size))",
    "sharpen": "return 2 * edge_kernel",
    "to_pixels": "return np.zeros(values.shape, np.uint8)",
}
