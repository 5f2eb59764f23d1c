# %% [markdown]
# # Feature maps
#
# A filter says what a network looks for. A **feature map** says where in an image the network has
# found it. The maps of each layer let you watch a trained network at work: which features a garment
# has, where they are, and which of them the answer depends on.
#
# In this lesson you get the maps out of a Keras model. Which of them is the strongest? Which are
# always 0? What has a map found in an image? At the end you cover parts of an image and see how the
# model's score changes.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from collections.abc import Callable

import keras
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: the output of an inner layer
#
# A model returns the output of its last layer, but you can get the output of any layer. In Keras,
# `model.inputs` lists the tensors where data enter the model, and `model.outputs` those where data
# leave it. The models of this kit have one of each, `model.inputs[0]` and `model.outputs[0]`. Every
# layer likewise has an `input` and an `output`, which are not lists. `keras.Model(begin, end)` is
# the model that leads from one tensor to another. It uses the same layers with the same weights:
# nothing is copied or trained again.
#
# For example, `keras.Model(model.inputs[0], model.outputs[0])` runs through all layers. Where must
# it end to return the output of `model.get_layer("conv1")`, the layer called "conv1"? From N images
# of shape (N, 28, 28, 1), the main model of this kit makes
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
# Which map responds most strongly to an image? Take the one with the largest **mean** over all of
# its positions. The maps of one image have shape (height, width, channels). Two maps of 2x2:
#
#     maps[:, :, 0] = 0 8     mean 2          maps[:, :, 1] = 3 3     mean 3, so the answer is 1
#                     0 0                                     3 3
#
# `array.mean(axis=2)` takes the mean along the last of three axes, which then disappears. Axes are
# counted from 0; `axis=(1, 2)` removes two of them at once. `vector.argmax()` is the index of the
# largest element.


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
# 0, at any position of any image, is called **dead**: it is useless for these images. This can
# happen in training. If an update makes the weights or the bias so negative that ReLU gives 0
# everywhere, the gradients of the channel are 0, and nothing brings it back.
#
# The maps of N images have shape (N, H, W, C). For two images and two channels with maps of 1x2,
# the right result is [False, True]:
#
#     image 0     channel 0:  0 0     channel 1:  0 -1
#     image 1     channel 0:  0 5     channel 1: -2  0
#
# Maps can have negative values, as in channel 1 here: not every layer has ReLU. Like `mean`,
# `array.max()` takes one axis or several, and `array > 3` is an array of True and False.


# %%
def dead_channels(maps: np.ndarray) -> np.ndarray:
    """Return for each channel whether it is dead, True or False: maps (N, H, W, C) -> (C,)."""
    # SOLUTION: Compare something with 0.
    return maps.max(axis=(0, 1, 2)) <= 0
    # END SOLUTION


# %% [markdown]
# ## Task 4: what a map has found
#
# Where a map has its largest value, it has found its feature most clearly. What does the image show
# there? From the lesson on the receptive field you know `field`, the number of pixels a value sees
# along a side, and `step`, the distance in pixels between the starts of neighbouring fields. With
# padding 'same', the first field starts outside the image, `offset` pixels before its border:
#
#     value i sees `field` pixels along a side, starting at pixel   i·step − offset
#
#              field   step   offset         value 0 sees     value 5 sees
#     conv1        3      1        1         −1 to 1          4 to 6
#     conv2        8      2        3         −3 to 4          7 to 14
#
# This holds for rows and for columns. Pixels beyond the border do not exist, and are left out. For
# example, with the numbers of conv1 (field 3, step 1, offset 1), where 9 is the largest value:
#
#     image =  1  2  3  4  5     map = 0 0 9 0 0     rows −1 to 1, columns 1 to 3     2 3 4
#              6  7  8  9 10           0 7 0 0 0                                      7 8 9
#             11 12 13 14 15           0 0 0 0 0
#
# `np.unravel_index(array.argmax(), array.shape)` is the (row, column) of the largest value.
# `image[a:b, c:d]` has the rows from a up to but not including b, and columns c to d in the same
# way. A slice may end beyond the border, but a negative start counts from the other end: use
# `max(a, 0)`.


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
# Which parts of an image does an answer depend on? Cover a part, and see how far the score of the
# class **falls**. This is called **occlusion**. Divide the image into adjacent squares of `size` x
# `size` pixels, and make one at a time black (0). `score` is a function: `score(image)` is a
# number, for example the model's score for the class "Bag". If covering a square makes the score
# rise, the result for that square is negative.
#
# In this example with size 2, `score` adds up all pixels. The score of the whole image is 10, and
# without the left square it is 8:
#
#     image =  1 0 2 3       result =  2 8
#              0 1 3 0


# %%
def occlusion(image: np.ndarray, score: Callable, size: int) -> np.ndarray:
    """Return how far the score falls for each covered square: (H, W) -> (H/size, W/size).

    H and W are multiples of size. The image stays unchanged.
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
# The kit's main model, trained on the garments that the kit draws (not Fashion-MNIST), looks at a
# pullover. Your `best_patch` found the patches on the right. Each row belongs to one map of conv2
# and shows the six of 300 garments in which the map reaches its largest values. What do the six
# patches of a row have in common?
#
# Below them is another answer to the question of Task 5, **Grad-CAM**. It adds up the maps of the
# last pooling layer. Each map has one weight: how fast the score grows with the values of this map,
# averaged over all positions. That takes one forward and one backward pass, where occlusion takes a
# pass for each square. Here the two answers differ, because after `Flatten` every position of a map
# has weights of its own, and their average says little. Grad-CAM works best in a network that ends
# with the mean of each map, as ResNet does. It pays to ask more than one method.


# %%
def picture():
    """A trained model looks at a pullover.

    It is the main model, trained on garments drawn by the kit (not Fashion-MNIST). Above: its 32
    maps of conv1, with outlines, stripes, the whole pullover and the background; a frame marks the
    strongest. Its 64 maps of conv2, coarser, most of them dark nearly everywhere; those that are
    dead for 300 garments are crossed out. Patches where six of these maps are largest, a row each:
    ends of something light, slopes, arcs, tops, and edges of two slants. Below: the striped
    pullover; how far its score falls if squares of 4x4 pixels are covered, most in the middle and
    to the right of it; and Grad-CAM, brightest at a sleeve.
    """
    from fashion_cnn import inside
    from fashion_cnn.data import CLASS_NAMES
    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import plots
    from fashion_cnn.pretrained import trained

    model, metrics = trained.load("garments")
    pictures = draw(train=20, test=300).x_test
    images = pictures[..., None].astype("float32") / 255
    conv1 = maps_model(model, "conv1").predict(images, verbose=0)
    conv2 = maps_model(model, "conv2").predict(images, verbose=0)
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
    name = CLASS_NAMES["garments"][label]
    axes[1, 0].set_title(f"the model says: {name}", fontsize=plots.FONT_SIZE)
    axes[1, 0].figure.supxlabel(trained.title(metrics), fontsize=plots.FONT_SIZE - 2)
    return axes


def show_maps(ax, maps, title, dead=()):
    """Draw the maps (H, W, C) of an image, framing the strongest and crossing out the dead ones."""
    from fashion_cnn.drawing import cells, plots

    plots.map_grid(np.moveaxis(maps, -1, 0), [], ax, high=np.percentile(maps, 99.8))
    for channel in dead:
        left, right, bottom, top = ax.images[channel].get_extent()
        ax.plot([left, right, None, left, right], [top, bottom, None, bottom, top], color="0.8")
    left, right, bottom, top = ax.images[strongest(maps)].get_extent()
    cells.frame(ax, left, top, right - left, bottom - top, plots.VALIDATION)
    ax.set_title(title, fontsize=plots.FONT_SIZE)


# %% The verdict, then the picture
workshop.verdict("feature_maps", globals())
