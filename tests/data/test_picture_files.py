"""Picture files of all kinds as a model takes them."""

import numpy as np
import pytest
from PIL import Image

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import picture_files


def shoe(background, ink, size=(300, 200), mode="L"):
    """Return a picture with a bar of `ink` in the middle of a plain background."""
    picture = Image.new(mode, size, background)
    picture.paste(ink, (50, 80, 250, 120))
    return picture


@pytest.mark.parametrize(
    ("picture", "remark"),
    [
        (shoe(255, 20), "turned into light on dark"),
        (shoe(0, 235), "light on dark, as the training data are"),
        (shoe("white", "black", mode="RGB"), "turned into light on dark"),
        (shoe((0, 0, 0, 0), (10, 10, 10, 255), mode="RGBA"), "turned into light on dark"),
        (shoe(1, 0, mode="1"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("P"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("CMYK"), "turned into light on dark"),
    ],
)
def test_any_kind_of_picture_becomes_light_on_dark_in_the_middle(tmp_path, picture, remark):
    path = tmp_path / f"shoe.{'jpg' if picture.mode == 'CMYK' else 'png'}"
    picture.save(path)
    made = picture_files.read(path, (28, 28, 1))
    assert made.pixels.shape == (28, 28, 1)
    assert remark in made.remark
    assert made.pixels.min() >= 0
    assert made.pixels.max() <= 1
    # The bar is 200x40: as wide as fits, 6 pixels high, and in the middle.
    bright = np.argwhere(made.pixels[..., 0] > 0.5)
    assert (np.ptp(bright, axis=0) + 1).tolist() == [6, 28]
    assert abs(bright.mean(axis=0) - 13.5).max() <= 0.5


def test_a_picture_of_nothing_stays_plain(tmp_path):
    Image.new("L", (50, 30), 255).save(tmp_path / "blank.png")
    assert picture_files.read(tmp_path / "blank.png", (28, 28, 1)).pixels.max() == 0


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path):
    picture = Image.new("L", (60, 20), 0)
    exif = picture.getexif()
    exif[0x0112] = 6  # held upright
    picture.save(tmp_path / "upright.jpg", exif=exif)
    assert "20x60 pixels" in picture_files.read(tmp_path / "upright.jpg", (28, 28, 1)).remark


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"x" * 50])
def test_a_file_that_is_no_picture(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(KitError, match="cannot be read as a picture"):
        picture_files.read(tmp_path / "x.png", (28, 28, 1))
