"""Draw what VGG16, trained on ImageNet, has learned: the pictures in slides/pictures.

    python benchmarks/vgg16_pictures.py vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5
    python benchmarks/vgg16_pictures.py vgg16_notop.h5 filters maps-block5

Needs weights of all five blocks. Without names of pictures, it draws all of them, in about ten
minutes on two cores. Each is a grid of square tiles without gaps; pictures.json has the number of
columns, the tiles' size in pixels, and where the tiles come from.

No map is chosen by hand. Patterns are those of every fourth map of the last convolution of block 1,
of every eighth of block 2, and so on: 16 in each block. Maps are the strongest for the photograph.
"""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from PIL import Image

from fashion_cnn import inside
from fashion_cnn.base.files import write_json
from fashion_cnn.convolution import photographs
from fashion_cnn.drawing import plots, style
from fashion_cnn.inside.vgg16_views import ENDS, FILTERS
from fashion_cnn.pretrained import imagenet, vgg16_weights

PICTURES = Path(__file__).parents[1] / "slides" / "pictures"
PHOTOGRAPH = "temple"
# Pixels of a tile.
TILE = {"filters": 48, "patterns": 160, "maps": 224}
PATTERNS, MAPS = 16, 8
# For each block: pixels of a pattern, about the receptive field but for blocks 1 and 5, whose are
# 5 and 196 pixels; and steps.
PATTERN_SIZES = (32, 48, 72, 112, 160)
STEPS = (32, 32, 32, 40, 50)
SEED = 0
# Patterns at a time: each takes up to 400 MB of memory.
BATCH = 4


def main():
    drawn = {"photograph": photograph, "filters": filters}
    for block, layer in enumerate(ENDS):
        drawn[f"patterns-block{block + 1}"] = partial(patterns, layer=layer, block=block)
        drawn[f"maps-block{block + 1}"] = partial(maps, layer=layer)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("base", help="a .h5 file of VGG16's weights, blocks 1 to 5")
    parser.add_argument("pictures", nargs="*", help=f"some of {', '.join(drawn)}")
    arguments = parser.parse_args()
    stored = vgg16_weights.inspect(arguments.base)
    for name in arguments.pictures or drawn:
        tiles, columns, about = drawn[name](stored)
        image = Image.fromarray(grid(tiles, columns))
        lossless = name == "filters"
        image.save(PICTURES / f"{name}.webp", lossless=lossless, quality=85, method=6)
        note(name, {"columns": columns, "tile": tiles.shape[1]} | about)
        print(f"{name}: {(PICTURES / f'{name}.webp').stat().st_size:,} bytes", flush=True)


def note(name, about):
    """Write what a picture shows into pictures.json, beside what it says of the others."""
    path = PICTURES / "pictures.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    write_json(path, dict(sorted((known | {name: about}).items())))


def photograph(stored):
    """The photograph whose maps are shown: its middle, of which VGG16 sees 224x224 pixels."""
    pixels = photographs.photograph(PHOTOGRAPH, colour=True)
    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    about = {"photograph": PHOTOGRAPH, "credit": photographs.CREDITS[PHOTOGRAPH]}
    return pixels[None, top : top + side, left : left + side], 1, about


def filters(stored):
    """The filters of the first layer in colour, on one scale on which grey is 0."""
    kernels = vgg16_weights.kernel(stored, FILTERS)[:, :, ::-1]  # from BGR to RGB
    kernels = np.moveaxis(kernels, -1, 0)
    colours = np.clip(0.5 + kernels / (2 * plots.largest_weight(kernels)), 0, 1)
    tiles = enlarged(colours, TILE["filters"], Image.Resampling.NEAREST)
    return tiles, 8, {"layer": FILTERS, "channels": list(range(len(kernels)))}


def patterns(stored, layer, block):
    """Patterns that excite maps of a layer, at equal distances in the order of the network."""
    size, steps = PATTERN_SIZES[block], STEPS[block]
    model = vgg16_weights.build(stored, layer, size)
    count = inside.count_channels(model, layer)
    channels = list(range(0, count, count // PATTERNS))
    settings = {"steps": steps, "seed": SEED, "pixels": imagenet.PIXELS}
    found = [
        inside.excite(model, layer, channels[start : start + BATCH], **settings)
        for start in range(0, PATTERNS, BATCH)
    ]
    images = [plots.stretch(image[..., ::-1]) for one in found for image in one.images]
    about = {"layer": layer, "channels": channels, "pixels": size, "steps": steps, "seed": SEED}
    return enlarged(images, TILE["patterns"], Image.Resampling.LANCZOS), 8, about


def maps(stored, layer):
    """The maps of a layer with the largest means for the photograph, each on its own scale."""
    model = vgg16_weights.build(stored, layer)
    pixels = photographs.photograph(PHOTOGRAPH, colour=True)
    image = imagenet.as_vgg16_takes_it(imagenet.square(pixels / 255))
    [found] = inside.feature_maps(model, image, [layer])[layer]
    strongest = np.argsort(-found.mean(axis=(0, 1)), kind="stable")[:MAPS]
    colours = [
        colormaps[style.COLOUR_MAP](plots.own_scale(found[..., channel]))[..., :3]
        for channel in strongest
    ]
    about = {"layer": layer, "channels": strongest.tolist(), "pixels": len(found)}
    about |= {"dark": int((found.max(axis=(0, 1)) <= 0).sum()), "of": found.shape[-1]}
    return enlarged(colours, TILE["maps"], Image.Resampling.NEAREST), 4, about


def enlarged(images, size, resampling):
    """Images (n, h, w, 3) from 0 to 1 as uint8 (n, size, size, 3)."""
    scaled = [Image.fromarray(np.uint8(255 * image + 0.5)) for image in images]
    return np.stack([np.asarray(image.resize((size, size), resampling)) for image in scaled])


def grid(tiles, columns):
    """Tiles (n, size, size, 3) joined in rows to one image."""
    rows = [np.hstack(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]
    return np.vstack(rows)


if __name__ == "__main__":
    main()
