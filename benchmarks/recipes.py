"""Measure `train --recipe fast` beside the textbook's way, as whole processes on Fashion-MNIST.

    python benchmarks/fast_recipe.py --seeds 1 2 3 4 5
    python benchmarks/fast_recipe.py --seeds 1 2 3 4 5 --textbook-seeds 1
    python benchmarks/fast_recipe.py --recipe best --seeds 1 2 3 --textbook-seeds 0

The textbook's way: the `main` network, Adam as it comes, batches of 32, 48,000 images to train and
12,000 to validate, until two epochs bring no improvement; `model.fit` on arrays, in an environment
that nobody has touched. It takes several minutes a seed: `--textbook-seeds` says how many of the
seeds it gets.

The two ways take turns, so that a busy machine slows both. Prints a Markdown table. Processor
seconds are those of the process from its start to its end, user and system; they depend less on
what else runs than wall time does. Needs Linux or macOS.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

BATCH, TRAINING, PATIENCE, MOST_EPOCHS = 32, 48_000, 2, 50


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recipe", default="fast")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--textbook-seeds", type=int, metavar="N", help="how many (default: all)")
    parser.add_argument("--textbook", type=int, metavar="SEED", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.textbook is not None:
        print(json.dumps(textbook(arguments.textbook)))
        return
    ways = {f"`--recipe {arguments.recipe}`": [], "textbook": []}
    for number, seed in enumerate(arguments.seeds):
        if arguments.textbook_seeds is None or number < arguments.textbook_seeds:
            record(ways["textbook"], seed, *of_textbook(seed))
        record(ways[f"`--recipe {arguments.recipe}`"], seed, *of_recipe(arguments.recipe, seed))
    print("\n".join(table(ways)))
    print(f"\n{conditions()}")


def textbook(seed):
    """Train the textbook's way; return the epochs and the accuracy on the test images."""
    import keras
    import numpy as np

    from fashion_cnn import data
    from fashion_cnn.networks import zoo

    dataset = data.load("fashion_mnist")
    keras.utils.set_random_seed(seed)
    order = np.random.default_rng(seed).permutation(len(dataset.x_train))
    images, labels = data.scale(dataset.x_train[order]), dataset.y_train[order]
    model = zoo.build("main")
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


def of_textbook(seed):
    """The cost and the results of a process that trains the textbook's way."""
    cost, output = measured([__file__, "--textbook", str(seed)])
    return cost, json.loads(output.splitlines()[-1])


def of_recipe(recipe, seed):
    """The cost and the results of `train --recipe`."""
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        options = ["--dataset", "fashion_mnist", "--seed", str(seed), "--run-dir", str(run)]
        cost, _ = measured(["-m", "fashion_cnn.train", "--recipe", recipe, *options])
        return cost, json.loads((run / "metrics.json").read_text(encoding="utf-8"))


def measured(words):
    """Run Python with these words; return (processor seconds, wall seconds), and what it prints."""
    before, started = processor_seconds(), time.perf_counter()
    done = subprocess.run([sys.executable, *words], check=True, stdout=subprocess.PIPE, text=True)
    cost = processor_seconds() - before, time.perf_counter() - started
    return cost, done.stdout


def processor_seconds():
    """User and system time of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def record(runs, seed, cost, results):
    """Keep a run, and print it."""
    mirrored = results.get("mirrored_test_accuracy")
    runs.append((results["test_accuracy"], *cost, results["epochs"], mirrored))
    both = f" (with mirror images {mirrored:.2%})" if mirrored else ""
    print(
        f"seed {seed}: {results['test_accuracy']:.2%}{both}, {results['epochs']} epochs, "
        f"{cost[0]:.0f} processor seconds, {cost[1]:.0f} s",
        file=sys.stderr,
        flush=True,
    )


def table(ways):
    """The lines of a Markdown table: a row for each way that was run."""
    yield "| way | seeds | test accuracy: median, range, mean | processor seconds | wall time |"
    yield "| --- | --- | --- | --- | --- |"
    for way, runs in ways.items():
        if runs:
            yield row(way, runs)
            if runs[0][-1]:
                yield row(f"{way}, with mirror images", [(each[-1], *each[1:]) for each in runs])


def row(way, runs):
    """The row of a way: medians over its runs."""
    accuracies, processor, wall, *_ = zip(*runs, strict=True)
    middle, mean = statistics.median(accuracies), statistics.mean(accuracies)
    return (
        f"| {way} | {len(runs)} | {middle:.2%}, {min(accuracies):.2%} to {max(accuracies):.2%}, "
        f"{mean:.2%} | {statistics.median(processor):.0f} | {statistics.median(wall):.0f} s |"
    )


def conditions():
    """The machine and the versions."""
    packages = [f"{name} {metadata.version(name)}" for name in ("tensorflow", "keras", "numpy")]
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, " + ", ".join(packages)
    )


if __name__ == "__main__":
    main()
