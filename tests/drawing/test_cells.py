"""Cells of tables: their numbers, their colours, the ink on them."""

import numpy as np
import pytest
from artists import cells, frames, texts
from matplotlib import colors

from fashion_cnn.drawing import cells as drawing
from fashion_cnn.drawing import plots, style
from fashion_cnn.drawing.cells import ink, number, rows_of, shades, tints

ROLES = style.INPUT, style.KERNEL, style.OUTPUT, style.GRADIENT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, "7"),
        (-1, "−1"),
        (np.int64(-20), "−20"),
        (22.25, "22.25"),
        (5.0, "5"),
        (1 / 9, "1/9"),
        (-1 / 3, "−1/3"),
        (1 / 16, "1/16"),
        (np.pi, "3.14"),
        ("A", "A"),
    ],
)
def test_numbers_as_they_are_written_by_hand(value, expected):
    assert number(value) == expected


def test_rows_in_one_line():
    assert rows_of([[1, 2], [-1, 0]]) == "1 2, −1 0"


def test_ink_can_be_read_on_every_shade():
    roles = [(role.fill, role.top, role.side, *tints(role, (9,))) for role in ROLES]
    for colour in [*shades(np.arange(256)), style.PAPER, style.MARKED, *sum(roles, ())]:
        lighter, darker = sorted((luminance(colour), luminance(ink(colour))), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # what WCAG asks of text


def test_the_fills_of_the_roles_differ_in_grey():
    grey = [np.dot(colors.to_rgb(role.fill), (0.299, 0.587, 0.114)) for role in ROLES]
    assert np.all(np.diff(grey) < -0.1)


def luminance(colour):
    rgb = np.array(colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_shades_get_lighter_all_the_way_and_are_equal_for_equal_values():
    assert np.all(np.diff([luminance(colour) for colour in shades(np.arange(32))]) > 0)
    assert len(set(shades([3, 3, 3]))) == 1


def test_a_table_and_a_kernel_over_it():
    ax = drawing.canvas(None, 5, 3)
    drawing.table(ax, [["1", "2", "3"], ["4", "5", "6"]], 1, 0.5, height=0.4)
    drawing.lay_over(ax, np.array([[7, -8]]), 2, 0.5)
    assert {place: cell[0] for place, cell in cells(ax).items()} == {
        (x, y): str(3 * row + column + 1)
        for row, y in enumerate((0.5, 1.5))
        for column, x in enumerate((1, 2, 3))
    }
    assert texts(ax)[-2:] == ["×7", "×−8"]
    assert frames(ax) == [(2, 0.5, 2, 1, style.KERNEL.line, "-")]
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 5), (3, 0))


def test_an_image_leaves_the_limits_of_its_axes_alone():
    ax = drawing.canvas(None, 8, 4)
    drawing.image_at(ax, np.eye(3), 1, 0.5, 2, high=1, height=3)
    assert ax.images[0].get_extent() == [1, 3, 3.5, 0.5]
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 8), (4, 0))


def test_an_edge_goes_around_all_images_or_around_some():
    ax = plots.new_axes(4, 4)
    for extent in (0, 1, 1, 0), (2, 3, 1, 0), (0, 1, 5, 3):  # left, right, bottom, top
        ax.imshow(np.zeros((2, 2)), extent=extent)
    drawing.edge(ax, style.INPUT)
    drawing.edge(ax, style.OUTPUT, ax.images[1:2])
    found = [(*p.get_xy(), p.get_width(), p.get_height()) for p in ax.patches]
    assert found == [(0, 0, 3, 5), (2, 0, 1, 1)]
    line = [colors.to_hex(p.get_edgecolor()).upper() for p in ax.patches]
    assert line == [style.INPUT.line, style.OUTPUT.line]
