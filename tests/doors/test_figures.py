"""The pictures of the lessons: what is drawn where, and what is said of it."""

import re
import string
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib import colors
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from fashion_cnn import convolution, drawing
from fashion_cnn import figures as command
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import BLUE, PAPER, VERMILION, ink, number, rows_of, shades
from fashion_cnn.drawing.words import LABELS

ROOT = Path(__file__).resolve().parents[2]
BINARY = kernels.BINARY_IMAGE, kernels.BINARY_KERNEL
SMALL = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL


def texts(ax):
    return [text.get_text() for text in ax.texts]


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
        for colour in [colors.to_hex(p.get_edgecolor()).upper()]
    ]


def tables(ax):
    """Cells that lie side by side, as tables of their texts, from left to right."""
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


# --- Numbers and colours


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
def test_numbers_as_one_writes_them(value, expected):
    assert number(value) == expected


def test_rows_in_one_line():
    assert rows_of([[1, 2], [-1, 0]]) == "1 2, −1 0"


def test_ink_can_be_read_on_every_shade():
    for colour in [*shades(np.arange(256)), PAPER, BLUE, VERMILION]:
        lighter, darker = sorted((luminance(colour), luminance(ink(colour))), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # what WCAG asks of text


def luminance(colour):
    rgb = np.array(colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_shades_get_lighter_and_stand_still_for_equal_values():
    assert np.all(np.diff([luminance(colour) for colour in shades(np.arange(20))]) > 0)
    assert len(set(shades([3, 3, 3]))) == 1


# --- Convolution


def test_a_step_shows_picture_kernel_and_the_outputs_so_far():
    step = drawing.kernel_step(*BINARY, 1, 2)
    picture, kernel, output = tables(step.axes)
    assert picture == as_texts(kernels.BINARY_IMAGE)
    assert kernel == as_texts(kernels.BINARY_KERNEL)
    assert output == [["4", "3", "4"], ["2", "4", "3"], ["", "", ""]]


def test_a_step_frames_the_window_and_its_output_and_writes_the_products():
    step = drawing.kernel_step(*BINARY, 1, 2)
    window, output = frames(step.axes)
    assert window[:4] == (2.1, 1.1, 3, 3)
    output_left = max(x for x, _ in cells(step.axes))
    assert output[:4] == (output_left, 1.1, 1, 1)
    small = [text for text in texts(step.axes) if text.startswith("×")]
    assert small == ["×1", "×0", "×1", "×0", "×1", "×0", "×1", "×0", "×1"]
    sums = [text.strip() for text in texts(step.axes) if "·" in text]
    assert sums == ["1·1 + 1·0 + 0·1 +", "1·0 + 1·1 + 1·0 +", "1·1 + 1·0 + 0·1"]
    assert "= 3" in texts(step.axes)
    assert step.title == "Y[1, 2] = 3"
    assert "1·1 + 1·0 + 0·1 + 1·0 + 1·1 + 1·0 + 1·1 + 1·0 + 0·1 = 3" in step.description
    assert "rows 1–3 and columns 2–4 of a 5 × 5 picture" in step.description


def test_every_step_of_the_series_has_its_sum():
    expected = convolution.correlate2d(*BINARY)
    for position in np.ndindex(expected.shape):
        step = drawing.kernel_step(*BINARY, *position)
        assert f"= {expected[position]}" in texts(step.axes)
        assert step.title == f"Y[{position[0]}, {position[1]}] = {expected[position]}"


def test_a_series_has_one_layout(drawn):
    series = [picture.axes for name, picture in drawn.items() if name.startswith("kernel-step")]
    assert len(series) == 9
    places = [[p.get_window_extent().bounds for p in rectangles(ax, filled=True)] for ax in series]
    for other in places[1:]:
        np.testing.assert_array_equal(other, places[0])


def test_a_step_over_padding_and_with_a_stride():
    step = drawing.kernel_step(kernels.TABLE, kernels.kernel("box_blur"), 1, 0, "same", stride=2)
    ringed = convolution.pad(kernels.TABLE, (3, 3), "same", 2)
    picture, _, output = tables(step.axes)
    assert picture == as_texts(ringed)
    assert output == [["16", "13"], ["32/9", ""]]
    assert frames(step.axes)[0][:4] == (0.1, 2.1, 3, 3)
    drawn = cells(step.axes)
    assert drawn[4.1, 0.1][:2] == ("0", PAPER.lower())  # a zero of the ring is on white
    assert drawn[0.1, 0.1][:2] == ("35", drawn[0.1, 0.1][1])
    assert drawn[0.1, 0.1][1] != PAPER.lower()


@pytest.mark.parametrize("position", [(3, 0), (0, 3), (-1, 0), (0, 1.5)])
def test_a_step_outside_the_output(position):
    with pytest.raises(UsageError, match=r"must be a whole number of (at least 0|less than 3)"):
        drawing.kernel_step(*BINARY, *position)


def test_a_step_into_axes_of_ones_own():
    figure = Figure(figsize=(14, 6))
    left, right = figure.subplots(1, 2)
    assert drawing.kernel_step(*SMALL, 0, 0, ax=right).axes is right
    assert not left.patches
    assert right.patches


def test_padding_modes_show_their_zeros_and_windows():
    picture = drawing.padding_modes(7, 3)
    assert [len(table) for table in tables(picture.axes)] == [7, 9, 11]
    zeros = [sum(row.count("0") for row in table) for table in tables(picture.axes)]
    assert zeros == [0, 9 * 9 - 7 * 7, 11 * 11 - 7 * 7]
    circles = [len(line.get_xdata()) for line in picture.axes.lines]
    assert circles == [5 * 5, 7 * 7, 9 * 9]
    assert {"valid 7 → 5", "same 7 → 7", "full 7 → 9"} <= set(texts(picture.axes))
    assert "7 + 2 − 3 + 1 = 7" in texts(picture.axes)
    assert "valid 7 → 5, same 7 → 7, full 7 → 9" in picture.description
    for first, last, size in zip(*[iter(frames(picture.axes))] * 2, (5, 7, 9), strict=True):
        assert (first[4:], last[4:]) == ((BLUE, "-"), (VERMILION, "--"))
        assert np.subtract(last[:2], first[:2]) == pytest.approx((size - 1, size - 1))


def test_padding_modes_with_a_stride():
    picture = drawing.padding_modes(8, 3, 2)
    assert "valid 8 → 3, same 8 → 4, full 8 → 5" in picture.description
    assert "⌊(8 + 1 − 3) / 2⌋ + 1 = 4" in texts(picture.axes)


def test_a_receptive_field_of_three_3x3_is_7x7():
    picture = drawing.receptive_field([("a", 3, 1), ("b", 3, 1), ("c", 3, 1)])
    assert [frame[2] for frame in frames(picture.axes)] == [7, 5, 3, 1]
    assert len(cells(picture.axes)) == 4 * 9 * 9
    coloured = [c for _, c, _ in cells(picture.axes).values() if c == BLUE.lower()]
    assert len(coloured) == 49 + 25 + 9 + 1
    assert "7 × 7" in picture.title
    assert "a, b, c" in picture.description
    assert "1 × 1, 3 × 3, 5 × 5, 7 × 7 pixels" in picture.description
    assert [text for text in texts(picture.axes) if "×" in text and "\n" not in text] == [
        "7 × 7",
        "5 × 5",
        "3 × 3",
        "1 × 1",
    ]


@pytest.mark.parametrize(
    ("layers", "fields"),
    [
        ([(3, 1), (2, 2), (3, 1), (2, 2)], [10, 8, 4, 2, 1]),
        ([(5, 1), (3, 1)], [7, 3, 1]),
        ([(7, 2), (3, 2)], [11, 3, 1]),
        ([(1, 1)], [1, 1]),
    ],
)
def test_receptive_fields_by_asking_which_pixels_matter(layers, fields):
    picture = drawing.receptive_field([("x", *layer) for layer in layers])
    assert [frame[2] for frame in frames(picture.axes)] == fields
    # The same by perturbation: ones everywhere, kernels of ones, one output pixel backwards.
    sizes = [len(table) for table in tables(picture.axes)]
    gradient = np.zeros((1, sizes[-1], sizes[-1], 1))
    gradient[0, sizes[-1] // 2, sizes[-1] // 2, 0] = 1
    for (kernel, stride), size in zip(reversed(layers), sizes[-2::-1], strict=True):
        ones = np.ones((kernel, kernel, 1, 1))
        gradient = convolution.conv2d_grad_input(gradient, ones, (size, size), "same", stride)
    rows, columns = np.nonzero(gradient[0, :, :, 0])
    frame = frames(picture.axes)[0]
    top = min(y for x, y in cells(picture.axes) if x == 0.1)
    assert (columns.min(), np.ptp(columns) + 1) == pytest.approx((frame[0] - 0.1, frame[2]))
    assert (rows.min(), np.ptp(rows) + 1) == pytest.approx((frame[1] - top, frame[3]))


def test_no_layers_no_field():
    with pytest.raises(UsageError, match="at least one layer"):
        drawing.receptive_field([])


def test_the_convolution_matrix_gives_each_weight_one_colour():
    picture = drawing.convolution_matrix(*SMALL)
    matrix = convolution.convolution_matrix(kernels.SMALL_KERNEL, (3, 3))
    found = tables(picture.axes)
    assert as_texts(matrix) in found
    assert [[text] for text in ["1", "6", "2", "5", "3", "1", "7", "0", "4"]] in found
    assert [["8"], ["7"], ["4"], ["5"]] in found
    drawn = cells(picture.axes)
    top = max(y for _, y in drawn) - 3
    rows = [[drawn[round(0.1 + x, 3), round(top + y, 3)][:2] for x in range(9)] for y in range(4)]
    for row in rows:  # four weights a row, in their colours, and five zeros on white
        weights = [cell for cell in row if cell[1] != PAPER.lower()]
        assert [text for text, _ in weights] == ["1", "2", "−1", "0"]
        assert [cell for cell in row if cell not in weights] == [("0", PAPER.lower())] * 5
        assert weights == [cell for cell in rows[0] if cell[1] != PAPER.lower()]
    assert "4 × 9 matrix" in picture.description


def test_the_flip():
    picture = drawing.flip_or_not(kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL)
    correlation = "1·A + 2·B + 3·C + 4·D + 5·E + 6·F + 7·G + 8·H + 9·I"
    flipped = "1·I + 2·H + 3·G + 4·F + 5·E + 6·D + 7·C + 8·B + 9·A"
    assert {correlation, flipped} <= set(texts(picture.axes))
    assert correlation in picture.description
    assert flipped in picture.description
    found = tables(picture.axes)
    assert len(found) == 8
    assert found.count([["A", "B", "C"], ["D", "E", "F"], ["G", "H", "I"]]) == 3
    assert [["I", "H", "G"], ["F", "E", "D"], ["C", "B", "A"]] in found
    # A letter keeps its colour wherever it goes.
    drawn = cells(picture.axes).values()
    for letter in "ABCDEFGHI":
        assert len({colour for text, colour, _ in drawn if text.endswith(letter)}) == 1


def test_the_flip_needs_one_shape():
    with pytest.raises(UsageError, match=r"received \(3, 3\) and \(2, 2\)"):
        drawing.flip_or_not(kernels.COUNTING_IMAGE, kernels.SMALL_KERNEL)


# --- Pooling and enlarging


def test_pooling_marks_each_window_in_the_table_and_in_the_results():
    picture = drawing.pooling(kernels.TABLE)
    table, largest, mean, smallest = tables(picture.axes)
    assert table == as_texts(kernels.TABLE)
    assert largest == [["35", "53"], ["9", "10"]]
    assert mean == [["22.25", "25"], ["6", "5.25"]]
    assert smallest == [["13", "6"], ["3", "1"]]
    drawn = cells(picture.axes)
    looks = [
        {drawn[round(0.1 + x, 3), round(0.1 + y, 3)][1:] for x in (j, j + 1) for y in (i, i + 1)}
        for i in (0, 2)
        for j in (0, 2)
    ]
    assert all(len(look) == 1 for look in looks)
    assert [look.pop()[1] for look in looks] == ["", "//", "..", "xx"]
    assert len({look[1:] for look in drawn.values()}) == 4
    assert "35 53, 9 10; average: 22.25 25, 6 5.25; minimum: 13 6, 3 1" in picture.description


def test_pixels_that_no_window_reaches_stay_white():
    drawn = cells(drawing.pooling(np.arange(15).reshape(3, 5)).axes)
    white = [text for text, colour, _ in drawn.values() if colour == PAPER.lower()]
    assert sorted(map(int, white)) == [4, 9, 10, 11, 12, 13, 14]


def test_transposed_convolution_as_stamps_and_by_zeros_gives_the_same():
    arguments = [[1, 2], [3, 4]], kernels.COUNTING_IMAGE, 2
    expected = as_texts(convolution.transpose_by_matrix(*arguments[:2], stride=2))
    stamps, zeros = drawing.transposed(*arguments), drawing.zeros_between(*arguments)
    found = tables(stamps.axes)
    assert expected == found[-1] == tables(zeros.axes)[-1]
    assert len(found) == 2 + 4 + 1
    first = [["1", "2", "3", "", ""], ["4", "5", "6", "", ""], ["7", "8", "9", "", ""]]
    assert [*first, [""] * 5, [""] * 5] in found
    assert texts(stamps.axes).count("+") == 3
    spread = np.zeros((7, 7), int)
    spread[2:6:2, 2:6:2] = arguments[0]
    assert tables(zeros.axes)[:2] == [
        as_texts(spread),
        [["9", "8", "7"], ["6", "5", "4"], ["3", "2", "1"]],
    ]
    assert "5 × 5" in stamps.description
    assert "7 × 7" in zeros.description


def test_upsampling_side_by_side():
    bilinear = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    picture = drawing.upsampling(kernels.BINARY_IMAGE, bilinear)
    shown = [ax.images[0].get_array() for ax in picture.axes]
    assert [image.shape for image in shown] == [(5, 5)] + [(10, 10)] * 4
    np.testing.assert_array_equal(shown[1][::2, ::2], kernels.BINARY_IMAGE)
    # With these weights a transposed convolution is bilinear inside.
    np.testing.assert_allclose(shown[4][1:-1, 1:-1], shown[2][1:-1, 1:-1], atol=1e-6)
    assert len({ax.images[0].get_clim() for ax in picture.axes}) == 1
    assert [ax.get_title() for ax in picture.axes][1:4] == ["nearest", "bilinear", "bicubic"]
    assert "1/16 3/16 3/16 1/16" in picture.description


# --- Images


def test_filtered_photographs_show_signed_results_around_grey():
    image = np.random.default_rng(3).integers(0, 256, (20, 30), np.uint8)
    picture = drawing.filtered_photographs(image)
    for ax, (name, kernel) in zip(picture.axes.flat, kernels.KERNELS.items(), strict=True):
        shown = ax.images[0]
        np.testing.assert_array_equal(shown.get_array(), convolution.correlate2d(image, kernel))
        low, high = shown.get_clim()
        assert low == (-high if "edges" in name else 0)
        assert ("grey = 0" in ax.get_title()) == ("edges" in name)
        assert ("edges" in name) == (f"±{high:g}" in picture.description)
    assert picture.axes.flat[-1].get_xlabel() == "\n".join(["1/9 1/9 1/9"] * 3)
    assert picture.axes.flat[2].get_xlabel() == " 0  1  0\n 1 −4  1\n 0  1  0"


def test_a_choice_of_filters():
    image = np.arange(60).reshape(6, 10)
    picture = drawing.filtered_photographs(image, ["sharpen", "identity", "box_blur", "identity"])
    assert [bool(ax.images) for ax in picture.axes.flat] == [True] * 4 + [False] * 2
    one = drawing.filtered_photographs(image, ["sharpen"])
    assert np.ravel(one.axes)[0].get_title() == "sharpen"
    for wrong in (["blur"], []):
        with pytest.raises(UsageError):
            drawing.filtered_photographs(image, wrong)


def test_differences_of_a_real_picture_are_peaked_with_heavy_tails():
    image = photographs.photograph()
    picture = drawing.difference_histogram([image, image.T])
    across, down, normal = picture.axes.lines
    assert picture.axes.get_yscale() == "log"
    for line in (across, down):
        assert line.get_ydata().sum() == pytest.approx(1)
        assert line.get_ydata().max() > 2 * normal.get_ydata().max()
    assert normal.get_ydata().sum() == pytest.approx(1, abs=1e-3)
    # A picture and its mirror image swap what is across and what is down.
    np.testing.assert_array_equal(across.get_ydata(), down.get_ydata())
    counted = 2 * (np.diff(image, axis=0).size + np.diff(image, axis=1).size)
    assert f"{counted:,} differences" in picture.description
    styles = {(line.get_linestyle(), line.get_color()) for line in picture.axes.lines}
    assert len(styles) == 3


def test_differences_of_a_small_picture():
    picture = drawing.difference_histogram([[[0, 10], [0, 0]]])
    across, down, _ = picture.axes.lines
    assert dict(zip(*across.get_data(), strict=True)) == {0: 0.5, 10: 0.5}
    assert dict(zip(*down.get_data(), strict=True)) == {-10: 0.5, 0: 0.5}
    assert "4 differences" in picture.description
    assert "50% are at most 5" in picture.description


def test_pixels_as_numbers():
    image = np.arange(28 * 28).reshape(28, 28) % 256
    picture = drawing.pixel_numbers(image, 4, 8, size=10)
    assert tables(picture.axes) == [as_texts(image[4:14, 8:18])]
    assert frames(picture.axes)[0][:4] == pytest.approx(
        (0.1 + 80 / 28, 0.1 + 40 / 28, *[100 / 28] * 2), abs=1e-3
    )
    np.testing.assert_array_equal(picture.axes.images[0].get_array(), image)
    assert "rows 4–13 and columns 8–17" in picture.description
    for outside in ((20, 0), (0, -1)):
        with pytest.raises(UsageError, match=r"do not lie in an image of 28 × 28"):
            drawing.pixel_numbers(image, *outside)


def test_pixels_as_a_styled_table():
    image = np.array([[0, 128], [200, 255]])
    html = drawing.pixel_table(image).to_html()
    for value in image.flat:
        assert f">{value}<" in html
    black, white = shades([0, 255])
    assert f"background-color: {black}" in html
    assert f"background-color: {white}" in html


def test_weights_of_three_layers():
    picture = drawing.weights_compared()
    assert [bar.get_width() for bar in picture.axes.patches] == [10**12, 10**8, 10**4]
    assert picture.axes.get_xscale() == "log"
    assert "1,000·1,000·1,000,000 = 1,000,000,000,000" in texts(picture.axes)
    assert "100·10·10 = 10,000" in texts(picture.axes)
    for count in ("1,000,000,000,000", "100,000,000", "10,000"):
        assert count in picture.description


# --- All of them


@pytest.fixture(scope="module")
def drawn():
    """Every picture of the catalogue, laid out as it will be saved."""
    pictures = {name: function() for name, function in command.catalogue().items()}
    for picture in pictures.values():
        np.ravel(picture.axes)[0].figure.draw_without_rendering()
    return pictures


def test_every_function_is_in_the_catalogue(drawn):
    titles = " ".join(picture.title for picture in drawn.values())
    for name, label in LABELS.items():
        if isinstance(label, tuple):
            fixed = re.split(r"\{.*?\}", label[0])
            assert all(part in titles for part in fixed), name


def test_titles_and_descriptions_are_whole_and_short(drawn):
    for name, picture in drawn.items():
        assert not set("{}") & set(picture.title + picture.description), name
        assert len(picture.title) < 90, name
        assert 60 < len(picture.description) < 450, name
        assert picture.description.endswith("."), name


def test_texts_are_large_and_stay_inside_the_figure(drawn):
    for name, picture in drawn.items():
        figure = np.ravel(picture.axes)[0].figure
        assert 10 <= figure.get_size_inches()[0] <= 12, name
        inside = figure.bbox.padded(1)
        for ax in np.ravel(picture.axes):
            written = [*ax.texts, ax.title, ax.xaxis.label]
            for text in (text for text in written if text.get_text()):
                assert text.get_fontsize() >= 11, (name, text)
                (x0, y0), (x1, y1) = text.get_window_extent().get_points()
                assert inside.contains(x0, y0), (name, text)
                assert inside.contains(x1, y1), (name, text)


def test_no_text_lies_on_another(drawn):
    for name, picture in drawn.items():
        for ax in np.ravel(picture.axes):
            written = [text for text in ax.texts if text.get_text().strip()]
            boxes = np.array([text.get_window_extent().extents for text in written])
            for index, (x0, y0, x1, y1) in enumerate(boxes):
                others = boxes[index + 1 :]
                wide = np.minimum(others[:, 2], x1) - np.maximum(others[:, 0], x0)
                high = np.minimum(others[:, 3], y1) - np.maximum(others[:, 1], y0)
                hit = np.flatnonzero((wide > 1) & (high > 3))  # boxes have some air below
                assert not hit.size, (name, written[index], written[index + 1 + hit[0]])


def test_another_language_replaces_every_word():
    korean = {"kernel_step": ("제목 {result}", "설명 {sum}"), "pooling": ("풀링", "설명 {max}")}
    korean.update({"max": "최대", "average": "평균", "min": "최소"})
    step = drawing.kernel_step(*SMALL, 0, 0, labels=korean)
    assert step.title == "제목 8"
    assert step.description == "설명 1·1 + 6·2 + 5·−1 + 3·0"
    for picture in (step, drawing.pooling(kernels.TABLE, labels=korean)):
        assert not set("".join(texts(picture.axes))) & set(string.ascii_letters)


# --- The command


@pytest.fixture
def two(monkeypatch):
    """A catalogue of two pictures."""
    whole = command.catalogue()
    some = {name: whole[name] for name in ("pooling", "weights")}
    monkeypatch.setattr(command, "catalogue", lambda: some)


def test_the_command_writes_every_picture_with_its_description(
    drawn, monkeypatch, tmp_path, capsys
):
    ready = {name: partial(drawn.get, name) for name in drawn}  # drawing them once is enough
    monkeypatch.setattr(command, "catalogue", lambda: ready)
    monkeypatch.setattr(plots, "DOTS_PER_INCH", 25)  # small pictures are written sooner
    monkeypatch.setattr(sys, "argv", ["figures", "--out", str(tmp_path / "new" / "folder")])
    assert command.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 20
    for name, line in zip(drawn, lines, strict=True):
        path = tmp_path / "new" / "folder" / f"{name}.png"
        with Image.open(path) as image:
            assert line == f"{path}: {image.text['Title']}"
            assert image.text["Description"].endswith(".")
            assert image.width == 12 * 25


def test_existing_pictures_are_overwritten_only_when_asked(two, tmp_path):
    command.draw(tmp_path)
    first = (tmp_path / "pooling.png").read_bytes()
    (tmp_path / "pooling.png").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"pooling\.png exists already.*--force"):
        command.draw(tmp_path)
    assert (tmp_path / "pooling.png").read_bytes() == b"mine"
    command.draw(tmp_path, force=True)
    # The same bytes for the same numbers: no time, no name of a temporary file.
    assert (tmp_path / "pooling.png").read_bytes() == first


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "fashion_cnn.figures", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_exit_codes(tmp_path):
    (tmp_path / "kernel-step-1.png").touch()
    (tmp_path / "file").touch()
    refused = run("--out", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--force" in refused.stderr
    no_folder = run("--out", str(tmp_path / "file"))
    assert no_folder.returncode == 2
    assert (
        no_folder.stderr
        == f"--out must be a folder, received {tmp_path / 'file'}, which is a file.\n"
    )
    assert run().returncode == 2


def test_the_photograph_is_credited(drawn):
    assert "CC BY 2.0" in drawn["filters"].description


def test_a_missing_photograph_is_an_error_of_the_machine(monkeypatch):
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", {"cat": ("no_such_package", "cat.jpg")})
    catalogue = command.catalogue()
    for name in ("filters", "differences"):
        with pytest.raises(KitError, match="No photograph"):
            catalogue[name]()


def test_help_imports_nothing_heavy():
    code = (
        "import runpy, sys\n"
        "sys.argv = ['figures', '--help']\n"
        "try: runpy.run_module('fashion_cnn.figures', run_name='__main__')\n"
        "except SystemExit as end: print('exit', end.code, *sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said, _, rest = process.stdout.partition("exit 0 ")
    assert "--force" in said
    heavy = {"matplotlib", "PIL", "pandas", "sklearn", "scipy", "tensorflow", "keras"}
    assert heavy.isdisjoint(rest.split())
