# %% [markdown]
# # Training
#
# Training changes the weights of a network in small steps so that its predictions on the training
# images improve. In Keras this is one line, `model.fit(images, labels, epochs=10, batch_size=32)`.
# Here you write what that line does, and the rule that says when to stop.
#
# About 25 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import math

import numpy as np

# %% [markdown]
# ## Task 1: epochs, batches, updates
#
# The training images are divided into **batches**. For each batch, training computes the gradient
# of the loss and changes all weights once. This is an **update**, also called an **iteration** or a
# step. An **epoch** is one pass over all images. With 1,000 images:
#
#     batch of                              updates per epoch
#     1,000     full-batch                  1        the exact gradient, but only one update
#     m         mini-batch                  ⌈1,000/m⌉
#     1         stochastic                  1,000    many updates, each with a rough gradient
#
# ⌈ ⌉ means rounded up: for m = 300 the batches have 300, 300, 300 and 100 images. That makes 4
# updates in one epoch and 12 in 3 epochs.
#
# Mini-batches usually have 16 to 512 images: their gradients are good enough, the hardware
# processes a whole batch at once, and there are many updates. An inexact gradient can
# also help to leave a poor minimum.


# %%
def updates(images: int, batch_size: int, epochs: int) -> int:
    """Return the total number of updates; the last batch of an epoch may be smaller."""
    # TODO: Count the batches in one epoch. math.ceil rounds up.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: the loss
#
# The **loss** is a number that says how bad the predictions are. For classification it is usually
# the **cross-entropy**, which looks at one number per image: the probability of the label, the
# right class. The loss of the image is −log of this probability. It is 0 for a probability of 1,
# and grows as the probability falls. The loss of a batch is the average over its images:
#
#     probabilities          label    −log
#     0.7   0.2   0.1        0        −log 0.7  = 0.357
#     0.5   0.25  0.25       2        −log 0.25 = 1.386        average 0.871
#
# If `rows` and `columns` are arrays of integers, `table[rows, columns]` picks
# table[rows[0], columns[0]], table[rows[1], columns[1]], and so on. `np.arange(4)` is 0 1 2 3, and
# `np.log` is the natural logarithm.


# %%
def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Return the average cross-entropy for probabilities (N, classes) and integer labels (N,)."""
    # TODO: Pick the probability of each image's label, take −log, and average.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: gradient descent
#
# An update is a step of **gradient descent**: it subtracts the **learning rate** times the gradient
# of the loss from each weight. Suppose a network has a single weight w. Its loss and its gradient,
# the slope of the loss, are
#
#     E(w) = w^4 − 3·w^2 + w           slope(w) = 4·w^3 − 6·w + 1
#
# From w = 2 with a learning rate of 0.01, the first two steps are
#
#     slope(2)    = 21          w = 2    − 0.01·21     = 1.79
#     slope(1.79) = 13.2014     w = 1.79 − 0.01·13.201 = 1.658
#
# If the rate is too small, training takes very many steps. If it is too large, a step jumps over
# the valley and may land higher than before. This loss has two valleys. The one at w ≈ 1.13 is a
# **local** optimum: its slope is 0, so gradient descent stays there, although the loss at w ≈ −1.30
# is lower.


# %%
def slope(w: float) -> float:
    """Return the gradient of E(w) = w^4 − 3·w^2 + w."""
    return 4 * w**3 - 6 * w + 1


# %%
def descend(start: float, learning_rate: float, steps: int) -> np.ndarray:
    """Return w at the start and after each step, as an array (steps + 1,)."""
    # TODO: Collect the values of w in a list; return it as an array. Call slope.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: images to choose by
#
# With every epoch the network gets better on its training images, eventually by memorising them.
# Only other images show how good it is on new ones. So hold out part of the training images as a
# **validation set**, and use it to choose the number of epochs, the learning rate and the network.
#
# The **test set** is for the very end, once. If you choose by it, you pick what happens to fit
# these images, and they no longer tell you about new ones.
#
# With 5 images and a `count` of 2, the last two are for validation:
#
#     images     A B C | D E
#     labels     3 0 7 | 7 1
#
# (If the images are sorted by class, shuffle them first, together with their labels. In Keras,
# `validation_split` also takes the last images without shuffling.)


# %%
def split(
    images: np.ndarray, labels: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return (training images, their labels, validation images, their labels).

    The last `count` images (N, H, W) and labels (N,) are for validation; 0 < count < N.
    """
    # TODO: `a[:-2]` is all but the last two elements of a, `a[-2:]` the last two.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: when to stop
#
# The training loss keeps falling, but the validation loss does not. **Early stopping** ends
# training for you. An epoch with a lower validation loss than all before it is the best so far. Any
# other, even with an equal loss, brings no improvement. After `patience` epochs in a row without
# improvement, training stops and keeps the weights of the best epoch, not of the last. If it never
# stops early, it ends with the last loss in the list. With a patience of 3:
#
#     epoch              1     2     3     4     5     6     7     8
#     validation loss    0.90  0.70  0.80  0.60  0.65  0.62  0.61  0.50
#
# Epochs 5, 6 and 7 bring no improvement, so training stops after epoch 7 and keeps the weights of
# epoch 4: (7, 4). Epoch 8 does not take place. In Keras this is
# `keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)`.


# %%
def early_stopping(losses: list[float], patience: int) -> tuple[int, int]:
    """Return the last epoch of training and the epoch whose weights are kept.

    losses are the validation losses of epochs 1, 2, …; patience is at least 1.
    """
    # TODO: Go through the epochs and keep track of the best one.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Left: steps of your `descend`. Right: a small network, trained on 1,500 garments three times from
# the same weights, with learning rates that are too small, good and too large. This takes 5 to 30
# seconds. The grey line is the loss when each class gets 0.1.
#
# `SGD` is gradient descent on mini-batches, as in Task 3. The kit itself trains with `Adam`, which
# also has a learning rate but adapts the step size for each weight.


# %%
def picture():
    """Learning rates that are too small, good and too large.

    Left: the curve E(w) with two valleys, the left one deeper. From w = −2, six steps at rate
    0.005 creep down the slope. At 0.05 they end at the bottom of the left valley. At 0.2 the
    first step jumps over both valleys and the others jump back and forth. From w = 2, steps at
    0.05 end in the right valley, a local optimum. Right: the validation loss of a small network
    against the number of updates. At 0.01 it falls slowly. At 0.1 it falls quickly, then
    fluctuates. At 1.0 it stays at the loss of guessing. A ring marks the epoch that early
    stopping keeps at 0.1.
    """
    import keras

    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.workshop.training import fit

    looks = {
        "too small": {"marker": "v", "linestyle": ":", "color": "0.45"},
        "good": {"marker": "o", "linestyle": "-", "color": plots.TRAINING},
        "too large": {"marker": "s", "linestyle": "--", "color": plots.VALIDATION},
    }
    axes = plots.new_axes(14, 5.8, columns=2)
    w = np.linspace(-2.1, 2.1, 200)
    axes[0].plot(w, w**4 - 3 * w**2 + w, color="0.75", linewidth=3)
    for rate, (name, look) in zip((0.005, 0.05, 0.2), looks.items(), strict=True):
        w = descend(-2, rate, 6)
        axes[0].plot(w, w**4 - 3 * w**2 + w, label=f"{rate}, {name}", markersize=8, **look)
    w = descend(2, 0.05, 6)
    look = looks["good"] | {"fillstyle": "none"}
    axes[0].plot(w, w**4 - 3 * w**2 + w, label="0.05, from w = 2", markersize=8, **look)

    clothes = garments.draw(train=2000, test=10, seed=1)
    x, y, x_validation, y_validation = split(clothes.x_train / 255, clothes.y_train, 500)
    guessing = cross_entropy(np.full((500, 10), 0.1), y_validation)
    epochs, batch_size = 8, 32
    seen = [updates(len(x), batch_size, epoch) for epoch in range(1, epochs + 1)]
    axes[1].axhline(guessing, color="0.75", linewidth=3, label="guessing")
    for rate, (name, look) in zip((0.01, 0.1, 1.0), looks.items(), strict=True):
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                keras.layers.Conv2D(8, 3, activation="relu"),
                keras.layers.MaxPooling2D(2),
                keras.layers.Conv2D(16, 3, activation="relu"),
                keras.layers.MaxPooling2D(2),
                keras.layers.Flatten(),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
        validation = x_validation[..., None], y_validation
        what = f"training, rate {rate}"
        history = fit(model, x[..., None], y, epochs, batch_size, what, validation_data=validation)
        losses = history["val_loss"]
        axes[1].plot(seen, losses, label=f"{rate}, {name}", markersize=8, **look)
        if name == "good":
            _, kept = early_stopping(losses, patience=2)
            ring = {"markersize": 20, "fillstyle": "none", "color": "black", "linestyle": ""}
            axes[1].plot(seen[kept - 1], losses[kept - 1], "o", label="kept", **ring)
    axes[0].set_xlabel("w", fontsize=plots.FONT_SIZE)
    axes[0].set_title("the loss E(w), six steps from w = −2", fontsize=plots.FONT_SIZE)
    axes[1].set_xlabel("updates", fontsize=plots.FONT_SIZE)
    axes[1].set_title("validation loss on 500 garments", fontsize=plots.FONT_SIZE)
    axes[1].set_ylim(0, 2.6)
    for ax, place in zip(axes, ("upper center", "lower left"), strict=True):
        ax.tick_params(labelsize=plots.FONT_SIZE - 2)
        ax.legend(fontsize=plots.FONT_SIZE - 2, loc=place)
    return axes


# %% The verdict, then the picture
workshop.verdict("training", globals())
