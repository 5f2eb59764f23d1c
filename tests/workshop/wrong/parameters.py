"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "conv_parameters": {
        "no_biases": "return channels * kernel_size * kernel_size * filters",
        "channels_forgotten": "return kernel_size**2 * filters + filters",
        "bias_a_kernel": "kernels = channels * filters\nreturn kernels * kernel_size**2 + kernels",
        "one_bias": "return channels * kernel_size**2 * filters + 1",
        "bias_a_channel": "return channels * kernel_size**2 * filters + channels",
        "side_once": "return channels * kernel_size * filters + filters",
        "one_filter": "return channels * kernel_size**2 + 1",
        "both_forgotten": "return kernel_size * kernel_size * filters",
        "always_3x3": "return channels * 9 * filters + filters",
    },
    "three_ways": {
        "with_biases": """
            dense = height * width * units + units
            local = window * window * units + units
            return dense, local, window * window * filters + filters
        """,
        "window_once": "return height * width * units, units * window, filters * window",
        "local_shared": """
            pixels = height * width
            return pixels * units, window * window, window * window * filters
        """,
        "local_by_pixels": """
            pixels = height * width
            return pixels * units, pixels * window**2, filters * window**2
        """,
        "convolution_by_units": """
            local = units * window**2
            return height * width * units, local, local * filters
        """,
        "convolution_by_places": """
            places = (height - window + 1) * (width - window + 1)
            return height * width * units, units * window**2, places * window**2 * filters
        """,
        "one_filter": "return height * width * units, units * window**2, window**2",
        "other_order": "return units * window**2, height * width * units, filters * window**2",
        "local_by_filters": """
            a = window**2
            return height * width * units, units * filters * a, filters * a
        """,
    },
    "dense_parameters": {
        "pools_ignored": "return side * side * channels * units + units",
        "pooled_once": "half = side // 2\nreturn half * half * channels * units + units",
        "pools_times_2": """
            side = side // (2 * pools)
            return side * side * channels * units + units
        """,
        "side_once": """
            for _ in range(pools):
                side //= 2
            return side * channels * units + units
        """,
        "one_bias": """
            for _ in range(pools):
                side //= 2
            return side * side * channels * units + 1
        """,
        "one_axis": """
            height = width = side
            for _ in range(pools):
                height //= 2
            return height * width * channels * units + units
        """,
        "values_halved": """
            pixels = side * side
            for _ in range(pools):
                pixels //= 2
            return pixels * channels * units + units
        """,
        "rounded_late": """
            pixels = side**2
            for _ in range(pools):
                pixels = pixels // 4
            return pixels * channels * units + units
        """,
        "rounded_up": """
            for _ in range(pools):
                side = (side + 1) // 2
            return side**2 * channels * units + units
        """,
        "not_rounded": """
            for _ in range(pools):
                side = side / 2
            return side**2 * channels * units + units
        """,
        "channels_forgotten": "side = side // 2**pools\nreturn side * side * units + units",
        "channels_halved": """
            for _ in range(pools):
                side, channels = side // 2, channels // 2
            return side * side * channels * units + units
        """,
        "no_biases": "return (side // 2**pools) ** 2 * channels * units",
        "two_pixels_less": """
            side = side - 2 * pools
            return side**2 * channels * units + units
        """,
    },
    "stack_and_single": {
        "sizes_added": """
            seen = depth * 3
            return depth * 9 * channels * channels, seen * seen * channels * channels
        """,
        "one_pixel_in_all": """
            seen = 3
            for _ in range(depth - 1):
                seen += 1
            return depth * 9 * channels**2, seen**2 * channels**2
        """,
        "side_once": "return 9 * depth * channels**2, (depth * 2 + 1) * channels * channels",
        "first_layer_forgotten": """
            size = depth * 2
            return depth * 3**2 * channels**2, size**2 * channels**2
        """,
        "always_5x5": "return depth * 3 * 3 * channels**2, 5 * 5 * channels**2",
        "depth_forgotten": """
            seen = 1 + 2 * depth
            return 3 * 3 * channels**2, seen * seen * channels**2
        """,
        "channels_once": "seen = 2 * depth + 1\nreturn depth * 9 * channels, seen**2 * channels",
        "channels_forgotten": "return depth * 3 * 3, (2 * depth + 1) ** 2",
        "with_biases": """
            stack = depth * (channels * 3 * 3 * channels + channels)
            seen = 3 + 2 * (depth - 1)
            return stack, channels * seen * seen * channels + channels
        """,
    },
    "with_reduction": {
        "positions_forgotten": """
            direct = channels * kernel_size**2 * filters
            return direct, channels * reduced + reduced * kernel_size**2 * filters
        """,
        "valid_for_same": """
            out = (height - kernel_size + 1) * (width - kernel_size + 1)
            direct = out * channels * kernel_size**2 * filters
            first = height * width * channels * reduced
            return direct, first + out * reduced * kernel_size**2 * filters
        """,
        "side_once": """
            direct = height * width * channels * kernel_size * filters
            first = height * width * channels * reduced
            return direct, first + height * width * reduced * kernel_size * filters
        """,
        "channels_forgotten": """
            direct = height * width * filters * kernel_size**2
            return direct, height * width * reduced + direct
        """,
        "small_not_counted": """
            per_channel = height * width * kernel_size**2 * filters
            return per_channel * channels, per_channel * reduced
        """,
        "channels_not_reduced": """
            direct = height * width * channels * kernel_size**2 * filters
            return direct, height * width * channels * reduced + direct
        """,
        "both_large": """
            places = height * width * kernel_size**2
            direct = places * channels * filters
            return direct, places * channels * reduced + places * reduced * filters
        """,
        "small_behind": """
            places = height * width
            direct = places * channels * kernel_size**2 * filters
            first = places * channels * kernel_size**2 * reduced
            return direct, first + places * reduced * filters
        """,
        "multiplied": """
            small = reduced * channels
            large = filters * reduced * kernel_size**2
            direct = height * width * filters * channels * kernel_size**2
            return direct, height * width * small * large
        """,
    },
}

UNKNOWN = {
    "conv_parameters": "return (channels + kernel_size**2) * filters + filters",
    "three_ways": "return height * width * units, units * window**2, filters + window**2",
    "dense_parameters": "return (side - pools) ** 2 * channels * units + 7 * units",
    "stack_and_single": "return depth * 9 * channels**2, (2 * depth + 3) ** 2 * channels**2",
    "with_reduction": """
        direct = height * width * channels * kernel_size**2 * filters
        return direct, direct // channels * reduced * reduced
    """,
}
