# %% [markdown]
# # Inception modules
#
# Which kernel size is best, 1x1, 3x3 or 5x5? GoogLeNet (2014) does not choose. Its **Inception
# modules** use several kernel sizes side by side, in *branches*. All branches see the same maps,
# and their outputs are joined along the channels. This would be too expensive without a trick:
# **1x1 convolutions** that reduce the channels before the large kernels.
#
# About 25 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import keras
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: a 1x1 convolution
#
# A 1x1 filter sees one pixel with all its channels. It multiplies each channel by a weight, adds up
# the products, and adds its bias. This is what a unit of a dense layer does, so a 1x1 convolution
# is a dense layer applied to each pixel separately, with the same weights everywhere. An example
# with three channels and two filters, where each column holds the weights of a filter:
#
#     pixel       weights     biases     result
#                  1   0
#     2  3  1      1   2      10  −5     2·1 + 3·1 + 1·0 + 10 = 15      2·0 + 3·2 + 1·4 − 5 = 5
#                  0   4
#
# The matrix product `a @ b` also works if `a` is an array of shape (H, W, C): it treats each pixel
# a[i, j] as a row of C numbers. If `b` has shape (C, F), the product has shape (H, W, F).


# %%
def one_by_one(maps: np.ndarray, weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Return the maps of a 1x1 convolution, without an activation.

    maps (H, W, C), weights (C, F), biases (F,) -> (H, W, F).
    """
    # TODO: Use one matrix product, and add the biases.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: what a branch costs
#
# A branch is a list with a pair (filters, kernel size) for each of its convolutions, which follow
# one another. All have padding "same" and stride 1, so height and width do not change. Count as the
# paper does: leave out biases, and treat the zeros of the padding like pixels. Each weight is then
# used once at each pixel:
#
#     weights            channels in · kernel size · kernel size · filters, for each convolution
#     multiplications    height · width · weights
#
# For example, maps of 10x20 with 6 channels and the branch [(2, 1), (8, 3)] give
#
#     6·1·1·2 + 2·3·3·8 = 12 + 144 = 156 weights        10·20·156 = 31,200 multiplications
#
# Without the 1x1 convolution, the branch is [(8, 3)], with 6·3·3·8 = 432 weights and 86,400
# multiplications.
#
# `for filters, kernel_size in branch:` loops over the pairs.


# %%
def branch_cost(
    height: int, width: int, channels: int, branch: list[tuple[int, int]]
) -> tuple[int, int]:
    """Return (weights, multiplications) of a branch, without biases.

    The branch sees maps of height x width x channels. It has a pair (filters, kernel_size) for each
    convolution, in order.
    """
    # TODO: Add up the weights of the convolutions. Which channels does the next one see?
    raise NotImplementedError


# %% [markdown]
# ## Task 3: the channels that leave a module
#
# The maps of all branches have the same height and width, so they can be joined along the channels.
# Each branch contributes as many channels as its last convolution has filters.
#
# One branch of a module is a 3x3 max pooling with stride 1, which keeps height, width and channels.
# It may be followed by a convolution or not: as a list, the branch is [(8, 1)] or []. An empty list
# passes on as many channels as came in. For example, with 6 channels in:
#
#     branches                                             channels
#     [[(4, 1)], [(2, 1), (8, 3)], [(3, 1)]]               4 + 8 + 3 = 15
#     [[(4, 1)], [(8, 3)], []]                             4 + 8 + 6 = 18
#
# `branch[-1]` is the last element of a list that is not empty.


# %%
def module_channels(channels: int, branches: list[list[tuple[int, int]]]) -> int:
    """Return the number of channels that leave a module with `channels` input channels.

    Each branch is a list of pairs (filters, kernel_size); the empty list is a pooling alone.
    """
    # TODO: Add up the channels of all branches.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: an Inception module
#
# `keras.Sequential` cannot branch. In the **functional** style of Keras, you call a layer on the
# maps that it receives, and it returns the maps that it makes:
#
#     maps = keras.Input((28, 28, 3))
#     one = keras.layers.Conv2D(8, 3, padding="same")(maps)
#     two = keras.layers.Conv2D(5, 1)(maps)
#     both = keras.layers.Concatenate()([one, two])           8 + 5 = 13 channels
#     model = keras.Model(maps, both)
#
# Both convolutions see the same maps. `Concatenate()` takes a list and joins the channels in the
# order of that list. Your function builds one module, without `Input` and `Model`:
#
#     branch 1     1x1, `ones` filters
#     branch 2     1x1, `threes[0]` filters     then 3x3, `threes[1]` filters
#     branch 3     1x1, `fives[0]` filters      then 5x5, `fives[1]` filters
#     branch 4     max pooling of 3x3           then 1x1, `projected` filters
#     then all four are joined, in this order
#
# All convolutions have padding "same" and ReLU. The pooling has stride 1 and padding "same":
# `keras.layers.MaxPooling2D(3, strides=1, padding="same")`.


# %%
def inception(
    x: keras.KerasTensor,
    ones: int,
    threes: tuple[int, int],
    fives: tuple[int, int],
    projected: int,
) -> keras.KerasTensor:
    """Return the maps that leave an Inception module; x are the maps that enter it.

    threes and fives are pairs: the filters of the 1x1 convolution, then those of the large kernels.
    """
    # TODO: Make the four branches, each from x, and join them.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Module 3a, the first in GoogLeNet, sees maps of 28x28x192. Your functions count it in its real,
# reduced form and in a naive form without the 1x1 convolutions:
#
#     naive       [[(64, 1)], [(128, 3)],          [(32, 5)],          []       ]
#     reduced     [[(64, 1)], [(96, 1), (128, 3)], [(16, 1), (32, 5)], [(32, 1)]]
#
# The naive module has 387,072 weights, the reduced one 163,328. (The paper says 159K, where K is
# 1,024.) In the 5x5 branch, 120,422,400 multiplications become 12,443,648, about a tenth. The
# pooling of a naive module also passes on all its channels, so their number grows from module to
# module: 192, then 416. The reduced module passes on 256.
#
# GoogLeNet has nine of these modules and no large dense layers at the end: it takes the mean of
# each map. It has 6,998,552 parameters, biases included; AlexNet has 61 million. During training,
# two *auxiliary classifiers* attached to modules in the middle also predict the class. They give
# the early layers a gradient by a shorter path, and are removed afterwards.


# %%
def picture():
    """An Inception module, naive and reduced by 1x1 convolutions.

    Above, three pairs of bars for module 3a of GoogLeNet, naive and reduced, divided into the
    branches. Weights: the 3x3 and 5x5 branches shrink, and less than half of the total is left.
    Multiplications of the 5x5 branch: about a tenth is left. Channels that leave the module: 416
    and 256, because the pooling of the naive module passes on all of its 192. Below, an ankle boot
    and the output of each branch of your module, with weights that average: 1x1 leaves the boot
    unchanged, 3x3 blurs it, 5x5 blurs it more, and the pooling enlarges bright parts.
    """
    from fashion_cnn.drawing import plots

    naive = [[(64, 1)], [(128, 3)], [(32, 5)], []]
    reduced = [[(64, 1)], [(96, 1), (128, 3)], [(16, 1), (32, 5)], [(32, 1)]]
    costs = [[branch_cost(28, 28, 192, branch) for branch in kind] for kind in (naive, reduced)]
    channels = [[module_channels(192, [branch]) for branch in kind] for kind in (naive, reduced)]

    figure = plots.new_axes(15.5, 7.4).figure
    figure.clear()
    figure.get_layout_engine().set(hspace=0.1)
    grid = figure.add_gridspec(2, 1)
    above = grid[0].subgridspec(1, 3).subplots()
    below = grid[1].subgridspec(1, 5).subplots()
    draw_bars(above[0], [[weights for weights, _ in kind] for kind in costs], "weights")
    fives = [[0, 0, kind[2][1], 0] for kind in costs]
    draw_bars(above[1], fives, "multiplications of the 5x5 branch")
    draw_bars(above[2], channels, "channels that leave the module")
    names = ["1x1", "3x3", "5x5", "pooling"]
    above[1].legend(above[0].containers, names, loc="lower right", fontsize=plots.FONT_SIZE)
    draw_branches(below)
    return [*above, *below]


def draw_bars(ax, kinds, title):
    """Draw bars for the naive and the reduced module, divided into their branches."""
    from matplotlib import colormaps

    from fashion_cnn.drawing import plots

    parts, left = np.array(kinds).T, np.zeros(2)
    for branch, colour in zip(
        parts, colormaps[plots.COLOUR_MAP]([0.0, 0.4, 0.7, 1.0]), strict=True
    ):
        ax.barh(["naive", "reduced"], branch, left=left, color=colour, height=0.6)
        left += branch
    for row, total in enumerate(left):
        ax.text(total, row, f" {total:,.0f}", va="center", fontsize=plots.FONT_SIZE)
    ax.set(xlim=(0, 1.4 * left.max()), xticks=[])
    ax.invert_yaxis()
    ax.tick_params(labelsize=plots.FONT_SIZE)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.set_title(title, fontsize=plots.FONT_SIZE)


def draw_branches(axes):
    """Draw a boot and the output of each branch of a module with one filter per convolution."""
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots

    drawn = garments.draw(train=10, test=100, seed=1)
    boot = drawn.x_test[np.argmax(drawn.y_test == 9)] / 255
    image = keras.Input((28, 28, 1))
    model = keras.Model(image, inception(image, 1, (1, 1), (1, 1), 1))
    # All weights of a kernel are equal and add up to 1; the biases stay at 0.
    shapes = [weight.shape for weight in model.weights]
    model.set_weights([np.full(s, 1 / np.prod(s)) if len(s) > 1 else np.zeros(s) for s in shapes])
    maps = model.predict(boot[None, :, :, None], verbose=0)[0]
    shown = {"the image": boot, "1x1": maps[:, :, 0], "1x1, 3x3": maps[:, :, 1]}
    shown |= {"1x1, 5x5": maps[:, :, 2], "pooling, 1x1": maps[:, :, 3]}
    for ax, (title, pixels) in zip(axes, shown.items(), strict=True):
        plots.image_grid([pixels], [title], 1, ax, tile=2.6, high=1, words=plots.FONT_SIZE)


# %% The verdict, then the picture
workshop.verdict("inception", globals())
