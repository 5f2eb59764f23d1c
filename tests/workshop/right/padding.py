"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "pad": [
        "return np.pad(image, (before, after))",
        """
            rows = np.zeros((before, image.shape[1])), image, np.zeros((after, image.shape[1]))
            tall = np.vstack(rows)
            return np.hstack([np.zeros((len(tall), before)), tall, np.zeros((len(tall), after))])
        """,
        """
            padded = np.zeros(np.add(image.shape, before + after), np.float32)
            for i in range(image.shape[0]):
                for j in range(image.shape[1]):
                    padded[before + i, before + j] = image[i, j]
            return padded
        """,
    ],
    "same_zeros": [
        "return (kernel_size - 1) // 2, kernel_size // 2",
        "return math.floor((kernel_size - 1) / 2), math.ceil((kernel_size - 1) / 2)",
        """
            before, rest = divmod(kernel_size - 1, 2)
            return before, before + rest
        """,
    ],
    "strided": [
        """
            h, w = kernel.shape
            rows, columns = (image.shape[0] - h) // stride + 1, (image.shape[1] - w) // stride + 1
            output = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    window = image[i * stride : i * stride + h, j * stride : j * stride + w]
                    output[i, j] = np.sum(window * kernel)
            return output
        """,
        "return correlate2d(image, kernel, stride=stride)",
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
            return (windows[::stride, ::stride] * kernel).sum(axis=(2, 3))
        """,
    ],
    "output_size": [
        """
            zeros = {"valid": 0, "same": kernel_size - 1, "full": 2 * (kernel_size - 1)}
            return (size + zeros[padding] - kernel_size) // stride + 1
        """,
        """
            count = {"valid": size - kernel_size + 1, "same": size}
            return len(range(0, count.get(padding, size + kernel_size - 1), stride))
        """,
        """
            if padding == "same":
                return -(-size // stride)
            more = kernel_size - 1 if padding == "full" else 1 - kernel_size
            return int(np.ceil((size + more) / stride))
        """,
    ],
    "extent": [
        "return kernel_size + (kernel_size - 1) * (dilation - 1)",
        "return len(range(0, (kernel_size - 1) * dilation + 1))",
        "return np.arange(kernel_size)[-1] * dilation + 1",
    ],
}
