"""python -m fashion_cnn: list the commands."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.language import tr

# What they do, in English: to be looked up where it is said.
COMMANDS = {
    "fashion_cnn.workshop": "the lessons: where you are and what comes next",
    "fashion_cnn.figures": "draw the figures of the lessons: convolution and its relatives",
    "fashion_cnn.params": "count a network: shapes, parameters, multiplications, receptive fields",
    "fashion_cnn.look": "look inside a trained model: filters, maps, what a decision rests on",
    "fashion_cnn.predict": "the classes of image files: a folder of them, as a table",
    "fashion_cnn.explore": "a model as one web page: its layers at work, pixel by pixel",
    "fashion_cnn.vgg16": "the layers of VGG16, and what it has learned from ImageNet",
    "fashion_cnn.train": "train a classifier of garments or digits",
    "fashion_cnn.segment": "cut a garment or digit out of a cluttered background with a U-Net",
    "fashion_cnn.doctor": "say whether this machine is ready, and what to do if not",
    "fashion_cnn.pack": "collect what a room without a network needs into one folder",
}


def main():
    width = max(map(len, COMMANDS))
    lines = [f"  python -m {module:{width}}  {tr(what)}" for module, what in COMMANDS.items()]
    heading = tr("The commands of the kit; each has --help:")
    parser = Parser("fashion_cnn", "\n".join([heading, "", *lines]))
    parser.parse_args()
    print(parser.description)


if __name__ == "__main__":
    execute(main)
