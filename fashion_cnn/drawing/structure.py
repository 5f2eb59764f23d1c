"""From the many layers of a network to the few things that are drawn of it. Nothing is drawn here.

    found = parts(network, arithmetic.report(network))     a layer with its normalisation, ...
    stages, sides, jumps = in_stages(found)                parts and blocks of one map size
    stages, bottom, skips = u_shape(found)                 the levels of a U; None where it is none

Blocks are found by the wiring alone: where all paths of the network meet, one ends.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from fashion_cnn.networks import layers
from fashion_cnn.networks.classic_layers import LocalResponseNorm
from fashion_cnn.networks.layers import Add, Concatenate, Crop
from fashion_cnn.networks.network import IMAGE

# Layers that are not drawn for themselves: they belong to the layer before them or, where there
# is none, to the one behind.
QUIET = (layers.BatchNorm, LocalResponseNorm, layers.Activation, layers.Dropout)
# More parts than in any block that people draw.
LARGEST_BLOCK = 24


@dataclass(frozen=True)
class Part:
    """A layer with the quiet ones that belong to it; `parents` are numbers of parts, or IMAGE.

    `parameters` are those of all of them, and `shape` is what leaves the last one. `sees` is the
    shape that reaches the layer, where concatenations in front of it are not drawn.
    """

    layer: Any
    kind: str
    shape: tuple
    parameters: int
    parents: tuple
    sees: tuple | None = None

    name = property(lambda self: self.layer.name)


@dataclass(frozen=True)
class Block:
    """Parts between two places where all paths meet; most are a single part.

    `first` is the number of the first part.
    """

    parts: tuple
    first: int

    shape = property(lambda self: self.parts[-1].shape)
    parameters = property(lambda self: sum(part.parameters for part in self.parts))

    @property
    def join(self):
        """How the paths of a block meet, or None for a single part.

        They are a "sum"; put beside each other, as in a "module"; put beside what has entered, as
        in a "dense_layer"; or "other".
        """
        if len(self.parts) == 1:
            return None
        last = self.parts[-1]
        if isinstance(last.layer, Concatenate):
            return "dense_layer" if self.first - 1 in last.parents else "module"
        return "sum" if isinstance(last.layer, Add) else "other"

    @property
    def longest_path(self):
        """The layers on the way from the entrance to the join on which most are, without joins."""
        best = {}
        for number, part in enumerate(self.parts, start=self.first):
            before = max((best.get(parent, ()) for parent in part.parents), key=len)
            best[number] = before if len(part.parents) > 1 else (*before, part.layer)
        return best[number]

    @property
    def name(self):
        """What the names of the parts have in common, up to a line: "3a" of 3a_1x1, 3a_output."""
        words = zip(*(part.name.split("_") for part in self.parts), strict=False)
        same = itertools.takewhile(lambda here: len(set(here)) == 1, words)
        return "_".join(here[0] for here in same)


@dataclass(frozen=True)
class Stage:
    """Blocks whose outputs have one height and width, or vectors of one length."""

    blocks: tuple

    shape = property(lambda self: self.blocks[-1].shape)
    parameters = property(lambda self: sum(block.parameters for block in self.blocks))


@dataclass(frozen=True)
class Side:
    """An output beside the main one: the stage that it leaves, its shape and parameters."""

    stage: int
    shape: tuple
    parameters: int


# ---------------------------------------------------------------------------------------- parts


def parts(network, rows):
    """Return the Parts of a network, in order, from its report."""
    feeds = Counter(parent for parents in network.parents for parent in set(parents))
    home, members = {IMAGE: IMAGE}, []
    for number, parents in enumerate(network.parents):
        before = parents[0]
        alone = len(parents) == 1 and before != IMAGE and feeds[before] == 1
        follows = alone and is_quiet(network, rows, number)
        if follows or (alone and all(quiet_or_pad(network, rows, members[home[before]]))):
            home[number] = home[before]
            members[home[before]].append(number)
        else:
            home[number] = len(members)
            members.append([number])
    return [part(network, rows, numbers, home) for numbers in members]


def part(network, rows, numbers, home):
    """Return the Part of the layers with these numbers, of which the first is fed by others."""
    loud = [number for number in numbers if not all(quiet_or_pad(network, rows, [number]))]
    chosen = (loud or numbers)[0]
    parents = tuple(dict.fromkeys(home[parent] for parent in network.parents[numbers[0]]))
    parameters = sum(rows[number].parameters for number in numbers)
    shape = rows[numbers[-1]].output_shape
    return Part(network.layers[chosen], rows[chosen].kind, shape, parameters, parents)


def is_quiet(network, rows, number):
    """Tell whether a layer changes values only, not shapes, and learns no kernels."""
    layer, parents = network.layers[number], network.parents[number]
    if not isinstance(layer, layers.Other):
        return isinstance(layer, QUIET)
    before = rows[parents[0]].output_shape if parents[0] != IMAGE else network.input_shape
    learns = layer.count > 0 and not layer.class_name.endswith("Normalization")
    return len(parents) == 1 and layer.shape == before and not learns


def quiet_or_pad(network, rows, numbers):
    """Return for each layer whether it may stand in front of the layer of its part."""
    return [
        isinstance(network.layers[number], layers.ZeroPad) or is_quiet(network, rows, number)
        for number in numbers
    ]


def without_dense_joins(found):
    """Return the parts without the concatenations of dense blocks, which keep what they get.

    What such a concatenation feeds is then fed by all that it joins, as the paper draws it. The
    last one stays.
    """
    joins = {
        number: part.parents
        for number, part in enumerate(found[:-1])
        if isinstance(part.layer, Concatenate) and keeps_all(found, part)
    }
    left = [number for number in range(len(found)) if number not in joins]
    new = {IMAGE: IMAGE} | {number: place for place, number in enumerate(left)}
    result = []
    for number in left:
        part = found[number]
        fed_by_join = len(part.parents) == 1 and part.parents[0] in joins
        sees = found[part.parents[0]].shape if fed_by_join else None
        sources = tuple(sorted({new[source] for source in resolved(part.parents, joins)}))
        result.append(replace(part, parents=sources, sees=sees))
    return result


def keeps_all(found, join):
    """Tell whether one of what is joined is itself what another is made of."""
    return any(
        parent in ancestors(found, other) for other in join.parents for parent in join.parents
    )


def resolved(parents, joins):
    """Yield the parts that feed, through any of the `joins`."""
    for parent in parents:
        yield from resolved(joins[parent], joins) if parent in joins else [parent]


def ancestors(found, number):
    """Return the numbers of all parts that a part is made of, IMAGE too, without itself."""
    reached, edge = set(), {number} - {IMAGE}
    while edge:
        parents = {parent for part in edge for parent in found[part].parents} - reached
        reached |= parents
        edge = parents - {IMAGE}
    return reached


# --------------------------------------------------------------------------------------- stages


def in_stages(found):
    """Return the Stages on the way to the last part, the Sides, and how often a stage is jumped."""
    main = sorted((ancestors(found, len(found) - 1) | {len(found) - 1}) - {IMAGE})
    blocks = cut(found, main)
    stage = number_stages(found, blocks, resized)
    jumps = [(a, b) for b in main for a in found[b].parents if stage[b] - stage[a] > 1]
    return collect(blocks, stage), sides(found, main, stage), len(jumps)


def cut(found, main):
    """Return the Blocks of the parts `main`: one ends where no path leads past a part."""
    last_use = {}
    for number in main:
        last_use |= dict.fromkeys(found[number].parents, number)
    blocks, current, reach = [], [], last_use[IMAGE]
    for number in main:
        current.append(number)
        if reach <= number:
            blocks += grouped(found, current)
            current = []
        reach = max(reach, last_use.get(number, number))
    return blocks


def grouped(found, numbers):
    """Return parts as one Block or, where they are too many or not neighbours, one by one."""
    together = numbers[-1] - numbers[0] == len(numbers) - 1 < LARGEST_BLOCK
    groups = [numbers] if together else [[number] for number in numbers]
    return [Block(tuple(found[n] for n in group), group[0]) for group in groups]


def number_stages(found, blocks, differs):
    """Return {part: its stage}: one more where a block's output differs from what feeds it."""
    stage, shapes = {IMAGE: 0}, {}
    for block in blocks:
        own = range(block.first, block.first + len(block.parts))
        outside = {p for part in block.parts for p in part.parents if p not in own}
        before = max(outside, key=stage.get)
        new = before != IMAGE and differs(block.parts[-1].layer, shapes[before], block.shape)
        stage |= dict.fromkeys(own, stage[before] + new)
        shapes |= dict.fromkeys(own, block.shape)
    return stage


def resized(_, before, after):
    """Tell whether two shapes have another height and width, or are vectors of other lengths."""
    return size(before) != size(after)


def size(shape):
    return shape[:-1] or shape


def collect(blocks, stage):
    """Return the Stages of the numbered blocks."""
    numbers = [stage[block.first] for block in blocks]
    return [
        Stage(tuple(block for block, at in zip(blocks, numbers, strict=True) if at == number))
        for number in range(max(numbers) + 1)
    ]


def sides(found, main, stage):
    """Return a Side for each group of parts that hang together beside the main way."""
    root = {}
    for number, part in enumerate(found):
        if number not in main:
            known = [root[parent] for parent in part.parents if parent in root]
            root[number] = known[0] if known else number
    groups = [[n for n in root if root[n] == first] for first in dict.fromkeys(root.values())]
    return [
        Side(
            stage[found[group[0]].parents[0]],
            found[group[-1]].shape,
            sum(found[number].parameters for number in group),
        )
        for group in groups
    ]


# ------------------------------------------------------------------------------------ U-shapes


def u_shape(found):
    """Return (stages, bottom, skips) of a network whose maps shrink and then grow, or else None.

    `bottom` is the number of the lowest stage. A skip is (stage left, stage reached, shape).
    """
    if any(len(part.shape) != 3 for part in found):
        return None
    blocks = [Block((part,), number) for number, part in enumerate(found)]
    stage = number_stages(found, blocks, scaled)
    edges = [(parent, number) for number, part in enumerate(found) for parent in part.parents]
    skips = [(a, b) for a, b in edges if a != IMAGE and stage[b] - stage[a] > 1]
    # What cuts maps off for a skip connection, and what joins it, are said by its arrow.
    inside = {a for a, b in edges if a != IMAGE and stage[a] == stage[b]}
    cuts = {a for a, _ in skips if isinstance(found[a].layer, Crop)}
    joins = {b for _, b in skips if isinstance(found[b].layer, Concatenate) and b in inside}
    hidden = {number for number in cuts | joins if not found[number].parameters}
    stages = collect([block for block in blocks if block.first not in hidden], stage)
    up = [is_larger(found, stage.blocks[0]) for stage in stages[1:]]
    bottom = up.count(False)
    if not 0 < len(up) - bottom <= bottom or up != sorted(up):
        return None
    return stages, bottom, [(stage[a], stage[b], found[a].shape) for a, b in skips]


def is_larger(found, block):
    """Tell whether the maps of a block are higher than those that feed it."""
    return block.shape[0] > found[max(block.parts[0].parents)].shape[0]


def scaled(layer, before, after):
    """Tell whether a layer makes maps smaller or larger on purpose, not by a border or a cut."""
    steps = getattr(layer, "strides", None) != (1, 1) and not isinstance(layer, Crop)
    ratio = max(max(a, b) / min(a, b) for a, b in zip(before[:2], after[:2], strict=True))
    return steps and ratio >= 1.5
