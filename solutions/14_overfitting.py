# %% [markdown]
# # Overfitting and dropout
#
# A network with many weights can memorise a small training set: the training loss falls to 0, while
# the loss on new images, the validation loss, starts to rise. This is **overfitting**. The best
# remedy is more images. The next best is to make memorising harder: hide something at random at
# each update, so the network never sees the same thing twice.
#
# You will write four ways of hiding something **in training**. At **inference**, when the network
# is used or tested, nothing is hidden.
#
# About 25 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file. The
# random numbers are given, so every task has one right result.

# %%
from fashion_cnn import workshop

import numpy as np

# %% [markdown]
# ## Task 1: dropout
#
# **Dropout** sets each output of a layer to 0 with probability `rate`, drawn anew at each update.
# Why does it help? If a hundred people do a hundred jobs, one each, nobody can be spared. If a
# random twenty do all the jobs every day, everybody learns several, and nobody depends on one
# colleague. Likewise, units learn not to depend on a few others.
#
# Values that are kept are multiplied by 1/(1 − rate). The next layer then receives the same sum on
# average, and inference needs no change. With rate 0.3, a value is kept with probability 0.7 and
# multiplied by 1/0.7 = 1.4286, on average a factor of 0.7·1.4286 = 1. Each value comes with a
# random number from 0 to 1, and is dropped if that is less than the rate:
#
#     values    2      4     6      8     10
#     random    0.52   0.10  0.93   0.25  0.31
#     result    2.857  0     8.571  0     14.286
#
# `a < b` compares two arrays, or an array and a number, element by element. In a product, True and
# False count as 1 and 0. `np.where(condition, a, b)` takes a where the condition is True, b
# elsewhere.


# %%
def dropout(values: np.ndarray, random: np.ndarray, rate: float, training: bool) -> np.ndarray:
    """Return the values after dropout, or unchanged at inference (training is False).

    random holds numbers from 0 to 1, in the shape of values; rate is from 0 to less than 1.
    """
    # SOLUTION: Return the values unchanged, or drop some and scale the others.
    if not training:
        return values
    return np.where(random < rate, 0, values / (1 - rate))
    # END SOLUTION


# %% [markdown]
# ## Task 2: spatial dropout
#
# In a feature map, neighbouring values are similar. If one is dropped, its neighbours still carry
# the information. **Spatial dropout** therefore drops whole maps. Each channel has one random
# number; if it is less than the rate, the channel's map becomes 0. The others are scaled as in
# Task 1. In Keras this is `SpatialDropout2D(rate)`. With rate 0.3 and three maps:
#
#     random          0.8      0.1    0.4
#     map times       1.4286   0      1.4286
#
# `maps * factors`, of shapes (H, W, C) and (C,), multiplies each map by its factor.


# %%
def spatial_dropout(maps: np.ndarray, random: np.ndarray, rate: float) -> np.ndarray:
    """Return the maps after spatial dropout in training; maps (H, W, C), random (C,)."""
    # SOLUTION: Compute a factor for each channel (C,), then multiply.
    factors = (random >= rate) / (1 - rate)
    return maps * factors
    # END SOLUTION


# %% [markdown]
# ## Task 3: cutout
#
# **Cutout** sets a square of the image to 0, which is black, so the network has to use the rest of
# the garment. Nothing is scaled. A pixel [row, column] is drawn at random for each image and
# update. The square of `size` x `size` pixels starts `size // 2` rows above it and `size // 2`
# columns to its left. If it extends beyond the border, less is hidden. A 4x5 image of ones with a
# 3x3 square, for [0, 3] and for [2, 1]:
#
#     1 1 0 0 0        1 1 1 1 1
#     1 1 0 0 0        0 0 0 1 1
#     1 1 1 1 1        0 0 0 1 1
#     1 1 1 1 1        0 0 0 1 1
#
# `a[1:3, 0:2] = 0` sets rows 1 and 2 of columns 0 and 1 to 0. A slice may end beyond the border,
# but not start there: a[-1:2] starts at the *last* row. Use `max(first, 0)`.


# %%
def cutout(image: np.ndarray, row: int, column: int, size: int) -> np.ndarray:
    """Return a copy of the image (H, W) with the square hidden; image stays unchanged."""
    # SOLUTION: Work on image.copy(). Find the first row and column of the square, and set it to 0.
    top, left = row - size // 2, column - size // 2
    hidden = image.copy()
    hidden[max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return hidden
    # END SOLUTION


# %% [markdown]
# ## Task 4: max-pooling dropout
#
# **Max-pooling dropout** drops each value of a pooling window with probability `rate`, without
# scaling, then takes the largest of the rest. After ReLU no value is negative, so dropped values
# can be set to 0.
#
# At inference, the result should be the average over training. The largest value is the result if
# it is kept: probability 1 − rate. The second largest is the result if it is kept and the largest
# dropped: (1 − rate)·rate. For the third it is (1 − rate)·rate^2, and so on. (If all values are
# dropped, the result is 0.) For the window 1 5 2 3 and rate 0.5:
#
#     5·0.5 + 3·0.25 + 2·0.125 + 1·0.0625 = 3.5625
#
# This is probability-weighted pooling. `np.sort(window, axis=None)` gives all values in ascending
# order, as a vector; `a[::-1]` reverses a. `rate ** np.arange(3)` is 1, rate, rate^2.


# %%
def weighted_pooling(window: np.ndarray, rate: float) -> float:
    """Return the average output of max-pooling dropout for a window (h, w) without negatives."""
    # SOLUTION: Sort the values, find the probability that each is the result, and add up.
    descending = np.sort(window, axis=None)[::-1]
    probabilities = (1 - rate) * rate ** np.arange(window.size)
    return (descending * probabilities).sum()
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# A network is trained on only 300 garments (5 to 30 seconds), without dropout and with
# `Dropout(0.4)` before each dense layer. Your functions change a shirt. Dropout raises the training
# loss partly because it is measured while values are dropped. In our run, both networks got about
# 77% of 300 new garments right, but the one without dropout was far too confident when wrong, as
# its high validation loss shows.
#
# Cutout and max-pooling dropout are also layers in this kit:
# `from fashion_cnn.networks.keras_layers import Cutout, MaxPoolDropout`. Would they help here?


# %%
def picture():
    """Overfitting, and four ways to hide something.

    Above: the losses of a small network trained on 300 garments. Without dropout, only the training
    loss keeps falling; with dropout, the two stay closer, and the validation loss ends lower. Next
    to them, a shirt before and after dropout: 40% of its pixels are black, the others brighter.
    Below: spatial dropout on four feature maps, one of them black; cutout, a black square on the
    shirt; max-pooling dropout, 14x14 pixels of uneven brightness in training, and smooth at
    inference.
    """
    import keras

    from fashion_cnn import inside
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.workshop.training import fit

    clothes = garments.draw(train=600, test=10, seed=1)
    x, y = clothes.x_train[..., None] / 255, clothes.y_train
    histories = {}
    for rate in (0, 0.4):
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                keras.layers.Conv2D(16, 3, activation="relu"),
                keras.layers.MaxPooling2D(2),
                keras.layers.Conv2D(32, 3, activation="relu"),
                keras.layers.MaxPooling2D(2),
                keras.layers.Flatten(),
                keras.layers.Dropout(rate),
                keras.layers.Dense(64, activation="relu"),
                keras.layers.Dropout(rate),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(keras.optimizers.Adam(0.004), "sparse_categorical_crossentropy")
        what = f"training, dropout {rate}"
        validation = x[300:], y[300:]
        histories[rate] = fit(model, x[:300], y[:300], 20, 32, what, validation_data=validation)

    draw = np.random.default_rng(0)
    shirt = x[y == 6][5, :, :, 0]
    [maps] = inside.feature_maps(model, shirt[..., None], [model.layers[0].name]).values()
    brightest = np.argsort(maps.mean(axis=(0, 1, 2)))[-4:]
    some = spatial_dropout(maps[0][:, :, brightest], np.array([0.7, 0.9, 0.2, 0.6]), rate=0.4)
    framed = np.pad(some / some.max(), ((1, 1), (1, 1), (0, 0)), constant_values=1)
    top, bottom = framed.transpose(2, 0, 1).reshape(2, 2, *framed.shape[:2])
    windows = shirt.reshape(14, 2, 14, 2).swapaxes(1, 2)
    kept = windows * (draw.random(windows.shape) >= 0.4)
    average = [[weighted_pooling(window, 0.4) for window in row] for row in windows]
    shown = {
        "a shirt": shirt,
        "dropout, rate 0.4": dropout(shirt, draw.random(shirt.shape), 0.4, training=True),
        "spatial dropout, rate 0.4": np.vstack([np.hstack(top), np.hstack(bottom)]),
        "cutout, 10x10": cutout(shirt, 12, 16, 10),
        "max-pooling dropout\nin training": kept.max(axis=(2, 3)),
        "max-pooling dropout\nin inference": np.array(average),
    }
    axes = plots.new_axes(15, 8, rows=2, columns=4)
    for ax, (rate, history) in zip(axes.flat, histories.items(), strict=False):
        epochs = range(1, 21)
        look = {"linewidth": 2, "markersize": 5}
        ax.plot(epochs, history["loss"], "o--", color=plots.TRAINING, label="training", **look)
        ax.plot(
            epochs, history["val_loss"], "s-", color=plots.VALIDATION, label="validation", **look
        )
        title = f"loss, dropout {rate}" if rate else "loss, no dropout"
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.set_xlabel("epoch", fontsize=plots.FONT_SIZE)
        ax.set(ylim=(0, 2.2), xticks=[1, 10, 20], box_aspect=1)
        ax.tick_params(labelsize=plots.FONT_SIZE - 2)
        ax.legend(fontsize=plots.FONT_SIZE - 2)
    for ax, (title, image) in zip(axes.flat[2:], shown.items(), strict=True):
        ax.imshow(image, cmap=plots.GREY, vmin=0, vmax=1.3)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.axis("off")
    return axes


# %% The verdict, then the picture
workshop.verdict("overfitting", globals())
