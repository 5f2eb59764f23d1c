"""Arrays that a caller gives: real numbers, not empty, with the axes that a function needs."""

import numpy as np

from fashion_cnn.base.language import tr


def numbers(name, value, *axes):
    """The value as an array of real numbers, with these axes if any are named."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise ValueError(
            tr(
                "{name} must have rows of one length, received {value!r:.80}",
                name=name,
                value=value,
            )
        ) from None
    if array.dtype.kind not in "biuf":
        raise TypeError(
            tr(
                "{name} must hold real numbers, received an array of {dtype}",
                name=name,
                dtype=array.dtype,
            )
        )
    if array.size == 0:
        raise ValueError(
            tr("{name} must not be empty, received shape {shape}", name=name, shape=array.shape)
        )
    if axes and array.ndim != len(axes):
        raise wrong_axes(name, f"({', '.join(axes)})", array.shape)
    return array


def wrong_axes(name, axes, shape):
    """The ValueError about an array of another rank."""
    return ValueError(
        tr(
            "{name} must have the axes {axes}, received shape {shape}",
            name=name,
            axes=axes,
            shape=shape,
        )
    )


def common_type(*arrays):
    """The arrays in the one type to compute in: int64, float32 or float64."""
    integers = all(array.dtype.kind in "biu" for array in arrays)
    dtype = np.int64 if integers else np.result_type(np.float32, *arrays)
    return [array.astype(dtype, copy=False) for array in arrays]


def read_array(name, value, *axes):
    """One array, checked and in the type to compute in."""
    return common_type(numbers(name, value, *axes))[0]


def read_image_and_kernel(image, kernel):
    """(H, W) and (kH, kW), checked and in their common type."""
    return common_type(numbers("image", image, "H", "W"), numbers("kernel", kernel, "kH", "kW"))


def read_maps(name, value):
    """An image (H, W) or a batch (N, H, W, C), checked and in the type to compute in."""
    maps = read_array(name, value)
    if maps.ndim not in (2, 4):
        raise wrong_axes(name, tr("(H, W) or (N, H, W, C)"), maps.shape)
    return maps


def read_gradient(grad_y, shape):
    """∂E/∂Y for an output of this shape."""
    grad_y = read_array("grad_y", grad_y)
    if grad_y.shape != shape:
        raise ValueError(
            tr(
                "grad_y must have the shape of the output, {shape}, received shape {received}",
                shape=shape,
                received=grad_y.shape,
            )
        )
    return grad_y


def must_agree(size, first, other):
    """Raise ValueError unless two arrays, each given as (name, array, axis), agree in a size."""
    (name, array, axis), (other_name, other_array, other_axis) = first, other
    if array.shape[axis] != other_array.shape[other_axis]:
        raise ValueError(
            tr(
                "{other} must have the {size} of {name}, which is {number}, received shape {shape}",
                other=other_name,
                size=size,
                name=name,
                number=array.shape[axis],
                shape=other_array.shape,
            )
        )
