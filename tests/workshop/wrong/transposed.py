"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "convolution_matrix": {
        "transposed": """
            kh, kw = kernel.shape
            columns = []
            for i in range(height - kh + 1):
                for j in range(width - kw + 1):
                    picture = np.zeros((height, width))
                    picture[i : i + kh, j : j + kw] = kernel
                    columns.append(picture.ravel())
            return np.stack(columns, axis=1)
        """,
        "flipped": """
            kh, kw = kernel.shape
            h, w = height - kh + 1, width - kw + 1
            matrix = np.zeros((h * w, height * width))
            for i in range(h):
                for j in range(w):
                    for x in range(kh):
                        for y in range(kw):
                            matrix[i * w + j, (i + x) * width + j + y] = kernel[-1 - x, -1 - y]
            return matrix
        """,
        "row_per_pixel": """
            matrix = np.zeros((height * width, height * width))
            for i in range(height):
                for j in range(width):
                    for x in range(kernel.shape[0]):
                        for y in range(kernel.shape[1]):
                            if i + x < height and j + y < width:
                                matrix[i * width + j, (i + x) * width + j + y] = kernel[x, y]
            return matrix
        """,
        "outputs_by_columns": """
            rows = []
            for j in range(width - kernel.shape[1] + 1):
                for i in range(height - kernel.shape[0] + 1):
                    window = np.zeros((height, width))
                    window[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel
                    rows.append(window.ravel())
            return np.array(rows)
        """,
        "pixels_by_columns": """
            rows = []
            for i in range(height - kernel.shape[0] + 1):
                for j in range(width - kernel.shape[1] + 1):
                    window = np.zeros((height, width))
                    window[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel
                    rows.append(window.ravel("F"))
            return np.array(rows)
        """,
        "no_gaps": """
            h, w = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
            matrix = np.zeros((h * w, height * width))
            for i in range(h):
                for j in range(w):
                    start = i * width + j
                    matrix[i * w + j, start : start + kernel.size] = kernel.ravel()
            return matrix
        """,
        "always_one_further": """
            h, w = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
            first = np.zeros((height, width))
            first[: kernel.shape[0], : kernel.shape[1]] = kernel
            first = list(first.ravel())
            rows = []
            for _ in range(h * w):
                rows.append(first)
                first = [first[-1]] + first[:-1]
            return np.array(rows)
        """,
        "not_flat": """
            windows = []
            for i in range(height - kernel.shape[0] + 1):
                for j in range(width - kernel.shape[1] + 1):
                    window = np.zeros((height, width))
                    window[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel
                    windows.append(window)
            return np.array(windows)
        """,
    },
    "transposed_convolution": {
        "inverted": """
            large = np.linalg.lstsq(matrix, image.ravel(), rcond=None)[0]
            return large.reshape(height, width)
        """,
        "reshaped": """
            small = image.ravel()
            return (matrix.reshape(height * width, len(small)) @ small).reshape(height, width)
        """,
        "one_row": "return image.ravel() @ matrix",
        "sides_swapped": "return (matrix.T @ image.ravel()).reshape(width, height)",
        "image_by_columns": """
            column = np.concatenate([image[:, j] for j in range(image.shape[1])])
            return (matrix.T @ column).reshape(height, width)
        """,
        "result_by_columns": """
            return (matrix.T @ image.ravel()).reshape((height, width), order="F")
        """,
    },
    "stamp": {
        "overwritten": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
            for i in range(h):
                for j in range(w):
                    y, x = i * stride, j * stride
                    large[y : y + kh, x : x + kw] = image[i, j] * kernel
            return large
        """,
        "averaged": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
            count = np.zeros(large.shape)
            for i in range(h):
                for j in range(w):
                    y, x = i * stride, j * stride
                    large[y : y + kh, x : x + kw] += image[i, j] * kernel
                    count[y : y + kh, x : x + kw] += 1
            return large / count
        """,
        "values_forgotten": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
            for i in range(h):
                for j in range(w):
                    y, x = i * stride, j * stride
                    large[y : y + kh, x : x + kw] += kernel
            return large
        """,
        "turned": """
            kernel = np.flip(kernel)
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
            for i in range(h):
                for j in range(w):
                    y, x = i * stride, j * stride
                    large[y : y + kh, x : x + kw] += image[i, j] * kernel
            return large
        """,
        "stride_ignored": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros((h + kh - 1, w + kw - 1))
            for i in range(h):
                for j in range(w):
                    large[i : i + kh, j : j + kw] += image[i, j] * kernel
            return large
        """,
        "stride_in_size_only": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
            for i in range(h):
                for j in range(w):
                    large[i : i + kh, j : j + kw] += image[i, j] * kernel
            return large
        """,
        "side_by_side": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros((h * kh, w * kw))
            for i in range(h):
                for j in range(w):
                    large[i * kh : (i + 1) * kh, j * kw : (j + 1) * kw] += image[i, j] * kernel
            return large
        """,
        "cut_off": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros((h * stride, w * stride))
            for i in range(h):
                for j in range(w):
                    for x in range(kh):
                        for y in range(kw):
                            r, c = i * stride + x, j * stride + y
                            if r < h * stride and c < w * stride:
                                large[r, c] += image[i, j] * kernel[x, y]
            return large
        """,
        "one_step_too_many": """
            (h, w), (kh, kw) = image.shape, kernel.shape
            large = np.zeros((h * stride + kh, w * stride + kw))
            for i in range(h):
                for j in range(w):
                    y, x = i * stride, j * stride
                    large[y : y + kh, x : x + kw] += image[i, j] * kernel
            return large
        """,
    },
    "put_zeros_between": {
        "one_too_many": """
            step = stride + 1
            h, w = image.shape
            large = np.zeros(((h - 1) * step + 1, (w - 1) * step + 1))
            large[::step, ::step] = image
            return large
        """,
        "always_one": """
            h, w = image.shape
            large = np.zeros((2 * h - 1, 2 * w - 1))
            large[::2, ::2] = image
            return large
        """,
        "after_the_last": """
            one_pixel = np.zeros((stride, stride))
            one_pixel[0, 0] = 1
            return np.kron(image, one_pixel)
        """,
        "around_too": """
            h, w = image.shape
            large = np.zeros(((h + 1) * stride - 1, (w + 1) * stride - 1))
            for i in range(h):
                for j in range(w):
                    large[(i + 1) * stride - 1, (j + 1) * stride - 1] = image[i, j]
            return large
        """,
        "rows_only": """
            large = np.zeros(((image.shape[0] - 1) * stride + 1, image.shape[1]))
            large[::stride] = image
            return large
        """,
        "columns_only": """
            large = np.zeros((image.shape[0], (image.shape[1] - 1) * stride + 1))
            large[:, ::stride] = image
            return large
        """,
        "repeated": "return np.repeat(np.repeat(image, stride, axis=0), stride, axis=1)",
        "around_only": "return np.pad(image, (stride - 1, stride - 1))",
    },
    "nearest": {
        "tiled": "return np.tile(image, (factor, factor))",
        "zeros": """
            large = np.zeros((image.shape[0] * factor, image.shape[1] * factor))
            large[::factor, ::factor] = image
            return large
        """,
        "rows_only": "return np.repeat(image, factor, axis=0)",
        "columns_only": "return np.repeat(image, factor, axis=1)",
        "along_rows": """
            h, w = image.shape
            return np.repeat(image, factor * factor).reshape(h * factor, w * factor)
        """,
        "no_axis": "return np.repeat(image, factor)",
        "always_two": "return image.repeat(2, axis=0).repeat(2, axis=1)",
        "brighter": "return factor * image",
        "tiled_across": "return np.tile(image, (1, factor))",
    },
}

UNKNOWN = {
    "convolution_matrix": """
        h, w = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
        return np.full((h * w, height * width), kernel.sum())
    """,
    "transposed_convolution": """
        return (matrix.T @ image.ravel()).reshape(height, width) / image.size
    """,
    "stamp": """
        (h, w), (kh, kw) = image.shape, kernel.shape
        large = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
        for i in range(h):
            for j in range(w):
                y, x = i * stride, j * stride
                large[y : y + kh, x : x + kw] += image[i, j] + kernel
        return large
    """,
    "put_zeros_between": """
        h, w = image.shape
        large = np.ones(((h - 1) * stride + 1, (w - 1) * stride + 1))
        large[::stride, ::stride] = image
        return large
    """,
    "nearest": "return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1) / factor**2",
}
