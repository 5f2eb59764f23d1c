"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "one_filter": [
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape)[:, :, 0]
            return np.einsum("ijxyc,xyc->ij", windows, kernels) + bias
        """,
        """
            pairs = zip(image.transpose(2, 0, 1), kernels.transpose(2, 0, 1))
            return sum(correlate2d(x, k) for x, k in pairs) + bias
        """,
        """
            h, w, _ = kernels.shape
            rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
            output = np.full((rows, columns), bias, dtype=float)
            for i in range(rows):
                for j in range(columns):
                    output[i, j] += (image[i : i + h, j : j + w] * kernels).sum()
            return output
        """,
    ],
    "conv_layer": [
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:3])[:, :, 0]
            return np.tensordot(windows, kernels, 3) + biases
        """,
        """
            maps = [one_filter(image, k, b) for k, b in zip(np.moveaxis(kernels, 3, 0), biases)]
            return np.dstack(maps)
        """,
        """
            height, width = np.subtract(image.shape[:2], kernels.shape[:2]) + 1
            output = np.zeros((height, width, len(biases)), dtype=np.float32)
            for o in range(len(biases)):
                output[..., o] = one_filter(image, kernels[..., o], bias=biases[o])
            return output
        """,
    ],
    "relu": [
        "return maps * (maps > 0)",
        "return np.where(maps < 0, 0, maps)",
        """
            copy = maps.copy()
            copy[copy < 0] = 0
            return copy
        """,
    ],
    "weight_shape": [
        "return (kernel_size,) * 2 + (input_shape[-1], filters)",
        """
            height, width, channels = input_shape
            return np.int64(kernel_size), np.int64(kernel_size), channels, filters
        """,
        "return tuple([kernel_size, kernel_size, *input_shape[2:], filters])",
    ],
}
