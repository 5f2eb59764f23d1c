"""Tasks that the networks serve, on a photograph: from classification to segmentation."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from fashion_cnn.convolution import photographs
from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import ink, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import KERNEL, LINE, MARKED, ORANGE, PAPER, SKY_BLUE
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import MIDDLE, SMALL, box
from slides.languages import words

# What a perfect network would answer for the temple, drawn by hand, in pixels of the photograph.
# Boxes: left, top, width, height.
TOWER = (62, 28, 292, 366)
TREES = (538, 132, 102, 295), (325, 270, 240, 157)
# Outlines, from back to front; the rest of the image is sky.
OUTLINES = {
    "water": [(0, 222), (640, 222), (640, 427), (0, 427)],
    "tower": [
        *((198, 28), (214, 28), (217, 62), (235, 82), (262, 98), (320, 118), (300, 138)),
        *((296, 160), (330, 178), (320, 190), (330, 240), (352, 256), (342, 272), (342, 306)),
        *((350, 320), (372, 334), (330, 375), (300, 427), (140, 427), (76, 340), (80, 282)),
        *((62, 272), (94, 246), (98, 190), (84, 182), (112, 160), (120, 138), (94, 130)),
        *((98, 108), (150, 92), (186, 70), (194, 58)),
    ],
    "trees": [
        *((0, 427), (0, 150), (22, 184), (48, 196), (75, 232), (64, 248), (28, 252), (0, 276)),
        *((0, 292), (24, 320), (70, 336), (132, 331), (160, 350), (204, 362), (224, 384)),
        *((276, 388), (292, 412), (318, 418), (330, 378), (372, 332), (384, 322), (440, 302)),
        *((478, 290), (530, 272), (552, 278), (548, 222), (572, 196), (574, 164), (600, 136)),
        *((640, 154), (640, 427)),
    ],
}
# Where the name of a region is, and its colour.
REGIONS = {
    "sky": ((440, 110), PAPER),
    "water": ((462, 256), SKY_BLUE),
    "tower": ((206, 230), ORANGE),
    "trees": ((470, 345), "#3A3A3A"),
}
# The part of the photograph that is shown: all columns, and these rows.
ACROSS, TOP, BOTTOM = 640, 14, 394
HIGH = BOTTOM - TOP
# Inches: a photograph, and from its left edge to the middle of the layers.
WIDE_PHOTOGRAPH, HEAD = 2.4, 3.12


def tasks(language):
    """Draw six tasks on one photograph: what is asked of it, and the layers for that."""
    say = names(language)
    ax = board(WIDE, 4.62, unit=1)
    photograph = photographs.photograph("temple", colour=True)[TOP:BOTTOM]
    wide = WIDE_PHOTOGRAPH
    tall = wide * HIGH / ACROSS
    answers = (classified, located, detected, segmented, described, answered)
    for number, answer in enumerate(answers):
        left, top = 4.05 * (number % 3), 0.42 + 2.36 * (number // 3)
        write(ax, left, top - 0.24, say[number], MIDDLE, ha="left", weight="bold")
        extent = (left, left + wide, top + tall, top)
        ax.imshow(photograph, extent=extent, interpolation="antialiased")
        answer(ax, left, top, wide / ACROSS, language)
    ax.set(xlim=(0, 12), ylim=(4.62, 0))
    return Picture(
        ax,
        words(language, "Tasks", "과제"),
        words(
            language,
            "A photograph of a temple tower above a lake, six times, each with the layers that "
            "follow the convolutions. Classification: a dense layer, a score for each class. "
            "Localisation: a class and four numbers, a box around the tower. Detection: named "
            "boxes around the tower and two trees. Semantic segmentation: sky, water, tower and "
            "trees each in one colour. Captioning: an LSTM writes: a tower above a lake. Visual "
            "question answering: how many roofs? 4.",
            "호수 위로 솟은 누각 사진이 여섯 번 나오고, 옆에는 합성곱 뒤에 붙는 층이 있습니다. "
            "분류: 완전 연결 층, 클래스마다 점수 하나. 위치 추정: 클래스 하나와 수 네 개, 누각을 "
            "두른 바운딩 박스. 탐지: 누각과 나무 두 그루에 이름이 붙은 바운딩 박스. 의미론적 분할: "
            "하늘, 물, 누각, 나무를 각각 한 색으로. 캡션 생성: LSTM이 쓴 ‘호수 위의 누각’. 시각 "
            "질의응답: 지붕은 몇 개? 4.",
        ),
    )


def names(language):
    return words(
        language,
        (
            "classification",
            "localisation",
            "detection",
            "semantic segmentation",
            "captioning",
            "visual question answering",
        ),
        ("분류", "위치 추정", "탐지", "의미론적 분할", "캡션 생성", "시각 질의응답"),
    )


def things(language):
    return words(
        language,
        {"sky": "sky", "water": "water", "tower": "tower", "trees": "trees", "tree": "tree"},
        {"sky": "하늘", "water": "물", "tower": "누각", "trees": "나무", "tree": "나무"},
    )


def head(ax, left, top, layers, output):
    """Draw layers below each other on the right of a photograph, and what they output."""
    x, y = left + HEAD, top + 0.23
    for text in layers:
        box(ax, x, y, text, 1.25, 0.46, KERNEL.fill, SMALL)
        arrow(ax, [(x, y + 0.23), (x, y + 0.45)])
        y += 0.64
    write(ax, x, y + 0.1 + 0.13 * output.count("\n"), output, SMALL, linespacing=1.25)


def below(ax, left, top, text):
    write(ax, left + WIDE_PHOTOGRAPH / 2, top + 1.63, text, SMALL)


def classified(ax, left, top, scale, language):
    dense = words(language, "dense", "완전 연결")
    scores = words(language, "a score\nfor each\nclass", "클래스마다\n점수 하나")
    head(ax, left, top, [dense], scores)
    below(ax, left, top, things(language)["tower"])


def located(ax, left, top, scale, language):
    dense = words(language, "dense", "완전 연결")
    head(ax, left, top, [dense], words(language, "class\nand\nx, y, w, h", "클래스와\nx, y, w, h"))
    framed(ax, left, top, scale, TOWER)
    below(ax, left, top, things(language)["tower"])


def detected(ax, left, top, scale, language):
    layer = words(language, "conv 3x3", "합성곱 3x3")
    output = words(language, "each box:\nclass and\nx, y, w, h", "박스마다\n클래스와\nx, y, w, h")
    head(ax, left, top, [layer], output)
    say = things(language)
    for place in (TOWER, *TREES):
        framed(ax, left, top, scale, place)
    below(ax, left, top, f"{say['tower']}, {say['tree']}, {say['tree']}")


def segmented(ax, left, top, scale, language):
    layer = words(language, "upsample", "확대")
    output = words(language, "a class\nfor each\npixel", "픽셀마다\n클래스 하나")
    head(ax, left, top, [layer], output)
    corner = np.array([left, top])
    place = Rectangle(corner, scale * ACROSS, scale * HIGH, facecolor=PAPER, edgecolor=LINE)
    ax.add_patch(place)
    for name, outline in OUTLINES.items():
        points = corner + scale * (np.clip(outline, (0, TOP), (ACROSS, BOTTOM)) - (0, TOP))
        ax.add_patch(Polygon(points, facecolor=REGIONS[name][1], edgecolor=PAPER, linewidth=1))
    for name, (place, colour) in REGIONS.items():
        x, y = corner + scale * (np.array(place) - (0, TOP))
        write(ax, x, y, things(language)[name], SMALL, color=ink(colour))
    below(ax, left, top, words(language, "boxes, mask: by hand", "박스와 마스크는 손으로"))


def described(ax, left, top, scale, language):
    head(ax, left, top, ["LSTM"], words(language, "word\nby word", "단어를\n하나씩"))
    below(ax, left, top, words(language, "“a tower above a lake”", "“호수 위의 누각”"))


def answered(ax, left, top, scale, language):
    question = words(language, "how many\nroofs?", "지붕은\n몇 개?")
    x = left + HEAD
    box(ax, x, top + 0.32, question, 1.3, 0.64, PAPER, SMALL)
    arrow(ax, [(x, top + 0.64), (x, top + 0.82)])
    box(ax, x, top + 1.03, "LSTM", 1.25, 0.46, KERNEL.fill, SMALL)
    arrow(ax, [(x, top + 1.25), (x, top + 1.45)])
    write(ax, x, top + 1.63, "4", MIDDLE)


def framed(ax, left, top, scale, place):
    """Draw a bounding box in pixels of the photograph."""
    x, y, width, height = place
    x, y, width = scale * x, scale * (y - TOP), scale * width
    height = scale * min(height, BOTTOM - place[1])
    look = {"fill": False, "edgecolor": MARKED, "linewidth": 3.5}
    ax.add_patch(Rectangle((left + x, top + y), width, height, **look))


FIGURES = {"cnn-tasks": tasks}
