# %% [markdown]
# # Counting parameters
#
# The **parameters** of a network are the numbers that it learns: its weights and biases. The more
# there are, the more memory it needs, and the more easily it learns its training pictures by
# heart. The number of **multiplications** says roughly how long it takes. Both can be counted on
# paper, before anything is trained, and both help to explain why networks for pictures are built
# as they are.
#
# All numbers here are whole numbers (int). What a formula writes as a·b and 10^4 is `a * b` and
# `10**4` in Python, and `a // b` divides and rounds down.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: a convolutional layer
#
# A **filter** has a kernel for each channel of its input, every kernel with weights of its own.
# At each position, the sums of all these kernels are added up, and then one number more: the
# **bias** of the filter. `Conv2D(32, 3)` is a layer of 32 filters whose kernels are 3x3. A grey
# picture has one channel, and on it the layer has
#
#     1·3·3·32 + 32 = 320 parameters
#
# Its output has 32 channels, one from each filter: these are the input channels of the next layer.


# %%
def conv_parameters(channels: int, kernel_size: int, filters: int) -> int:
    """Return the parameters of Conv2D(filters, kernel_size) on an input of `channels` channels."""
    # SOLUTION: Count the weights of all filters, then their biases.
    weights = channels * kernel_size**2 * filters
    return weights + filters
    # END SOLUTION


# %% [markdown]
# ## Task 2: three ways to connect
#
# A layer of 10,000 hidden units, each of which sees all pixels of a grey picture of 1000x1000,
# has 1000·1000·10,000 = 10^10 weights: 40 gigabytes, at 4 bytes each. There are cheaper ways:
#
# - **dense**: each unit sees every pixel of the picture, as above;
# - **locally connected**: each unit sees only a window of the picture, of `window` x `window`
#   pixels, and has weights of its own for it;
# - **convolution**: each unit sees a window, too, but the weights are **shared**. The layer has
#   `filters` kernels of `window` x `window` weights, and the units have no weights of their own.
#
# An example: on a grey picture of 5x6 pixels, a window of 3x3 has 3·4 = 12 positions, for 12
# units. With one filter, its 9 weights are shared over the 12 positions:
#
#     dense                5·6·12 = 360
#     locally connected    12·3·3 = 108
#     convolution           1·3·3 =   9


# %%
def three_ways(
    height: int, width: int, units: int, window: int, filters: int
) -> tuple[int, int, int]:
    """Return the weights, biases left out, of (dense, locally connected, convolution).

    Each connects a grey picture of height x width pixels with `units` hidden units, which need
    not be as many as there are positions.
    """
    # SOLUTION: Count the weights of each way, and return the three numbers in this order.
    dense = height * width * units
    local = units * window**2
    convolution = filters * window**2
    return dense, local, convolution
    # END SOLUTION


# %% [markdown]
# ## Task 3: what pooling saves
#
# Pooling by 2 makes one value of each block of 2x2, for example the largest. Height and width are
# halved and rounded down, because a last row or column without a partner is dropped. All channels
# stay, and nothing is learned. `Flatten` then puts all values into one vector. A dense layer has a
# weight for each value of that vector and each unit, and one bias for each unit. For example, with
# 6 channels, one pooling and 10 units:
#
#     9x9x6 → pooling → 4x4x6 → flatten → 96 → dense → 10        96·10 + 10 = 970 parameters
#
# The main model of this kit has two poolings, one behind each of its two convolutions. With
# padding 'same' a convolution keeps height and width, so that only the poolings matter here.


# %%
def dense_parameters(side: int, pools: int, channels: int, units: int) -> int:
    """Return the parameters of the dense layer behind `pools` poolings by 2.

    Feature maps of side x side x channels are pooled `pools` times (0 is possible), flattened,
    and go into a dense layer of `units` units.
    """
    # SOLUTION: Find out what is left of side, then count the weights and the biases.
    for _ in range(pools):
        side = side // 2
    flattened = side**2 * channels
    return flattened * units + units
    # END SOLUTION


# %% [markdown]
# ## Task 4: small kernels in a row
#
# One value behind a 3x3 convolution (with stride 1) sees 3x3 pixels. One value behind a second
# such convolution sees 3x3 values of the first, and so 5x5 pixels: one more on each side. Every
# further layer of 3x3 adds one more on each side.
#
# One layer with a larger kernel can see as many pixels. Which is cheaper? All layers have as many
# filters as input channels, and biases are left out. With two layers and 10 channels:
#
#     two layers of 3x3    2 · 10·3·3·10 = 1,800
#     one layer of 5x5         10·5·5·10 = 2,500


# %%
def stack_and_single(depth: int, channels: int) -> tuple[int, int]:
    """Return the weights of `depth` layers of 3x3, and of the one layer that sees as much.

    Every layer has `channels` channels in and out, and no biases.
    """
    # SOLUTION: Find out how many pixels a side the stack sees, then count both.
    seen = 2 * depth + 1
    stack = depth * channels * 3**2 * channels
    single = channels * seen**2 * channels
    return stack, single
    # END SOLUTION


# %% [markdown]
# ## Task 5: fewer channels first
#
# A kernel has few weights, but it is used at every position. With padding 'same' (and stride 1)
# there are as many positions as pixels. `Conv2D(8, 3, padding="same")` on 10x20 pixels with 6
# channels takes
#
#     10·20 positions · 8 filters · 6·3·3 weights = 86,400 multiplications
#
# (zeros of the padding are counted as pixels; biases are only added). A **1x1 convolution** sees
# one pixel at a time: each of its filters multiplies the channels of that pixel by a weight each
# and adds them up. With few filters it turns many channels into few, at low cost. That can be
# done before an expensive layer, and the output has the same shape:
#
#     direct     10x20x6 → 3x3, 8 filters → 10x20x8
#     reduced    10x20x6 → 1x1, 2 filters → 10x20x2 → 3x3, 8 filters → 10x20x8
#
# (Not needed for the task: two famous networks do this. GoogLeNet has a 1x1 before its 5x5
# layers. ResNet has a *bottleneck* of 1x1, 3x3, 1x1: fewer channels, a convolution, and more
# channels again. Another way to save is 1x3 and then 3x1, which sees 3x3 pixels with 3 + 3
# weights in place of 9 for each kernel.)


# %%
def with_reduction(
    height: int, width: int, channels: int, kernel_size: int, filters: int, reduced: int
) -> tuple[int, int]:
    """Return the multiplications of a layer, (direct, with a 1x1 convolution before it).

    The input is height x width x channels. The layer has `filters` filters of
    kernel_size x kernel_size, the 1x1 convolution `reduced` filters; padding is 'same'.
    """
    # SOLUTION: Count the direct layer, then the two layers that stand in its place.
    positions = height * width
    direct = positions * filters * channels * kernel_size**2
    small = positions * reduced * channels
    large = positions * filters * reduced * kernel_size**2
    return direct, small + large
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions on larger sizes, some of real networks. The parameters of the main model are the
# sum over its four layers that have any: `Conv2D(32, 3)`, `Conv2D(64, 3)`, `Dense(100)` and
# `Dense(10)`. Keras counts in the same way: `model.summary()` shows the parameters of each layer.


# %%
def picture():
    """What a layer costs, and how to make it cheaper.

    Four bar charts, in each of them the most expensive way first and the cheapest last and dark.
    Weights for a picture of 1000x1000 and a million units, on a logarithmic scale: the bar of the
    locally connected layer is a third shorter than the dense one, the convolution's shorter again
    by as much. Parameters of the main model: the more poolings, the fewer. Weights of one layer
    of 7x7, and of three of 3x3, little more than half as many. Multiplications of a 5x5 layer of
    GoogLeNet: about a tenth is left with a 1x1 convolution before it.
    """
    from fashion_cnn.drawing import plots

    ways = three_ways(1000, 1000, 10**6, window=10, filters=100)
    convolutions = conv_parameters(1, 3, 32) + conv_parameters(32, 3, 64)
    last = dense_parameters(1, 0, 100, 10)
    main = [convolutions + dense_parameters(28, pools, 64, 100) + last for pools in (0, 1, 2)]
    stack, single = stack_and_single(3, 64)
    reduction = with_reduction(28, 28, 192, kernel_size=5, filters=32, reduced=16)
    charts = {
        "weights, a million units (log scale)": (["dense", "local", "convolution"], ways),
        "parameters of the main model": (["no pooling", "1 pooling", "2 poolings"], main),
        "weights, 64 channels in and out": (["one 7x7", "three 3x3"], [single, stack]),
        "multiplications of a layer of GoogLeNet": (["5x5", "1x1, then 5x5"], reduction),
    }
    axes = plots.new_axes(13, 6.5, rows=2, columns=2)
    for ax, (title, (names, numbers)) in zip(axes.flat, charts.items(), strict=True):
        bars = ax.barh(names, numbers, color=["0.7"] * (len(names) - 1) + ["0.3"], height=0.6)
        labels = [f"{number:,}" for number in numbers]
        ax.bar_label(bars, labels, padding=5, fontsize=plots.FONT_SIZE)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.tick_params(labelsize=plots.FONT_SIZE - 1)
        ax.spines[["top", "right", "bottom"]].set_visible(False)
    axes[0, 0].set(xscale="log", xlim=(1, max(ways)), xticks=[1, 10**4, 10**8, 10**12])
    return axes


# %% The verdict, then the picture
workshop.verdict("parameters", globals())
