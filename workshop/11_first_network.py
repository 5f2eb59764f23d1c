# %% [markdown]
# # A first network
#
# Convolution, ReLU and pooling now become a network that takes an image of a garment and returns
# the probability of each of ten classes, from T-shirt to ankle boot. It is the main model of this
# kit. You build it in Keras and predict its number of parameters.
#
# - **Blocks of convolution, ReLU and pooling** extract features: the maps get smaller and more
#   numerous.
# - **Flatten** joins all values of the last maps into one vector.
# - **Dense layers** classify: a hidden layer with ReLU, then a layer with one unit per class.
# - **Softmax** turns the ten scores of these units into probabilities.
#
# About 15 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file. Keras
# takes a few seconds to start, and TensorFlow, where it is installed, may print lines such as
# `I0000 … cpu_feature_guard`. They are not errors.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: build it
#
# In Keras, a network is a list of layers. This one is smaller than the main model:
#
#     keras.Sequential([
#         keras.Input((28, 28, 1)),
#         keras.layers.Conv2D(8, 5, padding="same", activation="relu"),
#         keras.layers.MaxPooling2D(2),
#         keras.layers.Flatten(),
#         keras.layers.Dropout(0.5),
#         keras.layers.Dense(3, activation="softmax"),
#     ])
#
# The first line is the shape of one image: height, width, channels. Even a grey image has a
# channel: with (28, 28) alone, Keras says "expected min_ndim=4, found ndim=3" (it adds an axis for
# the number of images). A layer has no activation unless you give it one. `Dropout` is active only
# in training; a later lesson explains it.
#
# The main model, with the shapes for padding "same":
#
#     input                                                           28x28x1
#     convolution, 32 filters of 3x3, padding as given, ReLU          28x28x32
#     max pooling, 2x2                                                14x14x32
#     convolution, 64 filters of 3x3, padding as given, ReLU          14x14x64
#     max pooling, 2x2                                                7x7x64
#     flatten
#     dense, 100 units, ReLU                                          100
#     dropout, rate 0.4                                               100
#     dense, 10 units, softmax                                        10


# %%
def first_network(padding: str) -> keras.Model:
    """Return the main model, not compiled; both convolutions use `padding`, "same" or "valid"."""
    # TODO: Return a keras.Sequential with the layers in the table.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: how long is the vector?
#
# How many values does `Flatten` pass on in the main model, for a square grey image of any size? A
# 3x3 convolution preserves height and width with "same", and removes one pixel on each side with
# "valid". 2x2 pooling halves the side and rounds down. With a side of 16:
#
#     "same"     16 → 16 → 8 → 8 → 4        4·4·64 = 1,024 values
#     "valid"    16 → 14 → 7 → 5 → 2        2·2·64 =   256 values


# %%
def flattened(side: int, padding: str) -> int:
    """Return how many values `Flatten` passes on for a side x side image.

    padding is "same" or "valid"; side is at least 10.
    """
    # TODO: Track the side through both blocks. `side // 2` divides and rounds down.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: how many parameters?
#
# A convolution has `input channels · kernel height · kernel width · filters` weights and one bias
# per filter. A dense layer has `input values · units` weights and one bias per unit. The other
# layers have none. The small example of Task 1 flattens 14x14x8 = 1,568 values:
#
#     Conv2D(8, 5)     1·5·5·8 + 8   =   208
#     Dense(3)         1,568·3 + 3   = 4,707


# %%
def parameters(side: int, padding: str) -> tuple[int, int, int, int]:
    """Return the parameter counts, in order, of the main model's four layers that have any.

    The input is a grey side x side image.
    """
    # TODO: Count two convolutions and two dense layers. Call flattened.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: softmax
#
# The last layer first computes a score for each class, which can be any number. **Softmax** turns
# the scores into probabilities. It divides e^score, which is always positive, by the sum of e^score
# over all classes of the image, so the results add up to 1. For one image and three classes:
#
#     scores           2      1      0
#     e^score          7.389  2.718  1          sum 11.107
#     probabilities    0.665  0.245  0.090
#
# e^score can be too large: `np.exp(1000)` is inf, and inf/inf is not a number. So first subtract
# the image's largest score from all its scores. No power then exceeds 1, and the probabilities stay
# the same: for 0, −1 and −2, numerator and denominator are both divided by e^2.
#
# Each image is a row of `scores`. `scores.max(axis=1)` is the largest number in each row,
# `scores.sum(axis=1)` the sum of each row. With `keepdims=True`, their shape is (N, 1), a column,
# instead of (N,), so each row is combined with its own number.


# %%
def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the class probabilities: scores (N, classes) -> (N, classes)."""
    # TODO: Subtract each image's largest score, take np.exp, and divide by the sums.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# With 28x28 pixels and "same", your network has 333,526 parameters, 94% of them in the first dense
# layer. With "valid", it flattens 1,600 values and has 179,926 parameters.
# `first_network("same").summary()` shows what Keras counts. Many Keras examples leave out the
# hidden layer and use padding "valid" and a dropout rate of 0.5: Conv2D(32, 3), pooling,
# Conv2D(64, 3), pooling, flatten, dropout, Dense(10). That makes 320 + 18,496 + 16,010 = 34,826.
#
# A new network has random weights and knows nothing. In the picture, yours has weights that this
# kit trained. Try another `number`: 91 is a bag, 112 a T-shirt that the network is not sure of.


# %%
def picture():
    """A shirt on its way through your network.

    The image of a shirt, 28x28 pixels; 16 of the 32 maps after the first block, 14x14, some with
    the whole shirt and others only with its edges; 16 of the 64 maps after the second block, 7x7,
    in which a person no longer recognises much; and bars for the ten probabilities: shirt 64%,
    pullover 27%, coat 8%, and almost nothing for the others.
    """
    from fashion_cnn import inside
    from fashion_cnn.data import CLASS_NAMES, class_words, garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT
    from fashion_cnn.pretrained import checkpoints

    number = 109
    image = garments.draw(train=10, test=200, seed=1).x_test[number]
    batch = image[None, :, :, None] / 255  # one image with one channel, scaled from 0 to 1
    learned, metrics = checkpoints.load("garments")
    model = first_network("same")
    model.set_weights(learned.get_weights())
    first, second = "pool1", "pool2"  # your layers have no names; these compute the same
    maps = inside.feature_maps(learned, batch, [first, second])
    scores = np.log(model.predict(batch, verbose=0))  # less the same number for all classes
    [probabilities] = softmax(scores)

    axes = plots.new_axes(15, 5, columns=4)
    plots.image_grid([image], [], 1, axes[0])
    cells.edge(axes[0], INPUT)
    for ax, name in (axes[1], first), (axes[2], second):
        shown = maps[name][0, :, :, :16].transpose(2, 0, 1)
        plots.image_grid(shown, [], 4, ax, colours=plots.COLOUR_MAP, high=0.7 * shown.max())
        cells.edge(ax, OUTPUT)
    names = class_words(CLASS_NAMES["garments"])
    bars = axes[3].barh(names, probabilities, color="0.3", height=0.7)
    axes[3].bar_label(bars, fmt="{:.0%}", padding=4, fontsize=plots.FONT_SIZE)
    axes[3].invert_yaxis()
    axes[3].set(xlim=(0, 1.2), xticks=[], box_aspect=1)
    axes[3].tick_params(labelsize=plots.FONT_SIZE)
    axes[3].spines[["top", "right", "bottom"]].set_visible(False)
    titles = ["the image\n28x28x1", "after the first block\n16 of 14x14x32"]
    titles += ["after the second block\n16 of 7x7x64", "probabilities\n10"]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    axes[0].figure.supxlabel(checkpoints.title(metrics), fontsize=plots.FONT_SIZE - 1)
    return axes


# %% The verdict, then the picture
workshop.verdict("first_network", globals())
