"""The stored pictures of VGG16: what pictures.json says, of the network that the kit has."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_cnn.convolution import photographs
from fashion_cnn.pretrained import imagenet, vgg16_weights

FOLDER = Path(__file__).parents[2] / "slides" / "pictures"
PICTURES = json.loads((FOLDER / "pictures.json").read_text(encoding="utf-8"))


def tiles(name):
    """The tiles of a picture, uint8 (n, tile, tile, 3)."""
    about = PICTURES[name]
    with Image.open(FOLDER / f"{name}.webp") as image:
        pixels = np.asarray(image.convert("RGB"))
    side, columns = about["tile"], about["columns"]
    rows = pixels.reshape(-1, side, columns, side, 3).transpose(0, 2, 1, 3, 4)
    return rows.reshape(-1, side, side, 3)


def test_every_picture_is_listed_and_together_they_are_small():
    files = list(FOLDER.glob("*.webp"))
    assert sorted(PICTURES) == sorted(file.stem for file in files)
    assert sum(file.stat().st_size for file in files) < 1_000_000
    blocks = {f"{kind}-block{block}" for kind in ("patterns", "maps") for block in range(1, 6)}
    assert set(PICTURES) == blocks | {"filters", "photograph"}


@pytest.mark.parametrize("name", sorted(set(PICTURES) - {"photograph"}))
def test_a_picture_has_a_tile_for_each_channel_and_none_is_blank(name):
    found, channels = tiles(name), PICTURES[name]["channels"]
    assert len(found) == len(channels) == len(set(channels))
    if name != "filters" and not name.startswith("patterns-block1"):  # these may be one colour
        assert found.reshape(len(found), -1).std(axis=1).min() > 5


def test_filters_are_those_of_the_bundled_weights():
    """Grey is 0; red, green and blue in the order of pictures."""
    kernel = vgg16_weights.kernel(vgg16_weights.bundled(), PICTURES["filters"]["layer"])
    middles = tiles("filters")[:, 8::16, 8::16].astype(float) - 127.5
    weights = np.moveaxis(kernel[:, :, ::-1], -1, 0)
    visible = np.abs(middles) < 127
    scale = (middles * weights)[visible].sum() / (weights[visible] ** 2).sum()
    np.testing.assert_allclose(middles[visible], scale * weights[visible], atol=1.5)
    assert visible.mean() > 0.9


def test_maps_are_the_strongest_of_the_bundled_network_for_the_photograph():
    pytest.importorskip("keras")
    from fashion_cnn import inside

    names = [f"maps-block{block}" for block in (1, 2, 3)]
    layers = [PICTURES[name]["layer"] for name in names]
    model = vgg16_weights.build(vgg16_weights.bundled(), layers[-1])
    pixels = photographs.photograph(PICTURES["photograph"]["photograph"], colour=True) / 255
    image = imagenet.as_vgg16_takes_it(imagenet.square(pixels))
    maps = inside.feature_maps(model, image, layers)
    for name, layer in zip(names, layers, strict=True):
        means = maps[layer][0].mean(axis=(0, 1))
        shown = PICTURES[name]["channels"]
        # Rounding the weights to float16 may exchange two of almost the same mean.
        assert means[shown].min() >= np.sort(means)[-len(shown)] * 0.999
        assert (np.diff(means[shown]) <= 0.001 * means.max()).all()


def test_the_authors_and_the_photographer_are_named():
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    assert vgg16_weights.AUTHORS in text
    assert vgg16_weights.LICENCE in text
    author, licence, address = PICTURES["photograph"]["credit"].split(", ")
    assert all(word in text for word in (author, licence, address))
