"""Figures of deck 1, part 3: padding, stride and dilation."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing.cells import blank_table, border, frame, numbers, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT, PAPER, POINTED
from slides.figures.boards import Steps, board, panels, show
from slides.figures.convolution.sliding import WEIGHTS
from slides.languages import words

# A part of the temple with thin ribs.
RIBS = np.s_[16:112, 164:260]
VERTICAL_EDGES = np.array([[1, 0, -1]] * 3)


def padding_three(language):
    size, kernel = 7, 3
    ax = board(31.2, 13, 0.4)
    left = 0.1
    for padding in convolution.PADDINGS:
        ring, _ = convolution.pad_amounts(size, kernel, padding)
        side = size + 2 * ring
        top = 5.6 - side / 2
        blank_table(ax, np.full((side, side), PAPER), left, top)
        table(ax, np.full((size, size), ""), left + ring, top + ring, role=INPUT)
        outputs = convolution.output_size(size, kernel, padding)
        dots = kernel / 2 + np.arange(outputs)
        x, y = np.meshgrid(left + dots, top + dots)
        ax.plot(x.ravel(), y.ravel(), "o", color=OUTPUT.line, markersize=9)
        last = outputs - 1
        frame(ax, left, top, kernel, kernel, KERNEL.line)
        frame(ax, left + last, top + last, kernel, kernel, KERNEL.line, "--")
        write(ax, left + side / 2, 12.1, f"{padding}: {outputs} × {outputs}", 18, weight="bold")
        left += side + 1.9
    return Picture(
        ax,
        words(language, "Three paddings", "세 가지 패딩"),
        words(
            language,
            "A 7x7 image without padding, with one zero on each side, and with two. Dots mark the "
            "centres of all windows of a 3x3 kernel: 5x5 for 'valid', 7x7 for 'same' and 9x9 for "
            "'full'. The first and last windows are framed.",
            "7x7 이미지를 그대로, 0을 한 겹 두르고, 두 겹 두르고 그렸습니다. 점은 3x3 커널이 "
            "놓이는 창의 가운데입니다: 'valid' 5x5, 'same' 7x7, 'full' 9x9. 첫 창과 마지막 창을 "
            "네모로 표시했습니다.",
        ),
    )


def ring_of_zeros(language):
    ax = board(17.4, 6.3)
    kernel = words(language, "kernel", "커널")
    for left, size in (0.1, 3), (9.6, 2):
        padded = convolution.pad(kernels.TABLE, (size, size), "same")
        before, _ = convolution.pad_amounts(4, size, "same")
        top = 1.1 - before
        table(ax, numbers(padded), left, top)
        table(ax, numbers(kernels.TABLE), left + before, top + before, role=INPUT)
        frame(ax, left, top, size, size, KERNEL.line)
        last = 4 - 1
        frame(ax, left + last, top + last, size, size, KERNEL.line, "--")
        write(ax, left + len(padded) + 1.4, 2.6, f"{size} × {size}\n{kernel}", 20)
    return Picture(
        ax,
        words(language, "Zero padding", "0 패딩"),
        words(
            language,
            "A 4x4 table of numbers with one zero on each side for a 3x3 kernel, and the same "
            "table with zeros only at the bottom and at the right for a 2x2 kernel. The first and "
            "the last window are framed; each axis has four positions.",
            "3x3 커널을 위해 0을 한 겹 두른 4x4 표와, 2x2 커널을 위해 아래와 오른쪽에만 0을 붙인 "
            "같은 표. 첫 창과 마지막 창을 네모로 표시했고, 축마다 위치는 넷입니다.",
        ),
    )


def strides(language):
    """The kernel's first three positions at two strides, then all outputs, and 28 pixels."""
    return Steps(tuple(strides_step(language, position) for position in (0, 1, 2, None)))


def strides_step(language, position):
    """Draw a 3x3 kernel at one position of the first row, at strides 1 and 2 side by side.

    Without a position, draw it at the last of all and, below, the windows on 28 pixels.
    """
    size, kernel = 7, 3
    ax = board(31.2, 13.2, 0.4)
    for left, stride in (0.6, 1), (17.6, 2):
        outputs = convolution.output_size(size, kernel, "valid", stride)
        row, column = (outputs - 1, outputs - 1) if position is None else (0, position)
        table(ax, np.full((size, size), ""), left, 0.1, role=INPUT)
        frame(ax, left + stride * column, 0.1 + stride * row, kernel, kernel, KERNEL.line)
        y, x = kernel / 2 + stride * np.indices((outputs, outputs)).reshape(2, -1)
        ax.plot(left + x, 0.1 + y, "o", color=OUTPUT.line, markersize=9)
        write(ax, left + 8, 3.6, "→", 28)
        start = 3.6 - outputs / 2
        known = np.arange(outputs**2).reshape(outputs, outputs) <= row * outputs + column
        colours = np.where(known, OUTPUT.fill, PAPER)
        table(ax, np.full(known.shape, ""), left + 9, start, colours, role=OUTPUT)
        frame(ax, left + 9 + column, start + row, 1, 1, POINTED)
        label = f"s = {stride}:  {outputs} × {outputs}"
        write(ax, left + 4.5 + outputs / 2, 7.9, label, 18, weight="bold")
    for number, padding in enumerate(("valid", "same")):
        draw_row(ax, language, padding, 9.6 + 2.4 * number, solved=position is None)
    return Picture(
        ax, words(language, "Two strides", "두 가지 스트라이드"), strides_said(language, position)
    )


def draw_row(ax, language, padding, top, solved):
    """Draw a row of 28 pixels and, if `solved`, its padding, a dot for each output, the number."""
    size, kernel, stride, left = 28, 3, 2, 0.6
    outputs = convolution.output_size(size, kernel, padding, stride)
    pixels = words(language, f"{size} pixels", f"{size}픽셀")
    label = f"{pixels}, s = {stride}, {padding}: {outputs if solved else '?'}"
    write(ax, left, top - 0.55, label, 18, ha="left", weight="bold")
    if solved:
        _, after = convolution.pad_amounts(size, kernel, padding, stride)
        table(ax, [[""] * (size + after)], left, top)
    table(ax, [[""] * size], left, top, role=INPUT)
    if solved:
        frame(ax, left, top, kernel, 1, KERNEL.line)
        frame(ax, left + stride * (outputs - 1), top, kernel, 1, KERNEL.line, "--")
        dots = left + kernel / 2 + stride * np.arange(outputs)
        ax.plot(dots, np.full(outputs, top + 0.5), "o", color=OUTPUT.line, markersize=9)


def strides_said(language, position):
    """The description of the step with the kernel at that position."""
    if position is None:
        valid, same = (convolution.output_size(28, 3, padding, 2) for padding in ("valid", "same"))
        return words(
            language,
            "A 7x7 image with the centres of the windows of a 3x3 kernel: 5x5 at stride 1; at "
            "stride 2 every second one in each direction, 3x3. Below, a row of 28 pixels at stride "
            f"2: {valid} windows with 'valid', {same} with 'same', which adds a zero at the right.",
            "7x7 이미지와 3x3 커널이 놓이는 창의 가운데: 스트라이드 1에서는 5x5, 스트라이드 "
            "2에서는 방향마다 하나씩 건너뛰어 3x3. 아래는 28픽셀 한 줄, 스트라이드 2: "
            f"'valid'에서 창 {valid}개, 오른쪽에 0을 하나 붙이는 'same'에서 {same}개.",
        )
    return words(
        language,
        f"A 3x3 kernel on a 7x7 image, twice: at stride 1 it starts in column {position}, at "
        f"stride 2 in column {2 * position}, counted from 0. The outputs so far are filled.",
        f"7x7 이미지 위의 3x3 커널 둘. 시작하는 열(0부터): 스트라이드 1에서 {position}, 스트라이드 "
        f"2에서 {2 * position}. 지금까지의 출력을 색칠했습니다.",
    )


def stride_cost(language):
    image = photographs.photograph()[RIBS]
    axes = panels(4, 12, 3.5)
    show(axes[0], image)
    border(axes[0], -0.5, -0.5, *image.shape[::-1], INPUT)
    axes[0].set_title(f"{image.shape[0]} × {image.shape[1]}", fontsize=18)
    for ax, stride in zip(axes[1:], (1, 2, 4), strict=True):
        result = convolution.correlate2d(image, VERTICAL_EDGES, stride=stride)
        show(ax, result, -400, 400)
        border(ax, -0.5, -0.5, *result.shape[::-1], OUTPUT)
        ax.set_title(f"s = {stride}:  {result.shape[0]} × {result.shape[1]}", fontsize=18)
    return Picture(
        axes,
        words(language, "The cost of a stride", "스트라이드의 대가"),
        words(
            language,
            "A roof with thin ribs, and its vertical edges at strides 1, 2 and 4, all drawn at the "
            "same size. At stride 1 each rib is a line, at stride 2 the ribs seem to run another "
            "way, and at stride 4 they cannot be followed.",
            "가는 골이 있는 지붕과, 스트라이드 1, 2, 4로 구한 세로 에지를 같은 크기로 그린 것. "
            "1에서는 골마다 선이 하나, 2에서는 골이 다른 방향으로 보이고, 4에서는 따라갈 수 "
            "없습니다.",
        ),
    )


def dilations(language):
    ax = board(25.4, 8.6, 0.5)
    for number, dilation in enumerate((1, 2, 3)):
        left, span = 0.1 + 9 * number, convolution.extent(3, dilation)
        weights = np.full((7, 7), "", object)
        weights[:span:dilation, :span:dilation] = WEIGHTS
        colours = np.where(weights, KERNEL.fill, INPUT.fill)
        table(ax, weights, left, 0.1, colours, role=INPUT)
        frame(ax, left, 0.1, span, span, KERNEL.line)
        write(ax, left + 3.5, 7.9, f"d = {dilation}:  {span} × {span}", 18, weight="bold")
    return Picture(
        ax,
        words(language, "Dilation", "팽창"),
        words(
            language,
            "A 7x7 image with the nine weights of a 3x3 kernel on adjacent pixels, on every second "
            "pixel and on every third. They span 3x3, 5x5 and 7x7 pixels.",
            "7x7 이미지 위에 놓인 3x3 커널의 가중치 아홉 개: 나란히, 한 칸씩 띄워서, 두 칸씩 "
            "띄워서. 차지하는 범위: 3x3, 5x5, 7x7 픽셀.",
        ),
    )


FIGURES = {
    "padding-three": padding_three,
    "ring-of-zeros": ring_of_zeros,
    "strides": strides,
    "stride-cost": stride_cost,
    "dilations": dilations,
}
