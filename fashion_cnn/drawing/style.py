"""How the pictures look: colours, colour maps, sizes of letters and figures."""

from typing import NamedTuple

# Both read the same in grey and for colour-blind people: brightness rises all the way.
COLOUR_MAP = "cividis"
GREY = "gray"

# Okabe and Ito's palette, which colour-blind people can tell apart. Wherever both blue and
# vermilion are used, the line style differs as well.
BLUE, VERMILION = "#0072B2", "#D55E00"
TRAINING, VALIDATION = BLUE, VERMILION


class Role(NamedTuple):
    """The colours of one role: lines and frames, cells and slabs, and a slab's top and side."""

    line: str
    fill: str
    top: str
    side: str
    style: str


# What a thing is in a convolution has one colour in every deck, lesson and page, and is used for
# nothing else. From input to gradient the fills become darker, so that they differ in grey, too.
INPUT = Role(BLUE, "#D6E8F5", "#EBF4FA", "#8FBBD9", "-")
KERNEL = Role(VERMILION, "#F6B58A", "#FBDAC5", "#D98A55", "-")
OUTPUT = Role("#00704F", "#5DBB9B", "#A9DBC9", "#3A9A7A", "--")
GRADIENT = Role("#7B3294", "#9A5DB0", "#C9A3D6", "#7F4A91", ":")
# Anything else that a picture points at: a frame, and a cell.
POINTED, MARKED = "#1A1A1A", "#F0E442"

# The cells of a table: of an image, without a colour, of a map outside the receptive field; the
# lines between them.
PIXEL, PAPER, UNSEEN, LINE = "#C8C8C8", "#FFFFFF", "#E8E8E8", "#505050"
HATCHES = ("", "//", "..", "xx")

# Points: above the figure, axes and legends, above the images in a grid, and below the figure.
HEADING_SIZE, FONT_SIZE, TITLE_SIZE, NOTE_SIZE = 15, 14, 11, 10

# Inches: the width of a figure.
WIDTH = 12
DOTS_PER_INCH = 100
