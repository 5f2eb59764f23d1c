# %% [markdown]
# # Channels
#
# A colour picture has three channels: red, green and blue. A convolutional layer makes new
# channels of them. These are no longer colours: each says where in the picture something was
# found, an edge for example, and is called a **feature map**. The next layer takes all feature
# maps as the channels of its input.
#
# So far, one kernel moved over one grey picture. Here you build on that until you have what Keras
# calls `Conv2D`: a whole convolutional layer.
#
# About 20 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.
# `correlate2d(image, kernel)`, written ⋆, is imported, with padding "valid" and stride 1.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import photograph

# %% [markdown]
# ## Task 1: one filter
#
# A **filter** has a kernel for each channel of the image, every kernel with weights of its own.
# Each channel X_c is correlated with its kernel K_c. The results are added up, place by place, and
# one number more is added at every place: the **bias** B of the filter.
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
# Kernels of 1x1 are the simplest case: there a filter only mixes the channels of each pixel. The
# mixture 0.299·red + 0.587·green + 0.114·blue turns a colour picture into a grey one.
#
# In NumPy, `image[:, :, c]` is channel c of an image of shape (height, width, channels).


# %%
def one_filter(image: np.ndarray, kernels: np.ndarray, bias: float) -> np.ndarray:
    """Return the feature map of one filter, padding "valid".

    image (H, W, C_in), kernels (kH, kW, C_in) -> (H - kH + 1, W - kW + 1).
    """
    # SOLUTION: Add up the correlations of all channels, and the bias.
    output = bias
    for c in range(image.shape[2]):
        output = output + correlate2d(image[:, :, c], kernels[:, :, c])
    return output
    # END SOLUTION


# %% [markdown]
# ## Task 2: a layer of filters
#
# A layer has several filters, C_out of them. All of them see the same image, and each makes a
# feature map of its own. These maps, one behind the other, are the channels of the output. With
# input channels c and output channels o:
#
#     Y_o = B_o + Σ_c X_c ⋆ K_co                  K_co is kernels[:, :, c, o]
#
# A *kernel* is thus one slice of height and width, and a *filter* is all its channels,
# `kernels[:, :, :, o]`. If K stands for a table with a row for each filter and a column for each
# channel, all maps at once are Y = B + K ·⋆ X: a product of a matrix and a vector, in which ⋆ takes
# the place of the multiplication.
#
# In the example of Task 1, let K_00 and K_10 be the two kernels of that filter, and add a second
# filter with the kernels K_01 and K_11 and the bias 1. Y has the shape (2, 2, 2):
#
#     K_00 =  1 2   K_10 = 0 1   B_0 = −6   Y_0 = Y[:, :, 0] =  5 3
#            -1 0          1 0                                 -1 1
#
#     K_01 =  0 0   K_11 = -1 0   B_1 = 1   Y_1 = Y[:, :, 1] =  2 2
#             0 1           0 0                                -2 4
#
# `np.stack(maps, axis=-1)` makes one array of a list of maps, with a new last axis for their
# number: two maps of 5x6 become an array of shape (5, 6, 2).


# %%
def conv_layer(image: np.ndarray, kernels: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Return the feature maps of all filters, padding "valid".

    image (H, W, C_in), kernels (kH, kW, C_in, C_out), biases (C_out,)
    -> (H - kH + 1, W - kW + 1, C_out).
    """
    # SOLUTION: Call one_filter for each filter, and stack the maps.
    maps = []
    for o in range(kernels.shape[3]):
        maps.append(one_filter(image, kernels[:, :, :, o], biases[o]))
    return np.stack(maps, axis=-1)
    # END SOLUTION


# %% [markdown]
# ## Task 3: ReLU
#
# So far everything is multiplied and added only, and two such layers in a row can do no more than
# a single one with larger kernels. Therefore each value of the output goes through an **activation
# function**. The usual one is **ReLU** (rectified linear unit): a negative value becomes 0, any
# other stays as it is. It works on each value by itself. For Y_0 of Task 2:
#
#      5 3  →  5 3
#     -1 1     0 1
#
# The bias thus works as a threshold: with B = −6, only sums above 6 are still there after ReLU.
# `np.maximum(a, b)` takes the larger of two numbers; one or both of a and b may be arrays.


# %%
def relu(maps: np.ndarray) -> np.ndarray:
    """Return a new array of the same shape with the negative values at 0; maps stays unchanged."""
    # SOLUTION: Compute the new array.
    return np.maximum(maps, 0)
    # END SOLUTION


# %% [markdown]
# ## Task 4: the layer in Keras
#
# You have written what this line of Keras stands for:
#
#     Conv2D(filters=64, kernel_size=3, strides=1, padding="valid", activation="relu")
#
# - `filters`: how many, C_out;
# - `kernel_size`: height and width of the kernels, 3 for 3x3, or a pair such as (1, 3);
# - `strides` and `padding`: as in the lesson on padding; 1 and "valid" unless you say otherwise
#   ("full" does not exist here);
# - `activation`: none unless you say otherwise.
#
# The number of input channels is not among them. Keras is told the shape of the image once, at the
# beginning of the network, with `Input(shape=(28, 28, 1))`: height, width, channels. From there it
# follows for every layer.
#
# The layer keeps its weights in one array of four axes, as in Task 2. Between input and output
# there are C_in·C_out kernels, and as many 2-D correlations to compute. The layer above, with an
# input of shape (26, 26, 32), has 32·64 = 2,048 kernels of 3x3. Its weights have the shape
#
#     (3, 3, 32, 64)
#
# and its biases, one for each filter, the shape (64,). How does the shape of the weights follow
# from the shape of the input and the arguments?


# %%
def weight_shape(input_shape: tuple, filters: int, kernel_size: int) -> tuple[int, int, int, int]:
    """Return the shape of the weights of Conv2D(filters, kernel_size), without the biases.

    input_shape is (height, width, channels). The order of the four axes is that of Keras.
    """
    # SOLUTION: Return a tuple of four numbers.
    return kernel_size, kernel_size, input_shape[2], filters
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your layer on a colour photograph, with five filters made by hand. In the code, each kernel is
# given a weight for each colour: (1, −0.5, −0.5) answers to red, and is silent where red, green
# and blue are equal. With which weights would you find the sky? Try them.
#
# A network learns its filters instead, and its deeper layers usually have more of them: 32, then 64
# in the main model of this kit. The first layer finds edges and colours, which is what one sees of
# a picture from very near. The next ones combine these to textures, then to parts, and the last
# ones to objects, as if stepping back. Simple features are few, but there are many ways to combine
# them. And where height and width have shrunk, there is room for more maps: one of 14x14 takes a
# quarter of the memory of one of 28x28.


# %%
def picture():
    """Five feature maps of one photograph.

    A colour photograph of a temple, and what a layer of five filters and ReLU makes of it, bright
    where a filter found something: the same picture in grey; red, where the roofs and the columns
    are bright and the sky is black; green, where the trees are bright; edges from dark on the left
    to bright on the right, which show the columns; and edges from bright above to dark below,
    which show the lines of the roofs.
    """
    from fashion_cnn.drawing import plots

    image = photograph(colour=True)[20:420, 60:460]
    middle = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    to_the_right = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    downwards = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    grey = (0.299, 0.587, 0.114)
    # The kernel of a filter, its weights for red, green and blue, its bias, how bright to show it.
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
    return axes


# %% The verdict, then the picture
workshop.verdict("channels", globals())
