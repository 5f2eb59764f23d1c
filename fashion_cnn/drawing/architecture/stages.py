"""Parts of a network as blocks and stages: the few things that are drawn of its many layers.

    parts = parts_of(network, counting.report(network))      a layer with its normalisation, ...
    stages, auxiliaries, jumps = in_stages(parts)            blocks whose maps have one size
    stages, bottom, skips = u_shape(parts)                   the levels of a U; None for other nets

Blocks are found by the wiring alone: a block ends where all paths of the network meet.
"""

import itertools
from dataclasses import dataclass

from fashion_cnn.drawing.architecture.parts import ancestors
from fashion_cnn.networks.layers import Add, Concatenate, Crop
from fashion_cnn.networks.network import IMAGE

# More parts than in any block that people draw.
LARGEST_BLOCK = 24


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

        They are added ("sum"), concatenated ("module"), concatenated with the input of the block
        ("dense_layer"), or "other".
        """
        if len(self.parts) == 1:
            return None
        last = self.parts[-1]
        if isinstance(last.layer, Concatenate):
            return "dense_layer" if self.first - 1 in last.parents else "module"
        return "sum" if isinstance(last.layer, Add) else "other"

    @property
    def longest_path(self):
        """The layers on the longest path from the input to the join, without joins."""
        best = {}
        for number, part in enumerate(self.parts, start=self.first):
            before = max((best.get(parent, ()) for parent in part.parents), key=len)
            best[number] = before if len(part.parents) > 1 else (*before, part.layer)
        return best[number]

    @property
    def name(self):
        """What the names of the parts have in common, up to a "_": 3a of 3a_1x1, 3a_output."""
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
class Auxiliary:
    """An output beside the main one: the number of its stage, its shape, its parameters."""

    stage: int
    shape: tuple
    parameters: int


# --------------------------------------------------------------------------------------- stages


def in_stages(parts):
    """The Stages up to the last part, the Auxiliary outputs, and how many paths skip a stage."""
    main = sorted((ancestors(parts, len(parts) - 1) | {len(parts) - 1}) - {IMAGE})
    blocks = cut(parts, main)
    stage = number_stages(blocks, resized)
    jumps = [(a, b) for b in main for a in parts[b].parents if stage[b] - stage[a] > 1]
    return collect(blocks, stage), auxiliaries(parts, main, stage), len(jumps)


def cut(parts, main):
    """The Blocks of the parts `main`: one ends where no path leads past a part."""
    last_use = {}
    for number in main:
        last_use |= dict.fromkeys(parts[number].parents, number)
    blocks, current, reach = [], [], last_use[IMAGE]
    for number in main:
        current.append(number)
        if reach <= number:
            blocks += grouped(parts, current)
            current = []
        reach = max(reach, last_use.get(number, number))
    return blocks


def grouped(parts, numbers):
    """Parts as one Block or, where they are too many or not neighbours, one by one."""
    together = numbers[-1] - numbers[0] == len(numbers) - 1 < LARGEST_BLOCK
    groups = [numbers] if together else [[number] for number in numbers]
    return [Block(tuple(parts[n] for n in group), group[0]) for group in groups]


def number_stages(blocks, differs):
    """Part -> its stage: a new one where a block's output differs from its input."""
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
    """Whether two shapes differ in height and width, or in length if they are vectors."""
    return (before[:-1] or before) != (after[:-1] or after)


def collect(blocks, stage):
    """The Stages of the numbered blocks."""
    numbers = [stage[block.first] for block in blocks]
    return [
        Stage(tuple(block for block, at in zip(blocks, numbers, strict=True) if at == number))
        for number in range(max(numbers) + 1)
    ]


def auxiliaries(parts, main, stage):
    """The Auxiliary outputs: one for each group of connected parts off the main path."""
    root = {}
    for number, part in enumerate(parts):
        if number not in main:
            known = [root[parent] for parent in part.parents if parent in root]
            root[number] = known[0] if known else number
    groups = [[n for n in root if root[n] == first] for first in dict.fromkeys(root.values())]
    return [
        Auxiliary(
            stage[parts[group[0]].parents[0]],
            parts[group[-1]].shape,
            sum(parts[number].parameters for number in group),
        )
        for group in groups
    ]


# ------------------------------------------------------------------------------------ U-shapes


def u_shape(parts):
    """(stages, bottom, skips) of a network whose maps shrink and then grow, or else None.

    `bottom` is the number of the lowest stage. A skip is (stage left, stage reached, shape).
    """
    if any(len(part.shape) != 3 for part in parts):
        return None
    blocks = [Block((part,), number) for number, part in enumerate(parts)]
    stage = number_stages(blocks, scaled)
    edges = [(parent, number) for number, part in enumerate(parts) for parent in part.parents]
    skips = [(a, b) for a, b in edges if a != IMAGE and stage[b] - stage[a] > 1]
    # The arrow of a skip connection says what crops its maps and what joins them.
    inside = {a for a, b in edges if a != IMAGE and stage[a] == stage[b]}
    cuts = {a for a, _ in skips if isinstance(parts[a].layer, Crop)}
    joins = {b for _, b in skips if isinstance(parts[b].layer, Concatenate) and b in inside}
    hidden = {number for number in cuts | joins if not parts[number].parameters}
    stages = collect([block for block in blocks if block.first not in hidden], stage)
    up = [is_larger(parts, stage.blocks[0]) for stage in stages[1:]]
    bottom = up.count(False)
    if not 0 < len(up) - bottom <= bottom or up != sorted(up):
        return None
    return stages, bottom, [(stage[a], stage[b], parts[a].shape) for a, b in skips]


def is_larger(parts, block):
    """Whether the maps of a block are higher than those that feed it."""
    return block.shape[0] > parts[max(block.parts[0].parents)].shape[0]


def scaled(layer, before, after):
    """Whether a layer makes maps smaller or larger on purpose, not by a border or a crop."""
    steps = getattr(layer, "strides", None) != (1, 1) and not isinstance(layer, Crop)
    ratio = max(max(a, b) / min(a, b) for a, b in zip(before[:2], after[:2], strict=True))
    return steps and ratio >= 1.5
