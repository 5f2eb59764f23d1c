# %% [markdown]
# # The backward pass
#
# To train a network, you need to know how fast the loss E grows with each weight. For the weights
# of a kernel K, this is the **gradient** ∂E/∂K. Keras computes it for you. Here you compute it for
# a convolutional layer, and discover that the backward pass also slides kernels over arrays.
#
# The backward pass runs from the last layer to the first. Each layer receives ∂E/∂Y, the gradient
# of its output Y, called `grad_y` below. From it the layer computes the gradients of its kernel and
# bias, which show how to improve them, and the gradient of its input X, which it passes back.
#
# About 30 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.
# `correlate2d` (written ⋆) and `convolve2d` (written *) are imported. Both take an image, a kernel,
# and "valid", "same" or "full" as padding. `convolve2d` flips the kernel, that is, rotates it by
# half a turn.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution import convolve2d, correlate2d
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: the gradient of the kernel
#
# Take a 3x3 image X, a 2x2 kernel K and padding "valid". X01 is the pixel in row 0, column 1. The
# four outputs are
#
#     Y00 = X00·K00 + X01·K01 + X10·K10 + X11·K11
#     Y01 = X01·K00 + X02·K01 + X11·K10 + X12·K11
#     Y10 = X10·K00 + X11·K01 + X20·K10 + X21·K11
#     Y11 = X11·K00 + X12·K01 + X21·K10 + X22·K11
#
# By the chain rule, **every product X·K in a Y sends the gradient of that Y back to both of its
# factors, multiplied by the other factor.** A factor in several products receives the sum. For the
# kernel, with G short for ∂E/∂Y, this gives
#
#     ∂E/∂K00 = X00·G00 + X01·G01 + X10·G10 + X11·G11
#     ∂E/∂K01 = X01·G00 + X02·G01 + X11·G10 + X12·G11
#     ∂E/∂K10 = X10·G00 + X11·G01 + X20·G10 + X21·G11
#     ∂E/∂K11 = X11·G00 + X12·G01 + X21·G10 + X22·G11
#
# Now with numbers. T is the target for the output, and the loss is half the sum of the squared
# errors, E = ½·Σ(Y − T)². For this loss, ∂E/∂Y = Y − T:
#
#     X = 1 6 2     K =  1 2     Y = 8 7     T = 7 7     G = 1  0     ∂E/∂K =  8 11
#         5 3 1         -1 0         4 5         2 6         2 -1             19 -1
#         7 0 4
#
# For example, ∂E/∂K00 = 1·1 + 6·0 + 5·2 + 3·(−1) = 8. Other sizes follow the same pattern. Compare
# the lines for ∂E/∂K with the lines for Y.


# %%
def grad_kernel(image: np.ndarray, grad_y: np.ndarray) -> np.ndarray:
    """Return ∂E/∂K for Y = X ⋆ K with padding "valid".

    image (H, W), grad_y (h, w) -> (H - h + 1, W - w + 1), the shape of the kernel.
    """
    # SOLUTION: One call to correlate2d or convolve2d is enough. Loops work too.
    return correlate2d(image, grad_y, "valid")
    # END SOLUTION


# %% [markdown]
# ## Task 2: the gradient of the bias
#
# The layer also adds a bias B: Y00 = … + B, and so on. As in Keras, all positions share this one
# number. Nothing multiplies B, so each position sends its gradient back unchanged, and B receives
# the sum. For the G of Task 1, ∂E/∂B = 1 + 0 + 2 − 1 = 2. (If each position had its own bias, the
# gradient of the biases would be ∂E/∂Y itself.)


# %%
def grad_bias(grad_y: np.ndarray) -> float:
    """Return ∂E/∂B, one number, for the bias shared by all positions of grad_y (h, w)."""
    # SOLUTION: Compute the number from grad_y.
    return grad_y.sum()
    # END SOLUTION


# %% [markdown]
# ## Task 3: the gradient of the input
#
# The other factor in each product X·K is a pixel. A corner of the image appears in one output, the
# middle pixel in all four:
#
#     ∂E/∂X00 = G00·K00
#     ∂E/∂X01 = G00·K01 + G01·K00
#     ∂E/∂X02 = G01·K01
#     ∂E/∂X10 = G00·K10 + G10·K00
#     ∂E/∂X11 = G00·K11 + G01·K10 + G10·K01 + G11·K00
#     ∂E/∂X12 = G01·K11 + G11·K01
#     ∂E/∂X20 = G10·K10
#     ∂E/∂X21 = G10·K11 + G11·K10
#     ∂E/∂X22 = G11·K11
#
# With the numbers of Task 1:
#
#     G = 1  0     K =  1 2     ∂E/∂X =  1 2  0
#         2 -1         -1 0              1 3 -2
#                                       -2 1  0
#
# Here K slides over G. In the line for X11, is K used as it is or flipped? And which padding turns
# a 2x2 array into a 3x3 one?


# %%
def grad_input(kernel: np.ndarray, grad_y: np.ndarray) -> np.ndarray:
    """Return ∂E/∂X for Y = X ⋆ K with padding "valid".

    kernel (kH, kW), grad_y (h, w) -> (h + kH - 1, w + kW - 1), the shape of the image.
    """
    # SOLUTION: Again, one call to correlate2d or convolve2d is enough.
    return convolve2d(grad_y, kernel, "full")
    # END SOLUTION


# %% [markdown]
# ## Task 4: all channels
#
# In general, a layer has several input channels c and output channels o:
#
#     Y_o = B_o + Σ_c X_c ⋆ K_co                  K_co is kernels[:, :, c, o]
#
# Compute ∂E/∂K_co for all c and o. K_co appears only in Y_o, where it meets only X_c. So there is
# no sum over channels, and each K_co is a case of Task 1. A 28x28 image with 32 channels and a
# 26x26 `grad_y` with 64 channels give 32·64 results of Task 1, each 3x3: the gradients of 3·3·32·64
# weights.
#
# `height, width, channels = image.shape` unpacks a shape, and `image[:, :, c]` is channel c of the
# image. `a[:, :, c, o] = …` fills part of `a = np.zeros((3, 3, 32, 64))`.


# %%
def grad_kernels(image: np.ndarray, grad_y: np.ndarray) -> np.ndarray:
    """Return ∂E/∂K for all channels with padding "valid".

    image (H, W, C_in), grad_y (h, w, C_out) -> (H - h + 1, W - w + 1, C_in, C_out).
    """
    # SOLUTION: Call grad_kernel for each pair of an input and an output channel.
    height, width, channels = image.shape
    h, w, filters = grad_y.shape
    gradients = np.zeros((height - h + 1, width - w + 1, channels, filters))
    for c in range(channels):
        for o in range(filters):
            gradients[:, :, c, o] = grad_kernel(image[:, :, c], grad_y[:, :, o])
    return gradients
    # END SOLUTION


# %% [markdown]
# ## Task 5: one step of gradient descent
#
# Where a gradient is positive, E grows with the weight, so the weight must become smaller; where it
# is negative, larger. Gradient descent therefore subtracts `learning_rate` times its gradient from
# each weight. With a learning rate of 0.01:
#
#     K =  1 2     ∂E/∂K =  8 11     new K =  0.92 1.89
#         -1 0             19 -1             -1.19 0.01
#
# This one step reduces the loss E of Task 1 from 3 to 1.87.


# %%
def descend(kernel: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """Return the kernel after one step; do not change kernel and gradient (of the same shape)."""
    # SOLUTION: Compute the new kernel.
    return kernel - learning_rate * gradient
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# In short, the gradients of a convolutional layer are
#
#     ∂E/∂K_co = X_c ⋆ ∂E/∂Y_o                    Task 1
#     ∂E/∂B_o  = the sum of ∂E/∂Y_o               Task 2
#     ∂E/∂X_c  = Σ_o ∂E/∂Y_o *full K_co           Task 3; X_c appears in every Y_o
#
# In image processing, people design kernels; a CNN learns them. Here a hand-made kernel turns part
# of a photograph into its vertical edges, and your functions recover the kernel from these two
# images alone. They start from zeros and repeat three steps: compute Y from X and K, compute the
# gradient of K from Y − T, descend. Keras does the same, with equal gradients from automatic
# differentiation.
#
# What happens if `learning_rate` is five times as large?
#
# To read on: `correlate2d_backward_loops` in `fashion_cnn.convolution` computes both gradients by
# the chain rule alone. The gradients of other layers are there, too, each beside its layer:
# `max_pool_grad`, `average_pool_grad`, `relu_grad`, `dense_grad`, `softmax_grad`.


# %%
def picture():
    """A kernel learned from one example.

    Top: part of a photograph, a hand-made 3x3 kernel that responds to vertical edges, and its
    output. Bottom: the loss on a logarithmic scale, which falls from almost 900 to less than
    0.0001 in 200 steps; and the learned kernel, which resembles the hand-made one after 10 steps
    and equals it to two decimal places after 200.
    """
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT

    by_hand = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    learning_rate = 0.002
    image = photograph()[160:224, 200:264] / 255
    image = image - image.mean()  # values centred on 0 speed up learning
    target = correlate2d(image, by_hand)

    learned, losses = [np.zeros((3, 3))], []
    for _ in range(200):
        grad_y = correlate2d(image, learned[-1]) - target
        losses.append((grad_y**2).sum() / 2)
        learned.append(descend(learned[-1], grad_kernel(image, grad_y), learning_rate))

    axes = plots.new_axes(12, 8.4, rows=2, columns=3)
    for ax, shown, role in (axes[0, 0], image, INPUT), (axes[0, 2], target, OUTPUT):
        ax.imshow(shown, cmap=plots.GREY)
        ax.axis("off")
        cells.edge(ax, role)
    for ax, kernel in (axes[0, 1], by_hand), (axes[1, 1], learned[10]), (axes[1, 2], learned[200]):
        numbers = [[f"{weight:.3g}" for weight in row] for row in kernel.round(2) + 0]
        colours = cells.shades(kernel, -2, 2)
        cells.table(cells.canvas(ax, 3.1, 3.1), numbers, 0.05, 0.05, colours, role=KERNEL)
    axes[1, 0].semilogy(losses, color=plots.TRAINING, linewidth=3)
    axes[1, 0].minorticks_off()
    axes[1, 0].set_xlabel("step", fontsize=plots.FONT_SIZE)
    axes[1, 0].tick_params(labelsize=plots.FONT_SIZE - 2)
    titles = ["the image X", "the kernel made by hand", "its output T", "the loss E"]
    titles += ["the kernel learned in 10 steps", "and in 200 steps"]
    for ax, title in zip(axes.flat, titles, strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.set_box_aspect(1)
    return axes


# %% The verdict, then the picture
workshop.verdict("backward", globals())
