# %% [markdown]
# # Transposed convolution
#
# Pooling and strides make images smaller. Some networks must enlarge them again. U-Net, for
# example, labels each pixel with the object it belongs to (**segmentation**): it shrinks the image
# to find out what is there, and enlarges the result to say where.
#
# A **transposed convolution** enlarges an image with a learned kernel. Here you compute it in three
# ways that give the same numbers, then compare it with a fixed rule. All images have one channel,
# and there is no bias.
#
# About 30 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution import convolve2d

# %% [markdown]
# ## Task 1: a convolution as a matrix
#
# Every output of a convolution is a weighted sum of pixels. So the convolution is the product of a
# matrix A and the image, written as one column, row after row. For a 3x3 image X, a 2x2 kernel and
# padding "valid" (the kernel is not *flipped*, that is, rotated by half a turn):
#
#     kernel = 1 2     Y00     1 2 0 3 4 0 0 0 0
#              3 4     Y01  =  0 1 2 0 3 4 0 0 0  ·  the column X00 X01 X02 X10 X11 X12 X20 X21 X22
#                      Y10     0 0 0 1 2 0 3 4 0
#                      Y11     0 0 0 0 1 2 0 3 4
#
# The matrix has a **row for each output** and a **column for each pixel**, both in reading order:
# row by row, from left to right. A row holds the weights for the window of its output, and zeros
# for all other pixels. The first row says Y00 = 1·X00 + 2·X01 + 3·X10 + 4·X11.
#
# For 28x28 pixels and a 3x3 kernel, it has 676·784 = 529,984 entries: the same 9 weights in each of
# 676 rows, and zeros. A dense layer between these images would learn every entry.
#
# `a.ravel()` joins the rows of an array end to end, `np.array(rows)` turns a list of rows into an
# array, and `a[1:3, 0:2] = b` writes a 2x2 array b into rows 1 and 2, columns 0 and 1 of a.


# %%
def convolution_matrix(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the matrix that convolves an image (height, width), "valid", stride 1.

    kernel (kH, kW) -> ((height - kH + 1)·(width - kW + 1), height·width).
    """
    # SOLUTION: For each output, put the kernel into an image of zeros and flatten it.
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
# The matrix A of Task 1 maps 9 pixels to 4. Its transpose, whose columns are the rows of A, maps 4
# to 9. That is a **transposed convolution**: a small image, written as one column, becomes a large
# one.
#
#     small image  1 0     →     large image  1 2 0
#                  0 2                        3 6 4
#                                             0 6 8
#
# The middle pixel of the large image is the middle column of A, 4 3 2 1, times the small image:
#
#     4·1 + 3·0 + 2·0 + 1·2 = 6
#
# The weight that carries a pixel to an output also carries the gradient of that output back to the
# pixel: ∂E/∂X is the transpose of A times ∂E/∂Y. **The gradient of a convolution's input is a
# transposed convolution of ∂E/∂Y** with the same kernel.
#
# It restores the size, **not the values**: the transpose of a matrix is not its inverse. Convolving
# the large image above does not give back the small one:
#
#     38 36
#     39 64
#
# `a.T` is the transpose of an array, `a @ b` is the matrix product, and `a.reshape(rows, columns)`
# reverses `a.ravel()`.


# %%
def transposed_convolution(
    matrix: np.ndarray, image: np.ndarray, height: int, width: int
) -> np.ndarray:
    """Return the large image that the transposed matrix makes from a small one.

    matrix (h·w, height·width) as in Task 1, image (h, w) -> (height, width).
    """
    # SOLUTION: Write the image as a column, multiply, and reshape the result.
    return (matrix.T @ image.ravel()).reshape(height, width)
    # END SOLUTION


# %% [markdown]
# ## Task 3: stamps
#
# Now do the same pixel by pixel. Each pixel of the small image **stamps** the whole kernel,
# multiplied by the pixel's value, onto the large image. Where stamps overlap, they **add up**. In a
# convolution, many pixels contribute to one output; here one pixel contributes to many.
#
# The stamps of neighbouring pixels start `stride` columns or rows apart. For a 1x2 image, a 2x3
# kernel and stride 2:
#
#     image = 1 10     kernel = 1 2 3     1 2 3 0 0  +  0 0 10 20 30  =  1 2 13 20 30
#                               4 5 6     4 5 6 0 0     0 0 40 50 60     4 5 46 50 60
#
# The kernel is not flipped. Of n pixels along an axis, the last one stamps from (n − 1)·stride on,
# and the large image ends with its stamp. The example has (2 − 1)·2 + 3 = 5 columns. With stride 1,
# the result is the same as in Task 2.
#
# The weights of the stamp are learned by gradient descent. In Keras, this layer is
# `Conv2DTranspose(filters, kernel_size, strides)`.


# %%
def stamp(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the transposed convolution of an image; no kernel side is shorter than the stride.

    image (H, W), kernel (kH, kW) -> ((H - 1)·stride + kH, (W - 1)·stride + kW).
    """
    # SOLUTION: Start with zeros, and add one stamp for each pixel of image.
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
# The third way is an ordinary convolution of an enlarged image. First, put stride − 1 zeros
# **between** neighbouring pixels, and none around the image:
#
#     1 2     stride 2     1 0 2     stride 3     1 0 0 2
#     3 4        →         0 0 0        →         0 0 0 0
#                          3 0 4                  0 0 0 0
#                                                 3 0 0 4
#
# Second, flip the kernel and slide it with stride 1 and padding "full" (two zeros on each side for
# a 3x3 kernel), as for the gradient of the input in the previous lesson. The result is the same as
# with `stamp`:
#
#     convolve2d(put_zeros_between(image, stride), kernel, "full")
#
# `a[::3]` is rows 0, 3, 6, … of an array, and `a[::3, ::3]` is columns 0, 3, 6, … of these rows.


# %%
def put_zeros_between(image: np.ndarray, stride: int) -> np.ndarray:
    """Return the image with stride - 1 zeros between neighbouring pixels along both axes.

    image (H, W) -> ((H - 1)·stride + 1, (W - 1)·stride + 1).
    """
    # SOLUTION: Start with zeros, then copy the pixels to their positions.
    height, width = image.shape
    large = np.zeros(((height - 1) * stride + 1, (width - 1) * stride + 1))
    large[::stride, ::stride] = image
    return large
    # END SOLUTION


# %% [markdown]
# ## Task 5: without weights
#
# You can also enlarge an image by a fixed rule, with nothing to learn. **Nearest** upsampling fills
# each new pixel with the nearest old one, so every pixel becomes a block of factor x factor:
#
#     1 2     factor 2     1 1 2 2
#     3 4        →         1 1 2 2
#                          3 3 4 4
#                          3 3 4 4
#
# **Bilinear** upsampling combines the 2 nearest pixels along each axis, **bicubic** the 4 nearest,
# with weights that depend only on the distance. With the right weights, a transposed convolution
# can do all of this, except at the border. For nearest upsampling, stride and kernel size equal the
# factor and all weights are 1: the stamps sit side by side.
#
# `np.repeat(a, 2, axis=0)` contains every row of a twice, and with `axis=1` every column.


# %%
def nearest(image: np.ndarray, factor: int) -> np.ndarray:
    """Return the image with each pixel as a block of factor x factor.

    image (H, W) -> (H·factor, W·factor).
    """
    # SOLUTION: Make the blocks in any way you like.
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions enlarge a garment. The last image has a pattern that is not in the garment: with
# 3x3 weights and stride 2, the stamps overlap unevenly, one, two or four per pixel. This
# **checkerboard pattern** also appears in images that real networks generate. With 4x4 weights,
# every pixel away from the border receives four stamps. Which other kernel sizes overlap evenly at
# stride 2?
#
# To read on: `transpose_by_matrix` in `fashion_cnn.convolution` computes this as a product with the
# transposed matrix of a convolution; `conv2d_transpose` is the Keras layer in NumPy.


# %%
def picture():
    """An image enlarged with and without a transposed convolution.

    A coat of 28x28 pixels, with a blue border; the outputs have a dashed green one. Below it, the
    same coat after a 3x3 blur and the transposed convolution with the same kernel: it has its old
    size again, but is blurred. To the right, four images with about twice the height and width.
    Zeros between the pixels turn the coat into a grid of dots on black. Nearest upsampling gives
    square blocks. A transposed convolution with the 4x4 weights of bilinear upsampling gives a
    smooth coat; one with 3x3 equal weights covers it with a regular pattern of bright and dark
    pixels.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

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
        cells.edge(ax, INPUT if values is image else OUTPUT)
        ax.set_title(f"{title}, {height}x{width}", fontsize=plots.FONT_SIZE)
    return axes


# %% The verdict, then the picture
workshop.verdict("transposed", globals())
