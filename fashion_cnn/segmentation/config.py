"""The configuration of a segmentation run, and the networks that it trains."""

import dataclasses
import os
from dataclasses import dataclass

from fashion_cnn import data
from fashion_cnn.base import backend, rules
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.networks import zoo

# The networks by the stem of their files: title, and whether it has skip connections.
NETS = {"unet": ("U-Net", True), "unet-without-skips": ("U-Net without skips", False)}
# No garment and no digit is larger than its image of 28x28.
SMALLEST, LARGEST = 28, 64
MOST_SCENES = 100_000


@dataclass(frozen=True)
class SegmentConfig:
    """The configuration of a run; a field that breaks a rule raises UsageError.

    `scenes` counts those to train on. With `skips` None, both networks are trained.
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

    def __post_init__(self):
        rules.one_of(tr("data set"), self.dataset, data.NAMES)
        rules.one_of(tr("device"), self.device, backend.DEVICES)
        if self.data_dir == "":
            raise UsageError("The data folder (--data-dir) must have a name, received nothing.")
        whole = rules.whole_number
        rules.normalise(
            self,
            size=whole(tr("size"), self.size, at_least=SMALLEST, below=LARGEST + 1),
            scenes=whole(tr("scenes"), self.scenes, at_least=1, below=MOST_SCENES + 1),
            epochs=whole(tr("epochs"), self.epochs, at_least=1, below=2**31),
            batch_size=whole(tr("batch size"), self.batch_size, at_least=1, below=2**31),
            learning_rate=rules.real_number(tr("learning rate"), self.learning_rate, above=0),
            seed=whole(tr("seed"), self.seed, at_least=0, below=2**32),
            data_dir=self.data_dir and os.path.abspath(os.path.expanduser(self.data_dir)),
        )
        self.network()

    def network(self):
        """The Network to train; the U-Net with skip connections where both are."""
        shape = (self.size, self.size, 1)
        return zoo.describe("unet_small", input_shape=shape, skips=self.skips is not False)

    def nets(self):
        """The configuration of each network to train, by the stem of its files."""
        wanted = (True, False) if self.skips is None else (self.skips,)
        return {
            stem: dataclasses.replace(self, skips=skips)
            for stem, (_, skips) in NETS.items()
            if skips in wanted
        }


def one_or_both(texts):
    """One text, or two with "and" between them."""
    return tr("{one} and {other}", one=texts[0], other=texts[1]) if len(texts) == 2 else texts[0]
