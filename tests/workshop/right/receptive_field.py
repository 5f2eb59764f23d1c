"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "stacked": [
        "return depth * kernel_size - (depth - 1)",
        """
            seen = 1
            for _ in range(depth):
                seen += kernel_size - 1
            return seen
        """,
        "return kernel_size + (depth - 1) * (kernel_size - 1)",
    ],
    "add_layer": [
        "return field + kernel_size * step - step, stride * step",
        """
            new_field = field
            for _ in range(kernel_size - 1):
                new_field += step
            return new_field, step * stride
        """,
        "return tuple(np.array([field + (kernel_size - 1) * step, step * stride]))",
    ],
    "receptive_field": [
        """
            import functools
            return functools.reduce(lambda seen, layer: add_layer(*seen, *layer), layers, (1, 1))
        """,
        """
            field = 1
            for kernel_size, stride in reversed(layers):
                field = (field - 1) * stride + kernel_size
            return field, int(np.prod([stride for _, stride in layers]))
        """,
        """
            result = 1, 1
            for i in range(len(layers)):
                result = add_layer(result[0], result[1], layers[i][0], layers[i][1])
            return result
        """,
    ],
    "pixels_seen": [
        "return index * step, index * step + (field - 1)",
        """
            pixels = range(index * step, index * step + field)
            return pixels[0], pixels[-1]
        """,
        """
            first, last = 0, field - 1
            for _ in range(index):
                first, last = first + step, last + step
            return first, last
        """,
    ],
}
