# %% [markdown]
# # Overfitting and dropout
#
# A network with many weights and few training images can learn these by heart: the loss on the
# training images goes to 0, while the loss on new images, the validation loss, rises again. This is
# **overfitting**. More images help most. Otherwise one makes it harder to learn by heart: the
# network never sees the same thing twice, because some of it is hidden, at random, at each update.
#
# Here you write four ways to hide something. All of them work **in training only**. When the
# network is used or tested, in **inference**, nothing is hidden.
#
# About 18 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file. In all
# of them the random numbers are given, so that there is one right result.

# %%
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: dropout
#
# **Dropout** sets each value that leaves a layer to 0 with the probability `rate`, anew at each
# update. Why does that help? Where a hundred jobs are done by a hundred people, one for each,
# nobody may be missing. If every day some twenty of them, drawn by lot, have to do all of the jobs,
# everybody learns several, and nobody depends on one other person. Units of a network learn in the
# same way not to depend on a few others.
#
# The values that are kept are multiplied by 1/(1 − rate). Then the next layer gets, on average, as
# much as without dropout, and nothing has to be changed for inference. With the rate 0.3, a value
# is kept with the probability 0.7 and is then multiplied by 1/0.7 = 1.4286; on average, this is a
# factor of 0.7·1.4286 = 1. Each value has a random number from 0 to 1. If that is less than the
# rate, the value is dropped:
#
#     values    2      4     6      8     10
#     random    0.52   0.10  0.93   0.25  0.31
#     result    2.857  0     8.571  0     14.286
#
# `a < b` compares two arrays, or an array with a number, element by element. It gives True and
# False, which count as 1 and 0 in a product. `np.where(condition, a, b)` takes a where the
# condition is True, and b elsewhere.


# %%
def dropout(values: np.ndarray, random: np.ndarray, rate: float, training: bool) -> np.ndarray:
    """Return the values after dropout; in inference (training is False) as they are.

    random has the shape of values, and numbers from 0 to 1; rate is from 0 to less than 1.
    """
    # TODO: Return the values themselves, or drop some and scale the others.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: spatial dropout
#
# In a feature map, neighbouring values resemble each other. If a single one is dropped, its
# neighbours still say the same, and nothing is really hidden. **Spatial dropout** drops whole maps.
# There is one random number for each channel, and if it is less than the rate, its map becomes 0.
# The other maps are scaled as in Task 1. In Keras this is `SpatialDropout2D(rate)`. With the rate
# 0.3 and three maps:
#
#     random          0.8      0.1    0.4
#     map times       1.4286   0      1.4286
#
# If `maps` has the shape (H, W, C) and `factors` the shape (C,), `maps * factors` multiplies each
# map by its own factor.


# %%
def spatial_dropout(maps: np.ndarray, random: np.ndarray, rate: float) -> np.ndarray:
    """Return the maps after spatial dropout in training: maps (H, W, C), random (C,)."""
    # TODO: Make an array of factors (C,), and multiply.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: cutout
#
# **Cutout** hides a part of the input: a square of the image becomes 0, which is black. The network
# has to look at the rest of the garment as well. Nothing is scaled. For each image and each update,
# a pixel [row, column] is drawn. The square of `size` x `size` pixels begins `size // 2` rows above
# that pixel and `size // 2` columns to its left. Where it reaches beyond the border, less is
# hidden. Here are a 4x5 image of ones and a square of 3x3, for [0, 3] and for [2, 1]:
#
#     1 1 0 0 0        1 1 1 1 1
#     1 1 0 0 0        0 0 0 1 1
#     1 1 1 1 1        0 0 0 1 1
#     1 1 1 1 1        0 0 0 1 1
#
# `a[1:3, 0:2] = 0` sets the rows 1 and 2 of the columns 0 and 1 to 0. A slice may end beyond the
# border. But it must not begin there: a[-1:2] begins at the *last* row. `max(first, 0)` helps.


# %%
def cutout(image: np.ndarray, row: int, column: int, size: int) -> np.ndarray:
    """Return a new image (H, W) with the square hidden; image stays unchanged."""
    # TODO: Work on image.copy(). Find the first row and column of the square, and set it to 0.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: max-pooling dropout
#
# **Max-pooling dropout** drops each value of a pooling window with the probability `rate`, without
# scaling, and then takes the largest of what is left. Behind ReLU no value is negative, so that a
# value that was set to 0 does not matter to the others.
#
# In inference one wants what training gives on average. The largest value is the result whenever it
# is kept: with the probability 1 − rate. The second largest is the result if it is kept and the
# largest is dropped: (1 − rate)·rate. The third: (1 − rate)·rate^2. And so on. (If all are dropped,
# the result is 0.) For the window 1 5 2 3 and the rate 0.5:
#
#     5·0.5 + 3·0.25 + 2·0.125 + 1·0.0625 = 3.5625
#
# This is called probability-weighted pooling. `np.sort(window, axis=None)` gives all values in one
# row, in ascending order, and `a[::-1]` is a in reverse. `rate ** np.arange(3)` is 1, rate, rate^2.


# %%
def weighted_pooling(window: np.ndarray, rate: float) -> float:
    """Return what max-pooling dropout gives on average for a window (h, w) without negatives."""
    # TODO: Sort the values, find the probability of each to be the result, and add up.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# A network is trained on 300 garments only, without dropout and with `Dropout(0.4)` before each
# dense layer, and your functions are applied to a shirt. This takes 5 to 30 seconds. The training
# loss with dropout is measured while values are dropped, and is higher for that reason, too. In our
# run, both networks got about 77% of 300 new garments right in the end, but without dropout the
# network was much too sure of its wrong answers: that is what its high validation loss says.
#
# As layers of a network, cutout and max-pooling dropout come with this kit:
# `from fashion_cnn.networks.dropout import Cutout, MaxPoolDropout`. Would they help here?


# %%
def picture():
    """Overfitting, and what can be hidden from a network.

    Above: the losses of a small network trained on 300 garments. Without dropout, the training loss
    goes on falling, while the validation loss falls no more after a few epochs and becomes
    unsteady; with dropout, they stay closer, and the validation loss ends lower. Then a shirt, and
    dropout: 40% of its pixels are black and the others brighter. Below: spatial dropout on four
    feature maps, one of which is black; cutout, a black square on the shirt; max-pooling dropout in
    training, 14x14 pixels of uneven brightness; and in inference, the smooth average of all that
    can happen in training.
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
