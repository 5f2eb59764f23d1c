"""python -m fashion_cnn: list the commands."""

from fashion_cnn.base import shadows  # noqa: I001 (first: it sets the learner's files aside)

import argparse

COMMANDS = {
    "fashion_cnn.workshop": "the lessons: where you are and what comes next",
    "fashion_cnn.figures": "draw the figures of the lessons: convolution and its relatives",
    "fashion_cnn.params": "count a network: shapes, parameters, multiplications, receptive fields",
    "fashion_cnn.look": "look inside a trained model: filters, maps, what a decision rests on",
    "fashion_cnn.vgg16": "the layers of VGG16, and what it has learned from ImageNet",
    "fashion_cnn.train": "train a classifier of garments or digits",
    "fashion_cnn.segment": "cut a garment or digit out of a cluttered background with a U-Net",
    "fashion_cnn.doctor": "say whether this machine is ready, and what to do if not",
    "fashion_cnn.pack": "collect what a room without a network needs into one folder",
}


def main():
    shadows.tell()
    width = max(map(len, COMMANDS))
    lines = [f"  python -m {module:{width}}  {what}" for module, what in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="python -m fashion_cnn",
        description="\n".join(["The commands of the kit; each has --help:", "", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args()
    print(parser.description)


if __name__ == "__main__":
    main()
