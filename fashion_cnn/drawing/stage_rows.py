"""A network as a row of stages, one for each size of its maps, in several rows where they are many.

What a Slab's form means stands in slabs.py.
"""

from fashion_cnn.drawing.cells import canvas
from fashion_cnn.drawing.slabs import ACROSS, INPUT, LARGE, Box, Slab, arrow, say, stage_said
from fashion_cnn.networks.tables import times

# Cells: the slab of the largest maps in a single row and in many; from the words of a row to the
# next; the most room beside a box.
TALL, SHORT, BELOW, MOST_AIR = 3.4, 1.4, 0.7, 0.8


def draw_rows(network, stages, sides, jumps, ax, labels):
    """Draw stages from left to right, in as many rows as they need; return (axes, description)."""
    shapes = [network.input_shape, *(stage.shape for stage in stages)]
    largest = max((size for shape in shapes for size in shape[:-1]), default=1)
    fewest = len(in_rows(make_boxes(network, stages, sides, largest, TALL, labels)))
    tall = max(SHORT, TALL / fewest**0.5)
    rows = in_rows(make_boxes(network, stages, sides, largest, tall, labels))
    above = 1.15 * tall + 0.45
    heights = [above + max(box.height for box in row) + BELOW for row in rows]
    ax = canvas(ax, ACROSS, sum(heights) + 0.35 + 0.35 * bool(jumps))
    top, last = 0.0, None
    for row, height in zip(rows, heights, strict=True):
        last = draw_row(ax, row, top + above - tall / 2, tall, top - 0.2, last)
        top += height
    jumping = [labels["jumps"].format(count=jumps)] * bool(jumps)
    say(ax, ACROSS / 2, top - 0.05, "\n".join([labels["scales"], *jumping]), va="top")
    return ax, " ".join([rows_said(stages, sides, labels), *jumping])


def make_boxes(network, stages, sides, largest, tall, labels):
    """Return a Box for the input and for each stage."""
    shape = network.input_shape
    look = {"colours": INPUT}
    return [
        Box(Slab(shape, largest, tall), shape, [labels["input"]], look=look),
        *(
            Box.of_stage(stage, largest, tall, labels, side_lines(number, sides, labels))
            for number, stage in enumerate(stages)
        ),
    ]


def side_lines(number, sides, labels):
    """Return what is said under a stage of the outputs that leave it."""
    return [
        line
        for side in sides
        if side.stage == number
        for line in (labels["side"].format(shape=times(side.shape)), f"{side.parameters:,}")
    ]


def in_rows(boxes):
    """Return the boxes of each row: as few rows as can be, filled as evenly as can be."""
    fewest = len(filled(boxes, ACROSS))
    limits = (ACROSS * percent / 100 for percent in range(1, 101))
    return next(rows for limit in limits if len(rows := filled(boxes, limit)) <= fewest)


def filled(boxes, limit):
    """Return rows of boxes that are at most `limit` wide together, filled one by one."""
    rows, used = [[]], 0
    for box in boxes:
        if rows[-1] and used + box.width > limit:
            rows.append([])
            used = 0
        rows[-1].append(box)
        used += box.width
    return rows


def draw_row(ax, row, middle, tall, between, last):
    """Draw boxes with arrows between; `last` is where the row above ended. Return the end."""
    gap = min(MOST_AIR, (ACROSS - sum(box.width for box in row)) / len(row))
    x = (ACROSS - sum(box.width + gap for box in row)) / 2
    for box in row:
        left, right = draw_stage(ax, box, x + (gap + box.width) / 2, middle, tall)
        path = [(left, middle)]
        if last and last[2] < middle:  # the row above: round its end, and back between the rows
            (_, edge, above), margin = last, x + gap / 2
            path = [(edge, above), (edge, between), (margin, between), (margin, middle), *path]
        if last:
            arrow(ax, [(last[0], last[2]), *path])
        x += box.width + gap
        last = right, x - gap / 2, middle
    return last


def draw_stage(ax, box, x, middle, tall):
    """Draw a stage centred on x, its words under the tallest; return the ends of its slab."""
    slab, left = box.slab, x - box.slab.span / 2
    slab.draw(ax, left, middle, **box.look)
    top = middle - slab.height / 2 - slab.up - 0.1
    say(ax, x, top, box.shape, LARGE, weight="bold", va="bottom")
    box.write(ax, x, middle + tall / 2 + 0.15)
    return left, left + slab.span


def rows_said(stages, sides, labels):
    """Return the stages in words."""
    said = [stage_said(stage, labels) for stage in stages]
    said += [
        labels["side_said"].format(
            shape=times(side.shape), at=times(stages[side.stage].shape), parameters=side.parameters
        )
        for side in sides
    ]
    return labels["rows_said"].format(stages="; ".join(said))
