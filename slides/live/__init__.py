"""What a slide lets the room play with: HTML and a script that work without a network.

    ![](live:kernel)

in a deck inserts one of them.
"""

import base64
import html
import json
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing.cells import numbers
from fashion_cnn.drawing.words import Words
from slides.languages import words

HERE = Path(__file__).parent
# The part of the photograph that is shown: it has plain sky, fine tiles and slanted edges.
PART = np.s_[10:190, 150:330]
FIRST = "edges_8_neighbours"


def kernel(language):
    """A photograph, a 3x3 kernel to edit, and what the kernel makes of the photograph."""
    pixels = np.ascontiguousarray(photographs.photograph("temple")[PART])
    height, width = pixels.shape
    texts = {name: list(numbers(table).flat) for name, table in kernels.KERNELS.items()}
    data = {
        "width": width,
        "height": height,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "kernels": json.dumps(texts),
        "plain": words(language, "0 is black, 255 white", "0은 검정, 255는 흰색"),
        "signed": words(language, "0 is grey", "0은 회색"),
    }
    attributes = " ".join(f'data-{name}="{html.escape(str(v))}"' for name, v in data.items())
    shape = height - 2, width - 2
    return (
        f'<div class="live-kernel" {attributes}>'
        f"{canvas((height, width), 'input', words(language, 'The photograph', '사진'))}"
        f'<div class="controls"><div class="cells">{cells(language, texts[FIRST])}</div>'
        f'<div class="presets">{buttons(language)}</div><p class="scale"></p></div>'
        f"{canvas(shape, 'output', words(language, 'The result', '결과'))}"
        f"<output></output></div>\n\n"
        f"<script>(() => {{\n{script('kernel')}}})()</script>"
    )


def canvas(shape, role, label):
    """A canvas of that shape (height, width), and the frame of the window on it."""
    height, width = shape
    return (
        f'<canvas class="{role}" role="img" aria-label="{label}" width="{width}" '
        f'height="{height}"></canvas><span class="window {role}"></span>'
    )


def cells(language, weights):
    """The nine fields of the kernel, with these texts in them."""
    return "".join(
        f'<input value="{weight}" aria-label="'
        + words(language, f"weight in row {row}, column {column}", f"{row}행 {column}열의 가중치")
        + '">'
        for (row, column), weight in zip(np.ndindex(3, 3), weights, strict=True)
    )


def buttons(language):
    """A button for each of the kit's kernels."""
    say = Words(language)
    return "".join(
        f'<button type="button" data-kernel="{name}">{say(f"kernels.{name}")}</button>'
        for name in kernels.KERNELS
    )


def script(name):
    return (HERE / f"{name}.js").read_text(encoding="utf-8")


LIVE = {"kernel": kernel}


def lab(name, language):
    """The HTML of that name. Raises KitError if there is none."""
    if name not in LIVE:
        raise KitError(f"There is nothing live of the name {name!r}; there is {', '.join(LIVE)}.")
    return LIVE[name](language)
