# %% [markdown]
# # Inception modules
#
# Which kernel size is best, 1x1, 3x3 or 5x5? GoogLeNet (2014) does not choose. Its **Inception
# modules** use several sizes side by side, in *branches*. All branches see the same maps, and their
# outputs are joined along the channels. To make this affordable, **1x1 convolutions** reduce the
# channels before the large kernels.
#
# About 25 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: a 1x1 convolution
#
# A 1x1 filter sees one pixel with all its channels. It multiplies each by a weight, adds up the
# products, and adds its bias. So does a dense unit: a 1x1 convolution is a dense layer applied to
# each pixel, with the same weights everywhere. With three channels and two filters, a column of
# weights each:
#
#     pixel       weights     biases     result
#                  1   0
#     2  3  1      1   2      10  −5     2·1 + 3·1 + 1·0 + 10 = 15      2·0 + 3·2 + 1·4 − 5 = 5
#                  0   4
#
# In the matrix product `a @ b`, `a` may have shape (H, W, C): each pixel a[i, j] is a row of C
# numbers. With `b` of shape (C, F), the product has shape (H, W, F).


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
# A branch is a list of its convolutions in order, each a pair (filters, kernel size). All have
# padding "same" and stride 1, so height and width do not change. Count as the paper does: leave out
# biases, and treat the zero padding like pixels. Each weight is then used once at each pixel:
#
#     weights            channels in · kernel size · kernel size · filters, for each convolution
#     multiplications    height · width · weights
#
# Maps of 10x20 with 6 channels and the branch [(2, 1), (8, 3)] give
#
#     6·1·1·2 + 2·3·3·8 = 12 + 144 = 156 weights        10·20·156 = 31,200 multiplications
#
# Without the 1x1 convolution, the branch [(8, 3)] has 6·3·3·8 = 432 weights and 86,400
# multiplications.
#
# `for filters, kernel_size in branch:` loops over the pairs.


# %%
def branch_cost(
    height: int, width: int, channels: int, branch: list[tuple[int, int]]
) -> tuple[int, int]:
    """Return (weights, multiplications) of a branch, without biases.

    The branch sees maps of height x width x channels. It has a pair (filters, kernel_size) for each
    convolution, in order; the empty list is a pooling alone, which costs nothing here.
    """
    # TODO: Add up the weights of the convolutions. Which channels does the next one see?
    raise NotImplementedError


# %% [markdown]
# ## Task 3: the channels that leave a module
#
# All branches keep height and width, so their maps can be joined along the channels. A branch
# contributes one channel for each filter of its last convolution.
#
# One branch is a 3x3 max pooling with stride 1, which keeps height, width and channels. If a
# convolution follows, the branch is, say, [(8, 1)], otherwise []: an empty list passes on all input
# channels. With 6 of them:
#
#     branches                                             channels
#     [[(4, 1)], [(2, 1), (8, 3)], [(3, 1)]]               4 + 8 + 3 = 15
#     [[(4, 1)], [(8, 3)], []]                             4 + 8 + 6 = 18
#
# `branch[-1]` is the last element of a list that is not empty.


# %%
def module_channels(channels: int, branches: list[list[tuple[int, int]]]) -> int:
    """Return the number of channels that leave a module with `channels` input channels.

    A branch is a list of pairs (filters, kernel_size); the empty list is a pooling alone.
    """
    # TODO: Add up the channels of all branches.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: an Inception module
#
# `keras.Sequential` cannot branch. In Keras's **functional** style, you call a layer on its input
# maps, and it returns its output maps:
#
#     maps = keras.Input((28, 28, 3))
#     one = keras.layers.Conv2D(8, 3, padding="same")(maps)
#     two = keras.layers.Conv2D(5, 1)(maps)
#     both = keras.layers.Concatenate()([one, two])           8 + 5 = 13 channels
#     model = keras.Model(maps, both)
#
# Both convolutions see the same maps. `Concatenate()` takes a list and joins the channels in that
# order. Your function builds one module, without `Input` and `Model`:
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
    """Return the output maps of an Inception module on the maps x.

    threes and fives are pairs: the filters of the 1x1 convolution, then of the large kernels.
    """
    # TODO: Make the four branches, each from x, and join them.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Module 3a, the first in GoogLeNet, sees maps of 28x28x192. Your functions count the real, reduced
# module and a naive one without reductions:
#
#     naive       [[(64, 1)], [(128, 3)],          [(32, 5)],          []       ]
#     reduced     [[(64, 1)], [(96, 1), (128, 3)], [(16, 1), (32, 5)], [(32, 1)]]
#
# The naive module has 387,072 weights, the reduced one 163,328. (The paper says 159K, where K is
# 1,024.) In the 5x5 branch, 120,422,400 multiplications become 12,443,648, about a tenth. The naive
# pooling passes on all its channels, so their number grows from module to module: 192, then 416.
# The reduced module passes on 256.
#
# GoogLeNet has nine of these modules and, instead of large dense layers at the end, takes the mean
# of each map. It has 6,998,552 parameters, biases included; AlexNet has 61 million. Two *auxiliary
# classifiers* in the middle, removed after training, give the early layers a gradient by a shorter
# path.


# %%
def picture():
    """An Inception module, naive and reduced by 1x1 convolutions.

    Above, pairs of bars for GoogLeNet's module 3a, naive and reduced, divided into branches.
    Weights: the 3x3 and 5x5 branches shrink, and less than half of the total is left.
    Multiplications of the 5x5 branch: about a tenth is left. Channels that leave the module: 416
    and 256, because the naive pooling passes on all of its 192. Below, an ankle boot and the output
    of each branch, with weights that average: 1x1 leaves the boot unchanged, 3x3 blurs it, 5x5
    blurs it more, and the pooling enlarges bright parts.
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
    from fashion_cnn.drawing import plots

    parts, left = np.array(kinds).T, np.zeros(2)
    for branch, grey in zip(parts, ("0.25", "0.55", "0.75", "0.93"), strict=True):
        look = {"color": grey, "edgecolor": "0.25", "height": 0.6}
        ax.barh(["naive", "reduced"], branch, left=left, **look)
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
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

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
        cells.edge(ax, INPUT if pixels is boot else OUTPUT)


# %% The verdict, then the picture
workshop.verdict("inception", globals())
