"""Which pixels a class score depends on: saliency, Grad-CAM, occlusion.

Sources: saliency, Simonyan, Vedaldi and Zisserman 2013 (arXiv:1312.6034); Grad-CAM, Selvaraju et
al. 2016 (arXiv:1610.02391); occlusion, Zeiler and Fergus 2013 (arXiv:1311.2901).
"""

import contextlib

import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.gradients import gradient
from fashion_cnn.inside.model_layers import classifier, find_layer, map_layers
from fashion_cnn.inside.outputs import feature_maps
from fashion_cnn.inside.running import (
    BATCH,
    before_activation,
    check_images,
    run_and_watch,
    watch,
)


def class_score(model, x, index, layer=None, change=None):
    """Score of a class before the softmax for each image, as a tensor (N,).

    `change` is applied to the output of `layer` on the way.
    """
    last = classifier(model)
    with contextlib.ExitStack() as stack:
        if layer is not None:
            stack.enter_context(watch(layer, change))
        if last is None or last is layer:
            return model(x, training=False)[:, index]
        _, inputs, outputs = run_and_watch(model, x, last)
        return before_activation(last, inputs, outputs)[:, index]


def saliency(model, image, index):
    """How much each pixel changes the score of a class: |∂score/∂pixel|, (H, W).

    For a colour image, the largest of the three.
    """
    image = check_images(model, image)
    slope = gradient(lambda x: ops.sum(class_score(model, x, index)), image)
    return np.abs(slope[0]).max(axis=-1)


def grad_cam(model, image, index, name=None):
    """Where the feature maps of a layer raise a class score, (H, W) of the image, never below 0.

    relu(Σ_c mean(∂score/∂A_c)·A_c), resized by bilinear interpolation: the weight of each map A_c
    is the mean gradient of the score over its positions. By default for the last layer with
    feature maps.
    """
    image = check_images(model, image)
    name = name or last_maps(model)
    maps = feature_maps(model, image, [name])[name]
    layer = find_layer(model, name)

    def score(added):
        return ops.sum(class_score(model, image, index, layer, lambda y: y + added))

    weights = gradient(score, np.zeros_like(maps)).mean(axis=(1, 2), keepdims=True)
    heat = np.maximum((weights * maps).sum(axis=-1, keepdims=True), 0)
    return ops.convert_to_numpy(ops.image.resize(heat, image.shape[1:3]))[0, ..., 0]


def last_maps(model):
    names = map_layers(model)
    if not names:
        raise UsageError(f"The model {model.name!r} has no layer with feature maps.")
    return names[-1]


def occlusion(model, image, index, size=7, stride=2, fill=None):
    """How much the score of a class falls where a square of the image is covered, (H, W).

    The square, size x size pixels of the value `fill` (by default the image's mean), moves by
    `stride` from beyond one border to beyond the other, so that every pixel is covered about
    equally often. Each pixel gets the mean fall over the squares that cover it.
    """
    image = check_images(model, image)
    height, width = image.shape[1:3]
    squares = [
        (slice(max(row, 0), row + size), slice(max(column, 0), column + size))
        for row in range(1 - size, height, stride)
        for column in range(1 - size, width, stride)
    ]
    covered = np.repeat(image, len(squares), axis=0)
    for number, (rows, columns) in enumerate(squares):
        covered[number, rows, columns] = image.mean() if fill is None else fill
    [uncovered_score] = scores(model, image, index)
    falls, counts = np.zeros((height, width)), np.zeros((height, width))
    for square, score in zip(squares, scores(model, covered, index), strict=True):
        falls[square] += uncovered_score - score
        counts[square] += 1
    return falls / counts


def scores(model, images, index):
    """Score of a class before the softmax for any number of images, as an array (N,)."""
    starts = range(0, len(images), BATCH)
    batches = [class_score(model, images[start : start + BATCH], index) for start in starts]
    return np.concatenate([ops.convert_to_numpy(batch) for batch in batches])
