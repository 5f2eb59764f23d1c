"""A network whose maps shrink and then grow, drawn as a U with its skip connections."""

from fashion_cnn.drawing.architecture.slabs import (
    ACROSS,
    LEADING,
    Box,
    Slab,
    arrow,
    label,
    stage_said,
    wide,
)
from fashion_cnn.drawing.architecture.stages import Stage
from fashion_cnn.drawing.cells import canvas
from fashion_cnn.drawing.style import INPUT, POINTED
from fashion_cnn.networks.tables import times

# Cells: the slab of the largest maps, from a slab to its words, between levels, and the longest
# step to the right.
TALL, ASIDE, BETWEEN, STEP = 1.2, 0.22, 0.4, 1.8


def draw_u(network, stages, bottom, skips, ax, say):
    """Draw a U with its skip connections; return (axes, description).

    The contracting path leads down on the left, the expanding one up on the right. The words of
    the top level are above it, those of the bottom below it, all others outside.
    """
    levels = [min(number, 2 * bottom - number) for number in range(len(stages))]
    shown, end = with_end(stages, levels)
    largest = max(network.input_shape[:2])
    boxes = [Box.of_stage(stage, largest, TALL, say) for stage in shown]
    shape = network.input_shape
    start = Box(Slab(shape, largest, TALL), shape, [say("layers.input")], look={"role": INPUT})
    ends = [start] + [Box.of_stage(end, largest, TALL, say)] * bool(end)
    xs, outside = across(boxes, ends)
    top = max(box.height for box in [*ends, boxes[0], boxes[-1]]) + LEADING + 0.3
    levels_at = middles(boxes, levels, top)
    height = levels_at[-1] + boxes[bottom].slab.height / 2 + boxes[bottom].height + LEADING + 0.35
    ax = canvas(ax, ACROSS, height + 0.4)
    places = list(zip(xs, [levels_at[level] for level in levels], strict=True))
    for number, (box, (x, y)) in enumerate(zip(boxes, places, strict=True)):
        draw_stage(ax, box, x, y, levels[number], number - bottom)
    for box, x in zip(ends, outside, strict=True):
        draw_stage(ax, box, x, levels_at[0], 0, 0)
    connect(ax, boxes, places, levels)
    level_arrow(ax, start, (outside[0], levels_at[0]), boxes[0], places[0])
    if end:
        level_arrow(ax, boxes[-1], places[-1], ends[1], (outside[1], levels_at[0]))
    for first, last, carried in skips:
        level_arrow(ax, boxes[first], places[first], boxes[last], places[last], times(carried))
    below = [say("architecture.u_scales"), *[say("architecture.skips_across")] * bool(skips)]
    label(ax, ACROSS / 2, height + 0.1, " ".join(below))
    return ax, u_said(stages, skips, bottom, say)


def with_end(stages, levels):
    """The stages without the last layer, and that layer as a stage of its own on the top level."""
    *rest, last = stages[-1].blocks
    if levels[-1] or not rest:
        return stages, None
    return [*stages[:-1], Stage(tuple(rest))], Stage((last,))


def across(boxes, ends):
    """The middles of the boxes from left to right, and those of the input and the end."""
    widths = [box.width for box in (*ends, boxes[0], boxes[-1])]
    step = min(STEP, (ACROSS - sum(widths) + sum(widths[-2:]) / 2) / (len(boxes) - 1))
    xs = [number * step for number in range(len(boxes))]
    outside = [xs[0] - (widths[0] + widths[-2]) / 2]
    outside += [xs[-1] + (end.width + widths[-1]) / 2 for end in ends[1:]]
    move = ACROSS / 2 - (min(outside) + max(outside + xs)) / 2
    return [x + move for x in xs], [x + move for x in outside]


def middles(boxes, levels, top):
    """The middle of each level, from the top down."""
    deep = max(levels) + 1
    at = [[box for box, its in zip(boxes, levels, strict=True) if its == n] for n in range(deep)]
    slabs = [max(box.slab.height for box in level) for level in at]
    words = [LEADING + max(box.height for box in level) for level in at]
    found = [top + slabs[0] * 1.2 - slabs[0] / 2]
    for level in range(1, deep):
        above = max(slabs[level - 1], words[level - 1] if level > 1 else 0)
        own = slabs[level] if level == deep - 1 else max(slabs[level], words[level])
        found.append(found[-1] + (above + own) / 2 + BETWEEN)
    return found


def draw_stage(ax, box, x, y, level, side):
    """Draw a stage and its words: above it at the top, below it at the bottom, or outside."""
    slab = box.slab
    left = x - slab.span / 2
    slab.draw(ax, left, y, **box.look)
    tall = box.height + LEADING
    if level == 0:
        box.write_all(ax, x, y - slab.height / 2 - slab.up - 0.1 - tall)
    elif side == 0:
        box.write_all(ax, x, y + slab.height / 2 + 0.1)
    elif side < 0:
        box.write_all(ax, left - ASIDE, y - tall / 2, ha="right")
    else:
        box.write_all(ax, left + slab.span + ASIDE, y - tall / 2, ha="left")


def connect(ax, boxes, places, levels):
    """Draw the arrows down and up."""
    for number in range(1, len(boxes)):
        (x0, y0), (x1, y1) = places[number - 1], places[number]
        before, after = boxes[number - 1].slab, boxes[number].slab
        if levels[number] > levels[number - 1]:
            ends = (y0 + before.height / 2, y1 - after.height / 2 - after.up)
        else:
            ends = (y0 - before.height / 2 - before.up, y1 + after.height / 2)
        arrow(ax, [(x0, ends[0]), (x1, ends[1])])


def level_arrow(ax, start, place, end, other, text=""):
    """Draw an arrow from one box to another; a skip connection has a text and a colour."""
    (x0, y0), (x1, y1) = place, other
    x0, x1 = x0 + start.slab.span / 2, x1 - end.slab.span / 2
    arrow(ax, [(x0, y0), (x1, y1)], **({"color": POINTED, "linewidth": 2.4} if text else {}))
    if text and wide(text) < x1 - x0:
        label(ax, (x0 + x1) / 2, (y0 + y1) / 2 - 0.1, text, va="bottom", color=POINTED)


def u_said(stages, skips, bottom, say):
    """The U in words."""
    said = "; ".join(stage_said(stage, say) for stage in stages)
    down, up = bottom + 1, len(stages) - bottom - 1
    text = say("architecture.u", down=down, up=up, stages=said)
    if not skips:
        return f"{text} {say('architecture.no_skips')}"
    carried = []
    for first, last, shape in skips:
        ends = {"start": times(stages[first].shape), "end": times(stages[last].shape)}
        carried.append(say("architecture.skip", shape=times(shape), **ends))
    return f"{text} {say('architecture.skips', count=len(skips), skips='; '.join(carried))}"
