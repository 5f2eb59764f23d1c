"""Which pixels a class score depends on: saliency, Grad-CAM, occlusion.

Sources: saliency, Simonyan, Vedaldi and Zisserman 2013 (arXiv:1312.6034); Grad-CAM, Selvaraju et
al. 2016 (arXiv:1610.02391); occlusion, Zeiler and Fergus 2013 (arXiv:1311.2901).
"""

import math

import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.gradients import gradient, without_gradients
from fashion_cnn.inside.answers import ancestors, class_scores, read_answer
from fashion_cnn.inside.model_layers import (
    all_layers,
    find_layer,
    has_channels_first,
    output_shape,
)
from fashion_cnn.inside.outputs import feature_maps
from fashion_cnn.inside.running import BATCH, as_array, check_images


def class_score(model, x, index, layer=None, change=None):
    """Score of a class before the softmax for each image, as a tensor (N,).

    `change` is applied to the output of `layer` on the way.
    """
    return class_scores(model, x, layer, change)[:, index]


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
    layer, maps = find_layer(model, name), feature_maps(model, image, [name])[name]
    if maps.ndim != 4:
        raise UsageError(
            "The maps of the layer {name!r} are not images (height, width).", name=name
        )
    is_first = has_channels_first(model, layer)

    def score(added):
        added = ops.moveaxis(added, -1, 1) if is_first else added

        def change(y):
            return y + ops.cast(added, y.dtype)

        return ops.sum(class_score(model, image, index, layer, change))

    weights = gradient(score, np.zeros_like(maps)).mean(axis=(1, 2), keepdims=True)
    heat = np.maximum((weights * maps).sum(axis=-1, keepdims=True), 0)
    resized = ops.image.resize(heat, image.shape[1:3], data_format="channels_last")
    return ops.convert_to_numpy(resized)[0, ..., 0]


def last_maps(model):
    """Name of the last layer with feature maps (H, W, C), of more than one position, that counts.

    It counts if the class scores depend on it.
    """
    counting = ancestors(model.outputs[read_answer(model).index])
    names = [
        name
        for name, layer in all_layers(model).items()
        if id(layer) in counting and len(output_shape(layer)) == 4 and positions(model, layer) != 1
    ]
    if not names:
        raise UsageError("The model {name!r} has no layer with feature maps.", name=model.name)
    return names[-1]


def positions(model, layer):
    """Number of positions of a layer's feature maps; None if it depends on the image."""
    _, *sizes = output_shape(layer)
    sizes = sizes[1:] if has_channels_first(model, layer) else sizes[:-1]
    return None if None in sizes else math.prod(sizes)


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
    with without_gradients():
        batches = [class_score(model, images[start : start + BATCH], index) for start in starts]
    return np.concatenate([as_array(batch) for batch in batches])
