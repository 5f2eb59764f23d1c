"""Figures as pixels, and as the addresses of images that a page can embed."""

import base64
import io
from typing import Any, NamedTuple

import matplotlib
from matplotlib.text import Text
from PIL import Image

from slides import fonts
from slides.figures import FIGURES

# Pixels: the most room that a figure has on a screen of 1920 x 1080.
WIDTH, HEIGHT = 1740, 850
MARGIN = 0.08  # inches
# Bytes: a lossless image larger than this is compared with a slightly lossy one.
LARGE = 40_000


class LaidOut(NamedTuple):
    """A figure before it becomes pixels, in a font that has Korean; lengths are in pixels.

    `place` is the part of the figure that has something in it, in inches. `letters` is the height
    of its smallest letters.
    """

    figure: Any
    description: str
    place: Any
    dots_per_inch: float
    texts: list
    letters: float

    width = property(lambda self: self.place.width * self.dots_per_inch)
    height = property(lambda self: self.place.height * self.dots_per_inch)


def lay_out(name, language):
    """The figure of that name, as large as a slide allows."""
    with looks():
        picture = FIGURES[name](language)
        picture.figure.draw_without_rendering()
        place = picture.figure.get_tightbbox().padded(MARGIN)
        texts = [text for text in picture.figure.findobj(Text) if is_seen(text)]
    dots_per_inch = min(WIDTH / place.width, HEIGHT / place.height)
    letters = min((text.get_fontsize() for text in texts), default=72) / 72 * dots_per_inch
    return LaidOut(picture.figure, picture.description, place, dots_per_inch, texts, letters)


def looks():
    return matplotlib.rc_context({"font.family": fonts.for_figures()})


def is_seen(text):
    """Whether a Matplotlib Text shows anything."""
    return text.get_visible() and text.get_text().strip() and text.get_window_extent().width > 0


def render(laid_out):
    """The image of a laid out figure, cropped to its content.

    On one machine with one Matplotlib, the same figure gives the same image to the last bit.
    """
    file = io.BytesIO()
    settings = {"dpi": laid_out.dots_per_inch, "bbox_inches": laid_out.place}
    with looks():
        laid_out.figure.savefig(file, format="png", **settings)
    return Image.open(file).convert("RGB")


def address(image):
    """The image as a data address: lossless, or slightly lossy if that saves space."""
    packed = pack(image, lossless=True)
    if len(packed) > LARGE:
        packed = min(packed, pack(image, quality=80), key=len)
    return "data:image/webp;base64," + base64.b64encode(packed).decode()


def pack(image, **settings):
    file = io.BytesIO()
    image.save(file, "WEBP", method=6, **settings)
    return file.getvalue()
