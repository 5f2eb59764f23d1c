"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "grad_kernel": {
        "flipped": 'return convolve2d(image, grad_y, "valid")',
        "same": 'return correlate2d(image, grad_y, "same")',
        "full": 'return correlate2d(image, grad_y, padding="full")',
        "full_and_flipped": 'return convolve2d(image, grad_y, "full")',
        "averaged": """
            h, w = grad_y.shape
            gradient = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
            for x in range(gradient.shape[0]):
                for y in range(gradient.shape[1]):
                    gradient[x, y] = np.mean(image[x : x + h, y : y + w] * grad_y)
            return gradient
        """,
        "one_window": "h, w = grad_y.shape\nreturn image[:h, :w] * grad_y",
    },
    "grad_bias": {
        "averaged": "return np.mean(grad_y)",
        "counted": "return float(grad_y.shape[0] * grad_y.shape[1])",
        "without_signs": "return sum(abs(g) for row in grad_y for g in row)",
        "largest": "return np.max(grad_y)",
        "first_only": "return grad_y[0][0]",
    },
    "grad_input": {
        "not_flipped": 'return convolve2d(grad_y, kernel[::-1, ::-1], "full")',
        "gradient_slides": 'return correlate2d(kernel, grad_y, "full")',
        "rows_only": 'return correlate2d(grad_y, kernel[::-1], "full")',
        "transposed": 'return correlate2d(grad_y, np.transpose(kernel), "full")',
        "same": 'return convolve2d(grad_y, kernel, "same")',
        "valid": "return convolve2d(grad_y, kernel)",
    },
    "grad_kernels": {
        "swapped": """
            rows, columns = np.array(image.shape[:2]) - grad_y.shape[:2] + 1
            gradients = np.zeros((rows, columns, grad_y.shape[2], image.shape[2]))
            for o in range(grad_y.shape[2]):
                for c in range(image.shape[2]):
                    gradients[:, :, o, c] = grad_kernel(image[:, :, c], grad_y[:, :, o])
            return gradients
        """,
        "channels_first": """
            gradients = []
            for c in range(image.shape[2]):
                filters = range(grad_y.shape[2])
                gradients.append([grad_kernel(image[:, :, c], grad_y[:, :, o]) for o in filters])
            return np.array(gradients)
        """,
        "inputs_summed": """
            rows, columns = np.array(image.shape[:2]) - grad_y.shape[:2] + 1
            gradients = np.zeros((rows, columns, grad_y.shape[2]))
            for o in range(grad_y.shape[2]):
                for c in range(image.shape[2]):
                    gradients[:, :, o] += grad_kernel(image[:, :, c], grad_y[:, :, o])
            return gradients
        """,
        "first_channel_only": """
            rows, columns = np.array(image.shape[:2]) - grad_y.shape[:2] + 1
            gradients = np.zeros((rows, columns, image.shape[2], grad_y.shape[2]))
            for c in range(image.shape[2]):
                for o in range(grad_y.shape[2]):
                    gradients[:, :, c, o] = grad_kernel(image[:, :, 0], grad_y[:, :, o])
            return gradients
        """,
        "flipped": """
            rows, columns = np.array(image.shape[:2]) - grad_y.shape[:2] + 1
            gradients = np.zeros((rows, columns, image.shape[2], grad_y.shape[2]))
            for c in range(image.shape[2]):
                for o in range(grad_y.shape[2]):
                    gradients[:, :, c, o] = convolve2d(image[:, :, c], grad_y[:, :, o], "valid")
            return gradients
        """,
    },
    "descend": {
        "uphill": "return kernel + learning_rate * gradient",
        "rate_forgotten": "return kernel - gradient",
        "step_alone": "return -(gradient * learning_rate)",
        "amount_alone": "return learning_rate * gradient",
        "type_kept": """
            new = np.zeros_like(kernel)
            new[:] = kernel - learning_rate * gradient
            return new
        """,
        "all_scaled": "new = kernel - gradient\nreturn new * learning_rate",
        "gradient_forgotten": "return kernel - learning_rate * np.ones(kernel.shape)",
        "kernel_shrunk": "return kernel - learning_rate * kernel",
        "swapped": "return gradient - learning_rate * kernel",
        "rate_of_example": """
            rate = 0.01
            return kernel - rate * gradient
        """,
    },
}

UNKNOWN = {
    "grad_kernel": 'return image[0, 0] * correlate2d(image, grad_y, "valid")',
    "grad_bias": "return grad_y.sum() / len(grad_y)",
    "grad_input": 'return len(kernel) * convolve2d(grad_y, kernel, "full")',
    "grad_kernels": """
        rows, columns = np.array(image.shape[:2]) - grad_y.shape[:2] + 1
        return np.zeros((rows, columns, image.shape[2], grad_y.shape[2]))
    """,
    "descend": "return kernel - learning_rate * gradient**2",
}
