"""Figures of deck 2, part 2: the backward pass, first on an example with all its numbers."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from fashion_cnn import convolution
from fashion_cnn.convolution import correlate2d, rot180
from fashion_cnn.convolution.kernels import SMALL_IMAGE, SMALL_KERNEL, photograph
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import canvas, frame, image_at, numbers, shades, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, COLOUR_MAP, GREY, PAPER, PIXEL, VERMILION
from slides.facts.training import backward
from slides.figures.boards import LETTERS, WIDE, empty, thick_arrow
from slides.languages import words

# The fill of cells that hold a ∂E/∂…; it is never the only mark of them.
GRADIENT = "#F6D9C4"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def symbols(letter, rows, columns):
    """X₀₀, X₀₁, … as an array of strings."""
    names = [
        [f"{letter}{row}{column}".translate(SUBSCRIPTS) for column in range(columns)]
        for row in range(rows)
    ]
    return np.array(names, dtype=object)


def layer(language):
    """Draw what passes through a convolutional layer forwards and backwards."""
    ax = empty(plots.new_axes(WIDE, 4.2))
    box = FancyBboxPatch(
        (4.4, 0.9), 3.2, 2.3, boxstyle="round,pad=0.1", facecolor="#EEF1F6", edgecolor="black"
    )
    ax.add_patch(box)
    ax.text(6, 2.55, "$Y = X \\star K + B$", ha="center", va="center", fontsize=LETTERS + 6)
    back = {"color": VERMILION, "linestyle": "--"}
    for x, text, late in (0.6, "$X$", "∂E/∂X"), (8.0, "$Y$", "∂E/∂Y"):
        thick_arrow(ax, (x, 2.55), (x + 3.4, 2.55), color=BLUE)
        ax.text(x + 1.7, 2.75, text, ha="center", fontsize=LETTERS + 6, color=BLUE)
        thick_arrow(ax, (x + 3.4, 1.5), (x, 1.5), **back)
        ax.text(x + 1.7, 1.68, late, ha="center", fontsize=LETTERS + 3, color=VERMILION)
    for x, text in (5.2, "∂E/∂K"), (6.8, "∂E/∂B"):
        thick_arrow(ax, (x, 0.75), (x, 0.1), **back)
        ax.text(x, -0.1, text, ha="center", va="top", fontsize=LETTERS + 3, color=VERMILION)
        ax.text(x, 1.5, text[-1], ha="center", va="center", fontsize=LETTERS + 6, style="italic")
    ax.set(xlim=(0.3, 11.7), ylim=(-0.75, 3.5))
    said = words(
        language,
        "Forwards, X enters the layer and Y leaves it. Backwards, the layer receives ∂E/∂Y, "
        "computes ∂E/∂K and ∂E/∂B for itself and passes ∂E/∂X to the layer before it.",
        "순방향에서는 X가 층에 들어가 Y가 나옵니다. 역방향에서는 ∂E/∂Y를 건네받아 자기 몫인 "
        "∂E/∂K와 ∂E/∂B를 구하고, 앞 층에 ∂E/∂X를 건넵니다.",
    )
    return Picture(ax, "", said)


def row_of_tables(parts, height=3):
    """Draw arrays in a row, each after its sign; return the axes and the corner of each array.

    `parts` are (sign, name, texts, colours); each array is centred vertically.
    """
    wide = sum(1.35 * bool(sign) + texts.shape[1] for sign, _, texts, _ in parts) + 0.4
    ax = canvas(None, max(wide, 12.5), height + 1.1)
    x, places = (max(wide, 12.5) - wide) / 2 + 0.2, []
    for sign, name, texts, colours in parts:
        if sign:
            write(ax, x + 0.67, height / 2 + 0.85, sign, 44 if sign == "⋆" else 30)
            x += 1.35
        top = 0.85 + (height - texts.shape[0]) / 2
        table(ax, texts, x, top, colours)
        write(ax, x + texts.shape[1] / 2, top - 0.42, name, LETTERS + 2)
        places.append((x, top))
        x += texts.shape[1]
    return ax, places


def forward(language):
    """Draw X ⋆ K = Y in symbols, with the window of the first output."""
    parts = (
        ("", "X", symbols("X", 3, 3), PIXEL),
        ("⋆", "K", symbols("K", 2, 2), PAPER),
        ("=", "Y", symbols("Y", 2, 2), PIXEL),
    )
    ax, places = row_of_tables(parts)
    frame(ax, *places[0], 2, 2, VERMILION)
    frame(ax, *places[2], 1, 1, VERMILION)
    said = words(
        language,
        "A 3x3 image X, a 2x2 kernel K and the 2x2 output Y in symbols. Framed: Y00 and the four "
        "pixels it is computed from.",
        "3x3 이미지 X, 2x2 커널 K, 2x2 출력 Y를 기호로 나타낸 그림. 네모: Y00과 그것을 만드는 네 "
        "픽셀.",
    )
    return Picture(ax, "", said)


def kernel_gradient(last):
    """A function that draws X ⋆ G = ∂E/∂K with the numbers up to `last`."""

    def draw(language):
        _, grad, grad_kernel, _ = backward()
        known = np.arange(4).reshape(2, 2) <= last
        parts = (
            ("", "X", numbers(SMALL_IMAGE), PIXEL),
            ("⋆", "G", numbers(grad), GRADIENT),
            ("=", "∂E/∂K", np.where(known, numbers(grad_kernel), ""), GRADIENT),
        )
        ax, places = row_of_tables(parts)
        row, column = divmod(last, 2)
        frame(ax, places[0][0] + column, places[0][1] + row, 2, 2, VERMILION)
        frame(ax, places[2][0] + column, places[2][1] + row, 1, 1, VERMILION)
        said = words(
            language,
            f"G slides over X like a kernel. At row {row}, column {column} it gives "
            f"{numbers(grad_kernel)[row, column]}, the gradient of K{row}{column}.",
            f"G가 커널처럼 X 위를 움직입니다. 0부터 세어 {row}행 {column}열, "
            f"K{row}{column}의 기울기: {numbers(grad_kernel)[row, column]}.",
        )
        return Picture(ax, "", said)

    return draw


def pixel_windows(language):
    """Draw the windows that contain a corner pixel, an edge pixel and the centre pixel."""
    ax = canvas(None, 15.6, 4.7)
    for place, (row, column) in enumerate(((0, 0), (0, 1), (1, 1))):
        left, top = 1.0 + 5.2 * place, 1.0
        colours = np.full((3, 3), PIXEL, dtype=object)
        colours[row, column] = GRADIENT
        table(ax, symbols("X", 3, 3), left, top, colours)
        styles = iter(("-", "--", ":", "-."))
        windows = [
            (i, j) for i, j in np.ndindex(2, 2) if 0 <= row - i <= 1 and 0 <= column - j <= 1
        ]
        for number, (i, j) in enumerate(windows):
            inset = 0.07 * number - 0.1
            colour = (VERMILION, BLUE, "black", "0.35")[number]
            where = left + j + inset, top + i + inset
            frame(ax, *where, 2 - 2 * inset, 2 - 2 * inset, colour, next(styles))
        write(ax, left + 1.5, 0.4, f"{len(windows)}", LETTERS + 8)
    said = words(
        language,
        "A corner pixel is in one 2x2 window, a pixel in the middle of an edge is in two, and the "
        "centre pixel is in all four.",
        "모서리 픽셀은 2x2 창 하나에, 변 가운데 픽셀은 두 창에, 한가운데 픽셀은 네 창 모두에 "
        "들어갑니다.",
    )
    return Picture(ax, "", said)


def nine_equations(language):
    """Draw the nine gradients of X, each at the position of its pixel."""
    ax = empty(plots.new_axes(WIDE, 4.6))
    for row, column in np.ndindex(3, 3):
        terms = [
            f"G{i}{j}·K{row - i}{column - j}".translate(SUBSCRIPTS)
            for i, j in np.ndindex(2, 2)
            if 0 <= row - i <= 1 and 0 <= column - j <= 1
        ]
        shade = {1: "#FFFFFF", 2: "#FAEADF", 4: GRADIENT}[len(terms)]
        look = {"facecolor": shade, "edgecolor": "0.3", "linewidth": 1.5}
        ax.add_patch(FancyBboxPatch((column, 2 - row), 1, 1, boxstyle="square,pad=0", **look))
        name = f"∂E/∂X{row}{column} =".translate(SUBSCRIPTS)
        lines = [" + ".join(terms[k : k + 2]) for k in range(0, len(terms), 2)]
        text = "\n".join([name, " +\n".join(lines)])
        ax.text(column + 0.5, 2.5 - row, text, ha="center", va="center", fontsize=LETTERS + 2)
    ax.set(xlim=(-0.01, 3.01), ylim=(-0.02, 3.02))
    said = words(
        language,
        "The gradients of the nine pixels: a corner has one product G·K, an edge two, the centre "
        "four.",
        "아홉 픽셀의 기울기. 모서리는 곱 G·K가 하나, 변은 둘, 한가운데는 넷입니다.",
    )
    return Picture(ax, "", said)


def full(language):
    """Draw the gradient of the input as a full convolution of G with K."""
    _, grad, _, grad_input = backward()
    ringed = np.pad(grad, 1)
    inside = np.pad(np.ones_like(grad), 1)
    parts = (
        ("", "G", numbers(ringed), np.where(inside, GRADIENT, PAPER)),
        ("⋆", words(language, "K, flipped", "돌린 K"), numbers(rot180(SMALL_KERNEL)), PAPER),
        ("=", "∂E/∂X", numbers(grad_input), GRADIENT),
    )
    ax, places = row_of_tables(parts, 4)
    frame(ax, places[0][0] + 1, places[0][1] + 1, 2, 2, VERMILION)
    frame(ax, places[2][0] + 1, places[2][1] + 1, 1, 1, VERMILION)
    said = words(
        language,
        "G with zero padding, the kernel rotated by half a turn, and the nine gradients of X. "
        "Framed: the four numbers of G that make the gradient of the centre pixel.",
        "0을 한 겹 두른 G, 반 바퀴 돌린 커널, X의 기울기 아홉 개. "
        "네모: 가운데 기울기를 만드는 G의 네 수.",
    )
    return Picture(ax, "", said)


def channels(language):
    """Draw a table with rows X_c, columns ∂E/∂Y_o and a kernel's gradient in each cell."""
    draw = np.random.default_rng(3)
    maps = convolution.average_pool(draw.normal(size=(1, 16, 16, 3)))[0]
    grads = convolution.average_pool(draw.normal(size=(1, 12, 12, 2)))[0]
    ax = empty(plots.new_axes(WIDE, 4.9))
    text = {"va": "center", "fontsize": LETTERS + 3}
    for o in range(2):
        place = 3.0 + 4.0 * o, 0.1
        image_of(ax, grads[:, :, o], *place, 1.0)
        ax.text(place[0] + 1.15, 0.6, f"$\\partial E/\\partial Y_{o}$", **text)
    for c in range(3):
        top = 1.55 + 1.2 * c
        image_of(ax, maps[:, :, c], 0.9, top, 1.0)
        ax.text(0.25, top + 0.5, f"$X_{c}$", **text)
        for o in range(2):
            place = 3.0 + 4.0 * o, top
            image_of(ax, correlate2d(maps[:, :, c], grads[:, :, o]), *place, 1.0)
            formula = f"$X_{c}\\star\\,\\partial E/\\partial Y_{o}$"
            ax.text(place[0] + 1.15, top + 0.5, formula, **text)
    ax.plot([2.4, 10.4], [1.32, 1.32], color="black")
    ax.plot([2.4, 2.4], [0.1, 5.0], color="black")
    ax.set(xlim=(0, 10.6), ylim=(5.1, 0), aspect="equal")
    said = words(
        language,
        "A table with input maps X0 to X2 down the side and the gradients of two output maps along "
        "the top. Each cell is the gradient of one kernel: its map correlated with its gradient.",
        "표: 왼쪽에는 입력 맵 X0~X2, 위쪽에는 두 출력 맵의 기울기. 만나는 칸마다 둘의 교차상관인 "
        "커널 하나의 기울기가 있습니다.",
    )
    return Picture(ax, "", said)


def image_of(ax, values, left, top, side):
    """Draw signed values as a square, with 0 in the middle of the colour map."""
    limit = np.abs(values).max()
    image_at(ax, values, left, top, side, -limit, limit, COLOUR_MAP)


def learned(language):
    """Draw how a kernel is recovered from a photograph and its vertical edges."""
    by_hand = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    image = photograph("temple")[160:224, 200:264] / 255
    image = image - image.mean()
    target = correlate2d(image, by_hand)
    found, losses = [np.zeros((3, 3))], []
    for _ in range(200):
        grad = correlate2d(image, found[-1]) - target
        losses.append((grad**2).sum() / 2)
        found.append(found[-1] - 0.002 * correlate2d(image, grad))

    axes = plots.new_axes(15, 4.0, columns=5)
    for ax, shown, name in (axes[0], image, "X"), (axes[1], target, "T"):
        ax.imshow(shown, cmap=GREY)
        ax.axis("off")
        ax.set_title(name, fontsize=LETTERS + 4)
    for ax, step in zip(axes[2:], (0, 10, 200), strict=True):
        shown = [[f"{weight:.2g}" for weight in row] for row in found[step].round(2) + 0]
        small = canvas(ax, 3, 3)
        colours = shades(found[step], -2, 2)
        for (row, column), text in np.ndenumerate(np.array(shown)):
            table(small, [[""]], column, row, colours[row, column])
            write(small, column + 0.5, row + 0.5, text.replace("-", "−"), LETTERS + 2)
            small.texts[-1].set_color("white" if found[step][row, column] < 0.6 else "black")
        after = words(language, f"K, {step} updates", f"갱신 {step}번 뒤 K")
        ax.set_title(after, fontsize=LETTERS + 4)
        ax.text(1.5, 3.45, f"E = {loss_text(step, losses)}", ha="center", fontsize=LETTERS + 3)
    for ax in empty(axes):
        ax.set_anchor("N")
    said = words(
        language,
        "Part of a photograph X, its vertical edges T, and the kernel after 0, 10 and 200 updates: "
        "first zeros, then roughly, then to two decimal places the designed kernel 1 0 -1, "
        "2 0 -2, 1 0 -1.",
        "사진 일부 X, 그 세로 에지 T, 그리고 0, 10, 200번 갱신한 커널. 0에서 시작해 점점 "
        "비슷해지다가 "
        "소수 둘째 자리까지 사람이 만든 커널 1 0 -1, 2 0 -2, 1 0 -1과 같아집니다.",
    )
    return Picture(axes, "", said)


def loss_text(step, losses):
    """The text of the loss before update `step`, or before the last one."""
    value = losses[min(step, len(losses) - 1)]
    return f"{value:.0f}" if value >= 1 else f"{value:.5f}"


FIGURES = {
    "back-layer": layer,
    "back-forward": forward,
    "back-kernel-1": kernel_gradient(0),
    "back-kernel-4": kernel_gradient(3),
    "back-windows": pixel_windows,
    "back-nine": nine_equations,
    "back-full": full,
    "back-channels": channels,
    "back-learned": learned,
}
