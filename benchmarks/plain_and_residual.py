"""Measure the table "Plain and residual" in docs/classics.md: test accuracy and training error.

    python benchmarks/plain_and_residual.py --out runs/plain-and-residual
    python benchmarks/plain_and_residual.py --out runs/plain-and-residual --table

Each model, depth and seed is a run of the training command in a folder of its own, for example
plain-20-1. Runs that are missing are trained, and an interrupted run is resumed; with --table, the
table is that of the complete runs. The training error is the fraction of the images that the run
trained on, without those it validated on, that its stored model misclassifies.
"""

import argparse
import contextlib
import io
import statistics
from itertools import product
from pathlib import Path

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop, run_folder, scores
from fashion_cnn.training.examples import prepare

MODELS, DEPTHS = ("plain", "resnet"), (20, 32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", required=True, type=Path, help="folder for the runs")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=5, help="epochs of each run")
    parser.add_argument("--dataset", default="fashion_mnist")
    parser.add_argument("--data-dir")
    parser.add_argument("--table", action="store_true", help="only print the table")
    arguments = parser.parse_args()
    # Seed by seed, so that an early table has every model.
    for seed, depth, model in [] if arguments.table else product(arguments.seeds, DEPTHS, MODELS):
        config = TrainConfig(
            dataset=arguments.dataset,
            model=model,
            depth=depth,
            epochs=arguments.epochs,
            seed=seed,
            data_dir=arguments.data_dir,
        )
        train_or_resume(run_path(arguments.out, model, depth, seed), config)
    print(table(arguments.out, arguments.seeds, data.load(arguments.dataset, arguments.data_dir)))


def run_path(out, model, depth, seed):
    return out / f"{model}-{depth}-{seed}"


def train_or_resume(path, config):
    """Train what is left of a run."""
    with contextlib.redirect_stdout(io.StringIO()):
        if (path / "metrics.json").exists():
            resume(path)
        else:
            train(config, path)


def table(out, seeds, dataset):
    """The table, in Markdown, of the complete runs: a line per model and depth."""
    lines = [
        "| model | layers | test accuracy | from - to | training error | from - to | seeds |",
        "| --- " * 7 + "|",
    ]
    jit_compile = backend.jit_compile(backend.start("auto"))
    for depth, model in product(DEPTHS, MODELS):
        paths = {seed: run_path(out, model, depth, seed) for seed in seeds}
        complete = {seed: path for seed, path in paths.items() if is_complete(path)}
        measured = [measure(path, dataset, jit_compile) for path in complete.values()]
        if measured:
            accuracies, errors = zip(*measured, strict=True)
            numbers = [*mean_and_range(accuracies), *mean_and_range(errors)]
            names = ", ".join(map(str, complete))
            lines.append(f"| `{model}` | {depth} | {' | '.join(numbers)} | {names} |")
    return "\n".join(lines)


def is_complete(path):
    if not path.exists():
        return False
    return run_folder.existing(path).read_metrics().get("status") == run_folder.COMPLETE


def measure(path, dataset, jit_compile):
    """The test accuracy of a complete run, and the training error of its stored model.

    Prints them, too.
    """
    folder = run_folder.existing(path)
    training = prepare(dataset, TrainConfig(**folder.read_config()))
    probabilities = loop.predict(folder.model, training.x_train, jit_compile)
    error = 1 - scores.accuracy(probabilities, training.y_train)
    accuracy = folder.read_metrics()["test_accuracy"]
    print(f"{path.name}: test accuracy {accuracy:.4f}, training error {error:.4f}", flush=True)
    return accuracy, error


def mean_and_range(values):
    """Two cells of the table: the mean, and the smallest and largest value."""
    return f"{statistics.mean(values):.2%}", f"{min(values):.2%} - {max(values):.2%}"


if __name__ == "__main__":
    main()
