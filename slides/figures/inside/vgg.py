"""Figures of deck 3: VGG16, which the kit counts but does not ship."""

from functools import partial

from matplotlib.patches import Rectangle

from fashion_cnn.convolution import photographs
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import canvas, frame, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, GREY, LINE, PIXEL, VERMILION
from slides.facts.inside import vgg_rows
from slides.figures.boards import LETTERS, WIDE
from slides.languages import words

FAINT = "#ECECEC"
BLOCKS = ("block1", "block2", "block3", "block4", "block5")


def shape(block):
    """The shape of the maps in a block, before its pooling."""
    return vgg_rows()[f"{block}_conv1"].output_shape


# ------------------------------------------------------------------------------- the plan


# In cells: the space for the image, a block and the dense layers; the height of 224 pixels or
# 4096 units; the width of 512 channels.
ROOMS, TALL, THICK = (6, 9.3, 9), 9, 2.6


def plan(chosen, language):
    """Draw VGG16 from the image to the classes, with the chosen stages marked.

    Each layer of a stage is a box, as high as its maps and as wide as their number.
    """
    image, block, dense = ROOMS
    ax = canvas(None, image + 5 * block + dense, TALL + 3.6)
    draw_stage(ax, 0, image, [(224, 3)], "224×224\n×3", PIXEL)
    for number, name in enumerate(BLOCKS):
        height, _, channels = shape(name)
        count = sum(row.startswith(f"{name}_conv") for row in vgg_rows())
        text = f"{height}×{height}\n×{channels}"
        boxes = [(height, channels)] * count
        draw_stage(ax, image + number * block, block, boxes, text, *look_of(name, chosen))
    units = [vgg_rows()[name].output_shape[0] for name in ("fc1", "fc2", "predictions")]
    boxes = [(224 * count / units[0], 100) for count in units]
    draw_stage(ax, image + 5 * block, dense, boxes, "4096, 4096\n1000", *look_of("dense", chosen))
    return Picture(
        ax,
        "",
        words(
            language,
            "The plan of VGG16: a box for each layer, lower and wider from the image towards the "
            f"dense layers. Marked: {', '.join(chosen)}.",
            "VGG16의 구조. 이미지에서 완전 연결 층으로 갈수록 상자가 낮아지고 넓어진다. "
            f"강조된 부분: {', '.join(chosen)}.",
        ),
    )


def look_of(stage, chosen):
    return (BLUE, "bold", "black") if stage in chosen else (FAINT, "normal", "0.35")


def draw_stage(ax, left, room, boxes, text, colour, weight="normal", ink="black"):
    """Draw boxes (pixels high, channels wide) in the middle of their space, and a text below."""
    widths = [max(0.35, THICK * channels / 512) for _, channels in boxes]
    x = left + (room - sum(widths) - 0.3 * (len(boxes) - 1)) / 2
    for (height, _), width in zip(boxes, widths, strict=True):
        tall = TALL * height / 224
        box = (x, TALL + 0.2 - tall), width, tall
        ax.add_patch(Rectangle(*box, facecolor=colour, edgecolor=LINE, linewidth=1.5))
        x += width + 0.3
    words_look = {"weight": weight, "color": ink, "va": "top", "linespacing": 1.15}
    write(ax, left + room / 2, TALL + 0.7, text, LETTERS, **words_look)


# --------------------------------------------------------------------------------- its cost


def costs(language):
    """Draw the parameters and the multiplications of each layer with weights."""
    found = [row for row in vgg_rows().values() if row.parameters]
    names = [row.name.removeprefix("block").replace("_conv", ".") for row in found]
    names[-1] = "pred."
    axes = plots.new_axes(WIDE, 4.8, rows=2)
    titles = words(
        language,
        ("parameters\n(millions)", "multiplications\n(billions)"),
        ("매개변수\n(백만 개)", "곱셈\n(10억 번)"),
    )
    counts = (
        [row.parameters / 1e6 for row in found],
        [row.multiplications / 1e9 for row in found],
    )
    for ax, title, numbers, places in zip(axes, titles, counts, (0, 2), strict=True):
        colours = [BLUE] * (len(found) - 3) + [VERMILION] * 3
        hatches = [""] * (len(found) - 3) + ["//"] * 3
        ax.bar(range(len(found)), numbers, color=colours, hatch=hatches, edgecolor="white")
        most = max(numbers)
        for place, count in enumerate(numbers):
            if count > 0.06 * most:
                text = f"{count:.{places}f}"
                ax.text(place, count + most / 40, text, ha="center", va="bottom", fontsize=LETTERS)
        ax.set_ylabel(title, fontsize=LETTERS)
        ax.set(yticks=[], xlim=(-0.6, len(found) - 0.4), ylim=(0, 1.25 * most))
        ax.set_xticks(range(len(found)), names if ax is axes[1] else [], fontsize=LETTERS)
        ax.spines[["top", "right", "left"]].set_visible(False)
    return Picture(
        axes,
        "",
        words(
            language,
            "Bars for the 16 layers of VGG16 with weights. Nearly all parameters are in the dense "
            "layers, most of them in fc1; nearly all multiplications are in the convolutions, and "
            "next to none in the dense layers.",
            "가중치가 있는 VGG16의 16개 층의 막대. 매개변수는 거의 모두 완전 연결 층, 특히 fc1에 "
            "있고, 곱셈은 거의 모두 합성곱 층에 있다.",
        ),
    )


# -------------------------------------------------------------------------- what it sees


def fields(language):
    """Draw on a photograph what a value sees after each of the five poolings."""
    photograph = photographs.photograph("temple")[20:244, 90:314]
    ax = plots.new_axes(7, 5.6)
    ax.imshow(photograph, cmap=GREY, vmin=0, vmax=255)
    sides = [vgg_rows()[f"{block}_pool"].fields[0].size for block in BLOCKS]
    said = ", ".join(map(str, sides))
    for number, side in enumerate(sides):
        corner = 111.5 - side / 2
        style = ("-", "--")[number % 2]
        frame(ax, corner, corner, side, side, (VERMILION, BLUE)[number % 2], style)
        if side < 10:
            continue
        background = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        # Beside the square, but inside the largest one.
        out = (3, "left") if side < 200 else (-4, "right")
        look = {"ha": out[1], "va": "top", "bbox": background, "zorder": 5}
        ax.text(corner + side + out[0], corner + 3, str(side), fontsize=16, **look)
    ax.axis("off")
    return Picture(
        ax,
        "",
        words(
            language,
            f"A photograph of a temple, 224x224 pixels, with squares of {said} "
            "pixels a side: what a value sees after each of the five poolings of VGG16.",
            f"224x224 픽셀의 사원 사진 위에 한 변이 {said}픽셀인 정사각형들. "
            "VGG16의 다섯 풀링 뒤의 값이 보는 범위다.",
        ),
    )


FIGURES = {
    **{f"vgg-{number}": partial(plan, (block,)) for number, block in enumerate(BLOCKS[:3], 1)},
    "vgg-whole": partial(plan, (*BLOCKS, "dense")),
    "vgg-4-5": partial(plan, BLOCKS[3:]),
    "vgg-dense": partial(plan, ("dense",)),
    "vgg-costs": costs,
    "vgg-fields": fields,
}
