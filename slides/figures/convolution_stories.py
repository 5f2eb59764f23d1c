"""Figures of deck 1 that tell rather than compute: the history, and the tasks of a network."""

import numpy as np

from fashion_cnn import convolution, kernels
from fashion_cnn.figures import Picture
from fashion_cnn.figures.cells import BLUE, VERMILION, frame, write
from slides.figures.convolution_boards import board, picture_at
from slides.languages import words

# Two garments by their place among those that are drawn; a scene is SIDE x SIDE pixels.
BAG, SNEAKER = 16, 43
SIDE = 58


def history(language):
    ax = board(30, 10.4, 0.4)
    ax.plot((0.4, 29.6), (7.5, 7.5), "-", color="0.4", linewidth=3, zorder=0)
    digits = handwritten()
    events = {
        ("1958–59", "Hubel & Wiesel"): tilted_bar(),
        ("1989", "LeCun"): np.hstack([digit[:, 6:22] for digit in digits[:5]]),
        ("1998", "LeNet-5"): six_maps(digits[5]),
        ("2012", "AlexNet"): kernels.photograph("flower", colour=True)[30:400, 120:490],
    }
    for number, ((year, name), image) in enumerate(events.items()):
        x = 3.6 + 7.6 * number
        tall, wide = 6 * np.array(image.shape[:2]) / max(image.shape)
        limits = ax.get_xlim(), ax.get_ylim()
        place = {"extent": (x - wide / 2, x + wide / 2, 6.5, 6.5 - tall)}
        ax.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest", **place)
        ax.set(xlim=limits[0], ylim=limits[1], aspect="equal")
        ax.plot(x, 7.5, "o", color=BLUE, markersize=14)
        write(ax, x, 8.5, year, 18, weight="bold")
        write(ax, x, 9.7, name, 17)
    return Picture(
        ax,
        words(language, "Milestones", "이정표"),
        words(
            language,
            "A timeline. 1958 to 1959, Hubel and Wiesel, with a tilted bar; 1989, LeCun, with five "
            "handwritten digits; 1998, LeNet-5, with six feature maps of a digit; 2012, AlexNet, "
            "with a photograph of a flower.",
            "연표. 1958–59년 Hubel과 Wiesel(기울어진 막대), 1989년 LeCun(손글씨 숫자 다섯 개), "
            "1998년 LeNet-5(숫자 하나의 특성 맵 여섯 장), 2012년 AlexNet(꽃 사진).",
        ),
    )


def handwritten():
    """Return six different handwritten digits, each (28, 28)."""
    from fashion_cnn import data

    digits = data.load("digits")
    labels = list(digits.y_test)
    return [digits.x_test[labels.index(digit)] for digit in (8, 0, 3, 2, 7, 5)]


def tilted_bar():
    """Return a bright bar on black, turned by 30 degrees, (60, 60)."""
    y, x = np.mgrid[-30:30, -30:30] + 0.5
    turned = np.cos(np.pi / 6), np.sin(np.pi / 6)
    along, across = x * turned[1] - y * turned[0], x * turned[0] + y * turned[1]
    return 255 * ((abs(along) < 24) & (abs(across) < 5))


def six_maps(digit):
    """Return a digit after each of the kernels, two rows of three maps in one picture."""
    maps = [abs(convolution.correlate2d(digit, kernel)) for kernel in kernels.KERNELS.values()]
    framed = [np.pad(np.clip(each, 0, 255), 1, constant_values=255) for each in maps]
    return np.vstack([np.hstack(framed[:3]), np.hstack(framed[3:])])


def tasks(language):
    alone, _ = scene({BAG: (15, 15)})
    both, boxes = scene({BAG: (2, 2), SNEAKER: (28, 28)})
    segments = np.select([boxes[BAG][1], boxes[SNEAKER][1]], [255, 150], 0)
    titles, answers = task_words(language)
    pictures = [alone, alone, both, segments, both, both]
    ax = board(30, 10.4, 0.4)
    for number, (image, title, answer) in enumerate(zip(pictures, titles, answers, strict=True)):
        left = 0.1 + 5 * number
        picture_at(ax, image, left, 2.4, 4.7)
        write(ax, left + 2.35, 1.2, title, 16, weight="bold", linespacing=1.1)
        write(ax, left + 2.35, 7.5, answer, 16, va="top", linespacing=1.3)
    draw_box(ax, scene({BAG: (15, 15)})[1][BAG], 5.1, BLUE, "-")
    draw_box(ax, boxes[BAG], 10.1, BLUE, "-")
    draw_box(ax, boxes[SNEAKER], 10.1, VERMILION, "--")
    return Picture(
        ax,
        words(language, "Six tasks", "여섯 가지 과제"),
        words(
            language,
            "A scene with a bag, named; with a frame around it; a scene with a bag and a sneaker, "
            "both framed; the pixels of each in a colour of their own; a caption; and a question "
            "about the scene with its answer.",
            "가방이 있는 장면과 그 이름, 가방에 두른 틀, 가방과 스니커즈에 두른 틀, 물체마다 다른 "
            "밝기로 칠한 픽셀, 장면을 설명하는 문장, 장면에 대한 질문과 대답.",
        ),
    )


def task_words(language):
    """Return the names of the tasks, and what a network would answer."""
    english = {
        "classification": "bag",
        "localisation": "bag",
        "detection": "bag,\nsneaker",
        "semantic\nsegmentation": "",
        "captioning": "“A bag above\na sneaker.”",
        "visual question\nanswering": "“What is above?”\n“A bag.”",
    }
    korean = {
        "분류": "가방",
        "위치 추정": "가방",
        "탐지": "가방,\n스니커즈",
        "의미론적\n분할": "",
        "캡션 생성": "“스니커즈 위에\n가방이 있다.”",
        "시각\n질의응답": "“위에 무엇이 있나?”\n“가방.”",
    }
    chosen = words(language, english, korean)
    return list(chosen), list(chosen.values())


def scene(corners):
    """Return a scene (SIDE, SIDE) and {garment: (box, mask)}.

    `corners` has the (row, column) of each garment; a box is (top, left, height, width).
    """
    from fashion_cnn.data import garments
    from fashion_cnn.data.scenes import object_masks, smooth_noise

    drawn = garments.draw(train=60, test=1).x_train
    image = 40 + smooth_noise(np.random.default_rng(3), SIDE) / 4
    found = {}
    for number, (top, left) in corners.items():
        garment = drawn[number]
        inside = object_masks(garment[np.newaxis])[0]
        mask = np.zeros((SIDE, SIDE), bool)
        mask[top : top + 28, left : left + 28] = inside
        image[mask] = garment[inside]
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        found[number] = (rows[0], columns[0], np.ptp(rows) + 1, np.ptp(columns) + 1), mask
    return image, found


def draw_box(ax, found, left, colour, style):
    """Frame an object of a scene that is drawn at `left` in a board."""
    pixel = 4.7 / SIDE
    top, start, height, width = (pixel * length for length in found[0])
    frame(ax, left + start, 2.4 + top, width, height, colour, style)


FIGURES = {"history": history, "tasks": tasks}
