"""Sizes along one axis, as plain ints: what a kernel spans, the padding, the outputs."""

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of, whole_number

PADDINGS = ("valid", "same", "full")


def extent(kernel, dilation=1):
    """The pixels that a kernel spans along one axis: d·(k − 1) + 1.

    Source: Dumoulin and Visin (2016), section 5.1.
    """
    kernel = whole_number("kernel", kernel, at_least=1)
    return whole_number("dilation", dilation, at_least=1) * (kernel - 1) + 1


def pad_amounts(size, kernel, padding="valid", stride=1, dilation=1):
    """The number of zeros before and after one axis.

    valid  none: the kernel stays inside the image.
    same   as few as give ⌈size / s⌉ outputs. The number depends on the stride; an odd one puts
           the extra zero after the image (bottom, right), as Keras does on TensorFlow.
    full   extent − 1 on both sides: every place where kernel and image share a pixel.

    Errors: ValueError if the kernel spans more than the input (only with 'valid').
    Source: TensorFlow, "Notes on padding"; Dumoulin and Visin (2016), chapter 2.
    """
    size = whole_number("size", size, at_least=1)
    stride = whole_number("stride", stride, at_least=1)
    padding, span = one_of("padding", padding, PADDINGS), extent(kernel, dilation)
    if padding == "full":
        return span - 1, span - 1
    if padding == "same":
        outputs = -(-size // stride)  # rounded up
        total = max((outputs - 1) * stride + span - size, 0)
        return total // 2, total - total // 2
    if span > size:
        raise ValueError(
            tr(
                "the kernel must not span more than the padded input, received a kernel of "
                "{kernel} with dilation {dilation}, which spans {span}, and an input of {size}",
                kernel=kernel,
                dilation=dilation,
                span=span,
                size=size,
            )
        )
    return 0, 0


def positions(size, kernel, padding="valid", stride=1, dilation=1):
    """The number of places at which the kernel fits on one padded axis, skipped ones included."""
    before, after = pad_amounts(size, kernel, padding, stride, dilation)
    return before + size + after - extent(kernel, dilation) + 1


def output_size(size, kernel, padding="valid", stride=1, dilation=1):
    """The outputs along one axis: every s-th position, ⌊(positions − 1) / s⌋ + 1.

    With stride 1 that is I − K + 1 for 'valid', I for 'same' and I + K − 1 for 'full'.

    >>> [output_size(7, 3, padding) for padding in PADDINGS]
    [5, 7, 9]

    Source: Dumoulin and Visin (2016), relationships 1 to 6 and 15.
    """
    return (positions(size, kernel, padding, stride, dilation) - 1) // stride + 1


def transposed_size(size, kernel, padding="valid", stride=1, dilation=1, output_padding=None):
    """The outputs of a transposed convolution along one axis, by Keras's rule.

    They are s·size for 'same' and s·size + max(extent − s, 0) for 'valid'. A convolution gives
    several input sizes the same output size; `output_padding` picks another of them, as in Keras.

    >>> transposed_size(14, 3, "same", stride=2), transposed_size(14, 3, "valid", stride=2)
    (28, 29)

    Errors: ValueError if no convolution leads from the chosen size back to `size`.
    Source: Keras, Conv2DTranspose; Dumoulin and Visin (2016), relationship 14.
    """
    size = whole_number("size", size, at_least=1)
    stride = whole_number("stride", stride, at_least=1)
    padding = one_of(tr("padding of a transposed convolution"), padding, PADDINGS[:2])
    span = extent(kernel, dilation)
    last = (size - 1) * stride  # where the last pixel goes
    if output_padding is None:
        return last + (stride if padding == "same" else max(span, stride))
    result = last + whole_number("output_padding", output_padding, at_least=0)
    result += span % 2 if padding == "same" else span
    if result < 1 or output_size(result, kernel, padding, stride, dilation) != size:
        raise ValueError(
            tr(
                "output_padding must lead to a size that the convolution turns back into {size}, "
                "received {output_padding}, which leads to {result}",
                size=size,
                output_padding=output_padding,
                result=result,
            )
        )
    return result
