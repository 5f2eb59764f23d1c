"""Numbers of deck 1: one digit, written in six other ways."""

from functools import cache, partial

import numpy as np

SIDE, MIDDLE, THICK = 28, 13.5, 3
# Centre (row), half width, half height of the two loops of a digit.
LOOPS = ((8.8, 5.0, 4.7), (18.9, 5.6, 5.4))
# Of each loop, from where to where the pen draws, in degrees clockwise from the right.
THREE, EIGHT = ((-160, 90), (-90, 160)), ((-180, 180), (-180, 180))


def stroke(turns):
    """The points (N, 2) of a digit's two loops, as row and column."""
    parts = []
    for (row, wide, high), (start, end) in zip(LOOPS, turns, strict=True):
        angle = np.radians(np.linspace(start, end, 200))
        parts.append(np.stack([row + high * np.sin(angle), MIDDLE + wide * np.cos(angle)], axis=1))
    return np.concatenate(parts)


def ink(points, thick=THICK):
    """The bright pixels (28, 28) of a pen of that thickness that goes through the points."""
    pixels = np.stack(np.indices((SIDE, SIDE)), axis=-1)[:, :, None]
    return np.linalg.norm(pixels - points, axis=-1).min(axis=-1) <= thick / 2


def transformed(matrix):
    """The points of the three after a linear map about the middle of the image."""
    return (stroke(THREE) - MIDDLE) @ np.transpose(matrix) + MIDDLE


@cache
def writings():
    """The digit, six deformations and another digit: {name: bright pixels (28, 28)}."""
    three = stroke(THREE)
    turn = np.radians(20)
    bow = ((three[:, :1] - MIDDLE) / 10) ** 2
    return {
        "original": ink(three),
        "shifted": ink(three + np.array([0, 3])),
        "rotated": ink(transformed([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])),
        "smaller": ink(transformed(0.75 * np.eye(2))),
        "thinner": ink(three, thick=1.5),
        "slanted": ink(transformed([[1, 0], [-0.35, 1]])),
        "bent": ink(three + (3 - 7.5 * bow) * (0, 1)),
        "other": ink(stroke(EIGHT)),
    }


def shared(name):
    """How many of the original's bright pixels are bright in that writing too."""
    return int(np.sum(writings()["original"] & writings()[name]))


FACTS = {
    "digit_bright": partial(shared, "original"),
    "digit_shared_other": partial(shared, "other"),
    "digit_variants": lambda: 10**6,
}
