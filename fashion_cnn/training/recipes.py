"""Recipes: how a network is trained, each in one place.

    python -m fashion_cnn.train --recipe fast

An option that the user names, such as --epochs, takes the place of the recipe's own value.
docs/training.md has the accuracy and the time of each recipe.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """How to train `model`; the optimiser is Adam.

    - `epochs`: for each data set; a folder of images takes those of the set of about its size.
    - `batch_size`: images per update; None depends on the network and the data set.
    - `learning_rate`, `schedule`: the highest rate, and how it rises and falls: see schedule.py.
    - `weight_decay`: the part of each weight that an update takes away, times the learning rate
      (Loshchilov and Hutter 2017, arXiv:1711.05101).
    - `label_smoothing`: ε makes the labels 1 - ε + ε / classes for the true class and ε / classes
      for the others (Szegedy et al. 2015, arXiv:1512.00567).
    - `augment`: shift and mirror the training images.
    - `mirrored_test`: give the test accuracy for the mean of an image and its mirror image as well.
    - `patience`: stop so many epochs after the best one so far, see history.py; None never does.
    - `deterministic`: on a GPU, repeat a run to the last bit.
    """

    model: str
    epochs: dict
    batch_size: int | None = None
    learning_rate: float = 0.003
    schedule: str = "cosine"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    augment: bool = False
    mirrored_test: bool = False
    patience: int | None = 5
    precision: str = "float32"
    deterministic: bool = True

    def epochs_for(self, images):
        """The epochs for a folder with so many training images."""
        return self.epochs[next(name for name, least in LIKE.items() if images >= least)]


# A folder of images is trained on for as many epochs as the first of these data sets of which it
# has the least number of training images: the fewer, the more passes over them.
LIKE = {"fashion_mnist": 20_000, "garments": 4_000, "digits": 0}

RECIPES = {
    # The network of the lessons. After these epochs, validation accuracy hardly improves; small
    # data sets need more.
    "standard": Recipe(
        model="main",
        epochs={"fashion_mnist": 5, "mnist": 5, "garments": 12, "digits": 40},
    ),
    # The accuracy of `standard` in the least time on a CPU.
    "fast": Recipe(
        model="main_bn",  # batch normalisation allows large steps, so two epochs are enough
        epochs={"fashion_mnist": 2, "mnist": 2, "garments": 5, "digits": 20},
        batch_size=128,  # each update has a price of its own
        learning_rate=0.006,
        schedule="line",  # more small steps at the end of a short run than along a cosine
    ),
    # The highest accuracy in a quarter of an hour on two cores.
    "best": Recipe(
        model="deep_bn",
        epochs={"fashion_mnist": 25, "mnist": 25, "garments": 40, "digits": 80},
        batch_size=128,
        learning_rate=0.006,
        schedule="line",
        label_smoothing=0.1,  # keeps a network that has seen each image 25 times from certainty
        augment=True,
        mirrored_test=True,
        patience=None,  # the last epochs, at small rates, gain the most
    ),
    # Aims at 95% on a GPU. Not measured: no GPU was at hand.
    "gpu": Recipe(
        model="wide_resnet",
        epochs={"fashion_mnist": 60, "mnist": 30, "garments": 60, "digits": 100},
        batch_size=256,  # keeps a GPU busy
        learning_rate=0.004,
        weight_decay=0.02,
        label_smoothing=0.1,
        augment=True,
        mirrored_test=True,
        patience=None,
        precision="mixed_bfloat16",  # twice as fast as float32 or more, with its range of numbers
        deterministic=False,  # it would cost time
    ),
}
