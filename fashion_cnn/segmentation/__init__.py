"""Segmentation without the training: what a run is made of, its scenes, and its scores.

    config = SegmentConfig(dataset="garments", size=32, seed=1)
    parts = scenes_of(config, data.load(config.dataset))
    iou(parts["test"].masks, parts["test"].masks)  # 1.0 for each of 500 scenes

Masks are bool (n, size, size), True on the object.
"""

import dataclasses
import os
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fashion_cnn import data
from fashion_cnn.base import backend, rules
from fashion_cnn.base.errors import UsageError
from fashion_cnn.data import scenes
from fashion_cnn.networks import zoo
from fashion_cnn.training import run_folder

# The nets that a run trains, by the stem of their files: what to call them, and their skips.
NETS = {"unet": ("U-Net", True), "unet-without-skips": ("U-Net without skips", False)}
# No garment and no digit is larger than the images they come in.
SMALLEST, LARGEST = 28, 64
MOST_SCENES = 100_000
# For each scene to train on, scenes to choose the best epoch with, made of other objects.
VALIDATION_SHARE = 0.1
# At most so many, each with an object of its own; the same ones for every seed.
TEST_SCENES = 500
DIGITS = ("mnist", "digits")


@dataclass(frozen=True)
class SegmentConfig:
    """What a segmentation run is made of. Every field is checked; a broken rule is a UsageError.

    `scenes` are those to train on. With `skips` None, both nets are trained, one after the other.
    """

    dataset: str = "garments"
    size: int = 32
    scenes: int = 4000
    epochs: int = 5
    batch_size: int = 16
    learning_rate: float = 0.004
    skips: bool | None = None
    seed: int = 1
    device: str = "auto"
    data_dir: str | None = None

    # What the training loop moves are the images; their masks would stay behind.
    augment: ClassVar[bool] = False

    def __post_init__(self):
        rules.one_of("data set", self.dataset, data.NAMES)
        rules.one_of("device", self.device, backend.DEVICES)
        if self.data_dir == "":
            raise UsageError("The data folder (--data-dir) must have a name, received nothing.")
        whole = rules.whole_number
        rules.normalise(
            self,
            size=whole("size", self.size, at_least=SMALLEST, below=LARGEST + 1),
            scenes=whole("scenes", self.scenes, at_least=1, below=MOST_SCENES + 1),
            epochs=whole("epochs", self.epochs, at_least=1, below=2**31),
            batch_size=whole("batch size", self.batch_size, at_least=1, below=2**31),
            learning_rate=rules.real_number("learning rate", self.learning_rate, above=0),
            seed=whole("seed", self.seed, at_least=0, below=2**32),
            data_dir=self.data_dir and os.path.abspath(os.path.expanduser(self.data_dir)),
        )
        self.network()

    def network(self):
        """Return the Network of a configuration for one net."""
        shape = (self.size, self.size, 1)
        return zoo.describe("unet_small", input_shape=shape, skips=self.skips is not False)

    def nets(self):
        """Return the configuration of each net to train, by the stem of its files."""
        wanted = (True, False) if self.skips is None else (self.skips,)
        return {
            stem: dataclasses.replace(self, skips=skips)
            for stem, (_, skips) in NETS.items()
            if skips in wanted
        }


class NetRun(run_folder.Run):
    """The part of a run's folder that belongs to one of its nets: model, history, checkpoints."""

    def __init__(self, run, stem):
        super().__init__(run.folder)
        self.stem = stem
        self.model = self.folder / f"{stem}.keras"
        self.history = self.folder / f"history-{stem}.csv"


# ------------------------------------------------------------------------------------- scenes


def scenes_of(config, dataset):
    """Return the Scenes to train on, to validate and to test, as a dictionary.

    No object occurs in two of them: test objects come from the test images, and the training
    images are split. The test scenes are the same whatever the seed.
    """
    training, validation = data.split(len(dataset.x_train), VALIDATION_SHARE, config.seed)
    least = scenes.LEAST_INK if dataset.name in DIGITS else scenes.LEAST
    how = {"size": config.size, "least": least}
    # Seeds apart: the clutter of one part must not come again in another.
    return {
        "training": scenes.compose(
            dataset.x_train[training], seed=[config.seed, 1], count=config.scenes, **how
        ),
        "validation": scenes.compose(
            dataset.x_train[validation],
            seed=[config.seed, 2],
            count=max(1, round(config.scenes * VALIDATION_SHARE)),
            **how,
        ),
        "test": scenes.compose(
            dataset.x_test, seed=[0, 3], count=min(TEST_SCENES, len(dataset.x_test)), **how
        ),
    }


def examples(parts):
    """Return scenes as a network learns from them: images float32 (n, H, W, 1), masks as 0, 1."""
    given = {}
    for short, part in (("train", "training"), ("validation", "validation")):
        given[f"x_{short}"] = data.scale(parts[part].images)
        given[f"y_{short}"] = parts[part].masks.astype(np.uint8)
    return given


# ------------------------------------------------------------------------------------- scores


def iou(masks, truth):
    """Return the intersection over union |A and B| / |A or B| of each pair of masks: (n,).

    Two empty masks agree: 1.
    """
    both = (masks & truth).sum(axis=(1, 2))
    either = (masks | truth).sum(axis=(1, 2))
    return np.where(either == 0, 1.0, both / np.maximum(either, 1))


def cut_out(model, images, batch_size):
    """Return the masks that a model finds in images uint8 (n, H, W)."""
    from fashion_cnn.training.batches import batched

    # (n, H, W, 2): the probabilities of background and object
    probabilities = model.predict(batched(batch_size, data.scale(images)), verbose=0)
    return probabilities.argmax(axis=-1) == 1


def above(images, threshold):
    """Return what a threshold (level, bright) cuts out: what is brighter, or what is darker."""
    level, bright = threshold
    return images >= level if bright else images < level


def best_threshold(part):
    """Return the threshold (level, bright) with the highest mean IoU on Scenes."""
    candidates = [(level, bright) for level in range(0, 257, 4) for bright in (True, False)]
    scores = [iou(above(part.images, each), part.masks).mean() for each in candidates]
    return candidates[int(np.argmax(scores))]
