"""A run's snapshots for the page: from untrained to trained, and beyond the best epoch."""

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed
from fashion_cnn.explorer.scoring import can_be_scored, right
from fashion_cnn.training.history import best_epoch, read_history
from fashion_cnn.training.snapshots import Snapshot, snapshots

# The most snapshots of a model, and the most weights that all of them have together: about 13 MB.
MOST, MOST_WEIGHTS = 12, 5_000_000


def snapshots_of(opened, folder):
    """The snapshots of an Opened model's RunFolder, as the page has them; [] if there are none.

    Each has its "epoch", its "updates" in the first one or None, its "weights" or None for those of
    the model itself, which are of the best epoch. "right" of "count" test images get their class,
    where that is known.
    """
    found = [] if folder is None else chosen(folder, opened.model.count_params())
    exact = opened.model.get_weights()
    try:
        return [described(opened, snapshot, folder, exact) for snapshot in found]
    finally:
        opened.model.set_weights(exact)


def chosen(folder, size):
    """The Snapshots to show, evenly chosen; that of the best epoch has no path.

    `size` is the number of weights of the model.
    """
    found = snapshots(folder)
    if not found:
        return []
    history = read_history(folder.history)
    best = best_epoch(history)
    # An epoch that was broken off is not in the history.
    others = [each for each in found if each.epoch <= len(history) and each.epoch != best]
    best_at = sum(each.epoch < best for each in others)
    if not others:
        return []
    found = [*others[:best_at], Snapshot(best, None, None), *others[best_at:]]
    return [found[n] for n in evenly(len(found), best_at, most(size))]


def most(size):
    """How many snapshots there is room for; the weights of one of them are in the page anyway."""
    return min(MOST, max(2, 1 + MOST_WEIGHTS // size))


def evenly(count, kept, most):
    """At most `most` of the numbers below `count`, with the first, and `kept` among them."""
    if count <= most:
        return range(count)
    numbers = set(np.linspace(0, count - 1, most).round().astype(int).tolist())
    if kept not in numbers:
        numbers.remove(min(numbers - {0}, key=lambda number: abs(number - kept)))
    return sorted(numbers | {kept})


def described(opened, snapshot, folder, exact):
    """A Snapshot as the page has it. It stays in the model, whose own weights are `exact`."""
    made = {"epoch": snapshot.epoch, "updates": snapshot.updates, "weights": None}
    if snapshot.path:
        load_weights(opened.model, snapshot.path, folder)
        made["weights"] = in_16_bits(export(opened.model, opened.taken.shape).weights)
    else:
        opened.model.set_weights(exact)
    if can_be_scored(opened):
        made |= {"right": right(opened, opened.many), "count": len(opened.many)}
    return made


def load_weights(model, path, folder):
    try:
        model.load_weights(path)
    except (OSError, ValueError, KeyError):
        raise KitError(
            "{path}: these are no weights of the model in {run}.", path=path, run=folder.path
        ) from None


def in_16_bits(numbers):
    """The numbers as float16, if they are not too large for it."""
    fits = np.abs(numbers).max() <= np.finfo("float16").max
    return packed(numbers, "float16" if fits else "float32")
