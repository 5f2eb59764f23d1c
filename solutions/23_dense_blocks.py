# %% [markdown]
# # Dense blocks
#
# A residual block adds its input to the output of its layers. **DenseNet** (2017, by Huang, Liu,
# van der Maaten and Weinberger) appends the new maps as further channels: *concatenation*. In a
# **dense block**, every layer sees the block's input and all earlier layers' maps:
#
#     residual     x_l = x_(l−1) + F_l(x_(l−1))
#     dense        x_l = H_l([x_0, x_1, …, x_(l−1)])       [ ] means concatenated
#
# A later layer need not find again what an early one has found, and the early one receives a
# gradient directly from every later one. L layers have 1 + 2 + … + L = L·(L + 1)/2 connections; a
# plain stack has L. ("Dense" does not mean dense layers here.)
#
# About 25 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: how many channels?
#
# A layer that sees so many maps can be narrow. Each makes the same small number of maps, the
# **growth rate** k. If k0 channels enter the block, a layer with l layers before it sees k0 + k·l
# channels. With 3 channels, growth rate 2 and 3 layers:
#
#     the layers see     3     5     7          the block returns   9


# %%
def channels_seen(channels: int, growth_rate: int, layers: int) -> list[int]:
    """Return layers + 1 numbers: the channels that each layer sees, then those the block returns.

    `channels` enter the block. The result is a list.
    """
    # SOLUTION: Count the channels, layer by layer.
    seen = [channels]
    for _ in range(layers):
        seen.append(seen[-1] + growth_rate)
    return seen
    # END SOLUTION


# %% [markdown]
# ## Task 2: a dense block
#
# Call layers on tensors, which stand for the maps at one point of the network:
# `b = keras.layers.ReLU()(a)`. `keras.layers.Concatenate()([a, b])` puts the channels of b after
# those of a. A layer H of a dense block is
#
#     batch normalisation, ReLU, convolution 1x1 with 4·k filters      the bottleneck
#     batch normalisation, ReLU, convolution 3x3 with k filters
#
# applied to all maps so far. Its new maps are concatenated with them for the next layer. For x of
# 8x8x3, growth rate 2 and 3 layers:
#
#     x 8x8x3     →  8x8x5  →  8x8x7  →  8x8x9, the result
#
# The convolutions have padding "same".


# %%
def dense_block(x: keras.KerasTensor, layers: int, growth_rate: int) -> keras.KerasTensor:
    """Return the output tensor of a dense block on x: all maps, those of x first."""
    # SOLUTION: In each pass through a loop, make new maps from x and append them to x.
    for _ in range(layers):
        new = keras.layers.BatchNormalization()(x)
        new = keras.layers.ReLU()(new)
        new = keras.layers.Conv2D(4 * growth_rate, 1, padding="same")(new)
        new = keras.layers.BatchNormalization()(new)
        new = keras.layers.ReLU()(new)
        new = keras.layers.Conv2D(growth_rate, 3, padding="same")(new)
        x = keras.layers.Concatenate()([x, new])
    return x
    # END SOLUTION


# %% [markdown]
# ## Task 3: what the bottleneck saves
#
# Without the 1x1, the 3x3 convolution would see all channels. Which is cheaper? A convolution has
# input channels · kernel height · kernel width · filters weights; leave out biases and batch
# normalisation. With 10 channels, growth rate 2 and 2 layers, which see 10 and 12 channels:
#
#                         first layer               second layer
#     3x3 alone           10·3·3·2                + 12·3·3·2                   = 396
#     1x1, then 3x3       10·1·1·8 + 8·3·3·2      + 12·1·1·8 + 8·3·3·2         = 464
#
# Here the bottleneck saves nothing. It pays when a layer sees many channels.


# %%
def block_weights(channels: int, growth_rate: int, layers: int) -> tuple[int, int]:
    """Return the convolution weights of a whole block as (3x3 alone, 1x1 and then 3x3)."""
    # SOLUTION: Add up over the layers. channels_seen says what each of them sees.
    alone, both = 0, 0
    for seen in channels_seen(channels, growth_rate, layers)[:-1]:
        alone += seen * 3 * 3 * growth_rate
        both += seen * 4 * growth_rate + 4 * growth_rate * 3 * 3 * growth_rate
    return alone, both
    # END SOLUTION


# %% [markdown]
# ## Task 4: a transition
#
# Concatenated maps must have the same height and width, so they shrink only between blocks, in a
# **transition**:
#
#     batch normalisation, ReLU, convolution 1x1 with half as many filters as x has channels,
#     average pooling of 2x2
#
# Round half of an odd number down, as `a // b` does. `x.shape[-1]` is the number of channels of x,
# and `keras.layers.AveragePooling2D(2)` is the pooling.
#
#     x 8x8x9     →     4x4x4


# %%
def transition(x: keras.KerasTensor) -> keras.KerasTensor:
    """Return the output tensor of a transition on x: half the height, width and channels."""
    # SOLUTION: Call the four layers, one after the other.
    filters = x.shape[-1] // 2
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, 1, padding="same")(x)
    return keras.layers.AveragePooling2D(2)(x)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Above is the paper's example, five layers with growth rate 4, on the first 6 maps that the kit's
# trained model makes of a bag. Your block has random weights, yet its maps still show the bag.
#
# Below is DenseNet121, which gives its first block 64 channels. Its blocks have 6, 12, 24 and 16
# layers with growth rate 32. Each layer has two convolutions, which makes 1 + 2·58 + 3 + 1 = 121
# layers with weights: the first convolution, the blocks, three transitions between them, and a
# dense layer at the end. Keras counts 8,062,504 parameters, of which 7,978,856 are learned (the
# others are moving averages). That is a third of ResNet50's 25.6 million, and Keras's documentation
# has both right on 75% of ImageNet's validation images.
#
# The price is memory: each layer is small but reads many maps.


# %%
def picture():
    """Every layer of a dense block sees all maps before it.

    Above, a staircase of feature maps of a bag. H1, the first layer, sees the 6 maps that came in,
    each later layer 4 more: 10, 14, 18 and 22. The block returns all 26. What comes in has a blue
    border, what a layer makes a dashed green one where it first appears. Below left, DenseNet121:
    each layer adds 32 channels, 64 become 256 in the first block, and each transition halves them;
    the last two blocks return 1024. On the right, the weights of its blocks: the bottleneck costs a
    little more than 3x3 alone in the first, less in the others, 2.1 million instead of 3.5 in the
    last.
    """
    from fashion_cnn import inside
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.pretrained import checkpoints

    image = garments.draw(train=10, test=40, seed=1).x_test[NUMBER]
    learned, _ = checkpoints.load("garments")
    first = inside.map_layers(learned)[0]
    maps = inside.feature_maps(learned, image[None, :, :, None] / 255, [first])[first][..., :6]
    keras.utils.set_random_seed(0)
    x = keras.Input((28, 28, 6))
    maps = np.array(keras.Model(x, dense_block(x, layers=5, growth_rate=4))(maps))[0]

    axes = plots.new_axes(15, 8.6, rows=2, columns=2)
    grid, figure = axes[0, 0].get_gridspec(), axes[0, 0].figure
    grid.set_height_ratios([1.2, 1])
    for ax in axes[0]:
        ax.remove()
    wide = figure.add_subplot(grid[0, :])
    draw_staircase(wide, maps, channels_seen(6, 4, 5))

    channels, layer = 64, 0
    weights = []
    for number, layers in enumerate((6, 12, 24, 16), start=1):
        weights.append(block_weights(channels, 32, layers))
        seen = channels_seen(channels, 32, layers)
        draw_growth(axes[1, 0], layer, seen, f"block {number}")
        layer += layers
        channels = transition(keras.Input((8, 8, seen[-1]))).shape[-1]
    axes[1, 0].set_title("DenseNet121: channels that a layer sees", fontsize=plots.FONT_SIZE)
    axes[1, 0].set_xlabel("layers before it, in all blocks", fontsize=plots.FONT_SIZE)
    draw_weights(axes[1, 1], weights)
    for ax in axes[1]:
        ax.tick_params(labelsize=plots.FONT_SIZE - 2)
        ax.spines[["top", "right"]].set_visible(False)
    return [wide, *axes[1]]


NUMBER = 4  # a bag


def draw_staircase(ax, maps, seen):
    """Draw the maps (H, W, C) that each layer sees, one row per layer; `seen` says how many."""
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    low, high = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))
    maps = np.pad((maps - low) / (high - low), ((2, 2), (2, 2), (0, 0)), constant_values=np.nan)
    side, _, count = maps.shape
    mosaic = np.full((len(seen), side, count, side), np.nan)
    for row, channels in enumerate(seen):
        mosaic[row, :, :channels] = maps[:, :, :channels].transpose(0, 2, 1)
    ax.imshow(mosaic.reshape(len(seen) * side, -1), cmap=plots.GREY)
    for number, end in enumerate(seen[:-1]):
        made = end * side - 0.5, (number + 1) * side - 0.5, (seen[number + 1] - end) * side, side
        cells.border(ax, *made, OUTPUT, clip_on=False)
        middle = (end + seen[number + 1]) / 2 * side
        ax.text(middle, -8, f"made by H{number + 1}", ha="center", fontsize=plots.FONT_SIZE - 1)
    ax.text(seen[0] / 2 * side, -8, "came in", ha="center", fontsize=plots.FONT_SIZE - 1)
    cells.border(ax, -0.5, -0.5, seen[0] * side, side, INPUT, clip_on=False)
    names = [f"H{number} sees {channels}" for number, channels in enumerate(seen[:-1], start=1)]
    names.append(f"the block returns {seen[-1]}")
    ax.set_yticks((np.arange(len(seen)) + 0.5) * side, names, fontsize=plots.FONT_SIZE)
    ax.set(xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def draw_growth(ax, begin, seen, name):
    """Draw how the channels grow in a block; `begin` layers come before its first layer."""
    from fashion_cnn.drawing import plots

    places = range(begin, begin + len(seen))
    ax.plot(places, seen, "o-", color=plots.TRAINING, markersize=4)
    words = {"fontsize": plots.FONT_SIZE - 2}
    ax.text(places[0] + 0.5, seen[0] - 90, f"{seen[0]}", **words)
    ax.text(places[-1] - 1, seen[-1] + 10, f"{name}: {seen[-1]}", ha="right", **words)
    ax.set(xlim=(-8, 62), ylim=(-60, 1120))


def draw_weights(ax, weights):
    """Draw a pair of bars for each block: 3x3 alone, and 1x1 and then 3x3."""
    from fashion_cnn.drawing import plots

    places = np.arange(1, len(weights) + 1)
    ways = {"3x3 alone": ("0.75", -0.2), "1x1, then 3x3": ("0.3", 0.2)}
    for (name, (colour, shift)), millions in zip(
        ways.items(), np.array(weights).T / 1e6, strict=True
    ):
        bars = ax.bar(places + shift, millions, width=0.38, color=colour, label=name)
        ax.bar_label(bars, fmt="{:.1f}", padding=2, fontsize=plots.FONT_SIZE - 2)
    ax.set_title("DenseNet121: weights, in millions", fontsize=plots.FONT_SIZE)
    ax.set_xticks(places, [f"block {place}" for place in places])
    ax.set(yticks=[], ylim=(0, 1.1 * np.max(weights) / 1e6))
    ax.legend(fontsize=plots.FONT_SIZE - 1, loc="upper left")


# %% The verdict, then the picture
workshop.verdict("dense_blocks", globals())
