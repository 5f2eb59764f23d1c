"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "read_filter": {
        "biases": """
            _, weights = model.get_layer(name).get_weights()
            return weights
        """,
        "all_filters": "return model.get_layer(name).get_weights()[0]",
        "first_layer": """
            weights, biases = model.layers[0].get_weights()
            return weights[:, :, :, number]
        """,
        "first_axis": """
            weights, biases = model.get_layer(name).get_weights()
            return weights[number]
        """,
        "third_axis": """
            weights, biases = model.get_layer(name).get_weights()
            return weights[:, :, number, :]
        """,
        "one_channel": """
            weights, biases = model.get_layer(name).get_weights()
            return weights[:, :, 0, number]
        """,
        "from_1": """
            weights, biases = model.get_layer(name).get_weights()
            return weights[:, :, :, number - 1]
        """,
        "with_bias": """
            weights, biases = model.get_layer(name).get_weights()
            return weights[..., number] + biases[number]
        """,
        "second_axis": """
            weights, _ = model.get_layer(name).get_weights()
            return weights[:, number]
        """,
        "turned": """
            weights, _ = model.get_layer(name).get_weights()
            return weights.T[number]
        """,
    },
    "to_grey": {
        "from_black_to_white": """
            lowest, highest = weights.min(), weights.max()
            return (weights - lowest) / (highest - lowest)
        """,
        "a_scale_each": """
            grey = np.zeros(weights.shape)
            for number in range(weights.shape[3]):
                one = weights[:, :, :, number]
                grey[:, :, :, number] = 0.5 + one / (2 * np.abs(one).max())
            return grey
        """,
        "sign_of_largest": "return weights / (2 * weights.max()) + 0.5",
        "not_halved": "return 0.5 + weights / np.abs(weights).max()",
        "middle_at_0": """
            largest = np.abs(weights).max()
            return weights / (2 * largest)
        """,
        "from_minus_1": "return weights / np.abs(weights).max()",
        "whole_range": "return 0.5 + weights / (np.max(weights) - np.min(weights))",
        "without_signs": """
            sizes = np.abs(weights)
            return sizes / sizes.max()
        """,
        "not_scaled": "return weights + 0.5",
        "inverted": "return 0.5 - weights / (2 * np.abs(weights).max())",
        "mean_for_largest": "return 0.5 + weights / (2 * np.abs(weights).mean())",
        "most_negative": "return 0.5 + weights / (2 * abs(weights.min()))",
        "brackets": "return 0.5 + weights / 2 * np.abs(weights).max()",
        "up_to_255": "return (0.5 + weights / (2 * np.abs(weights).max())) * 255",
    },
    "untrained_deviation": {
        "only_a": """
            fan_in = kernel_size * kernel_size * channels
            fan_out = kernel_size * kernel_size * filters
            return np.sqrt(6 / (fan_in + fan_out))
        """,
        "third": """
            fan_in = kernel_size * kernel_size * channels
            fan_out = kernel_size * kernel_size * filters
            return np.sqrt(6 / (fan_in + fan_out)) / 3
        """,
        "variance": """
            fan_in = kernel_size * kernel_size * channels
            fan_out = kernel_size * kernel_size * filters
            return 6 / (fan_in + fan_out) / 3
        """,
        "root_forgotten": """
            fan_in = kernel_size * kernel_size * channels
            fan_out = kernel_size * kernel_size * filters
            a = 6 / (fan_in + fan_out)
            return a / np.sqrt(3)
        """,
        "kernel_left_out": """
            a = np.sqrt(6 / (channels + filters))
            return a / np.sqrt(3)
        """,
        "side_of_the_kernel": """
            fan_in = kernel_size * channels
            fan_out = kernel_size * filters
            a = np.sqrt(6 / (fan_in + fan_out))
            return a / np.sqrt(3)
        """,
        "only_fan_in": """
            fan_in = kernel_size**2 * channels
            return np.sqrt(6 / fan_in) / np.sqrt(3)
        """,
        "only_fan_out": """
            fan_out = kernel_size**2 * filters
            return np.sqrt(6 / fan_out) / np.sqrt(3)
        """,
        "all_weights": """
            fan_in = kernel_size**2 * channels
            fan_out = fan_in * filters
            return np.sqrt(6 / (fan_in + fan_out)) / np.sqrt(3)
        """,
        "brackets": """
            fan_in = kernel_size**2 * channels
            fan_out = kernel_size**2 * filters
            a = np.sqrt(6 / fan_in + fan_out)
            return a / np.sqrt(3)
        """,
        "multiplied": """
            a = np.sqrt(6 / (kernel_size**2 * (channels + filters)))
            return a * np.sqrt(3)
        """,
        "fans_multiplied": """
            fan_in, fan_out = kernel_size**2 * channels, kernel_size**2 * filters
            return np.sqrt(6 / (fan_in * fan_out)) / np.sqrt(3)
        """,
    },
    "map_by_hand": {
        "bias_forgotten": """
            output = 0
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output, 0)
        """,
        "relu_forgotten": """
            output = biases[number]
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return output
        """,
        "bias_after_relu": """
            output = np.zeros(image.shape[:2])
            for c in range(image.shape[2]):
                output += correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output, 0) + biases[number]
        """,
        "relu_for_each_channel": """
            output = biases[number]
            for c in range(image.shape[2]):
                one = correlate2d(image[:, :, c], weights[:, :, c, number], "same")
                output = output + np.maximum(one, 0)
            return np.maximum(output, 0)
        """,
        "bias_for_each_channel": """
            output = 0
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
                output = output + biases[number]
            return np.maximum(output, 0)
        """,
        "first_bias": """
            output = biases[0]
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output, 0)
        """,
        "first_filter": """
            output = biases[0]
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, 0], "same")
            return np.maximum(output, 0)
        """,
        "first_channel": """
            output = correlate2d(image[:, :, 0], weights[:, :, 0, number], "same")
            return np.maximum(output + biases[number], 0)
        """,
        "valid": """
            output = biases[number]
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number])
            return np.maximum(output, 0)
        """,
        "flipped": """
            output = biases[number]
            for c in range(image.shape[2]):
                kernel = np.rot90(weights[:, :, c, number], 2)
                output = output + correlate2d(image[:, :, c], kernel, "same")
            return np.maximum(output, 0)
        """,
        "sign_dropped": """
            output = biases[number]
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.abs(output)
        """,
        "all_biases": """
            output = biases.sum()
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output, 0)
        """,
        "last_channel": """
            for c in range(image.shape[2]):
                output = correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output + biases[number], 0)
        """,
        "channels_averaged": """
            maps = [
                correlate2d(image[:, :, c], weights[:, :, c, number], "same")
                for c in range(image.shape[2])
            ]
            return np.maximum(np.mean(maps, axis=0) + biases[number], 0)
        """,
        "at_least_bias": """
            output = 0
            for c in range(image.shape[2]):
                output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
            return np.maximum(output, biases[number])
        """,
    },
    "unit_picture": {
        "row_of_weights": "return weights[unit].reshape(height, width)",
        "still_a_vector": "return weights[:, unit]",
        "units_first": """
            units = weights.shape[1]
            return weights.reshape(units, height, width)[unit]
        """,
        "width_first": "return weights[:, unit].reshape(width, height)",
        "column_by_column": 'return weights[:, unit].reshape((height, width), order="F")',
        "from_1": "return weights[:, unit - 1].reshape(height, width)",
        "all_units": "return weights.reshape(height, width, weights.shape[1])",
        "first_unit": "return weights[:, 0].reshape(height, width)",
    },
}

UNKNOWN = {
    "read_filter": "return model.get_layer(name).get_weights()[0][:, :, :, number] ** 3",
    "to_grey": "return 0.5 + weights / (3 * np.abs(weights).max())",
    "untrained_deviation": "return np.sqrt(2 / (kernel_size**2 * (channels + filters) + 7))",
    "map_by_hand": "return np.zeros(image.shape[:2])",
    "unit_picture": "return np.roll(weights[:, unit], 1).reshape(height, width)",
}
