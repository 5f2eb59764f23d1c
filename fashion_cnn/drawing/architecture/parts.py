"""A network as parts: layers grouped with their normalisation, activation or padding."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from fashion_cnn.networks import layers
from fashion_cnn.networks.classic_layers import LocalResponseNorm
from fashion_cnn.networks.layers import Concatenate
from fashion_cnn.networks.network import IMAGE

# Layers that are not drawn by themselves: they belong to the layer before them or, where there
# is none, to the one after.
QUIET = (layers.BatchNorm, LocalResponseNorm, layers.Activation, layers.Dropout)


@dataclass(frozen=True)
class Part:
    """A layer with the quiet ones that belong to it; `parents` are numbers of parts, or IMAGE.

    `parameters` are those of all of them, and `shape` is the output of the last one. `sees` is the
    shape that reaches the layer, where the concatenations before it are not drawn.
    """

    layer: Any
    kind: str
    shape: tuple
    parameters: int
    parents: tuple
    sees: tuple | None = None

    name = property(lambda self: self.layer.name)


def parts_of(network, rows):
    """The Parts of a network, in order, from its report."""
    feeds = Counter(parent for parents in network.parents for parent in set(parents))
    home, members = {IMAGE: IMAGE}, []
    for number, parents in enumerate(network.parents):
        before = parents[0]
        alone = len(parents) == 1 and before != IMAGE and feeds[before] == 1
        follows = alone and is_quiet(network, rows, number)
        if follows or (alone and is_preparation(network, rows, members[home[before]])):
            home[number] = home[before]
            members[home[before]].append(number)
        else:
            home[number] = len(members)
            members.append([number])
    return [part(network, rows, numbers, home) for numbers in members]


def part(network, rows, numbers, home):
    """The Part of the layers with these numbers, of which the first is fed by other parts."""
    loud = [number for number in numbers if not is_preparation(network, rows, [number])]
    chosen = (loud or numbers)[0]
    parents = tuple(dict.fromkeys(home[parent] for parent in network.parents[numbers[0]]))
    parameters = sum(rows[number].parameters for number in numbers)
    shape = rows[numbers[-1]].output_shape
    return Part(network.layers[chosen], rows[chosen].kind, shape, parameters, parents)


def is_quiet(network, rows, number):
    """Whether a layer changes values only, not shapes, and learns no kernels."""
    layer, parents = network.layers[number], network.parents[number]
    if not isinstance(layer, layers.Other):
        return isinstance(layer, QUIET)
    before = rows[parents[0]].output_shape if parents[0] != IMAGE else network.input_shape
    learns = layer.count > 0 and not layer.class_name.endswith("Normalization")
    return len(parents) == 1 and layer.shape == before and not learns


def is_preparation(network, rows, numbers):
    """Whether all these layers are quiet or padding, so that the layer of their part is to come."""
    return all(
        isinstance(network.layers[number], layers.ZeroPad) or is_quiet(network, rows, number)
        for number in numbers
    )


# -------------------------------------------------------------------------------- dense blocks


def without_dense_joins(parts):
    """The parts without the concatenations of dense blocks, which keep what they get.

    What such a concatenation feeds is then fed by all that it joins, as in the paper's figure. The
    last one stays.
    """
    joins = {
        number: part.parents
        for number, part in enumerate(parts[:-1])
        if isinstance(part.layer, Concatenate) and keeps_all(parts, part)
    }
    left = [number for number in range(len(parts)) if number not in joins]
    new = {IMAGE: IMAGE} | {number: place for place, number in enumerate(left)}
    result = []
    for number in left:
        part = parts[number]
        fed_by_join = len(part.parents) == 1 and part.parents[0] in joins
        sees = parts[part.parents[0]].shape if fed_by_join else None
        sources = tuple(sorted({new[source] for source in resolved(part.parents, joins)}))
        result.append(replace(part, parents=sources, sees=sees))
    return result


def keeps_all(parts, join):
    """Whether one joined part feeds another."""
    return any(
        parent in ancestors(parts, other) for other in join.parents for parent in join.parents
    )


def resolved(parents, joins):
    """Yield these parts, and instead of each of the `joins`, what feeds it."""
    for parent in parents:
        yield from resolved(joins[parent], joins) if parent in joins else [parent]


def ancestors(parts, number):
    """The numbers of all parts that a part depends on, IMAGE included, without itself."""
    reached, edge = set(), {number} - {IMAGE}
    while edge:
        parents = {parent for part in edge for parent in parts[part].parents} - reached
        reached |= parents
        edge = parents - {IMAGE}
    return reached
