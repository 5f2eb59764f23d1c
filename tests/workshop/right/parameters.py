"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "conv_parameters": [
        "return (channels * kernel_size * kernel_size + 1) * filters",
        "return sum(channels * kernel_size**2 + 1 for _ in range(filters))",
        """
            kernel = kernel_size**2
            a_filter = kernel * channels + 1
            return int(a_filter * filters)
        """,
    ],
    "three_ways": [
        "return height * width * units, window * window * units, window * window * filters",
        """
            a_window = window**2
            ways = [width * height * units, a_window * units, a_window * filters]
            return tuple(ways)
        """,
        """
            return (
                (height * width) * units,
                units * pow(window, 2),
                filters * pow(window, 2),
            )
        """,
    ],
    "dense_parameters": [
        "return ((side // 2**pools) ** 2 * channels + 1) * units",
        """
            if pools == 0:
                return side * side * channels * units + units
            return dense_parameters(side // 2, pools - 1, channels, units)
        """,
        """
            height = width = side >> pools
            return height * width * channels * units + units
        """,
    ],
    "stack_and_single": [
        """
            def layer(side):
                return side**2 * channels**2
            return depth * layer(3), layer(1 + 2 * depth)
        """,
        "return 9 * depth * channels**2, (2 * depth + 1) ** 2 * channels**2",
        """
            seen, stack = 1, 0
            for _ in range(depth):
                seen += 2
                stack += 9 * channels * channels
            return stack, channels * seen * seen * channels
        """,
    ],
    "with_reduction": [
        """
            def layer(given, side, made):
                return height * width * given * side**2 * made
            return (
                layer(channels, kernel_size, filters),
                layer(channels, 1, reduced) + layer(reduced, kernel_size, filters),
            )
        """,
        """
            n, k = height * width, kernel_size**2
            return n * channels * k * filters, n * reduced * (channels + k * filters)
        """,
        """
            direct, both = 0, 0
            for _ in range(height):
                direct += width * channels * kernel_size**2 * filters
                both += width * (channels * reduced + reduced * kernel_size**2 * filters)
            return direct, both
        """,
    ],
}
