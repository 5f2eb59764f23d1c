"""Feature maps: of an inner layer, the strongest, dead channels, best patches; and occlusion."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.structures import (
    NEXT_LINE,
    Words,
    no_input,
    own_class,
    with_weights,
)

# ---------------------------------------------------------------------------------------------
# A model up to an inner layer
# ---------------------------------------------------------------------------------------------


def models_and_names(draw):
    import keras

    layers = [
        keras.layers.Conv2D(3, 3, padding="same", name="conv1"),
        keras.layers.MaxPooling2D(2, name="pool1"),
        keras.layers.Conv2D(4, 2, activation="relu", name="conv2"),
    ]
    model = with_weights(keras.Sequential([keras.Input((8, 6, 2)), *layers], name="example"))
    return [(model, name) for name in ("conv1", "conv2")]


def several_outputs():
    return Words([tr("A model with several outputs.")])


def in_words(result):
    """Describe a model in two lines: its input and output shapes, and its mean output for an image.

    Anything that is not a model is described in words that the checks recognise.
    """
    import keras

    if result is None:
        return None
    if isinstance(result, Words):
        return result
    if not isinstance(result, keras.Model):
        kind = type(result).__name__
        if hasattr(result, "shape"):
            shape = result.shape
            return Words([tr("no model, but {type} of shape {shape}", type=kind, shape=shape)])
        return Words([tr("no model, but {type}", type=kind)])
    if not getattr(result, "inputs", None):
        return no_input() if isinstance(result, keras.Sequential) else own_class()
    if len(result.outputs) > 1:
        return several_outputs()
    shape = result.inputs[0].shape[1:]
    image = np.sin(np.arange(np.prod(shape))).reshape(1, *shape)
    output = keras.ops.convert_to_numpy(keras.tree.flatten(result(image))[0])
    sizes = ["x".join(map(str, sides)) for sides in (shape, output.shape[1:])]
    model = tr("a model {shapes}", shapes=" -> ".join(sizes))
    mean = tr("the mean of its output for one image: {mean:.4f}", mean=output.mean())
    return Words([NEXT_LINE.join([model, mean])])


def model_between(begin, end):
    import keras

    return keras.Model(begin, end)


def maps_model(model, name):
    return model_between(model.inputs[0], model.get_layer(name).output)


# ---------------------------------------------------------------------------------------------
# Maps as arrays
# ---------------------------------------------------------------------------------------------


def maps_of_an_image(draw):
    """Maps (H, W, C) with the largest mean and the largest value in different channels."""
    example = np.stack([[[0.0, 8.0], [0.0, 0.0]], [[3.0, 3.0], [3.0, 3.0]]], axis=-1)
    chosen = np.zeros((3, 2, 4))
    chosen[:, :, 2] = 2
    chosen[1, 1] = [7, 0, 6, 1]
    chosen[:, :, 1] = 0.5
    drawn = [np.maximum(draw.normal(size=shape), 0) for shape in ((5, 4, 6), (3, 6, 9), (7, 7, 3))]
    signed = draw.normal(size=(4, 3, 5))
    signed[:, :, 2] -= 40  # the largest absolute mean
    signed[:, :, 3] = -1  # the largest mean, but not the largest median
    signed[0, :, 3] = 30
    far_below = np.roll(-1e6 * (1 + np.abs(signed)), 2, axis=2)
    below = np.array([-1, -9, -0.5]) * np.ones((2, 3, 1))
    below[0, 2, 1] = 5  # every mean is negative
    return [(maps,) for maps in (example, chosen, *drawn, below, signed, far_below)]


def strongest(maps):
    return int(np.argmax(maps.sum(axis=(0, 1))))


def maps_of_images(draw):
    """Maps (N, H, W, C) with channels that are dead, or dead in one image or on average only."""
    example = np.array([[[[0, 0], [0, -1]]], [[[0, -2], [5, 0]]]], float)
    some = np.maximum(draw.normal(size=(3, 4, 2, 5)), 0)
    some[..., 2] = 0  # dead
    some[1, ..., 4] = 0  # dead in image 1 only
    some[0, ..., 0] = 0  # and in image 0 only
    signed = draw.normal(size=(2, 3, 4, 6))
    signed[..., 1] -= 9  # always negative
    signed[..., 3] = np.minimum(signed[..., 3], 0)  # 0 or negative
    signed[..., 4] = -3
    signed[0, 1, 2, 4] = 7  # negative on average
    signed[..., 5] = 1 + np.abs(signed[..., 5])  # always positive
    small = np.array([0.3, -0.2, 0.0, 1e-3, 2.0]) * np.ones((2, 1, 4, 1))
    small[:, :, ::2, 4] = -2  # adds up to 0
    return [(example,), (some,), (signed,), (small,)]


def best_patches(draw):
    """Images, maps with the largest value inside or at a border, and numbers of three layers."""
    cases = [
        ((3, 5), (3, 5), (0, 2), (3, 1, 1)),
        ((6, 8), (6, 8), (4, 2), (3, 1, 1)),
        ((5, 6), (5, 6), (4, 0), (3, 1, 1)),
        ((14, 18), (7, 9), (3, 6), (8, 2, 3)),
        ((14, 18), (7, 9), (1, 8), (8, 2, 3)),
        ((9, 12), (3, 4), (1, 2), (5, 3, 1)),
    ]
    inputs = []
    for shape, map_shape, place, layer in cases:
        feature_map = draw.uniform(0, 1, map_shape).round(1)
        feature_map[place] = 2
        far = map_shape[0] - 1 - place[0], map_shape[1] - 1 - place[1]
        feature_map[far] = -5  # the smallest value, and the largest absolute one, is elsewhere
        image = np.arange(1, np.prod(shape) + 1).reshape(shape)
        inputs.append((image, feature_map, *layer))
    scaled = draw.normal(0, 1e6, (8, 9)), -1e6 * (1 + draw.random((4, 5)))
    large = draw.random((260, 240)), draw.random((2, 2))
    return [*inputs, (*scaled, 5, 2, 2), (*large, 130, 120, 2), (*large, 230, 3, 110)]


def seen(index, size, field, step, offset):
    """The list of the pixels from 0 to size − 1 that value `index` sees."""
    first = index * step - offset
    return [pixel for pixel in range(first, first + field) if 0 <= pixel < size]


def patch_at(row, column, image, field, step, offset):
    rows = seen(row, image.shape[0], field, step, offset)
    return image[rows][:, seen(column, image.shape[1], field, step, offset)]


def place_of(value, feature_map):
    row, column = np.argwhere(feature_map == value)[0]
    return int(row), int(column)


def best_patch(image, feature_map, field, step, offset):
    return patch_at(*place_of(feature_map.max(), feature_map), image, field, step, offset)


def negative_starts(image, feature_map, field, step, offset):
    row, column = place_of(feature_map.max(), feature_map)
    top, left = row * step - offset, column * step - offset
    return image[top : top + field, left : left + field]


def moved_inside(image, feature_map, field, step, offset):
    """The mistake of a patch that starts at the border and keeps its full size."""
    row, column = place_of(feature_map.max(), feature_map)
    top, left = max(row * step - offset, 0), max(column * step - offset, 0)
    return image[top : top + field, left : left + field]


def centred(image, feature_map, field, step, offset):
    return best_patch(image, feature_map, field, step, field // 2)


def patch_rows(image, feature_map, field, step, offset):
    row, _ = place_of(feature_map.max(), feature_map)
    return image[seen(row, image.shape[0], field, step, offset)]


def row_twice(image, feature_map, field, step, offset):
    row, _ = place_of(feature_map.max(), feature_map)
    return patch_at(row, row, image, field, step, offset)


def swapped(image, feature_map, field, step, offset):
    row, column = place_of(feature_map.max(), feature_map)
    return patch_at(column, row, image, field, step, offset)


# ---------------------------------------------------------------------------------------------
# Occlusion
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """A score function whose repr says what it computes: `words` is a function, too."""

    words: Callable
    function: Callable

    def __call__(self, image):
        return float(self.function(np.asarray(image, float)))

    def __repr__(self):
        return self.words()


TOTAL = Score(lambda: tr("the sum of all pixels"), np.sum)
HALVES = Score(
    lambda: tr("the sum of the left half minus that of the right half"),
    lambda image: np.subtract(*(half.sum() for half in np.hsplit(image, 2))),
)
PRODUCTS = Score(
    lambda: tr("the sum of each pixel times its right neighbour"),
    lambda image: (image[:, 1:] * image[:, :-1]).sum(),
)
EDGES = Score(
    lambda: tr("the sum of |pixel − pixel below|"),
    lambda image: np.abs(image[1:] - image[:-1]).sum(),
)


def images_and_scores(draw):
    example = np.array([[1, 0, 2, 3], [0, 1, 3, 0]], float)
    drawn = [draw.integers(1, 9, shape) / 4 for shape in ((6, 10), (6, 12), (8, 6))]
    drawn += [draw.normal(0, 1e4, (4, 3)), draw.integers(-9, 10, (3, 9))]
    scores, sizes = (PRODUCTS, EDGES, HALVES, PRODUCTS, EDGES), (2, 3, 2, 1, 3)
    return [(example, TOTAL, 2), *zip(drawn, scores, sizes, strict=True)]


def squares(image, size):
    return [(i, j) for i in range(image.shape[0] // size) for j in range(image.shape[1] // size)]


def scores_covered(image, score, size, fill=0.0, apart=None):
    """The score with each square covered; `apart` is the distance between the squares."""
    apart = apart or size
    result = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for i, j in squares(image, size):
        rows, columns = np.arange(image.shape[0]) - i * apart, np.arange(image.shape[1]) - j * apart
        inside = np.outer((rows >= 0) & (rows < size), (columns >= 0) & (columns < size))
        result[i, j] = score(np.where(inside, fill, image))
    return result


def occlusion(image, score, size):
    return score(image) - scores_covered(image, score, size)


def never_uncovered(image, score, size):
    """The mistake of covering one square after another in the same image."""
    covered, whole = image.copy(), score(image)
    result = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for i, j in squares(image, size):
        covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
        result[i, j] = whole - score(covered)
    return result


def only_the_square(image, score, size):
    """The mistake of covering everything except the square."""
    result = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for i, j in squares(image, size):
        alone = np.zeros_like(image)
        part = slice(i * size, (i + 1) * size), slice(j * size, (j + 1) * size)
        alone[part] = image[part]
        result[i, j] = score(image) - score(alone)
    return result


def bands(image, score, size):
    """The mistake of covering all columns."""
    whole = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for i in range(len(whole)):
        covered = image.copy()
        covered[i * size : (i + 1) * size] = 0
        whole[i] = score(image) - score(covered)
    return whole


def of_squares(image, score, size):
    """The mistake of the scores of the squares themselves."""
    result = np.zeros((image.shape[0] // size, image.shape[1] // size))
    for i, j in squares(image, size):
        result[i, j] = score(image[i * size : (i + 1) * size, j * size : (j + 1) * size])
    return result


def at_every_pixel(image, score, size):
    """The mistake of starting a square at every pixel."""
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    result = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        covered = image.copy()
        covered[i : i + size, j : j + size] = 0
        result[i, j] = score(image) - score(covered)
    return result


TASKS = {
    "maps_model": Task(
        answer=maps_model,
        inputs=models_and_names,
        compare_as=in_words,
        mistakes={
            "into_the_layer": lambda model, name: model_between(
                model.inputs[0], model.get_layer(name).input
            ),
            "whole_model": lambda model, name: model_between(model.inputs[0], model.outputs[0]),
            "first_layer": lambda model, name: model_between(
                model.inputs[0], model.layers[0].output
            ),
            "from_the_layer": lambda model, name: model_between(
                model.get_layer(name).input, model.get_layer(name).output
            ),
            "rest_of_the_model": lambda model, name: model_between(
                model.get_layer(name).output, model.outputs[0]
            ),
            "only_the_output": lambda model, name: model.get_layer(name).output,
            "only_the_layer": lambda model, name: model.get_layer(name),
            "weights": lambda model, name: model.get_layer(name).get_weights()[0],
            "several_outputs": lambda model, name: several_outputs(),
            "no_input": lambda model, name: no_input(),
        },
    ),
    "strongest": Task(
        answer=strongest,
        inputs=maps_of_an_image,
        mistakes={
            "largest_value": lambda maps: int(maps.max(axis=(0, 1)).argmax()),
            "the_mean_itself": lambda maps: float(maps.mean(axis=(0, 1)).max()),
            "weakest": lambda maps: int(maps.mean(axis=(0, 1)).argmin()),
            "over_channels": lambda maps: int(maps.mean(axis=2).argmax()),
            "strongest_row": lambda maps: int(maps.mean(axis=(1, 2)).argmax()),
            "place_of_largest": lambda maps: int(maps.argmax()),
            "from_1": lambda maps: strongest(maps) + 1,
            "most_often": lambda maps: int((maps > 0).sum(axis=(0, 1)).argmax()),
            "absolute": lambda maps: int(np.abs(maps).mean(axis=(0, 1)).argmax()),
            "median": lambda maps: int(np.median(maps, axis=(0, 1)).argmax()),
            "negatives_ignored": lambda maps: int(np.maximum(maps, 0).mean(axis=(0, 1)).argmax()),
            "above_zero": lambda maps: strongest(maps) if maps.mean(axis=(0, 1)).max() > 0 else 0,
        },
    ),
    "dead_channels": Task(
        answer=lambda maps: np.all(~(maps > 0), axis=(0, 1, 2)),
        inputs=maps_of_images,
        mistakes={
            "on_average": lambda maps: maps.mean(axis=(0, 1, 2)) <= 0,
            "in_one_image": lambda maps: (maps.max(axis=(1, 2)) <= 0).any(axis=0),
            "somewhere": lambda maps: maps.min(axis=(0, 1, 2)) <= 0,
            "alive": lambda maps: maps.max(axis=(0, 1, 2)) > 0,
            "for_each_image": lambda maps: maps.max(axis=(1, 2)) <= 0,
            "first_image": lambda maps: maps[0].max(axis=(0, 1)) <= 0,
            "only_zeros": lambda maps: (maps == 0).all(axis=(0, 1, 2)),
            "largest_is_0": lambda maps: maps.max(axis=(0, 1, 2)) == 0,
            "below_0": lambda maps: maps.max(axis=(0, 1, 2)) < 0,
            "numbers": lambda maps: np.flatnonzero(maps.max(axis=(0, 1, 2)) <= 0),
            "last_image": lambda maps: maps[-1].max(axis=(0, 1)) <= 0,
            "sum_is_0": lambda maps: maps.sum(axis=(0, 1, 2)) == 0,
        },
    ),
    "best_patch": Task(
        answer=best_patch,
        inputs=best_patches,
        mistakes={
            "negative_starts": negative_starts,
            "moved_inside": moved_inside,
            "offset_forgotten": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field, step, 0
            ),
            "offset_added": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field, step, -offset
            ),
            "offset_in_steps": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field, step, offset * step
            ),
            "step_forgotten": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field, 1, offset
            ),
            "last_pixel_missing": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field - 1, step, offset
            ),
            "pixel_too_many": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, field + 1, step, offset
            ),
            "as_far_behind": lambda image, feature_map, field, step, offset: best_patch(
                image, feature_map, 2 * offset + 1, step, offset
            ),
            "swapped": swapped,
            "weakest": lambda image, feature_map, field, step, offset: best_patch(
                image, -feature_map, field, step, offset
            ),
            "absolute": lambda image, feature_map, field, step, offset: best_patch(
                image, np.abs(feature_map), field, step, offset
            ),
            "centred": centred,
            "rows_only": lambda image, feature_map, field, step, offset: patch_rows(
                image, feature_map, field, step, offset
            ),
            "row_twice": row_twice,
        },
    ),
    "occlusion": Task(
        answer=occlusion,
        inputs=images_and_scores,
        mistakes={
            "never_uncovered": never_uncovered,
            "rise": lambda image, score, size: -occlusion(image, score, size),
            "score_left": scores_covered,
            "without_sign": lambda image, score, size: np.abs(occlusion(image, score, size)),
            "share": lambda image, score, size: occlusion(image, score, size) / score(image),
            "white": lambda image, score, size: (
                score(image) - scores_covered(image, score, size, fill=1.0)
            ),
            "mean_grey": lambda image, score, size: (
                score(image) - scores_covered(image, score, size, fill=image.mean())
            ),
            "only_the_square": only_the_square,
            "squares_overlap": lambda image, score, size: (
                score(image) - scores_covered(image, score, size, apart=1)
            ),
            "at_every_pixel": at_every_pixel,
            "size_of_the_image": lambda image, score, size: np.kron(
                occlusion(image, score, size), np.ones((size, size))
            ),
            "no_rises": lambda image, score, size: np.maximum(occlusion(image, score, size), 0),
            "bands": bands,
            "score_of_square": lambda image, score, size: of_squares(image, score, size),
            "smallest": lambda image, score, size: (
                score(image) - scores_covered(image, score, size, fill=image.min())
            ),
            "one_minus": lambda image, score, size: 1 - scores_covered(image, score, size),
        },
    ),
}
