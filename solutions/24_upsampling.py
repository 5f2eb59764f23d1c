# %% [markdown]
# # Transposed convolution in a network
#
# In the lesson on transposed convolution you stamped kernels into a larger image. In a network,
# this is the layer `keras.layers.Conv2DTranspose`. How large is its output, which weights give a
# smooth image, and where do checkerboard patterns come from? At the end you build a network that
# turns an image into another of the same size.
#
# About 25 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import keras
import numpy as np

# %% [markdown]
# ## Task 1: how large?
#
# The layer is `Conv2DTranspose(filters, kernel_size, strides, padding)`. Along an axis, each pixel
# stamps `kernel` weights, `stride` pixels after the stamp before.
#
# - **"valid"** keeps all stamps whole. The last begins at (size − 1)·stride and is `kernel` long.
#   If the kernel is smaller than the stride, there are gaps between the stamps, and Keras adds
#   another at the end.
# - **"same"** returns size·stride, whatever the kernel size: a `Conv2D` with this stride and
#   padding would lead back to the original size. Any excess is cut off at both ends.
#
#     size    kernel    stride    "valid"                      "same"
#       14         4         2    13·2 + 4     = 30            28
#       14         2         2    13·2 + 2     = 28            28
#       14         2         5    13·5 + 2 + 3 = 70            70        gaps of 3


# %%
def enlarged_size(size: int, kernel: int, stride: int, padding: str) -> int:
    """Return how many rows Conv2DTranspose makes from `size` rows; padding is "valid" or "same"."""
    # SOLUTION: Test the padding first. With "valid", which of kernel and stride is larger?
    if padding == "same":
        return size * stride
    return (size - 1) * stride + max(kernel, stride)
    # END SOLUTION


# %% [markdown]
# ## Task 2: how many stamps?
#
# If the kernel is larger than the stride, the stamps overlap. Does every output pixel get the same
# number of stamps? With 4 pixels, kernel 3, stride 2 and padding "valid":
#
#     pixel 0    1 1 1
#     pixel 1        1 1 1
#     pixel 2            1 1 1
#     pixel 3                1 1 1
#     stamps     1 1 2 1 2 1 2 1 1
#
# No: the numbers alternate between 1 and 2. In an image, the numbers for rows and columns are
# multiplied: 1, 2 or 4 stamps. If all weights are about equal, the output has a **checkerboard
# pattern**. Away from the border, the overlap is even if the kernel size is a multiple of the
# stride: 2 or 4 for stride 2.
#
# Even overlap does not guarantee an even output. With kernel 4 and stride 2, every other pixel of a
# row is made by the weights 0 and 2 (of two stamps), those between by the weights 1 and 3. Whether
# these two sums are equal depends on what the network learns.
#
# `np.zeros(n)` is a row of n zeros, and `a[2:5] += 1` adds 1 to the elements 2, 3 and 4.


# %%
def overlaps(size: int, kernel: int, stride: int) -> np.ndarray:
    """Return how many stamps each output pixel gets along one axis: ((size - 1)·stride + kernel,).

    `size` pixels, padding "valid", and a kernel no smaller than the stride.
    """
    # SOLUTION: Start with zeros, and let each pixel add 1 wherever its stamp falls.
    counts = np.zeros(enlarged_size(size, kernel, stride, "valid"))
    for pixel in range(size):
        start = pixel * stride
        counts[start : start + kernel] += 1
    return counts
    # END SOLUTION


# %% [markdown]
# ## Task 3: bilinear upsampling by weights
#
# With stride f and padding "same", the layer makes an image f times as large. A kernel of f x f
# ones gives nearest-neighbour upsampling. Bilinear upsampling by an even f takes 2·f x 2·f weights
# that fall off linearly from the middle. Along one axis:
#
#     w_i = 1 − |i − (f − 1/2)| / f        i = 0, 1, …, 2·f − 1
#
#     f = 2:  w = 1/4  3/4  3/4  1/4       w_0 = 1 − |0 − 1.5|/2 = 1/4
#
# The kernel has w_i·w_j in row i and column j. With f = 2, that is 1/16 in the corners and 9/16 in
# the middle. `np.outer(w, w)` computes it.
#
# An image with 3 channels needs 3 filters, each with 3 kernels. The weights have shape **(height,
# width, filters, channels)**; in `Conv2D`, channels come before filters. The parameter count is the
# same: all weights, and one bias for each filter.
#
# Filter c should enlarge channel c and ignore the others: `weights[:, :, c, c]` is the kernel
# above, and all other weights are 0.
#
# The output is that of bilinear upsampling, except for a border of f/2 pixels, darker because no
# pixels beyond it stamp into it. A network can start from these weights and learn better ones.


# %%
def bilinear_weights(factor: int, channels: int) -> np.ndarray:
    """Return the weights with which Conv2DTranspose enlarges each channel bilinearly.

    factor is even -> (2·factor, 2·factor, channels, channels).
    """
    # SOLUTION: Make w, then the kernel, and put it into zeros. np.arange(n) is 0, 1, …, n − 1.
    w = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
    weights = np.zeros((2 * factor, 2 * factor, channels, channels))
    for channel in range(channels):
        weights[:, :, channel, channel] = np.outer(w, w)
    return weights
    # END SOLUTION


# %% [markdown]
# ## Task 4: down and up again
#
# An **encoder** turns an image into ever more and ever smaller maps. A **decoder** enlarges them
# again. Here convolutions with stride 2 shrink the maps, without pooling:
#
#     input                                                        side x side x 1
#     convolution, `filters` of 3x3, stride 2, ReLU                side/2, `filters` channels
#     convolution, twice as many of 3x3, stride 2, ReLU            side/4, 2·`filters` channels
#     transposed convolution, `filters` of 4x4, stride 2, ReLU     side/2, `filters` channels
#     transposed convolution, 1 of 4x4, stride 2, sigmoid          side x side x 1
#
# Give all four layers padding "same". The sigmoid 1 / (1 + e^−x) brings each pixel between 0 and 1,
# as in the input.
#
# Use `keras.layers.Conv2D` and `keras.layers.Conv2DTranspose` with `strides`, `padding` and
# `activation`. With 16 filters, the third layer has 4·4·16·32 + 16 = 8,208 parameters.


# %%
def encoder_decoder(side: int, filters: int) -> keras.Model:
    """Return the network above, not compiled, for images (side, side, 1); side is 4·n."""
    # SOLUTION: Return a keras.Sequential with the layers in the table.
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((side, side, 1)),
            layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(2 * filters, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(filters, 4, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid"),
        ]
    )
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# On the left are your numbers of stamps, and an image enlarged by a Keras layer with your weights.
# On the right, your network removes noise from images it has never seen. It was trained on 2,000
# noisy garments, with the clean ones as targets.
#
# Look at pockets and laces: what has become of them? The decoder gets maps of 7x7 positions and
# nothing else. In the next lesson, it also gets the larger maps from the way down.


# %%
def picture():
    """Overlapping stamps, an enlarged image, and noise removed.

    Left, above: the number of stamps for each pixel of an image. With 3x3 weights and stride 2 it
    is a checkerboard of 1, 2 and 4; with 4x4 weights it is 4 except at the border. Below: a coat
    enlarged four times, in square blocks, and smoothly by a transposed convolution with bilinear
    weights. Right, four rows: a noisy garment; the network's output, without noise but blurred; and
    the clean garment.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT
    from fashion_cnn.workshop import training

    drawn = garments.draw(train=2000, test=200, seed=0)
    draw = np.random.default_rng(0)
    clean, clean_test = (x[..., None] / 255 for x in (drawn.x_train, drawn.x_test))
    noisy, noisy_test = (x + draw.normal(0, 0.2, x.shape) for x in (clean, clean_test))

    keras.utils.set_random_seed(0)
    model = encoder_decoder(28, 16)
    model.compile(keras.optimizers.Adam(0.003), "mean_squared_error")
    training.fit(model, noisy, clean, epochs=8, batch_size=32)
    rows = [0, 28, 5, 18]
    made = model.predict(noisy_test[rows], verbose=0)
    denoised = np.stack([noisy_test[rows], made, clean_test[rows]], axis=1)

    axes = plots.new_axes(13.5, 8, columns=2)
    small = clean_test[4]
    large = enlarge(small, np.ones((4, 4, 1, 1))), enlarge(small, bilinear_weights(4, 1))
    left = {
        "stamps: 3x3, stride 2": np.outer(overlaps(7, 3, 2), overlaps(7, 3, 2)) / 4,
        "stamps: 4x4, stride 2": np.outer(overlaps(7, 4, 2), overlaps(7, 4, 2)) / 4,
        "4x4 weights of 1, stride 4": large[0],
        "8x8 bilinear, stride 4": large[1],
    }
    right = ["with noise", "from the network", "without noise"]
    look = {"low": 0, "high": 1, "words": plots.FONT_SIZE}
    plots.image_grid(list(left.values()), list(left), 2, axes[0], **look)
    plots.image_grid(denoised.reshape(-1, 28, 28), right, 3, axes[1], **look)
    cells.edge(axes[0], OUTPUT, axes[0].images[2:])
    cells.edge(axes[1], INPUT, axes[1].images[::3])
    cells.edge(axes[1], OUTPUT, axes[1].images[1::3])
    return axes


def enlarge(image, weights):
    """Return an image (H, W, C) enlarged by the layer with these weights, as (H·f, W·f)."""
    kernel, filters = weights.shape[0], weights.shape[2]
    layer = keras.layers.Conv2DTranspose(filters, kernel, 4, padding="same", use_bias=False)
    layer.build((None, *image.shape))
    layer.set_weights([weights])
    return keras.ops.convert_to_numpy(layer(image[None]))[0, :, :, 0]


# %% The verdict, then the picture
workshop.verdict("upsampling", globals())
