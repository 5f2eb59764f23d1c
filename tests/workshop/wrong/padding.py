"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "pad": {
        "swapped": """
            h, w = image.shape
            padded = np.zeros((before + h + after, before + w + after))
            padded[after : after + h, after : after + w] = image
            return padded
        """,
        "before_everywhere": "return np.pad(image, before)",
        "after_everywhere": """
            h, w = image.shape
            padded = np.zeros((h + 2 * after, w + 2 * after))
            padded[after : after + h, after : after + w] = image
            return padded
        """,
        "ring_of_one": """
            h, w = image.shape
            padded = np.zeros((h + 2, w + 2))
            padded[1:-1, 1:-1] = image
            return padded
        """,
        "before_only": """
            padded = np.zeros((before + image.shape[0], before + image.shape[1]))
            padded[before:, before:] = image
            return padded
        """,
        "after_only": """
            padded = np.zeros((image.shape[0] + after, image.shape[1] + after))
            padded[: image.shape[0], : image.shape[1]] = image
            return padded
        """,
        "rows_only": """
            h, w = image.shape
            padded = np.zeros((before + h + after, w))
            padded[before : before + h] = image
            return padded
        """,
        "columns_only": """
            h, w = image.shape
            padded = np.zeros((h, before + w + after))
            padded[:, before : before + w] = image
            return padded
        """,
        "axes_for_sides": "return np.pad(image, ((before, before), (after, after)))",
        "ones": """
            h, w = image.shape
            padded = np.ones((before + h + after, before + w + after))
            padded[before : before + h, before : before + w] = image
            return padded
        """,
        "border_repeated": 'return np.pad(image, (before, after), mode="edge")',
        "no_image": """
            zeros = before + after
            return np.zeros((image.shape[0] + zeros, image.shape[1] + zeros))
        """,
        "at_the_corner": """
            h, w = image.shape
            padded = np.zeros((before + h + after, before + w + after))
            padded[:h, :w] = image
            return padded
        """,
        "reflected": "return np.pad(image, (before, after), mode='reflect')",
        "sum_everywhere": "return np.pad(image, before + after)",
    },
    "same_zeros": {
        "extra_before": "return kernel_size // 2, (kernel_size - 1) // 2",
        "both_down": "n = (kernel_size - 1) // 2\nreturn n, n",
        "both_up": "return kernel_size // 2, kernel_size // 2",
        "not_rounded": "return (kernel_size - 1) / 2, (kernel_size - 1) / 2",
        "full": "zeros = kernel_size - 1\nreturn zeros, zeros",
        "kernel_on_each_side": "return kernel_size, kernel_size",
        "all_after": "return 0, kernel_size - 1",
        "one_too_many": "before = kernel_size // 2\nreturn before, kernel_size - before",
        "all_before": "return kernel_size - 1, 0",
        "half_and_all": """
            zeros = kernel_size - 1
            return zeros // 2, zeros
        """,
        "always_one": "return 1, 1",
    },
    "strided": {
        "stride_ignored": "return correlate2d(image, kernel)",
        "rows_only": "return correlate2d(image, kernel)[::stride]",
        "columns_only": "return correlate2d(image, kernel)[:, ::stride]",
        "starts_at_one": "return correlate2d(image, kernel)[1::stride, 1::stride]",
        "counted_from_one": """
            values = correlate2d(image, kernel)
            rows = range(stride - 1, values.shape[0], stride)
            columns = range(stride - 1, values.shape[1], stride)
            return values[np.ix_(rows, columns)]
        """,
        "last_left_out": """
            h, w = kernel.shape
            rows = range(0, image.shape[0] - h, stride)
            columns = range(0, image.shape[1] - w, stride)
            output = np.zeros((len(rows), len(columns)))
            for i, top in enumerate(rows):
                for j, left in enumerate(columns):
                    output[i, j] = (image[top : top + h, left : left + w] * kernel).sum()
            return output
        """,
        "not_multiplied": """
            h, w = kernel.shape
            rows = math.ceil((image.shape[0] - h + 1) / stride)
            columns = math.ceil((image.shape[1] - w + 1) / stride)
            output = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    output[i, j] = np.sum(image[i : i + h, j : j + w] * kernel)
            return output
        """,
        "image_first": "return correlate2d(image[::stride, ::stride], kernel)",
        "padded": 'return correlate2d(image, kernel, "same")[::stride, ::stride]',
        "dilated": """
            h, w = kernel.shape
            rows = image.shape[0] - stride * (h - 1)
            columns = image.shape[1] - stride * (w - 1)
            output = np.zeros((rows, columns))
            for x in range(h):
                for y in range(w):
                    moved = image[x * stride : x * stride + rows, y * stride : y * stride + columns]
                    output += moved * kernel[x, y]
            return output
        """,
        "first_ones": "return correlate2d(image, kernel)[:stride, :stride]",
        "skips_first": "return correlate2d(image, kernel)[stride::stride, stride::stride]",
        "rows_twice": "return correlate2d(image, kernel)[::stride][::stride]",
        "divided": "return correlate2d(image, kernel) / stride",
        "kernel_thinned": "return correlate2d(image, kernel[::stride, ::stride])",
        "by_kernel": "return correlate2d(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]]",
        "full": "return correlate2d(image, kernel, 'full')[::stride, ::stride]",
        "flipped": "return correlate2d(image, kernel[::-1, ::-1])[::stride, ::stride]",
    },
    "output_size": {
        "same_for_valid": """
            if padding == "full":
                return math.ceil((size + kernel_size - 1) / stride)
            return math.ceil(size / stride)
        """,
        "same_for_full": """
            if padding == "valid":
                return (size - kernel_size) // stride + 1
            return math.ceil(size / stride)
        """,
        "full_for_same": """
            positions = size + kernel_size - 1
            if padding == "valid":
                positions = size - kernel_size + 1
            return math.ceil(positions / stride)
        """,
        "kernel_forgotten": """
            zeros = {"valid": 0, "same": kernel_size - 1, "full": 2 * (kernel_size - 1)}
            return -(-(size + zeros[padding]) // stride)
        """,
        "minus_kernel": """
            positions = {"valid": size - kernel_size, "same": size, "full": size + kernel_size - 1}
            return math.ceil(positions[padding] / stride)
        """,
        "plus_one_forgotten": """
            if padding == "valid":
                return (size - kernel_size) // stride
            if padding == "same":
                return math.ceil(size / stride)
            return math.ceil((size + kernel_size - 1) / stride)
        """,
        "stride_ignored": """
            if padding == "valid":
                return size - kernel_size + 1
            if padding == "full":
                return size + kernel_size - 1
            return size
        """,
        "same_without_stride": """
            if padding == "same":
                return size
            zeros = 2 * (kernel_size - 1) if padding == "full" else 0
            return (size + zeros - kernel_size) // stride + 1
        """,
        "rounded_down": """
            change = {"valid": 1 - kernel_size, "same": 0, "full": kernel_size - 1}
            return (size + change[padding]) // stride
        """,
        "not_rounded": """
            change = {"valid": 1 - kernel_size, "same": 0, "full": kernel_size - 1}
            return (size + change[padding]) / stride
        """,
        "one_too_many": """
            change = {"valid": 1 - kernel_size, "same": 0, "full": kernel_size - 1}
            return (size + change[padding]) // stride + 1
        """,
        "stride_first": """
            size = math.ceil(size / stride)
            if padding == "valid":
                return size - kernel_size + 1
            if padding == "full":
                return size + kernel_size - 1
            return size
        """,
        "half_kernel": """
            zeros = {"valid": 0, "same": kernel_size // 2, "full": kernel_size - 1}[padding]
            return (size + 2 * zeros - kernel_size) // stride + 1
        """,
        "always_valid": "return (size - kernel_size) // stride + 1",
        "always_same": "return math.ceil(size / stride)",
        "image_divided": "return size // stride",
    },
    "extent": {
        "multiplied": "return dilation * kernel_size",
        "last_not_counted": "return (kernel_size - 1) * dilation",
        "dilation_left_free": "return kernel_size + (kernel_size - 1) * dilation",
        "one_gap": "return kernel_size + (dilation - 1)",
        "added": "return kernel_size + dilation",
        "ignored": "return kernel_size",
        "squared": "span = dilation * (kernel_size - 1) + 1\nreturn span * span",
        "gap_per_weight": "return kernel_size + dilation * kernel_size",
        "one_less": "return kernel_size * dilation - 1",
        "always_3": "return 2 * dilation + 1",
        "always_2": "return 2 * kernel_size - 1",
        "two_gaps": "return kernel_size + 2 * (dilation - 1)",
        "power": "return kernel_size**dilation",
    },
}

UNKNOWN = {
    "pad": "return np.pad(image * (image + 7), (before, after))",
    "same_zeros": "return 2, 1",
    "strided": "return correlate2d(image, kernel)[::-stride, ::-stride]",
    "output_size": "return math.ceil(2 * size / stride)",
    "extent": "return dilation ** kernel_size",
}
