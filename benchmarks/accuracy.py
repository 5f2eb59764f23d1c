"""Measure the accuracies in the README over several seeds.

    python benchmarks/accuracy.py --dataset fashion_mnist --seeds 1 2 3
    python benchmarks/accuracy.py --dataset garments --model dense

Each run uses the training command's defaults for the data set and the model. Prints a line per
seed, and a summary with the data, the machine and the versions.
"""

import argparse
import contextlib
import io
import os
import platform
import statistics
import tempfile
from pathlib import Path

from fashion_cnn.train import TrainConfig, train


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dataset", default="fashion_mnist")
    parser.add_argument("--model", default="main")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--data-dir")
    arguments = parser.parse_args()
    results = []
    for seed in arguments.seeds:
        config = TrainConfig(
            dataset=arguments.dataset,
            model=arguments.model,
            seed=seed,
            data_dir=arguments.data_dir,
        )
        silence = contextlib.redirect_stdout(io.StringIO())
        with tempfile.TemporaryDirectory() as folder, silence:
            metrics = train(config, Path(folder) / "run")
        results.append(metrics)
        print(
            f"seed {seed}: test {metrics['test_accuracy']:.2%}, "
            f"validation {metrics['validation_accuracy']:.2%}, {metrics['epochs']} epochs, "
            f"{metrics['training_seconds']:.0f} s of training",
            flush=True,
        )
    print(summary(results))


def summary(results):
    """Mean and range over the seeds, and the conditions."""
    accuracies = [metrics["test_accuracy"] for metrics in results]
    seconds = [metrics["training_seconds"] for metrics in results]
    first = results[0]
    return (
        f"mean of {len(results)} seeds {statistics.mean(accuracies):.2%}, "
        f"from {min(accuracies):.2%} to {max(accuracies):.2%}; "
        f"{statistics.mean(seconds):.0f} s of training\n"
        f"model {first['model']} on {first['data']['title']}: "
        f"{first['data']['training_images']:,} images to train on, "
        f"{first['data']['validation_images']:,} to validate, {first['data']['test_images']:,} "
        f"to test; data digest {first['data']['digest'][:16]}\n"
        f"{first['device']}; {platform.system()}; {os.cpu_count()} processors; "
        + ", ".join(f"{name} {version}" for name, version in first["versions"].items())
    )


if __name__ == "__main__":
    main()
