# %% [markdown]
# # Transposed convolution
#
# Pooling and stride make images smaller. Some networks also have to make them larger again. U-Net,
# for example, says of each pixel to which object it belongs (**segmentation**): it shrinks the
# image to find out what is there, and enlarges the result again to say where.
#
# A **transposed convolution** enlarges with a kernel whose weights are learned. Here you compute it
# in three ways, which give the same numbers, and then enlarge by a fixed rule for comparison. All
# images have one channel, and there is no bias.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import convolve2d

# %% [markdown]
# ## Task 1: a convolution as a matrix
#
# Every output of a convolution is a sum of pixels times weights. So the convolution is the product
# of a matrix A and the image, written as one column, row below row. In the lesson on the backward
# pass, a 3x3 image X and a 2x2 kernel, padding "valid", had four outputs (the kernel is not
# flipped):
#
#     kernel = 1 2     Y00     1 2 0 3 4 0 0 0 0
#              3 4     Y01  =  0 1 2 0 3 4 0 0 0  ·  the column X00 X01 X02 X10 X11 X12 X20 X21 X22
#                      Y10     0 0 0 1 2 0 3 4 0
#                      Y11     0 0 0 0 1 2 0 3 4
#
# The matrix has a **row for each output** and a **column for each pixel**, both in the order in
# which one reads: row by row, from left to right. A row holds the weights where the window of its
# output lies, and zeros elsewhere. The first one says Y00 = 1·X00 + 2·X01 + 3·X10 + 4·X11.
#
# For 28x28 pixels and a 3x3 kernel, this matrix has 676·784 = 529,984 numbers. All but 676·9 of
# them are zeros, and these 676·9 are the same 9 weights again and again. A dense layer between as
# many values has a matrix of the same size, and learns every number of it.
#
# `a.ravel()` has the rows of an array one behind another, `np.array(rows)` makes an array of a list
# of rows, and `a[1:3, 0:2] = b` puts a 2x2 array b into rows 1 and 2, columns 0 and 1 of a.


# %%
def convolution_matrix(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the matrix of the convolution of an image (height, width), "valid", stride 1.

    kernel (kH, kW) -> ((height - kH + 1)·(width - kW + 1), height·width).
    """
    # SOLUTION: For each output, put the kernel into an image of zeros, and that into a row.
    rows = []
    for i in range(height - kernel.shape[0] + 1):
        for j in range(width - kernel.shape[1] + 1):
            window = np.zeros((height, width))
            window[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel
            rows.append(window.ravel())
    return np.array(rows)
    # END SOLUTION


# %% [markdown]
# ## Task 2: the matrix, transposed
#
# The matrix A of Task 1 leads from 9 pixels to 4. Transposed, which makes its rows columns, it
# leads from 4 to 9. That is a **transposed convolution**: a small image, written as one column,
# becomes a large one.
#
#     small image  1 0     →     large image  1 2 0
#                  0 2                        3 6 4
#                                             0 6 8
#
# The pixel in the middle comes from the column of A in the middle, which is 4 3 2 1, times the
# small image: 4·1 + 3·0 + 2·0 + 1·2 = 6.
#
# You have met this before. The weight that carries a pixel to an output also carries the gradient
# of that output back to the pixel: ∂E/∂X is A transposed, times ∂E/∂Y. **The gradient of the input
# of a convolution is a transposed convolution of ∂E/∂Y**, with the same kernel.
#
# It gives back the size, **not the values**: to transpose a matrix is not to invert it. The
# convolution of the large image above is not the small one:
#
#     38 36
#     39 64
#
# `a.T` is the transposed array, `a @ b` the matrix product, and `a.reshape(rows, columns)` does
# the opposite of `a.ravel()`.


# %%
def transposed_convolution(
    matrix: np.ndarray, image: np.ndarray, height: int, width: int
) -> np.ndarray:
    """Return the large image (height, width) that the transposed matrix makes of a small one.

    matrix (h·w, height·width) as in Task 1, image (h, w) -> (height, width).
    """
    # SOLUTION: Write the image as a column, multiply, and make an image of the result.
    return (matrix.T @ image.ravel()).reshape(height, width)
    # END SOLUTION


# %% [markdown]
# ## Task 3: stamps
#
# The same, seen from a pixel of the small image: it **stamps** the whole kernel, times its own
# value, into the large image. Where stamps overlap, they **add up**. A convolution makes one output
# of many pixels; here one pixel goes to many outputs.
#
# The next pixel to the right stamps `stride` columns further on, the next one below `stride` rows
# further down. For 1x2 pixels, a 2x3 kernel and stride 2:
#
#     image = 1 10     kernel = 1 2 3     1 2 3 0 0  +  0 0 10 20 30  =  1 2 13 20 30
#                               4 5 6     4 5 6 0 0     0 0 40 50 60     4 5 46 50 60
#
# The kernel is not flipped. The large image is just large enough: of n pixels along an axis, the
# last one stamps from (n − 1)·stride on, and its stamp is as long as the kernel. The example has
# (2 − 1)·2 + 3 = 5 columns. With stride 1, the result is that of Task 2.
#
# The weights of the stamp are learned by gradient descent, as in the lesson before. In Keras this
# layer is `Conv2DTranspose(filters, kernel_size, strides)`.


# %%
def stamp(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the transposed convolution of an image; the kernel is no smaller than the stride.

    image (H, W), kernel (kH, kW) -> ((H - 1)·stride + kH, (W - 1)·stride + kW).
    """
    # SOLUTION: Begin with zeros, loop over the pixels of image, and add one stamp for each.
    height, width = image.shape
    rows, columns = kernel.shape
    large = np.zeros(((height - 1) * stride + rows, (width - 1) * stride + columns))
    for i in range(height):
        for j in range(width):
            top, left = i * stride, j * stride
            large[top : top + rows, left : left + columns] += image[i, j] * kernel
    return large
    # END SOLUTION


# %% [markdown]
# ## Task 4: zeros between the pixels
#
# The third way is an ordinary convolution of an image that was made larger before. First,
# stride − 1 zeros are put **between** neighbouring pixels, and none around them:
#
#     1 2     stride 2     1 0 2     stride 3     1 0 0 2
#     3 4        →         0 0 0        →         0 0 0 0
#                          3 0 4                  0 0 0 0
#                                                 3 0 0 4
#
# Then come rings of zeros around it (for a 3x3 kernel two, so that it also stops where it covers
# only one pixel), and the kernel, turned by half a turn, slides over all of that with stride 1.
# This second step is a convolution with padding "full", which you know from the gradient of the
# input in the lesson before. The result is the same as that of `stamp`:
#
#     convolve2d(put_zeros_between(image, stride), kernel, "full")
#
# `a[::3]` are rows 0, 3, 6, … of an array, and `a[::3, ::3]` are columns 0, 3, 6, … of these rows.


# %%
def put_zeros_between(image: np.ndarray, stride: int) -> np.ndarray:
    """Return the image with stride - 1 zeros between its pixels, along both axes.

    image (H, W) -> ((H - 1)·stride + 1, (W - 1)·stride + 1).
    """
    # SOLUTION: Begin with zeros, and put the pixels into their places.
    height, width = image.shape
    large = np.zeros(((height - 1) * stride + 1, (width - 1) * stride + 1))
    large[::stride, ::stride] = image
    return large
    # END SOLUTION


# %% [markdown]
# ## Task 5: without weights
#
# An image can also be enlarged by a fixed rule, with nothing to learn. **Nearest** upsampling takes
# the nearest old pixel for each new one, so that every pixel becomes a block of factor x factor:
#
#     1 2     factor 2     1 1 2 2
#     3 4        →         1 1 2 2
#                          3 3 4 4
#                          3 3 4 4
#
# **Bilinear** upsampling mixes the 2 nearest pixels along each axis, and **bicubic** the 4 nearest,
# with weights that depend on the distance alone. A transposed convolution can do all of that, apart
# from the border, if its weights happen to be the right ones. For nearest upsampling, the stride is
# the factor, and all weights of a kernel of that size are 1: then the stamps lie side by side.
#
# `np.repeat(a, 2, axis=0)` has every row of a twice, and with `axis=1` every column.


# %%
def nearest(image: np.ndarray, factor: int) -> np.ndarray:
    """Return the image with each pixel as a block of factor x factor.

    image (H, W) -> (H·factor, W·factor).
    """
    # SOLUTION: Make the blocks, in whichever way you like.
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions on a garment. The last image has a pattern that is not in the garment: with 3x3
# weights and stride 2 the stamps overlap unevenly, so that a pixel gets one, two or four of them.
# Such a **checkerboard pattern** can also be seen in images that real networks make. With 4x4
# weights, every pixel away from the border gets four stamps. Which other sizes of kernels overlap
# evenly at stride 2?


# %%
def picture():
    """Larger by a transposed convolution, and without one.

    A coat of 28x28 pixels. Below it, the same coat after a blur of 3x3 and the transposed
    convolution with the same kernel: of the same size, and blurred. To the right, four images of
    twice the height and width or about that. With zeros between the pixels, the coat is a grid of
    dots on black. Nearest upsampling makes square blocks. A transposed convolution with the
    4x4 weights of bilinear upsampling makes a smooth coat. Another one with 3x3 equal weights
    covers the coat with a regular pattern of bright and dark pixels.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import plots

    image = garments.draw(train=40, test=10, seed=0).x_train[16]
    blur = convolution_matrix(np.ones((3, 3)) / 9, 28, 28)
    blurred = (blur @ image.ravel()).reshape(26, 26)
    bilinear = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    made = {
        "the image": image,
        "zeros between": put_zeros_between(image, 2),
        "nearest": nearest(image, 2),
        "blurred, then transposed:\nother values": transposed_convolution(blur, blurred, 28, 28),
        "transposed, 4x4 weights\nof bilinear upsampling": convolve2d(
            put_zeros_between(image, 2), bilinear, "full"
        ),
        "transposed, 3x3 weights of 1/4:\nuneven overlap": stamp(image, np.ones((3, 3)) / 4, 2),
    }
    axes = plots.new_axes(13, 9.2, rows=2, columns=3)
    for ax, (title, values) in zip(axes.flat, made.items(), strict=True):
        height, width = values.shape
        sides = (-width / 2, width / 2, height / 2, -height / 2)
        ax.imshow(values, cmap=plots.GREY, vmin=0, vmax=255, extent=sides, interpolation="nearest")
        ax.set(xlim=(-29, 29), ylim=(29, -29))
        ax.axis("off")
        ax.set_title(f"{title}, {height}x{width}", fontsize=plots.FONT_SIZE)
    return axes


# %% The verdict, then the picture
workshop.verdict("transposed", globals())
