"""Scores of masks, and the best that a threshold can do.

Masks are bool (n, H, W), True on the object; images are uint8 (n, H, W).
"""

import numpy as np


def iou(masks, truth):
    """The intersection over union |A ∩ B| / |A ∪ B| of each pair of masks: (n,).

    It is 1 for two empty masks, which agree.
    """
    intersection = (masks & truth).sum(axis=(1, 2))
    union = (masks | truth).sum(axis=(1, 2))
    return np.where(union == 0, 1.0, intersection / np.maximum(union, 1))


def above(images, level, bright=True):
    """The masks of the pixels of at least a grey level or, if not `bright`, of those below it."""
    return images >= level if bright else images < level


def best_threshold(scenes):
    """The (level, bright) whose masks have the highest mean IoU on Scenes."""
    candidates = [(level, bright) for level in range(0, 257, 4) for bright in (True, False)]
    means = [iou(above(scenes.images, *each), scenes.masks).mean() for each in candidates]
    return candidates[int(np.argmax(means))]
