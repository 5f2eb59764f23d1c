"""Figures of deck 3: what the trained VGG16 looks for and finds, from slides/pictures.

The pictures were drawn once by benchmarks/vgg16_pictures.py, so that no figure needs the weights.
"""

from functools import cache, partial

import numpy as np
from PIL import Image

from fashion_cnn.drawing.cells import border, frame, image_at, size_of, write
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT, POINTED
from slides.facts.inside import PICTURES, vgg_pictures, vgg_rows
from slides.figures.boards import SPLIT, WIDE, Steps, board
from slides.figures.inside.parts import LETTERS, picture
from slides.figures.inside.vgg import BLOCKS
from slides.languages import words

# Cells of a board that fills a slide, and between two tiles.
ACROSS, DOWN, GAP = 29, 11.4, 0.1


@cache
def tiles(name):
    """The tiles of a picture, row by row, in RGB: (n, side, side, 3)."""
    with Image.open(PICTURES / f"{name}.webp") as picture:
        pixels = np.asarray(picture.convert("RGB"))
    side = vgg_pictures()[name]["tile"]
    return [
        pixels[top : top + side, left : left + side]
        for top in range(0, pixels.shape[0], side)
        for left in range(0, pixels.shape[1], side)
    ]


def grid(ax, images, columns, left, top, width, role=None):
    """Draw images in rows in a given width, with the border of their role; return the height."""
    side = width / columns
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        corner = left + column * side + GAP / 2, top + row * side + GAP / 2
        image_at(ax, image, *corner, side - GAP)
    height = -(-len(images) // columns) * side
    if role:
        border(ax, left, top, width, height, role)
    return height


# ------------------------------------------------------------------------------ what it sees


def fields(language):
    """Draw a photograph with what a value sees after each pooling, and the first four enlarged."""
    photograph = Image.fromarray(tiles("photograph")[0]).resize((224, 224))
    pixels = np.asarray(photograph)
    sizes = [vgg_rows()[f"{block}_pool"].fields[0].size for block in BLOCKS]
    whole, part, pitch = 11, 4.7, 5.7
    ax = board(whole + 2.2 * pitch, DOWN, WIDE / ACROSS)
    image_at(ax, pixels, 0.2, 0.2, whole)
    border(ax, 0.2, 0.2, whole, whole, INPUT)
    for size in sizes:
        mark_field(ax, size, 224, 0.2, 0.2, whole)
    for number, size in enumerate(sizes[:4]):
        row, column = divmod(number, 2)
        left, top = whole + 1.4 + column * pitch, 0.2 + row * pitch
        low = 112 - size // 2
        image_at(ax, pixels[low : low + size, low : low + size], left, top, part)
        if number:
            mark_field(ax, sizes[number - 1], size, left, top, part)
        write(ax, left + part / 2, top + part + 0.45, size_of((size, size)), LETTERS)
    said = ", ".join(map(str, sizes))
    return picture(
        ax,
        language,
        f"A photograph of a temple, 224x224 pixels, with squares of {said} pixels a side around "
        "its middle: what a value sees after each of the five poolings of VGG16. The first four "
        "are enlarged: the edge of a post, two posts, part of a gallery, two storeys with eaves.",
        f"224x224 픽셀의 누각 사진과 가운데에 표시한 한 변 {said}픽셀의 정사각형들. VGG16의 다섯 "
        "풀링 뒤의 값이 보는 범위입니다. 처음 넷을 확대한 것은 기둥의 에지, 기둥 둘, 회랑의 일부, "
        "처마가 있는 두 층입니다.",
    )


def mark_field(ax, size, whole, left, top, width):
    """Frame the middle `size` pixels of an image of `whole` pixels drawn in some width."""
    side = width * size / whole
    corner = left + (width - side) / 2, top + (width - side) / 2
    frame(ax, *corner, side, side, POINTED)


# -------------------------------------------------------------------- what it looks for and finds


def filters(language):
    """Draw the 64 filters of the first layer in colour."""
    ax = board(14.2, 11.2, SPLIT / 14.2)
    grid(ax, tiles("filters"), 8, 1.6, 0.1, 11, KERNEL)
    return picture(
        ax,
        language,
        "The 64 filters of VGG16's first layer, 3x3 weights in colour each. Some are bright on one "
        "side and dark on the other, in grey or in two colours; some are of one colour.",
        "VGG16 첫 층의 필터 64개. 하나가 3x3 가중치이고 색이 있습니다. 한쪽은 밝고 반대쪽은 어두운 "
        "회색이거나 두 가지 색인 것도 있고, 한 가지 색인 것도 있습니다.",
    )


def maps(language):
    """The strongest maps of a photograph, one block after the other."""
    return Steps(tuple(maps_of(block, language) for block in BLOCKS))


def maps_of(block, language):
    """Draw a photograph and the strongest maps of a block's last convolution."""
    name = f"maps-{block}"
    found = vgg_pictures()[name]
    photograph, wide, left = 5.6, 18.4, 6.6
    ax = board(left + wide + 0.2, 1 + wide / 2 + 0.2, WIDE / ACROSS)
    image_at(ax, tiles("photograph")[0], 0.2, 2.8, photograph)
    border(ax, 0.2, 2.8, photograph, photograph, INPUT)
    size = size_of((found["pixels"],) * 2)
    title = words(
        language,
        f"{found['layer']}: {len(found['channels'])} of {found['of']} maps, {size}",
        f"{found['layer']}: 맵 {found['of']}개 중 {len(found['channels'])}개, {size}",
    )
    write(ax, left + wide / 2, 0.5, title, LETTERS, weight="bold")
    grid(ax, tiles(name), 4, left, 1, wide, OUTPUT)
    return picture(
        ax,
        language,
        f"A photograph of a temple, and the {len(found['channels'])} of {found['of']} maps of "
        f"{found['layer']} with the largest means, {size} values each: {SEEN[block][0]}.",
        f"누각 사진, 그리고 {found['layer']}의 {size} 특성 맵 {found['of']}개 중 평균이 가장 큰 "
        f"{len(found['channels'])}개: {SEEN[block][1]}.",
    )


# What the maps of the temple show.
SEEN = {
    "block1": ("fine outlines, the sky, the dark roof", "가는 윤곽, 하늘, 어두운 지붕"),
    "block2": ("edges of one slant, the texture of the trees", "한 방향의 에지, 나무의 질감"),
    "block3": ("eaves, rows of windows, repeated lines", "처마, 줄지은 창, 되풀이되는 선"),
    "block4": ("whole roofs, the outline against the sky", "지붕 전체, 하늘과 맞닿은 윤곽"),
    "block5": (
        "a few bright blots on the temple or on the trees",
        "누각이나 나무 위의 밝은 얼룩 몇 개",
    ),
}


def patterns(blocks, count, columns, language):
    """Draw the patterns that excite maps of some blocks, a grid for each."""
    width = (ACROSS - 0.4 - 1.2 * (len(blocks) - 1)) / len(blocks)
    ax = board(ACROSS, 1.1 + width * count / columns**2 + 0.2, WIDE / ACROSS)
    sizes = []
    for place, block in enumerate(blocks):
        layer = vgg_pictures()[f"patterns-{block}"]["layer"]
        field = vgg_rows()[layer].fields[0].size
        sizes.append(f"{layer} {size_of((field, field))}")
        left = 0.2 + place * (width + 1.2)
        title = words(language, f"{layer}: sees {field}", f"{layer}: 수용 영역 {field}")
        write(ax, left + width / 2, 0.5, title, LETTERS, weight="bold")
        grid(ax, tiles(f"patterns-{block}")[:count], columns, left, 1, width)
    english = "; ".join(LOOKED_FOR[block][0] for block in blocks)
    korean = "; ".join(LOOKED_FOR[block][1] for block in blocks)
    said = ", ".join(sizes)
    return picture(
        ax,
        language,
        f"Images made from noise, each of which excites a map of VGG16, {count} for each layer "
        f"(pixels that a value sees: {said}): {english}.",
        f"잡음에서 시작해 VGG16의 맵 하나를 가장 크게 만든 이미지, 층마다 {count}장(값 하나가 보는 "
        f"픽셀: {said}): {korean}.",
    )


def patterns_deep(language):
    """The patterns of block 4, then those of block 5, large."""
    return Steps(tuple(patterns((block,), 16, 8, language) for block in BLOCKS[3:]))


# What the patterns show.
LOOKED_FOR = {
    "block1": ("colours and fine stripes of every slant", "색, 여러 방향의 가는 줄무늬"),
    "block2": ("textures: waves, grids, dots", "물결, 격자, 점 같은 질감"),
    "block3": ("larger textures: curls, scales, spots", "소용돌이, 비늘, 반점 같은 더 큰 질감"),
    "block4": ("spirals, scales, tubes, woven shapes", "소용돌이, 비늘, 관, 엮은 모양"),
    "block5": (
        "parts of things, such as eyes and a nose, beaks, shells, bowls",
        "눈과 코, 부리, 조개껍데기, 그릇 같은 물체의 부분",
    ),
}


FIGURES = {
    "vgg-fields": fields,
    "vgg-filters": filters,
    "vgg-maps": maps,
    "vgg-patterns": partial(patterns, BLOCKS[:3], 16, 4),
    "vgg-patterns-deep": patterns_deep,
}
