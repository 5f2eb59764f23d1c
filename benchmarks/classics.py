"""Measure the README's table of the classics at 28x28: cost and test accuracy over several seeds.

    python benchmarks/classics.py --out runs/classics
    python benchmarks/classics.py --out runs/classics --models vgg --seeds 1 --epochs 20

A row is a model with a seed; each is a run of the training command in a folder of its own. Ctrl-C
at any time, and the same command goes on: rows that are complete are not trained again, and one
that was broken off is resumed. At the end, and with --table at once, the table is printed of all
rows that are complete. On a machine that does other things as well, the fastest epoch says more
about a model than the mean.
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
from fashion_cnn.training.loop import read_history

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
    parser.add_argument("--epochs", type=int, default=5, help="the budget of each run")
    parser.add_argument("--augment", action="store_true", help="move and mirror the images")
    parser.add_argument("--depth", type=int, help="for resnet, preact_resnet and plain")
    parser.add_argument("--dataset", default="fashion_mnist")
    parser.add_argument("--data-dir")
    parser.add_argument("--table", action="store_true", help="train nothing, print the table")
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
            metrics = row(arguments.out, config)
            print(f"{model}, seed {seed}: test {metrics['test_accuracy']:.2%}", flush=True)
    print(table(arguments.out))


def row(folder, config):
    """Train one row, or what is left of it; return its metrics."""
    how = (f"-depth{config.depth}" if config.depth else "") + "-augmented" * config.augment
    name = f"{config.dataset}-{config.model}{how}-{config.epochs}-epochs-seed{config.seed}"
    with contextlib.redirect_stdout(io.StringIO()):
        if (folder / name / "metrics.json").exists():
            return resume(folder / name)
        return train(config, folder / name)


def table(folder):
    """Return the table, in Markdown, of the runs in a folder that are complete."""
    groups = defaultdict(list)
    for path in sorted(folder.iterdir()):
        run = run_folder.existing(path)
        metrics, config = run.read_metrics(), run.read_config()
        if metrics["status"] == run_folder.COMPLETE:
            key = (config["model"], config["depth"], config["augment"], config["epochs"])
            fastest = min(epoch["seconds"] for epoch in read_history(run))
            groups[key].append((metrics, config, fastest))
    lines = [
        "| model | parameters | multiplications | fastest epoch | epochs | seeds "
        "| test accuracy | from - to |",
        "| --- " * 8 + "|",
    ]
    return "\n".join(lines + [line(*key, rows) for key, rows in groups.items()])


def line(model, depth, augment, epochs, rows):
    """Return the line of one model: `rows` are metrics, configuration, fastest epoch by seed."""
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
