"""From large to small and back: pooling, transposed convolution, upsampling."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import canvas, numbers, rows_of, shades, size_of, table, tints, write
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    FONT_SIZE,
    HATCHES,
    INPUT,
    KERNEL,
    OUTPUT,
    PAPER,
    WIDTH,
)
from fashion_cnn.drawing.words import Words


def pooling(values, pool_size=2, ax=None, language=""):
    """Draw a table (H, W), and the maximum, average and minimum of each of its windows."""
    say, values = Words(language), np.asarray(values)
    pools = {
        "max": convolution.max_pool(values, pool_size),
        "average": convolution.average_pool(values, pool_size),
        "min": convolution.min_pool(values, pool_size),
    }
    height, width = pools["max"].shape
    order = np.arange(height * width).reshape(height, width)
    tones = tints(OUTPUT, order.shape)
    hatches = np.array(HATCHES)[order % len(HATCHES)]
    # The window of each pixel; pixels in no window stay white.
    window = np.full(values.shape, -1)
    each = np.kron(order, np.ones((pool_size, pool_size), int))
    window[: each.shape[0], : each.shape[1]] = each
    colours = np.where(window >= 0, tones.ravel()[window], PAPER)
    patterns = np.where(window >= 0, hatches.ravel()[window], "")
    tall = max(values.shape[0], height + 2)  # with the names above the results
    ax = canvas(ax, values.shape[1] + 3 * (width + 1.5) + 0.2, tall + 0.2)
    middle = 0.1 + tall / 2
    table(ax, numbers(values), 0.1, middle - values.shape[0] / 2, colours, patterns, role=INPUT)
    left = values.shape[1] + 1.6
    for kind, pooled in pools.items():
        table(ax, numbers(pooled), left, middle - height / 2, tones, hatches, role=OUTPUT)
        write(ax, left + width / 2, middle - height / 2 - 0.4, say(f"pooling.{kind}"), 17)
        left += width + 1.5
    return say.picture(
        ax,
        "pooling",
        window=size_of((pool_size, pool_size)),
        stride=pool_size,
        table=size_of(values),
        windows=order.size,
        **{kind: rows_of(pooled) for kind, pooled in pools.items()},
    )


def transposed(image, kernel, stride, ax=None, language=""):
    """Draw a transposed convolution as stamps, one per pixel, arranged like the pixels.

    image (h, w), kernel (kH, kW). In the sum, cells are brighter where more stamps overlap.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    output = convolution.transpose_by_stamps(image, kernel, stride=stride)
    plain = np.ones_like(kernel)
    (height, width), (rows, columns) = output.shape, image.shape
    tall, wide = rows * (height + 1) - 1, columns * (width + 1) - 1
    across = max(image.shape[1], kernel.shape[1])
    ax = canvas(ax, across + wide + width + 3.2, tall + 0.2)
    tones = tints(INPUT, image.shape)
    middle = 0.1 + tall / 2
    table(ax, numbers(image), 0.1 + (across - columns) / 2, middle - rows - 0.7, tones, role=INPUT)
    table(ax, numbers(kernel), 0.1 + (across - kernel.shape[1]) / 2, middle + 0.7, role=KERNEL)
    write(ax, across + 0.85, middle, "→", 24)
    for i, j in np.ndindex(image.shape):
        alone = np.zeros_like(image)
        alone[i, j] = 1
        reached = convolution.transpose_by_stamps(alone, plain, stride=stride) > 0
        stamp = convolution.transpose_by_stamps(alone * image, kernel, stride=stride)
        place = across + 1.6 + j * (width + 1), 0.1 + i * (height + 1)
        colours = np.where(reached, tones[i, j], PAPER)
        table(ax, np.where(reached, numbers(stamp), ""), *place, colours)
        if (i, j) != (0, 0):
            plus = (
                (place[0] - 0.5, place[1] + height / 2)
                if j
                else (place[0] + width / 2, place[1] - 0.5)
            )
            write(ax, *plus, "+", 20)
    overlaps = convolution.transpose_by_stamps(np.ones_like(image), plain, stride=stride)
    left = across + wide + 3.1
    write(ax, left - 0.75, middle, "=", 24)
    colours = shades(overlaps, low=-overlaps.max())
    table(ax, numbers(output), left, middle - height / 2, colours, role=OUTPUT)
    return Words(language).picture(
        ax,
        "transposed",
        stride=stride,
        pixels=image.size,
        image=size_of(image),
        kernel=size_of(kernel),
        output=size_of(output),
    )


def zeros_between(image, kernel, stride, ax=None, language=""):
    """Draw a transposed convolution as a correlation with zeros between the pixels.

    image (h, w), kernel (kH, kW).
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    flipped = convolution.rot180(kernel)
    output = convolution.transpose_by_zeros(image, kernel, stride=stride)

    def spread(pixels):  # stamps of one pixel, without the zeros after the last
        dots = convolution.transpose_by_stamps(pixels, [[1]], stride=stride)
        ends = [stride * (size - 1) + 1 for size in image.shape]
        return convolution.pad(dots[: ends[0], : ends[1]], kernel.shape, "full")

    padded, pixels = spread(image), spread(np.ones_like(image)) > 0
    tall = max(map(len, (padded, kernel, output)))
    ax = canvas(ax, padded.shape[1] + kernel.shape[1] + output.shape[1] + 3.2, tall + 0.2)
    left, middle = 0.1, 0.1 + tall / 2
    spread_colours = np.where(pixels, shades(padded, low=0), PAPER)
    for values, colours, sign, role in (
        (padded, spread_colours, "⋆", INPUT),
        (flipped, None, "=", KERNEL),
        (output, None, "", OUTPUT),
    ):
        table(ax, numbers(values), left, middle - len(values) / 2, colours, role=role)
        left += values.shape[1] + 1.5
        write(ax, left - 0.75, middle, sign, 36 if sign == "⋆" else 24)
    return Words(language).picture(
        ax,
        "zeros_between",
        stride=stride,
        zeros=stride - 1,
        image=size_of(image),
        spread=size_of(padded),
        kernel=size_of(kernel),
        output=size_of(output),
    )


def upsampling(image, kernel, factor=2, axes=None, language=""):
    """Draw an image (H, W), enlarged by three fixed rules and by a kernel (kH, kW)."""
    say, image, kernel = Words(language), np.asarray(image), np.asarray(kernel)
    enlarged = {"image": image}
    for method in ("nearest", "bilinear", "bicubic"):
        enlarged[method] = convolution.upsample(image, factor, method)
    enlarged["transposed"] = convolution.transpose_by_zeros(image, kernel, "same", factor)
    axes = plots.new_axes(WIDTH, 3.6, columns=len(enlarged)) if axes is None else axes
    low, high = (f(list(map(f, enlarged.values()))) for f in (np.min, np.max))
    for ax, (name, values) in zip(np.ravel(axes), enlarged.items(), strict=True):
        ax.imshow(values, cmap=COLOUR_MAP, vmin=low, vmax=high, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.set_title(say(f"upsampling.{name}"), fontsize=FONT_SIZE)
        ax.set_xlabel(size_of(values), fontsize=FONT_SIZE)
    return say.picture(
        axes,
        "upsampling",
        image=size_of(image),
        output=size_of(values),
        kernel=rows_of(kernel),
    )
