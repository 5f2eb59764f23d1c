# %% [markdown]
# # LeNet-5 and AlexNet
#
# Nearly all later networks descend from these two. **LeNet-5** (1998) read handwritten digits, for
# example on cheques, and gave convolutional networks their plan: convolution and pooling in turn,
# then dense layers. (It was not the first: in 1989 the same group's network read zip codes.)
# **AlexNet** (2012) took this plan to colour photographs of 1,000 classes and won that year's
# ImageNet competition by a wide margin. It made convolutional networks the usual way to recognise
# what an image shows.
#
# You build LeNet-5, then work out what was new in both.
#
# About 20 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: LeNet-5
#
# This is the usual modern form of LeNet-5, with the paper's names on the left:
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
# The padding is "valid", so 32 pixels a side become 28. The paper's activation is tanh: like the
# sigmoid it flattens out on both sides, but it is centred on 0. ReLU and max pooling came later.
# Here the activation is an argument, "tanh" or "relu", for all four lines that say "activation".
#
# The pooling is `keras.layers.AveragePooling2D(2)`. The paper has a *trainable subsampling*
# instead: it adds up the four values of a window, multiplies by a weight, adds a bias, and applies
# the activation. Each map has one weight and one bias, both learned.


# %%
def lenet5(activation: str, classes: int) -> keras.Model:
    """Return the modern LeNet-5 for images of 32x32x1, not compiled.

    activation, "tanh" or "relu", is used in C1, C3, C5 and F6.
    """
    # SOLUTION: Return a keras.Sequential with the layers in the table.
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
    # END SOLUTION


# %% [markdown]
# ## Task 2: a table of connections
#
# A filter usually sees all maps of the layer before. In C3 of the paper, most filters see only some
# of the six maps of S2, each a different selection. This saves weights, and the different inputs
# push the filters to learn different things.
#
# A **connection table** lists the maps that each filter sees, numbered from 0. A filter has a
# kernel for each of these maps, and one bias. With two filters and 3x3 kernels:
#
#     connections = [(0, 2), (1, 2, 3)]
#
#     filter 0 sees the maps 0 and 2           2·3·3 + 1 = 19
#     filter 1 sees the maps 1, 2 and 3        3·3·3 + 1 = 28           47 parameters
#
# `for seen in connections:` loops over the filters, and `len(seen)` is the length of a tuple.


# %%
def partial_parameters(connections: list[tuple], kernel_size: int) -> int:
    """Return the parameter count of a convolution whose filters see only some of the maps.

    connections has a tuple for each filter: the numbers of the maps that it sees. All kernels are
    kernel_size x kernel_size.
    """
    # SOLUTION: Add up the weights and the bias of each filter.
    total = 0
    for seen in connections:
        total += len(seen) * kernel_size**2 + 1
    return total
    # END SOLUTION


# %% [markdown]
# ## Task 3: groups
#
# AlexNet follows the same plan, with five convolutions, three of them followed by max pooling, and
# three dense layers, the first two with dropout. All layers but the last have ReLU. It was trained
# by mini-batch gradient descent, 128 images per update.
#
#     input                                                                227x227x3
#     conv1    96 filters of 11x11, stride 4; normalisation; pooling       27x27x96
#     conv2    256 filters of 5x5; normalisation; pooling                  13x13x256
#     conv3    384 filters of 3x3                                          13x13x384
#     conv4    384 filters of 3x3                                          13x13x384
#     conv5    256 filters of 3x3; pooling                                 6x6x256
#     fc6, fc7, fc8    4096, 4096 and 1000 units
#
# The pooling windows are 3x3 with stride 2, so they overlap.
#
# The network was too large for one graphics processor with 3 GB, so it was split over two, each
# with half of every layer's maps. In conv2, conv4 and conv5, a filter sees only the maps on its own
# processor. This is a convolution with two **groups**, in Keras
# `Conv2D(filters, kernel_size, groups=2)`. Input channels and filters are both split into `groups`
# equal parts, and each part of the filters sees only its part of the channels. With 6 filters of
# 3x3 on 4 channels:
#
#     one group      each of 6 filters sees 4 channels       4·3·3·6 + 6 = 222 parameters
#     two groups     each of 6 filters sees 2 channels       2·3·3·6 + 6 = 114


# %%
def group_parameters(channels: int, kernel_size: int, filters: int, groups: int) -> int:
    """Return the parameters of Conv2D(filters, kernel_size, groups=groups) on `channels` channels.

    groups divides both channels and filters.
    """
    # SOLUTION: How many channels does a filter see? Count weights and biases. Divide with `//`.
    seen = channels // groups
    return seen * kernel_size**2 * filters + filters
    # END SOLUTION


# %% [markdown]
# ## Task 4: local response normalisation
#
# The normalisation after conv1 and conv2 makes neighbouring maps compete: a value shrinks if the
# neighbouring maps are large *at the same pixel*. If a_c is the value of map c at a pixel, the
# result is
#
#     b_c = a_c / (bias + alpha · Σ a_j²)^beta
#
# The sum runs over `size` maps with map c in the middle: from c − size//2 to c + size//2, both ends
# included, but only over maps that exist. AlexNet has size 5, bias 2, alpha 0.0001 and beta 0.75.
# With one pixel, four maps, size 3, bias 8, alpha 1 and beta 0.5 (a square root):
#
#     a               1           0            4            5
#     Σ a_j²          1+0 = 1     1+0+16 = 17  0+16+25 = 41  16+25 = 41
#     (8 + Σ)^0.5     3           5            7            7
#     b               1/3         0            4/7          5/7
#
# `maps[:, :, 2:5]` holds the maps 2, 3 and 4. A slice may end beyond the last map, but a negative
# start counts from the end: use `max(first, 0)`. `a.sum(axis=2)` adds up over the maps and leaves
# an array (H, W), and `np.zeros(maps.shape)` can hold fractions.
#
# The layer is hardly used any more: it did not improve VGG, and batch normalisation replaced it.


# %%
def local_response_norm(
    maps: np.ndarray, size: int, bias: float, alpha: float, beta: float
) -> np.ndarray:
    """Return the normalised maps in a new array: (H, W, C) -> (H, W, C). size is odd."""
    # SOLUTION: For each map, add up the squares of its neighbours, then use the formula.
    result = np.zeros(maps.shape)
    for c in range(maps.shape[2]):
        first, last = max(c - size // 2, 0), c + size // 2
        energy = (maps[:, :, first : last + 1] ** 2).sum(axis=2)
        result[:, :, c] = maps[:, :, c] / (bias + alpha * energy) ** beta
    return result
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your LeNet-5 with tanh is trained on 2,000 garments, in 5 to 30 seconds. Their 28x28 pixels get
# two pixels of zero padding on each side to make 32. Below are your other results.
#
# Published parameter counts differ for both networks. For LeNet-5:
#
#                 C1     S2     C3      S4     C5       F6      output     in all
#     paper       156    12     1,516   32     48,120   10,164    0        60,000
#     modern      156     0     2,416    0     48,120   10,164  850        61,706
#
# In the paper, subsampling has two parameters for each map, and C3 uses the table in the picture.
# The output is not a dense layer: it compares the 84 values with ten digits of 7x12 pixels, drawn
# by hand. AlexNet has 60,965,224 parameters with groups, as published, and 62,378,344 in one
# column, without groups. (61,100,840 belongs to another network, of 2014.)
#
# AlexNet's authors chose ReLU because their networks learned several times faster with it than with
# tanh. In our small LeNet-5, tanh was no slower. Try `lenet5("relu", 10)` in the code below.


# %%
def picture():
    """LeNet-5 at work, and what was new in both networks.

    Above, a shirt of 32x32 pixels in a trained LeNet-5: clearly visible in the 6 maps of C1, 28x28,
    and of S2, 14x14, hardly recognisable in the 16 maps of C3, 10x10, and of S4, 5x5. Below, the
    table of C3, 16 filters by 6 maps: the first six filters see three maps each, the next nine see
    four, and the last sees all. Bars: two groups halve the parameters of AlexNet's conv2, conv4 and
    conv5. Tanh, which flattens out on both sides, and ReLU, which is 0 below 0 and rises without
    limit above. Local response normalisation of twelve maps at one pixel: a large value with small
    neighbours keeps more of its size than three large values side by side.
    """
    from fashion_cnn.drawing import plots
    from fashion_cnn.networks.zoo.lenet5 import C3

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
    """Train LeNet-5 on garments, and draw a shirt after each of its first layers."""
    from fashion_cnn import inside
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT
    from fashion_cnn.networks import zoo
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
    named = zoo.build("lenet5", input_shape=(32, 32, 1))  # yours, with names for its layers
    named.set_weights(model.get_weights())
    names = ["C1", "S2", "C3", "S4"]
    maps = inside.feature_maps(named, shirt, names)
    plots.image_grid([shirt[0, :, :, 0]], [], 1, axes[0], high=1)
    cells.edge(axes[0], INPUT)
    titles = ["the image\n32x32x1"]
    for ax, name in zip(axes[1:], names, strict=True):
        _, height, width, channels = maps[name].shape
        columns = 2 if channels == 6 else 4
        shown = maps[name][0].transpose(2, 0, 1)
        plots.image_grid(shown, [], columns, ax, colours=plots.COLOUR_MAP, low=-1, high=1)
        cells.edge(ax, OUTPUT)
        titles.append(f"{name}\n{height}x{width}x{channels}")
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    words = f"{model.count_params():,} parameters, {right:.0%} of 300 new drawn garments right"
    axes[0].figure.supxlabel(f"above: LeNet-5, {words}", fontsize=plots.FONT_SIZE - 1)


def draw_table(ax, connections):
    """Draw a dark square where a filter (left to right) sees a map (top to bottom)."""
    from fashion_cnn.drawing import plots

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
    """Draw the parameter counts of three AlexNet layers, with one group and with two."""
    from fashion_cnn.drawing import plots

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
    from fashion_cnn.drawing import plots

    x = np.linspace(-3, 3, 121)
    ax.plot(x, np.maximum(x, 0), "-", color=plots.TRAINING, linewidth=2.5, label="ReLU")
    ax.plot(x, np.tanh(x), "--", color=plots.VALIDATION, linewidth=2.5, label="tanh")
    ax.legend(fontsize=plots.FONT_SIZE - 1)
    ax.tick_params(labelsize=plots.FONT_SIZE - 2)
    ax.grid(alpha=0.3)
    ax.set_title("activations,\nof 1998 and of 2012", fontsize=plots.FONT_SIZE)


def draw_competition(ax):
    """Draw twelve maps at one pixel before and after local response normalisation."""
    from fashion_cnn.drawing import plots

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
