# %% [markdown]
# # Feature maps
#
# A filter says what a network looks for. A **feature map** says where in an image it was found. The
# maps show a trained network at work: which features a garment has, where they are, and which ones
# the answer depends on.
#
# In this lesson you get the maps out of a Keras model. Which is the strongest? Which are always 0?
# What has a map found? At the end you cover parts of an image and watch the model's score.
#
# About 30 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

from collections.abc import Callable

import keras
import numpy as np

# %% [markdown]
# ## Task 1: the output of an inner layer
#
# A model returns the output of its last layer, but you can get any layer's output. In Keras,
# `model.inputs` lists the tensors where data enter the model, and `model.outputs` those where they
# leave it. The kit's models have one of each, `model.inputs[0]` and `model.outputs[0]`. Every layer
# has an `input` and an `output`, which are not lists. `keras.Model(begin, end)` is the model from
# one tensor to another. It uses the same layers and weights: nothing is copied or trained again.
#
# `keras.Model(model.inputs[0], model.outputs[0])` runs through all layers. Where must it end to
# return the output of the layer `model.get_layer("conv1")`? From N images of shape (N, 28, 28, 1),
# the kit's main model makes
#
#     up to conv1     (N, 28, 28, 32)     32 maps of 28x28 for each image
#     up to pool1     (N, 14, 14, 32)
#     up to conv2     (N, 14, 14, 64)     64 maps of 14x14 for each image


# %%
def maps_model(model: keras.Model, name: str) -> keras.Model:
    """Return the model from the images to the output of the layer called `name`."""
    # SOLUTION: Build the model. It takes the same images as `model`.
    return keras.Model(model.inputs[0], model.get_layer(name).output)
    # END SOLUTION


# %% [markdown]
# ## Task 2: the strongest map
#
# Which map responds most strongly to an image? Take the one with the largest **mean** over all
# positions. The maps of an image have shape (height, width, channels). Two maps of 2x2:
#
#     maps[:, :, 0] = 0 8     mean 2          maps[:, :, 1] = 3 3     mean 3, so the answer is 1
#                     0 0                                     3 3
#
# `array.mean(axis=2)` takes the mean along the last of three axes and removes it; `axis=(1, 2)`
# removes two at once. `vector.argmax()` is the index of the largest element.


# %%
def strongest(maps: np.ndarray) -> int:
    """Return the index of the map with the largest mean; maps (H, W, C)."""
    # SOLUTION: Take the mean over the positions, then find the largest.
    return maps.mean(axis=(0, 1)).argmax()
    # END SOLUTION


# %% [markdown]
# ## Task 3: dead channels
#
# After ReLU, a map is 0 wherever its feature was not found. A channel whose map is **never** above
# 0, at any position of any image, is **dead**: useless for these images. Training can cause this:
# if an update makes the weights or the bias so negative that ReLU always gives 0, the channel's
# gradients are 0, and nothing brings it back.
#
# The maps of N images have shape (N, H, W, C). For two images and two channels with maps of 1x2,
# the result is [False, True]:
#
#     image 0     channel 0:  0 0     channel 1:  0 -1
#     image 1     channel 0:  0 5     channel 1: -2  0
#
# Maps can have negative values, as in channel 1 here: not every layer has ReLU. Like `mean`,
# `array.max()` takes one axis or several. `array > 3` is an array of True and False.


# %%
def dead_channels(maps: np.ndarray) -> np.ndarray:
    """Return for each channel whether it is dead, True or False: maps (N, H, W, C) -> (C,)."""
    # SOLUTION: Compare something with 0.
    return maps.max(axis=(0, 1, 2)) <= 0
    # END SOLUTION


# %% [markdown]
# ## Task 4: what a map has found
#
# A map is largest where it has found its feature most clearly. What does the image show there? From
# the lesson on the receptive field you know `field`, the number of pixels a value sees along a
# side, and `step`, the distance in pixels between neighbouring fields. With padding 'same', the
# first field starts outside the image, `offset` pixels before its border:
#
#     value i sees `field` pixels along a side, starting at pixel   i·step − offset
#
#              field   step   offset         value 0 sees     value 5 sees
#     conv1        3      1        1         −1 to 1          4 to 6
#     conv2        8      2        3         −3 to 4          7 to 14
#
# Columns work the same way. Pixels beyond the border are left out. With conv1's field 3, step 1 and
# offset 1, where 9 is the largest value:
#
#     image =  1  2  3  4  5     map = 0 0 9 0 0     rows −1 to 1, columns 1 to 3     2 3 4
#              6  7  8  9 10           0 7 0 0 0                                      7 8 9
#             11 12 13 14 15           0 0 0 0 0
#
# `np.unravel_index(array.argmax(), array.shape)` is the (row, column) of the largest value.
# `image[a:b, c:d]` has rows a to b and columns c to d, without b and d. A slice may end beyond the
# border, but a negative start counts from the other end: use `max(a, 0)`.


# %%
def best_patch(
    image: np.ndarray, feature_map: np.ndarray, field: int, step: int, offset: int
) -> np.ndarray:
    """Return the part of the image that the largest value of a feature map sees.

    image (H, W), feature_map (h, w). Pixels beyond the border are left out.
    """
    # SOLUTION: Find the largest value, then the rows and columns that it sees.
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    top, left = row * step - offset, column * step - offset
    return image[max(top, 0) : top + field, max(left, 0) : left + field]
    # END SOLUTION


# %% [markdown]
# ## Task 5: cover a part
#
# Which parts of an image does an answer depend on? Cover a part, and see how far the class's score
# **falls**. This is **occlusion**. Divide the image into adjacent squares of `size` x `size`
# pixels, and make one at a time black (0). `score(image)` is a number, for example the model's
# score for the class "Bag". If covering a square raises the score, its result is negative.
#
# An example with size 2, where `score` adds up all pixels. The whole image scores 10, and 8 without
# the left square:
#
#     image =  1 0 2 3       result =  2 8
#              0 1 3 0


# %%
def occlusion(image: np.ndarray, score: Callable, size: int) -> np.ndarray:
    """Return how far the score falls for each covered square: (H, W) -> (H/size, W/size).

    size divides H and W. The image stays unchanged.
    """
    # SOLUTION: For each square, cover it in a copy of the image, and compare the scores.
    rows, columns = image.shape[0] // size, image.shape[1] // size
    falls = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            covered = image.copy()
            covered[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
            falls[i, j] = score(image) - score(covered)
    return falls
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# The kit's main model, trained on garments that the kit draws (not Fashion-MNIST), looks at a
# pullover. Your `best_patch` found the patches on the right. Each row belongs to one map of conv2
# and shows the six of 300 garments where it is largest. What do the six have in common?
#
# Below is another answer to the question of Task 5, **Grad-CAM**. It adds up the maps of the last
# pooling layer. A map's weight is how fast the score grows with its values, on average over all
# positions. That takes one forward and one backward pass; occlusion takes one pass per square. Here
# the two answers differ: after `Flatten`, every position of a map has its own weights, and their
# average says little. Grad-CAM works best in a network that ends with the mean of each map, like
# ResNet. It pays to ask more than one method.
#
# Run `python -m fashion_cnn.explore --open` to try this on pictures of yours: all maps follow while
# you draw, and you can cover parts of the picture and watch the answer.


# %%
def picture():
    """A trained model looks at a pullover.

    Above: the 32 maps of conv1 in the main model, with outlines, stripes, the whole pullover and
    the background; the strongest is framed. The 64 maps of conv2, coarser and mostly dark; those
    dead for 300 garments are crossed out. Patches where six of these maps are largest, a row each:
    ends of something light, slopes, arcs, tops, and edges of two slants. Below: the striped
    pullover; how far its score falls if squares of 4x4 pixels are covered, most in the middle and
    to the right of it; and Grad-CAM, brightest at a sleeve.
    """
    from fashion_cnn import inside
    from fashion_cnn.data import CLASS_NAMES, class_words
    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT
    from fashion_cnn.pretrained import checkpoints

    model, metrics = checkpoints.load("garments")
    pictures = draw(train=20, test=300).x_test
    images = pictures[..., None].astype("float32") / 255
    conv1, conv2 = (
        keras.tree.flatten(maps_model(model, name).predict(images, verbose=0))[0]
        for name in ("conv1", "conv2")
    )
    number = 3
    label = int(model.predict(images[number][None], verbose=0).argmax())

    axes = plots.new_axes(14, 9.4, rows=2, columns=3)
    show_maps(axes[0, 0], conv1[number], "conv1, 28x28x32")
    dead = np.flatnonzero(dead_channels(conv2))
    show_maps(axes[0, 1], conv2[number], f"conv2, 14x14x64 ({len(dead)} are dead)", dead)
    patches = []
    for channel in (5, 61, 62, 4, 11, 7):
        largest = np.argsort(-conv2[..., channel].max(axis=(1, 2)))[:6]
        patches += [best_patch(pictures[n], conv2[n, :, :, channel], 8, 2, 3) for n in largest]
    plots.image_grid(patches, [], 6, axes[0, 2])
    cells.edge(axes[0, 2], INPUT)
    axes[0, 2].set_title("what six maps of conv2 find", fontsize=plots.FONT_SIZE)

    def score(image):
        image = image[None, :, :, None].astype("float32")
        return keras.ops.convert_to_numpy(inside.class_score(model, image, label))[0]

    falls = np.maximum(occlusion(images[number, :, :, 0], score, 4), 0)
    heat = {
        "occlusion": falls.repeat(4, axis=0).repeat(4, axis=1),
        "Grad-CAM": inside.grad_cam(model, images[number], label),
    }
    plots.heat_maps(pictures[number], heat, axes[1])
    cells.edge(axes[1, 0], INPUT)
    name = class_words(CLASS_NAMES["garments"])[label]
    axes[1, 0].set_title(f"the model says: {name}", fontsize=plots.FONT_SIZE)
    axes[1, 0].figure.supxlabel(checkpoints.title(metrics), fontsize=plots.FONT_SIZE - 2)
    return axes


def show_maps(ax, maps, title, dead=()):
    """Draw the maps (H, W, C) of an image, framing the strongest and crossing out the dead ones."""
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import OUTPUT, POINTED

    plots.map_grid(np.moveaxis(maps, -1, 0), [], ax, high=np.percentile(maps, 99.8))
    cells.edge(ax, OUTPUT)
    for channel in dead:
        left, right, bottom, top = ax.images[channel].get_extent()
        ax.plot([left, right, None, left, right], [top, bottom, None, bottom, top], color="0.8")
    left, right, bottom, top = ax.images[strongest(maps)].get_extent()
    cells.frame(ax, left, top, right - left, bottom - top, POINTED)
    ax.set_title(title, fontsize=plots.FONT_SIZE)


# %% The verdict, then the picture
workshop.verdict("feature_maps", globals())
