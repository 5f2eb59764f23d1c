"""Picture files of any size and kind, prepared for a model that was trained on other pictures.

prepared = read("shoe.jpg", (28, 28, 1))
prepared.pixels            # (28, 28, 1), 0 to 1, light on dark
prepared.remark            # what was done to the picture, in words
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashion_cnn.base.errors import KitError

# A picture with more pixels is refused: it would fill the memory of a small laptop.
MOST_PIXELS = 100_000_000
# A pixel that is brighter than the background by more than this belongs to the object; 1 is white.
VISIBLE = 0.08


@dataclass(frozen=True)
class Prepared:
    """`pixels` (H, W, C) from 0 to 1, and a `remark` that says what was done to the picture."""

    pixels: np.ndarray
    remark: str


def read(path, shape, like_garments=True):
    """Read a picture file as Prepared pixels of `shape` (H, W, C).

    Transparent parts become white, and colours become grey if the model has one channel. To
    resemble the training data, a picture with a bright border is inverted to light on dark, and
    the object is cut out, enlarged as far as it fits, and centred on its background. Without
    `like_garments` the whole picture is resized. Raises KitError if the file is not a
    picture.
    """
    height, width, channels = shape
    values = as_array(path, channels)
    done = [f"{values.shape[1]}x{values.shape[0]} pixels"]
    background = border_brightness(values)
    if like_garments:
        if background > 0.5:
            values, background = 1 - values, 1 - background
            done.append("dark on light, so it was turned into light on dark")
        else:
            done.append("light on dark, as the training data are")
        values = trim(values, background)
    done.append(f"resized to {width}x{height}")
    return Prepared(fit(values, height, width, background), "; ".join(done))


def as_array(path, channels):
    """Return a picture file as (H, W, channels) from 0 to 1, upright as the camera was held."""
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise KitError(
                    f"{path}: {picture.width:,} x {picture.height:,} pixels are too many."
                )
            picture = ImageOps.exif_transpose(picture).convert("RGBA")
    except FileNotFoundError:
        raise KitError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise KitError(f"{path} is a folder. Name a picture file.") from None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise KitError(f"{path}: cannot be read as a picture ({error}).") from None
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    array = np.asarray(page.convert("L" if channels == 1 else "RGB"), "float32") / 255
    return array[..., None] if channels == 1 else array[..., :channels]


def border_brightness(values):
    """The median brightness of the outermost pixels."""
    edges = values[0], values[-1], values[:, 0], values[:, -1]
    return float(np.median(np.concatenate([edge.mean(axis=-1) for edge in edges])))


def trim(values, background):
    """Cut a light-on-dark picture to the smallest box with all that is brighter than background."""
    visible = values.max(axis=-1) > background + VISIBLE
    if not visible.any():
        return values
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    return values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit(values, height, width, background):
    """Resize a picture to fit into height x width, and centre it on its background."""
    scale = min(height / values.shape[0], width / values.shape[1])
    rows = max(1, round(values.shape[0] * scale))
    columns = max(1, round(values.shape[1] * scale))
    resized = np.stack(
        [
            Image.fromarray(channel).resize((columns, rows), Image.Resampling.LANCZOS)
            for channel in np.moveaxis(values, -1, 0)
        ],
        axis=-1,
    )
    page = np.full((height, width, values.shape[-1]), background, "float32")
    top, left = (height - rows) // 2, (width - columns) // 2
    page[top : top + rows, left : left + columns] = np.clip(resized, 0, 1)
    return page
