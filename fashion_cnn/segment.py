"""Train a U-Net that cuts garments or digits out of a cluttered background.

    python -m fashion_cnn.segment
    python -m fashion_cnn.segment --dataset digits --size 48 --no-skips
    python -m fashion_cnn.segment --scenes 1000 --epochs 5 --run-dir runs/quick

or, from Python:

    from fashion_cnn.segment import SegmentConfig, segment
    metrics = segment(SegmentConfig(dataset="garments", seed=7))

The kit composes the scenes itself, so that it knows which pixels are the object's. Beside the
U-Net, the same net without skip connections is trained. Validation scenes alone decide which
epoch is best; the test scenes, of objects that were never trained on, are scored once.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import argparse
import contextlib
import dataclasses
import os

from fashion_cnn.networks import counting
from fashion_cnn.base import backend
from fashion_cnn import data, segmentation
from fashion_cnn.training import run_folder
from fashion_cnn.base.commandline import Parser, execute, name, value
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.files import write_json
from fashion_cnn.segmentation import NETS, NetRun, SegmentConfig


def segment(config, run_dir=None, verbose=False):
    """Train and score as configured in a new run folder; return the content of metrics.json.

    Raises UsageError or KitError with a message for a person. Ctrl-C raises
    KeyboardInterrupt, with the best models so far in the folder, status "interrupted".
    """
    if run_dir is not None:
        check_new(run_dir)
    dataset = data.load(config.dataset, config.data_dir)
    print(f"Data: {dataset.title}, {dataset.source}.")
    parts = segmentation.scenes_of(config, dataset)
    print(scenes_line(config, parts), flush=True)
    device = backend.start(config.device, verbose=verbose)
    run = run_folder.create(run_dir, dataset.name, "segment")
    write_json(run.config, dataclasses.asdict(config))
    with marked_if_broken_off(run):
        run.update_metrics(**conditions(config, dataset, parts, device))
        print(f"{device.line}\nThe run's folder: {run.folder}", flush=True)
        metrics = train_and_score(run, config, dataset, parts, device)
    print(result(metrics))
    print(f"Models and pictures are in {run.folder}")
    return metrics


def check_new(folder):
    """Raise UsageError unless a new run may be written to `folder`: nothing is overwritten."""
    if run_folder.is_run(os.path.expanduser(folder)):
        raise UsageError(f"--run-dir {folder} has a run in it. Name a new folder.")
    run_folder.check_new(folder)


def scenes_line(config, parts):
    counts = [f"{len(scenes.images):,} to {purpose(part)}" for part, scenes in parts.items()]
    return f"Scenes composed of them, {config.size}x{config.size} pixels: {', '.join(counts)}."


def purpose(part):
    return {"training": "train on", "validation": "validate", "test": "test"}[part]


def conditions(config, dataset, parts, device):
    """Return what metrics.json says of a run from its start."""
    from fashion_cnn.train import versions

    counts = {f"{part}_scenes": len(scenes.images) for part, scenes in parts.items()}
    about = ("name", "title", "source", "digest")
    return {
        "status": run_folder.RUNNING,
        "seed": config.seed,
        "size": config.size,
        "device": f"{device.kind}: {device.name}",
        "data": {field: getattr(dataset, field) for field in about} | counts,
        "versions": versions(),
        "nets": {},
    }


@contextlib.contextmanager
def marked_if_broken_off(run):
    """Mark a run as interrupted whatever breaks the block off; after Ctrl-C say what is there."""
    try:
        yield
    except BaseException as error:
        # On a full disk this fails as well; the first error is the one to report.
        with contextlib.suppress(OSError, KitError):
            run.update_metrics(status=run_folder.INTERRUPTED)
            run.remove_checkpoints()
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt(interruption(run)) from None
        raise


def interruption(run):
    """Return what to say after Ctrl-C: which models are in the folder."""
    kept = [NetRun(run, stem).model for stem in NETS if NetRun(run, stem).model.exists()]
    trained = run.read_metrics().get("nets", {})
    models = [
        f"{path} ({'trained to the end' if path.stem in trained else 'its best epoch so far'})"
        for path in kept
    ]
    there = f"There is {' and '.join(models)}." if models else "No epoch was over."
    return f"Interrupted. {there}\nSuch a run cannot be resumed; the command begins a new one."


def train_and_score(run, config, dataset, parts, device):
    """Fill the run's folder: trained nets, their scores, pictures; return the metrics."""
    from fashion_cnn.segmentation import above, best_threshold, iou, pictures

    masks, histories, scores = {}, {}, {}
    for stem, chosen in config.nets().items():
        histories[stem], masks[stem] = train_net(NetRun(run, stem), chosen, parts, device)
        scores[stem] = net_scores(chosen, histories[stem], iou(masks[stem], parts["test"].masks))
        run.update_metrics(nets=scores)
    level, bright = best_threshold(parts["validation"])
    found = above(parts["test"].images, (level, bright))
    threshold = {"level": level, "bright": bright}
    threshold["mean_iou"] = float(iou(found, parts["test"].masks).mean())
    described = {
        "segmentation": pictures.segmentation(run, dataset, parts["test"], masks),
        "learning-curves": pictures.learning_curves(run, dataset, histories),
    }
    return run.update_metrics(status=run_folder.COMPLETE, threshold=threshold, pictures=described)


def train_net(run, config, parts, device):
    """Train one net; return its history and the masks that it finds in the test scenes."""
    from fashion_cnn.networks.keras_models import load_model
    from fashion_cnn.training import loop

    count = counting.parameters(config.network())
    print(f"{NETS[run.stem][0]}, {count:,} parameters (accuracy: of pixels)")
    examples = loop.Examples(**segmentation.examples(parts))
    history = loop.fit(run, config, examples, backend.jit_compile(device))
    run.remove_checkpoints()
    # What is scored is the saved file, not the model in memory.
    model = load_model(run.model)
    model.jit_compile = backend.jit_compile(device)
    return history, segmentation.cut_out(model, parts["test"].images, loop.PREDICT_BATCH)


def net_scores(config, history, ious):
    """Return what metrics.json says of one net; `ious` are those of the test scenes: (n,)."""
    from fashion_cnn.training import loop

    return {
        "parameters": counting.parameters(config.network()),
        "epochs": len(history),
        "best_epoch": loop.best_epoch(history),
        "mean_iou": float(ious.mean()),
        "lowest_iou": float(ious.min()),
        "training_seconds": round(sum(row["seconds"] for row in history), 1),
    }


def result(metrics):
    """Return a line for each net that says how good it is, and on which data."""
    sets = metrics["data"]
    on = f"on {sets['test_scenes']:,} test scenes of {sets['title']}"
    how = f"{sets['training_scenes']:,} training scenes, seed {metrics['seed']}"
    lines = [
        f"{NETS[stem][0]}: mean IoU {net['mean_iou']:.3f} {on} "
        f"({how}, {net['training_seconds']:.0f} s of training; data {sets['source']})"
        for stem, net in metrics["nets"].items()
    ]
    threshold = metrics["threshold"]
    side = "brighter" if threshold["bright"] else "darker"
    return "\n".join(
        [
            *lines,
            f"For comparison, all pixels {side} than {threshold['level']}, the best threshold: "
            f"mean IoU {threshold['mean_iou']:.3f}",
        ]
    )


# What --help says of each field of SegmentConfig, and how its option is read.
OPTIONS = {
    "dataset": (f"objects to cut out: {', '.join(data.NAMES)}", {"type": name}),
    "size": (
        f"height and width of a scene, {segmentation.SMALLEST} to {segmentation.LARGEST}",
        {"type": value},
    ),
    "scenes": ("scenes to train on", {"type": value, "metavar": "N"}),
    "epochs": ("passes over the training scenes at most", {"type": value}),
    "batch_size": ("scenes in one update", {"type": value}),
    "learning_rate": ("the highest learning rate of the schedule", {"type": value}),
    "skips": (
        "train only the net with, or only the one without skip connections (default: both)",
        {"action": argparse.BooleanOptionalAction},
    ),
    "seed": ("decides the scenes to learn from, first weights and shuffling", {"type": value}),
    "device": (", ".join(backend.DEVICES), {"type": name}),
    "data_dir": (f"folder with data files of yours, also {data.DATA_VARIABLE}", {}),
}


def main():
    given = vars(parser().parse_args())
    chosen = {field: given[field] for field in OPTIONS if given[field] is not None}
    segment(SegmentConfig(**chosen), given["run_dir"], given["verbose"])


def parser():
    """Return the parser; an option left out is None, and SegmentConfig has the defaults."""
    made = Parser("fashion_cnn.segment", __doc__.partition("\n")[0])
    for field in dataclasses.fields(SegmentConfig):
        what, how = OPTIONS[field.name]
        default = "" if field.default is None else f" (default: {field.default})"
        made.add_argument(f"--{field.name.replace('_', '-')}", help=what + default, **how)
    made.add_argument("--run-dir", help="new folder for this run (default: one under runs/)")
    made.add_argument(
        "--verbose", action="store_true", help="show what TensorFlow says while it starts"
    )
    return made


if __name__ == "__main__":
    execute(main)
