"""Receptive fields: the part of the input that one value of a feature map depends on.

Source: Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks"
(Distill).
"""

from dataclasses import dataclass
from functools import reduce

from fashion_cnn.convolution import extent, pad_amounts


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive fields of a feature map along one axis, in pixels.

    `size` may extend beyond the border. `stride` is the distance between the fields of
    neighbouring values (0 if there is only one value). `centre` is the middle of the first field,
    counted from the middle of the first pixel.
    """

    size: int
    stride: int
    centre: float

    def span(self, values=1, first=0):
        """First and last pixel seen by `values` neighbouring values, the first at index `first`."""
        start = self.centre - (self.size - 1) / 2 + first * self.stride
        return start, start + (values - 1) * self.stride + self.size - 1

    def through_window(self, size, kernel, padding, stride, dilation):
        """The fields after a window has slid over `size` values that have these fields.

        None if that depends on a size that is not fixed: only 'same' with a stride does.
        """
        span = extent(kernel, dilation)
        if size is None:
            if padding == "same" and stride > 1:
                return None
            size = span
        before, _ = pad_amounts(size, kernel, padding, stride, dilation)
        return ReceptiveField(
            size=self.size + (span - 1) * self.stride,
            stride=self.stride * stride,
            centre=self.centre + ((span - 1) / 2 - before) * self.stride,
        )

    def moved(self, values):
        """The fields of a map that starts `values` positions later."""
        return ReceptiveField(self.size, self.stride, self.centre + values * self.stride)

    def of_all(self, values, pixels):
        """The field of a value that depends on all `values`, clipped to an axis of `pixels`."""
        first, last = self.span(values)
        first, last = max(first, 0), min(last, pixels - 1)
        return ReceptiveField(int(last - first) + 1, 0, (first + last) / 2)

    def joined(self, other):
        """The fields of values that each depend on both of two maps."""
        (first, last), (other_first, other_last) = self.span(), other.span()
        first, last = min(first, other_first), max(last, other_last)
        stride = max(self.stride, other.stride)
        return ReceptiveField(int(last - first) + 1, stride, (first + last) / 2)


ONE_PIXEL = ReceptiveField(1, 1, 0.0)


def of_output(layer, shapes, fields, input_shape):
    """The fields of a layer's output along height and width, or None if unknown.

    `shapes` and `fields` are those of the layer's inputs.
    """
    if not layer.evenly_spaced or not fields or None in fields:
        return None
    if layer.windows:
        axes = zip(fields[0], shapes[0][:2], layer.windows, strict=True)
        found = tuple(field.through_window(size, *window) for field, size, window in axes)
        return None if None in found else found
    if layer.sees_everything and len(shapes[0]) == 3:
        if None in (*shapes[0][:2], *input_shape[:2]):
            return None
        axes = zip(fields[0], shapes[0][:2], input_shape[:2], strict=True)
        return tuple(field.of_all(values, pixels) for field, values, pixels in axes)
    joined = [reduce(ReceptiveField.joined, axis) for axis in zip(*fields, strict=True)]
    return tuple(field.moved(by) for field, by in zip(joined, layer.offset, strict=True))
