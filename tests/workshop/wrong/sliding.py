"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "correlate1d": {
        "flipped": 'return np.convolve(signal, kernel, "valid")',
        "one_too_few": """
            output = np.zeros(len(signal) - len(kernel))
            for i in range(len(output)):
                output[i] = (signal[i : i + len(kernel)] * kernel).sum()
            return output
        """,
        "zeros_left": """
            output = np.zeros(len(signal))
            for i in range(len(signal) - len(kernel) + 1):
                for x in range(len(kernel)):
                    output[i] += signal[i + x] * kernel[x]
            return output
        """,
        "last_product": """
            output = np.zeros(len(signal) - len(kernel) + 1)
            for i in range(len(output)):
                for x in range(len(kernel)):
                    output[i] = signal[i + x] * kernel[x]
            return output
        """,
        "first_position": """
            output = np.zeros(len(signal) - len(kernel) + 1)
            for i in range(len(output)):
                output[i] = (signal[i : i + len(kernel)] * kernel).sum()
                return output
        """,
        "one_early": """
            output = []
            for i in range(len(signal) - len(kernel) + 1):
                output.append(sum(signal[i + x - 1] * kernel[x] for x in range(len(kernel))))
            return np.array(output)
        """,
        "blocks": """
            k = len(kernel)
            starts = range(0, len(signal) - k + 1, k)
            return np.array([np.dot(signal[i : i + k], kernel) for i in starts])
        """,
        "averaged": """
            k = len(kernel)
            output = np.zeros(len(signal) - k + 1)
            for i in range(len(output)):
                output[i] = np.mean(signal[i : i + k] * kernel)
            return output
        """,
        "not_moved": """
            output = np.zeros(len(signal) - len(kernel) + 1)
            for i in range(len(output)):
                for x in range(len(kernel)):
                    output[i] += signal[x] * kernel[x]
            return output
        """,
        "one_number": """
            output = np.zeros(len(signal) - len(kernel) + 1)
            for i in range(len(output)):
                for x in range(len(kernel)):
                    output[i] += signal[i] * kernel[x]
            return output
        """,
        "padded": "return np.correlate(signal, kernel, 'full')",
    },
    "at": {
        "flipped": """
            total = 0
            height, width = kernel.shape
            for x in range(height):
                for y in range(width):
                    total += image[i + x, j + y] * kernel[height - 1 - x, width - 1 - y]
            return total
        """,
        "transposed": """
            total = 0.0
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    total += image[i + y, j + x] * kernel[x, y]
            return total
        """,
        "kernel_swapped": """
            total = 0
            for x in range(kernel.shape[0]):
                for y in range(kernel.shape[1]):
                    total += image[i + x, j + y] * kernel[y, x]
            return total
        """,
        "matrix_product": """
            h, w = kernel.shape
            return np.sum(image[i : i + h, j : j + w] @ kernel)
        """,
        "swapped": """
            h, w = kernel.shape
            return (image[j : j + h, i : i + w] * kernel).sum()
        """,
        "one_early": """
            h, w = kernel.shape
            return np.sum(image[i - 1 : i + h - 1, j - 1 : j + w - 1] * kernel)
        """,
        "square_kernel": """
            k = len(kernel)
            total = 0
            for x in range(k):
                for y in range(k):
                    total += image[i + x, j + y] * kernel[x, y]
            return total
        """,
        "square_window": """
            size = kernel.shape[0]
            window = image[i : i + size, j : j + size]
            return np.sum(window * kernel)
        """,
        "always_first": "h, w = kernel.shape\nreturn np.sum(image[:h, :w] * kernel)",
        "averaged": """
            h, w = kernel.shape
            return np.mean(image[i : i + h, j : j + w] * kernel)
        """,
        "sums_multiplied": """
            h, w = kernel.shape
            return image[i : i + h, j : j + w].sum() * kernel.sum()
        """,
        "not_weighted": "return image[i : i + len(kernel), j : j + len(kernel[0])].sum()",
        "largest": """
            h, w = kernel.shape
            return np.max(image[i : i + h, j : j + w] * kernel)
        """,
        "one_pixel": """
            total = 0
            for weight in kernel.ravel():
                total += image[i, j] * weight
            return total
        """,
    },
    "correlate2d": {
        "one_too_few": """
            rows, columns = image.shape[0] - kernel.shape[0], image.shape[1] - kernel.shape[1]
            output = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    output[i, j] = at(image, kernel, i, j)
            return output
        """,
        "one_size": """
            size = len(image) - len(kernel) + 1
            return np.array([[at(image, kernel, i, j) for j in range(size)] for i in range(size)])
        """,
        "as_large_as_image": """
            output = np.zeros(image.shape)
            for i in range(image.shape[0] - kernel.shape[0] + 1):
                for j in range(image.shape[1] - kernel.shape[1] + 1):
                    output[i, j] = at(image, kernel, i, j)
            return output
        """,
        "transposed": """
            rows = image.shape[0] - kernel.shape[0] + 1
            columns = image.shape[1] - kernel.shape[1] + 1
            output = []
            for j in range(columns):
                output.append([at(image, kernel, i, j) for i in range(rows)])
            return np.array(output)
        """,
        "swapped": """
            rows = image.shape[0] - kernel.shape[0] + 1
            columns = image.shape[1] - kernel.shape[1] + 1
            output = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    output[j, i] = at(image, kernel, i, j)
            return output
        """,
        "from_one": """
            rows = image.shape[0] - kernel.shape[0] + 1
            columns = image.shape[1] - kernel.shape[1] + 1
            output = np.zeros((rows, columns))
            for i in range(1, rows):
                for j in range(1, columns):
                    output[i, j] = at(image, kernel, i, j)
            return output
        """,
        "flipped": """
            kernel = kernel[::-1, ::-1]
            rows = image.shape[0] - kernel.shape[0] + 1
            columns = image.shape[1] - kernel.shape[1] + 1
            output = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    output[i, j] = at(image, kernel, i, j)
            return output
        """,
        "blocks": """
            h, w = kernel.shape
            rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
            starts = range(0, columns, w)
            return np.array([[at(image, kernel, i, j) for j in starts] for i in range(0, rows, h)])
        """,
    },
    "convolve2d": {
        "not_turned": "return correlate2d(image, kernel)",
        "rows_only": "return correlate2d(image, kernel[::-1])",
        "columns_only": "return correlate2d(image, np.fliplr(kernel))",
        "transposed": "return correlate2d(image, kernel.T)",
        "quarter_turn": "return correlate2d(image, np.rot90(kernel))",
        "quarter_turn_back": "return correlate2d(image, kernel[::-1].T)",
        "image_turned": "return correlate2d(image[::-1, ::-1], kernel)",
        "output_turned": "return np.rot90(correlate2d(image, kernel), 2)",
        "sign": "return correlate2d(image, -kernel)",
        "kernel_alone": "return kernel[::-1, ::-1]",
    },
}

UNKNOWN = {
    "correlate1d": "return np.zeros(len(signal) - len(kernel) + 1)",
    "at": "return float(image[i, j] * kernel[0, 0])",
    "correlate2d": """
        rows = image.shape[0] - kernel.shape[0] + 1
        columns = image.shape[1] - kernel.shape[1] + 1
        output = np.zeros((rows, columns))
        for i in range(rows):
            output[i, 0] = at(image, kernel, i, 0)
        return output
    """,
    "convolve2d": "return correlate2d(image, kernel**2)",
}
