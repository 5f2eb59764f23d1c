"""Parameters and multiplications, counted by hand.

The right answers come from networks.counting, which also produces the kit's reports.
"""

from fashion_cnn.networks import counting
from fashion_cnn.networks.layers import Conv, Dense, Flatten, Pool
from fashion_cnn.networks.network import Network
from fashion_cnn.workshop.checking import Task


def drawn(draw, *ranges):
    """Return a random argument tuple, with a whole number from each range (lowest, highest)."""
    return tuple(int(draw.integers(low, high + 1)) for low, high in ranges)


def parameters_of_last(input_shape, *layers):
    """Return the parameter count of the last of these layers."""
    return counting.report(Network("counted", input_shape, layers))[-1].parameters


def conv_parameters(channels, kernel_size, filters):
    shape = (kernel_size, kernel_size, channels)
    return parameters_of_last(shape, Conv(filters, kernel_size))


def conv_layers(draw):
    chosen = [(2, 3, 4), (1, 3, 32), (32, 3, 64), (3, 5, 6), (7, 1, 4), (5, 4, 2)]
    chosen += [(192, 120, 256)]
    return [*chosen, drawn(draw, (2, 9), (2, 7), (10, 40))]


def three_ways(height, width, units, window, filters):
    ways = counting.compare_connections(height, width, units, window, filters)
    return tuple(count for count, _ in ways.values())


def connections(draw):
    chosen = [(4, 5, 6, 2, 3), (1000, 1000, 10**6, 10, 100), (28, 28, 100, 5, 8)]
    chosen += [(300, 211, 1001, 120, 128)]
    return [*chosen, drawn(draw, (10, 30), (31, 50), (50, 90), (3, 7), (2, 9))]


def convolution_by_places(height, width, units, window, filters):
    """Mistake: the positions do not share their weights."""
    dense, local, convolution = three_ways(height, width, units, window, filters)
    return dense, local, convolution * (height - window + 1) * (width - window + 1)


def dense_parameters(side, pools, channels, units):
    return parameters_of_last((side, side, channels), *[Pool()] * pools, Flatten(), Dense(units))


def pooled(draw):
    chosen = [
        (5, 1, 2, 3),
        (4, 0, 3, 2),
        (28, 2, 64, 100),
        (28, 0, 64, 100),
        (15, 3, 8, 5),
        (19, 3, 2, 4),
        (7, 0, 2, 3),
        (229, 3, 128, 256),
    ]
    return [*chosen, (2 * int(draw.integers(9, 20)) + 1, 2, *drawn(draw, (8, 20), (21, 50)))]


def dense_on(values, units):
    """Return the parameter count of a dense layer on any number of values, even a wrong one."""
    return values * units + units


def stack_and_single(depth, channels):
    ways = counting.compare_stack(channels, depth=depth)
    return ways["stack"][0], ways["single"][0]


def stacks(draw):
    return [(1, 2), (2, 3), (3, 64), (4, 5), (120, 130), drawn(draw, (5, 9), (2, 20))]


def single_of(side):
    """Mistake: the kernel of the single layer has the wrong size, side(depth)."""
    return lambda depth, channels: (
        stack_and_single(depth, channels)[0],
        (side(depth) * channels) ** 2,
    )


def with_reduction(height, width, channels, kernel_size, filters, reduced):
    shape = (height, width, channels)
    ways = counting.compare_reduction(shape, kernel_size, filters, reduced)
    return ways["direct"].multiplications, ways["reduced"].multiplications


def reductions(draw):
    chosen = [(3, 4, 5, 3, 6, 2), (28, 28, 192, 5, 32, 16), (9, 7, 12, 1, 10, 4)]
    chosen += [(7, 6, 8, 2, 5, 3), (150, 160, 256, 120, 129, 110)]
    return [*chosen, drawn(draw, (9, 15), (16, 30), (30, 60), (5, 7), (15, 25), (3, 9))]


def multiplied(height, width, channels, kernel_weights, filters):
    return height * width * channels * kernel_weights * filters


def valid_for_same(height, width, channels, kernel_size, filters, reduced):
    """Mistake: the output is smaller than the input."""
    smaller = height - kernel_size + 1, width - kernel_size + 1
    return (
        multiplied(*smaller, channels, kernel_size**2, filters),
        multiplied(height, width, channels, 1, reduced)
        + multiplied(*smaller, reduced, kernel_size**2, filters),
    )


def reduction_replaced(second):
    """Mistake: only the second number is wrong; `second` computes it for one position."""
    return lambda height, width, channels, kernel_size, filters, reduced: (
        multiplied(height, width, channels, kernel_size**2, filters),
        height * width * second(channels, kernel_size**2, filters, reduced),
    )


TASKS = {
    "conv_parameters": Task(
        answer=conv_parameters,
        inputs=conv_layers,
        mistakes={
            "no_biases": lambda channels, kernel_size, filters: channels * kernel_size**2 * filters,
            "channels_forgotten": lambda channels, kernel_size, filters: conv_parameters(
                1, kernel_size, filters
            ),
            "bias_a_kernel": lambda channels, kernel_size, filters: (
                channels * (kernel_size**2 + 1) * filters
            ),
            "one_bias": lambda channels, kernel_size, filters: (
                channels * kernel_size**2 * filters + 1
            ),
            "bias_a_channel": lambda channels, kernel_size, filters: (
                channels * kernel_size**2 * filters + channels
            ),
            "side_once": lambda channels, kernel_size, filters: (
                channels * kernel_size * filters + filters
            ),
            "one_filter": lambda channels, kernel_size, filters: conv_parameters(
                channels, kernel_size, 1
            ),
            "both_forgotten": lambda channels, kernel_size, filters: kernel_size**2 * filters,
            "always_3x3": lambda channels, kernel_size, filters: conv_parameters(
                channels, 3, filters
            ),
        },
    ),
    "three_ways": Task(
        answer=three_ways,
        inputs=connections,
        mistakes={
            "with_biases": lambda height, width, units, window, filters: (
                (height * width + 1) * units,
                (window**2 + 1) * units,
                (window**2 + 1) * filters,
            ),
            "window_once": lambda height, width, units, window, filters: (
                height * width * units,
                window * units,
                window * filters,
            ),
            "local_shared": lambda height, width, units, window, filters: (
                height * width * units,
                window**2,
                window**2 * filters,
            ),
            "local_by_pixels": lambda height, width, units, window, filters: (
                height * width * units,
                window**2 * height * width,
                window**2 * filters,
            ),
            "convolution_by_units": lambda height, width, units, window, filters: (
                height * width * units,
                window**2 * units,
                window**2 * filters * units,
            ),
            "convolution_by_places": convolution_by_places,
            "one_filter": lambda height, width, units, window, filters: three_ways(
                height, width, units, window, 1
            ),
            "other_order": lambda height, width, units, window, filters: (
                units * window**2,
                height * width * units,
                filters * window**2,
            ),
            "local_by_filters": lambda height, width, units, window, filters: (
                height * width * units,
                units * window**2 * filters,
                window**2 * filters,
            ),
        },
    ),
    "dense_parameters": Task(
        answer=dense_parameters,
        inputs=pooled,
        mistakes={
            "pools_ignored": lambda side, pools, channels, units: dense_parameters(
                side, 0, channels, units
            ),
            "pooled_once": lambda side, pools, channels, units: dense_parameters(
                side, 1, channels, units
            ),
            "pools_times_2": lambda side, pools, channels, units: dense_on(
                (side // (2 * pools)) ** 2 * channels, units
            ),
            "side_once": lambda side, pools, channels, units: dense_on(
                side // 2**pools * channels, units
            ),
            "one_bias": lambda side, pools, channels, units: (
                (side // 2**pools) ** 2 * channels * units + 1
            ),
            "one_axis": lambda side, pools, channels, units: dense_on(
                side * (side // 2**pools) * channels, units
            ),
            "values_halved": lambda side, pools, channels, units: dense_on(
                side**2 // 2**pools * channels, units
            ),
            "rounded_late": lambda side, pools, channels, units: dense_on(
                side**2 // 4**pools * channels, units
            ),
            "rounded_up": lambda side, pools, channels, units: dense_on(
                (-(-side // 2**pools)) ** 2 * channels, units
            ),
            "not_rounded": lambda side, pools, channels, units: dense_on(
                (side / 2**pools) ** 2 * channels, units
            ),
            "channels_forgotten": lambda side, pools, channels, units: dense_parameters(
                side, pools, 1, units
            ),
            "channels_halved": lambda side, pools, channels, units: dense_on(
                (side // 2**pools) ** 2 * (channels // 2**pools), units
            ),
            "no_biases": lambda side, pools, channels, units: (
                (side // 2**pools) ** 2 * channels * units
            ),
            "two_pixels_less": lambda side, pools, channels, units: dense_on(
                (side - 2 * pools) ** 2 * channels, units
            ),
        },
    ),
    "stack_and_single": Task(
        answer=stack_and_single,
        inputs=stacks,
        mistakes={
            "sizes_added": single_of(lambda depth: 3 * depth),
            "one_pixel_in_all": single_of(lambda depth: depth + 2),
            "side_once": lambda depth, channels: (
                stack_and_single(depth, channels)[0],
                (2 * depth + 1) * channels**2,
            ),
            "first_layer_forgotten": single_of(lambda depth: 2 * depth),
            "always_5x5": single_of(lambda depth: 5),
            "depth_forgotten": lambda depth, channels: (
                stack_and_single(1, channels)[0],
                stack_and_single(depth, channels)[1],
            ),
            "channels_once": lambda depth, channels: (
                9 * depth * channels,
                (2 * depth + 1) ** 2 * channels,
            ),
            "channels_forgotten": lambda depth, channels: stack_and_single(depth, 1),
            "with_biases": lambda depth, channels: (
                depth * conv_parameters(channels, 3, channels),
                conv_parameters(channels, 2 * depth + 1, channels),
            ),
        },
    ),
    "with_reduction": Task(
        answer=with_reduction,
        inputs=reductions,
        mistakes={
            "positions_forgotten": lambda height, width, *layer: with_reduction(1, 1, *layer),
            "valid_for_same": valid_for_same,
            "side_once": lambda height, width, channels, kernel_size, filters, reduced: (
                multiplied(height, width, channels, kernel_size, filters),
                multiplied(height, width, channels, 1, reduced)
                + multiplied(height, width, reduced, kernel_size, filters),
            ),
            "channels_forgotten": lambda height, width, channels, kernel_size, filters, reduced: (
                multiplied(height, width, 1, kernel_size**2, filters),
                multiplied(height, width, 1, 1, reduced)
                + multiplied(height, width, 1, kernel_size**2, filters),
            ),
            "small_not_counted": reduction_replaced(
                lambda channels, weights, filters, reduced: reduced * weights * filters
            ),
            "channels_not_reduced": reduction_replaced(
                lambda channels, weights, filters, reduced: (
                    channels * reduced + channels * weights * filters
                )
            ),
            "both_large": reduction_replaced(
                lambda channels, weights, filters, reduced: (
                    channels * weights * reduced + reduced * weights * filters
                )
            ),
            "small_behind": reduction_replaced(
                lambda channels, weights, filters, reduced: (
                    channels * weights * reduced + reduced * filters
                )
            ),
            "multiplied": lambda height, width, channels, kernel_size, filters, reduced: (
                with_reduction(height, width, channels, kernel_size, filters, reduced)[0],
                height * width * channels * reduced**2 * kernel_size**2 * filters,
            ),
        },
    ),
}
