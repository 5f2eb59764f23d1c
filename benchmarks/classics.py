"""Measure the table of classic networks in docs/classics.md: cost and accuracy over several seeds.

    python benchmarks/classics.py --out runs/classics
    python benchmarks/classics.py --out runs/classics --models vgg --seeds 1 --epochs 20

Each model and seed is a run of the training command in a folder of its own. Press Ctrl-C at any
time: the same command continues where it was, resuming the interrupted run. At the end (with
--table, at once) it prints the table of all complete runs. On a machine that does other work at
the same time, the fastest epoch says more about a model than the mean.
"""

import argparse
import contextlib
import io
import statistics
from collections import defaultdict
from pathlib import Path

from fashion_cnn.networks import counting
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import run_folder
from fashion_cnn.training.history import read_history

MODELS = (
    "lenet5",
    "alexnet",
    "vgg",
    "googlenet",
    "resnet",
    "preact_resnet",
    "plain",
    "densenet",
    "main",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", required=True, type=Path, help="folder for the runs")
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=5, help="epochs of each run")
    parser.add_argument("--augment", action="store_true", help="shift and mirror the images")
    parser.add_argument("--depth", type=int, help="for resnet, preact_resnet and plain")
    parser.add_argument("--dataset", default="fashion_mnist")
    parser.add_argument("--data-dir")
    parser.add_argument("--table", action="store_true", help="only print the table")
    arguments = parser.parse_args()
    # Seed by seed, so that an early table has every model.
    for seed in [] if arguments.table else arguments.seeds:
        for model in arguments.models:
            config = TrainConfig(
                dataset=arguments.dataset,
                model=model,
                epochs=arguments.epochs,
                depth=arguments.depth,
                augment=arguments.augment,
                seed=seed,
                data_dir=arguments.data_dir,
            )
            metrics = train_or_resume(arguments.out, config)
            print(f"{model}, seed {seed}: test {metrics['test_accuracy']:.2%}", flush=True)
    print(table(arguments.out))


def train_or_resume(out, config):
    """Train what is left of a run; return its metrics."""
    how = (f"-depth{config.depth}" if config.depth else "") + "-augmented" * config.augment
    name = f"{config.dataset}-{config.model}{how}-{config.epochs}-epochs-seed{config.seed}"
    with contextlib.redirect_stdout(io.StringIO()):
        if (out / name / "metrics.json").exists():
            return resume(out / name)
        return train(config, out / name)


def table(out):
    """The table, in Markdown, of the complete runs."""
    groups = defaultdict(list)
    for path in sorted(out.iterdir()):
        folder = run_folder.existing(path)
        metrics, config = folder.read_metrics(), folder.read_config()
        if metrics["status"] == run_folder.COMPLETE:
            key = (config["model"], config["depth"], config["augment"], config["epochs"])
            fastest = min(epoch["seconds"] for epoch in read_history(folder.history))
            groups[key].append((metrics, config, fastest))
    lines = [
        "| model | parameters | multiplications | fastest epoch | epochs | seeds "
        "| test accuracy | from - to |",
        "| --- " * 8 + "|",
    ]
    return "\n".join(lines + [line(*key, rows) for key, rows in groups.items()])


def line(model, depth, augment, epochs, rows):
    """A line of the table; `rows` has metrics, configuration and fastest epoch of each seed."""
    network = TrainConfig(**rows[0][1]).network()
    sums = counting.totals(counting.report(network))
    accuracies = [metrics["test_accuracy"] for metrics, *_ in rows]
    cells = (
        f"`{model}`" + (f", {depth} layers" if depth else "") + ", augmented" * augment,
        f"{sums.parameters:,}",
        f"{sums.multiplications:,}",
        f"{min(fastest for *_, fastest in rows):.0f} s",
        str(epochs),
        str(len(rows)),
        f"{statistics.mean(accuracies):.2%}",
        f"{min(accuracies):.2%} - {max(accuracies):.2%}",
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
