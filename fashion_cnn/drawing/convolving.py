"""Convolution: one step, padding, the receptive field, the matrix, and the flip."""

import itertools
import math

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import whole_number
from fashion_cnn.drawing.cells import (
    blank_table,
    canvas,
    cell_points,
    frame,
    lay_over,
    number,
    numbers,
    products,
    shades,
    size_of,
    table,
    tints,
    write,
)
from fashion_cnn.drawing.style import INPUT, KERNEL, MARKED, OUTPUT, PAPER, POINTED, UNSEEN
from fashion_cnn.drawing.words import Words

# ------------------------------------------------------------------------------------ one step


def kernel_step(image, kernel, row, column, padding="valid", stride=1, ax=None, language=""):
    """Draw how one output is computed: image ⋆ kernel = outputs so far, and the sum.

    image (H, W), kernel (kH, kW). All positions of a series have the same layout.
    """
    stride, kernel = whole_number("stride", stride, at_least=1), np.asarray(kernel)
    output = convolution.correlate2d(image, kernel, padding, stride)
    for thing, place, size in zip(("row", "column"), (row, column), output.shape, strict=True):
        whole_number(thing, place, at_least=0, below=size)
    padded = convolution.pad(image, kernel.shape, padding, stride)
    terms = products(convolution.windows(padded, kernel.shape, stride)[row, column], kernel)
    result = number(output[row, column])
    (height, width), (k_h, k_w) = padded.shape, kernel.shape

    longest = max(map(len, numbers(padded).flat)) + max(map(len, numbers(kernel).flat))
    letters = k_w * (longest + 4) - 1
    middle = max(k_w, 0.18 * letters)  # the column with the kernel and the sum
    tall = max(height, output.shape[0], 1.55 * k_h + 1.1)
    ax = canvas(ax, width + middle + output.shape[1] + 3.2, tall + 0.2)
    left, signs = width + 1.6, 0.1 + k_h / 2
    draw_padded(ax, image, kernel.shape, padding, stride, 0.1, 0.1)
    lay_over(ax, kernel, 0.1 + column * stride, 0.1 + row * stride)
    write(ax, left - 0.75, signs, "⋆", 36)
    table(ax, numbers(kernel), left + (middle - k_w) / 2, 0.1, role=KERNEL)
    write_sum(ax, terms, result, left + middle / 2, k_h + 0.5, middle / letters)
    left += middle + 1.5
    write(ax, left - 0.75, signs, "=", 24)
    draw_so_far(ax, output, row * output.shape[1] + column, left, 0.1)
    return Words(language).picture(
        ax,
        "kernel_step",
        row=row,
        column=column,
        result=result,
        kernel=size_of(kernel),
        rows=f"{row * stride}–{row * stride + k_h - 1}",
        columns=f"{column * stride}–{column * stride + k_w - 1}",
        image=size_of(padded),
        sum=" + ".join(terms.flat),
        output=size_of(output),
    )


def draw_padded(ax, image, kernel_shape, padding, stride, left, top):
    """Draw an image and, on white, the zeros around it."""
    image = np.asarray(image)
    padded = convolution.pad(image, kernel_shape, padding, stride)
    inside = convolution.pad(np.ones_like(image), kernel_shape, padding, stride)
    colours = np.where(inside, shades(padded, image.min(), image.max()), PAPER)
    table(ax, numbers(padded), left, top, colours, height=0.4, role=INPUT)


def write_sum(ax, terms, result, middle, top, letter_width):
    """Write a sum of products, a line for each row of the kernel."""
    wide = max(map(len, terms.flat))
    lines = [" + ".join(term.rjust(wide) for term in row) for row in terms]
    lines = [f"{line} +" for line in lines[:-1]] + [
        lines[-1] + "  " * (len(lines) > 1),
        f"= {result}",
    ]
    size = min(15, cell_points(ax) * letter_width / 0.61)
    for row, line in enumerate(lines):
        weight = "bold" if row == len(terms) else "normal"
        look = {"family": "monospace", "weight": weight}
        write(ax, middle, top + 0.55 * row, line, size, **look)


def draw_so_far(ax, output, last, left, top):
    """Draw an output whose values up to number `last` are known, and frame that one."""
    known = np.arange(output.size).reshape(output.shape) <= last
    colours = np.where(known, shades(output), PAPER)
    table(ax, np.where(known, numbers(output), ""), left, top, colours, role=OUTPUT)
    row, column = divmod(last, output.shape[1])
    frame(ax, left + column, top + row, 1, 1, OUTPUT.line)


# ------------------------------------------------------------------------------------- padding


def padding_modes(size, kernel_size, stride=1, ax=None, language=""):
    """Draw a square image with the zeros of 'valid', 'same' and 'full', and the windows."""
    amounts = [convolution.pad_amounts(size, kernel_size, m, stride) for m in convolution.PADDINGS]
    outputs = [convolution.output_size(size, kernel_size, m, stride) for m in convolution.PADDINGS]
    totals = [before + size + after for before, after in amounts]
    most = max(before for before, _ in amounts)
    bottom = most + size + max(after for _, after in amounts)
    ax = canvas(ax, sum(totals) + 4.2, bottom + 3.2)
    left, said = 0.1, []
    for mode, (before, after), total, count in zip(
        convolution.PADDINGS, amounts, totals, outputs, strict=True
    ):
        top = most - before + 0.1
        inside = np.pad(np.ones((size, size), bool), (before, after))
        table(ax, np.where(inside, "", "0"), left, top, np.where(inside, INPUT.fill, PAPER))
        draw_windows(ax, left, top, kernel_size, stride, count)
        said.append(f"{mode} {size} → {count}")
        write(ax, left + total / 2, bottom + 1, said[-1], 18, weight="bold")
        zeros, steps = f"{size} + {before + after} − {kernel_size}", f" / {stride}"
        formula = f"{zeros} + 1" if stride == 1 else f"⌊({zeros}){steps}⌋ + 1"
        write(ax, left + total / 2, bottom + 2.3, f"{formula} = {count}", 15)
        left += total + 2
    return Words(language).picture(
        ax,
        "padding_modes",
        kernel=size_of((kernel_size, kernel_size)),
        size=size_of((size, size)),
        stride=stride,
        outputs=", ".join(said),
    )


def draw_windows(ax, left, top, kernel_size, stride, count):
    """Frame the first and the last of count x count windows, and circle the centre of each."""
    last = (count - 1) * stride
    frame(ax, left, top, kernel_size, kernel_size, KERNEL.line)
    frame(ax, left + last, top + last, kernel_size, kernel_size, KERNEL.line, "--")
    centres = kernel_size / 2 + stride * np.arange(count)
    x, y = np.meshgrid(left + centres, top + centres)
    ring = {"markerfacecolor": "none", "markersize": 0.65 * cell_points(ax)}
    ax.plot(x.ravel(), y.ravel(), "o", color="black", zorder=4, **ring)


# ----------------------------------------------------------------------------- receptive field


def receptive_field(layers, ax=None, language=""):
    """Draw what one output pixel sees, traced back: layers are (name, kernel_size, stride).

    All layers have 'same' padding; the image is large enough for no field to be cut off.
    """
    say = Words(language)
    sizes, fields = fields_backwards(layers)
    gap = 3.5
    ax = canvas(ax, sum(sizes) + gap * (len(sizes) - 1) + 0.2, max(sizes) + 5)
    centre, left, corners = max(sizes) / 2 + 3, 0.1, []
    names = [say("layers.input")] + [
        f"{name}\n{kernel}×{kernel}" + (f" / {stride}" if stride > 1 else "")
        for name, kernel, stride in layers
    ]
    for name, size, (first, last) in zip(names, sizes, fields, strict=True):
        seen = np.zeros((size, size), bool)
        seen[first : last + 1, first : last + 1] = True
        top, width = centre - size / 2, last - first + 1
        blank_table(ax, np.where(seen, MARKED, UNSEEN), left, top)
        frame(ax, left + first, top + first, width, width, POINTED)
        write(ax, left + size / 2, top - 0.4, name, 14, va="bottom", linespacing=1.1)
        write(ax, left + size / 2, top + size + 1, size_of((width, width)), 17, weight="bold")
        corners.append((left + first, left + last + 1, top + first, top + last + 1))
        left += size + gap
    for (_, right, high, low), (next_left, _, next_high, next_low) in itertools.pairwise(corners):
        for ys in ((high, next_high), (low, next_low)):
            ax.plot((right, next_left), ys, "--", color=POINTED, linewidth=2, zorder=4)
    widths = [size_of((last - first + 1,) * 2) for first, last in fields]
    return say.picture(
        ax,
        "receptive_field",
        field=widths[0],
        layers=", ".join(name for name, _, _ in layers),
        fields=", ".join(reversed(widths)),
    )


def fields_backwards(layers):
    """The size of each map, and the (first, last) pixel of the field in it, input first.

    The image is the smallest in which no field touches the border.
    """
    if not layers:
        raise UsageError("layers must name at least one layer, received none.")
    steps = math.prod(stride for _, _, stride in layers)
    for size in itertools.count(2 * steps, steps):
        sizes, fields = fields_in(size, layers)
        if all(0 < first <= last < n - 1 for n, (first, last) in zip(sizes, fields, strict=True)):
            break
    return sizes, fields


def fields_in(size, layers):
    """Sizes and fields, as in `fields_backwards`, for an image of size x size.

    Outputs first..last of a layer come from its inputs first·s − p .. last·s − p + k − 1.
    """
    sizes = [size]
    for _, kernel, stride in layers:
        sizes.append(convolution.output_size(sizes[-1], kernel, "same", stride))
    first = last = sizes[-1] // 2
    fields = [(first, last)]
    for (_, kernel, stride), before in zip(reversed(layers), sizes[-2::-1], strict=True):
        zeros, _ = convolution.pad_amounts(before, kernel, "same", stride)
        first, last = first * stride - zeros, last * stride - zeros + kernel - 1
        fields.insert(0, (first, last))
    return sizes, fields


# --------------------------------------------------------------------------- matrix and flip


def convolution_matrix(image, kernel, ax=None, language=""):
    """Draw image ⋆ kernel = output and, below it, matrix · image as a column = output.

    image (H, W), kernel (kH, kW). Each weight has the same colour wherever it appears.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    output = convolution.correlate2d(image, kernel)
    matrix = convolution.convolution_matrix(kernel, image.shape)
    # The same matrix with the weights numbered from 1 says which weight is where.
    order = np.arange(kernel.size).reshape(kernel.shape) + 1
    places = convolution.convolution_matrix(order, image.shape)
    tones = tints(KERNEL, kernel.shape)
    rows, columns = matrix.shape
    below = max(image.shape[0], kernel.shape[0]) + 1.2
    tall = max(below + rows, columns)
    ax = canvas(ax, columns + 5.2, tall + 0.2)
    middle, left = 0.1 + (tall - rows - 0.7) / 2, 0.1
    for values, colours, sign, role in (
        (image, None, "⋆", INPUT),
        (kernel, tones, "=", KERNEL),
        (output, None, "", OUTPUT),
    ):
        table(ax, numbers(values), left, middle - values.shape[0] / 2, colours, role=role)
        left += values.shape[1] + 1
        write(ax, left - 0.5, middle, sign, 30 if sign == "⋆" else 20)
    weights = np.where(places > 0, tones.ravel()[places - 1], PAPER)
    top = tall - rows + 0.1
    table(ax, numbers(matrix), 0.1, top, weights, role=KERNEL)
    write(ax, columns + 0.6, top + rows / 2, "·", 30)
    table(ax, numbers(image.reshape(-1, 1)), columns + 1.1, tall - columns + 0.1, role=INPUT)
    write(ax, columns + 2.8, top + rows / 2, "=", 20)
    table(ax, numbers(output.reshape(-1, 1)), columns + 3.6, top, role=OUTPUT)
    return Words(language).picture(
        ax,
        "convolution_matrix",
        image=size_of(image),
        kernel=size_of(kernel),
        matrix=size_of(matrix),
        weights=kernel.size,
    )


def flip_or_not(image, kernel, ax=None, language=""):
    """Draw which numbers are multiplied: with the kernel as it is, and rotated by 180°.

    image and kernel have the same shape (H, W); the kernel may be of letters.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    if image.shape != kernel.shape:
        raise UsageError(
            "image and kernel must have the same shape, received {image} and {kernel}.",
            image=image.shape,
            kernel=kernel.shape,
        )
    height, width = kernel.shape
    tones = tints(KERNEL, kernel.shape)
    ax = canvas(ax, 4 * width + 4.7, 2 * height + 3.2)
    sums = []
    for top, sign, turn in ((0.1, "⋆", np.array), (height + 1.9, "*", convolution.rot180)):
        terms = products(image, turn(kernel))
        sums.append(" + ".join(terms.flat))
        left, middle = 0.1, top + height / 2
        steps = (
            (numbers(image), None, sign, INPUT),
            (numbers(kernel), tones, "→", KERNEL),
            (numbers(turn(kernel)), turn(tones), "→", KERNEL),
            (terms, turn(tones), "", None),
        )
        for texts, colours, after, role in steps:
            table(ax, texts, left, top, colours, role=role)
            left += width + 1.5
            write(ax, left - 0.75, middle, after, 24)
        write(ax, 2 * width + 2.35, top + height + 0.55, sums[-1], 16)
    correlation, flipped = sums
    return Words(language).picture(
        ax,
        "flip_or_not",
        kernel=size_of(kernel),
        correlation=correlation,
        convolution=flipped,
    )
