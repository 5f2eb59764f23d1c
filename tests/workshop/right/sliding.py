"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "correlate1d": [
        "return np.correlate(signal, kernel, 'valid')",
        "return np.lib.stride_tricks.sliding_window_view(signal, len(kernel)) @ kernel",
        """
            output = []
            for i in range(len(signal) - len(kernel) + 1):
                output.append(np.dot(signal[i : i + len(kernel)], kernel))
            return np.array(output, np.float32)
        """,
    ],
    "at": [
        "return np.vdot(image[i : i + len(kernel), j : j + len(kernel[0])], kernel)",
        """
            total = 0
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    total += image[i + x, j + y] * kernel[x, y]
            return float(total)
        """,
        "return np.tensordot(image[i:, j:][: len(kernel), : len(kernel[0])], kernel)",
    ],
    "correlate2d": [
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
            return np.einsum("ijxy,xy->ij", windows, kernel)
        """,
        """
            rows, columns = np.subtract(image.shape, kernel.shape) + 1
            output = np.zeros((rows, columns), np.float32)
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    output += image[x : x + rows, y : y + columns] * kernel[x, y]
            return output
        """,
        """
            from scipy.signal import correlate
            return correlate(image, kernel, mode="valid")
        """,
    ],
    "convolve2d": [
        "return correlate2d(image, np.rot90(kernel, 2))",
        "return correlate2d(image[::-1, ::-1], kernel)[::-1, ::-1]",
        """
            from scipy.signal import convolve2d
            return convolve2d(image, kernel, "valid")
        """,
    ],
}
