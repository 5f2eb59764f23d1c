"""The configuration of a training run."""

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass

from fashion_cnn import data
from fashion_cnn.base import backend, rules
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.networks import zoo
from fashion_cnn.training.recipes import RECIPES

# Images per update. Networks of many small layers take larger batches on the large data sets: a
# large batch keeps two cores busy, and an epoch takes half the time.
BATCH_SIZE, LARGE_BATCH_SIZE = 64, 256
MANY_LAYERS = ("googlenet", "resnet", "preact_resnet", "plain", "densenet")
MANY_IMAGES = ("fashion_mnist", "mnist")
# A folder may have a few dozen images, which then make some batches still.
SMALL_BATCH_SIZE, FEW_IMAGES = 16, 1000

# One device, or all of that kind: see devices.py.
DEVICES = ("one", "all")

# These may differ when a run is resumed: they do not decide the result.
FREE_FIELDS = ("device", "devices", "data_dir", "images", "snapshots")
# Fields that earlier versions did not have, and how these trained.
LATER_FIELDS = {"recipe": "standard", "deterministic": True, "classes": 10}
# What a recipe decides if the user does not.
RECIPE_FIELDS = ("model", "learning_rate", "augment", "precision", "deterministic")


@dataclass(frozen=True)
class TrainConfig:
    """The configuration of a run; a field that breaks a rule raises UsageError.

    None leaves the choice to the recipe, the data set or the model. `limit` is a number of
    training images, which the seed picks; `augment` shifts and mirrors them, differently in each
    epoch. `images` is a folder of images, instead of a `dataset`; `classes` is their number, which
    the data decide. `snapshots` keeps the weights of each epoch: see snapshots.py.
    `learning_rate` is the highest of the schedule: see schedule.py. `deterministic` makes runs on a
    GPU repeatable.
    """

    recipe: str = "standard"
    dataset: str | None = None
    images: str | None = None
    model: str | None = None
    padding: str | None = None
    dropout: float | None = None
    depth: int | None = None
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
    validation_share: float = 0.1
    augment: bool | None = None
    limit: int | None = None
    seed: int = 1
    precision: str | None = None
    deterministic: bool | None = None
    device: str = "auto"
    devices: str = "one"
    data_dir: str | None = None
    snapshots: bool = False
    classes: int = 10

    def __post_init__(self):
        rules.one_of(tr("recipe"), self.recipe, RECIPES)
        for field in RECIPE_FIELDS:
            if getattr(self, field) is None:
                rules.normalise(self, **{field: getattr(self.how, field)})
        rules.one_of(tr("model to train"), self.model, zoo.TRAINABLE)
        if self.dataset is not None:
            rules.one_of(tr("data set"), self.dataset, data.NAMES)
        if self.data_dir == "":
            raise UsageError("The data folder (--data-dir) must have a name, received nothing.")
        if self.images is not None:
            self.check_images()
        rules.one_of(tr("precision"), self.precision, backend.PRECISIONS)
        rules.one_of(tr("device"), self.device, backend.DEVICES)
        rules.one_of(tr("number of devices"), self.devices, DEVICES)
        counts = {"epochs": tr("epochs"), "batch_size": tr("batch size"), "limit": tr("limit")}
        for field, words in counts.items():
            number = getattr(self, field)
            if number is not None:
                number = rules.whole_number(words, number, 1, below=2**31)
                rules.normalise(self, **{field: number})
        share = rules.real_number(tr("validation share"), self.validation_share, above=0, below=1)
        rules.normalise(
            self,
            seed=rules.whole_number(tr("seed"), self.seed, at_least=0, below=2**32),
            learning_rate=rules.real_number(tr("learning rate"), self.learning_rate, above=0),
            validation_share=share,
            # A run may be resumed from another folder.
            data_dir=self.data_dir and os.path.abspath(os.path.expanduser(self.data_dir)),
            images=self.images and os.path.abspath(os.path.expanduser(self.images)),
        )
        self.network()

    def check_images(self):
        if self.images == "":
            raise UsageError("The folder of images (--images) must have a name, received nothing.")
        for option, other in {"--dataset": self.dataset, "--data-dir": self.data_dir}.items():
            if other is not None:
                raise UsageError(
                    "{option} {other} and --images {images} name different data. Leave one of them "
                    "out.",
                    option=option,
                    other=other,
                    images=self.images,
                )

    @property
    def how(self):
        """The Recipe."""
        return RECIPES[self.recipe]

    @property
    def digest(self):
        """SHA-256 of the fields that decide the result, the same as in earlier versions."""
        fields = dataclasses.asdict(self).items()
        deciding = {
            field: value
            for field, value in fields
            if field not in FREE_FIELDS and (field, value) not in LATER_FIELDS.items()
        }
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()

    def network(self):
        """The Network to train."""
        chosen = {"padding": self.padding, "dropout": self.dropout, "depth": self.depth}
        return zoo.describe(
            zoo.small_name(self.model),
            classes=self.classes,
            **{option: choice for option, choice in chosen.items() if choice is not None},
        )

    def on(self, dataset):
        """This configuration with the choices made that depend on the data set."""
        if self.images:
            return self.on_images(dataset)
        large = self.model in MANY_LAYERS and dataset.name in MANY_IMAGES and not self.limit
        return dataclasses.replace(
            self,
            dataset=dataset.name,
            epochs=self.epochs or self.how.epochs[dataset.name],
            batch_size=self.batch_size
            or self.how.batch_size
            or (LARGE_BATCH_SIZE if large else BATCH_SIZE),
        )

    def on_images(self, dataset):
        """The same for a folder of images, which decides the number of classes as well."""
        images = self.limit or len(dataset.x_train)
        usual = self.how.batch_size or BATCH_SIZE
        small = min(SMALL_BATCH_SIZE, max(1, images // 2))
        return dataclasses.replace(
            self,
            epochs=self.epochs or self.how.epochs_for(images),
            batch_size=self.batch_size or (small if images < FEW_IMAGES else usual),
            classes=len(dataset.class_names),
        )
