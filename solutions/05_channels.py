# %% [markdown]
# # Channels
#
# A colour image has three channels: red, green and blue. A convolutional layer turns them into
# **feature maps**, which show where in the image it found something, such as an edge. These maps
# are the input channels of the next layer.
#
# So far, one kernel has moved over one grey image. Here you write a whole convolutional layer,
# Keras's `Conv2D`.
#
# About 20 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.
# `correlate2d(image, kernel)`, written ⋆, is imported; it uses padding "valid" and stride 1.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: one filter
#
# A **filter** has a kernel, with its own weights, for each channel of the image. Correlate each
# channel X_c with its kernel K_c, add up the results, and add the filter's **bias** B, the same
# number at every position.
#
#     Y = B + X_0 ⋆ K_0 + X_1 ⋆ K_1 + …          or shorter          Y = B + Σ_c X_c ⋆ K_c
#
# However many channels go in, one feature map comes out. An example with two channels and B = −6:
#
#     X_0 = 1 6 2   K_0 =  1 2   X_0 ⋆ K_0 = 8 7
#           5 3 1         -1 0               4 5
#           7 0 4
#
#     X_1 = 2 0 1   K_1 =  0 1   X_1 ⋆ K_1 = 3 2
#           3 1 0          1 0               1 2
#           0 2 1
#
#     8+3 7+2  =  11 9       Y =  11−6 9−6  =   5 3
#     4+1 5+2      5 7             5−6 7−6     -1 1
#
# With 1x1 kernels, a filter only mixes the channels of each pixel. The mixture
# 0.299·red + 0.587·green + 0.114·blue turns a colour image into a grey one.
#
# `image[:, :, c]` is channel c of an array of shape (height, width, channels).


# %%
def one_filter(image: np.ndarray, kernels: np.ndarray, bias: float) -> np.ndarray:
    """Return the feature map of one filter, with padding "valid".

    image (H, W, C_in), kernels (kH, kW, C_in) -> (H - kH + 1, W - kW + 1).
    """
    # SOLUTION: Add up the bias and the correlations of all channels.
    output = bias
    for c in range(image.shape[2]):
        output = output + correlate2d(image[:, :, c], kernels[:, :, c])
    return output
    # END SOLUTION


# %% [markdown]
# ## Task 2: a layer of filters
#
# A layer has C_out filters. Each sees the whole image and makes its own feature map. Stacked on the
# last axis, these maps are the channels of the output. With input channels c and output channels o:
#
#     Y_o = B_o + Σ_c X_c ⋆ K_co                  K_co is kernels[:, :, c, o]
#
# A *kernel* is one slice of height and width. A *filter* is a stack of kernels,
# `kernels[:, :, :, o]`. In short, Y = B + K ·⋆ X: a matrix-vector product with ⋆ in place of
# multiplication, where row o of the table K holds the kernels K_co of filter o, channel by channel.
#
# Call the kernels of Task 1 K_00 and K_10, and add a second filter with the kernels K_01 and K_11
# and the bias 1. Y has the shape (2, 2, 2):
#
#     K_00 =  1 2   K_10 = 0 1   B_0 = −6   Y_0 = Y[:, :, 0] =  5 3
#            -1 0          1 0                                 -1 1
#
#     K_01 =  0 0   K_11 = -1 0   B_1 = 1   Y_1 = Y[:, :, 1] =  2 2
#             0 1           0 0                                -2 4
#
# `np.stack(maps, axis=-1)` joins a list of maps along a new last axis: two maps of 5x6 become an
# array of shape (5, 6, 2).


# %%
def conv_layer(image: np.ndarray, kernels: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Return the feature maps of all filters, with padding "valid".

    image (H, W, C_in), kernels (kH, kW, C_in, C_out), biases (C_out,)
    -> (H - kH + 1, W - kW + 1, C_out).
    """
    # SOLUTION: Call one_filter for each filter, then stack the maps.
    maps = []
    for o in range(kernels.shape[3]):
        maps.append(one_filter(image, kernels[:, :, :, o], biases[o]))
    return np.stack(maps, axis=-1)
    # END SOLUTION


# %% [markdown]
# ## Task 3: ReLU
#
# So far the layer only multiplies and adds, and two such layers in a row can do no more than one
# with larger kernels. Each output value therefore passes through an **activation function**,
# usually **ReLU** (rectified linear unit). It sets negative values to 0 and leaves the others as
# they are. For Y_0 of Task 2:
#
#      5 3  →  5 3
#     -1 1     0 1
#
# The bias thus works as a threshold: with B = −6, only sums above 6 remain after ReLU.
# `np.maximum(a, b)` returns the larger of two numbers; a, b or both can be arrays.


# %%
def relu(maps: np.ndarray) -> np.ndarray:
    """Return a copy of maps, of any shape, with negative values set to 0."""
    # SOLUTION: Compute the new array, leaving maps unchanged.
    return np.maximum(maps, 0)
    # END SOLUTION


# %% [markdown]
# ## Task 4: the layer in Keras
#
# You have now written what this line of Keras does:
#
#     Conv2D(filters=64, kernel_size=3, strides=1, padding="valid", activation="relu")
#
# - `filters`: the number of filters, C_out;
# - `kernel_size`: height and width of the kernels, 3 for 3x3, or a pair such as (1, 3);
# - `strides` and `padding`: as in the lesson on padding; by default 1 and "valid" (there is no
#   "full");
# - `activation`: none by default.
#
# The number of input channels is not an argument. You give Keras the shape of the image once, with
# `Input(shape=(28, 28, 1))`: height, width, channels. Keras then works out the input channels of
# every layer.
#
# The layer keeps its weights in one array with four axes, as in Task 2. It has C_in·C_out kernels,
# each with its own 2-D correlation. If the input of the layer above has the shape (26, 26, 32),
# there are 32·64 = 2,048 kernels of 3x3, and the weights have the shape
#
#     (3, 3, 32, 64)
#
# The biases, one per filter, have the shape (64,). How does the shape of the weights follow from
# the input shape and the arguments?


# %%
def weight_shape(input_shape: tuple, filters: int, kernel_size: int) -> tuple[int, int, int, int]:
    """Return the shape of the weights, without biases, of Conv2D(filters, kernel_size).

    input_shape is (height, width, channels). The four axes are in the order Keras uses.
    """
    # SOLUTION: Return a tuple of four numbers.
    return kernel_size, kernel_size, input_shape[2], filters
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your layer on a colour photograph, with five filters designed by hand. In the code, each is a
# kernel combined with a weight for each colour: (1, −0.5, −0.5) responds to red, and gives 0 where
# red, green and blue are equal. Which weights would find the sky? Try them.
#
# A network learns its filters, and deeper layers usually have more of them: 32, then 64 in the main
# model of this kit. The first layer finds edges and colours, which is all you see of an image from
# very close. Later layers combine these into textures, parts and objects, as if you were stepping
# back. There are few simple features but many ways to combine them. And smaller maps leave room for
# more: a 14x14 map takes a quarter of the memory of a 28x28 map.
#
# To read on: `conv2d_loops` in `fashion_cnn.convolution` is this layer in loops, and `conv2d` the
# same as one matrix product.


# %%
def picture():
    """Five feature maps of one photograph.

    A colour photograph of a temple, and, in dashed green borders, the output of five filters with
    ReLU, bright where a filter found something: the photograph in grey; red, with bright roofs and
    columns and a black sky; green, with bright trees; edges from dark on the left to bright on the
    right, which show the columns; and edges from bright above to dark below, which show the lines
    of the roofs.
    """
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    image = photograph(colour=True)[20:420, 60:460]
    middle = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    to_the_right = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    downwards = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    grey = (0.299, 0.587, 0.114)
    # Per filter: kernel, weights for red, green and blue, bias, brightness of the map when shown.
    filters = {
        "grey": (middle, grey, 0, 1),
        "red": (middle, (1, -0.5, -0.5), -5, 3),
        "green": (middle, (-0.5, 1, -0.5), -5, 6),
        "dark left, bright right": (to_the_right, grey, -60, 1),
        "bright above, dark below": (downwards, grey, -60, 1),
    }
    kernels = [np.multiply.outer(kernel, weights) for kernel, weights, _, _ in filters.values()]
    biases = np.array([bias for _, _, bias, _ in filters.values()])
    maps = relu(conv_layer(image, np.stack(kernels, axis=-1), biases))

    axes = plots.new_axes(12, 8.7, rows=2, columns=3)
    axes[0, 0].imshow(image)
    for o, (_, _, _, brightness) in enumerate(filters.values()):
        axes.flat[o + 1].imshow(maps[:, :, o] * brightness, cmap=plots.GREY, vmin=0, vmax=255)
    for ax, title in zip(axes.flat, ["the photograph", *filters], strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.axis("off")
        cells.edge(ax, INPUT if ax is axes[0, 0] else OUTPUT)
    return axes


# %% The verdict, then the picture
workshop.verdict("channels", globals())
