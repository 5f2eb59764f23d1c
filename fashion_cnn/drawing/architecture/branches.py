"""A small network that branches, layer by layer: parallel layers are drawn side by side."""

from matplotlib.patches import Rectangle
from matplotlib.path import Path

from fashion_cnn.drawing.architecture.parts import without_dense_joins
from fashion_cnn.drawing.architecture.slabs import ACROSS, LEADING, arrow, label, what, wide
from fashion_cnn.drawing.cells import canvas, ink, shades
from fashion_cnn.drawing.style import INPUT, LINE, OUTPUT, PAPER
from fashion_cnn.networks.layers import Add, Concatenate
from fashion_cnn.networks.network import IMAGE
from fashion_cnn.networks.tables import times

# Networks with more layers, or more of them side by side, are drawn as stages.
MOST, MOST_ASIDE = 16, 6
# Cells: around the words in a box, between columns, between the boxes of a column.
PADDING, NEAREST, FARTHEST, BETWEEN = 0.14, 0.45, 1.4, 0.35
# The height of an arc over one box, and what each further box adds.
LOWEST, HIGHER = 0.5, 0.33


def draw_branches(network, parts, ax, say):
    """Draw the layers in columns; return (axes, description), or None for too many layers.

    An arrow that passes columns has a place of its own in each, like a layer. Only where all layers
    are in one line does it go over them as an arc.
    """
    nodes = without_dense_joins(parts)
    if len(nodes) > MOST:
        return None
    depth = depths(nodes)
    line = len(set(depth.values())) == len(depth)
    columns = in_columns(nodes, depth, lanes={} if line else lanes(nodes, depth))
    words = [node_words(node, say) for node in nodes]
    words.append([say("layers.input"), times(network.input_shape)])  # the last: words[IMAGE]
    edges = column_edges(columns, words)
    if max(map(len, columns)) > MOST_ASIDE or edges is None:
        return None
    height = LEADING * max(map(len, words)) + 0.2
    pitch = height + BETWEEN
    arcs = long_edges(nodes, depth) if line else []
    above = 0.75 * arc_height(max((last - first for first, last in arcs), default=0)) + 0.2
    tall = max(map(len, columns)) * pitch - BETWEEN
    below = 0.4 if any(node.sees for node in nodes) else 0.1
    ax = canvas(ax, ACROSS, above + tall + below + 0.5)
    places = placed(columns, edges, pitch, above + tall / 2)
    for number, text in enumerate(words):
        number = number if number < len(nodes) else IMAGE
        draw_node(ax, text, places[number], height, colour(nodes, number))
        if number != IMAGE and nodes[number].sees:
            left, right, y = places[number]
            seen = say("architecture.sees", shape=times(nodes[number].sees))
            label(ax, (left + right) / 2, y + height / 2 + 0.08, seen, va="top")
    draw_arrows(ax, nodes, depth, places, line)
    draw_arcs(ax, arcs, places, height)
    if len(parts) < len(network.layers):
        label(ax, ACROSS / 2, above + tall + below + 0.25, say("architecture.grouped"))
    return ax, branches_said(nodes, say)


# -------------------------------------------------------------------------------------- columns


def depths(nodes):
    """Node -> its column: one more than the last column that feeds it."""
    depth = {IMAGE: 0}
    for number, node in enumerate(nodes):
        depth[number] = 1 + max(depth[parent] for parent in node.parents)
    return depth


def lanes(nodes, depth):
    """Source -> the last column that an arrow from it passes."""
    ends = {}
    for number, node in enumerate(nodes):
        for parent in node.parents:
            ends[parent] = max(ends.get(parent, 0), depth[number] - 1)
    return {source: end for source, end in ends.items() if end > depth[source]}


def in_columns(nodes, depth, lanes):
    """What is in each column, from the top down: nodes, and (source, column) of lanes.

    Each is as near as possible to the height of what feeds it.
    """
    columns, rows = [[IMAGE]], {IMAGE: 0.0}
    for column in range(1, max(depth.values()) + 1):
        here = {
            number: sum(row_before(rows, p, column) for p in nodes[number].parents)
            / len(nodes[number].parents)
            for number in range(len(nodes))
            if depth[number] == column
        }
        for source, end in lanes.items():
            if depth[source] < column <= end:
                here[source, column] = row_before(rows, source, column)
        order = sorted(here, key=lambda item: (here[item], number_of(item)))
        rows |= {item: place - (len(order) - 1) / 2 for place, item in enumerate(order)}
        columns.append(order)
    return columns


def row_before(rows, source, column):
    """The row of a source or, where it has one, of its lane in the column before."""
    return rows.get((source, column - 1), rows[source])


def number_of(item):
    return item[0] if isinstance(item, tuple) else item


def column_edges(columns, words):
    """The left and right edge of each column, or None if they do not fit."""
    widths = [
        2 * PADDING
        + max(words_width(words[item]) for item in column if not isinstance(item, tuple))
        for column in columns
    ]
    gap = min(FARTHEST, (ACROSS - 0.2 - sum(widths)) / max(len(widths) - 1, 1))
    if gap < NEAREST:
        return None
    left = (ACROSS - sum(widths) - gap * (len(widths) - 1)) / 2
    edges = []
    for width in widths:
        edges.append((left, left + width))
        left += width + gap
    return edges


def words_width(words):
    first, *others = words
    return max([wide(first, weight="bold"), *map(wide, others)])


def placed(columns, edges, pitch, middle):
    """Node or lane -> (left, right, y)."""
    return {
        item: (*edges[column], middle + pitch * (row - (len(items) - 1) / 2))
        for column, items in enumerate(columns)
        for row, item in enumerate(items)
    }


# -------------------------------------------------------------------------------------- drawing


def node_words(node, say):
    """The lines in a box: name, what it does, shape and, if it has any, parameters."""
    lines = [node.name, what(node.layer, node.kind, say), times(node.shape)]
    lines += [say("architecture.parameters", count=node.parameters)] * bool(node.parameters)
    return [line for line in lines if line]


def colour(nodes, number):
    """The colour of a box: input, vectors, joins, layers with and without parameters."""
    if number == IMAGE:
        return INPUT.fill
    node = nodes[number]
    if isinstance(node.layer, (Add, Concatenate)):
        return PAPER
    if len(node.shape) == 1:
        return OUTPUT.side
    return OUTPUT.fill if node.parameters else OUTPUT.top


def draw_node(ax, words, place, height, fill):
    """Draw a box with its words, the first line bold."""
    left, right, y = place
    look = {"facecolor": fill, "edgecolor": LINE, "linewidth": 1.2, "zorder": 2}
    ax.add_patch(Rectangle((left, y - height / 2), right - left, height, **look))
    top = y - LEADING * len(words) / 2
    for row, text in enumerate(words):
        own = {"weight": "normal" if row else "bold", "color": ink(fill), "va": "baseline"}
        label(ax, (left + right) / 2, top + LEADING * (row + 0.75), text, zorder=3, **own)


def draw_arrows(ax, nodes, depth, places, line):
    """Draw the arrows from box to box; arrows to the same box end side by side."""
    for number, node in enumerate(nodes):
        left, _, y = places[number]
        near = [p for p in node.parents if not line or depth[number] - depth[p] == 1]
        paths = [path_from(source, depth, depth[number], places) for source in near]
        paths.sort(key=lambda path: path[-1][1])
        for rank, path in enumerate(paths):
            arrow(ax, [*path, (left, y + 0.16 * (rank - (len(paths) - 1) / 2))])


def path_from(source, depth, column, places):
    """The points from the right of a box through its lanes up to a column."""
    _, right, y = places[source]
    path = [(right, y)]
    for between in range(depth[source] + 1, column):
        start, end, y = places[source, between]
        path += [(start, y), (end, y)]
    return path


def long_edges(nodes, depth):
    """(source, target), by their columns, of the arrows that pass boxes."""
    edges = [(depth[p], depth[number]) for number, node in enumerate(nodes) for p in node.parents]
    return [(first, last) for first, last in edges if last - first > 1]


def arc_height(boxes):
    """The height of the control points of an arc over some boxes."""
    return LOWEST + HIGHER * (boxes - 1) if boxes else 0


def draw_arcs(ax, arcs, places, height):
    """Draw nested arrows over boxes in a line; arrows from the same box have the same colour.

    They leave from the right half of a box and end on the left half.
    """
    boxes = sorted(places.values())  # a line: from left to right
    tones = shades(range(len(boxes)), high=1.25 * len(boxes))
    for first, last in arcs:
        onward = sorted((end for start, end in arcs if start == first), reverse=True)
        inward = sorted((start for start, end in arcs if end == last), reverse=True)
        leaves = along(boxes[first], 0.5, onward.index(last), len(onward))
        lands = along(boxes[last], 0.0, inward.index(first), len(inward))
        top = boxes[first][2] - height / 2
        draw_arc(ax, (leaves, top), (lands, top), arc_height(last - first), str(tones[first]))


def along(box, start, rank, count):
    """Where the arrow of a rank is on the half of a box that begins at `start`."""
    left, right, _ = box
    return left + (right - left) * (start + 0.5 * (rank + 0.5) / count)


def draw_arc(ax, start, end, height, tone):
    """Draw an arrow that goes up and comes down again."""
    handles = [(start[0], start[1] - height), (end[0], end[1] - height)]
    arrow(ax, [start, *handles, end], [Path.MOVETO, *[Path.CURVE4] * 3], color=tone)


def branches_said(nodes, say):
    """Which layer is fed by which, in words."""
    does = [what(node.layer, node.kind, say) for node in nodes]
    named = {IMAGE: say("layers.input")}
    named |= {number: node.name or does[number] for number, node in enumerate(nodes)}
    said = [
        say(
            "architecture.layer",
            name=named[number],
            what=does[number],
            shape=times(node.shape),
            parameters=node.parameters,
            parents=", ".join(named[parent] for parent in node.parents),
        )
        for number, node in enumerate(nodes)
    ]
    return say("architecture.branches", layers="; ".join(said))
