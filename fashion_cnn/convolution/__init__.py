"""Convolution and the layers around it in plain NumPy, to be read beside the formulas.

    >>> image = [[1, 6, 2], [5, 3, 1], [7, 0, 4]]
    >>> correlate2d(image, [[1, 2], [-1, 0]])
    array([[8, 7],
           [4, 5]])

    sizes.py         one axis, plain ints: extent, padding, output sizes
    window.py        how a kernel slides over an image; padding, patches
    correlation.py   one image and one kernel: cross-correlation, convolution, the matrix
    linear.py        the layers with weights, convolutional and dense
    pooling.py       max, min and average pooling
    transposed.py    transposed convolution, interpolation
    activations.py   ReLU, softmax
    kernels.py       kernels and images for the worked examples
    photographs.py   photographs to try kernels on

A gradient comes after its operation. Letters, the same in every formula, comment and `einsum`:

    X, K, Y      image, kernel, output          B  bias           E  the loss
    i, j         row and column in the output   x, y  row and column in the kernel
    n, c, o      image of the batch, input channel, output channel (a filter is K[:, :, :, o])
    s, d, p      stride, dilation, zeros before the first row or column
    ⋆, *         cross-correlation, convolution: X * K = X ⋆ rot180(K)
    grad_y       ∂E/∂Y; each gradient function takes it and returns ∂E/∂ of its arguments

A discrete convolution in one dimension is Y(i) = Σ_x X(i − x) K(x), the continuous one
y(t) = ∫ x(t − τ) k(τ) dτ. An image has two dimensions, hence two sums.

Shapes: one image is (H, W) and one kernel (kH, kW). For the layers, as in Keras, a batch is
(N, H, W, C_in) and its kernels are (kH, kW, C_in, C_out). `stride`, `dilation` and `pool_size`
are an int or a pair (vertical, horizontal).

Types: integers and booleans are computed in int64, exactly within its range. float32 stays
float32, float64 stays float64, and float16 becomes float32; mixed types take NumPy's common
type. NaN propagates.

Errors: UsageError, a ValueError, for an int, a pair or a name that breaks its rule; TypeError
for an array that does not hold real numbers (complex, text, objects); ValueError for an empty
array, for ranks and sizes that do not fit, and for a kernel that spans more than the padded
input. A docstring lists only further errors.

Sources: Goodfellow, Bengio, Courville (2016), Deep Learning, chapter 9; Dumoulin, Visin (2016),
A guide to convolution arithmetic for deep learning, arXiv:1603.07285; TensorFlow, tf.nn, "Notes
on padding". A docstring names the part it follows.
"""

# ruff: noqa: F401 (these names are for lessons, slides and other rooms to import)

from fashion_cnn.convolution.activations import relu, relu_grad, softmax, softmax_grad
from fashion_cnn.convolution.correlation import (
    convolution_matrix,
    convolve2d,
    correlate2d,
    correlate2d_backward_loops,
    correlate2d_loops,
    rot180,
)
from fashion_cnn.convolution.linear import (
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    conv2d_loops,
    dense,
    dense_grad,
)
from fashion_cnn.convolution.pooling import (
    average_pool,
    average_pool_grad,
    max_pool,
    max_pool_grad,
    min_pool,
    pool_loops,
)
from fashion_cnn.convolution.sizes import (
    PADDINGS,
    extent,
    output_size,
    pad_amounts,
    positions,
    transposed_size,
)
from fashion_cnn.convolution.transposed import (
    conv2d_transpose,
    transpose_by_matrix,
    transpose_by_stamps,
    transpose_by_zeros,
    upsample,
)
from fashion_cnn.convolution.window import Window, output_shape, pad, windows
