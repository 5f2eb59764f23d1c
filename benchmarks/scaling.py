"""Measure what training costs as the work grows: images, their size, the batch, the depth.

    FASHION_CNN_DATA=data python -m benchmarks.scaling
    FASHION_CNN_DATA=data python -m benchmarks.scaling --write docs/speed.md
    FASHION_CNN_DATA=data python -m benchmarks.scaling --folder-images 1000 10000

Each point is a run of the training command in a process of its own, for two epochs, of which the
second is timed. `--quick` takes a tenth of the images. `--write` replaces the table in a document
and draws speed-scaling.png beside it. `--folder-images` makes folders of so many thumbnails, a
folder in them for each class; `train --images` trains on each for an epoch, and `predict`
classifies its files.
"""

import argparse
import dataclasses
import io
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np

from benchmarks.measuring import conditions, fresh, report, table, versions, write_section
from fashion_cnn import data
from fashion_cnn.drawing import plots, style
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.networks import zoo
from fashion_cnn.training.config import TrainConfig

MEGABYTE = 1e6
TIME = {"color": style.BLUE, "marker": "o", "linestyle": "-"}
MEMORY = {"color": style.VERMILION, "marker": "s", "linestyle": "--"}


class Point(NamedTuple):
    """What one process trains: `images` of size x size; a depth names a ResNet, 0 is `main`."""

    images: int
    size: int = 28
    batch: int = 64
    depth: int = 0


# The axes of the plot: what grows, its label, and the points.
AXES = {
    "images": ("images", [Point(n) for n in (1000, 3000, 10000, 30000, 70000)]),
    "size": ("pixels along a side", [Point(500, size=n) for n in (28, 56, 112, 224)]),
    "batch": ("batch size", [Point(8000, batch=n) for n in (16, 64, 256, 1024)]),
    "depth": ("layers of a ResNet", [Point(4000, depth=n) for n in (8, 14, 20, 32, 56)]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--axes", nargs="+", choices=AXES, default=list(AXES))
    parser.add_argument("--quick", action="store_true", help="a tenth of the images")
    parser.add_argument("--write", metavar="DOCUMENT", help="replace the table in a document")
    parser.add_argument(
        "--folder-images", type=int, nargs="+", metavar="N", help="only folders of N thumbnails"
    )
    parser.add_argument("--point", type=int, nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--on-folder", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.point:
        train_point(Point(*arguments.point))
    elif arguments.on_folder:
        command, folder = arguments.on_folder
        ON_FOLDER[command](folder)
    elif arguments.folder_images:
        measure_folders(arguments)
    else:
        measure_axes(arguments)


def measure_axes(arguments):
    """Measure, print and, if asked to, write the table and the plot."""
    where = conditions(versions())  # with the load before this script adds its own
    print(where, flush=True)
    measured = {axis: measure_axis(axis, arguments.quick) for axis in arguments.axes}
    default = fresh("benchmarks.scaling", "--point", *Point(0))
    pieces = [as_table(measured), default_line(default), how(where, arguments.quick)]
    print("\n\n".join(pieces))
    if arguments.write:
        picture = draw(measured)
        path = Path(arguments.write).parent / "speed-scaling.png"
        picture.save(path)
        pieces.insert(0, f"![{picture.description}]({path.name})")
        write_section(arguments.write, "scaling", "\n\n".join(pieces))


def measure_axis(axis, quick):
    """What the processes report: {Point: a dictionary}."""
    measured = {}
    for point in AXES[axis][1]:
        if quick:
            point = point._replace(images=max(2 * point.batch, point.images // 10))
        measured[point] = fresh("benchmarks.scaling", "--point", *point)
        found = ", ".join(f"{name} {value:.4g}" for name, value in measured[point].items())
        print(f"{point}: {found}", flush=True)
    return measured


# ------------------------------------------------------------------------- in a process of its own


def train_point(point):
    """Train on the images of a Point, and report; without images, as `train` does by default."""
    from benchmarks.timed_run import timed_run

    if not point.images:
        timed_run(TrainConfig(epochs=1))
        report()
        return
    about = {"model": "resnet", "depth": point.depth} if point.depth else {"model": "main"}
    chosen = about | {"epochs": 2, "batch_size": point.batch}
    config = OfSize(**chosen, validation_share=1 / point.images)
    config = dataclasses.replace(config, size=point.size)
    clock = timed_run(config, lambda dataset: enlarged(dataset, point))
    (processor, wall), (later_processor, later_wall) = clock.ends
    report(processor_seconds=later_processor - processor, seconds=later_wall - wall)


@dataclasses.dataclass(frozen=True)
class OfSize(TrainConfig):
    """A TrainConfig whose network takes images of any size."""

    size: int = 28

    def network(self):
        chosen = {"depth": self.depth} if self.depth else {}
        shape = (self.size, self.size, 1)
        return zoo.describe(zoo.small_name(self.model), input_shape=shape, **chosen)


def enlarged(dataset, point):
    """The first images of a Dataset, training images and then test images, each pixel repeated."""
    images = np.concatenate([dataset.x_train, dataset.x_test])[: point.images]
    labels = np.concatenate([dataset.y_train, dataset.y_test])[: point.images]
    times = point.size // images.shape[1]
    images = images.repeat(times, axis=1).repeat(times, axis=2)
    tested = {"x_test": images[:100], "y_test": labels[:100]}
    return dataclasses.replace(dataset, x_train=images, y_train=labels, **tested)


def predict_folder(folder):
    """Run the command `predict` on a folder, and report."""
    import runpy

    with tempfile.TemporaryDirectory() as path:
        sys.argv = ["predict", "fashion_mnist", folder, "--out", f"{path}/classes.csv", "--as-is"]
        try:
            runpy.run_module("fashion_cnn.predict", run_name="__main__")
        except SystemExit as end:
            if end.code:
                raise
    report(processor_seconds=process_time())


def train_on_folder(folder):
    """Train on a folder for one epoch as `train --images` does, and report."""
    from fashion_cnn.train import train

    with tempfile.TemporaryDirectory() as path:
        metrics = train(TrainConfig(images=folder, epochs=1), path)
    seconds = metrics["training_seconds"]
    report(processor_seconds=process_time(), epoch=seconds)


ON_FOLDER = {"train": train_on_folder, "predict": predict_folder}


# --------------------------------------------------------------------------------------- results


def measure_folders(arguments):
    """Measure, print and, if asked to, write what training and predicting on folders costs."""
    where = conditions(versions())
    measured = {}
    for count in arguments.folder_images:
        with tempfile.TemporaryDirectory() as folder:
            write_thumbnails(Path(folder), count)
            for command in ON_FOLDER:
                found = fresh("benchmarks.scaling", "--on-folder", command, folder)
                measured[command, count] = found
                print(command, count, found, flush=True)
    text = "\n\n".join([folder_table(measured), how_on_folders(where)])
    print(text)
    if arguments.write:
        write_section(arguments.write, "folders", text)


def write_thumbnails(folder, count):
    """Write `count` PNG files of 28x28, a folder for each class; each image is encoded once."""
    from PIL import Image

    dataset = data.load(report=lambda line: None)
    images, labels = dataset.x_test[:count], dataset.y_test
    for name in dataset.class_names:
        (folder / name).mkdir()
    for first, image in enumerate(images):
        encoded = io.BytesIO()
        Image.fromarray(image).save(encoded, "PNG")
        place = folder / dataset.class_names[labels[first]]
        for number in range(first, count, len(images)):
            (place / f"{number:07}.png").write_bytes(encoded.getvalue())


def folder_table(measured):
    """The table: a row for each command and number of files."""
    rows = [
        (
            "`train --images`, one epoch" if command == "train" else "`predict`",
            f"{count:,}",
            f"{found['whole']:.0f}",
            f"{found['epoch']:.0f}" if "epoch" in found else "",
            f"{found['processor_seconds']:.0f}",
            f"{found['peak'] / MEGABYTE:,.0f} MB",
        )
        for (command, count), found in measured.items()
    ]
    columns = (
        "command",
        "files",
        "seconds in all",
        "of these, the epoch",
        "processor seconds in all",
        "peak memory",
    )
    return table(columns, rows)


def how_on_folders(where):
    return (
        "PNG files of 28x28, a folder for each of ten classes; one run for each row, with `main`. "
        "The files have just been written, so that the system has them in memory as far as they "
        f"fit. `python -m benchmarks.scaling --folder-images`, {where}"
    )


def as_table(measured):
    """The table: a row for each Point."""
    rows = [
        (
            f"ResNet of {point.depth} layers" if point.depth else "`main`",
            f"{point.images:,}",
            f"{point.size}x{point.size}",
            point.batch,
            f"{found['processor_seconds']:.1f}",
            f"{found['seconds']:.1f}",
            f"{point.images / found['processor_seconds']:,.0f}",
            f"{found['peak'] / MEGABYTE:,.0f} MB",
        )
        for axis in measured
        for point, found in measured[axis].items()
    ]
    columns = (
        "network",
        "images",
        "size",
        "batch",
        "processor seconds an epoch",
        "seconds an epoch",
        "images per processor second",
        "peak memory",
    )
    return table(columns, rows)


def default_line(measured):
    peak = measured["peak"] / MEGABYTE
    return f"A default run on all of Fashion-MNIST has a peak of {peak:,.0f} MB."


def how(where, quick):
    return (
        f"The second of two epochs; one run for each row{', on a tenth of the images' * quick}. "
        "The memory is that of the whole process, with TensorFlow, the figures and the scores. "
        "Images larger than 28x28 are those of Fashion-MNIST with each pixel repeated; 70,000 are "
        f"its training and test images together. `python -m benchmarks.scaling`, {where}"
    )


def draw(measured):
    """The plot, a column for each axis: time and memory over what grows."""
    panels = plots.new_axes(4 * len(measured), 7, rows=2, columns=len(measured))
    above, below = np.reshape(panels, (2, -1))  # a single column has no second dimension
    for row in (above, below):
        for ax in row[1:]:
            ax.sharey(row[0])
    for time, memory, (axis, found) in zip(above, below, measured.items(), strict=True):
        x = [getattr(point, axis) for point in found]
        curve(time, x, [one["processor_seconds"] for one in found.values()], TIME)
        curve(memory, x, [one["peak"] / MEGABYTE for one in found.values()], MEMORY)
        memory.set_xlabel(AXES[axis][0], fontsize=style.FONT_SIZE)
    above[0].set(yscale="log")
    above[0].set_ylabel("processor seconds an epoch", fontsize=style.FONT_SIZE)
    below[0].set_ylabel("peak memory, MB", fontsize=style.FONT_SIZE)
    below[0].set_ylim(bottom=0)
    return Picture(panels, "What training costs as the work grows", description(measured))


def curve(ax, x, y, look):
    """A curve through points, each with its value."""
    ax.plot(x, y, linewidth=2, **look)
    for where, value in zip(x, y, strict=True):
        label = f"{value:,.1f}" if value < 10 else f"{value:,.0f}"
        above = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center"}
        ax.annotate(label, (where, value), fontsize=style.FONT_SIZE - 3, **above)
    ax.set_xscale("log")
    ax.margins(x=0.15, y=0.2)
    ax.set_xticks(x, [f"{n:,}" for n in x], rotation=30)
    ax.minorticks_off()
    ax.tick_params(labelsize=style.FONT_SIZE - 3)
    ax.grid(alpha=0.3)


def description(measured):
    """The plot in words: how time and memory grow from the first point of an axis to the last."""
    sentences = []
    for axis, found in measured.items():
        (first, *_, last), (least, *_, most) = list(found), list(found.values())
        time, memory = (most[name] / least[name] for name in ("processor_seconds", "peak"))
        sentences.append(
            f"from {getattr(first, axis):,} to {getattr(last, axis):,} {AXES[axis][0]}, "
            f"an epoch takes {time:.1f} times the time and the run {memory:.1f} times the memory"
        )
    return "Processor time and peak memory of training: " + "; ".join(sentences) + "."


if __name__ == "__main__":
    main()
