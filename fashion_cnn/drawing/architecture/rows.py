"""A network as a row of stages, one for each size of its maps, or as several rows for many stages.

The docstring of Slab says what its form means.
"""

from fashion_cnn.drawing.architecture.slabs import (
    ACROSS,
    LARGE,
    Box,
    Slab,
    arrow,
    label,
    stage_said,
)
from fashion_cnn.drawing.cells import canvas
from fashion_cnn.drawing.style import INPUT
from fashion_cnn.networks.tables import times

# Cells: the slab of the largest maps in a single row and in many; from the words of a row to the
# next row; the most space beside a box.
TALL, SHORT, BELOW, MOST_AIR = 3.4, 1.4, 0.7, 0.8


def draw_rows(network, stages, auxiliaries, jumps, ax, say):
    """Draw stages from left to right, in as many rows as they need; return (axes, description)."""
    shapes = [network.input_shape, *(stage.shape for stage in stages)]
    largest = max((size for shape in shapes for size in shape[:-1]), default=1)
    fewest = len(in_rows(make_boxes(network, stages, auxiliaries, largest, TALL, say)))
    tall = max(SHORT, TALL / fewest**0.5)
    rows = in_rows(make_boxes(network, stages, auxiliaries, largest, tall, say))
    above = 1.15 * tall + 0.45
    heights = [above + max(box.height for box in row) + BELOW for row in rows]
    ax = canvas(ax, ACROSS, sum(heights) + 0.35 + 0.35 * bool(jumps))
    top, last = 0.0, None
    for row, height in zip(rows, heights, strict=True):
        last = draw_row(ax, row, top + above - tall / 2, tall, top - 0.2, last)
        top += height
    not_drawn = [say("architecture.not_drawn", count=jumps)] * bool(jumps)
    notes = "\n".join([say("architecture.scales"), *not_drawn])
    label(ax, ACROSS / 2, top - 0.05, notes, va="top")
    return ax, " ".join([rows_said(stages, auxiliaries, say), *not_drawn])


def make_boxes(network, stages, auxiliaries, largest, tall, say):
    """A Box for the input and for each stage."""
    shape = network.input_shape
    slab, look = Slab(shape, largest, tall), {"role": INPUT}
    boxes = [Box(slab, shape, [say("layers.input")], look=look)]
    for number, stage in enumerate(stages):
        lines = auxiliary_lines([a for a in auxiliaries if a.stage == number], say)
        boxes.append(Box.of_stage(stage, largest, tall, say, lines))
    return boxes


def auxiliary_lines(auxiliaries, say):
    """What is written under a stage about the auxiliary outputs that leave it."""
    return [
        line
        for output in auxiliaries
        for line in (
            say("architecture.auxiliary", shape=times(output.shape)),
            f"{output.parameters:,}",
        )
    ]


def in_rows(boxes):
    """The boxes of each row: as few rows as possible, filled as evenly as possible."""
    fewest = len(filled(boxes, ACROSS))
    limits = (ACROSS * percent / 100 for percent in range(1, 101))
    return next(rows for limit in limits if len(rows := filled(boxes, limit)) <= fewest)


def filled(boxes, limit):
    """Rows of boxes that are together at most `limit` wide, filled one by one."""
    rows, used = [[]], 0
    for box in boxes:
        if rows[-1] and used + box.width > limit:
            rows.append([])
            used = 0
        rows[-1].append(box)
        used += box.width
    return rows


def draw_row(ax, row, middle, tall, between, last):
    """Draw boxes with arrows between; `last` is where the row above ended. Return the new end."""
    gap = min(MOST_AIR, (ACROSS - sum(box.width for box in row)) / len(row))
    x = (ACROSS - sum(box.width + gap for box in row)) / 2
    for box in row:
        left, right = draw_stage(ax, box, x + (gap + box.width) / 2, middle, tall)
        path = [(left, middle)]
        if last and last[2] < middle:  # from the end of the row above, between the rows
            (_, edge, above), margin = last, x + gap / 2
            path = [(edge, above), (edge, between), (margin, between), (margin, middle), *path]
        if last:
            arrow(ax, [(last[0], last[2]), *path])
        x += box.width + gap
        last = right, x - gap / 2, middle
    return last


def draw_stage(ax, box, x, middle, tall):
    """Draw a stage centred on x, its words below the tallest slab; return the ends of its slab."""
    slab, left = box.slab, x - box.slab.span / 2
    slab.draw(ax, left, middle, **box.look)
    top = middle - slab.height / 2 - slab.up - 0.1
    label(ax, x, top, box.shape, LARGE, weight="bold", va="bottom")
    box.write(ax, x, middle + tall / 2 + 0.15)
    return left, left + slab.span


def rows_said(stages, auxiliaries, say):
    """The stages in words."""
    said = [stage_said(stage, say) for stage in stages]
    for output in auxiliaries:
        at, shape = times(stages[output.stage].shape), times(output.shape)
        values = {"shape": shape, "at": at, "parameters": output.parameters}
        said.append(say("architecture.auxiliary_at", **values))
    return say("architecture.stages", stages="; ".join(said))
