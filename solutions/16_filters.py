# %% [markdown]
# # Filters
#
# Nobody tells a CNN which filters to use: training finds them. You know what some hand-made kernels
# do, so you can read a trained network's filters, at least in the first layer, where they see the
# image itself.
#
# You will take filters out of a Keras model, show them in grey, work out how their weights were
# spread before training, apply one, and compare them with a dense network.
#
# About 25 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

from fashion_cnn.convolution import correlate2d

# %% [markdown]
# ## Task 1: take a filter out of a model
#
# `model.get_layer("conv1")` returns the layer of that name, and `layer.get_weights()` returns a
# list of two arrays: its weights, then its biases. The kit's main model has
#
#     layer                           weights             biases
#     conv1    Conv2D(32, 3)          (3, 3, 1, 32)       (32,)
#     conv2    Conv2D(64, 3)          (3, 3, 32, 64)      (64,)
#
# The four axes are kernel height, kernel width, input channels and filters. A filter has a kernel
# for each input channel: a filter of conv1 has shape (3, 3, 1), one of conv2 (3, 3, 32). The first
# filter is number 0.
#
# `a, b = [x, y]` unpacks a list of two. In an index, `:` takes everything along an axis: for an
# array of shape (5, 6, 7), `array[:, 2, :]` has shape (5, 7).


# %%
def read_filter(model: keras.Model, name: str, number: int) -> np.ndarray:
    """Return filter `number` of the convolutional layer called `name`: (kH, kW, C_in)."""
    # SOLUTION: Get the weights of the layer, then pick one filter from them.
    weights, _ = model.get_layer(name).get_weights()
    return weights[:, :, :, number]
    # END SOLUTION


# %% [markdown]
# ## Task 2: weights as grey
#
# Weights are small, positive and negative. Show them as greys from 0 (black) to 1 (white). A weight
# of 0 becomes 0.5, the middle grey, so you can see the signs. All filters share one scale, so you
# can compare them: if L is the largest absolute value of all weights, −L becomes 0 and +L becomes
# 1.
#
#     weights       −0.4     0    0.1   0.2         L = 0.4
#     grey           0      0.5   0.625 0.75
#
# `np.abs(array)` gives the absolute values, and `array.max()` the largest value.


# %%
def to_grey(weights: np.ndarray) -> np.ndarray:
    """Return weights (kH, kW, C_in, C_out) as greys from 0 to 1, in an array of the same shape.

    0 becomes 0.5, −L becomes 0, and +L becomes 1, with the same L for all filters.
    """
    # SOLUTION: Find L, then scale and shift all weights in the same way.
    largest = np.abs(weights).max()
    return 0.5 + weights / (2 * largest)
    # END SOLUTION


# %% [markdown]
# ## Task 3: the weights before training
#
# To see what training has done, you need to know where it started. Keras starts with biases of 0
# and random weights. Any number between −a and a is equally likely, where
#
#     a = √( 6 / (fan_in + fan_out) )
#     fan_in  = kernel_size · kernel_size · channels      the weights of one filter
#     fan_out = kernel_size · kernel_size · filters       the same, with filters instead
#
# (This is Glorot or Xavier initialisation.) The **standard deviation** says how far numbers
# typically are from their mean. Here it is a/√3. In the main model, conv2 has 32 input channels and
# 64 filters of 3x3:
#
#     fan_in = 288     fan_out = 576     a = √(6/864) = 0.0833     standard deviation 0.0481
#
# With seed 0, the 18,432 weights of an untrained conv2 come close: 0.0480. In Python, √x is
# `np.sqrt(x)`.


# %%
def untrained_deviation(kernel_size: int, channels: int, filters: int) -> float:
    """Return the standard deviation of the weights of an untrained Conv2D(filters, kernel_size).

    Its input has `channels` channels.
    """
    # SOLUTION: Compute fan_in and fan_out, then a, then the standard deviation.
    fan_in = kernel_size**2 * channels
    fan_out = kernel_size**2 * filters
    a = np.sqrt(6 / (fan_in + fan_out))
    return a / np.sqrt(3)
    # END SOLUTION


# %% [markdown]
# ## Task 4: apply a filter
#
# A learned filter works like any other. If X_c is channel c of the image, K_c the filter's kernel
# for it, and B the bias, its feature map is
#
#     ReLU( B + Σ_c X_c ⋆ K_c )               ReLU keeps positive values, and sets the rest to 0
#
# Compute the map of one filter of a layer. An example with one channel, a 2x2 filter and B = −3;
# padding "same" adds zeros at the bottom and the right:
#
#     X_0 = 1 6 2     K_0 =  1 2     X_0 ⋆ K_0 = 8 7  1     map =  5 4 0
#           5 3 1           -1 0                 4 5 -3            1 2 0
#           7 0 4                                7 8  4            4 5 1
#
# `correlate2d(image, kernel, "same")` computes ⋆, with the zeros where Keras puts them, and
# `np.maximum(array, 0)` is ReLU.


# %%
def map_by_hand(
    image: np.ndarray, weights: np.ndarray, biases: np.ndarray, number: int
) -> np.ndarray:
    """Return the feature map of filter `number`, with padding "same" and ReLU.

    image (H, W, C_in), weights (kH, kW, C_in, C_out), biases (C_out,) -> (H, W).
    """
    # SOLUTION: Add up the correlations of all channels and the filter's bias, then apply ReLU.
    output = biases[number]
    for c in range(image.shape[2]):
        output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
    return np.maximum(output, 0)
    # END SOLUTION


# %% [markdown]
# ## Task 5: a dense network for comparison
#
# In a dense network, `Flatten` joins the rows of the image end to end: 28x28 pixels become a vector
# of 784 values. Each unit of the first dense layer has a weight for each value. The layer's weights
# have shape (784, units), with a column for each unit. Cut into rows of 28, a column has the layout
# of the image. For images of 2x3 pixels and 2 units:
#
#     weights =  1 7                         unit 0     1 2 3
#                2 8                                    4 5 6
#                3 9
#                4 0                         unit 1     7 8 9
#                5 1                                    0 1 2
#                6 2
#
# `vector.reshape(rows, columns)` arranges a vector in rows.


# %%
def unit_picture(weights: np.ndarray, unit: int, height: int, width: int) -> np.ndarray:
    """Return the weights of a dense layer's unit, counted from 0, in the layout of the image.

    weights (height·width, units) -> (height, width).
    """
    # SOLUTION: Take the column of the unit, and arrange it in rows.
    return weights[:, unit].reshape(height, width)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# This is the kit's main model, trained on garments that the kit draws (not Fashion-MNIST). Training
# has spread its weights: the standard deviation of conv1 is now 0.19, more than twice the value you
# computed. Weights below −0.35 are black: one of them is −1.3, and on its scale all others would
# look pale.
#
# Look for kernels you know: bright on one side and dark on the other (edges), bright everywhere
# (blur). The filters of conv2 have 32 kernels each, too many to look at. Ask instead which image
# excites a filter most. Gradient ascent finds it: start with noise, and repeatedly change each
# pixel a little in the direction that makes the map larger.
#
# The dense network is trained while you wait. Each of its units looks for one large pattern in one
# place, a filter for one small pattern everywhere.
#
# `python -m fashion_cnn.explore --open` shows filters at work in a page: draw something, click a
# pixel of a map, and follow by hand how the filter makes its value of the pixels.


# %%
def picture():
    """What two networks, trained on garments drawn by the kit, have learned to look for.

    Above: the 32 filters of conv1, faint random greys before training and much stronger after it,
    many bright on one side and dark on the other. A histogram of their weights: between -0.15 and
    0.15 before, between -1.3 and 0.33 after. Below: three trained filters and their maps of an
    ankle boot: its lower edges, its left edges, a blurred boot. Patterns that excite eight filters
    of conv2: stripes in several directions. The weights of eight dense units, 28x28 each: blurred
    outlines of garments.
    """
    from fashion_cnn import inside
    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import KERNEL, OUTPUT
    from fashion_cnn.pretrained import checkpoints

    model, metrics = checkpoints.load("garments")
    data = draw(train=3000, test=20)
    before, after = (
        np.stack([read_filter(one, "conv1", number) for number in range(32)], axis=-1)
        for one in (inside.untrained(model), model)
    )
    axes = plots.new_axes(14, 7.8, rows=2, columns=3)
    # One scale for both, clipped at −0.35: on a scale up to −1.3, most weights would look pale.
    greys = to_grey(np.clip(np.concatenate([before, after], axis=-1), -0.35, 0.35))[:, :, 0]
    show(axes[0, 0], greys[:, :, :32], 8, "conv1 before training")
    show(axes[0, 1], greys[:, :, 32:], 8, "conv1 after training")
    plots.weight_histogram(before, after, ["before training", "after training"], axes[0, 2])
    spread = f"{untrained_deviation(3, 1, 32):.3f} → {after.std():.3f}"
    axes[0, 2].set_title(f"standard deviation {spread}", fontsize=plots.FONT_SIZE)

    weights, biases = model.get_layer("conv1").get_weights()
    chosen = [31, 27, 18]
    maps = [map_by_hand(data.x_test[13][..., None] / 255, weights, biases, n) for n in chosen]
    tiles = [*(greys[:, :, 32 + n] for n in chosen), *(values / values.max() for values in maps)]
    plots.image_grid(tiles, [], 3, axes[1, 0], low=0, high=1)
    cells.edge(axes[1, 0], KERNEL, axes[1, 0].images[:3])
    cells.edge(axes[1, 0], OUTPUT, axes[1, 0].images[3:])
    axes[1, 0].set_title("three filters of conv1, their maps", fontsize=plots.FONT_SIZE)
    patterns = inside.excite(model, "conv2", range(8), steps=50)
    plots.pattern_grid(patterns.images, [], axes[1, 1], columns=4)
    axes[1, 1].set_title("what excites filters of conv2", fontsize=plots.FONT_SIZE)
    weights = train_dense_network(data.x_train, data.y_train)
    strongest = np.argsort(-weights.std(axis=0))[:8]  # some units have learned nothing
    units = np.stack([unit_picture(weights, unit, 28, 28) for unit in strongest], axis=-1)
    show(axes[1, 2], to_grey(units[:, :, None])[:, :, 0], 4, "units of a dense network")
    axes[0, 0].figure.supxlabel(checkpoints.title(metrics), fontsize=plots.FONT_SIZE - 2)
    return axes


def show(ax, greys, columns, title):
    """Draw weights (height, width, n) in rows, as greys from 0 for black to 1 for white."""
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import KERNEL

    plots.image_grid(np.moveaxis(greys, -1, 0), [], columns, ax, low=0, high=1)
    cells.edge(ax, KERNEL)
    ax.set_title(title, fontsize=plots.FONT_SIZE)


def train_dense_network(images, labels):
    """Return the first-layer weights (784, 32) of a dense network trained on the images."""
    from fashion_cnn.networks import zoo
    from fashion_cnn.workshop import training

    keras.utils.set_random_seed(1)
    model = zoo.build("dense", dense_units=32, dropout=0)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    training.fit(model, images[..., None] / 255, labels, epochs=8, what="dense network")
    return model.get_layer("dense").get_weights()[0]


# %% The verdict, then the picture
workshop.verdict("filters", globals())
