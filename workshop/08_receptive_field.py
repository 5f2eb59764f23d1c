# %% [markdown]
# # The receptive field
#
# A value behind the first 3x3 convolution sees 3x3 pixels of the picture. That is enough to find
# an edge, but not a shoe. Values further back see more. The pixels that can have an influence on a
# value are its **receptive field**; of anything larger than that, the value sees a part only.
#
# Why do later layers see more, and why does pooling help so much? Here you work it out. All
# kernels are square, and everything is counted along one side: a field of 10 is 10x10 pixels.
#
# About 18 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import conv2d, max_pool
from fashion_cnn.convolution.kernels import photograph

# %% [markdown]
# ## Task 1: layers in a row
#
# Behind a layer of 3x3 with stride 1, each value sees 3 pixels a side, and the fields of
# neighbouring values start one pixel apart. A value behind a second such layer sees three of these
# values, and so all pixels that they see together:
#
#     value 0 of the first layer     0 1 2
#     value 1                          1 2 3
#     value 2                            2 3 4
#     value 0 of the second layer    0 1 2 3 4         5 pixels
#
# Three layers of 3x3 see as much as one of 7x7, which you have met in the lesson on parameters.
# Two layers of 5x5 see 9 pixels a side.


# %%
def stacked(depth: int, kernel_size: int) -> int:
    """Return how many pixels a side a value sees behind `depth` layers.

    All layers have kernels of kernel_size x kernel_size and stride 1.
    """
    # TODO: How many pixels does each layer add to a single pixel?
    raise NotImplementedError


# %% [markdown]
# ## Task 2: strides
#
# Pooling by 2 has windows of 2x2 and stride 2. Behind it, the fields of neighbouring values no
# longer start one pixel apart, but two. Let us call this distance the **step**. After a 3x3
# convolution and a pooling by 2, the field is 4 and the step 2:
#
#     value 0 of the pooling         0 1 2 3
#     value 1                            2 3 4 5
#     value 2                                4 5 6 7
#
# If a 3x3 convolution follows, its value 0 sees these three values, and so the pixels 0 to 7: the
# field grows from 4 to 8. Its value 1 sees the values 1, 2 and 3 of the pooling, from pixel 2 on:
# at stride 1, the step stays as it is. Behind one more pooling, which takes every second position
# only, it is 4. These are the layers of the main model of this kit:
#
#     layer                   field   step
#     (the pixels)                1      1
#     3x3, stride 1               3      1
#     pooling by 2                4      2
#     3x3, stride 1               8      2
#     pooling by 2               10      4
#
# So the stride of a layer does not change its own field; it makes the fields of all later layers
# larger. A convolution with stride 2 has the same effect.


# %%
def add_layer(field: int, step: int, kernel_size: int, stride: int) -> tuple[int, int]:
    """Return (field, step) behind one more layer, a convolution or a pooling.

    field and step are those of the values that reach the layer.
    """
    # TODO: How far does a kernel reach over values that are `step` pixels apart?
    raise NotImplementedError


# %% [markdown]
# ## Task 3: a whole network
#
# The table of Task 2 starts with a pixel, which sees itself, and then takes one layer after the
# other. Here a network is a list with a pair (kernel_size, stride) for each layer, the one next to
# the picture first. Those of the main model give (10, 4):
#
#     [(3, 1), (2, 2), (3, 1), (2, 2)]
#
# The order matters. With both poolings at the end, [(3, 1), (3, 1), (2, 2), (2, 2)], the field
# would be 8.


# %%
def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """Return (field, step) behind the last layer; layers are pairs (kernel_size, stride)."""
    # TODO: Start with a pixel and use add_layer. for kernel_size, stride in layers: …
    raise NotImplementedError


# %% [markdown]
# ## Task 4: which pixels
#
# With padding 'valid', value 0 sees the pixels from 0 on, and the fields follow each other as in
# the drawings above. There, with field 4 and step 2, value 2 sees the pixels 4 to 7.
#
# With padding 'same' the fields have the same size, but start earlier. Near the border they reach
# over it, to zeros that say nothing about the picture: value 0 behind the main model's last
# pooling has its field at −3 to 6.


# %%
def pixels_seen(index: int, field: int, step: int) -> tuple[int, int]:
    """Return the first and the last pixel that value `index` sees, along one side.

    Pixels and values count from 0; all layers have padding 'valid'.
    """
    # TODO: Return the two numbers as a tuple.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Above, your numbers are put to the test. Each pixel of a black image in turn is made white. If
# this changes a certain value, the pixel gets a colour, the brighter the larger the change;
# otherwise it is grey. The frame is what your functions say that this value sees. Behind several
# layers, there are more ways to the value from the middle of the field than from its corners, so
# the middle has more influence here, where all weights are equal. The receptive field itself only
# says which pixels can have any.
#
# Below, the small model of this kit: 3x3, pooling, 3x3, pooling, with padding 'valid'. Of a side of
# 28 pixels it leaves 26, 13, 11 and 5: the last of the 11 has no partner. Which pixels does the
# last value, number 4, see? Those that are left over have no influence on the model's answer.
#
# On the right VGG16, a network of thirteen 3x3 convolutions and five poolings, for pictures of
# 224x224. The dense layers at its end see everything that any of the values before them sees.


# %%
def picture():
    """What a value sees.

    Above, the pixels that change a certain value, found by trying each of them, and the computed
    field as a frame around exactly these pixels: 7x7 behind three layers of 3x3, the middle far
    brighter than the corners; 7x7 behind one layer of 7x7, all alike; 10x10 behind 3x3, pooling,
    3x3 and pooling. Below, on a boot of 28x28 pixels, the fields of two neighbouring values of the
    small model, which overlap by more than half, and the field of its last value: two columns at
    the right and two rows at the bottom, hatched, are seen by none. Last, on a photograph, frames
    for the fields behind the five poolings of VGG16: 6, 16, 44, 100 and 212 pixels of 224.
    """
    from matplotlib import colormaps

    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import cells, plots

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
        cells.frame(ax, corner, corner, field, field, plots.TRAINING)
        fields.append(str(field))
    ax.set_title(f"VGG16: {', '.join(fields)}", fontsize=plots.FONT_SIZE)
    for ax in axes.flat:
        ax.axis("off")
    return axes


def influence(layers, size, index):
    """Return how much each of size x size pixels changes value (index, index) behind layers.

    Convolutions have equal weights, poolings (those with a stride) take the largest value.
    """
    values = np.eye(size**2).reshape(-1, size, size, 1)  # a picture for each pixel, that one white
    for kernel_size, stride in layers:
        if stride == 1:
            values = conv2d(values, np.ones((kernel_size, kernel_size, 1, 1)))
        else:
            values = max_pool(values, kernel_size, stride)
    return values[:, index, index, 0].reshape(size, size)


def frame(ax, indices, field, step):
    """Draw the fields of one or two values; they are in one row, that of the first."""
    from fashion_cnn.drawing import cells, plots

    top = pixels_seen(indices[0], field, step)[0]
    looks = ((plots.VALIDATION, "-"), (plots.TRAINING, "--"))
    for index, (colour, style) in zip(indices, looks, strict=False):
        first, last = pixels_seen(index, field, step)
        cells.frame(ax, first - 0.5, top - 0.5, last - first + 1, field, colour, style)


# %% The verdict, then the picture
workshop.verdict("receptive_field", globals())
