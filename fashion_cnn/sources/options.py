"""What the user may say of a model that cannot say it: its data set, and its range of pixels."""

from fashion_cnn import data
from fashion_cnn.base import rules
from fashion_cnn.base.commandline import name
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr


def add_options(parser):
    """Add --dataset and --pixels."""
    dataset = tr("what the model was trained on (default: the run's): its test images, its classes")
    parser.add_argument("--dataset", type=name, help=dataset)
    pixels = tr("the range of pixels that the model takes (default: read from the model, or 0 1)")
    black_and_white = ("BLACK", "WHITE")
    parser.add_argument("--pixels", nargs=2, type=float, metavar=black_and_white, help=pixels)


def check_options(arguments):
    """Raise UsageError for options that break a rule, before anything is loaded."""
    if arguments.dataset is not None:
        rules.one_of(tr("data set"), arguments.dataset, data.NAMES)
    black, white = arguments.pixels or (0, 1)
    if not black < white:
        raise UsageError(
            "--pixels must be black and white, such as 0 255, received {black:g} {white:g}.",
            black=black,
            white=white,
        )
