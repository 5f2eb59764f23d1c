"""Turn a figure's name into an image that a page can embed."""

import base64
import io
from typing import NamedTuple

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


class Drawn(NamedTuple):
    """A figure as pixels; `letters` is the height of its smallest letters in these pixels."""

    image: Image.Image
    description: str
    letters: float


def draw(name, language):
    """Return a figure as pixels, cropped to its content.

    On one machine with one Matplotlib, the same figure gives the same image to the last bit.
    """
    with matplotlib.rc_context({"font.family": fonts.for_figures()}):
        picture = FIGURES[name](language)
        figure = picture.figure
        figure.draw_without_rendering()
        place = figure.get_tightbbox().padded(MARGIN)
        dots_per_inch = min(WIDTH / place.width, HEIGHT / place.height)
        points = [text.get_fontsize() for text in figure.findobj(Text) if is_seen(text)]
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=dots_per_inch, bbox_inches=place)
    letters = min(points, default=72) / 72 * dots_per_inch
    return Drawn(Image.open(file).convert("RGB"), picture.description, letters)


def is_seen(text):
    """Return whether a Matplotlib Text shows anything."""
    return text.get_visible() and text.get_text().strip() and text.get_window_extent().width > 0


def address(image):
    """Return the image as a data address: lossless, or slightly lossy if that saves space."""
    packed = pack(image, lossless=True)
    if len(packed) > LARGE:
        packed = min(packed, pack(image, quality=80), key=len)
    return "data:image/webp;base64," + base64.b64encode(packed).decode()


def pack(image, **settings):
    file = io.BytesIO()
    image.save(file, "WEBP", method=6, **settings)
    return file.getvalue()
