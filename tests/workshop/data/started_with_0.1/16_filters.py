# %% [markdown]
# # Filters
#
# Nobody tells a CNN which filters to use: training finds them. You know kernels made by hand, and
# what they do. So you can also read the filters of a trained network, at least those of the first
# layer, which are applied to the image itself.
#
# Here you take filters out of a Keras model, show them as small pictures, find out how they looked
# before training, and let one of them work. At the end comes a dense network, for comparison.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import keras
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import correlate2d

# %% [markdown]
# ## Task 1: take a filter out of a model
#
# Every layer of a model has a name. `model.get_layer("conv1")` is the layer of that name, and
# `layer.get_weights()` gives its parameters as a list of two arrays: first the weights, then the
# biases. The main model of this kit has
#
#     layer                           weights             biases
#     conv1    Conv2D(32, 3)          (3, 3, 1, 32)       (32,)
#     conv2    Conv2D(64, 3)          (3, 3, 32, 64)      (64,)
#
# The four axes are height and width of the kernels, input channels, and filters. A filter has a
# kernel for each input channel: a filter of conv1 has the shape (3, 3, 1), one of conv2 (3, 3, 32).
# As everywhere in Python, the first filter is number 0.
#
# `a, b = [x, y]` takes a list of two apart. In an index, `:` takes everything along an axis: for an
# array of shape (5, 6, 7), `array[:, 2, :]` has the shape (5, 7).


# %%
def read_filter(model: keras.Model, name: str, number: int) -> np.ndarray:
    """Return filter `number` of the convolutional layer called `name`: (kH, kW, C_in)."""
    weights, _ = model.get_layer(name).get_weights()
    return weights[:, :, :, number]


# %% [markdown]
# ## Task 2: weights as grey
#
# Weights are small numbers of both signs. Show them as greys from 0 (black) to 1 (white). A weight
# of 0 becomes 0.5, the grey in the middle, so that one can see the signs. All filters have the same
# scale, so that one can compare them. Let L be the largest of all weights if signs are left out.
# Then −L becomes 0, and +L becomes 1:
#
#     weights       −0.4     0    0.1   0.2         L = 0.4
#     grey           0      0.5   0.625 0.75
#
# `np.abs(array)` is the array without its signs, and `array.max()` the largest of all its values.


# %%
def to_grey(weights: np.ndarray) -> np.ndarray:
    """Return weights (kH, kW, C_in, C_out) as greys from 0 to 1, an array of the same shape.

    A weight of 0 becomes 0.5, −L becomes 0, and +L becomes 1. L is the same for all filters.
    """
    largest = np.abs(weights).max()
    return 0.5 + weights / (2 * largest)


# %% [markdown]
# ## Task 3: the weights before training
#
# To see what training has done, one must know where it began. Keras starts with biases of 0 and
# with random weights: any number between −a and a is equally likely, where
#
#     a = √( 6 / (fan_in + fan_out) )
#     fan_in  = kernel_size · kernel_size · channels      the weights of one filter
#     fan_out = kernel_size · kernel_size · filters       the same, with filters for channels
#
# (This is called Glorot or Xavier initialisation.) The **standard deviation** says how far numbers
# typically are from their mean. For numbers drawn in this way, it is a/√3. In the main model, conv2
# has 32 input channels and 64 filters of 3x3:
#
#     fan_in = 288     fan_out = 576     a = √(6/864) = 0.0833     standard deviation 0.0481
#
# The 18,432 weights of an untrained conv2 come close to that: 0.0480, with seed 0. In Python, √x is
# `np.sqrt(x)`.


# %%
def untrained_deviation(kernel_size: int, channels: int, filters: int) -> float:
    """Return the standard deviation of the weights of an untrained Conv2D(filters, kernel_size).

    The input of the layer has `channels` channels.
    """
    fan_in = kernel_size**2 * channels
    fan_out = kernel_size**2 * filters
    a = np.sqrt(6 / (fan_in + fan_out))
    return a / np.sqrt(3)


# %% [markdown]
# ## Task 4: let a filter work
#
# A learned filter works like any other. With X_c for channel c of the image, K_c for the kernel
# that the filter has for this channel, and B for its bias, its feature map is
#
#     ReLU( B + Σ_c X_c ⋆ K_c )               ReLU leaves what is positive, and makes the rest 0
#
# Compute this for one filter of a layer whose weights and biases are given. An example with one
# channel, a filter of 2x2 and B = −3. Padding "same" here puts zeros below the image and to its
# right:
#
#     X_0 = 1 6 2     K_0 =  1 2     X_0 ⋆ K_0 = 8 7  1     map =  5 4 0
#           5 3 1           -1 0                 4 5 -3            1 2 0
#           7 0 4                                7 8  4            4 5 1
#
# `correlate2d(image, kernel, "same")` does the ⋆, with the zeros where Keras puts them, and
# `np.maximum(array, 0)` is ReLU.


# %%
def map_by_hand(
    image: np.ndarray, weights: np.ndarray, biases: np.ndarray, number: int
) -> np.ndarray:
    """Return the feature map of filter `number`, with padding "same" and ReLU.

    image (H, W, C_in), weights (kH, kW, C_in, C_out), biases (C_out,) -> (H, W).
    """
    output = biases[number]
    for c in range(image.shape[2]):
        output = output + correlate2d(image[:, :, c], weights[:, :, c, number], "same")
    return np.maximum(output, 0)


# %% [markdown]
# ## Task 5: a dense network for comparison
#
# In a dense network, `Flatten` first puts the rows of the image one after the other into a vector:
# 784 values for 28x28 pixels. Each unit of the first dense layer has a weight for every one of
# them. All weights of the layer have the shape (784, units), with a column for each unit. Put back
# into rows of 28, a column is a picture as large as the image. For images of 2x3 pixels and 2
# units:
#
#     weights =  1 7                         unit 0     1 2 3
#                2 8                                    4 5 6
#                3 9
#                4 0                         unit 1     7 8 9
#                5 1                                    0 1 2
#                6 2
#
# `vector.reshape(rows, columns)` puts a vector into rows.


# %%
def unit_picture(weights: np.ndarray, unit: int, height: int, width: int) -> np.ndarray:
    """Return the weights of one unit of a dense layer as a picture.

    weights (height·width, units) -> (height, width). Units count from 0.
    """
    return weights[:, unit].reshape(height, width)


# %% [markdown]
# ## The picture
#
# This is the kit's main model, trained on the garments that the kit draws (not Fashion-MNIST). Its
# weights have spread: the standard deviation of conv1 is now 0.19, more than twice what you have
# computed. (In the kit's model that was trained on Fashion-MNIST, it is 0.21.) Weights beyond −0.35
# are shown as black, too: one is −1.3, and on its scale all others would look pale.
#
# Look for kernels that you know: bright on one side and dark on the other (edges), bright
# everywhere (blur). The filters of conv2 have 32 kernels each, too many to look at. Instead, one
# asks which image excites a filter most, and finds it by gradient ascent: start with noise, and
# change every pixel a little in the direction that makes the map larger, again and again.
#
# The dense network learns while you wait. Each of its units has a weight for every pixel, and so
# looks for one large thing in one place. A filter looks for one small thing in every place.


# %%
def picture():
    """What networks have learned to look for.

    The main model and a dense network, both trained on garments drawn by the kit (not
    Fashion-MNIST). Above, the 32 filters of conv1 before training, in faint random greys, and after
    it: much stronger, many of them bright on one side and dark on the other. A histogram of their
    weights: before training all are between -0.15 and 0.15, after it between -1.3 and 0.33. Below,
    three trained filters and their maps of an ankle boot, which show its lower edges, its left
    edges and a blurred boot. Patterns that excite eight filters of conv2: stripes in several
    directions. The weights of eight units of the dense network, as pictures of 28x28: blurred
    outlines of garments.
    """
    from fashion_cnn import inside, plots, trained
    from fashion_cnn.data.garments import draw

    model, metrics = trained.load("garments")
    data = draw(train=3000, test=20)
    before, after = (
        np.stack([read_filter(one, "conv1", number) for number in range(32)], axis=-1)
        for one in (inside.untrained(model), model)
    )
    axes = plots.new_axes(14, 7.8, rows=2, columns=3)
    # One scale for both. A few weights end at −0.35: on the scale of −1.3, others would be pale.
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
    axes[1, 0].set_title("three filters of conv1, their maps", fontsize=plots.FONT_SIZE)
    patterns = inside.excite(model, "conv2", range(8), steps=50)
    plots.pattern_grid(patterns.images, [], axes[1, 1], columns=4)
    axes[1, 1].set_title("what excites filters of conv2", fontsize=plots.FONT_SIZE)
    weights = train_dense_network(data.x_train, data.y_train)
    strongest = np.argsort(-weights.std(axis=0))[:8]  # some units have learned nothing
    units = np.stack([unit_picture(weights, unit, 28, 28) for unit in strongest], axis=-1)
    show(axes[1, 2], to_grey(units[:, :, None])[:, :, 0], 4, "units of a dense network")
    axes[0, 0].figure.supxlabel(trained.title(metrics), fontsize=plots.FONT_SIZE - 2)
    return axes


def show(ax, greys, columns, title):
    """Draw pictures (height, width, n), from 0 for black to 1 for white, in rows."""
    from fashion_cnn import plots

    plots.image_grid(np.moveaxis(greys, -1, 0), [], columns, ax, low=0, high=1)
    ax.set_title(title, fontsize=plots.FONT_SIZE)


def train_dense_network(images, labels):
    """Return the weights (784, 32) of the first layer of a dense network, trained on images."""
    from fashion_cnn import models
    from fashion_cnn.workshop import training

    keras.utils.set_random_seed(1)
    model = models.build("dense", dense_units=32, dropout=0)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    training.fit(model, images[..., None] / 255, labels, epochs=8, what="dense network")
    return model.get_layer("dense").get_weights()[0]


# %% The verdict, then the picture
workshop.verdict("filters", globals())
