"""U-Net, as published and for small images.

| level | contracting path | expanding path |
| --- | --- | --- |
| 1, 64 filters | 572 -> 568, pool to 284 | 392 -> 388 |
| 2, 128 | 284 -> 280, pool to 140 | 200 -> 196, up to 392 |
| 3, 256 | 140 -> 136, pool to 68 | 104 -> 100, up to 200 |
| 4, 512 | 68 -> 64, pool to 32 | 56 -> 52, up to 104 |
| 5, 1024 | 32 -> 28, up to 56 | |

Each level has two 3x3 convolutions. On the expanding path, a 2x2 transposed convolution doubles
height and width and halves the number of maps. They are joined with the maps of the same level on
the contracting path: the skip connection. As published, the convolutions use 'valid' padding, so
the skipped maps are cropped first and the output is smaller than the image. A final 1x1 convolution
classifies each pixel.

The counts include weights and biases: 31,030,658 with one input channel and two classes. Popular
implementations with 'same' padding have the same count, as padding has no weights. Versions with
batch normalisation or three input channels have other counts.

Source: Ronneberger, Fischer and Brox 2015, "U-Net: convolutional networks for biomedical image
segmentation" (arXiv:1505.04597).
"""

from dataclasses import replace

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import one_of
from fashion_cnn.networks.layer_base import PADDINGS
from fashion_cnn.networks.layers import Concatenate, Conv, ConvTranspose, Crop, Dropout, Pool
from fashion_cnn.networks.network import IMAGE, Graph

FILTERS = (64, 128, 256, 512, 1024)
SMALL_FILTERS = (12, 32, 64)


def unet(
    input_shape=(572, 572, 1),
    classes=2,
    filters=FILTERS,
    padding="valid",
    dropout=0.5,
    skips=True,
):
    """U-Net as published: 572x572x1 -> 388x388x2, 31,030,658 parameters.

    `filters` has the number of filters at each level, from top to bottom. The two lowest levels of
    the contracting path end in dropout. Without `skips`, the expanding path gets everything through
    the lowest level.

    Raises UsageError, with the nearest sizes that work, if pooling would meet an odd size or
    nothing would be left.
    """
    one_of("padding", padding, PADDINGS)
    if not isinstance(filters, (tuple, list)) or len(filters) < 2:
        raise UsageError(
            "filters must be two or more numbers, one per level, received {filters!r}.",
            filters=filters,
        )
    downs = [check_size(size, len(filters), padding) for size in input_shape[:2]]
    net = Graph()
    x, skipped = IMAGE, []
    for level, count in enumerate(filters, start=1):
        x = net.chain(two_convolutions(count, padding, f"down{level}"), x)
        if level >= len(filters) - 1 and dropout:
            x = net(Dropout(dropout, name=f"down{level}_drop"), x)
        if level < len(filters):
            skipped.append(x)
            x = net(Pool(2, name=f"pool{level}"), x)
    sizes = [down[-1] for down in downs]
    for level in range(len(filters) - 1, 0, -1):
        count = filters[level - 1]
        x = net(ConvTranspose(count, 2, strides=2, padding="same", name=f"up{level}_convt"), x)
        sizes = [2 * size for size in sizes]
        if skips:
            before = [down[level - 1] for down in downs]
            cropping = tuple(map(margins, before, sizes))
            beside = skipped[level - 1]
            if any(map(any, cropping)):
                beside = net(Crop(cropping, name=f"up{level}_crop"), beside)
            x = net(Concatenate(name=f"up{level}_concat"), beside, x)
        x = net.chain(two_convolutions(count, padding, f"up{level}"), x)
        sizes = [size - lost(padding) for size in sizes]
    net(Conv(classes, 1, activation="softmax", name="classes"), x)
    return net.network("unet", input_shape)


def unet_small(input_shape=(64, 64, 1), classes=2, filters=SMALL_FILTERS, skips=True):
    """U-Net for images of 28x28 to 64x64: three levels, 'same' padding, few filters."""
    name = "unet_small" if skips else "unet_small_without_skips"
    net = unet(input_shape, classes, filters, padding="same", dropout=0, skips=skips)
    return replace(net, name=name)


def two_convolutions(filters, padding, name):
    return [
        Conv(filters, 3, padding=padding, activation="relu", name=f"{name}_conv{number}")
        for number in (1, 2)
    ]


def lost(padding):
    """Pixels that two 3x3 convolutions take off a height or width."""
    return 4 if padding == "valid" else 0


def check_size(size, levels, padding):
    """Size of the maps at each level of the contracting path; UsageError if it does not work."""
    sizes = way_down(size, levels, padding)
    if sizes is None:
        near = [other for other in range(1, size + 1000) if way_down(other, levels, padding)]
        below = [other for other in near if other < size][-1:]
        above = [other for other in near if other > size][:1]
        raise UsageError(
            "A U-Net of {levels} levels with {padding!r} padding cannot take a height or width of "
            "{size}: each of its {pools} pools needs an even size, and something must be left. "
            "The nearest that work: {nearest}.",
            levels=levels,
            padding=padding,
            size=size,
            pools=levels - 1,
            nearest=", ".join(map(str, below + above)),
        )
    return sizes


def way_down(size, levels, padding):
    """Size after the convolutions of each level, or None if it does not work."""
    sizes = []
    for level in range(levels):
        size -= lost(padding)
        sizes.append(size)
        if level < levels - 1:
            if size < 2 or size % 2:
                return None
            size //= 2
    # Each level of the expanding path loses the same number of pixels again.
    left = size
    for _ in range(levels - 1):
        left = 2 * left - lost(padding)
    return sizes if min(size, left) > 0 else None


def margins(size, wanted):
    """Pixels to crop at the start and at the end to keep the central `wanted`."""
    extra = size - wanted
    return extra // 2, extra - extra // 2
