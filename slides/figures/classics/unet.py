"""U-Net, drawn as in its paper."""

from fashion_cnn.drawing.architecture.slabs import Slab, arrow
from fashion_cnn.drawing.cells import write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, VERMILION
from slides.figures.boards import board
from slides.figures.classics.parts import MIDDLE, shape_text, shapes_of
from slides.languages import words

ACROSS, HIGH = 12.4, 0.72  # inches: the whole U, the slab of its largest maps


def unet(language):
    """Draw the two paths of U-Net and its skip connections."""
    down = shapes_of("unet", *(f"down{level}_conv2" for level in range(1, 6)))
    up = shapes_of("unet", *(f"up{level}_conv2" for level in range(1, 5)))
    crops = shapes_of("unet", *(f"up{level}_crop" for level in range(1, 5)))
    result = shapes_of("unet", "classes")[0]
    ax = board(ACROSS, 5.6, unit=1)
    ys = [0.95 + 1.03 * level for level in range(5)]
    xs = [2.65 + 0.75 * level for level in range(4)]
    bottom = slab_at(ax, down[4], ACROSS / 2, ys[4])
    write(
        ax, ACROSS / 2 + bottom.span / 2 + 0.12, ys[4] + 0.1, shape_text(down[4]), MIDDLE, ha="left"
    )
    for level in range(4):
        left = level_of(ax, down[level], xs[level], ys[level], level, -1)
        right = level_of(ax, up[level], ACROSS - xs[level], ys[level], level, 1)
        ends = xs[level] + left.span / 2 + 0.05, ACROSS - xs[level] - right.span / 2 - 0.05
        arrow(ax, [(ends[0], ys[level]), (ends[1], ys[level])], color=BLUE, linewidth=2.6)
        text = {"color": BLUE, "va": "bottom"}
        write(ax, ACROSS / 2, ys[level] - 0.07, shape_text(crops[level]), MIDDLE, **text)
        down_and_up(ax, xs[level], xs[level + 1] if level < 3 else ACROSS / 2 - 0.25, ys[level])
    for shape, x, ends in (
        ((572, 572, 1), 0.0, (1.72, xs[0] - 0.38)),
        (result, ACROSS, (ACROSS - xs[0] + 0.38, ACROSS - 1.72)),
    ):
        side = {"ha": "left" if x == 0 else "right", "weight": "bold"}
        write(ax, x, ys[0], shape_text(shape), MIDDLE, **side)
        arrow(ax, [(ends[0], ys[0]), (ends[1], ys[0])])
    sizes = ", ".join(shape_text(shape) for shape in (*down, *reversed(up)))
    return Picture(
        ax,
        "U-Net",
        words(
            language,
            f"U-Net as a U, with maps of {sizes}. Four arrows across are skip connections, solid "
            "arrows down are pools, dashed arrows up are transposed convolutions.",
            f"U자 모양의 U-Net: 맵의 크기 {sizes}. 가로 화살표 네 개가 스킵 연결, 아래로 가는 "
            "실선이 풀링, 위로 가는 점선이 전치 합성곱.",
        ),
    )


def slab_at(ax, shape, x, y):
    """Draw a slab of U-Net centred on (x, y); return it."""
    slab = Slab(shape, 572, HIGH)
    slab.draw(ax, x - slab.span / 2, y)
    return slab


def level_of(ax, shape, x, y, level, side):
    """Draw a slab and its shape, above it at the top level, else outside; return the slab."""
    slab = slab_at(ax, shape, x, y)
    if level:
        look = {"ha": "right" if side < 0 else "left"}
        write(ax, x + side * (slab.span / 2 + 0.1), y, shape_text(shape), MIDDLE, **look)
    else:
        write(ax, x, y - 0.62, shape_text(shape), MIDDLE)
    return slab


def down_and_up(ax, start, end, y):
    """Draw the arrow down to the next level, and its mirror image up."""
    top, low = y + 0.36, y + 0.66
    shift = 0.25 * (end - start)
    arrow(ax, [(start + shift, top), (end - shift, low)], linewidth=2.2)
    look = {"color": VERMILION, "linestyle": (0, (4, 1.5)), "linewidth": 2.2}
    arrow(ax, [(ACROSS - end + shift, low), (ACROSS - start - shift, top)], **look)


FIGURES = {"unet-paths": unet}
