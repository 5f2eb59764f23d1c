"""Masks: what U-Net finds in scenes of the kit, and how two masks overlap."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn.drawing.cells import border, image_at, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, LINE, MARKED, OUTPUT, PAPER
from fashion_cnn.segmentation.scores import iou
from slides.facts.classics import laid_over, overlap, trained
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import MIDDLE, SMALL
from slides.languages import words

# Of the stored test scenes: a typical one, six where skip connections help, U-Net's worst.
SHOWN = 19, 33, 1, 17, 4, 3, 39, 5


def unet_at_work(language):
    """Draw test scenes, their true masks, and those that U-Net finds with and without skips."""
    found = trained("unet")
    rows = (
        ("scenes", words(language, "input", "입력"), INPUT),
        ("truth", words(language, "truth", "정답"), None),
        ("unet", "U-Net", OUTPUT),
        ("unet_without_skips", words(language, "without\nskips", "스킵 연결\n없이"), OUTPUT),
    )
    ax = board(WIDE, 4.68, unit=1)
    side, left, step = 0.97, 1.75, 1.29
    tops = 0.05, 1.1, 2.15, 3.43
    said = []
    for (name, title, role), top in zip(rows, tops, strict=True):
        write(ax, 0.05, top + side / 2, title, MIDDLE, ha="left", weight="bold", linespacing=1.2)
        scores = iou(found[name], found["truth"]) if role is OUTPUT else None
        for place, number in enumerate(SHOWN):
            x = left + step * place
            image_at(ax, found[name][number], x, top, side, 0, 255 if role is INPUT else 1)
            if role:
                border(ax, x, top, side, side, role)
            if scores is not None:
                write(ax, x + side / 2, top + side + 0.18, f"IoU {scores[number]:.2f}", SMALL)
        if scores is not None:
            said.append(f"{title} " + ", ".join(f"{scores[number]:.2f}" for number in SHOWN))
    said = "; ".join(said).replace("\n", " ")
    return Picture(
        ax,
        words(language, "U-Net at work", "U-Net이 하는 일"),
        words(
            language,
            "Eight test scenes, each a garment in clutter, with its true mask and the masks that "
            f"two trained networks found. Intersection over union: {said}.",
            "잡동사니 속에 옷이 있는 테스트 장면 여덟 개와 정답 마스크, 그리고 학습한 두 신경망이 "
            f"찾은 마스크. IoU는 다음과 같습니다: {said}.",
        ),
    )


def overlap_of_masks(language):
    """Draw a true mask, a mask that was found, and the pixels of both, with their IoU."""
    truth, found = laid_over()
    ax = board(7, 5.6, unit=1)
    names = words(language, ("truth", "found"), ("정답", "찾은 것"))
    for top, mask, name in zip((0.4, 3.35), (truth, found), names, strict=True):
        write(ax, 0.05, top - 0.22, name, MIDDLE, ha="left", weight="bold")
        image_at(ax, mask, 0.05, top, 2.2, 0, 1)
    border(ax, 0.05, 3.35, 2.2, 2.2, OUTPUT)
    parts = (
        (truth & found, "#3A3A3A", "", words(language, "both", "둘 다")),
        (truth & ~found, PAPER, "////", words(language, "only truth", "정답만")),
        (found & ~truth, MARKED, "", words(language, "only found", "찾은 것만")),
    )
    left, top, cell = 2.75, 0.4, 4.2 / len(truth)
    write(
        ax,
        left,
        top - 0.22,
        words(language, "overlaid", "겹친 그림"),
        MIDDLE,
        ha="left",
        weight="bold",
    )
    frame = {"facecolor": "#DDDDDD", "edgecolor": LINE}
    ax.add_patch(Rectangle((left, top), 4.2, 4.2, **frame))
    for place, (mask, colour, hatch, name) in enumerate(parts):
        look = {"facecolor": colour, "edgecolor": "0.35", "hatch": hatch, "linewidth": 0}
        for row, column in np.argwhere(mask):
            corner = left + cell * column, top + cell * row
            ax.add_patch(Rectangle(corner, cell, cell, **look))
        x, y = left + 1.45 * place, 4.75
        ax.add_patch(Rectangle((x, y), 0.26, 0.26, **look | {"linewidth": 1}))
        write(ax, x + 0.35, y + 0.14, str(mask.sum()), MIDDLE, ha="left", weight="bold")
        write(ax, x, y + 0.5, name, SMALL, ha="left")
    both, either, score = overlap("both"), overlap("either"), overlap()
    return Picture(
        ax,
        "IoU",
        words(
            language,
            "The true mask of a garment, the mask that a network found, and the two overlaid: "
            f"{both} pixels in both, {either} in at least one, IoU {score:.2f}.",
            f"옷의 정답 마스크, 신경망이 찾은 마스크, 둘을 겹친 그림. 둘 다에 속한 픽셀 {both}개, "
            f"하나 이상에 속한 픽셀 {either}개, IoU {score:.2f}.",
        ),
    )


FIGURES = {"unet-at-work": unet_at_work, "overlap-of-masks": overlap_of_masks}
