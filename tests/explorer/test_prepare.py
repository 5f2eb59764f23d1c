"""Pictures as the page prepares them, against what the command line makes of the same files."""

import base64
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from node import needs_node
from PIL import Image, ImageOps
from scipy import ndimage

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.words import read as read_words
from fashion_cnn.data import digits, garments, layouts, picture_files
from fashion_cnn.explorer.preparation import WHOLE, compressed, described

pytestmark = needs_node
PROGRAM = Path(__file__).parent / "node_prepare.mjs"
SENTENCES = read_words("en", "explorer")
SHAPE = (28, 28, 1)


def as_a_browser_reads(path):
    """A picture file as a canvas of a browser has it: 8 bits, upright."""
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I"):
            upright = Image.fromarray((np.asarray(upright) / 257).astype("uint8"))
        pixels = np.asarray(upright.convert("RGBA"))
    return {
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "base64": base64.b64encode(pixels.tobytes()).decode("ascii"),
    }


def in_page(paths, shape=SHAPE, layout=None):
    """What the page makes of picture files: {"values", "remarks"} or {"refused"} for each."""
    job = {"pictures": [as_a_browser_reads(path) for path in paths], "shape": shape}
    job = json.dumps(job | {"layout": layout})
    done = subprocess.run(["node", PROGRAM], input=job, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def in_words(remarks):
    """Remarks as sentences, as app.say in the page fills them in."""
    return "; ".join(SENTENCES[key].format(**values) for key, values in remarks)


def agrees(folder, training=None, shape=SHAPE):
    """Check every picture in a folder: the same pixels, the same remarks, or the same refusal."""
    paths = sorted(folder.iterdir())
    layout = None if training is None else described(training)
    for path, found in zip(paths, in_page(paths, shape, layout), strict=True):
        if "refused" in found:
            refused(path, shape, training, found["refused"])
            continue
        expected = picture_files.read(path, shape, training)
        difference = np.abs(np.reshape(found["values"], shape) - expected.pixels)
        assert difference.max() < 0.02, path.name
        said = expected.remark.replace("in the figure", "in the picture above")
        assert in_words(found["remarks"]) == said, path.name


def refused(path, shape, training, why):
    """Check that the command line refuses a picture for this reason."""
    with pytest.raises(KitError) as raised:
        picture_files.read(path, shape, training)
    assert str(raised.value) == f"{path}: {SENTENCES[why]}"


@pytest.fixture(scope="module")
def known():
    """Training images of the digits and of the garments, and some images that are not in them."""
    drawn, images = garments.draw(train=300, test=10), digits.enlarged()[0]
    return {"garments": (drawn.x_train, drawn.x_test), "digits": (images[:600], images[-10:])}


SIDE = 140


def enlarged(image, size=SIDE):
    return Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)


def transparent(ink, alpha):
    made = Image.new("RGBA", alpha.size, ink)
    made.putalpha(alpha)
    return made


def turned(picture):
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture.rotate(90, expand=True), {"exif": exif, "quality": 95}


# Of the kinds of files that browsers read.
KINDS = {
    "plain.png": lambda picture: picture,
    "16 bits.png": lambda picture: Image.fromarray(np.asarray(picture).astype("uint16") * 257),
    "ink.jpg": lambda picture: (picture.convert("CMYK"), {"quality": 95}),
    "colour.jpg": lambda picture: (picture.convert("RGB"), {"quality": 95}),
    "1 bit.png": lambda picture: picture.convert("1"),
    "palette.png": lambda picture: picture.convert("P"),
    "grey and alpha.png": lambda picture: picture.convert("LA"),
    "lossless.webp": lambda picture: (picture, {"lossless": True}),
    "still.gif": lambda picture: picture,
    "bitmap.bmp": lambda picture: picture,
    "black on transparent.png": lambda picture: transparent("black", ImageOps.invert(picture)),
    "white on transparent.png": lambda picture: transparent("white", ImageOps.invert(picture)),
    "upright.jpg": turned,
    "light on dark.png": ImageOps.invert,
}


@pytest.mark.parametrize("name", ["garments", "digits"])
def test_a_picture_of_every_kind_of_file(tmp_path, known, name):
    training, images = known[name]
    picture = ImageOps.invert(enlarged(images[9]))
    for kind, change in KINDS.items():
        made = change(picture)
        made, options = made if isinstance(made, tuple) else (made, {})
        made.save(tmp_path / kind, **options)
    agrees(tmp_path, training)
    agrees(tmp_path)


def on_ground(object_, ground):
    """A grey or colour scene (H, W, ...) of an object (H, W) from 0 to 1, as a Pillow picture."""
    scene = np.asarray(ground(object_)).clip(0, 1)
    return Image.fromarray(np.round(255 * scene).astype("uint8"))


def noise(object_, deviation=0.05):
    return np.random.default_rng(0).normal(0.85 - 0.7 * object_, deviation)


def rotated(page):
    """The page turned by 3 degrees, its corners cut off, with black wedges along its sides."""
    return ndimage.rotate(np.pad(page, 35, mode="edge"), 3, reshape=False, order=1)


def coloured(object_, ink, ground):
    return object_[..., None] * np.array(ink) + (1 - object_[..., None]) * np.array(ground)


GROUNDS = {
    "grey and lighter": lambda object_: 0.45 + 0.55 * object_,
    "grey and darker": lambda object_: 0.7 * (1 - object_),
    "uneven light": lambda object_: (1 - 0.8 * object_) * np.linspace(0.55, 0.95, SIDE),
    "a corner in shadow": lambda object_: (
        (1 - 0.8 * object_) * (1 - 0.5 * np.add.outer(*2 * [np.linspace(0, 1, SIDE)]) ** 2 / 4)
    ),
    "noise": noise,
    "black frame": lambda object_: np.pad(0.9 - 0.8 * object_, 20, constant_values=0.05),
    "paper on a table": lambda object_: np.pad(
        0.9 - 0.8 * object_, ((45, 30), (55, 70)), constant_values=0.35
    ),
    "edge of a scanner": lambda object_: np.where(np.arange(SIDE) < 6, 0, 0.9 - 0.8 * object_),
    "turned by a scanner": lambda object_: rotated(0.9 - 0.8 * object_),
    "noise and an edge": lambda object_: np.pad(noise(object_), ((6, 0), (0, 0))),
    "colour on grey": lambda object_: coloured(object_, (0.9, 0.35, 0.2), (0.5, 0.5, 0.5)),
    "in the corner": lambda object_: np.pad(
        0.9 - 0.8 * object_, ((0, 200), (150, 0)), constant_values=0.9
    ),
    "lines on cloth": lambda object_: (
        (0.75 + 0.2 * np.sin(np.arange(SIDE) / 30)) * (1 - 0.7 * object_)
        + 0.05 * np.add.outer(*2 * [np.sin(np.arange(SIDE) / 22)])
    ),
}


@pytest.mark.parametrize("name", ["garments", "digits"])
def test_photographs_on_every_ground(tmp_path, known, name):
    training, images = known[name]
    for ground, change in GROUNDS.items():
        object_ = np.asarray(enlarged(images[3])) / 255
        on_ground(object_, change).save(tmp_path / f"{ground}.png")
    agrees(tmp_path, training)


def test_a_large_photograph_is_reduced_first(tmp_path, known):
    training, images = known["digits"]
    object_ = np.asarray(enlarged(images[1], 1100)) / 255
    page = np.pad(0.9 - 0.8 * object_, ((0, 0), (200, 100)), constant_values=0.9)
    on_ground(page, lambda scene: scene).save(tmp_path / "x.png")
    agrees(tmp_path, training)


def test_training_images_may_be_dark_on_light_and_models_larger(tmp_path, known):
    training, images = known["garments"]
    enlarged(images[2]).save(tmp_path / "x.png")
    agrees(tmp_path, 255 - training)
    agrees(tmp_path, training, (40, 32, 1))


def test_a_colour_model_gets_the_middle_of_the_picture_in_its_colours(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (50, 70, 3), "uint8")
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    Image.fromarray(pixels).convert("L").save(tmp_path / "grey.png")
    agrees(tmp_path, None, (32, 32, 3))


REFUSED = {
    "prepared_plain": [
        Image.new("L", (50, 30), 255),
        Image.new("L", (1, 1), 9),
        Image.fromarray(np.where(np.arange(90) < 40, 240, 255).astype("uint8")[None].repeat(60, 0)),
    ],
    "prepared_transparent": [Image.new("RGBA", (50, 30), (9, 9, 9, 0))],
    "prepared_no_object": [
        Image.fromarray(np.random.default_rng(0).integers(230, 256, (200, 200), "uint8")),
        Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200), "uint8")),
    ],
}


@pytest.mark.parametrize("why", REFUSED)
def test_pictures_in_which_there_is_nothing(tmp_path, known, why):
    paths = [tmp_path / f"{number}.png" for number in range(len(REFUSED[why]))]
    for path, picture in zip(paths, REFUSED[why], strict=True):
        picture.save(path)
    for training in (None, known["digits"][0]):
        layout = None if training is None else described(training)
        for path, found in zip(paths, in_page(paths, layout=layout), strict=True):
            assert found == {"refused": why}
            refused(path, SHAPE, training, why)


def test_compressed_examples_are_as_like_as_all(known):
    for training, images in known.values():
        examples = layouts.measure(training).examples
        stored = compressed(examples.astype("float64"))
        weights, patterns = (
            np.frombuffer(base64.b64decode(stored[name]), "int8").reshape(size)
            for name, size in (("examples", (len(examples), -1)), ("patterns", (-1, 784)))
        )
        vectors = images.reshape(len(images), -1) / 255
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        found = (weights @ (patterns.astype(int) @ vectors.T)).max(axis=0) * stored["scale"]
        assert np.abs(found - (examples @ vectors.T).max(axis=0)).max() < 0.05


def test_models_of_whole_pictures_get_their_middle_in_grey(tmp_path):
    draw = np.random.default_rng(3)
    for number, size in enumerate([(28, 28), (90, 60), (40, 150)]):
        pixels = draw.integers(0, 256, (*size, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    paths = sorted(tmp_path.iterdir())
    for path, found in zip(paths, in_page(paths, layout=WHOLE), strict=True):
        expected = picture_files.read_whole(path, SHAPE)
        difference = np.abs(np.reshape(found["values"], SHAPE) - expected.pixels)
        assert difference.max() < 0.02, path.name
        assert in_words(found["remarks"]) == expected.remark
