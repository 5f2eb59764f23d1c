"""Random numbers for the inputs of tasks; `draw` is a random generator."""


def whole(draw, *shape):
    """Whole numbers from -9 to 9, none of them 0."""
    return draw.integers(1, 10, shape) * draw.choice([-1, 1], shape)


def eighths(draw, *shape):
    """Fractions from -4 to 4, none of them 0; their products have no error even in float16."""
    return draw.integers(1, 33, shape) * draw.choice([-0.125, 0.125], shape)


def large(draw, *shape):
    """Positive numbers beyond any that a learner might take for the largest."""
    return 1e6 * draw.integers(1, 10, shape)
