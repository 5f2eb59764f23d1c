# %% [markdown]
# # Residual blocks
#
# Deeper networks are not always better. In 2015, He, Zhang, Ren and Sun trained plain stacks of
# convolutions on ImageNet, a set of a million photographs. With 18 layers, 27.94% of the validation
# images were misclassified; with 34 layers, 28.54%. The training error was larger too, so this is
# not overfitting. It is called **degradation**.
#
# The remedy is the **residual block**. Its layers, F, compute only the *residual* that is added to
# x:
#
#     plain        y = F(x)
#     residual     y = x + F(x)
#
# x bypasses F on a **shortcut** (or skip connection). With shortcuts, the errors were 27.88% with
# 18 layers and 25.03% with 34. Networks of 152 layers followed, and an ensemble won that year's
# ImageNet contest, ILSVRC 2015.
#
# About 30 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: what the gradient sees
#
# Take a chain of L blocks on single numbers. Block l leads from x_l to x_(l+1), and s_l is the
# slope (the derivative) of its F at x_l. The loss E is computed from x_L. By the chain rule, the
# gradient goes back block by block:
#
#     plain        x_(l+1) = F_l(x_l)             ∂E/∂x_l = ∂E/∂x_(l+1) · s_l
#     residual     x_(l+1) = x_l + F_l(x_l)       ∂E/∂x_l = ∂E/∂x_(l+1) · (1 + s_l)
#
# With s_0 = 0.5, s_1 = −0.25, s_2 = 0.1 and ∂E/∂x_3 = 2:
#
#                 ∂E/∂x_0     ∂E/∂x_1     ∂E/∂x_2     ∂E/∂x_3
#     plain       −0.025      −0.05        0.2         2            2·0.1 = 0.2, and so on
#     residual     2.475       1.65        2.2         2            2·1.1 = 2.2, and so on
#
# `[::-1]` reverses an array or a list. `np.array(list)` turns a list into an array.


# %%
def gradients(slopes: np.ndarray, last: float, shortcut: bool) -> np.ndarray:
    """Return ∂E/∂x_0, ∂E/∂x_1, …, ∂E/∂x_L in this order, as an array (L + 1,).

    slopes (L,) holds s_0 … s_(L−1), and last is ∂E/∂x_L. The blocks are residual if shortcut is
    True, otherwise plain.
    """
    # TODO: Start with last, and go back through the blocks. Put the result in order.
    raise NotImplementedError


# %% [markdown]
# Where does the 1 come from? All blocks together only add to x_l:
#
#     x_L = x_l + sum of F              ∂E/∂x_l = ∂E/∂x_L · (1 + ∂/∂x_l of that sum)
#
# On the shortcuts, ∂E/∂x_L reaches every block unchanged. For two blocks, (1 + s_0)·(1 + s_1) is
# 1 + s_0 + s_1 + s_0·s_1. The terms are the paths: past both blocks, through one, through both. A
# plain chain has only the last. A residual chain loses the gradient only if all the terms except
# the 1 add up to −1.
#
# A deeper plain network could match a shallower one if its extra layers passed on their input
# unchanged, but training does not find that solution. A residual block passes on x as soon as F is
# 0.

# %% [markdown]
# ## Task 2: a residual block
#
# `keras.Sequential` has a single path. Where paths split and join, call layers on tensors, which
# stand for the maps at that point:
#
#     a = keras.layers.Conv2D(8, 5, strides=2, padding="same")(x)
#     a = keras.layers.BatchNormalization()(a)
#     b = keras.layers.ReLU()(a)
#     c = keras.layers.Add()([a, b])                 value by value: a and b have the same shape
#
# The first pair of brackets creates a new layer with its own weights, and the second calls it. The
# check lists only layers on a path from x to the tensor you return. `x.shape[-1]` is the number of
# channels of x. The original block of 2015 is
#
#     F            convolution 3x3 with the given stride, batch normalisation, ReLU,
#                  convolution 3x3, batch normalisation
#     shortcut     x itself or, where F changes the shape, a **projection** of x:
#                  convolution 1x1 with the given stride, batch normalisation
#     result       ReLU of (shortcut + F)
#
# All convolutions have `filters` filters and padding "same", and stride 1 unless another is given.
# F changes the shape if the stride is not 1 or x does not have `filters` channels. With 16 filters
# and stride 2:
#
#     x 8x8x4          F 4x4x16         shortcut 4x4x16, a projection         result 4x4x16


# %%
def residual_block(x: keras.KerasTensor, filters: int, stride: int) -> keras.KerasTensor:
    """Return the output tensor of an original residual block on x, maps (H, W, C)."""
    # TODO: Make F, then the shortcut, then add them. Use new names: you need x twice.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: pre-activation
#
# In the original block, a ReLU follows each sum. It interrupts the path past the blocks, so
# x_L = x_l + sum of F does not hold. In 2016 the same authors moved batch normalisation and ReLU
# into F, before each convolution:
#
#     original           conv-BN-ReLU-conv-BN, add the shortcut, ReLU
#     pre-activation     BN-ReLU-conv-BN-ReLU-conv, add the shortcut
#
# Now nothing comes between two sums, and Task 1 holds for the whole network. With 1001 layers, the
# error on small photographs (CIFAR-10) fell from 7.61% to 4.92%. The shortcut begins at x, before
# the first batch normalisation.


# %%
def preact_block(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Return the output tensor of a pre-activation block on x, which has `filters` channels.

    Both convolutions are 3x3, with `filters` filters, stride 1 and padding "same".
    """
    # TODO: Make F, and add it to x. No projection is needed: the shape does not change.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: the bottleneck
#
# Deep networks use another F, the **bottleneck**: a 1x1 convolution to fewer channels, a 3x3
# convolution on these, and a 1x1 convolution back to the original number. A convolution has input
# channels · kernel height · kernel width · filters weights; leave out biases and batch
# normalisation. With 8 channels, reduced to 2:
#
#     two 3x3         2 · 8·3·3·8                         = 1,152 weights
#     bottleneck      8·1·1·2  +  2·3·3·2  +  2·1·1·8     =    68 weights


# %%
def block_weights(channels: int, reduced: int) -> tuple[int, int]:
    """Return the weights of (two 3x3 convolutions, a bottleneck).

    Both blocks have `channels` channels in and out; the bottleneck's 3x3 convolution has `reduced`.
    """
    # TODO: Count both blocks as in the example.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# ResNet has four stages of blocks. In the first, the bottlenecks have `channels` 256 and `reduced`
# 64: print your counts for these. ResNet50 has 3, 4, 6 and 3 bottlenecks. With its first
# convolution and the dense layer at the end, that makes 1 + 3·16 + 1 = 50 layers with weights.
# ResNet152 has 3, 8, 36 and 3. Keras counts 25,636,712 parameters in ResNet50. Counts of 25,557,032
# leave out the convolutions' biases, useless before batch normalisation, and the moving averages,
# which are not learned. VGG16 has more than five times the parameters, mostly in the dense layer on
# its flattened maps. ResNet takes the mean of each map instead.
#
# The picture shows the size of the gradient before each of 16 blocks, relative to that after the
# last. On the left are your chains, with random slopes. The others are untrained networks of your
# blocks and of plain blocks. In the middle, batch normalisation uses its moving averages, which
# start at 0 and 1, so it changes almost nothing. On the right it works as in training, and the
# gradient of the plain network grows instead of vanishing.
#
# So vanishing gradients are not the whole story: the plain networks of 2015 had batch normalisation
# and still got worse with depth. In a terminal,
#
#     python -m fashion_cnn.train --dataset garments --limit 3000 --epochs 8
#
# trains on 2,700 garments drawn by the kit. With `--depth 44 --model plain` added, the network was
# right on 31.8% of them in the last epoch; with `--depth 44 --model resnet`, on 90.0%. Each took
# some minutes (seed 1, two cores).


# %%
BLOCKS, CHANNELS = 16, 12


def picture():
    """What the gradient sees: its size before each block.

    Three logarithmic panels for 16 blocks; after the last block the size is 1. Left, chains of
    numbers with random slopes: going back, the gradient falls to about 10^−8 in plain blocks, and
    stays between 0.1 and 2 in residual ones. Middle, untrained networks with nothing normalised: it
    falls to about 10^−6 in the plain network, and grows about fivefold with shortcuts, original or
    pre-activation. Right, with batch normalisation: it grows by a factor of about 400 in the plain
    network, of 25 in the residual one, and half that with pre-activation.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots

    slopes = np.random.default_rng(0).uniform(-0.6, 0.6, BLOCKS)
    chains = {"plain": gradients(slopes, 1, False), "residual": gradients(slopes, 1, True)}
    drawn = garments.draw(train=16, test=10, seed=0)
    images = drawn.x_train[..., None].astype("float32") / 255
    blocks = {
        "plain": plain_block,
        "residual": lambda x: residual_block(x, CHANNELS, 1),
        "pre-activation": lambda x: preact_block(x, CHANNELS),
    }
    at_start, in_training = {}, {}
    for name, block in blocks.items():
        parts = network(block)
        for sizes, training in (at_start, False), (in_training, True):
            sizes[name] = gradient_sizes(parts, images, drawn.y_train, training)

    panels = {
        "chains of numbers": chains,
        "networks, nothing normalised": at_start,
        "networks, batch-normalised": in_training,
    }
    looks = {
        "plain": (plots.VALIDATION, "^--"),
        "residual": (plots.TRAINING, "o-"),
        "pre-activation": ("black", "D:"),
    }
    axes = plots.new_axes(15, 5.6, columns=3)
    for ax, (title, curves) in zip(axes, panels.items(), strict=True):
        for name, sizes in curves.items():
            colour, line = looks[name]
            sizes = np.abs(sizes) / abs(sizes[-1])
            ax.plot(sizes, line, color=colour, linewidth=2, markersize=6, label=name)
        ax.set(yscale="log", xticks=range(0, BLOCKS + 1, 4))
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.set_xlabel("blocks before this point", fontsize=plots.FONT_SIZE)
        ax.tick_params(labelsize=plots.FONT_SIZE - 2)
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("size of the gradient", fontsize=plots.FONT_SIZE)
    axes[1].legend(fontsize=plots.FONT_SIZE - 1)
    return axes


def plain_block(x):
    """Return the output tensor of the original block's F and a ReLU, without a shortcut."""
    for _ in range(2):
        x = keras.layers.Conv2D(CHANNELS, 3, padding="same")(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.ReLU()(x)
    return x


def network(block):
    """Return the parts of a network: a beginning, 16 blocks on maps of 7x7, an end."""
    keras.utils.set_random_seed(0)
    maps = (7, 7, CHANNELS)
    begin = [keras.Input((28, 28, 1)), keras.layers.Conv2D(CHANNELS, 5, 4, padding="same")]
    begin += [keras.layers.BatchNormalization(), keras.layers.ReLU()]
    end = [keras.Input(maps), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    end += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10, activation="softmax")]
    places = [keras.Input(maps) for _ in range(BLOCKS)]
    blocks = [keras.Model(x, block(x)) for x in places]
    return [keras.Sequential(begin), *blocks, keras.Sequential(end)]


def gradient_sizes(parts, images, labels, training):
    """Return the size of ∂E/∂x_l for the maps x_l between the parts of a network."""
    from fashion_cnn.base.gradients import gradient

    begin, *others = parts

    def loss(zeros):  # adding them changes nothing, and their gradient is that of x_l
        x = begin(images, training=training)
        for part, zero in zip(others, keras.ops.unstack(zeros), strict=True):
            x = part(x + zero, training=training)
        return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, x))

    zeros = np.zeros((len(others), len(images), 7, 7, CHANNELS))
    return [np.linalg.norm(grad) for grad in gradient(loss, zeros)]


# %% The verdict, then the picture
workshop.verdict("residual", globals())
