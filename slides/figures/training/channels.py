"""Figures of deck 2, part 2: the backward pass with channels, and a kernel that is learned."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import photograph
from fashion_cnn.drawing.cells import border, image_at, ink, shades, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import COLOUR_MAP, GRADIENT, INPUT, KERNEL, OUTPUT
from slides.figures.boards import LETTERS, board
from slides.languages import words


def channels(language):
    """Draw a table with rows X_c, columns ∂E/∂Y_o and a kernel's gradient in each cell."""
    draw = np.random.default_rng(3)
    maps = convolution.average_pool(draw.normal(size=(1, 16, 16, 3)))[0]
    grads = convolution.average_pool(draw.normal(size=(1, 12, 12, 2)))[0]
    ax = board(20, 8.8)
    text = {"ha": "left"}
    lefts = 5.2, 12.7
    for o, left in enumerate(lefts):
        signed_image(ax, grads[:, :, o], left, 0.2, GRADIENT)
        write(ax, left + 2.2, 1.1, f"$\\partial E/\\partial Y_{o}$", LETTERS + 4, **text)
    for c in range(3):
        top = 2.6 + 2.1 * c
        signed_image(ax, maps[:, :, c], 2.0, top, INPUT)
        write(ax, 0.9, top + 0.9, f"$X_{c}$", LETTERS + 4, **text)
        for o, left in enumerate(lefts):
            signed_image(ax, correlate2d(maps[:, :, c], grads[:, :, o]), left, top, GRADIENT)
            formula = (
                f"$\\partial E/\\partial K_{{{c}{o}}} = X_{c}\\star\\,\\partial E/\\partial Y_{o}$"
            )
            write(ax, left + 2.2, top + 0.9, formula, LETTERS + 1, **text)
    ax.plot([4.5, 20], [2.3, 2.3], color="black")
    ax.plot([4.5, 4.5], [0.1, 8.7], color="black")
    said = words(
        language,
        "A table with input maps X0 to X2 down the side and the gradients of two output maps along "
        "the top. Each cell is the gradient of one kernel: its map correlated with its gradient.",
        "표: 왼쪽에는 입력 맵 X0~X2, 위쪽에는 두 출력 맵의 기울기. 만나는 칸마다 둘의 교차상관인 "
        "커널 하나의 기울기가 있습니다.",
    )
    return Picture(ax, "", said)


def signed_image(ax, values, left, top, role, side=1.8, colours=COLOUR_MAP):
    """Draw signed values as a square with 0 in the middle of the colour map, and its border."""
    limit = np.abs(values).max()
    image_at(ax, values, left, top, side, -limit, limit, colours)
    border(ax, left, top, side, side, role)


def learned(language):
    """Draw how a kernel is recovered from a photograph and its vertical edges."""
    by_hand = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    image = photograph("temple")[160:224, 200:264] / 255
    image = image - image.mean()
    target = correlate2d(image, by_hand)
    kernel, found = np.zeros((3, 3)), {}
    for update in range(201):
        error = correlate2d(image, kernel) - target
        found[update] = kernel, (error**2).sum() / 2
        kernel = kernel - 0.002 * correlate2d(image, error)

    ax = board(20, 5.9)
    for left, shown, name, role in (0.1, image, "X", INPUT), (3.8, target, "T", OUTPUT):
        signed_image(ax, shown, left, 1.2, role, 3.4, "gray")
        write(ax, left + 1.7, 0.4, name, LETTERS + 3)
    for place, step in enumerate((0, 10, 200)):
        left, (kernel, loss) = 7.6 + 4.15 * place, found[step]
        image_at(ax, kernel, left, 0.9, 4, -2, 2, COLOUR_MAP)
        for (row, column), weight in np.ndenumerate(kernel.round(2) + 0):
            x, y = left + (column + 0.5) * 4 / 3, 0.9 + (row + 0.5) * 4 / 3
            colour = ink(str(shades(weight, -2, 2)))
            write(ax, x, y, f"{weight:.2g}".replace("-", "−"), LETTERS - 2, color=colour)
        border(ax, left, 0.9, 4, 4, KERNEL)
        after = words(language, f"K, {step} updates", f"갱신 {step}번 뒤 K")
        write(ax, left + 2, 0.4, after, LETTERS + 1)
        text = f"{loss:.0f}" if loss >= 1 else f"{loss:.5f}"
        write(ax, left + 2, 5.4, f"E = {text}", LETTERS + 2)
    said = words(
        language,
        "Part of a photograph X, its vertical edges T, and the kernel after 0, 10 and 200 updates: "
        "first zeros, then roughly, then to two decimal places the designed kernel 1 0 -1, "
        "2 0 -2, 1 0 -1.",
        "사진 일부 X, 그 세로 에지 T, 그리고 0, 10, 200번 갱신한 커널. 0에서 시작해 점점 "
        "비슷해지다가 소수 둘째 자리까지 사람이 만든 커널 1 0 -1, 2 0 -2, 1 0 -1과 같아집니다.",
    )
    return Picture(ax, "", said)


FIGURES = {"back-channels": channels, "back-learned": learned}
