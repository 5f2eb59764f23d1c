"""What the figures of deck 3 share: sizes, the images they look at, tiles."""

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GREY, INPUT
from slides.figures.boards import WIDE, empty
from slides.figures.main_model import test_images
from slides.languages import words

LETTERS = 17
# Inches: the height that is left on a slide.
HIGH = 4.4
# Weights beyond this are drawn as full black or white; one is −1.3.
LARGEST = 0.35
# Test images: an ankle boot; a shirt with a collar; a coat classified as a pullover; one that is
# classified correctly, on which Grad-CAM's heat map is on the garment.
BOOT, SHIRT, COAT, OPEN_COAT = 11, 8, 61, 36


def picture(ax, language, english, korean):
    """A Picture described in the language; its title is on the slide."""
    return Picture(ax, "", words(language, english, korean))


def wide_axes(rows=1, columns=1, high=HIGH):
    return plots.new_axes(WIDE, high, rows, columns)


def tiles(ax, images, columns, **settings):
    """Draw images (n, H, W) in rows, as large as the axes allow."""
    plots.image_grid(images, [], columns, ax, **settings)
    ax.set(aspect="equal", xticks=[], yticks=[])
    return ax


def show(ax, image):
    """Draw a test image with its brightest pixel white and the border of an input."""
    ax.imshow(test_images()[image, ..., 0], cmap=GREY, vmin=0)
    mark(ax, INPUT)


def mark(ax, role):
    """Give the axes of an image the border of its role, and remove the ticks."""
    empty(ax)
    ax.spines[:].set(visible=True, color=role.line, linestyle=role.style, linewidth=4)
    return ax


def around(ax, role):
    """Give a grid of tiles the border of its role, as far from the tiles on all sides."""
    (left, right), (bottom, _) = ax.get_xlim(), ax.get_ylim()
    first_left, first_top, *_ = places(ax)[0]
    top = first_top - (first_left - left)
    ax.set(ylim=(bottom, top))
    border(ax, left, top, right - left, bottom - top, role)
    ax.patches[-1].set_clip_on(False)


def places(ax):
    """Return (left, top, width, height) of each image in axes."""
    extents = [image.get_extent() for image in ax.images]
    return [(left, top, right - left, bottom - top) for left, right, bottom, top in extents]
