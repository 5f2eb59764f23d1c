"""The parts of a folder's image files that excite the maps of a layer most.

    search = search(opened, "photos", "conv2", count=8)
    search.table().save("patches.csv")              # the best of each map
    search.pixels(channel=3)                        # the patches of a map

Only the best are kept, so memory does not grow with the number of files.
"""

import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fashion_cnn import inside
from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.base.tables import Table, path_cell
from fashion_cnn.data import streaming
from fashion_cnn.inside import own_pictures
from fashion_cnn.inside.patches import part, sight, strongest

COLUMNS = ("file", "map", "row", "column", "value", "top", "bottom", "left", "right")


@dataclass
class Search:
    """The `count` strongest places of each channel in the files seen so far, one for each file.

    `best` has a heap for each channel of (value, -number of the file, path, place), the weakest
    first. `files` counts the files that could be used and `failed` the others, of which `error`
    is the first. `read` prepares a file, `seen_from` tells the pixels that a place sees.
    """

    folder: str
    read: Any
    seen_from: Any
    count: int
    files: int = 0
    failed: int = 0
    error: KitError | None = None
    best: list = field(default_factory=list)

    def add_batch(self, batch, maps_of):
        """Search a batch of (path, pixels or KitError); `maps_of` makes maps (N, ..., C) of it."""
        failures = [found for _, found in batch if isinstance(found, KitError)]
        usable = [pair for pair in batch if not isinstance(pair[1], KitError)]
        self.failed += len(failures)
        self.error = self.error or next(iter(failures), None)
        if usable:
            paths, pixels = zip(*usable, strict=True)
            self.add(paths, maps_of(np.stack(pixels)))

    def add(self, paths, maps):
        """Search the maps (N, ..., C) of N files."""
        self.best = self.best or [[] for _ in range(maps.shape[-1])]
        values, places = strongest(maps)
        for channel, heap in enumerate(self.best):
            for number in np.argsort(-values[:, channel], kind="stable")[: self.count]:
                value, place = float(values[number, channel]), places[number, channel]
                found = value, -(self.files + int(number)), paths[number], tuple(map(int, place))
                add = heapq.heappush if len(heap) < self.count else heapq.heappushpop
                add(heap, found)
        self.files += len(paths)

    def in_order(self, channel):
        """(value, path, place) of a channel, the strongest first."""
        return [(value, path, place) for value, _, path, place in sorted(self.best[channel])[::-1]]

    def dead_channels(self):
        """The channels that are never above 0."""
        return [channel for channel, heap in enumerate(self.best) if max(heap)[0] <= 0]

    def pixels(self, channel):
        """The patches of a channel, each (h, w, C); their files are read again."""
        return [
            part(self.read(streaming.on_disk(self.folder, path)).pixels, *self.seen_from(place))
            for _, path, place in self.in_order(channel)
        ]

    def table(self):
        """The best of all live channels, as a Table for a file."""
        dead = set(self.dead_channels())
        live = [channel for channel in range(len(self.best)) if channel not in dead]
        rows = []
        for channel in live:
            for value, path, place in self.in_order(channel):
                (top, bottom), (left, right) = self.seen_from(place)
                where = (*place, "")[:2]  # the maps of some layers have one axis
                pixels = top, bottom, left, right
                rows.append([path_cell(path), channel, *where, f"{value:.6g}", *pixels])
        what = tr(
            "The {count} files that excite each of {maps} maps most: the place in the map, its "
            "value, and the pixels that it sees in the prepared picture.",
            count=min(self.count, self.files),
            maps=len(live),
        )
        return Table(COLUMNS, rows, what)


def search(opened, folder, layer, count):
    """The Search of all image files of a folder; KitError if none can be used."""
    model, size = opened.shown, opened.taken.picture[:2]
    axes = len(inside.output_shape(inside.find_layer(model, layer))) - 2
    survey, read = streaming.survey(folder), own_pictures.reader(opened)
    found = Search(folder, read, sight(model, layer, axes, size), count)
    with own_pictures.progress(survey.images) as advance:
        for batch in own_pictures.batches(opened, folder, read):
            found.add_batch(batch, lambda x: inside.feature_maps(model, x, [layer])[layer])
            advance(len(batch))
    if found.failed:
        print(
            tr(
                "{failed:,} of {count:,} files could not be used. The first: {error}",
                failed=found.failed,
                count=survey.images,
                error=printable(found.error),
            )
        )
    if not found.files:
        raise KitError("{path}: no file of this folder could be used.", path=folder)
    return found
