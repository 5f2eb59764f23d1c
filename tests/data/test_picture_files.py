"""Picture files of all kinds as a model takes them."""

import contextlib
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from scipy import ndimage

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import digits, garments, layouts, picture_files


def shoe(background, ink, size=(300, 200), mode="L"):
    """Return a picture with a bar of `ink` in the middle of a plain background."""
    picture = Image.new(mode, size, background)
    picture.paste(ink, (50, 80, 250, 120))
    return picture


@pytest.mark.parametrize(
    ("picture", "remark"),
    [
        (shoe(255, 20), "turned into light on dark"),
        (shoe(0, 235), "light on dark, as the training data are assumed to be"),
        (shoe("white", "black", mode="RGB"), "turned into light on dark"),
        (shoe((0, 0, 0, 0), (10, 10, 10, 255), mode="RGBA"), "turned into light on dark"),
        (shoe((255, 255, 255, 0), (250, 250, 250, 255), mode="RGBA"), "light on dark, as"),
        (shoe((0, 180, 0), (255, 97, 0), mode="RGB"), "told from the ground by its colour"),
        (shoe(115, 230), "light on dark, as"),
        (shoe(178, 60), "turned into light on dark"),
        (shoe(1, 0, mode="1"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("P"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("CMYK"), "turned into light on dark"),
    ],
)
def test_without_training_images_the_object_fills_the_model_s_input(tmp_path, picture, remark):
    path = tmp_path / f"shoe.{'jpg' if picture.mode == 'CMYK' else 'png'}"
    picture.save(path)
    made = picture_files.read(path, (28, 28, 1))
    assert made.pixels.shape == (28, 28, 1)
    assert remark in made.remark
    assert "--dataset" in made.remark
    assert 0 == made.pixels.min() < made.pixels.max() <= 1
    # The bar is 200x40: as wide as fits, 6 pixels high, and in the middle.
    bright = np.argwhere(made.pixels[..., 0] > made.pixels.max() / 2)
    assert (np.ptp(bright, axis=0) + 1).tolist() == [6, 28]
    assert abs(bright.mean(axis=0) - 13.5).max() <= 0.5


# ------------------------------------------------------------------ as in the training images


def bars(by_mass=False, count=40):
    """Images of bars that are wider at the top, with their box or mass in the middle of 28x28."""
    images = np.zeros((count, 28, 28), "uint8")
    for number, image in enumerate(images):
        image[4 : 10 + number % 8, 8:20] = 255
        image[4:24, 12:16] = 255
        if by_mass:
            shift = 13.5 - np.array(ndimage.center_of_mass(image))
            image[:] = np.roll(image, np.round(shift).astype(int), (0, 1))
    return images


def write(path, image, size=280, canvas=None, at=(0, 0), paper=255):
    """Write an image (28, 28), light on black, dark on light and enlarged, on a canvas."""
    large = Image.fromarray(255 - image).resize((size, size), Image.Resampling.BICUBIC)
    page = Image.new("L", canvas or large.size, paper)
    page.paste(large, at)
    page.save(path)
    return path


@pytest.mark.parametrize("by_mass", [False, True])
@pytest.mark.parametrize(("canvas", "at"), [(None, (0, 0)), ((600, 400), (300, 90))])
def test_the_object_gets_the_size_and_the_place_of_training_images(tmp_path, by_mass, canvas, at):
    training = bars(by_mass=by_mass)
    path = write(tmp_path / "x.png", training[5], canvas=canvas, at=at)
    made = picture_files.read(path, (28, 28, 1), training)
    assert np.corrcoef(made.pixels.ravel(), training[5].ravel())[0, 1] > 0.95
    # The middle of the mass is between two pixels, so the ends are half a pixel bright.
    rows = np.flatnonzero(made.pixels.max(axis=(1, 2)) > 0.25)
    assert np.ptp(rows) + 1 == 20


def test_training_images_may_be_dark_on_light(tmp_path):
    training = 255 - bars()
    made = picture_files.read(write(tmp_path / "x.png", bars()[3]), (28, 28, 1), training)
    assert "dark on light, as the training data are" in made.remark
    assert np.abs(made.pixels[..., 0] - training[3] / 255).mean() < 0.02


@pytest.fixture(scope="module")
def known():
    """Training images of the digits and of the garments, and some images that are not in them."""
    drawn, images = garments.draw(train=300, test=10), digits.enlarged()[0]
    return {"garments": (drawn.x_train, drawn.x_test), "digits": (images[:600], images[-10:])}


@pytest.mark.parametrize("name", ["garments", "digits"])
@pytest.mark.parametrize("size", [28, 140])
def test_a_test_image_saved_as_a_picture_is_read_as_it_was(tmp_path, known, name, size):
    training, images = known[name]
    usual = [image for image in images if layouts.measure(training).is_usual(image)]
    for image in usual[:3]:
        made = picture_files.read(write(tmp_path / "x.png", image, size), (28, 28, 1), training)
        assert np.abs(made.pixels[..., 0] - image / 255).mean() < 0.03


GROUNDS = {
    "grey and lighter": lambda object_: 0.45 + 0.55 * object_,
    "grey and darker": lambda object_: 0.7 * (1 - object_),
    "uneven light": lambda object_: (1 - 0.8 * object_) * np.linspace(0.55, 0.95, 280),
    "noise": lambda object_: np.random.default_rng(0).normal(0.85 - 0.7 * object_, 0.05),
    "black frame": lambda object_: np.pad(0.9 - 0.8 * object_, 40, constant_values=0.05),
    "edge of a scanner": lambda object_: np.where(np.arange(280) < 12, 0, 0.9 - 0.8 * object_),
    "edges of a scanner": lambda object_: np.pad(
        0.9 - 0.8 * object_, ((0, 9), (14, 0)), constant_values=0.1
    ),
    "turned by a scanner": lambda object_: turned(0.9 - 0.8 * object_),
    "noise and an edge": lambda object_: np.pad(
        np.random.default_rng(0).normal(0.85 - 0.7 * object_, 0.05), ((12, 0), (0, 0))
    ),
}


def turned(page):
    """The page turned by 3 degrees, its corners cut off, with black wedges along its sides."""
    page = np.pad(page, 70, mode="edge")
    return ndimage.rotate(page, 3, reshape=False, order=1)


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_ground_is_subtracted(tmp_path, known, ground):
    training, images = known["digits"]
    for image in images[:2]:
        large = Image.fromarray(image).resize((280, 280), Image.Resampling.BICUBIC)
        scene = GROUNDS[ground](np.asarray(large) / 255).clip(0, 1)
        Image.fromarray(np.round(255 * scene).astype("uint8")).save(tmp_path / "x.png")
        made = picture_files.read(tmp_path / "x.png", (28, 28, 1), training)
        found = np.corrcoef(made.pixels.ravel(), image.ravel())[0, 1]
        assert found > 0.9, made.remark


def test_a_ground_that_is_not_even_is_said(tmp_path, known):
    training, images = known["garments"]
    scene = 0.9 - 0.8 * np.asarray(Image.fromarray(images[0]).resize((280, 280))) / 255
    cloth = np.where(np.indices(scene.shape).sum(axis=0) // 14 % 2, 0.6, 1)
    Image.fromarray(np.round(255 * scene * cloth).astype("uint8")).save(tmp_path / "x.png")
    made = picture_files.read(tmp_path / "x.png", (28, 28, 1), training)
    assert "its ground is not even" in made.remark


def test_a_colour_model_gets_the_middle_of_the_picture_in_its_colours(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), "uint8")
    page = np.pad(pixels, ((0, 0), (10, 10), (0, 0)))
    Image.fromarray(page).save(tmp_path / "x.png")
    made = picture_files.read(tmp_path / "x.png", (32, 32, 3))
    np.testing.assert_allclose(made.pixels, pixels / 255, atol=1e-6)
    Image.fromarray(page).convert("L").save(tmp_path / "grey.png")
    made = picture_files.read(tmp_path / "grey.png", (32, 32, 3))
    assert made.pixels.shape == (32, 32, 3)


# ---------------------------------------------------------------------- the kinds of files


def rotated(picture):
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    return picture.rotate(90, expand=True), {"exif": exif}


def layers(mode, ink, picture):
    made = Image.new(mode, picture.size, ink)
    made.putalpha(Image.eval(picture, lambda value: 255 - value))
    return made


def deep(dtype, factor):
    return lambda picture: Image.fromarray((np.asarray(picture, "float64") * factor).astype(dtype))


def lab(picture):
    neutral = Image.new("L", picture.size, 128)
    return Image.merge("LAB", [picture, neutral, neutral])


def with_unknown_pixels(picture):
    values = np.array(picture, "float32") / 255
    values[::40, ::40] = np.nan
    return Image.fromarray(values)


KINDS = {
    "16 bits.png": deep("uint16", 257),
    "16 bits.tif": deep("uint16", 257),
    "big-endian.tif": deep(">u2", 257),
    "12 of 16 bits.png": deep("uint16", 16),
    "32 bits.tif": deep("int32", 257),
    "0 to 1.tif": deep("float32", 1 / 255),
    "0 to 255.tif": deep("float32", 1.0),
    "no numbers.tif": with_unknown_pixels,
    "ink.jpg": lambda picture: picture.convert("CMYK"),
    "video.tif": lambda picture: picture.convert("RGB").convert("YCbCr"),
    "lab.tif": lab,
    "palette.gif": lambda picture: picture.convert("P"),
    "grey and alpha.png": lambda picture: picture.convert("LA"),
    "black on transparent.png": lambda picture: layers("RGBA", "black", picture),
    "white on transparent.png": lambda picture: layers("RGBA", "white", picture),
    "white on transparent.webp": lambda picture: layers("RGBA", "white", picture),
    "upright.jpg": rotated,
    "light on dark.png": lambda picture: Image.eval(picture, lambda value: 255 - value),
    "one frame only.spider": lambda picture: (
        Image.fromarray(np.asarray(picture, "float32")),
        {"format": "SPIDER"},
    ),
    "blank first.gif": lambda picture: (
        Image.new("L", picture.size, 255),
        {"save_all": True, "append_images": [picture]},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_picture_is_read_from_every_kind_of_file(tmp_path, known, kind):
    training, images = known["garments"]
    write(tmp_path / "plain.png", images[9])
    plain = picture_files.read(tmp_path / "plain.png", (28, 28, 1), training).pixels
    made = KINDS[kind](Image.open(tmp_path / "plain.png"))
    picture, options = made if isinstance(made, tuple) else (made, {})
    picture.save(tmp_path / kind, **options)
    found = picture_files.read(tmp_path / kind, (28, 28, 1), training).pixels
    assert np.abs(found - plain).max() < 0.06


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path):
    picture, options = rotated(shoe(255, 20))
    picture.save(tmp_path / "upright.jpg", **options)
    assert "300x200 pixels" in picture_files.read(tmp_path / "upright.jpg", (28, 28, 1)).remark


def test_a_shape_cut_out_is_seen_after_an_empty_frame(tmp_path):
    empty, cut_out = (Image.new("RGBA", (60, 40)) for _ in range(2))
    cut_out.paste((0, 0, 0, 255), (10, 10, 50, 20))
    empty.save(tmp_path / "x.gif", save_all=True, append_images=[cut_out])
    made = picture_files.read(tmp_path / "x.gif", (28, 28, 1))
    assert made.pixels.max() == 1


# ---------------------------------------------------------------------- no answer


def noise(low, high):
    return Image.fromarray(np.random.default_rng(0).integers(low, high, (200, 200), "uint8"))


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (Image.new("L", (50, 30), 255), "nothing to see"),
        (Image.new("L", (1, 1), 9), "nothing to see"),
        (Image.new("RGBA", (50, 30), (9, 9, 9, 0)), "all pixels are transparent or not a number"),
        (Image.fromarray(np.full((50, 50), 40000, "uint16")), "nothing to see"),
        (shoe(255, 240), "one colour, or almost"),
        (Image.fromarray(np.full((50, 50), np.nan, "float32")), "or not a number"),
        (noise(230, 256), "could not tell an object from the ground"),
        (noise(0, 256), "could not tell an object from the ground"),
    ],
)
def test_no_answer_where_there_is_no_object(tmp_path, known, picture, said):
    path = tmp_path / f"x.{'tif' if picture.mode == 'F' else 'png'}"
    picture.save(path)
    for training in (None, known["digits"][0]):
        with pytest.raises(KitError, match=said):
            picture_files.read(path, (28, 28, 1), training)
    if "ground" not in said:
        with pytest.raises(KitError, match=said):
            picture_files.read(path, (28, 28, 3))


def huge(width, height):
    """A PNG file that promises many pixels."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        huge(70000, 70000),
        huge(20000, 8000),
        b"BM" + b"\xff" * 60,
        b"II*\0" + b"\xff" * 40,
        b"SIMPLE  =" + b" " * 3000,
        b"DDS " + b"|" * 200,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n",
    ],
)
def test_a_file_that_is_no_picture(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    for read in (lambda path: picture_files.read(path, (28, 28, 1)), picture_files.as_array):
        with pytest.raises(KitError, match=r"cannot be read as a picture|pixels are too many"):
            read(tmp_path / "x.png")


@pytest.mark.parametrize("brands", [b"heic....mif1", b"mif1....heic", b"heix....", b"hevc...."])
def test_a_picture_of_an_iphone_is_named(tmp_path, brands):
    (tmp_path / "x.jpg").write_bytes(b"\0\0\0\x18ftyp" + brands + 40 * b"\0")
    with pytest.raises(KitError, match=r"x\.jpg: a HEIC picture, which .* Save it as JPEG or PNG"):
        picture_files.read(tmp_path / "x.jpg", (28, 28, 1))


def test_a_compressed_text_that_unpacks_to_much(tmp_path):
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x" * (2 * PngImagePlugin.MAX_TEXT_CHUNK), zip=True)
    shoe(255, 20).save(tmp_path / "x.png", pnginfo=text)
    with pytest.raises(KitError, match="cannot be read as a picture"):
        picture_files.read(tmp_path / "x.png", (28, 28, 1))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "ICO"])
def test_damaged_files_raise_nothing_else(tmp_path, kind):
    shoe(255, 20, (60, 40)).save(tmp_path / "x", kind)
    whole, random = (tmp_path / "x").read_bytes(), np.random.default_rng(0)
    for number in range(6):
        content = bytearray(whole[: random.integers(len(whole))] if number % 2 else whole)
        for place in random.integers(min(len(content), 80) or 1, size=3 * (number > 1)):
            content[place : place + 1] = random.bytes(1)
        (tmp_path / "x").write_bytes(content)
        with contextlib.suppress(KitError):
            picture_files.read(tmp_path / "x", (28, 28, 1))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.png")
    with pytest.raises(KitError, match="is a pipe or a device"):
        picture_files.read(tmp_path / "x.png", (28, 28, 1))
