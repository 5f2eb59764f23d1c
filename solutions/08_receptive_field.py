# %% [markdown]
# # The receptive field
#
# A value in the output of the first 3x3 convolution sees 3x3 pixels of the image. That is enough
# for an edge, but not for a shoe. Values in later layers see more. The pixels that can influence a
# value are its **receptive field**. If an object is larger than this field, the value sees only
# part of it.
#
# Here you work out why later layers see more, and why pooling helps so much. Kernels are square,
# and you count along one side: a field of 10 means 10x10 pixels.
#
# About 18 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution import conv2d, max_pool
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: layers in a row
#
# After a 3x3 layer with stride 1, each value sees 3 pixels along one side, and the fields of
# neighbouring values start one pixel apart. A value after a second 3x3 layer sees three of these
# values, and every pixel that any of them sees:
#
#     value 0 of the first layer     0 1 2
#     value 1                          1 2 3
#     value 2                            2 3 4
#     value 0 of the second layer    0 1 2 3 4         5 pixels
#
# Three 3x3 layers see as much as one 7x7 layer. Two 5x5 layers see 9 pixels along one side.


# %%
def stacked(depth: int, kernel_size: int) -> int:
    """Return how many pixels along one side a value sees after `depth` layers with stride 1.

    All kernels are kernel_size x kernel_size.
    """
    # SOLUTION: Start with a single pixel. How many does each layer add?
    return 1 + depth * (kernel_size - 1)
    # END SOLUTION


# %% [markdown]
# ## Task 2: strides
#
# 2x2 pooling has stride 2, so the fields of neighbouring values in its output start two pixels
# apart. This distance is the **step**. After a 3x3 convolution and 2x2 pooling, the field is 4 and
# the step is 2:
#
#     value 0 of the pooling         0 1 2 3
#     value 1                            2 3 4 5
#     value 2                                4 5 6 7
#
# Add a 3x3 convolution. Its value 0 sees these three values, and thus pixels 0 to 7: the field
# grows from 4 to 8. Its value 1 starts with value 1 of the pooling, at pixel 2, so the step stays
# 2. Another pooling layer keeps every second position, and the step becomes 4. In the main model of
# this kit:
#
#     layer                   field   step
#     (the pixels)                1      1
#     3x3, stride 1               3      1
#     2x2 pooling                 4      2
#     3x3, stride 1               8      2
#     2x2 pooling                10      4
#
# The stride of a layer does not change its own field, but widens the fields of all later layers. A
# convolution with stride 2 has the same effect.


# %%
def add_layer(field: int, step: int, kernel_size: int, stride: int) -> tuple[int, int]:
    """Return (field, step) after one more layer, a convolution or pooling layer.

    field and step describe the values that enter this layer.
    """
    # SOLUTION: How far does a kernel reach if its values are `step` pixels apart?
    return field + (kernel_size - 1) * step, step * stride
    # END SOLUTION


# %% [markdown]
# ## Task 3: a whole network
#
# A network is now a list of pairs (kernel_size, stride), one per layer, starting next to the image.
# As in the table of Task 2, start with a single pixel and add one layer at a time. For the main
# model, the result is (10, 4):
#
#     [(3, 1), (2, 2), (3, 1), (2, 2)]
#
# The order matters. With both pooling layers at the end, [(3, 1), (3, 1), (2, 2), (2, 2)], the
# field would be 8.


# %%
def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """Return (field, step) after the last layer; layers are pairs (kernel_size, stride)."""
    # SOLUTION: Start with one pixel, and call add_layer in `for kernel_size, stride in layers:`.
    field, step = 1, 1
    for kernel_size, stride in layers:
        field, step = add_layer(field, step, kernel_size, stride)
    return field, step
    # END SOLUTION


# %% [markdown]
# ## Task 4: which pixels
#
# With padding 'valid', the field of value 0 starts at pixel 0, and each further field starts one
# step later. With field 4 and step 2, value 2 sees the pixels 4 to 7.
#
# With padding 'same', the fields have the same size but start earlier, and near the border they
# extend onto the zero padding. In the main model, the field of value 0 after the last pooling layer
# runs from −3 to 6.


# %%
def pixels_seen(index: int, field: int, step: int) -> tuple[int, int]:
    """Return the first and the last pixel that value `index` sees along one side.

    Pixels and values are numbered from 0; all layers have padding 'valid'.
    """
    # SOLUTION: Return both numbers as a tuple.
    first = index * step
    return first, first + field - 1
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# The top row tests your numbers. The pixels of a black image turn white one at a time. Those that
# change a certain value are coloured, brighter for a larger change; the others are grey. The frame
# is the field that your functions compute. After several layers, more paths lead to the value from
# the middle of its field than from the corners. With equal weights, as here, the middle has more
# influence.
#
# Bottom left and middle: the small model of this kit, 3x3, pooling, 3x3, pooling, with padding
# 'valid'. A side of 28 pixels shrinks to 26, 13, 11 and 5, since the last of the 11 has no partner.
# Which pixels does the last value, number 4, see? Those beyond cannot influence the model's answer.
#
# Bottom right: VGG16, with thirteen 3x3 convolutions and five pooling layers for images of 224x224.
# Its dense layers see everything that any value before them sees.
#
# To see the receptive fields of a trained network, run `python -m fashion_cnn.explore --open`.
# Click a pixel of a map in the page: frames show what the value sees in the image and in the
# layers between.


# %%
def picture():
    """What a value sees.

    Top: the pixels that change a certain value, found by trying each of them, with a frame around
    them for the computed field. It is 7x7 after three 3x3 layers, far brighter in the middle than
    in the corners; 7x7 after one 7x7 layer, equally bright everywhere; and 10x10 after 3x3,
    pooling, 3x3 and pooling. Bottom, on a 28x28 image of a boot: the fields of two neighbouring
    values of the small model, which overlap by more than half, and the field of its last value.
    No value sees the hatched area, two columns at the right and two rows at the bottom. Last, on
    a photograph, frames for the fields after the five pooling layers of VGG16: 6, 16, 44, 100 and
    212 pixels of 224.
    """
    from matplotlib import colormaps

    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import POINTED

    small = [(3, 1), (2, 2), (3, 1), (2, 2)]
    stacks = {
        "three of 3x3": ([(3, 1)] * 3, stacked(3, 3), 4),
        "one of 7x7": ([(7, 1)], stacked(1, 7), 4),
        "3x3, pooling, 3x3, pooling": (small, receptive_field(small)[0], 1),
    }
    axes = plots.new_axes(13, 8.9, rows=2, columns=3)
    for ax, (name, (layers, field, index)) in zip(axes[0], stacks.items(), strict=True):
        changes = influence(layers, 18, index)
        colours = colormaps[plots.COLOUR_MAP].with_extremes(bad="0.8")
        ax.imshow(np.ma.masked_equal(changes, 0), cmap=colours, vmin=0)
        frame(ax, [index], field, receptive_field(layers)[1])
        ax.set_title(f"{name}: {field}", fontsize=plots.FONT_SIZE)

    field, step = receptive_field(small)
    for ax in axes[1, :2]:
        ax.imshow(draw(train=40, test=1).x_train[37], cmap=plots.GREY, vmin=0, vmax=255)
    frame(axes[1, 0], [2, 3], field, step)
    axes[1, 0].set_title(f"two neighbours, {step} pixels apart", fontsize=plots.FONT_SIZE)
    frame(axes[1, 1], [4], field, step)
    seen = pixels_seen(4, field, step)[1] + 1
    unseen = {"facecolor": "none", "edgecolor": "white", "hatch": "//"}
    axes[1, 1].fill_between([-0.5, 27.5], seen - 0.5, 27.5, **unseen)
    axes[1, 1].fill_betweenx([-0.5, seen - 0.5], seen - 0.5, 27.5, **unseen)
    axes[1, 1].set_title(f"the last one: {28 - seen} of 28 unseen", fontsize=plots.FONT_SIZE)

    ax, layers, fields = axes[1, 2], [], []
    ax.imshow(photograph(colour=True)[20:244, 140:364])
    for convolutions in (2, 2, 3, 3, 3):
        layers += [(3, 1)] * convolutions + [(2, 2)]
        field, _ = receptive_field(layers)
        corner = 111.5 - field / 2
        cells.frame(ax, corner, corner, field, field, POINTED)
        fields.append(str(field))
    ax.set_title(f"VGG16: {', '.join(fields)}", fontsize=plots.FONT_SIZE)
    for ax in axes.flat:
        ax.axis("off")
    return axes


def influence(layers, size, index):
    """Return how much each of size x size pixels changes value (index, index) after `layers`.

    Convolutions have equal weights. Layers with a stride above 1 are max pooling.
    """
    values = np.eye(size**2).reshape(-1, size, size, 1)  # one image per pixel, that pixel white
    for kernel_size, stride in layers:
        if stride == 1:
            values = conv2d(values, np.ones((kernel_size, kernel_size, 1, 1)))
        else:
            values = max_pool(values, kernel_size, stride)
    return values[:, index, index, 0].reshape(size, size)


def frame(ax, indices, field, step):
    """Draw the fields of one or two values, all in the row of the first."""
    from fashion_cnn.drawing import cells
    from fashion_cnn.drawing.style import MARKED, POINTED

    top = pixels_seen(indices[0], field, step)[0]
    looks = ((POINTED, "-"), (MARKED, "--"))
    for index, (colour, line) in zip(indices, looks, strict=False):
        first, last = pixels_seen(index, field, step)
        cells.frame(ax, first - 0.5, top - 0.5, last - first + 1, field, colour, line)


# %% The verdict, then the picture
workshop.verdict("receptive_field", globals())
