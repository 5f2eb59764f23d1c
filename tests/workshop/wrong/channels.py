"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "one_filter": {
        "bias_forgotten": """
            maps = []
            for c in range(image.shape[2]):
                maps.append(correlate2d(image[:, :, c], kernels[:, :, c]))
            return sum(maps)
        """,
        "bias_a_channel": """
            output = 0
            for c in range(image.shape[2]):
                output += correlate2d(image[:, :, c], kernels[:, :, c]) + bias
            return output
        """,
        "first_channel": "return bias + correlate2d(image[:, :, 0], kernels[:, :, 0])",
        "last_channel": """
            for c in range(image.shape[2]):
                output = correlate2d(image[:, :, c], kernels[:, :, c])
            return output + bias
        """,
        "averaged": """
            maps = [correlate2d(image[:, :, c], kernels[:, :, c]) for c in range(image.shape[2])]
            return np.mean(maps, axis=0) + bias
        """,
        "apart_first": """
            maps = []
            for c in range(image.shape[2]):
                maps.append(correlate2d(image[:, :, c], kernels[:, :, c]) + bias)
            return np.array(maps)
        """,
        "apart_last": """
            height = image.shape[0] - kernels.shape[0] + 1
            width = image.shape[1] - kernels.shape[1] + 1
            output = np.zeros((height, width, image.shape[2]))
            for c in range(image.shape[2]):
                output[:, :, c] = correlate2d(image[:, :, c], kernels[:, :, c])
            return output + bias
        """,
        "summed_before": """
            flat_image, flat_kernel = np.sum(image, axis=-1), np.sum(kernels, axis=-1)
            return correlate2d(flat_image, flat_kernel) + bias
        """,
        "same": """
            output = np.zeros(image.shape[:2])
            for c in range(image.shape[2]):
                output += correlate2d(image[:, :, c], kernels[:, :, c], "same")
            return output + bias
        """,
        "flipped": """
            output = bias
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], kernels[::-1, ::-1, c])
            return output
        """,
        "first_kernel": """
            output = bias
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], kernels[:, :, 0])
            return output
        """,
        "first_channel_again": """
            output = bias
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, 0], kernels[:, :, c])
            return output
        """,
        "bias_subtracted": """
            output = -bias
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], kernels[:, :, c])
            return output
        """,
        "largest": """
            maps = [correlate2d(image[:, :, c], kernels[:, :, c]) for c in range(image.shape[2])]
            return np.max(maps, axis=0) + bias
        """,
    },
    "conv_layer": {
        "biases_forgotten": """
            maps = []
            for o in range(kernels.shape[3]):
                maps.append(one_filter(image, kernels[:, :, :, o], 0))
            return np.stack(maps, axis=-1)
        """,
        "first_bias": """
            maps = []
            for o in range(kernels.shape[3]):
                maps.append(one_filter(image, kernels[:, :, :, o], biases[0]))
            return np.stack(maps, axis=-1)
        """,
        "bias_a_channel": """
            maps = []
            for o in range(kernels.shape[3]):
                output = 0
                for c in range(image.shape[2]):
                    output += correlate2d(image[:, :, c], kernels[:, :, c, o]) + biases[o]
                maps.append(output)
            return np.stack(maps, axis=-1)
        """,
        "first_filter": """
            maps = []
            for bias in biases:
                maps.append(one_filter(image, kernels[:, :, :, 0], bias))
            return np.stack(maps, axis=-1)
        """,
        "one_map": """
            for o in range(kernels.shape[3]):
                return one_filter(image, kernels[:, :, :, o], biases[o])
        """,
        "last_map": """
            for o in range(kernels.shape[3]):
                output = one_filter(image, kernels[:, :, :, o], biases[o])
            return output
        """,
        "filters_summed": """
            output = 0
            for o in range(kernels.shape[3]):
                output = output + one_filter(image, kernels[:, :, :, o], biases[o])
            return output
        """,
        "channels_first": """
            filters = range(kernels.shape[3])
            return np.array([one_filter(image, kernels[..., o], biases[o]) for o in filters])
        """,
        "first_channel": """
            maps = []
            for o in range(kernels.shape[3]):
                maps.append(correlate2d(image[:, :, 0], kernels[:, :, 0, o]) + biases[o])
            return np.stack(maps, axis=2)
        """,
        "flipped": """
            maps = []
            for o in range(kernels.shape[3]):
                maps.append(one_filter(image, np.flip(kernels[:, :, :, o], (0, 1)), biases[o]))
            return np.stack(maps, axis=-1)
        """,
        "swapped": """
            maps = []
            for o in range(kernels.shape[3]):
                maps.append(one_filter(image, kernels[:, :, o], biases[o]))
            return np.stack(maps, axis=-1)
        """,
        "maps_by_channels": """
            maps = []
            for o in range(image.shape[2]):
                maps.append(one_filter(image, kernels[:, :, :, o], biases[o]))
            return np.stack(maps, axis=-1)
        """,
    },
    "relu": {
        "sign_dropped": "return abs(maps)",
        "negatives_kept": "return np.where(maps < 0, maps, 0)",
        "clipped_at_1": "return np.minimum(np.maximum(maps, 0), 1)",
        "clipped_at_255": "return np.clip(maps, 0, 255)",
        "zeros_and_ones": "return maps > 0",
        "shifted": "return maps - np.min(maps)",
        "at_least_1": "return np.maximum(maps, 1)",
        "taken_out": "return maps[~(maps < 0)]",
        "zeros_taken_out": "return np.array([value for value in maps.flatten() if value > 0])",
        "leaky": "return np.where(maps < 0, 0.1 * maps, maps)",
        "negatives_only": "return np.where(maps < 0, -maps, 0)",
        "normalised": "return np.maximum(maps, 0) / np.max(maps)",
    },
    "weight_shape": {
        "filters_third": "return kernel_size, kernel_size, filters, input_shape[-1]",
        "channels_first": "return input_shape[2], kernel_size, kernel_size, filters",
        "filters_first": "return filters, input_shape[2], kernel_size, kernel_size",
        "channels_forgotten": "return kernel_size, kernel_size, 1, filters",
        "height_for_channels": "return (kernel_size, kernel_size, input_shape[0], filters)",
        "image_for_kernel": """
            height, width, channels = input_shape
            return height, width, channels, filters
        """,
        "positions_for_kernel": """
            height, width, channels = input_shape
            return height - kernel_size + 1, width - kernel_size + 1, channels, filters
        """,
        "channels_and_filters_first": "return (input_shape[2], filters, kernel_size, kernel_size)",
        "filters_first_channels_last": "return (filters, kernel_size, kernel_size, input_shape[2])",
        "width_for_channels": "return (kernel_size, kernel_size, input_shape[1], filters)",
        "filters_twice": "return (kernel_size, kernel_size, filters, filters)",
        "always_colour": "return (kernel_size, kernel_size, 3, filters)",
    },
}

UNKNOWN = {
    "one_filter": "return np.sqrt(abs(correlate2d(image[:, :, 0], kernels[:, :, 0]))) + bias",
    "conv_layer": """
        maps = []
        for o in range(kernels.shape[3]):
            maps.append(one_filter(image, kernels[:, :, :, o], -biases[o]))
        return np.stack(maps, axis=-1)
    """,
    "relu": "return np.maximum(maps, 0) ** 1.5",
    "weight_shape": "return kernel_size, kernel_size, input_shape[2], input_shape[2] * filters",
}
