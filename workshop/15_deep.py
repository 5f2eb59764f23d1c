# %% [markdown]
# # Deep and stable
#
# A network with more layers can do more, and yet for a long time deep networks hardly learned
# anything. The gradient comes from the last layer and passes through all the others. On this way
# it often shrinks to almost nothing: the **vanishing gradient**. Then the first layers learn
# nothing, and the later ones have to do with what the first ones happen to make of the image.
#
# Three remedies made deep networks possible: another activation function, initial weights of the
# right size, and batch normalisation. Here you write the arithmetic behind each of them.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import keras
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: the slope of the sigmoid
#
# The usual activation function was once the **sigmoid**. It turns any number into one between 0
# and 1. In the backward pass, the gradient is multiplied by its slope (its derivative):
#
#     s(x) = 1 / (1 + e^−x)                   s'(x) = s(x)·(1 − s(x))
#
#     s(0) = 0.5                              s'(0) = 0.5·0.5 = 0.25
#     s(4) = 0.982                            s'(4) = 0.982·0.018 = 0.0177
#
# The slope is never larger than 1/4, and almost 0 for large and for small x. The slope of ReLU is
# 1 for any x above 0, and 0 below: where a unit is on, the gradient passes as it is.
#
# `np.exp(x)` is e^x, for each element of an array.


# %%
def sigmoid_slope(x: np.ndarray) -> np.ndarray:
    """Return the slope of the sigmoid at each element of x, an array of the same shape."""
    # TODO: Compute the sigmoid first, then its slope.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: through many layers
#
# Take the simplest deep network: layers of one unit each. Layer l multiplies the output of the
# layer before by its weight, adds its bias, and puts the sum z_l through the sigmoid:
#
#     z_l = w_l·a_(l−1) + b_l                 a_l = s(z_l)
#
# How fast does the last output grow with the input a_0? By the chain rule, each layer contributes
# a factor, its weight times its slope:
#
#     ∂a_L/∂a_0 = w_1·s'(z_1) · w_2·s'(z_2) · … · w_L·s'(z_L)
#
# An example with two layers, w = (2, −3) and z = (0, 4):
#
#     2·0.25 · (−3)·0.0177 = −0.0265
#
# With weights of 1, ten layers leave at most (1/4)^10, less than a millionth.
# `np.prod(array)` is the product of all elements.


# %%
def through_layers(weights: np.ndarray, sums: np.ndarray) -> float:
    """Return ∂a_L/∂a_0 for layers of one sigmoid unit: weights (L,) are w_1…w_L, sums z_1…z_L."""
    # TODO: Multiply the factors of all layers.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: initial weights
#
# With ReLU the weights decide. If they are too small, gradients vanish layer by layer; if they are
# too large, they explode. Each unit adds up `fan_in` products, whose variances add up, too. So
# the numbers keep their size on the way forward if the variance of the weights is 1/fan_in. On the
# way back, each number collects from `fan_out` products, and the variance should be 1/fan_out.
#
#     Glorot, also Xavier (2010)     variance 2 / (fan_in + fan_out)      between the two
#     He (2015), for ReLU            variance 2 / fan_in                  as ReLU drops one half
#
# The **standard deviation** is the square root of the variance. A convolution with kernels of
# shape (kH, kW, C_in, C_out) has
#
#     fan_in = kH·kW·C_in                     fan_out = kH·kW·C_out
#
# The first layer of this kit's main model has kernels of shape (3, 3, 1, 32), so that fan_in is 9
# and fan_out 288. The deviations are √(2/297) = 0.082 and √(2/9) = 0.471.
#
# Keras begins with the former unless you say `kernel_initializer="he_normal"`. It draws weights
# evenly from −limit to limit with limit = √(6/297) = 0.142, and numbers drawn like this have the
# standard deviation limit/√3: 0.082 again. Biases begin at 0.


# %%
def deviations(kernels_shape: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return the standard deviations (Glorot, He) for kernels of shape (kH, kW, C_in, C_out)."""
    # TODO: Find fan_in and fan_out first. np.sqrt(a) is the square root.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: batch normalisation
#
# Good initial weights help at the start, but then training changes them. **Batch normalisation**
# (2015) brings the numbers back to the same size at every step. For each channel by itself, it
# takes the mean and the variance over all images of the batch and all positions:
#
#     y = γ·(x − mean) / √(variance + ε) + β
#
# The small ε (epsilon, 0.001 in Keras) keeps it from dividing by 0. γ and β (gamma, beta) are two
# numbers a channel that are learned: the spread and the mean that this channel ends up with.
#
# An example: one channel, two images of 1x2 pixels, ε = 0.25, γ = 3, β = 10:
#
#     x = 1 3   mean     = (1 + 3 + 5 + 3)/4 = 3                     y =  6 10
#         5 3   variance = (4 + 0 + 4 + 0)/4 = 2                         14 10
#
# since √(2 + 0.25) = 1.5, and for example 3·(1 − 3)/1.5 + 10 = 6. The variance is the mean of the
# squared distances from the mean.
#
# `x.mean(axis=(0, 1, 2))` and `x.var(axis=(0, 1, 2))` work over the first three axes and leave one
# number for each channel, shape (C,). An array of shape (N, H, W, C) and one of shape (C,) can be
# subtracted, multiplied and so on: each channel then meets its own number.


# %%
def batch_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float) -> np.ndarray:
    """Return the batch-normalised x, of the same shape.

    x (N, H, W, C), gamma (C,), beta (C,).
    """
    # TODO: Find the mean and the variance of each channel, then use the formula.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: what is used later
#
# In training, the result for an image depends on the others in its batch. When the network is
# used, an image may come alone. So the layer remembers: it keeps a **moving average** of the means
# that it has seen in training, and one of the variances, and at inference these two take the place
# of the batch's mean and variance. After each batch, with a `momentum` of 0.99 in Keras:
#
#     moving = moving·momentum + batch·(1 − momentum)
#
# With momentum 0.9, a moving mean that starts at 2 and two batches with the means 7 and 12:
#
#     2·0.9 + 7·0.1 = 2.5             2.5·0.9 + 12·0.1 = 3.45
#
# In Keras the moving mean starts at 0 and the moving variance at 1, and of this start a share of
# 0.99^100 = 37% is left after 100 batches. In a very short training the network may therefore do
# well on its batches and poorly on the validation set.


# %%
def moving_average(start: np.ndarray, batches: np.ndarray, momentum: float) -> np.ndarray:
    """Return the moving average (C,) after all batches.

    start (C,) is where it starts, batches (n, C) has what was found in each batch, in order.
    """
    # TODO: Go through the batches, and update the average with each. Do not change start.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions in a stack of 12 dense layers of 100 units, on garments that the kit draws, begun
# in four ways. On the left is what reaches the weights of each layer on the first way back, before
# any training. (With small weights, the numbers shrink on the way forward, and the gradient on the
# way back. The gradient of a weight is a product of both, and so it is equally small everywhere.)
# On the right, Keras trains these stacks on 2,000 garments.
#
# In Keras, batch normalisation is a layer of its own, mostly between a layer and its activation:
#
#     Conv2D(64, 3, use_bias=False) → BatchNormalization() → Activation("relu")
#
# (Subtracting the mean removes any bias, and β takes its place.) It has four parameters for each
# channel: γ and β are learned, the two moving averages are not.
#
# Many networks with batch normalisation do without dropout, or with less of it. The mean and the
# variance depend on the images that happen to share a batch. That is a noise which changes at every
# step, as in dropout, and it works against overfitting, too. Besides, dropout changes the variance
# in training only, so that the moving variance does not fit at inference.
#
# Why batch normalisation helps is less clear than that it helps. Its inventors said: while the
# layers before it learn, a layer's input changes all the time. They called that **internal
# covariate shift**, and the normalisation was to reduce it. This explanation is now disputed. In
# experiments of 2018, networks with batch normalisation trained well even when such a shift was
# added on purpose, and the authors' own explanation is that the loss becomes smoother.


# %%
DEPTH, UNITS = 12, 100  # layers, and units in each of them


def picture():
    """Gradients of a deep network, and what becomes of the training.

    Left, on a logarithmic scale, the size of the gradient in each of 12 layers before training.
    With the sigmoid it is more than a million times smaller in the first layer than in the last.
    With ReLU and small weights it is below 10^−12 in every layer. With ReLU and He's weights it
    is nearly the same everywhere. With small weights and batch normalisation it is the largest,
    and differs by less than a factor of ten. Right, the accuracy in training over 5 epochs: the
    first two stay at the 10% of guessing, He's weights lead to about 55%, and batch normalisation
    to about 65%.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.workshop import training

    drawn = garments.draw(train=2000, test=10, seed=0)
    x, y = drawn.x_train.reshape(2000, -1) / 255, drawn.y_train
    ways = {  # activation, standard deviation of the weights for a number of inputs, batch norm
        "sigmoid, Glorot": ("sigmoid", lambda fan_in: deviations((1, 1, fan_in, UNITS))[0], False),
        "ReLU, deviation 0.01": ("relu", lambda fan_in: 0.01, False),
        "ReLU, He": ("relu", lambda fan_in: deviations((1, 1, fan_in, UNITS))[1], False),
        "ReLU, 0.01, batch norm": ("relu", lambda fan_in: 0.01, True),
    }
    looks = (("0.45", "s:"), (plots.VALIDATION, "^--"), (plots.TRAINING, "o-"), ("black", "D-."))
    axes = plots.new_axes(14, 6.2, columns=2)
    for (name, way), (colour, line) in zip(ways.items(), looks, strict=True):
        keras.utils.set_random_seed(0)
        model = stack(*way)
        optimizer, loss = keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy"
        model.compile(optimizer, loss, metrics=["accuracy"])
        sizes = gradient_sizes(x[:200], y[:200], *way)
        learned = training.fit(model, x, y, epochs=5, what=name)["accuracy"]
        for ax, values in zip(axes, (sizes, learned), strict=True):
            numbers = range(1, len(values) + 1)
            ax.plot(numbers, values, line, color=colour, linewidth=2.5, markersize=8, label=name)
            ax.set_xticks(numbers)
    axes[0].set_yscale("log")
    axes[1].axhline(0.1, color="0.7", linewidth=1)
    axes[1].set_ylim(0, 1)
    titles = {
        "size of the gradient of the weights": "layer",
        "accuracy in training on drawn garments": "epoch",
    }
    for ax, (title, below) in zip(axes, titles.items(), strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.set_xlabel(below, fontsize=plots.FONT_SIZE)
        ax.tick_params(labelsize=plots.FONT_SIZE - 2)
        ax.grid(alpha=0.3)
    axes[1].legend(fontsize=plots.FONT_SIZE - 1)
    return axes


def stack(activation, spread, normalised):
    """Return the stack as a Keras model, for garments of 784 pixels."""
    model = keras.Sequential([keras.Input((784,))])
    for fan_in in [784] + [UNITS] * (DEPTH - 1):
        weights = keras.initializers.RandomNormal(stddev=float(spread(fan_in)))
        model.add(keras.layers.Dense(UNITS, kernel_initializer=weights))
        if normalised:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation(activation))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


def gradient_sizes(x, labels, activation, spread, normalised):
    """Return the length of ∂E/∂W for each layer of a stack with new weights, the first first."""
    from fashion_cnn.convolution import softmax

    draw = np.random.default_rng(0)
    passed = []
    for _ in range(DEPTH):
        weights = draw.normal(0, spread(x.shape[1]), (x.shape[1], UNITS))
        sums, deviation = x @ weights, 1
        if normalised:
            deviation = np.sqrt(sums.var(axis=0) + 0.001)
            sums = batch_norm(sums[:, None, None], np.ones(UNITS), np.zeros(UNITS), 0.001)[:, 0, 0]
        passed.append((x, weights, sums, deviation))
        x = 1 / (1 + np.exp(-sums)) if activation == "sigmoid" else np.maximum(sums, 0)

    last = draw.normal(0, deviations((1, 1, UNITS, 10))[0], (UNITS, 10))
    grad = (softmax(x @ last) - np.eye(10)[labels]) / len(x) @ last.T
    sizes = []
    for x, weights, sums, deviation in reversed(passed):
        grad = grad * (sigmoid_slope(sums) if activation == "sigmoid" else sums > 0)
        if normalised:  # the mean and the variance depend on every image
            grad = (grad - grad.mean(axis=0) - sums * (grad * sums).mean(axis=0)) / deviation
        sizes.append(np.linalg.norm(x.T @ grad))
        grad = grad @ weights.T
    return sizes[::-1]


# %% The verdict, then the picture
workshop.verdict("deep", globals())
