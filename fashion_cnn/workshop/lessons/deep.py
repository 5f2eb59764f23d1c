"""Slopes, initial weights and batch normalisation."""

import math

import numpy as np

from fashion_cnn.workshop.checking import Task


def numbers(draw):
    return [
        (np.array([0.0, 4.0]),),
        (np.array([[-1.0, 0.5], [2.0, -3.0]]),),
        (draw.normal(size=5),),
        (np.array([[3, -2, 0], [1, 800, -800]]),),
        (draw.normal(0, 4, (2, 3, 2, 2)),),
    ]


def sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


def sigmoid_slope(x):
    """Computed without the sigmoid: s'(x) = (1 − tanh²(x/2)) / 4."""
    return (1 - np.tanh(x / 2) ** 2) / 4


def deep_stacks(draw):
    def drawn(depth, signs=(1, -1)):
        weights = draw.uniform(1, 3, depth) * draw.choice([-1, 1], depth)
        sums = draw.uniform(0.2, 2, depth) * np.resize(signs, depth)
        return weights, sums

    whole = np.array([3, 2, -4]), np.array([1, 2, 3])
    return [
        (np.array([2.0, -3.0]), np.array([0.0, 4.0])),
        drawn(3),
        drawn(6),
        drawn(4, [1]),
        whole,
        (1e6 * np.abs(whole[0]), whole[1]),
    ]


def through_layers(weights, sums):
    return math.prod(float(w) * float(s) for w, s in zip(weights, sigmoid_slope(sums), strict=True))


def kernel_shapes(draw):
    drawn = tuple(int(n) for n in draw.permutation([2, 4, 5, 7]))
    return [((3, 3, 1, 32),), ((3, 3, 32, 64),), ((1, 5, 3, 2),), (drawn,)]


def fans(kernels_shape):
    field = math.prod(kernels_shape[:2])
    return field * kernels_shape[2], field * kernels_shape[3]


def deviations(kernels_shape, numerator=2.0, power=0.5, fans=fans):
    """(Glorot, He); other arguments than the defaults produce the mistakes."""
    fan_in, fan_out = fans(kernels_shape)
    return (numerator / (fan_in + fan_out)) ** power, (numerator / fan_in) ** power


def he_differing(fan):
    """The mistake of a wrong fan in He's formula alone."""

    def make(kernels_shape):
        return deviations(kernels_shape)[0], (2 / fan(*fans(kernels_shape))) ** 0.5

    return make


def batches(draw):
    """x, γ, β, ε: the lesson's example, whole numbers, and random numbers."""

    def drawn(shape):
        channels = shape[-1]
        gamma, beta = draw.uniform(2, 4, channels), draw.uniform(-9, -5, channels)
        return draw.normal(2, 3, shape), gamma, beta

    chosen = np.array([1.0, 3.0, 5.0, 3.0]).reshape(2, 1, 2, 1)
    whole = draw.integers(-4, 9, (3, 2, 2, 2)).astype(float)
    return [
        (chosen, np.array([3.0]), np.array([10.0]), 0.25),
        (whole, np.array([2.0, 0.5]), np.array([1.0, -3.0]), 0.5),
        (*drawn((4, 3, 2, 3)), 0.1),
        (*drawn((2, 4, 5, 4)), 0.7),
        (1e6 * whole, np.array([-2e6, 3.0]), np.array([1e6, -1e6]), 1e10),
    ]


def normalised(axes=(0, 1, 2), rooted=True, epsilon_in_root=True, ddof=0, swap=False):
    """Batch normalisation by the formula; other arguments than the defaults make the mistakes."""

    def make(x, gamma, beta, epsilon):
        mean = x.sum(axis=axes, keepdims=True) / count(x, axes)
        variance = ((x - mean) ** 2).sum(axis=axes, keepdims=True) / (count(x, axes) - ddof)
        inside, outside = (epsilon, 0) if epsilon_in_root else (0, epsilon)
        spread = (variance + inside) ** (0.5 if rooted else 1) + outside
        scale, centre = (beta, gamma) if swap else (gamma, beta)
        return (x - mean) / spread * scale + centre

    return make


def count(x, axes):
    return math.prod(x.shape[axis] for axis in axes)


def batch_norm(x, gamma, beta, epsilon):
    return normalised()(x, gamma, beta, epsilon)


def shift_forgotten(x, gamma, beta, epsilon):
    """The mistake of dividing without subtracting the mean."""
    return gamma * x / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


def averages(draw):
    """Initial average, statistic of each batch, momentum."""
    return [
        (np.array([2.0]), np.array([[7.0], [12.0]]), 0.9),
        (np.array([0.0, 10.0]), np.array([[4.0, 5.0], [8.0, -6.0], [20.0, 1.0]]), 0.75),
        (draw.normal(size=4), draw.normal(3, 2, (6, 4)), 0.6),
        (np.array([-8e5, 3]), np.array([[-2e6, 1.0], [4e6, -7.0]]), 0.5),
    ]


def moving_average(start, batches, momentum):
    """In closed form: batch t of n has the weight (1 − m)·m^(n − 1 − t)."""
    n = len(batches)
    shares = (1 - momentum) * momentum ** np.arange(n - 1, -1, -1)
    return start * momentum**n + shares @ batches


def step(moving, batch, momentum):
    return moving_average(moving, batch[None], momentum)


def added_whole(start, batches, momentum):
    """The mistake of adding each batch without the factor 1 − momentum."""
    return start * momentum ** len(batches) + moving_average(
        np.zeros_like(start), batches, momentum
    ) / (1 - momentum)


TASKS = {
    "sigmoid_slope": Task(
        answer=sigmoid_slope,
        inputs=numbers,
        mistakes={
            "sigmoid_itself": sigmoid,
            "of_x": lambda x: x * (1 - x),
            "squared": lambda x: sigmoid(x) ** 2,
            "complement": lambda x: 1 - sigmoid(x),
            "of_tanh": lambda x: 1 - sigmoid(x) ** 2,
            "always_a_quarter": lambda x: np.full(x.shape, 0.25),
        },
    ),
    "through_layers": Task(
        answer=through_layers,
        inputs=deep_stacks,
        mistakes={
            "weights_forgotten": lambda weights, sums: np.prod(sigmoid_slope(sums)),
            "slopes_forgotten": lambda weights, sums: np.prod(weights),
            "sigmoid_for_slope": lambda weights, sums: np.prod(weights * sigmoid(sums)),
            "sums_for_slopes": lambda weights, sums: np.prod(weights * sums),
            "added": lambda weights, sums: np.sum(weights * sigmoid_slope(sums)),
            "last_layer_only": lambda weights, sums: weights[-1] * sigmoid_slope(sums[-1]),
            "as_relu": lambda weights, sums: np.prod(weights * (sums > 0)),
        },
    ),
    "deviations": Task(
        answer=lambda kernels_shape: deviations(kernels_shape),
        inputs=kernel_shapes,
        mistakes={
            "kernel_forgotten": lambda kernels_shape: deviations(
                kernels_shape, fans=lambda shape: shape[2:]
            ),
            "channels_forgotten": lambda kernels_shape: deviations(
                kernels_shape, fans=lambda shape: (shape[0] * shape[1],) * 2
            ),
            "variances": lambda kernels_shape: deviations(kernels_shape, power=1),
            "limits": lambda kernels_shape: deviations(kernels_shape, numerator=6.0),
            "one_for_two": lambda kernels_shape: deviations(kernels_shape, numerator=1.0),
            "he_by_fan_out": he_differing(lambda fan_in, fan_out: fan_out),
            "he_by_both": he_differing(lambda fan_in, fan_out: fan_in + fan_out),
        },
    ),
    "batch_norm": Task(
        answer=batch_norm,
        inputs=batches,
        mistakes={
            "per_image_and_channel": normalised(axes=(1, 2)),
            "per_image": normalised(axes=(1, 2, 3)),
            "over_channels": normalised(axes=(3,)),
            "per_place": normalised(axes=(0,)),
            "all_together": normalised(axes=(0, 1, 2, 3)),
            "no_epsilon": lambda x, gamma, beta, epsilon: batch_norm(x, gamma, beta, 0),
            "epsilon_outside": normalised(epsilon_in_root=False),
            "root_forgotten": normalised(rooted=False),
            "swapped": normalised(swap=True),
            "sample_variance": normalised(ddof=1),
            "only_normalised": lambda x, gamma, beta, epsilon: batch_norm(x, 1, 0, epsilon),
            "mean_not_subtracted": shift_forgotten,
        },
    ),
    "moving_average": Task(
        answer=moving_average,
        inputs=averages,
        mistakes={
            "momentum_swapped": lambda start, batches, momentum: moving_average(
                start, batches, 1 - momentum
            ),
            "start_each_time": lambda start, batches, momentum: step(start, batches[-1], momentum),
            "first_only": lambda start, batches, momentum: step(start, batches[0], momentum),
            "plain_mean": lambda start, batches, momentum: batches.mean(axis=0),
            "mean_at_once": lambda start, batches, momentum: step(
                start, batches.mean(axis=0), momentum
            ),
            "start_at_zero": lambda start, batches, momentum: moving_average(
                np.zeros_like(start), batches, momentum
            ),
            "added_whole": added_whole,
            "last_first": lambda start, batches, momentum: moving_average(
                start, batches[::-1], momentum
            ),
        },
    ),
}
