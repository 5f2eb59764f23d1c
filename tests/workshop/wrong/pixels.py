"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "image_bytes": {
        "channels_forgotten": "return height * width",
        "always_three": "return 3 * width * height",
        "bits": "bits = 8\nreturn width * height * channels * bits",
        "four_bytes": "return 4 * (width * height * channels)",
        "added": "return sum([width, height, channels])",
        "channels_added": "return width * height + channels",
        "one_side": "return height * channels",
    },
    "scale": {
        "whole_numbers": "return (image / 255).astype(np.uint8)",
        "twice": "image = image / 255\nreturn image / 255.0",
        "by_256": "return image / 256",
        "by_own_maximum": "return image / np.max(image)",
        "stretched": """
            low, high = float(image.min()), float(image.max())
            return (image - low) / (high - low)
        """,
        "around_zero": "return 2 * (image / 255) - 1",
        "reversed": "return (255 - image) / 255",
        "two_axes": """
            rows, columns = image.shape
            scaled = np.zeros((rows, columns))
            for i in range(rows):
                for j in range(columns):
                    scaled[i, j] = image[i, j] / 255
            return scaled
        """,
        "one_axis_missing": """
            scaled = np.zeros(image.shape)
            for i in range(image.shape[0]):
                for j in range(image.shape[1]):
                    scaled[i, j] = image[i, j] / 255
            return scaled
        """,
        "clipped": "return np.minimum(image, 1)",
        "by_own_sum": "return image / np.sum(image)",
        "standardised": """
            mean, std = np.mean(image), np.std(image)
            return (image - mean) / std
        """,
    },
    "differences": {
        "wrapped": "return (image[:, 1:] - image[:, :-1]).astype(int)",
        "one_byte": "small = image.astype(np.int8)\nreturn small[:, 1:] - small[:, :-1]",
        "without_signs": "return np.abs(np.diff(image.astype(int), axis=1))",
        "left_minus_right": "numbers = image.astype(int)\nreturn numbers[:, :-1] - numbers[:, 1:]",
        "left_minus_right_wrapped": "return image[:, :-1] - image[:, 1:]",
        "vertical": "numbers = image.astype(int)\nreturn numbers[1:] - numbers[:-1]",
        "vertical_wrapped": "return image[1:, :] - image[:-1, :]",
        "twice": """
            pixels = image.astype(int)
            first = pixels[:, 1:] - pixels[:, :-1]
            return first[:, 1:] - first[:, :-1]
        """,
        "to_the_first": """
            pixels = image.astype(int)
            return pixels[:, 1:] - pixels[:, [0]]
        """,
        "two_apart": """
            pixels = image.astype(int)
            return pixels[:, 2:] - pixels[:, :-2]
        """,
        "no_difference": "return image.astype(int)[:, 1:]",
    },
    "flat_index": {
        "height_for_width": "height, width = shape\nreturn row * height + column",
        "columns_first": "height, width = shape\nreturn column * height + row",
        "swapped": "height, width = shape\nreturn column * width + row",
        "from_one": "return 1 + row * shape[1] + column",
        "one_row_less": "return (row - 1) * shape[1] + column",
        "column_forgotten": "return row * shape[1]",
        "added": "return row + column",
        "multiplied": "return column * row",
        "both_from_one": "return (row - 1) * shape[1] + (column - 1)",
        "number_of_pixels": """
            height, width = shape
            return height * width
        """,
        "width_of_example": """
            width = 3
            return width * row + column
        """,
        "one_row_added": "return column + shape[1]",
    },
}

UNKNOWN = {
    "image_bytes": "return (width + channels) * (height + width)",
    "scale": "return (image / 100) ** 2",
    "differences": """
        pixels = image.astype(int)
        return pixels[:, 1:] * pixels[:, :-1] - 7
    """,
    "flat_index": "return (row + column) * shape[1]",
}
