"""Which pixels a shape covers, and how bright cloth is on them.

A cover is in percent, 0 to 100: int32, (n, 28, 28) in the end. The innermost lines work in place
(`cover *= ...`): allocating new memory would take longer than the sums.
"""

import numpy as np

from fashion_cnn.data.garments.easel import PIXEL

FAR = 9_900  # beyond every edge of the picture


def line(at, positions, heights):
    """Height at `at` of the line through all (position, height), level beyond its two ends."""
    if not isinstance(heights, tuple):
        return np.asarray(heights, np.int32)
    total = heights[0]
    for i in range(len(positions) - 1):
        run = np.maximum(np.int32(1), positions[i + 1] - positions[i])
        rise = heights[i + 1] - heights[i]
        total = total + rise * np.clip(at - positions[i], 0, run) // run
    return total


def ramp(distance):
    """Cover at a distance inside an edge: a pixel right on the edge is half covered."""
    return np.clip(distance + PIXEL // 2, 0, PIXEL)


def beyond(along, across, positions, heights):
    """Cover of everything beyond a line. The steeper the line, the wider its soft edge."""
    before = line(along - PIXEL // 2, positions, heights)
    after = line(along + PIXEL // 2, positions, heights)
    soft = PIXEL + np.abs(after - before)
    start = (before + after - soft) // 2
    # (across - start) * 100 / soft, with one division for each row and none for each pixel.
    cover = across - start
    cover *= 409_600 // soft
    cover >>= 12
    return np.clip(cover, 0, 100, out=cover)


def band(along, across, at, low, high):
    """Cover of the area between two lines, from the first `at` to the last.

    With along=y and across=x, low and high are the left and right edge at each height; with along=x
    and across=y, the upper and lower edge. One number instead of a tuple is a straight edge.
    """
    ends = ramp(along - at[0]) + ramp(at[-1] - along) - 100
    between = beyond(along, across, at, low) - beyond(along, across, at, high)
    cover = np.clip(between, 0, 100) * np.clip(ends, 0, 100)
    cover //= 100
    return cover


def oval(x, y, width, height):
    """Cover of an ellipse around x = 0, y = 0, given half its width and half its height."""
    across = np.clip(x * 100 // width, -300, 300)
    down = np.clip(y * 100 // height, -300, 300)
    inside = 10_000 - across * across - down * down  # 0 on the ellipse
    return np.clip(inside * np.minimum(width, height) // 20_000 + 50, 0, 100)


def stripes(at, period, phase, thick):
    """Cover of stripes, `thick` wide, one every `period`."""
    return ramp(thick // 2 - np.abs((at + phase) % period - period // 2))


def cloth(e, plain, across, upright, light=235):
    """Tone (n, 28, 28) of a fabric with folds and shaded edges.

    `plain`, `across` and `upright` are percentages of plain, horizontally and vertically striped
    fabrics; the rest are checked.
    """
    kind = e.roll(0, 99) - plain
    rows = (kind >= 0) & ((kind < across) | (kind >= across + upright))
    columns = kind >= across
    period, base = e.roll(280, 620), e.roll(75, light)
    thick = period * e.roll(30, 60) // 100
    contrast = e.roll(35, 110) * np.where(base > 140, -1, 1)
    row = rows * contrast * stripes(e.y, period, e.roll(0, 600), thick) // 100
    column = columns * contrast * stripes(e.x, period, e.roll(0, 600), thick) // 100
    edge = np.clip(e.side - 250, 0, 900) * e.roll(0, 45) // 600
    fold = np.abs((e.x + e.roll(0, 900)) % 900 - 450) * e.roll(0, 22) // 450
    fall = (e.y + 1200) * e.roll(-14, 14) // 2400
    return np.clip((base + row + fall) + (column - edge - fold), base // 3, 255)
