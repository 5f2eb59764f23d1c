# %% [markdown]
# # VGG16
#
# VGG16, published by Oxford's Visual Geometry Group in 2014, classifies colour images of 224x224
# pixels into 1,000 classes. It shows how far a very simple design can go: five **blocks**, each a
# few 3x3 convolutions followed by pooling by 2. The number of filters doubles from block
# to block, up to 512.
#
#     block1     2 convolutions,  64 filters
#     block2     2 convolutions, 128 filters
#     block3     3 convolutions, 256 filters
#     block4     3 convolutions, 512 filters
#     block5     3 convolutions, 512 filters
#     flatten, then dense layers: fc1 with 4096 units, fc2 with 4096, predictions with 1000
#
# The blocks together are the *base*. The 13 convolutions and 3 dense layers are 16 layers with
# weights, hence the name. The trained weights fill more than 500 megabytes; the kit has those of
# blocks 1 to 3, which fill 3.5. You build the blocks, count their parameters, build a small network
# of the same design, and prepare an image for the trained network, to see what it sees in it.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: a block
#
# Build a block as a list of Keras layers. All its convolutions have the same number of filters,
# kernel size 3x3, padding "same" and ReLU. Max pooling by 2 follows. Name the layers as in Keras's
# VGG16. Block 7 with 2 convolutions and 5 filters consists of
#
#     block7_conv1     convolution, 5 filters
#     block7_conv2     convolution, 5 filters
#     block7_pool      max pooling
#
# The argument `name` names a layer: `keras.layers.Flatten(name="flatten")`. With number = 7 and
# k = 2, `f"block{number}_conv{k}"` is "block7_conv2". `range(1, 4)` counts 1, 2, 3, and
# `layers.append(layer)` adds a layer to a list.


# %%
def vgg_block(number: int, convolutions: int, filters: int) -> list:
    """Return the layers of block `number` as a list: its convolutions, then the pooling."""
    # TODO: Create the convolutions with keras.layers.Conv2D, then a keras.layers.MaxPooling2D.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: shapes
#
# Convolutions keep the height and width; pooling halves both and rounds down. There is a channel
# for each filter. A base is given as a list of pairs (convolutions, filters), one for each block.
# For an image of 20x13 and two blocks:
#
#     blocks = [(1, 8), (3, 16)]          shapes = [(10, 6, 8), (5, 3, 16)]
#
# `for convolutions, filters in blocks:` loops over the pairs.


# %%
def block_shapes(height: int, width: int, blocks: list[tuple[int, int]]) -> list[tuple]:
    """Return the shapes (height, width, channels) after each block, as a list of tuples.

    blocks has a pair (convolutions, filters) for each block.
    """
    # TODO: Loop over the blocks and record the shape after each of them.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: parameters
#
# How many parameters does a base have? A convolution with C input channels and F filters of 3x3 has
# C·3·3·F weights and F biases. C is the number of filters of the previous convolution, even if that
# is in another block. Pooling has no parameters. For colour images (3 channels) and
# blocks = [(1, 8), (2, 16)]:
#
#     block1_conv1      3·3·3·8  +  8 =   224
#     block2_conv1      8·3·3·16 + 16 = 1,168
#     block2_conv2     16·3·3·16 + 16 = 2,320          3,712 in all


# %%
def base_parameters(channels: int, blocks: list[tuple[int, int]]) -> int:
    """Return the number of parameters of all convolutions, on images with `channels` channels.

    blocks has a pair (convolutions, filters) for each block.
    """
    # TODO: Add up the weights and biases of every convolution.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: a small VGG
#
# VGG16 is far too large to train here. Build the same design for small images, such as the kit's
# garments:
#
#     block 1     2 convolutions, 16 filters
#     block 2     2 convolutions, 32 filters
#     block 3     2 convolutions, 64 filters
#     flatten
#     dense, 128 units, ReLU
#     dropout, rate 0.4
#     dense, a unit for each class, softmax
#
# `keras.Sequential(layers)` makes a model from a list of layers that starts with
# `keras.Input(shape)`. + joins lists: [a] + [b, c] is [a, b, c].


# %%
def small_vgg(input_shape: tuple, classes: int) -> keras.Model:
    """Return the small VGG for images of input_shape (height, width, channels), not compiled."""
    # TODO: Build the three blocks with vgg_block, and put the other layers around them.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: prepare an image
#
# A trained network needs images prepared like its training images. For VGG16 this does not mean
# dividing by 255. Instead,
#
# - the channels are in the order blue, green, red (BGR), not red, green, blue (RGB);
# - the mean of each colour over the training images (ImageNet, more than a million photographs) is
#   subtracted: 103.939 from blue, 116.779 from green, and 123.68 from red.
#
# An orange pixel:
#
#     RGB          250                   120                   10
#     prepared      10 − 103.939         120 − 116.779        250 − 123.68
#               =  −93.939                 3.221              126.32
#
# `array[:, :, ::-1]` reverses the last of three axes. Subtracting `np.array([a, b, c])` from an
# array of shape (H, W, 3) takes a from channel 0, b from channel 1, and c from channel 2. In the
# picture at the end, the trained network sees what your function returns.


# %%
def prepare(image: np.ndarray) -> np.ndarray:
    """Return an RGB image (H, W, 3), 0 to 255 of type np.uint8, prepared for VGG16 as floats."""
    # TODO: Reverse the channels, then subtract the means in the order blue, green, red.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions are applied to VGG16, trained on ImageNet. Its first 64 filters are edges, lines
# and colours. The maps of blocks 1 to 3 are those of the photograph as you prepared it and, below
# that, with the channels left in the order red, green, blue. Maps of outlines hardly change. Maps
# of colours do: what responded to the blue sky now responds to the red roof. The network does not
# complain, it sees another picture. Prepare images exactly as for the training.
#
# Where are VGG16's parameters, and where its multiplications? A convolution has few weights, but
# uses them at every position. fc1 uses each weight once, but has one for every pair of a unit and a
# value of the last maps. GoogLeNet and ResNet avoid this layer by taking the mean of each map.
#
# A value after the last pooling sees 212 of the 224 pixels along a side. Three 3x3 convolutions see
# as much as one 7x7 convolution, with fewer weights.
#
# There is more of the trained network, for a picture of yours, too: `python -m fashion_cnn.vgg16`.
# The small VGG, which has 146,938 parameters at 28x28, you can train:
# `python -m fashion_cnn.train --model vgg`


# %%
def picture():
    """VGG16: its input, its shapes, what it has learned, and what its layers cost.

    Above: a photograph of a temple, as it is and prepared for VGG16, with red and blue swapped.
    Boxes as high as the maps and as wide as their number: from 224 pixels and 3 channels to 7
    pixels and 512 channels. In the middle: the 64 trained filters of the first layer, edges in grey
    and areas of one colour. Two maps from each of blocks 1 to 3, for the photograph as prepared and
    with its colours in the wrong order: those of outlines hardly change, others swap sky and roof.
    Below: bars for each layer. Three quarters of all parameters are in fc1, almost none in the
    first blocks. Nearly all multiplications are in the convolutions, mostly in blocks 1 to 4. The
    receptive field grows from 3 pixels to 212, and to all 224.
    """
    from fashion_cnn.convolution import photographs
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, KERNEL
    from fashion_cnn.networks import counting, zoo
    from fashion_cnn.pretrained import imagenet, vgg16_weights

    blocks = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]
    axes = plots.new_axes(14, 13.8, rows=3, columns=3)
    grid = axes[0, 0].get_gridspec()
    grid.set_height_ratios([1, 1.05, 2.2])
    for ax in (*axes[0, 1:], *axes[1, 1:]):
        ax.remove()
    boxes, maps = (axes[0, 0].figure.add_subplot(grid[row, 1:]) for row in (0, 1))

    name = photographs.installed_photographs()[0]
    image = photographs.photograph(name, colour=True)[20:244, 140:364]
    prepared = prepare(image)
    shown = (prepared - prepared.min()) / np.ptp(prepared)
    axes[0, 0].imshow(np.hstack([image / 255, np.ones((224, 12, 3)), shown]))
    axes[0, 0].set_title("RGB, and as VGG16 wants it", fontsize=plots.FONT_SIZE)
    axes[0, 0].axis("off")
    cells.edge(axes[0, 0], INPUT)
    draw_boxes(boxes, [(224, 224, 3), *block_shapes(224, 224, blocks)])

    trained = vgg16_weights.bundled()
    kernels = vgg16_weights.kernel(trained, "block1_conv1")[:, :, ::-1]  # from BGR to RGB
    plots.filter_grid(np.moveaxis(kernels, -1, 0), [], axes[1, 0])
    cells.edge(axes[1, 0], KERNEL)
    axes[1, 0].set_title("the 64 filters of block1_conv1", fontsize=plots.FONT_SIZE)
    draw_maps(maps, trained, prepared, prepare(image[:, :, ::-1]))

    base = [vgg_block(number, *block) for number, block in enumerate(blocks, start=1)]
    rows = {row.name: row for row in counting.report(zoo.describe("vgg16"))}
    names = [layer.name for block in base for layer in block if layer.name in rows]
    names += ["fc1", "fc2", "predictions"]
    total = counting.totals(rows.values())
    parameters = [rows[name].parameters for name in names]
    title = f"parameters: {total.parameters:,}\n{base_parameters(3, blocks):,} in the base"
    draw_bars(axes[2, 0], names, parameters, title)
    multiplications = [rows[name].multiplications for name in names]
    draw_bars(axes[2, 1], [], multiplications, f"multiplications:\n{total.multiplications:,}")
    fields = [rows[name].fields[0].size for name in names]
    draw_bars(axes[2, 2], [], fields, "receptive field,\npixels a side")
    credits = f"{imagenet.credit(trained)}\nPhotograph: {photographs.CREDITS[name]}."
    axes[0, 0].figure.supxlabel(credits, fontsize=plots.FONT_SIZE - 4)
    return [*axes[2], axes[0, 0], axes[1, 0], boxes, maps]


def draw_maps(ax, trained, prepared, swapped):
    """Draw two maps of each block, the strongest and the one that swapped colours change most."""
    from fashion_cnn import inside
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import OUTPUT
    from fashion_cnn.pretrained import vgg16_weights

    layers = ["block1_conv2", "block2_conv2", "block3_conv3"]
    model = vgg16_weights.build(trained, layers[-1])
    found = inside.feature_maps(model, np.stack([prepared, swapped]), layers)
    columns, titles = [], []
    for layer, pair in found.items():
        strongest = pair[0].mean(axis=(0, 1)).argmax()
        changed = np.abs(pair[0] - pair[1]).mean(axis=(0, 1)).argmax()
        for channel in (strongest, changed):
            columns.append(pair[..., channel] / pair[..., channel].max())
            titles.append(f"{layer}\nmap {channel}")
    tiles = [column[row] for row in (0, 1) for column in columns]
    plots.image_grid(tiles, titles, 6, ax, colours=plots.COLOUR_MAP, low=0, high=1)
    cells.edge(ax, OUTPUT)
    for row, word in enumerate(["prepared", "RGB kept"]):
        top = ax.images[6 * row].get_extent()[3]
        look = {"rotation": 90, "ha": "right", "va": "center", "fontsize": plots.FONT_SIZE - 2}
        ax.text(0, top + 0.5, word, **look)


def draw_boxes(ax, shapes):
    """Draw shapes (height, width, channels) as boxes, `height` high and as wide as the channels."""
    from matplotlib.patches import Rectangle

    from fashion_cnn.drawing import plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    left, words = 0, {"ha": "center", "va": "top", "fontsize": plots.FONT_SIZE - 2}
    for height, width, channels in shapes:
        thick = channels / 4
        room = max(thick, 60) + 45
        box = (left + (room - thick) / 2, -height / 2), thick, height
        role = OUTPUT if left else INPUT
        look = {"facecolor": role.fill, "edgecolor": role.line, "linestyle": role.style}
        ax.add_patch(Rectangle(*box, linewidth=2, **look))
        ax.text(left + room / 2, -125, f"{height}x{width}\nx{channels}", **words)
        left += room
    ax.set(xlim=(0, left), ylim=(-190, 125), aspect="equal")
    ax.set_title("the image, and after each block", fontsize=plots.FONT_SIZE)
    ax.axis("off")


def draw_bars(ax, names, numbers, title):
    """Draw a bar labelled with its number for each layer, the first layer on top."""
    from fashion_cnn.drawing import plots

    colours = ["0.7"] * (len(numbers) - 3) + ["0.3"] * 3  # the dense layers are darker
    bars = ax.barh(range(len(numbers)), numbers, color=colours)
    labels = [f"{number:,}" if number else "" for number in numbers]
    ax.bar_label(bars, labels, padding=4, fontsize=plots.FONT_SIZE - 2)
    ax.set_yticks(range(len(names)), names, fontsize=plots.FONT_SIZE - 2)
    ax.set_title(title, fontsize=plots.FONT_SIZE)
    ax.set(xticks=[], xlim=(0, 1.5 * max(numbers)), ylim=(len(numbers) - 0.5, -0.5))
    ax.spines[["top", "right", "bottom"]].set_visible(False)


# %% The verdict, then the picture
workshop.verdict("vgg", globals())
