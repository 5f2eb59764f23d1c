"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "image_bytes": [
        "return np.prod([width, height, channels])",
        """
            count = 0
            for _ in range(height):
                count += width * channels
            return count
        """,
        "return np.zeros((height, width, channels), dtype=np.uint8).size",
    ],
    "scale": [
        "return (image * np.float32(1 / 255)).astype(np.float32)",
        "return np.divide(image.astype(np.float16), 255)",
        "return np.interp(image, [0, 255], [0, 1])",
    ],
    "differences": [
        "return np.diff(image.astype(np.int16), axis=1)",
        """
            rows, columns = image.shape
            result = np.zeros((rows, columns - 1))
            for i in range(rows):
                for j in range(columns - 1):
                    result[i, j] = float(image[i, j + 1]) - float(image[i, j])
            return result
        """,
        "return np.subtract(image[:, 1:], image[:, :-1], dtype=np.float32)",
    ],
    "flat_index": [
        "return int(np.ravel_multi_index((row, column), shape))",
        "return np.arange(shape[0] * shape[1]).reshape(shape)[row, column]",
        """
            height, width = shape
            return column + sum(width for _ in range(row))
        """,
    ],
}
