"""U-Net: its sizes, its skip connections, a level on the way up, and the IoU of its results."""

from functools import partial

import numpy as np

from fashion_cnn.networks import counting, zoo
from fashion_cnn.networks.layers import Add, Concatenate, Conv, ConvTranspose, Other
from fashion_cnn.networks.network import IMAGE, Graph
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.wirings import no_tensor, tensor, uncopied, wiring

# ---------------------------------------------------------------------------------------------
# Sizes
# ---------------------------------------------------------------------------------------------


def images(draw):
    """The lesson's example, the published network, and others; no pooling meets an odd side."""
    drawn = zip(draw.integers(2, 9, 3), (2, 3, 4), strict=True)
    others = [(image_of(int(side), levels), levels) for side, levels in drawn]
    return [(60, 3), (572, 5), *others]


def image_of(side, levels):
    """Return the size of the image whose lowest maps have this side."""
    for _ in range(levels - 1):
        side = 2 * (side + 4)
    return side + 4


def unet_sizes(size, levels):
    """Read the sides off the network that the package describes."""
    network = zoo.describe("unet", input_shape=(size, size, 1), filters=(1,) * levels)
    return tuple(
        row.output_shape[0] for row in counting.report(network) if row.name.endswith("_conv2")
    )


def sizes(down=4, up=4, lowest=4, pooled=False, doubled=False):
    """The sides if each step loses this many pixels; the arguments make the mistakes.

    `pooled` and `doubled` take the sides before the convolutions instead of after them.
    """

    def make(size, levels):
        found, after = [], size
        for level in range(levels):
            before = after // 2 if level else size
            after = before - (down if level < levels - 1 else lowest)
            found.append(before if pooled else after)
        for _ in range(levels - 1):
            before = 2 * after
            after = before - up
            found.append(before if doubled else after)
        return tuple(found)

    return make


def pooled_below(size, levels):
    """The mistake of another pooling after the lowest level."""
    found = list(unet_sizes(size, levels)[:levels])
    after = found[-1] // 2
    for _ in range(levels - 1):
        after = 2 * after - 4
        found.append(after)
    return tuple(found)


def mirrored(size, levels):
    """The mistake of the same sides on the way up as on the way down."""
    down = unet_sizes(size, levels)[:levels]
    return down + down[-2::-1]


def upside_down(size, levels):
    """The mistake of listing the way up in the order of the levels."""
    found = unet_sizes(size, levels)
    return found[:levels] + found[: levels - 1 : -1]


def not_enlarged(size, levels):
    down = unet_sizes(size, levels)[:levels]
    return down + tuple(down[-1] - 4 * step for step in range(1, levels))


# ---------------------------------------------------------------------------------------------
# The skip connection
# ---------------------------------------------------------------------------------------------


def pairs(draw):
    """Maps from the way down and from below, with one channel each, with two, and with others."""

    def drawn(*shape):
        return draw.integers(1, 50, shape).astype(float)

    counted = np.arange(1.0, 17).reshape(4, 4, 1)
    return [
        (counted, -np.arange(1.0, 5).reshape(2, 2, 1)),
        (drawn(8, 6, 1), drawn(4, 4, 1)),
        (drawn(7, 11, 2), drawn(5, 5, 2)),
        (drawn(6, 6, 2), drawn(4, 2, 3)),
        (drawn(6, 6, 1) / 4, drawn(6, 6, 2) / 4),
        (draw.normal(0, 1e6, (9, 5, 2)), draw.normal(0, 1e6, (3, 5, 1))),
    ]


def margins(skipped, x):
    """Return how many rows and columns have to be cut off."""
    return [a - b for a, b in zip(skipped.shape[:2], x.shape[:2], strict=True)]


def middle(skipped, x, share=0.5, order=(0, 1)):
    """Cut off the extra rows and columns, this fraction of them at the top and left.

    `order` says which of the two margins is used for the rows and which for the columns.
    """
    both = margins(skipped, x)
    top, left = (round(share * both[place]) for place in order)
    return skipped[top : top + x.shape[0], left : left + x.shape[1]]


def joined(*arrays):
    return np.dstack(arrays)


def cut_from_the_end(skipped, x):
    """The mistake of [a:-a], which is empty if a is 0, so that joining raises an exception."""
    top, left = (margin // 2 for margin in margins(skipped, x))
    return joined(skipped[top:-top, left:-left], x)


def filled_up(skipped, x):
    """The mistake of padding x with zeros instead of cropping the other maps."""
    around = [(margin // 2, margin // 2) for margin in margins(skipped, x)]
    return joined(skipped, np.pad(x, (*around, (0, 0))))


# ---------------------------------------------------------------------------------------------
# One level up
# ---------------------------------------------------------------------------------------------

# The layers that make the two tensors passed to a learner's function.
GIVEN = ("x", "skipped")


def given(height, width, below, beside):
    """Return tensors with this many channels: x, of half the height and width, and skipped."""
    import keras

    image = tensor(height, width, 1)
    x = keras.layers.Conv2D(below, 2, strides=2, name="x")(image)
    skipped = keras.layers.Conv2D(beside, 1, name="skipped")(image)
    return uncopied(x), uncopied(skipped)


def levels(draw):
    """Inputs as in a U-Net, and others with different numbers of channels."""
    return [(*given(8, 8, 8, 4), 4), (*given(4, 6, 5, 5), 3), (*given(2, 4, 3, 2), 104)]


def sources(x, skipped):
    """Return a Graph that begins as `given` does, and the numbers of x and of skipped."""
    net = Graph()
    below = net(Conv(x.shape[-1], 2, strides=2, name="x"), IMAGE)
    beside = net(Conv(skipped.shape[-1], 1, name="skipped"), IMAGE)
    return net, below, beside


def finished(net, skipped):
    return net.network("level", (*skipped.shape[1:3], 1))


def two(filters):
    return [Conv(filters, 3, padding="same", activation="relu")] * 2


def enlarging(x, filters, **settings):
    return ConvTranspose(filters, **{"kernel_size": 2, "strides": 2, "padding": "same"} | settings)


def up_level(
    x, skipped, filters, enlarge=enlarging, join=Concatenate, before=(), beside=(), after=two
):
    """A level as a Network; the arguments make the mistakes.

    `before` are the layers before the transposed convolution, `beside` those on the skip
    connection, `after` those after the concatenation.
    """
    net, below, skip = sources(x, skipped)
    below = net.chain(before, below)
    below = net(enlarge(x, filters), below)
    skip = net.chain(beside, skip)
    net.chain(after(filters), net(join(), skip, below) if join else below)
    return finished(net, skipped)


def changed(**settings):
    """The mistake of other arguments of up_level."""
    return lambda x, skipped, filters: up_level(x, skipped, filters, **settings)


def with_enlarging(**settings):
    """The mistake of other settings of the transposed convolution."""
    return changed(enlarge=lambda x, filters: enlarging(x, filters, **settings))


def upsampled(x, filters):
    """The mistake of upsampling without weights."""
    height, width, channels = x.shape[1:]
    return Other("UpSampling2D", (2 * height, 2 * width, channels))


def added(x, skipped, filters):
    """The mistake of adding, which works only if the numbers of channels are equal."""
    if skipped.shape[-1] != filters:
        raise ValueError("other channels")
    return up_level(x, skipped, filters, join=Add)


def joined_late(x, skipped, filters):
    """The mistake of concatenating after the convolutions."""
    net, below, skip = sources(x, skipped)
    net(Concatenate(), skip, net.chain([enlarging(x, filters), *two(filters)], below))
    return finished(net, skipped)


def convolved_first(x, skipped, filters):
    """The mistake of convolving both before and after the concatenation."""
    net, below, skip = sources(x, skipped)
    below = net.chain([enlarging(x, filters), *two(filters)], below)
    net.chain(two(filters), net(Concatenate(), skip, below))
    return finished(net, skipped)


# ---------------------------------------------------------------------------------------------
# Intersection over union
# ---------------------------------------------------------------------------------------------


def results(draw):
    """The lesson's example, three classes, and cases where one or both masks are empty."""
    predicted = np.array([[1, 1, 0], [1, 1, 0]])
    mask = np.array([[0, 1, 1], [0, 1, 1]], bool)
    none = np.zeros((2, 3), int)
    return [
        (probabilities(predicted, 0.75), mask),
        (of_three(draw, (4, 5)), draw.random((4, 5)) < 0.6),
        (of_three(draw, (6, 6)), draw.random((6, 6)) < 0.3),
        (probabilities(none, 0.75), mask),
        (probabilities(none, 0.75), none.astype(bool)),
        (probabilities(predicted, 0.75), none.astype(bool)),
    ]


def probabilities(classes, certain):
    """Return probabilities that predict these two classes: (H, W) -> (H, W, 2)."""
    return np.where(np.arange(2) == classes[:, :, None], certain, 1 - certain)


def of_three(draw, shape):
    scores = np.exp(draw.normal((0, 0.8, 0), 1.5, (*shape, 3)))
    return scores / scores.sum(axis=-1, keepdims=True)


def counts(probabilities, mask, found=None):
    """Return the numbers of pixels in both, in the prediction, and in the truth."""
    if found is None:
        found = probabilities[:, :, 1] == probabilities.max(axis=-1)
    return int(np.sum(found & mask)), int(np.sum(found)), int(np.sum(mask))


def measure(share, empty=1.0, find=None):
    """A measure computed from the numbers of pixels in both, the prediction and the truth.

    `empty` is its value if both are empty; `find` gives the predicted mask if it is not the usual
    one.
    """

    def make(probabilities, mask):
        both, one, other = counts(probabilities, mask, find(probabilities) if find else None)
        if not one and not other:
            return empty
        return np.divide(*map(float, share(both, one, other)))

    return make


def over_union(both, one, other):
    return both, one + other - both


def right_pixels(probabilities, mask):
    both, one, other = counts(probabilities, mask)
    return (mask.size - one - other + 2 * both) / mask.size


def classes_compared(probabilities, mask):
    """The mistake of comparing class numbers with the mask."""
    return (probabilities.argmax(axis=-1) == mask).mean()


def axis_forgotten(probabilities):
    """The mistake of testing whether the largest probability of the whole array is at index 1."""
    return np.full(probabilities.shape[:2], probabilities.argmax() == 1)


def classes_as_masks(probabilities, mask):
    """The mistake of using class numbers as True and False."""
    found = probabilities.argmax(axis=-1)
    union = (found | mask).sum()
    return (found & mask).sum() / union if union else 1.0


TASKS = {
    "unet_sizes": Task(
        answer=unet_sizes,
        inputs=images,
        mistakes={
            "same": sizes(0, 0, 0),
            "one_convolution": sizes(2, 2, 2),
            "whole_kernel": sizes(6, 6, 6),
            "only_down": sizes(up=0),
            "only_up": sizes(down=0, lowest=0),
            "lowest_forgotten": sizes(lowest=0),
            "before_convolutions": sizes(pooled=True, doubled=True),
            "before_convolutions_up": sizes(doubled=True),
            "before_convolutions_down": sizes(pooled=True),
            "pooled_below": pooled_below,
            "mirrored": mirrored,
            "upside_down": upside_down,
            "not_enlarged": not_enlarged,
        },
    ),
    "crop_and_join": Task(
        answer=lambda skipped, x: joined(middle(skipped, x), x),
        inputs=pairs,
        mistakes={
            "first_corner": lambda skipped, x: joined(middle(skipped, x, share=0), x),
            "last_corner": lambda skipped, x: joined(middle(skipped, x, share=1), x),
            "margins_swapped": lambda skipped, x: joined(middle(skipped, x, order=(1, 0)), x),
            "one_margin": lambda skipped, x: joined(middle(skipped, x, order=(0, 0)), x),
            "cut_from_the_end": cut_from_the_end,
            "x_first": lambda skipped, x: joined(x, middle(skipped, x)),
            "added": lambda skipped, x: middle(skipped, x) + x,
            "not_joined": lambda skipped, x: middle(skipped, x) + 0,
            "filled_up": filled_up,
            "below_each_other": lambda skipped, x: np.concatenate([middle(skipped, x), x], axis=0),
            "side_by_side": lambda skipped, x: np.concatenate([middle(skipped, x), x], axis=1),
        },
    ),
    "up_level": Task(
        answer=lambda x, skipped, filters: up_level(x, skipped, filters),
        inputs=levels,
        compare_as=partial(wiring, given=GIVEN, biased=True),
        mistakes={
            "no_tensor": lambda x, skipped, filters: no_tensor(),
            "no_skip": changed(join=None),
            "added": added,
            "joined_late": joined_late,
            "convolved_first": convolved_first,
            "not_convolved": changed(after=lambda filters: []),
            "one_convolution": changed(after=lambda filters: two(filters)[:1]),
            "skip_convolved": lambda x, skipped, filters: up_level(
                x, skipped, filters, beside=two(filters)
            ),
            "kernel_of_three": with_enlarging(kernel_size=3),
            "relu": with_enlarging(activation="relu"),
            "channels_kept": changed(enlarge=lambda x, filters: enlarging(x, x.shape[-1])),
            "filters_doubled": changed(enlarge=lambda x, filters: enlarging(x, 2 * filters)),
            "no_weights": changed(enlarge=upsampled),
        },
    ),
    "iou": Task(
        answer=measure(over_union),
        inputs=results,
        mistakes={
            "dice": measure(lambda both, one, other: (2 * both, one + other)),
            "counted_twice": measure(lambda both, one, other: (both, one + other)),
            "of_truth": measure(lambda both, one, other: (both, other)),
            "of_truth_or_none": measure(lambda both, one, other: (both, other), np.nan),
            "of_prediction": measure(lambda both, one, other: (both, one)),
            "of_prediction_or_none": measure(lambda both, one, other: (both, one), np.nan),
            "right_pixels": right_pixels,
            "classes_compared": classes_compared,
            "classes_as_masks": classes_as_masks,
            "axis_forgotten": measure(over_union, find=axis_forgotten),
            "over_half": measure(over_union, find=lambda p: p[:, :, 1] > 0.5),
            "over_half_and_none": measure(over_union, np.nan, lambda p: p[:, :, 1] > 0.5),
            "background": measure(over_union, find=lambda p: p.argmax(axis=-1) == 0),
            "not_background": measure(over_union, find=lambda p: p.argmax(axis=-1) > 0),
            "empty_undefined": measure(over_union, np.nan),
            "empty_zero": measure(over_union, 0.0),
        },
    ),
}
