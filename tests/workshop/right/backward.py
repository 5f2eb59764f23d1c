"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "grad_kernel": [
        "return convolve2d(image, grad_y[::-1, ::-1], 'valid')",
        """
            h, w = grad_y.shape
            result = np.zeros(np.subtract(image.shape, grad_y.shape) + 1)
            for x in range(result.shape[0]):
                for y in range(result.shape[1]):
                    result[x, y] = (image[x : x + h, y : y + w] * grad_y).sum()
            return result
        """,
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, grad_y.shape)
            return np.tensordot(windows, grad_y, 2).astype(np.float32)
        """,
    ],
    "grad_bias": [
        "return np.einsum('ij->', grad_y)",
        "return float(sum(grad_y.ravel()))",
        "return np.vdot(grad_y, np.ones(grad_y.shape))",
    ],
    "grad_input": [
        "return correlate2d(grad_y, np.rot90(kernel, 2), 'full')",
        """
            result = np.zeros(np.add(grad_y.shape, kernel.shape) - 1)
            for i in range(len(grad_y)):
                for j in range(len(grad_y[0])):
                    result[i : i + len(kernel), j : j + len(kernel[0])] += grad_y[i, j] * kernel
            return result
        """,
        """
            from scipy import signal
            return signal.convolve2d(kernel, grad_y)
        """,
    ],
    "grad_kernels": [
        """
            windows = np.lib.stride_tricks.sliding_window_view(image, grad_y.shape[:2], (0, 1))
            return np.einsum("xycij,ijo->xyco", windows, grad_y)
        """,
        """
            slices = [[grad_kernel(x, g) for g in grad_y.T] for x in image.T]
            return np.array(slices).transpose(3, 2, 0, 1)
        """,
        """
            filters = []
            for o in range(grad_y.shape[2]):
                slices = [grad_kernel(x, grad_y[..., o]) for x in np.moveaxis(image, 2, 0)]
                filters.append(np.stack(slices, axis=2))
            return np.stack(filters, axis=3)
        """,
    ],
    "descend": [
        "return kernel + -learning_rate * gradient",
        """
            new = kernel.astype(float)
            new -= learning_rate * gradient
            return new
        """,
        """
            new = np.zeros(kernel.shape, np.float32)
            for place in np.ndindex(kernel.shape):
                new[place] = kernel[place] - learning_rate * gradient[place]
            return new
        """,
    ],
}
