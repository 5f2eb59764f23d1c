"""How often models are right on images that are shifted: what the page shows to compare two."""

import numpy as np

from fashion_cnn.explorer.scoring import can_be_scored, right

# The shifts, in pixels down and to the right, and the number of test images.
SHIFTS = range(-6, 7, 2)
IMAGES = 200


def measured(opened):
    """How many images each of two models gets right, for every shift; None if none can be counted.

    "right" has for each model a row for each shift down, in it a number for each to the right.
    """
    same_data = len({each.dataset for each in opened}) == 1
    if len(opened) < 2 or not same_data or not all(map(can_be_scored, opened)):
        return None
    pictures = [each.pictures(range(min(IMAGES, len(each.labels)))) for each in opened]
    return {
        "by": list(SHIFTS),
        "count": len(pictures[0]),
        "right": [right_of_shifted(*each) for each in zip(opened, pictures, strict=True)],
    }


def right_of_shifted(opened, pictures):
    return [
        [right(opened, shifted(pictures, rows, columns)) for columns in SHIFTS] for rows in SHIFTS
    ]


def shifted(pictures, rows, columns):
    """Pictures (N, H, W, C) moved down and to the right; black enters at the border."""
    height, width = pictures.shape[1:3]
    reach = max(abs(rows), abs(columns))
    padded = np.pad(pictures, ((0, 0), (reach, reach), (reach, reach), (0, 0)))
    top, left = reach - rows, reach - columns
    return padded[:, top : top + height, left : left + width]
