# %% [markdown]
# # Deep and stable
#
# More layers let a network do more, yet for a long time deep networks hardly learned anything. On
# its way back from the last layer to the first, the gradient often shrinks to almost nothing: the
# **vanishing gradient**. The first layers then learn nothing, and the later ones have to work with
# whatever the first make of the image.
#
# Three remedies made deep networks trainable: another activation function, initial weights of the
# right size, and batch normalisation. You write the arithmetic of each.
#
# About 30 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

# %% [markdown]
# ## Task 1: the slope of the sigmoid
#
# The standard activation function used to be the **sigmoid**, which maps any number to the range 0
# to 1. In the backward pass, the gradient is multiplied by its slope (its derivative):
#
#     s(x) = 1 / (1 + e^−x)                   s'(x) = s(x)·(1 − s(x))
#
#     s(0) = 0.5                              s'(0) = 0.5·0.5 = 0.25
#     s(4) = 0.982                            s'(4) = 0.982·0.018 = 0.0177
#
# The slope is at most 1/4, and almost 0 for large positive and negative x. The slope of ReLU is 1
# above 0 and 0 below: an active unit passes the gradient on unchanged.
#
# `np.exp(x)` is e^x, element by element.


# %%
def sigmoid_slope(x: np.ndarray) -> np.ndarray:
    """Return the slope of the sigmoid at each element of x, as an array of the same shape."""
    # TODO: Compute the sigmoid, then its slope.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: through many layers
#
# In the simplest deep network, with one unit per layer, layer l multiplies the previous output by
# its weight, adds its bias, and applies the sigmoid to the sum z_l:
#
#     z_l = w_l·a_(l−1) + b_l                 a_l = s(z_l)
#
# How fast does the last output change with the input a_0? By the chain rule, each layer contributes
# one factor, its weight times its slope:
#
#     ∂a_L/∂a_0 = w_1·s'(z_1) · w_2·s'(z_2) · … · w_L·s'(z_L)
#
# With w = (2, −3) and z = (0, 4):
#
#     2·0.25 · (−3)·0.0177 = −0.0265
#
# With weights of 1, ten layers leave at most (1/4)^10, less than a millionth.
#
# `np.prod(array)` is the product of all elements.


# %%
def through_layers(weights: np.ndarray, sums: np.ndarray) -> float:
    """Return ∂a_L/∂a_0 for one sigmoid unit per layer; weights (L,) are w_1…w_L, sums z_1…z_L."""
    # TODO: Multiply the factors of all layers.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: initial weights
#
# With ReLU, the weights decide what happens to the gradient. If they are too small, it vanishes
# layer by layer; if too large, it explodes. Each unit adds up `fan_in` products, and their
# variances add up. Values therefore keep their size in the forward pass if the weights have a
# variance of 1/fan_in. In the backward pass each value adds up `fan_out` products, so the variance
# should be 1/fan_out.
#
#     Glorot, also Xavier (2010)     variance 2 / (fan_in + fan_out)      a compromise
#     He (2015), for ReLU            variance 2 / fan_in                  as ReLU removes half
#
# The variance is the mean squared distance from the mean; the **standard deviation** is its square
# root. Kernels of shape (kH, kW, C_in, C_out) have
#
#     fan_in = kH·kW·C_in                     fan_out = kH·kW·C_out
#
# The first layer of this kit's main model has kernels of shape (3, 3, 1, 32), so fan_in is 9 and
# fan_out is 288. The standard deviations are √(2/297) = 0.082 and √(2/9) = 0.471.
#
# Keras uses Glorot's rule unless you pass `kernel_initializer="he_normal"`. It draws weights
# uniformly from −limit to limit, with limit = √(6/297) = 0.142. Their standard deviation is
# limit/√3, 0.082 again. Biases start at 0.


# %%
def deviations(kernels_shape: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return the standard deviations (Glorot, He) for kernels of shape (kH, kW, C_in, C_out)."""
    # TODO: Compute fan_in and fan_out first. np.sqrt(a) is the square root.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: batch normalisation
#
# Good initial weights help at the start, but training changes them. **Batch normalisation** (2015)
# restores the scale of the values at every step. For each channel, it takes the mean and variance
# over all images of the batch and all positions:
#
#     y = γ·(x − mean) / √(variance + ε) + β
#
# The small ε (epsilon, 0.001 in Keras) prevents a division by 0. γ and β (gamma, beta), the
# channel's new spread and mean, are learned.
#
# For example, with one channel, two images of 1x2 pixels, ε = 0.25, γ = 3 and β = 10:
#
#     x = 1 3   mean     = (1 + 3 + 5 + 3)/4 = 3                     y =  6 10
#         5 3   variance = (4 + 0 + 4 + 0)/4 = 2                         14 10
#
# because √(2 + 0.25) = 1.5 and, for instance, 3·(1 − 3)/1.5 + 10 = 6.
#
# `x.mean(axis=(0, 1, 2))` and `x.var(axis=(0, 1, 2))` leave one number for each channel, shape
# (C,). Arithmetic on arrays of shapes (N, H, W, C) and (C,) combines each channel with its own
# number.


# %%
def batch_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float) -> np.ndarray:
    """Return x after batch normalisation, in the same shape.

    x (N, H, W, C), gamma (C,), beta (C,).
    """
    # TODO: Compute the mean and the variance of each channel, then apply the formula.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: statistics for inference
#
# In training, the result for an image depends on the others in its batch. At inference, an image
# may come alone. The layer then uses **moving averages** of the means and variances seen in
# training, updated after each batch with a `momentum` of 0.99 in Keras:
#
#     moving = moving·momentum + batch·(1 − momentum)
#
# With momentum 0.9, a moving mean that starts at 2, and batches with means 7 and 12:
#
#     2·0.9 + 7·0.1 = 2.5             2.5·0.9 + 12·0.1 = 3.45
#
# In Keras the moving mean starts at 0 and the moving variance at 1. After 100 batches,
# 0.99^100 = 37% of this start is left. After very short training, a network may therefore do well
# on its batches and poorly on the validation set.


# %%
def moving_average(start: np.ndarray, batches: np.ndarray, momentum: float) -> np.ndarray:
    """Return the moving average (C,) after all batches.

    start (C,) is the initial average; batches (n, C) holds the statistic of each batch, in order.
    """
    # TODO: Loop over the batches, and update the average with each. Do not change start.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions run in four stacks of 12 dense layers of 100 units, on garments drawn by the kit.
# On the left is the size of the gradient that reaches the weights of each layer, before any
# training. (Small weights shrink the values on the way forward and the gradients on the way back. A
# weight's gradient is a product of both, equally small in every layer.) On the right, Keras trains
# the stacks on 2,000 garments.
#
# In Keras, batch normalisation is a separate layer, usually between a layer and its activation:
#
#     Conv2D(64, 3, use_bias=False) → BatchNormalization() → Activation("relu")
#
# (Subtracting the mean cancels any bias, and β takes its place.) It has four parameters for each
# channel: γ and β are learned, the two moving averages are not.
#
# Many networks with batch normalisation use little or no dropout. The mean and the variance depend
# on which images share a batch; this noise helps against overfitting, as dropout does. Besides,
# dropout changes the variance in training only, so the moving variance does not fit at inference.
#
# Why batch normalisation helps is disputed. Its inventors pointed out that a layer's input keeps
# changing while the layers before it learn. They called this **internal covariate shift** and set
# out to reduce it. But in experiments from 2018, networks with batch normalisation trained well
# even with a shift added on purpose; the authors' own explanation is a smoother loss.


# %%
DEPTH, UNITS = 12, 100  # layers, and units in each layer


def picture():
    """Gradients in a deep network, and their effect on training.

    Left, on a logarithmic scale: the size of the gradient in each of 12 layers before training.
    With the sigmoid it is over a million times smaller in the first layer than in the last; with
    ReLU and small weights, below 10^−12 everywhere; with ReLU and He's weights, nearly constant;
    with batch normalisation, largest, varying by less than a factor of ten. Right: the training
    accuracy over 5 epochs. The first two stay at 10%, the level of guessing; He's weights reach
    more than half, batch normalisation about two thirds.
    """
    import keras

    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.workshop import training

    drawn = garments.draw(train=2000, test=10, seed=0)
    x, y = drawn.x_train.reshape(2000, -1) / 255, drawn.y_train
    ways = {  # activation, standard deviation of the weights for a given fan_in, batch norm
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
    """Return the stack as a Keras model for inputs of 784 pixels."""
    import keras

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
    """Return the norm of ∂E/∂W for each layer of a newly initialised stack, first layer first."""
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
        if normalised:  # the mean and the variance depend on all images
            grad = (grad - grad.mean(axis=0) - sums * (grad * sums).mean(axis=0)) / deviation
        sizes.append(np.linalg.norm(x.T @ grad))
        grad = grad @ weights.T
    return sizes[::-1]


# %% The verdict, then the picture
workshop.verdict("deep", globals())
