# %% [markdown]
# # U-Net
#
# Which pixels of an image belong to the garment? Answering this for every pixel is
# **segmentation**. The network must know what the image shows, and exactly where. U-Net (2015, made
# for images of cells) has two paths and connections between them:
#
# - The **contracting path** convolves and pools. Its maps grow in number, shrink in size, and see
#   more and more of the image.
# - The **expanding path** enlarges them by transposed convolutions.
# - **Skip connections** carry the large maps across to the expanding path and concatenate them with
#   the enlarged maps, so that exact positions are not lost.
#
# About 30 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: down and up
#
# Each level of U-Net has two 3x3 convolutions on the way down and two on the way up; the lowest has
# only one pair. In the published network their padding is "valid", so each removes one pixel at
# every border. Between levels, max pooling by 2 halves the side, and a transposed convolution with
# 2x2 weights and stride 2 doubles it. With 3 levels and an image of 60x60:
#
#     level 1     60 → 58 → 56                                             24 → 22 → 20
#                            ↓                                             ↑
#     level 2               28 → 26 → 24                       16 → 14 → 12
#                                      ↓                       ↑
#     level 3                         12 → 10 → 8 → → → → → → →
#
# After the second convolution of each step, the sides are 56, 24 and 8 on the way down, then 12 and
# 20 on the way up. The published network has 5 levels with 64, 128, 256, 512 and 1,024 filters, and
# takes images of 572x572. How large are its output maps?


# %%
def unet_sizes(size: int, levels: int) -> tuple[int, ...]:
    """Return the sides of the maps after the two convolutions of each step, 2·levels - 1 numbers.

    The levels on the way down come first, then those on the way up. No pooling meets an odd side.
    """
    # SOLUTION: Collect the sides in a list, first down, then up. tuple(list) makes the result.
    sides = [size - 4]
    for _ in range(levels - 1):
        sides.append(sides[-1] // 2 - 4)
    for _ in range(levels - 1):
        sides.append(sides[-1] * 2 - 4)
    return tuple(sides)
    # END SOLUTION


# %% [markdown]
# ## Task 2: the skip connection
#
# On level 2 of the example, 24x24 maps come from the way down and 16x16 maps from below. The large
# ones are **cropped** to their middle, losing 4 pixels at each border. Then both are
# **concatenated** along the channels. Nothing is added:
#
#     skipped                 x              result [:, :, 0]     result [:, :, 1]
#
#      1   2   3   4          −1 −2           6   7               −1 −2
#      5   6   7   8          −3 −4          10  11               −3 −4
#      9  10  11  12
#     13  14  15  16
#
# The channels of `skipped` come first. `np.concatenate([a, b], axis=-1)` joins two arrays along
# their last axis.


# %%
def crop_and_join(skipped: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the middle of skipped and all of x, joined along the channels.

    skipped (H, W, C), x (h, w, D) -> (h, w, C + D). H - h and W - w are even and may be 0 or
    differ.
    """
    # SOLUTION: How many rows go at the top, how many columns at the left? Then crop and join.
    height, width = x.shape[:2]
    top = (skipped.shape[0] - height) // 2
    left = (skipped.shape[1] - width) // 2
    middle = skipped[top : top + height, left : left + width]
    return np.concatenate([middle, x], axis=-1)
    # END SOLUTION


# %% [markdown]
# ## Task 3: one level up
#
# Many U-Nets use padding "same" instead: nothing is cropped, and the result is as large as the
# image. Here is a step down in Keras. Layers are called on tensors, which stand for their input
# maps:


# %%
def two_convolutions(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Return the maps after two convolutions with ReLU: (H, W, C) -> (H, W, filters)."""
    how = {"padding": "same", "activation": "relu", "kernel_initializer": "he_normal"}
    x = keras.layers.Conv2D(filters, 3, **how)(x)
    return keras.layers.Conv2D(filters, 3, **how)(x)


def down_level(x: keras.KerasTensor, filters: int) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Return the maps for the skip connection, (H, W, filters), and the same maps pooled by 2."""
    skipped = two_convolutions(x, filters)
    return skipped, keras.layers.MaxPooling2D(2)(skipped)


# %% [markdown]
# You write the way up:
#
#     x                                                            H/2 x W/2 x D
#     transposed convolution, `filters` of 2x2, stride 2           H x W x filters
#     concatenated with `skipped`, (H, W, C)                       H x W x (C + filters)
#     two_convolutions with `filters`                              H x W x filters
#
# The layers are `keras.layers.Conv2DTranspose(filters, kernel_size, strides)`, without an
# activation, and `keras.layers.Concatenate()`, called on a list of tensors, here in either order.


# %%
def up_level(x: keras.KerasTensor, skipped: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Return the maps of one level on the way up: (H/2, W/2, D) -> (H, W, filters)."""
    # SOLUTION: Enlarge x, join it with skipped, and call two_convolutions.
    x = keras.layers.Conv2DTranspose(filters, 2, strides=2)(x)
    x = keras.layers.Concatenate()([skipped, x])
    return two_convolutions(x, filters)
    # END SOLUTION


# %% [markdown]
# ## Task 4: is it right?
#
# The last layer of U-Net is a 1x1 convolution with one filter per class, and softmax over the
# channels: a classifier at every pixel. Its result has shape (height, width, classes). A pixel gets
# the class with the largest probability: 0 for background, 1 for garment; there may be more.
#
# The fraction of right pixels says little if most of an image is background. The usual measure is
# **IoU**, intersection over union: of the pixels that are garment in the prediction or the truth,
# what fraction is garment in both?
#
#     predicted     truth     both (and)     at least one (or)
#
#      1 1 0        0 1 1       0 1 0          1 1 1
#      1 1 0        0 1 1       0 1 0          1 1 1              IoU = 2/6
#
# 1 is a perfect match, 0 no overlap. If both masks are empty, the prediction is perfect: return 1.
#
# `p.argmax(axis=-1)` is the class at each pixel. `a & b` is "and", `a | b` is "or", and `a.sum()`
# counts the True values.


# %%
def iou(probabilities: np.ndarray, mask: np.ndarray) -> float:
    """Return the IoU of class 1: probabilities (H, W, classes), mask (H, W) True on the garment."""
    # SOLUTION: Find the predicted mask, count both and at least one. Mind the empty union.
    predicted = probabilities.argmax(axis=-1) == 1
    union = (predicted | mask).sum()
    if union == 0:
        return 1.0
    return (predicted & mask).sum() / union
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# U-Net learns from images with the right answer for every pixel, usually drawn by hand. The kit
# puts garments on backgrounds full of bars instead, so the masks are known. With a mask, this takes
# one line: `np.where(mask, garment, background)`.
#
# A U-Net of 3 levels with 8, 16 and 32 filters, built from your `up_level`, is trained on 800 of
# these images for 5 epochs. Above each result on new garments is your IoU. Where is it wrong, and
# why there?
#
# The published U-Net has 31,030,658 parameters, 14,157,824 of them in the two convolutions of the
# lowest level. `python -m fashion_cnn.params unet` lists all layers, and
# `python -m fashion_cnn.segment` trains a larger U-Net, with and without skip connections.


# %%
def picture():
    """Garments cut out of a cluttered background by a U-Net.

    Eight images of 32x32 pixels, each a garment on bars in many greys. Beside each are the true
    mask, white on black, and the one that the network found, with its IoU. Most are close to the
    truth. In some, the network took bars that touch the garment, or are as narrow, for garment, and
    left out parts of a thin shoe.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT
    from fashion_cnn.workshop import training

    drawn = garments.draw(train=800, test=100, seed=0)
    draw = np.random.default_rng(0)
    images, masks = compose(drawn.x_train, draw)
    test_images, test_masks = compose(drawn.x_test, draw)

    keras.utils.set_random_seed(0)
    model = small_unet(32)
    model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    training.fit(model, images, masks.astype("uint8"), epochs=5, batch_size=8)
    found = model.predict(test_images, verbose=0)
    scores = [iou(one, mask) for one, mask in zip(found, test_masks, strict=True)]

    axes = plots.new_axes(13.5, 9, columns=2)
    for ax, numbers in zip(axes, (range(4), range(4, 8)), strict=True):
        tiles, titles = [], []
        for n in numbers:
            tiles += [test_images[n, :, :, 0], test_masks[n], found[n].argmax(axis=-1) == 1]
            titles += ["image", "truth", f"U-Net, IoU {scores[n]:.2f}"]
        plots.image_grid(tiles, titles, 3, ax, low=0, high=1, words=plots.FONT_SIZE)
        for image, found_mask in zip(ax.images[::3], ax.images[2::3], strict=True):
            cells.edge(ax, INPUT, [image])
            cells.edge(ax, OUTPUT, [found_mask])
    mean = f"mean IoU of {len(scores)} images with other garments: {np.mean(scores):.2f}"
    axes[0].figure.supxlabel(mean, fontsize=plots.FONT_SIZE)
    return axes


def small_unet(side):
    """Return a U-Net of 3 levels: (side, side, 1) -> (side, side, 2)."""
    image = keras.Input((side, side, 1))
    x = keras.layers.Rescaling(2, offset=-1)(image)  # from 0…1 to −1…1
    skipped1, x = down_level(x, 8)
    skipped2, x = down_level(x, 16)
    x = two_convolutions(x, 32)
    x = up_level(x, skipped2, 16)
    x = up_level(x, skipped1, 8)
    return keras.Model(image, keras.layers.Conv2D(2, 1, activation="softmax")(x))


def compose(garments, draw, side=32):
    """Return images (N, side, side, 1), 0 to 1, and masks (N, side, side), a garment in each.

    garments (N, 28, 28) uint8 on black.
    """
    images, masks = [], []
    for garment in garments:
        background = np.full((side, side), draw.random())
        for _ in range(14):  # bars, along the rows or along the columns
            thick, long = draw.integers(1, 5), draw.integers(6, 24)
            height, width = draw.permutation([thick, long])
            top, left = draw.integers(0, side, 2)
            background[top : top + height, left : left + width] = draw.random()
        room = side - garment.shape[0]
        top, left = draw.integers(0, room + 1, 2)
        large = np.pad(garment / 255, ((top, room - top), (left, room - left)))
        mask = large > 0
        images.append(np.where(mask, large, background)[:, :, None])
        masks.append(mask)
    return np.array(images), np.array(masks)


# %% The verdict, then the picture
workshop.verdict("unet", globals())
