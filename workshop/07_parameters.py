# %% [markdown]
# # Counting parameters
#
# The **parameters** of a network are the numbers it learns: its weights and biases. The more it
# has, the more memory it needs and the more easily it memorises its training images. The number of
# **multiplications** gives a rough idea of how long it takes to run. Both help to explain why
# networks for images are built as they are.
#
# All results here are whole numbers (int). In Python, a·b is `a * b`, 10^4 is `10**4`, and `a // b`
# divides and rounds down.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: a convolutional layer
#
# A **filter** has a separate kernel for each input channel. At each position, it adds up the sums
# from all these kernels and one more number, its **bias**. `Conv2D(32, 3)` is a layer of 32 filters
# with 3x3 kernels. On a grey image, which has one channel, it has
#
#     1·3·3·32 + 32 = 320 parameters
#
# Its 32 output channels, one per filter, are the input channels of the next layer.


# %%
def conv_parameters(channels: int, kernel_size: int, filters: int) -> int:
    """Return the parameter count of Conv2D(filters, kernel_size) for `channels` input channels."""
    # TODO: Count the weights of all filters, then add the biases.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: three ways to connect
#
# If each of 10,000 hidden units sees every pixel of a grey 1000x1000 image, the layer has
# 1000·1000·10,000 = 10^10 weights: 40 gigabytes at 4 bytes each. Compare three ways to connect:
#
# - **dense**: each unit sees every pixel of the image, as above;
# - **locally connected**: each unit sees only a window of `window` x `window` pixels and has its
#   own weights for it;
# - **convolution**: each unit sees only a window, and all units **share** the weights of `filters`
#   kernels of `window` x `window`.
#
# For example, a 3x3 window fits into a grey 5x6 image at 3·4 = 12 positions, one for each of 12
# units. A filter shares its 9 weights across all of them:
#
#     dense                5·6·12 = 360
#     locally connected    12·3·3 = 108
#     convolution           1·3·3 =   9


# %%
def three_ways(
    height: int, width: int, units: int, window: int, filters: int
) -> tuple[int, int, int]:
    """Return the number of weights, without biases: (dense, locally connected, convolution).

    Each layer connects a grey image of height x width pixels to `units` hidden units, which may
    be more or fewer than the window positions.
    """
    # TODO: Count the weights for each way, and return them in this order.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: what pooling saves
#
# 2x2 pooling reduces each 2x2 block to one value, such as the largest. Height and width are halved,
# and a last row or column without a partner is dropped. All channels remain, and nothing is
# learned. `Flatten` then puts all values into one vector. A dense layer has a weight for each pair
# of value and unit, and one bias per unit. With 6 channels, one pooling layer and 10 units:
#
#     9x9x6 → pooling → 4x4x6 → flatten → 96 → dense → 10        96·10 + 10 = 970 parameters
#
# The main model of this kit has two pooling layers, one after each convolution. With padding
# 'same', a convolution preserves height and width, so only the pooling layers matter here.


# %%
def dense_parameters(side: int, pools: int, channels: int, units: int) -> int:
    """Return the parameter count of the dense layer after `pools` layers of 2x2 pooling.

    Feature maps of side x side x channels are pooled (`pools` may be 0), flattened and passed to
    a dense layer with `units` units.
    """
    # TODO: Work out the side after pooling, then count the weights and biases.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: small kernels in a row
#
# A value after a 3x3 convolution with stride 1 sees 3x3 pixels. A value after a second one sees 3x3
# values of the first, and therefore 5x5 pixels. Every further 3x3 layer adds one more pixel on each
# side.
#
# A single layer with a larger kernel can see as much. Which is cheaper? Every layer has equal
# numbers of input channels and filters, and no biases. With two layers and 10 channels:
#
#     two 3x3 layers    2 · 10·3·3·10 = 1,800
#     one 5x5 layer         10·5·5·10 = 2,500


# %%
def stack_and_single(depth: int, channels: int) -> tuple[int, int]:
    """Return the weights of `depth` 3x3 layers, and of the single layer that sees as much.

    Every layer has `channels` input channels, `channels` filters and no biases.
    """
    # TODO: Work out how many pixels the stack sees along one side, then count both.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: fewer channels first
#
# A kernel has few weights, but it is used at every position. With padding 'same' and stride 1,
# there are as many positions as pixels. On 10x20 pixels with 6 channels,
# `Conv2D(8, 3, padding="same")` takes
#
#     10·20 positions · 8 filters · 6·3·3 weights = 86,400 multiplications
#
# (Multiplications with the zero padding count. Biases are only added.)
#
# A **1x1 convolution** sees one pixel at a time: each filter computes a weighted sum of the
# channels of that pixel. Before an expensive layer, a few such filters cheaply reduce its input
# channels without changing the shape of its output:
#
#     direct     10x20x6 → 3x3, 8 filters → 10x20x8
#     reduced    10x20x6 → 1x1, 2 filters → 10x20x2 → 3x3, 8 filters → 10x20x8
#
# (GoogLeNet puts a 1x1 convolution before its 5x5 layers. ResNet has a *bottleneck* of 1x1, 3x3 and
# 1x1, which reduces the channels, convolves, and expands the channels again. Another way to save: a
# 1x3 kernel followed by a 3x1 kernel sees 3x3 pixels with 3 + 3 weights instead of 9.)


# %%
def with_reduction(
    height: int, width: int, channels: int, kernel_size: int, filters: int, reduced: int
) -> tuple[int, int]:
    """Return the multiplications of a layer: (direct, with a 1x1 convolution before it).

    The input is height x width x channels; the layer has `filters` filters of
    kernel_size x kernel_size, the 1x1 convolution `reduced` filters. Padding is 'same'.
    """
    # TODO: Count the direct layer, then the two layers that replace it.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions count larger layers, some from real networks. The parameters of the main model are
# the sum over the four layers that have any: `Conv2D(32, 3)`, `Conv2D(64, 3)`, `Dense(100)` and
# `Dense(10)`. Keras's `model.summary()` lists the same numbers.


# %%
def picture():
    """What a layer costs, and how to make it cheaper.

    Four charts, each from the most expensive option down to the cheapest, which is dark. Weights
    for a 1000x1000 image and a million units, as dots on a logarithmic scale: the locally connected
    layer needs a ten-thousandth of the weights of the dense one, and the convolution a
    ten-thousandth of these. Then bars. Parameters of the main model: each pooling layer reduces
    them. Weights of one 7x7 layer and of three 3x3 layers, which need little more than half as
    many. Multiplications of a 5x5 layer of GoogLeNet: a 1x1 convolution before it leaves about
    a tenth.
    """
    from fashion_cnn.drawing import plots

    ways = three_ways(1000, 1000, 10**6, 10, 100)
    convolutions = conv_parameters(1, 3, 32) + conv_parameters(32, 3, 64)
    last = dense_parameters(1, 0, 100, 10)
    main = [convolutions + dense_parameters(28, pools, 64, 100) + last for pools in (0, 1, 2)]
    stack, single = stack_and_single(3, 64)
    reduction = with_reduction(28, 28, 192, 5, 32, 16)
    charts = {
        "weights, a million units (log scale)": (["dense", "local", "convolution"], ways),
        "parameters of the main model": (["no pooling", "1 pooling", "2 poolings"], main),
        "weights, 64 channels in and out": (["one 7x7", "three 3x3"], [single, stack]),
        "multiplications of a layer of GoogLeNet": (["5x5", "1x1, then 5x5"], reduction),
    }
    axes = plots.new_axes(13, 6.5, rows=2, columns=2)
    for ax, (title, (names, numbers)) in zip(axes.flat, charts.items(), strict=True):
        colours = ["0.7"] * (len(names) - 1) + ["0.3"]
        if numbers is ways:  # too far apart for bars, and a logarithmic scale has no 0 to begin at
            ax.scatter(numbers, names, s=200, c=colours)
            ax.set(xscale="log", xlim=(10**3, 10**16), xticks=[10**4, 10**8, 10**12])
            ax.set_ylim(-0.5, 2.5)
            ax.grid(axis="x", alpha=0.5)
            ax.set_axisbelow(True)
        else:
            ax.barh(names, numbers, color=colours, height=0.6)
            ax.set_xticks([])
        for name, number in zip(names, numbers, strict=True):
            place = {"xytext": (10, 0), "textcoords": "offset points", "va": "center"}
            ax.annotate(f"{number:,}", (number, name), fontsize=plots.FONT_SIZE, **place)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.invert_yaxis()
        ax.tick_params(labelsize=plots.FONT_SIZE - 1)
        ax.spines[["top", "right", "bottom"]].set_visible(False)
    return axes


# %% The verdict, then the picture
workshop.verdict("parameters", globals())
