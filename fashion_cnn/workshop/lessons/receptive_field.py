"""Receptive fields: stacked layers, strides, whole networks, and the pixels that a value sees.

The right answers come from networks.counting, which also produces the kit's reports.
"""

from fashion_cnn.networks.counting import report
from fashion_cnn.networks.layers import Conv
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.receptive_fields import ReceptiveField
from fashion_cnn.networks.zoo import describe
from fashion_cnn.workshop.checking import Task

SIZE = 10**6  # image side large enough for at least one output value of every stack tried here


def seen_after(layers):
    """Return the ReceptiveField along one side after layers given as (kernel_size, stride)."""
    stack = [Conv(1, kernel_size, strides=stride) for kernel_size, stride in layers]
    return report(Network("seen", (SIZE, SIZE, 1), stack))[-1].fields[0]


def stacked(depth, kernel_size):
    return seen_after([(kernel_size, 1)] * depth).size


def stacks(draw):
    chosen = [(1, 3), (2, 5), (3, 3), (4, 2), (3, 7), (110, 1001)]
    return [*chosen, (int(draw.integers(5, 9)), int(draw.integers(4, 12)))]


def add_layer(field, step, kernel_size, stride):
    before = ReceptiveField(field, step, 0.0)
    after = before.through_window(SIZE, kernel_size, "valid", stride, 1)
    return after.size, after.stride


def further_layers(draw):
    chosen = [(1, 1, 3, 1), (3, 1, 2, 2), (4, 2, 3, 1), (8, 2, 2, 2), (7, 3, 5, 2), (44, 8, 1, 3)]
    chosen += [(211, 128, 120, 104)]
    return [*chosen, tuple(int(draw.integers(low, low + 6)) for low in (20, 3, 4, 2))]


def receptive_field(layers):
    seen = seen_after(layers)
    return seen.size, seen.stride


def networks(draw):
    """Return lists of (kernel_size, stride): short, main model, VGG16 base, and random."""
    vgg16 = [
        (row.kernel_size[0], row.strides[0]) if isinstance(row, Conv) else (2, 2)
        for row in describe("vgg16").layers[:18]
    ]
    chosen = [
        [(5, 1), (2, 2), (3, 1)],
        [(3, 1), (2, 2), (3, 1), (2, 2)],
        [(3, 1), (3, 1), (2, 2), (2, 2)],
        [(7, 3)],
        vgg16,
    ]
    drawn = [(int(draw.integers(2, 8)), int(draw.integers(1, 4))) for _ in range(4)]
    return [(layers,) for layers in [*chosen, drawn]]


def step_first(layers):
    """Mistake: a layer's own stride widens its field."""
    field, step = 1, 1
    for kernel_size, stride in layers:
        step *= stride
        field += (kernel_size - 1) * step
    return field, step


def kernels_multiplied(layers):
    field = 1
    for kernel_size, _ in layers:
        field *= kernel_size
    return field, receptive_field(layers)[1]


def strides_added(layers):
    field, step = 1, 1
    for kernel_size, stride in layers:
        field, step = field + (kernel_size - 1) * step, step + stride
    return field, step


def pixels_seen(index, field, step):
    first, last = ReceptiveField(field, step, (field - 1) / 2).span(first=index)
    return int(first), int(last)


def places(draw):
    chosen = [(2, 4, 2), (0, 3, 1), (1, 5, 3), (4, 10, 4), (3, 212, 32), (150, 260, 128)]
    return [*chosen, tuple(int(draw.integers(low, 2 * low)) for low in (6, 20, 5))]


TASKS = {
    "stacked": Task(
        answer=stacked,
        inputs=stacks,
        mistakes={
            "sizes_added": lambda depth, kernel_size: depth * kernel_size,
            "one_pixel_a_layer": lambda depth, kernel_size: kernel_size + depth - 1,
            "power": lambda depth, kernel_size: kernel_size**depth,
            "always_3x3": lambda depth, kernel_size: 1 + 2 * depth,
            "pixel_forgotten": lambda depth, kernel_size: depth * (kernel_size - 1),
            "first_layer_twice": lambda depth, kernel_size: kernel_size + depth * (kernel_size - 1),
            "one_side": lambda depth, kernel_size: 1 + depth * (kernel_size // 2),
            "squared": lambda depth, kernel_size: stacked(depth, kernel_size) ** 2,
            "two_a_layer": lambda depth, kernel_size: kernel_size + 2 * (depth - 1),
        },
    ),
    "add_layer": Task(
        answer=add_layer,
        inputs=further_layers,
        mistakes={
            "step_first": lambda field, step, kernel_size, stride: (
                field + (kernel_size - 1) * step * stride,
                step * stride,
            ),
            "kernel_size_steps": lambda field, step, kernel_size, stride: (
                field + kernel_size * step,
                step * stride,
            ),
            "step_forgotten": lambda field, step, kernel_size, stride: (
                field + kernel_size - 1,
                step * stride,
            ),
            "stride_for_step": lambda field, step, kernel_size, stride: (
                field + (kernel_size - 1) * stride,
                step * stride,
            ),
            "multiplied": lambda field, step, kernel_size, stride: (
                field * kernel_size,
                step * stride,
            ),
            "always_3x3": lambda field, step, kernel_size, stride: (
                field + 2 * step,
                step * stride,
            ),
            "step_unchanged": lambda field, step, kernel_size, stride: (
                field + (kernel_size - 1) * step,
                step,
            ),
            "strides_added": lambda field, step, kernel_size, stride: (
                field + (kernel_size - 1) * step,
                step + stride,
            ),
            "step_replaced": lambda field, step, kernel_size, stride: (
                field + (kernel_size - 1) * step,
                stride,
            ),
        },
    ),
    "receptive_field": Task(
        answer=receptive_field,
        inputs=networks,
        mistakes={
            "backwards": lambda layers: receptive_field(layers[::-1]),
            "strides_ignored": lambda layers: (receptive_field([(k, 1) for k, _ in layers])[0], 1),
            "step_unused": lambda layers: (
                receptive_field([(k, 1) for k, _ in layers])[0],
                receptive_field(layers)[1],
            ),
            "step_first": step_first,
            "strides_added": strides_added,
            "kernels_multiplied": kernels_multiplied,
            "from_zero": lambda layers: (
                receptive_field(layers)[0] - 1,
                receptive_field(layers)[1],
            ),
            "first_layer_only": lambda layers: receptive_field(layers[:1]),
            "last_layer_only": lambda layers: receptive_field(layers[-1:]),
            "last_layer_left_out": lambda layers: receptive_field([(1, 1), *layers[:-1]]),
        },
    ),
    "pixels_seen": Task(
        answer=pixels_seen,
        inputs=places,
        mistakes={
            "end_behind": lambda index, field, step: (index * step, index * step + field),
            "side_by_side": lambda index, field, step: (index * field, (index + 1) * field - 1),
            "step_ignored": lambda index, field, step: (index, index + field - 1),
            "around": lambda index, field, step: (
                index * step - field // 2,
                index * step + field // 2,
            ),
            "pixels_from_1": lambda index, field, step: (index * step + 1, index * step + field),
            "values_from_1": lambda index, field, step: pixels_seen(index - 1, field, step),
            "first_and_number": lambda index, field, step: (index * step, field),
            "up_to_the_next": lambda index, field, step: (index * step, (index + 1) * step - 1),
            "last_of_the_next": lambda index, field, step: (
                index * step,
                (index + 1) * step + field - 1,
            ),
            "added": lambda index, field, step: (index + step, index + step + field - 1),
            "last_of_the_first": lambda index, field, step: (index * step, field - 1),
        },
    ),
}
