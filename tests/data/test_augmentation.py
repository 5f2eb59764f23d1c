"""Augmented images: shifted and mirrored."""

import numpy as np

from fashion_cnn.data.augmentation import augment


def test_augmented_images_are_shifted_and_mirrored():
    draw = np.random.default_rng(0)
    images = draw.random((300, 6, 8, 1)) + 1
    changed = augment(images, draw, mirror=True)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    seen = set()
    for image, before in zip(changed, padded, strict=True):
        ways = {
            (row, column, mirrored)
            for row in range(5)
            for column in range(5)
            for mirrored in (False, True)
            if np.array_equal(
                image, before[row : row + 6, column : column + 8][:, :: -1 if mirrored else 1]
            )
        }
        assert len(ways) == 1
        seen |= ways
    # 300 draws of 50 ways miss less than one on average.
    assert len(seen) > 45
    straight = augment(images[:1].repeat(200, axis=0), draw, mirror=False)
    assert len(np.unique(straight, axis=0)) == 25
