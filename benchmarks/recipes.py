"""Measure a recipe beside the textbook's way, as whole processes on Fashion-MNIST.

    FASHION_CNN_DATA=data python -m benchmarks.recipes --write docs/training.md
    FASHION_CNN_DATA=data python -m benchmarks.recipes --seeds 1 2 3 4 5 --textbook-seeds 1
    FASHION_CNN_DATA=data python -m benchmarks.recipes --recipe best --seeds 1 2 3 --alone

The textbook's way: the `main` network by hand, Adam as it comes, batches of 32, 48,000 images to
train and 12,000 to validate, until two epochs bring no improvement; `model.fit` on arrays, in an
environment that nobody has touched. It takes several minutes a seed.

The two ways take turns, so that a busy machine slows both. Processor seconds are those of the
process from its start to its end, user and system; they depend less on what else runs than wall
time does. `--write` replaces the recipe's table in a document. Needs Linux.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from benchmarks.measuring import conditions, fresh, printed, report, table, versions, write_section

MODULE = "benchmarks.recipes"
BATCH, TRAINING, PATIENCE, MOST_EPOCHS = 32, 48_000, 2, 50
COLUMNS = ("way", "test accuracy", "lowest to highest", "mean", "epochs", "processor seconds")


class Trained(NamedTuple):
    """What one process achieved, and what it cost in seconds from its start to its end."""

    accuracy: float
    mirrored: float | None  # the accuracy of an image's and its mirror image's mean
    epochs: int
    processor: float
    wall: float


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recipe", default="fast")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    textbook = parser.add_mutually_exclusive_group()
    textbook.add_argument("--textbook-seeds", type=int, metavar="N", help="how many (default: all)")
    textbook.add_argument("--alone", action="store_true", help="without the textbook's way")
    parser.add_argument("--write", metavar="DOCUMENT", help="replace the table in a document")
    parser.add_argument("--textbook", type=int, metavar="SEED", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.textbook is not None:
        report(**textbook_way(arguments.textbook))
        return
    where = conditions(versions())  # with the load before this script adds its own
    print(where, flush=True)
    text = "\n\n".join([*pieces(measure(arguments)), how(arguments, where)])
    print(text)
    if arguments.write:
        write_section(arguments.write, f"recipe {arguments.recipe}", text)


def measure(arguments):
    """{way: [Trained of each seed]}."""
    patient = 0 if arguments.alone else arguments.textbook_seeds or len(arguments.seeds)
    ways = {arguments.recipe: [], "textbook": []}
    for number, seed in enumerate(arguments.seeds):
        for way, runs in ways.items():
            if way == arguments.recipe or number < patient:
                runs.append(trained(way, seed))
                print(f"{way}, seed {seed}: {runs[-1]}", flush=True)
    return {way: runs for way, runs in ways.items() if runs}


def trained(way, seed):
    """Train in a process of its own."""
    processor, wall = processor_seconds(), time.perf_counter()
    found = fresh(MODULE, "--textbook", seed) if way == "textbook" else with_recipe(way, seed)
    return Trained(
        accuracy=found["test_accuracy"],
        mirrored=found.get("mirrored_test_accuracy"),
        epochs=found["epochs"],
        processor=processor_seconds() - processor,
        wall=time.perf_counter() - wall,
    )


def with_recipe(recipe, seed):
    """What `train --recipe` writes into its metrics.json."""
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        options = ["--dataset", "fashion_mnist", "--seed", seed, "--run-dir", run]
        printed("fashion_cnn.train", "--recipe", recipe, *options)
        return json.loads((run / "metrics.json").read_text(encoding="utf-8"))


def processor_seconds():
    """User and system time of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ------------------------------------------------------------------------- in a process of its own


def textbook_way(seed):
    """Train the textbook's way; return the epochs and the accuracy on the test images."""
    import keras
    import numpy as np

    from benchmarks.contestants import keras_model
    from fashion_cnn import data

    dataset = data.load("fashion_mnist", report=lambda line: None)
    keras.utils.set_random_seed(seed)
    order = np.random.default_rng(seed).permutation(len(dataset.x_train))
    images, labels = data.scale(dataset.x_train[order]), dataset.y_train[order]
    model = keras_model()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    fitted = model.fit(
        images[:TRAINING],
        labels[:TRAINING],
        batch_size=BATCH,
        epochs=MOST_EPOCHS,
        validation_data=(images[TRAINING:], labels[TRAINING:]),
        callbacks=[keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)],
        verbose=0,
    )
    _, accuracy = model.evaluate(data.scale(dataset.x_test), dataset.y_test, verbose=0)
    return {"epochs": len(fitted.history["loss"]), "test_accuracy": accuracy}


# --------------------------------------------------------------------------------------- the table


def pieces(ways):
    """The pieces of the text: a row for each way that was run, and how they compare."""
    yield table(
        (*COLUMNS, "seconds"), [line for way, runs in ways.items() for line in rows(way, runs)]
    )
    if len(ways) == 2:
        recipe, textbook = (median(run.processor for run in runs) for runs in ways.values())
        times = textbook / recipe
        yield f"The textbook's way takes {times:.1f} times the processor seconds of the recipe."


def rows(way, runs):
    """The line of a way, and another one for its accuracy with mirror images."""
    name = "the textbook's way" if way == "textbook" else f"`--recipe {way}`"
    costs = [
        f"{median(getattr(run, cost) for run in runs):,.0f}"
        for cost in ("epochs", "processor", "wall")
    ]
    yield name, *spread([run.accuracy for run in runs]), *costs
    if runs[0].mirrored is not None:
        yield f"{name}, with mirror images", *spread([run.mirrored for run in runs]), *costs


def spread(accuracies):
    """The median, the range and the mean."""
    lowest, highest = min(accuracies), max(accuracies)
    return f"{median(accuracies):.2%}", f"{lowest:.2%} - {highest:.2%}", f"{mean(accuracies):.2%}"


def how(arguments, where):
    seeds = ", ".join(map(str, arguments.seeds))
    textbook = ""
    if arguments.textbook_seeds:
        textbook = f" (the textbook's way: the first {arguments.textbook_seeds})"
    return (
        f"Whole processes, medians over the seeds {seeds}{textbook}, on the 10,000 test images of "
        f"Fashion-MNIST. `python -m {MODULE} --recipe {arguments.recipe}`, {where}"
    )


if __name__ == "__main__":
    main()
