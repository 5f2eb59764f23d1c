"""Count the test images of Fashion-MNIST that repeat a training image, nearly or exactly.

    FASHION_CNN_DATA=data python benchmarks/duplicates.py
    python benchmarks/duplicates.py --data-dir data --dataset mnist

Two images are compared by the cosine of the angle between the vectors of their pixels. If the
nearest training image has another label, one of the labels is wrong or the image is ambiguous.
Takes about a minute on two CPU cores.
"""

import argparse
import hashlib

import numpy as np

from fashion_cnn import data

LEAST = (0.9975, 0.995)
# Test images to compare at a time: 500 x 60,000 cosines are 120 MB.
BATCH = 500


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dataset", default="fashion_mnist", choices=data.NAMES)
    parser.add_argument("--data-dir")
    arguments = parser.parse_args()
    drawn = data.load(arguments.dataset, arguments.data_dir)
    cosines, places = nearest(directions(drawn.x_test), directions(drawn.x_train))
    differ = drawn.y_train[places] != drawn.y_test
    print(f"{drawn.title}: {len(drawn.x_test):,} test, {len(drawn.x_train):,} training images")
    print(f"test images with the bytes of a training image: {identical(drawn)}")
    for least in LEAST:
        near = cosines >= least
        print(
            f"test images with a training image at a cosine of {least} or more: {near.sum()}, "
            f"{(near & differ).sum()} of them with another label than the nearest one"
        )


def directions(images):
    """Images (n, H, W) as unit vectors: (n, pixels), float32."""
    flat = images.reshape(len(images), -1).astype(np.float32)
    return flat / np.linalg.norm(flat, axis=1, keepdims=True)


def nearest(images, others):
    """For each image, the largest cosine with one of the others, and its index: (n,), (n,)."""
    cosines, places = [], []
    for start in range(0, len(images), BATCH):
        found = images[start : start + BATCH] @ others.T
        places.append(found.argmax(axis=1))
        cosines.append(found.max(axis=1))
    return np.concatenate(cosines), np.concatenate(places)


def identical(drawn):
    """The number of test images that equal a training image byte for byte."""
    seen = {digest(image) for image in drawn.x_train}
    return sum(digest(image) in seen for image in drawn.x_test)


def digest(image):
    return hashlib.sha256(image.tobytes()).digest()


if __name__ == "__main__":
    main()
