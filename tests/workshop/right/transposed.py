"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "convolution_matrix": [
        """
            h, w = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
            matrix = np.zeros((h * w, height * width))
            for i in range(h):
                for j in range(w):
                    for x in range(kernel.shape[0]):
                        for y in range(kernel.shape[1]):
                            matrix[i * w + j, (i + x) * width + j + y] = kernel[x, y]
            return matrix
        """,
        """
            pixels = np.eye(height * width).reshape(-1, height, width)
            windows = np.lib.stride_tricks.sliding_window_view(pixels, kernel.shape, axis=(1, 2))
            return np.einsum("pijxy,xy->pij", windows, kernel).reshape(height * width, -1).T
        """,
        """
            rows, columns = kernel.shape
            first = np.zeros((height, width), np.float32)
            first[:rows, :columns] = kernel
            return np.array(
                [
                    np.roll(first, (i, j), axis=(0, 1)).flatten()
                    for i in range(height - rows + 1)
                    for j in range(width - columns + 1)
                ]
            )
        """,
    ],
    "transposed_convolution": [
        "return np.dot(image.flatten(), matrix).reshape((height, width))",
        "return np.reshape(matrix.T @ image.reshape(-1, 1), (height, width))",
        """
            column = np.zeros(height * width)
            for row, value in zip(matrix, image.ravel()):
                column += value * row
            return column.reshape(height, width)
        """,
    ],
    "stamp": [
        """
            gaps = put_zeros_between(image, stride)
            return convolve2d(gaps, kernel, "full")
        """,
        """
            (h, w), (rows, columns) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + rows, (w - 1) * stride + columns), np.float32)
            for x in range(rows):
                for y in range(columns):
                    part = large[x:, y:][: h * stride : stride, : w * stride : stride]
                    part[:h, :w] += image * kernel[x, y]
            return large
        """,
        """
            (h, w), (rows, columns) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + rows, (w - 1) * stride + columns))
            for (i, j), value in np.ndenumerate(image):
                for (x, y), weight in np.ndenumerate(kernel):
                    large[i * stride + x, j * stride + y] += value * weight
            return large
        """,
    ],
    "put_zeros_between": [
        """
            block = np.zeros((stride, stride))
            block[0, 0] = 1
            rest = stride - 1
            large = np.kron(image, block)
            return large[: len(large) - rest, : len(large[0]) - rest]
        """,
        """
            large = np.zeros(((len(image) - 1) * stride + 1, (len(image[0]) - 1) * stride + 1))
            for i, row in enumerate(image):
                for j, value in enumerate(row):
                    large[i * stride, j * stride] = value
            return large
        """,
        """
            steps = range(1, image.shape[0]), range(1, image.shape[1])
            for axis, places in enumerate(steps):
                image = np.insert(image, np.repeat(places, stride - 1), 0, axis=axis)
            return image
        """,
    ],
    "nearest": [
        "return np.kron(image, np.ones((factor, factor)))",
        "return image.repeat(factor, 0).repeat(factor, 1)",
        """
            rows = np.arange(image.shape[0] * factor) // factor
            columns = np.arange(image.shape[1] * factor) // factor
            return image[rows][:, columns]
        """,
    ],
}
