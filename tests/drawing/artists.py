"""What a picture shows, read from its artists: texts, cells, frames, arrows."""

import itertools

import numpy as np
from matplotlib import colors
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle

from fashion_cnn.drawing.cells import number


def texts(ax, weight=None):
    return [t.get_text() for t in ax.texts if weight in (None, t.get_fontweight())]


def cells(ax):
    """(left, top) of each filled cell -> (its text, its colour, its hatch)."""
    written = {}
    for text in ax.texts:
        x, y = text.get_position()
        written.setdefault((round(x, 3), int(y * 100)), text.get_text())
    found = {}
    for patch in rectangles(ax, filled=True):
        (x, y), colour = patch.get_xy(), colors.to_hex(patch.get_facecolor())
        heights = [(round(x + 0.5, 3), int((y + height) * 100)) for height in (0.52, 0.4)]
        text = next((written[place] for place in heights if place in written), "")
        found[round(x, 3), round(y, 3)] = text, colour, patch.get_hatch() or ""
    return found


def rectangles(ax, filled):
    return [p for p in ax.patches if isinstance(p, Rectangle) and p.get_fill() == filled]


def frames(ax):
    """(left, top, width, height, colour, style) of each frame, in cells."""
    return [
        (*np.round(p.get_xy(), 3), p.get_width(), p.get_height(), colour, p.get_linestyle())
        for p in rectangles(ax, filled=False)
        if p.get_path_effects()  # the white rim that borders do not have
        for colour in [colors.to_hex(p.get_edgecolor()).upper()]
    ]


def borders(ax):
    """(left, top, width, height, colour, style) of the border of each table that has a role."""
    return [
        (*np.round(p.get_xy(), 3), p.get_width(), p.get_height(), colour, p.get_linestyle())
        for p in rectangles(ax, filled=False)
        if not p.get_path_effects()
        for colour in [colors.to_hex(p.get_edgecolor()).upper()]
    ]


def tables(ax):
    """Cells that touch, as tables of their texts, from left to right."""
    left_over, found = dict(cells(ax)), []
    while left_over:
        group, edge = {}, [min(left_over)]
        while edge:
            x, y = edge.pop()
            near = [p for p in left_over if abs(p[0] - x) + abs(p[1] - y) < 1.001]
            for place in near:
                group[place] = left_over.pop(place)[0]
                edge.append(place)
        ys, xs = sorted({y for _, y in group}), sorted({x for x, _ in group})
        found.append([[group[x, y] for x in xs] for y in ys])
    return found


def as_texts(values):
    return [[number(value) for value in row] for row in np.asarray(values)]


def arrows(ax, colour=None):
    found = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    return [p for p in found if colour in (None, colors.to_hex(p.get_edgecolor()).upper())]


def points(arrow):
    """Points along an arrow and its head, in pixels."""
    lines = arrow.get_path().to_polygons(arrow.axes.transData, closed_only=False)
    share = np.linspace(0, 1, 40)[:, None]
    return np.concatenate(
        [a + share * (b - a) for line in lines for a, b in itertools.pairwise(line)]
    )


# --- What holds for every picture, once it is laid out


def check_texts_fit(picture, name, smallest=11):
    """Every text is large enough and inside the figure."""
    inside = picture.figure.bbox.padded(1)
    for ax in np.ravel(picture.axes):
        written = [*ax.texts, ax.title, ax.xaxis.label]
        for text in (text for text in written if text.get_text()):
            assert text.get_fontsize() >= smallest, (name, text)
            (x0, y0), (x1, y1) = text.get_window_extent().get_points()
            assert inside.contains(x0, y0), (name, text)
            assert inside.contains(x1, y1), (name, text)


def check_nothing_overlaps(picture, name):
    """No text is on another text or on a slab."""
    for ax in np.ravel(picture.axes):
        written = [text for text in ax.texts if text.get_text().strip()]
        slabs = [p for p in ax.patches if isinstance(p, Polygon) and not isinstance(p, Rectangle)]
        boxes = np.array([artist.get_window_extent().extents for artist in [*written, *slabs]])
        for index, (x0, y0, x1, y1) in enumerate(boxes[: len(written)]):
            wide = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
            high = np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
            hit = (wide > 1) & (high > 3)  # boxes of texts have some air below
            hit[index] = False
            assert not hit.any(), (name, written[index], np.flatnonzero(hit))
