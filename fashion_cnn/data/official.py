"""The published data sets: their files, digests and addresses.

Sources: Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST" (arXiv:1708.07747); LeCun, Bottou,
Bengio and Haffner 1998, "Gradient-based learning applied to document recognition" (MNIST).
"""

from dataclasses import dataclass

PARTS = ("x_train", "y_train", "x_test", "y_test")

IN_WORDS = {
    "x_train": "the training images",
    "y_train": "the training labels",
    "x_test": "the test images",
    "y_test": "the test labels",
}

# The IDX file of each part, under the same name in MNIST and Fashion-MNIST.
IDX_FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
IDX_GZ_FILES = tuple(f"{name}.gz" for name in IDX_FILES.values())

# Both sets have 60,000 images to train on and 10,000 to test.
SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}


@dataclass(frozen=True)
class Mirror:
    """Files under one address, and the folder of the cache they belong in."""

    address: str
    files: tuple
    folder: str


@dataclass(frozen=True)
class OfficialSet:
    """A published data set. `digests` are the SHA-256 of each part's unzipped IDX file."""

    title: str
    folder: str
    digests: dict
    mirrors: tuple


OFFICIAL = {
    "fashion_mnist": OfficialSet(
        title="Fashion-MNIST",
        folder="fashion-mnist",
        digests={
            "x_train": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "y_train": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "x_test": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "y_test": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
        mirrors=(
            Mirror(
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                IDX_GZ_FILES,
                "fashion-mnist",
            ),
            Mirror(
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                IDX_GZ_FILES,
                "fashion-mnist",
            ),
        ),
    ),
    "mnist": OfficialSet(
        title="MNIST",
        folder="mnist",
        digests={
            "x_train": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "y_train": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "x_test": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "y_test": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
        mirrors=(
            # Keras keeps MNIST as one file in the cache itself, not in a folder of its own.
            Mirror(
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                ("mnist.npz",),
                ".",
            ),
            Mirror("https://ossci-datasets.s3.amazonaws.com/mnist/", IDX_GZ_FILES, "mnist"),
        ),
    ),
}
