"""Figures of deck 2, part 2: the backward pass of one kernel, with all its numbers."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from fashion_cnn.convolution import rot180
from fashion_cnn.convolution.kernels import SMALL_IMAGE, SMALL_KERNEL
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, frame, number, numbers, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GRADIENT, INPUT, KERNEL, MARKED, OUTPUT, PAPER
from slides.facts.training import backward
from slides.figures.boards import LETTERS, WIDE, Steps, board, empty, thick_arrow
from slides.languages import words

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# Units: most boards of this part are as wide, a line of an equation as high.
ACROSS, LINE = 20, 0.85


def symbol(letter, row, column):
    return f"{letter}{row}{column}".translate(SUBSCRIPTS)


def symbols(letter, rows, columns):
    """X₀₀, X₀₁, … as an array of strings."""
    names = [[symbol(letter, row, column) for column in range(columns)] for row in range(rows)]
    return np.array(names, dtype=object)


def terms_of(values):
    """The numbers of an array as they are written in a sum: 3, (−1)."""
    return [f"({text})" if text.startswith("−") else text for text in numbers(values).flat]


def products(window, kernel):
    """The products of the numbers of two arrays: 3·(−1) for 3 and -1."""
    pairs = zip(terms_of(window), terms_of(kernel), strict=True)
    return [f"{left}·{right}" for left, right in pairs]


def layer(language):
    """What passes through a convolutional layer: forwards, then backwards."""
    return Steps((layer_step(language, back=False), layer_step(language, back=True)))


def layer_step(language, back):
    ax = empty(plots.new_axes(WIDE, 4.2))
    box = FancyBboxPatch(
        (4.4, 0.9), 3.2, 2.3, boxstyle="round,pad=0.1", facecolor="#F2F2F2", edgecolor="black"
    )
    ax.add_patch(box)
    large = {"ha": "center", "va": "center", "fontsize": LETTERS + 6}
    ax.text(6, 2.55, "$Y = X \\star K + B$", **large)
    for x, text in (5.2, "$K$"), (6.8, "$B$"):
        ax.text(x, 1.5, text, color=KERNEL.line, **large)
    for x, text, role in (0.6, "$X$", INPUT), (8.0, "$Y$", OUTPUT):
        thick_arrow(ax, (x, 2.55), (x + 3.4, 2.55), color=role.line, linestyle=role.style)
        ax.text(x + 1.7, 2.9, text, color=role.line, **large)
    look = {"color": GRADIENT.line, "linestyle": GRADIENT.style}
    text = {"ha": "center", "va": "center", "fontsize": LETTERS + 3, "color": GRADIENT.line}
    for x, name in ((0.6, "∂E/∂X"), (8.0, "∂E/∂Y")) if back else ():
        thick_arrow(ax, (x + 3.4, 1.5), (x, 1.5), **look)
        ax.text(x + 1.7, 1.85, name, **text)
    for x, name in ((5.2, "∂E/∂K"), (6.8, "∂E/∂B")) if back else ():
        thick_arrow(ax, (x, 0.75), (x, 0.1), **look)
        ax.text(x, -0.25, name, **text)
    ax.set(xlim=(0.3, 11.7), ylim=(-0.6, 3.4), position=(0, 0, 1, 1))
    said = words(
        language,
        "Backwards, the layer receives ∂E/∂Y, computes ∂E/∂K and ∂E/∂B for itself and passes "
        "∂E/∂X to the layer before it."
        if back
        else "Forwards, X enters the layer with its kernel K and bias B, and Y leaves it.",
        "역방향에서는 층이 ∂E/∂Y를 건네받아 자기 몫인 ∂E/∂K와 ∂E/∂B를 구하고, 앞 층에 ∂E/∂X를 "
        "건넵니다."
        if back
        else "순방향에서는 커널 K와 편향 B를 가진 층에 X가 들어가 Y가 나옵니다.",
    )
    return Picture(ax, "", said)


def row_of_tables(ax, parts, height):
    """Draw arrays in a row, each after its sign; return the corner of each array.

    `parts` are (sign, name, texts, role, colours); each array is centred in `height` units.
    """
    wide = sum(1.5 * bool(sign) + texts.shape[1] for sign, _, texts, *_ in parts)
    x, places = (ax.get_xlim()[1] - wide) / 2, []
    for sign, name, texts, role, colours in parts:
        if sign:
            write(ax, x + 0.75, height / 2 + 0.95, sign, 44 if sign == "⋆" else 30)
            x += 1.5
        top = 0.95 + (height - texts.shape[0]) / 2
        table(ax, texts, x, top, colours, role=role)
        write(ax, x + texts.shape[1] / 2, top - 0.5, name, LETTERS + 2)
        places.append((x, top))
        x += texts.shape[1]
    return places


def sliding_equations(inputs, kernel, results, lines, step, left):
    """Draw inputs ⋆ kernel = results up to one position, and an equation for each position.

    The three are (name, texts, role); `lines` are the equations in the order of the results, and
    begin at `left`.
    """
    rows, columns = results[1].shape
    known = np.arange(rows * columns).reshape(rows, columns) <= step
    ax = board(ACROSS, 4.4 + LINE * len(lines))
    parts = (
        ("", *inputs, None),
        ("⋆", *kernel, None),
        ("=", results[0], np.where(known, results[1], ""), results[2], fills(known, results[2])),
    )
    places = row_of_tables(ax, parts, 3)
    row, column = divmod(step, columns)
    high, wide = kernel[1].shape
    frame(ax, places[0][0] + column, places[0][1] + row, wide, high, kernel[2].line)
    frame(ax, places[2][0] + column, places[2][1] + row, 1, 1, results[2].line)
    for line, text in enumerate(lines[: step + 1]):
        colour = "black" if line == step else "0.4"
        write(ax, left, 4.85 + LINE * line, text, LETTERS, ha="left", color=colour)
    return ax


def fills(known, role):
    """The colours of cells of which only the known have a number yet."""
    return np.where(known, role.fill, PAPER)


def forward(language):
    """X ⋆ K = Y in symbols, one output after the other."""
    lines = []
    for row, column in np.ndindex(2, 2):
        terms = [symbol("X", row + x, column + y) + symbol("K", x, y) for x, y in np.ndindex(2, 2)]
        lines.append(f"{symbol('Y', row, column)} = {' + '.join(terms)}")
    inputs, kernel = ("X", symbols("X", 3, 3), INPUT), ("K", symbols("K", 2, 2), KERNEL)
    steps = []
    for step, line in enumerate(lines):
        ax = sliding_equations(inputs, kernel, ("Y", symbols("Y", 2, 2), OUTPUT), lines, step, 5.8)
        said = words(
            language,
            f"A 2x2 kernel K at position {step + 1} of 4 on a 3x3 image X, in symbols: {line}.",
            f"3x3 이미지 X 위에 2x2 커널 K가 위치 넷 중 {step + 1}번째에 놓여 있습니다: {line}.",
        )
        steps.append(Picture(ax, "", said))
    return Steps(tuple(steps))


def kernel_gradient(language):
    """X ⋆ G = ∂E/∂K with its numbers, one weight after the other."""
    _, grad, grad_kernel, _ = backward()
    lines = []
    for row, column in np.ndindex(2, 2):
        terms = [symbol("X", row + i, column + j) + symbol("G", i, j) for i, j in np.ndindex(2, 2)]
        sums = products(SMALL_IMAGE[row : row + 2, column : column + 2], grad)
        result = number(grad_kernel[row, column])
        name = f"∂E/∂{symbol('K', row, column)}"
        lines.append(f"{name} = {' + '.join(terms)} = {' + '.join(sums)} = {result}")
    inputs, kernel = ("X", numbers(SMALL_IMAGE), INPUT), ("G", numbers(grad), GRADIENT)
    steps = []
    for step, line in enumerate(lines):
        results = "∂E/∂K", numbers(grad_kernel), GRADIENT
        ax = sliding_equations(inputs, kernel, results, lines, step, 1.4)
        said = words(
            language,
            f"G at position {step + 1} of 4 on X, over which it slides like a kernel: {line}.",
            f"G가 커널처럼 X 위를 움직이며 위치 넷 중 {step + 1}번째에 있습니다: {line}.",
        )
        steps.append(Picture(ax, "", said))
    return Steps(tuple(steps))


def bias_gradient(language):
    """Draw the gradient of a bias for each position, and of one that all positions share."""
    grad = backward()[1]
    ax = board(ACROSS, 6.8)
    terms = terms_of(grad)
    shared = np.full((2, 2), "B", dtype=object)
    rows = (
        (0.9, words(language, "its own\nat each position", "위치마다\n따로"), symbols("B", 2, 2)),
        (4.6, words(language, "one for\nall positions", "모든 위치에\n하나"), shared),
    )
    for top, name, biases in rows:
        write(ax, 2.4, top + 1, name, LETTERS + 1, linespacing=1.3)
        write(ax, 6.3, top + 1, "Y = X ⋆ K +", LETTERS + 4)
        table(ax, biases, 8.2, top, role=KERNEL)
        thick_arrow(ax, (10.6, top + 1), (11.7, top + 1))
        write(ax, 13.3, top + 1, "∂E/∂B =", LETTERS + 4)
    table(ax, numbers(grad), 15.0, 0.9, role=GRADIENT)
    write(ax, 17.9, 1.9, "= G", LETTERS + 4)
    table(ax, [[number(grad.sum())]], 15.0, 5.1, role=GRADIENT)
    write(ax, 16.2, 5.6, f"= {' + '.join(terms)}", LETTERS, ha="left")
    said = words(
        language,
        "Above, each position of Y has a bias of its own, and their gradient is G itself. Below, "
        f"all positions share one bias, and its gradient is the sum {' + '.join(terms)} = "
        f"{number(grad.sum())}.",
        "위: Y의 위치마다 편향이 따로 있으면 그 기울기는 G 그대로입니다. 아래: 모든 위치가 편향 "
        f"하나를 함께 쓰면 그 기울기는 합 {' + '.join(terms)} = {number(grad.sum())}입니다.",
    )
    return Picture(ax, "", said)


# ---------------------------------------------------------------------------------------------
# The gradient of the pixels
# ---------------------------------------------------------------------------------------------


def windows_with(row, column):
    """The positions (i, j) of the 2x2 windows of a 3x3 image that contain a pixel."""
    return [(i, j) for i, j in np.ndindex(2, 2) if 0 <= row - i <= 1 and 0 <= column - j <= 1]


def pixel_terms(row, column):
    """The products whose sum is ∂E/∂X at a pixel: G₀₀K₁₁, …"""
    windows = windows_with(row, column)
    return [symbol("G", i, j) + symbol("K", row - i, column - j) for i, j in windows]


def pixel_windows(language):
    """The windows that contain a corner pixel, then an edge pixel, then the centre pixel."""
    return Steps(tuple(pixel_windows_step(language, shown) for shown in (1, 2, 3)))


def pixel_windows_step(language, shown):
    pixels = ((0, 0), (0, 1), (1, 1))
    ax = board(16.6, 6)
    for place, (row, column) in enumerate(pixels):
        left, top = 1.2 + 5.6 * place, 0.3
        colours = np.full((3, 3), INPUT.fill, dtype=object)
        if place < shown:
            colours[row, column] = MARKED
        table(ax, symbols("X", 3, 3), left, top, colours, role=INPUT)
        for style, (i, j) in zip(("-", "--", ":", "-."), windows_with(row, column), strict=False):
            if place >= shown:
                continue
            inset = (0.09, -0.1)[(i + j) % 2]  # windows with a common edge differ
            where = left + j + inset, top + i + inset
            frame(ax, *where, 2 - 2 * inset, 2 - 2 * inset, GRADIENT.line, style)
            corner = left - 0.6 + 4.2 * j, top + 0.35 + 2.3 * i
            write(ax, *corner, symbol("G", i, j), LETTERS + 1, color=GRADIENT.line)
        if place < shown:
            terms = pixel_terms(row, column)
            sums = [" + ".join(terms[k : k + 2]) for k in range(0, len(terms), 2)]
            text = f"∂E/∂{symbol('X', row, column)} =\n" + " +\n".join(sums)
            look = {"va": "top", "linespacing": 1.35}
            write(ax, left + 1.5, top + 3.5, text, LETTERS + 1, **look)
    kinds = words(
        language,
        ("A corner pixel is in one window", "An edge pixel is in two", "The centre is in all four"),
        ("모서리 픽셀은 창 하나에", "변 가운데 픽셀은 두 창에", "한가운데 픽셀은 네 창 모두에"),
    )
    row, column = pixels[shown - 1]
    equation = f"∂E/∂{symbol('X', row, column)} = {' + '.join(pixel_terms(row, column))}"
    said = words(
        language,
        f"{kinds[shown - 1]} of 2x2 pixels: {equation}.",
        f"{kinds[shown - 1]} 들어갑니다: {equation}.",
    )
    return Picture(ax, "", said)


def nine_equations(language):
    """The nine gradients of X, each at the position of its pixel: corners, edges, the centre."""
    return Steps(tuple(nine_equations_step(language, most) for most in (1, 2, 4)))


def nine_equations_step(language, most):
    ax = empty(plots.new_axes(WIDE, 4.6))
    shades = {1: PAPER, 2: GRADIENT.top, 4: GRADIENT.fill}
    for row, column in np.ndindex(3, 3):
        terms = pixel_terms(row, column)
        known = len(terms) <= most
        look = {"facecolor": shades[len(terms)] if known else PAPER, "edgecolor": "0.3"}
        corner = column, 2 - row
        ax.add_patch(FancyBboxPatch(corner, 1, 1, boxstyle="square,pad=0", linewidth=1.5, **look))
        sums = [" + ".join(terms[k : k + 2]) for k in range(0, len(terms), 2)] if known else []
        text = "\n".join([f"∂E/∂{symbol('X', row, column)}" + " =" * known, " +\n".join(sums)])
        place = column + 0.5, 2.5 - row
        ax.text(*place, text.strip(), ha="center", va="center", fontsize=LETTERS + 2)
    ax.set(xlim=(-0.01, 3.01), ylim=(-0.02, 3.02), position=(0, 0, 1, 1))
    said = {
        1: words(
            language,
            "The gradient of each of the four corner pixels is one product of a G and a K.",
            "모서리 픽셀 넷의 기울기는 저마다 G와 K의 곱 하나입니다.",
        ),
        2: words(
            language,
            "The gradients of the four pixels in the middle of an edge are sums of two products.",
            "변 가운데 픽셀 넷의 기울기는 저마다 곱 두 개의 합입니다.",
        ),
        4: words(
            language,
            "The gradient of the centre pixel is the sum of four products: "
            f"{' + '.join(pixel_terms(1, 1))}.",
            f"한가운데 픽셀의 기울기는 곱 네 개의 합입니다: {' + '.join(pixel_terms(1, 1))}.",
        ),
    }
    return Picture(ax, "", said[most])


def full(language):
    """The gradient of the input as a full convolution of G with K, pixel by pixel."""
    return Steps(tuple(full_step(language, step) for step in range(9)))


def full_step(language, step):
    _, grad, _, grad_input = backward()
    padded, flipped = np.pad(grad, 1), rot180(SMALL_KERNEL)
    inside = np.pad(np.ones_like(grad), 1)
    known = np.arange(9).reshape(3, 3) <= step
    results = np.where(known, numbers(grad_input), "")
    ax = board(16, 6.3)
    name = words(language, "K, flipped", "돌린 K")
    parts = (
        ("", "G", numbers(padded), None, fills(inside, GRADIENT)),
        ("⋆", name, numbers(flipped), KERNEL, None),
        ("=", "∂E/∂X", results, GRADIENT, fills(known, GRADIENT)),
    )
    places = row_of_tables(ax, parts, 4)
    border(ax, places[0][0] + 1, places[0][1] + 1, 2, 2, GRADIENT)
    row, column = divmod(step, 3)
    frame(ax, places[0][0] + column, places[0][1] + row, 2, 2, KERNEL.line)
    frame(ax, places[2][0] + column, places[2][1] + row, 1, 1, GRADIENT.line)
    sums = " + ".join(products(padded[row : row + 2, column : column + 2], flipped))
    pixel = f"∂E/∂{symbol('X', row, column)}"
    line = f"{pixel} = {sums} = {number(grad_input[row, column])}"
    write(ax, 8, 5.75, line, LETTERS + 1)
    said = words(
        language,
        f"The kernel, rotated by half a turn, at position {step + 1} of 9 on G with zero padding: "
        f"{line}.",
        f"0을 한 겹 두른 G 위에 반 바퀴 돌린 커널이 위치 아홉 중 {step + 1}번째에 놓여 있습니다: "
        f"{line}.",
    )
    return Picture(ax, "", said)


FIGURES = {
    "back-layer": layer,
    "back-forward": forward,
    "back-kernel": kernel_gradient,
    "back-bias": bias_gradient,
    "back-windows": pixel_windows,
    "back-nine": nine_equations,
    "back-full": full,
}
