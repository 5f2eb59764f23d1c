"""Folders of pictures for tests: a folder for each class, with pictures that can be told apart."""

import numpy as np
from PIL import Image


def write_classes(folder, counts, size=28):
    """Write so many PNG files for each class: {name of the class: number}; return the folder."""
    draw = np.random.default_rng(len(counts))
    for label, (name, count) in enumerate(counts.items()):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = draw.integers(0, 60, (size, size, 3), np.uint8)
            start = label * size // len(counts)
            pixels[:, start : start + size // len(counts)] += 180  # a bright band, for each class
            Image.fromarray(pixels).save(folder / name / f"{number:03}.png")
    return folder
