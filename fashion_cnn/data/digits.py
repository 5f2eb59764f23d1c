"""Handwritten digits without a network: scikit-learn's, enlarged from 8x8 to 28x28 pixels."""

import numpy as np


def enlarged():
    """The 1,797 images (n, 28, 28) and labels (n,), both uint8.

    As in MNIST, a digit is 20x20 pixels in the middle of 28x28.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    small = np.round(small.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)  # from 0..16
    images = np.zeros((len(small), 28, 28), np.uint8)
    for image, pixels in zip(images, small, strict=True):
        image[4:24, 4:24] = Image.fromarray(pixels).resize((20, 20), Image.Resampling.BICUBIC)
    return images, labels.astype(np.uint8)
