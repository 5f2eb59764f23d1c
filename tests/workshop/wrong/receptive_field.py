"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "stacked": {
        "sizes_added": "return kernel_size * depth",
        "one_pixel_a_layer": """
            seen = kernel_size
            for _ in range(depth - 1):
                seen = seen + 1
            return seen
        """,
        "power": "return kernel_size**depth",
        "always_3x3": "return 2 * depth + 1",
        "pixel_forgotten": """
            seen = 0
            for _ in range(depth):
                seen += kernel_size - 1
            return seen
        """,
        "first_layer_twice": """
            seen = kernel_size
            for _ in range(depth):
                seen += kernel_size - 1
            return seen
        """,
        "one_side": "return 1 + depth * (kernel_size // 2)",
        "squared": "side = depth * (kernel_size - 1) + 1\nreturn side * side",
        "two_a_layer": "return kernel_size + 2 * (depth - 1)",
    },
    "add_layer": {
        "step_first": """
            step = step * stride
            field = field + (kernel_size - 1) * step
            return field, step
        """,
        "kernel_size_steps": "return field + step * kernel_size, step * stride",
        "step_forgotten": "return field + (kernel_size - 1), step * stride",
        "stride_for_step": "return field + (kernel_size - 1) * stride, step * stride",
        "multiplied": "return field * kernel_size, step * stride",
        "always_3x3": "return field + 2 * step, stride * step",
        "step_unchanged": "return field + (kernel_size - 1) * step, step",
        "strides_added": "return field + (kernel_size - 1) * step, step + stride",
        "step_replaced": """
            new_field = field + (kernel_size - 1) * step
            return new_field, stride
        """,
    },
    "receptive_field": {
        "backwards": """
            field, step = 1, 1
            for kernel_size, stride in reversed(layers):
                field, step = add_layer(field, step, kernel_size, stride)
            return field, step
        """,
        "strides_ignored": """
            field = 1
            for kernel_size, stride in layers:
                field = field + kernel_size - 1
            return field, 1
        """,
        "step_unused": """
            field, step = 1, 1
            for kernel_size, stride in layers:
                field, _ = add_layer(field, 1, kernel_size, stride)
                step *= stride
            return field, step
        """,
        "step_first": """
            field, step = 1, 1
            for kernel_size, stride in layers:
                step = step * stride
                field, _ = add_layer(field, step, kernel_size, stride)
            return field, step
        """,
        "strides_added": """
            field, step = 1, 1
            for kernel_size, stride in layers:
                field = field + (kernel_size - 1) * step
                step += stride
            return field, step
        """,
        "kernels_multiplied": """
            field = step = 1
            for kernel_size, stride in layers:
                field *= kernel_size
                step *= stride
            return field, step
        """,
        "from_zero": """
            field, step = 0, 1
            for kernel_size, stride in layers:
                field, step = add_layer(field, step, kernel_size, stride)
            return field, step
        """,
        "first_layer_only": """
            field, step = 1, 1
            for kernel_size, stride in layers:
                field, step = add_layer(field, step, kernel_size, stride)
                return field, step
        """,
        "last_layer_only": """
            for kernel_size, stride in layers:
                field, step = add_layer(1, 1, kernel_size, stride)
            return field, step
        """,
        "last_layer_left_out": """
            field, step = 1, 1
            for i in range(len(layers) - 1):
                field, step = add_layer(field, step, layers[i][0], layers[i][1])
            return field, step
        """,
    },
    "pixels_seen": {
        "end_behind": "return index * step, index * step + field",
        "side_by_side": "return index * field, index * field + field - 1",
        "step_ignored": "return index, index + field - 1",
        "around": """
            middle = index * step
            return middle - field // 2, middle + field // 2
        """,
        "pixels_from_1": "first = index * step + 1\nreturn first, first + field - 1",
        "values_from_1": "first = (index - 1) * step\nreturn first, first + field - 1",
        "first_and_number": "return index * step, field",
        "up_to_the_next": "return index * step, (index + 1) * step - 1",
        "last_of_the_next": "return index * step, (index + 1) * step + field - 1",
        "added": "return index + step, index + step + field - 1",
        "last_of_the_first": "return index * step, field - 1",
    },
}

UNKNOWN = {
    "stacked": "return depth * kernel_size + 2",
    "add_layer": "return field + (kernel_size + 1) * step, step * stride",
    "receptive_field": """
        field, step = 1, 1
        for kernel_size, stride in layers:
            field, step = add_layer(field, step, kernel_size + 2, stride)
        return field, step
    """,
    "pixels_seen": "return index * step, index * step + field - 2",
}
