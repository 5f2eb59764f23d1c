"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "brightness": [
        "return np.einsum('ij->', kernel)",
        """
            total = 0
            for row in kernel:
                for weight in row:
                    total += weight
            return total
        """,
        "return np.sum(kernel * 100) / 100",
    ],
    "box_blur": [
        "return np.full((size, size), size**-2.0)",
        "return np.array([[1 / (size * size)] * size] * size)",
        "return np.outer(np.ones(size) / size, np.ones(size) / size).astype(np.float32)",
    ],
    "edges": [
        """
            weights = np.full((size, size), -1)
            weights[size // 2][size // 2] += size * size
            return weights
        """,
        """
            weights = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    middle = i == j == size // 2
                    weights[i, j] = size**2 - 1 if middle else -1
            return weights
        """,
        """
            middle = np.eye(size) * np.eye(size)[::-1]
            return size**2 * middle - np.ones((size, size))
        """,
    ],
    "sharpen": [
        """
            made = np.array(edge_kernel, dtype=float)
            made[len(made) // 2, len(made) // 2] += 1
            return made
        """,
        "return edge_kernel + np.eye(len(edge_kernel)) * np.eye(len(edge_kernel))[::-1]",
        """
            same = np.pad([[1]], len(edge_kernel) // 2)
            return np.add(same, edge_kernel)
        """,
    ],
    "to_pixels": [
        "return values.clip(0, 255).astype('uint8')",
        "return np.minimum(np.maximum(values, 0), 255).round().astype(np.uint8)",
        """
            copy = np.array(values)
            copy[copy < 0] = 0
            copy[copy > 255] = 255
            return np.uint8(copy)
        """,
    ],
}
