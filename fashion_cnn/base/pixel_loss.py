"""The cross-entropy of pixels, which PyTorch 2.13 cannot train with the way Keras computes it."""

import functools


def mend():
    """With PyTorch, let a network learn that gives probabilities for each pixel, such as U-Net.

    Keras moves the classes of (N, H, W, classes) to the second axis, where PyTorch wants them, but
    not in memory. PyTorch's gradient then fails with "grad_input must be contiguous", for images
    only: https://github.com/pytorch/pytorch/issues/175084. As a list of pixels, (N·H·W, classes),
    the classes are on the second axis as they are. The numbers are the same.
    """
    from keras.src.backend.torch import nn

    moved = nn.sparse_categorical_crossentropy
    if hasattr(moved, "__wrapped__"):  # done before
        return

    @functools.wraps(moved)
    def as_a_list(target, output, from_logits=False, axis=-1):
        *pixels, classes = output.shape
        if len(pixels) != 3 or axis not in (-1, 3) or list(target.shape[:3]) != pixels:
            return moved(target, output, from_logits, axis)
        losses = moved(target.reshape(-1), output.reshape(-1, classes), from_logits)
        return losses.reshape(pixels)

    nn.sparse_categorical_crossentropy = as_a_list
