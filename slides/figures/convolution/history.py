"""Figures of deck 1: milestones in the history of convolutional networks."""

import numpy as np

from fashion_cnn import convolution, data
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing.cells import image_at, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import POINTED
from slides.figures.boards import board
from slides.languages import words


def history(language):
    ax = board(30, 10.8, 0.4)
    ax.plot((0.4, 29.6), (7.8, 7.8), "-", color="0.4", linewidth=3, zorder=0)
    digits = handwritten()
    events = {
        ("1958–59", "Hubel & Wiesel"): tilted_bar(),
        ("1989", "LeCun"): np.hstack([digit[:, 6:22] for digit in digits[:5]]),
        ("1998", "LeNet-5"): six_maps(digits[5]),
        ("2012", "AlexNet"): photographs.photograph("flower", colour=True)[30:400, 120:490],
    }
    for number, ((year, name), image) in enumerate(events.items()):
        x = 3.6 + 7.6 * number
        tall, wide = 7 * np.array(image.shape[:2]) / max(image.shape)
        image_at(ax, image, x - wide / 2, 7.2 - tall, wide, height=tall)
        ax.plot(x, 7.8, "o", color=POINTED, markersize=14)
        write(ax, x, 8.9, year, 20, weight="bold")
        write(ax, x, 10.2, name, 18)
    return Picture(
        ax,
        words(language, "Milestones", "이정표"),
        words(
            language,
            "A timeline. 1958 to 1959: Hubel and Wiesel, with a tilted bar. 1989: LeCun, with five "
            "handwritten digits. 1998: LeNet-5, with six maps of a digit. 2012: AlexNet, "
            "with a photograph of a flower.",
            "연표. 1958–59년 Hubel과 Wiesel(기울어진 막대), 1989년 LeCun(손글씨 숫자 다섯 개), "
            "1998년 LeNet-5(숫자 하나의 맵 여섯 장), 2012년 AlexNet(꽃 사진).",
        ),
    )


def handwritten():
    """Six different handwritten digits, each (28, 28)."""
    digits = data.load("digits")
    labels = list(digits.y_test)
    return [digits.x_test[labels.index(digit)] for digit in (8, 0, 3, 2, 7, 5)]


def tilted_bar():
    """A bright bar on black, rotated by 30 degrees, (60, 60)."""
    y, x = np.mgrid[-30:30, -30:30] + 0.5
    turned = np.cos(np.pi / 6), np.sin(np.pi / 6)
    along, across = x * turned[1] - y * turned[0], x * turned[0] + y * turned[1]
    return 255 * ((abs(along) < 24) & (abs(across) < 5))


def six_maps(digit):
    """One image with the six maps of a digit, one per kernel, in two rows of three."""
    maps = [abs(convolution.correlate2d(digit, kernel)) for kernel in kernels.KERNELS.values()]
    framed = [np.pad(np.clip(each, 0, 255), 1, constant_values=255) for each in maps]
    return np.vstack([np.hstack(framed[:3]), np.hstack(framed[3:])])


FIGURES = {"history": history}
