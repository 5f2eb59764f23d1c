"""The figure of deck 1 that shows a convolution of two curves as the area of their overlap."""

import numpy as np

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT
from slides.figures.boards import LETTERS, Steps, axes_for
from slides.languages import words

# A sound that lasts from 2 to 4, and an echo that dies away within 2.
START, END, ECHO = 2, 4, 2
OFFSETS = (2.5, 3.5, 4.5, 5.5)
FIRST, LAST, STEP = -2.4, 6.6, 0.01
TIMES = np.arange(FIRST, LAST, STEP) + STEP / 2  # the middles of short intervals


def sound(time):
    """X: 1 between START and END, 0 elsewhere."""
    return np.where((time >= START) & (time < END), 1.0, 0.0)


def echo(time):
    """K: 1 at time 0, then a straight line down to 0."""
    return np.where((time >= 0) & (time < ECHO), 1 - time / ECHO, 0.0)


def product(t):
    """X(τ) K(t − τ) at TIMES."""
    return sound(TIMES) * echo(t - TIMES)


def area(t):
    """(X * K)(t), the integral of the product."""
    return product(t).sum() * STEP


def overlap(language):
    """The two curves, the second one flipped, and their overlap at four offsets."""
    given = frame(language, None, echo(TIMES), r"$K(\tau)$")
    flipped = frame(language, 0, echo(-TIMES), r"$K(-\tau)$")
    moved = (frame(language, t, echo(t - TIMES), r"$K(t-\tau)$") for t in OFFSETS)
    return Steps((given, flipped, *moved))


def frame(language, t, kernel, name):
    """Draw the curves above, and below them their convolution up to t; no t, no convolution."""
    above, below = axes = axes_for(12, 4.6, rows=2, xlim=(FIRST, LAST), yticks=(0, 1))
    above.set_ylim(0, 1.75)
    below.set_ylim(0, 1.25)
    draw_curve(above, sound(TIMES), r"$X(\tau)$", (START + 0.65, 1.1), INPUT)
    draw_curve(above, kernel, name, ((t or 0) + 0.1, 1.42), KERNEL)
    if t is not None:
        above.fill_between(
            TIMES, product(t), facecolor=OUTPUT.fill, edgecolor=OUTPUT.line, hatch="//", zorder=4
        )
        so_far = TIMES[t >= TIMES]
        result = [area(time) for time in so_far]
        below.plot(so_far, result, OUTPUT.style, color=OUTPUT.line, linewidth=4)
        below.plot(t, area(t), "o", color=OUTPUT.line, markersize=14, clip_on=False, zorder=5)
        for ax in axes:
            ax.axvline(t, color="0.35", linestyle=":", linewidth=2)
        below.text(t + 0.2, area(t) + 0.08, f"{area(t):.2f}", fontsize=LETTERS)
    for ax, letter in zip(axes, ("\\tau", "t"), strict=True):
        ax.set_xticks(range(-2, 7))
        ax.text(LAST + 0.15, 0, f"${letter}$", fontsize=22, va="center")
    below.text(FIRST + 0.1, 0.85, "$(X * K)(t)$", fontsize=24, color=OUTPUT.line)
    return Picture(axes, "X * K" if t is None else f"t = {t:g}", said(language, t))


def draw_curve(ax, values, name, place, role):
    """Draw a curve with its area in the colours of its role, and its name above it."""
    ax.fill_between(TIMES, values, color=role.fill, alpha=0.6)
    ax.plot(TIMES, values, color=role.line, linewidth=4)
    ax.text(*place, name, fontsize=24, color=role.line)


def said(language, t):
    """The description of the frame at t."""
    if t is None:
        return words(
            language,
            "Two curves: X is 1 from 2 to 4 and 0 elsewhere; K is 1 at 0 and falls in a straight "
            "line to 0 at 2.",
            "두 곡선. X는 2부터 4까지 1이고 나머지에서 0입니다. K는 0에서 1이고 2까지 곧게 "
            "내려가 0이 됩니다.",
        )
    if t == 0:
        return words(
            language,
            "K is flipped: it now rises from −2 to 0. It does not overlap with X, so the "
            "convolution is 0 at t = 0.",
            "K를 뒤집어 이제 −2부터 0까지 올라갑니다. X와 겹치지 않으므로 t = 0에서 합성곱은 "
            "0입니다.",
        )
    return words(
        language,
        f"The flipped K is moved to t = {t:g}. The area that it shares with X is hatched: "
        f"{area(t):.2f}. Below, the curve of these areas up to t.",
        f"뒤집은 K를 t = {t:g}까지 옮겼습니다. X와 겹치는 넓이(빗금): {area(t):.2f}. 아래는 "
        "지금까지의 넓이를 이은 곡선입니다.",
    )


FIGURES = {"overlap": overlap}
