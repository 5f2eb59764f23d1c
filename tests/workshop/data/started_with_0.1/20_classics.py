# %% [markdown]
# # LeNet-5 and AlexNet
#
# Two networks that nearly all later ones come from. **LeNet-5** (1998) read handwritten digits, on
# cheques for example, and gave convolutional networks their plan: convolution and pooling in turn,
# then dense layers. (It was not the first one: a network of 1989 by the same group read zip codes.)
# **AlexNet** (2012) took the plan to colour photographs of 1,000 classes, and won that year's
# ImageNet competition by a wide margin. After that, convolutional networks became the usual way to
# recognise what is in an image.
#
# You build LeNet-5, and then you find out what was special in both networks when they were new.
#
# About 20 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import keras
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: LeNet-5
#
# The usual modern form of LeNet-5, layer by layer. The names on the left are those of the paper:
#
#     input                                                   32x32x1
#     C1    convolution, 6 filters of 5x5, activation         28x28x6
#     S2    average pooling by 2                              14x14x6
#     C3    convolution, 16 filters of 5x5, activation        10x10x16
#     S4    average pooling by 2                              5x5x16
#           flatten                                           400
#     C5    dense, 120 units, activation                      120
#     F6    dense, 84 units, activation                       84
#           dense, a unit for each class, softmax             classes
#
# The padding is "valid", so that the 32 pixels a side become 28. In the paper, the activation is
# tanh: like the sigmoid it flattens out on both sides, but it runs from −1 to 1. ReLU and max
# pooling came later. Therefore the activation is an argument here, "tanh" or "relu", the same for
# all four lines that say "activation".
#
# The pooling is `keras.layers.AveragePooling2D(2)`. In the paper it is a *trainable subsampling*:
# the sum of the four values of a window, times a weight, plus a bias, and then the activation
# function. Each map has one such weight and one such bias, and both are learned.


# %%
def lenet5(activation: str, classes: int) -> keras.Model:
    """Return the modern LeNet-5 for images of 32x32x1, not compiled.

    activation, "tanh" or "relu", is that of C1, C3, C5 and F6.
    """
    return keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            keras.layers.Conv2D(6, 5, activation=activation),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(16, 5, activation=activation),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation=activation),
            keras.layers.Dense(84, activation=activation),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


# %% [markdown]
# ## Task 2: a table of connections
#
# A filter usually sees all maps of the layer before. In the C3 of the paper, most filters see only
# some of the six maps of S2, and not all of them the same ones. That takes fewer weights, and it
# makes the filters differ: what they get to see is not the same.
#
# A **connection table** says which maps each filter sees, by their numbers from 0. A filter has a
# kernel for each map that it sees, and one bias. For example, kernels of 3x3 and two filters:
#
#     connections = [(0, 2), (1, 2, 3)]
#
#     filter 0 sees the maps 0 and 2           2·3·3 + 1 = 19
#     filter 1 sees the maps 1, 2 and 3        3·3·3 + 1 = 28           47 parameters
#
# `for seen in connections:` goes through the filters, and `len(seen)` is the length of a tuple.


# %%
def partial_parameters(connections: list[tuple], kernel_size: int) -> int:
    """Return the parameters of a convolution in which each filter sees only some of the maps.

    connections has a tuple for each filter: the numbers of the maps that it sees. All kernels
    are kernel_size x kernel_size.
    """
    total = 0
    for seen in connections:
        total += len(seen) * kernel_size**2 + 1
    return total


# %% [markdown]
# ## Task 3: groups
#
# AlexNet is the plan of LeNet-5 on a larger scale: five convolutions, three of them with max
# pooling behind them, and three dense layers, with dropout at the first two. All but the last layer
# have ReLU. It was trained by mini-batch gradient descent, with 128 images at each update.
#
#     input                                                                227x227x3
#     conv1    96 filters of 11x11, stride 4; normalisation; pooling       27x27x96
#     conv2    256 filters of 5x5; normalisation; pooling                  13x13x256
#     conv3    384 filters of 3x3                                          13x13x384
#     conv4    384 filters of 3x3                                          13x13x384
#     conv5    256 filters of 3x3; pooling                                 6x6x256
#     fc6, fc7, fc8    4096, 4096 and 1000 units
#
# The windows of the pooling are 3x3 with stride 2, so that they overlap.
#
# The network was too large for one graphics processor of that time, with 3 GB. It was split over
# two, each with half of the maps of every layer. In conv2, conv4 and conv5, a filter sees only the
# maps on its own processor. That is a convolution with two **groups**,
# `Conv2D(filters, kernel_size, groups=2)` in Keras. In general, the input channels are split into
# `groups` equal parts, and so are the filters. The filters of a part see the channels of the same
# part alone. For example, 6 filters of 3x3 on 4 channels:
#
#     one group      each of 6 filters sees 4 channels       4·3·3·6 + 6 = 222 parameters
#     two groups     each of 6 filters sees 2 channels       2·3·3·6 + 6 = 114


# %%
def group_parameters(channels: int, kernel_size: int, filters: int, groups: int) -> int:
    """Return the parameters of Conv2D(filters, kernel_size, groups=groups) on `channels` channels.

    groups divides both channels and filters.
    """
    seen = channels // groups
    return seen * kernel_size**2 * filters + filters


# %% [markdown]
# ## Task 4: local response normalisation
#
# The normalisation behind conv1 and conv2 lets neighbouring maps compete: a value becomes smaller
# where the maps next to its own have large values *at the same pixel*. If a_c is the value in
# map c, all at one pixel, the result in this map is
#
#     b_c = a_c / (bias + alpha · Σ a_j²)^beta
#
# The sum is over `size` maps, with map c in the middle: from c − size//2 to c + size//2, both ends
# included. At the first and the last maps, it is over those that exist. AlexNet has size 5, bias 2,
# alpha 0.0001 and beta 0.75. An example: one pixel with four maps, size 3, bias 8, alpha 1 and beta
# 0.5 (to the power of 0.5 is the square root):
#
#     a               1           0            4            5
#     Σ a_j²          1+0 = 1     1+0+16 = 17  0+16+25 = 41  16+25 = 41
#     (8 + Σ)^0.5     3           5            7            7
#     b               1/3         0            4/7          5/7
#
# `maps[:, :, 2:5]` has the maps 2, 3 and 4. A slice may end beyond the last map, but a negative
# beginning would count from the end: `max(first, 0)` helps. `a.sum(axis=2)` adds up over the maps
# and leaves an array (H, W), and `np.zeros(maps.shape)` is an array of zeros, with fractions.
#
# The layer is hardly used any more: VGG got no better by it, and batch normalisation took its
# place.


# %%
def local_response_norm(
    maps: np.ndarray, size: int, bias: float, alpha: float, beta: float
) -> np.ndarray:
    """Return the normalised maps, a new array: (H, W, C) -> (H, W, C). size is odd."""
    result = np.zeros(maps.shape)
    for c in range(maps.shape[2]):
        first, last = max(c - size // 2, 0), c + size // 2
        energy = (maps[:, :, first : last + 1] ** 2).sum(axis=2)
        result[:, :, c] = maps[:, :, c] / (bias + alpha * energy) ** beta
    return result


# %% [markdown]
# ## The picture
#
# Your LeNet-5 with tanh is trained on 2,000 garments, which takes 5 to 30 seconds. The 28x28 pixels
# get a frame of two zeros, as there are 32 pixels a side in the paper. Below, your other functions.
#
# Different counts are published for both networks. For LeNet-5:
#
#                 C1     S2     C3      S4     C5       F6      output     in all
#     paper       156    12     1,516   32     48,120   10,164    0        60,000
#     modern      156     0     2,416    0     48,120   10,164  850        61,706
#
# The subsampling of the paper has two parameters for each map, and its C3 the table below. Its
# output is not a dense layer: it compares the 84 values with ten small pictures of digits, 7x12
# pixels, that were drawn by hand. AlexNet has 60,965,224 parameters with groups as published, and
# 62,378,344 in one column, which is without groups. (61,100,840 is another network, of 2014.)
#
# The authors of AlexNet chose ReLU because their networks learned several times faster with it than
# with tanh. In a network as small as LeNet-5 we saw nothing of that: on these garments, tanh was no
# slower. Try it: `lenet5("relu", 10)` in the code below.


# %%
def picture():
    """LeNet-5 at work, and what was new in both networks.

    Above, a shirt of 32x32 pixels on its way through a trained LeNet-5: in the 6 maps of C1, 28x28,
    and of S2, 14x14, it is clearly seen; in the 16 maps of C3, 10x10, and of S4, 5x5, hardly any
    more. Below, the table of C3, 16 filters by 6 maps: the first six filters see three maps each,
    the next nine see four, the last sees all. Bars for conv2, conv4 and conv5 of AlexNet: with two
    groups they have half as many parameters. Tanh runs flat on both sides, ReLU is 0 below 0 and
    rises without end above. Local response normalisation of twelve maps at one pixel: a large
    value with small neighbours keeps more than each of three large ones side by side.
    """
    from fashion_cnn import plots
    from fashion_cnn.models.lenet5 import C3

    figure = plots.new_axes(15.5, 9.2).figure
    figure.clear()
    grid = figure.add_gridspec(2, 1, height_ratios=[1, 0.9])
    above = grid[0].subgridspec(1, 5).subplots()
    below = grid[1].subgridspec(1, 4, width_ratios=[1.2, 1.2, 1, 1]).subplots()
    draw_maps(above)
    draw_table(below[0], C3)
    draw_groups(below[1])
    draw_activations(below[2])
    draw_competition(below[3])
    return [*above, *below]


def draw_maps(axes):
    """Train LeNet-5 on garments, and draw a shirt behind each of its first layers."""
    from fashion_cnn import inside, plots
    from fashion_cnn.data import garments
    from fashion_cnn.workshop import training

    drawn = garments.draw(train=2000, test=300, seed=0)
    framed = [
        np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None] / 255
        for images in (drawn.x_train, drawn.x_test)
    ]
    keras.utils.set_random_seed(0)
    model = lenet5("tanh", 10)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    training.fit(model, framed[0], drawn.y_train, epochs=4, batch_size=32, what="LeNet-5")
    right = (model.predict(framed[1], verbose=0).argmax(axis=1) == drawn.y_test).mean()

    shirt = framed[1][[np.argmax(drawn.y_test == 6)]]
    names = [layer.name for layer in model.layers[:4]]
    maps = inside.feature_maps(model, shirt, names)
    plots.image_grid([shirt[0, :, :, 0]], [], 1, axes[0], high=1)
    titles = ["the image\n32x32x1"]
    for ax, name, place in zip(axes[1:], names, ("C1", "S2", "C3", "S4"), strict=True):
        _, height, width, channels = maps[name].shape
        columns = 2 if channels == 6 else 4
        shown = maps[name][0].transpose(2, 0, 1)
        plots.image_grid(shown, [], columns, ax, colours=plots.COLOUR_MAP, low=-1, high=1)
        titles.append(f"{place}\n{height}x{width}x{channels}")
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    words = f"{model.count_params():,} parameters, {right:.0%} of 300 new drawn garments right"
    axes[0].figure.supxlabel(f"above: LeNet-5, {words}", fontsize=plots.FONT_SIZE - 1)


def draw_table(ax, connections):
    """Draw a dark square where a filter, from left to right, sees a map, from top to bottom."""
    from fashion_cnn import plots

    table = np.array([[m in seen for seen in connections] for m in range(6)])
    ax.imshow(~table, cmap=plots.GREY, vmin=-0.3, vmax=1.2)
    ax.set_xticks(np.arange(len(connections) + 1) - 0.5, [])
    ax.set_yticks(np.arange(7) - 0.5, [])
    ax.grid(color="white", linewidth=2)
    ax.tick_params(length=0)
    ax.set_xlabel("16 filters", fontsize=plots.FONT_SIZE)
    ax.set_ylabel("6 maps of S2", fontsize=plots.FONT_SIZE)
    total = partial_parameters(connections, 5)
    ax.set_title(f"C3 of the paper:\n{total:,} parameters", fontsize=plots.FONT_SIZE)


def draw_groups(ax):
    """Draw the parameters of three layers of AlexNet, with one group and with two."""
    from fashion_cnn import plots

    layers = {"conv2": (96, 5, 256), "conv4": (384, 3, 384), "conv5": (384, 3, 256)}
    for groups, shift, colour in ((1, -0.2, "0.7"), (2, 0.2, "0.3")):
        counts = [group_parameters(*sizes, groups) for sizes in layers.values()]
        bars = ax.barh(np.arange(3) + shift, counts, 0.38, color=colour, label=f"groups={groups}")
        labels = [f"{count:,}" for count in counts]
        ax.bar_label(bars, labels, padding=3, fontsize=plots.FONT_SIZE - 2)
    ax.set_yticks(range(3), layers, fontsize=plots.FONT_SIZE - 1)
    ax.set(xticks=[], xlim=(0, 2.3e6), ylim=(3.1, -0.5))
    ax.legend(fontsize=plots.FONT_SIZE - 2, loc="lower right", ncols=2, frameon=False)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.set_title("AlexNet:\nparameters", fontsize=plots.FONT_SIZE)


def draw_activations(ax):
    """Draw tanh and ReLU."""
    from fashion_cnn import plots

    x = np.linspace(-3, 3, 121)
    ax.plot(x, np.maximum(x, 0), "-", color=plots.TRAINING, linewidth=2.5, label="ReLU")
    ax.plot(x, np.tanh(x), "--", color=plots.VALIDATION, linewidth=2.5, label="tanh")
    ax.legend(fontsize=plots.FONT_SIZE - 1)
    ax.tick_params(labelsize=plots.FONT_SIZE - 2)
    ax.grid(alpha=0.3)
    ax.set_title("activations,\nof 1998 and of 2012", fontsize=plots.FONT_SIZE)


def draw_competition(ax):
    """Draw twelve maps at one pixel before and after local response normalisation."""
    from fashion_cnn import plots

    values = np.full(12, 0.3)
    values[[2, 7, 8, 9]] = 2.0
    after = local_response_norm(values.reshape(1, 1, 12), 3, 1.0, 1.0, 0.5)[0, 0]
    ax.bar(range(12), values, color="0.8", label="before")
    ax.bar(range(12), after, color="0.3", width=0.5, label="after")
    ax.set_xticks([0, 2, 7, 8, 9, 11])
    ax.set_ylim(0, 2.9)
    ax.tick_params(labelsize=plots.FONT_SIZE - 2)
    ax.set_xlabel("map", fontsize=plots.FONT_SIZE)
    ax.legend(fontsize=plots.FONT_SIZE - 2, ncols=2, frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title("normalisation,\nsize 3", fontsize=plots.FONT_SIZE)


# %% The verdict, then the picture
workshop.verdict("classics", globals())
