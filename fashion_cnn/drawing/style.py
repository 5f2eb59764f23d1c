"""How the pictures look: colours, colour maps, sizes of letters and figures."""

# Both read the same in grey and for colour-blind people: brightness rises all the way.
COLOUR_MAP = "cividis"
GREY = "gray"

# Okabe and Ito's palette, which colour-blind people can tell apart. Wherever both blue and
# vermilion are used, the line style differs as well.
BLUE, VERMILION = "#0072B2", "#D55E00"
SKY_BLUE, ORANGE = "#56B4E9", "#E69F00"
TRAINING, VALIDATION = BLUE, VERMILION

# The cells of a table: of an image, without a colour, of a map outside the receptive field; the
# lines between them.
PIXEL, PAPER, UNSEEN, LINE = "#C8C8C8", "#FFFFFF", "#E8E8E8", "#505050"
HATCHES = ("", "//", "..", "xx")

# Front, top and side of the slabs for feature maps and for the input; the bars for vectors.
MAPS = SKY_BLUE, "#A6D8F5", "#3A87B5"
INPUT = "#D0D0D0", "#EBEBEB", "#A0A0A0"
VECTOR = ORANGE

# Points: above the figure, axes and legends, above the images in a grid, and below the figure.
HEADING_SIZE, FONT_SIZE, TITLE_SIZE, NOTE_SIZE = 15, 14, 11, 10

# Inches: the width of a figure.
WIDTH = 12
DOTS_PER_INCH = 100
