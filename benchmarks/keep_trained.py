"""Make a training run the checkpoint that comes with the kit.

    python -m fashion_cnn.train --dataset garments --run-dir runs/garments
    python benchmarks/keep_trained.py runs/garments

Writes fashion_cnn/pretrained/main-<data>.weights.h5 and .json: the weights, and the metrics without
the folder on this machine that the data came from.
"""

import argparse

from fashion_cnn.base.files import replacing, write_json
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.training.run_folder import COMPLETE, RunFolder

MOST_BYTES = 1_500_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("run", help="the folder of a complete run of the main model")
    folder = RunFolder(parser.parse_args().run)
    metrics = folder.read_metrics()
    assert (metrics["status"], metrics["model"]) == (COMPLETE, "main")
    name = metrics["data"]["name"]
    metrics["data"]["source"] = "the whole published set" if name == "fashion_mnist" else "drawn"
    with replacing(checkpoints.weights(name)) as temporary:
        # Keras insists on this suffix.
        stored = temporary.with_name(f"{temporary.stem}.weights.h5")
        load_model(folder.model).save_weights(stored)
        stored.rename(temporary)
    assert checkpoints.weights(name).stat().st_size < MOST_BYTES
    write_json(checkpoints.FOLDER / f"main-{name}.json", metrics)
    print(f"{checkpoints.weights(name)}: {checkpoints.title(metrics)}")


if __name__ == "__main__":
    main()
