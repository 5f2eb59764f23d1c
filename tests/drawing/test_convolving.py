"""Figures of convolution: what is drawn where, and what is said of it."""

import numpy as np
import pytest
from artists import as_texts, borders, cells, frames, tables, texts
from matplotlib.figure import Figure

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing import convolving
from fashion_cnn.drawing.style import INPUT, KERNEL, MARKED, OUTPUT, PAPER

BINARY = kernels.BINARY_IMAGE, kernels.BINARY_KERNEL
SMALL = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL


def test_a_step_shows_image_kernel_and_the_outputs_so_far():
    step = convolving.kernel_step(*BINARY, 1, 2)
    picture, kernel, output = tables(step.axes)
    assert picture == as_texts(kernels.BINARY_IMAGE)
    assert kernel == as_texts(kernels.BINARY_KERNEL)
    assert output == [["4", "3", "4"], ["2", "4", "3"], ["", "", ""]]


def test_a_step_frames_the_window_and_its_output_and_writes_the_products():
    step = convolving.kernel_step(*BINARY, 1, 2)
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
    for said in ("rows 1–3", "columns 2–4", "5 × 5 image", "[1, 2] of the 3 × 3 output"):
        assert said in step.description


def test_input_kernel_and_output_have_the_colours_of_their_roles():
    step = convolving.kernel_step(*BINARY, 0, 0)
    looks = [border[4:] for border in borders(step.axes)]
    assert looks == [(role.line.upper(), role.style) for role in (INPUT, KERNEL, OUTPUT)]


def test_a_step_over_padding_and_with_a_stride():
    step = convolving.kernel_step(kernels.TABLE, kernels.kernel("box_blur"), 1, 0, "same", stride=2)
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
        convolving.kernel_step(*BINARY, *position)


def test_a_step_into_given_axes():
    figure = Figure(figsize=(14, 6))
    left, right = figure.subplots(1, 2)
    assert convolving.kernel_step(*SMALL, 0, 0, ax=right).axes is right
    assert not left.patches
    assert right.patches


def test_padding_modes_show_their_zeros_and_windows():
    picture = convolving.padding_modes(7, 3)
    assert [len(table) for table in tables(picture.axes)] == [7, 9, 11]
    zeros = [sum(row.count("0") for row in table) for table in tables(picture.axes)]
    assert zeros == [0, 9 * 9 - 7 * 7, 11 * 11 - 7 * 7]
    circles = [len(line.get_xdata()) for line in picture.axes.lines]
    assert circles == [5 * 5, 7 * 7, 9 * 9]
    assert {"valid 7 → 5", "same 7 → 7", "full 7 → 9"} <= set(texts(picture.axes))
    assert "7 + 2 − 3 + 1 = 7" in texts(picture.axes)
    assert "valid 7 → 5, same 7 → 7, full 7 → 9" in picture.description
    for first, last, size in zip(*[iter(frames(picture.axes))] * 2, (5, 7, 9), strict=True):
        assert (first[4:], last[4:]) == ((KERNEL.line, "-"), (KERNEL.line, "--"))
        assert np.subtract(last[:2], first[:2]) == pytest.approx((size - 1, size - 1))


def test_padding_modes_with_a_stride():
    picture = convolving.padding_modes(8, 3, 2)
    assert "valid 8 → 3, same 8 → 4, full 8 → 5" in picture.description
    assert "⌊(8 + 1 − 3) / 2⌋ + 1 = 4" in texts(picture.axes)


def test_a_receptive_field_of_three_3x3_is_7x7():
    picture = convolving.receptive_field([("a", 3, 1), ("b", 3, 1), ("c", 3, 1)])
    assert [frame[2] for frame in frames(picture.axes)] == [7, 5, 3, 1]
    assert len(cells(picture.axes)) == 4 * 9 * 9
    coloured = [c for _, c, _ in cells(picture.axes).values() if c == MARKED.lower()]
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
    picture = convolving.receptive_field([("x", *layer) for layer in layers])
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
        convolving.receptive_field([])


def test_the_convolution_matrix_gives_each_weight_one_colour():
    picture = convolving.convolution_matrix(*SMALL)
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
    picture = convolving.flip_or_not(kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL)
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
        convolving.flip_or_not(kernels.COUNTING_IMAGE, kernels.SMALL_KERNEL)
