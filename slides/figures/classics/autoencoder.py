"""A convolutional autoencoder: garments to a code and back."""

from fashion_cnn.drawing.architecture.slabs import Slab, arrow
from fashion_cnn.drawing.cells import border, image_at, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import COLOUR_MAP, INPUT, KERNEL, OUTPUT
from slides.facts.classics import trained
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import MIDDLE, SMALL, shape_text
from slides.languages import words

# The layers of benchmarks/deck_pictures.py: what each outputs.
SHAPES = (28, 28, 1), (14, 14, 32), (7, 7, 4), (14, 14, 32), (28, 28, 1)
# Of the stored garments, and the grey level that is shown as white.
GARMENT, LIGHT = 2, 180


def autoencoder(language):
    """Draw the slabs of the network, and a garment, its code and its reconstruction below."""
    stored = trained("autoencoder")
    ax = board(WIDE, 5.12, unit=1)
    xs = 1.3, 3.65, 6.0, 8.35, 10.7
    middle, before = 1.1, None
    layers = words(
        language,
        ("conv 3x3\nstride 2", "transposed\n4x4, stride 2"),
        ("합성곱 3x3\n스트라이드 2", "전치 4x4\n스트라이드 2"),
    )
    for place, (x, shape) in enumerate(zip(xs, SHAPES, strict=True)):
        slab = Slab(shape, 28, 1.25)
        slab.draw(ax, x - slab.span / 2, middle, role=OUTPUT if place else INPUT)
        above = middle - slab.height / 2 - slab.up - 0.08
        write(ax, x, above, shape_text(shape), MIDDLE, va="bottom", weight="bold")
        if before:
            arrow(ax, [(before, middle), (x - slab.span / 2, middle)])
            between = (xs[place - 1] + x) / 2
            text = layers[place > 2]
            write(ax, between, middle + 0.8, text, SMALL, color=KERNEL.line, linespacing=1.15)
        before = x + slab.span / 2
    goals = words(
        language,
        (("copy", "trained to copy"), ("denoise", "trained to denoise")),
        (("copy", "복사하도록 학습"), ("denoise", "잡음을 없애도록 학습")),
    )
    side = 1.3
    for top, (goal, text) in zip((2.38, 3.78), goals, strict=True):
        image_at(ax, stored[f"{goal}_input"][GARMENT], xs[0] - side / 2, top, side, high=LIGHT)
        border(ax, xs[0] - side / 2, top, side, side, INPUT)
        image_at(ax, stored[f"{goal}_output"][GARMENT], xs[4] - side / 2, top, side, high=LIGHT)
        border(ax, xs[4] - side / 2, top, side, side, OUTPUT)
        write(ax, (xs[0] + xs[1]) / 2 + 0.68, top + side / 2 - 0.25, text, SMALL)
        middle = top + side / 2
        arrow(ax, [(xs[0] + side / 2 + 0.1, middle), (xs[2] - 1.4, middle)])
        arrow(ax, [(xs[2] + 1.4, middle), (xs[4] - side / 2 - 0.1, middle)])
        code_maps(ax, stored[f"{goal}_code"][GARMENT], xs[2], middle)
    shapes = " → ".join(map(shape_text, SHAPES))
    return Picture(
        ax,
        words(language, "A convolutional autoencoder", "합성곱 오토인코더"),
        words(
            language,
            f"An autoencoder: {shapes}. Below it an ankle boot of 28x28 pixels, its code, four "
            "maps of 7x7 numbers, and the output, a slightly blurred copy. Then a noisy boot, its "
            "code, and the output of a network that was trained to denoise.",
            f"오토인코더: {shapes}. 아래에는 28x28 픽셀의 앵클 부츠와 7x7 맵 네 개로 된 코드, "
            "조금 흐려진 복사본인 출력이 있습니다. 그 아래는 잡음이 섞인 부츠와 그 코드, 잡음을 "
            "없애도록 학습한 신경망의 출력입니다.",
        ),
    )


def code_maps(ax, code, x, y):
    """Draw the maps of a code (7, 7, 4) side by side, centred on (x, y), from 0 to 1."""
    side, step = 0.62, 0.68
    for channel in range(code.shape[-1]):
        place = x + step * (channel - code.shape[-1] / 2) + (step - side) / 2, y - side / 2
        image_at(ax, code[..., channel], *place, side, 0, 1, COLOUR_MAP)
        border(ax, *place, side, side, OUTPUT)


FIGURES = {"autoencoder": autoencoder}
