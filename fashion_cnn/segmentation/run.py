"""A segmentation run: from a new folder to trained networks, their scores and pictures.

Validation scenes alone decide which epoch is best. The test scenes, of objects that no network was
trained on, are scored once, at the end.
"""

from dataclasses import dataclass

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.data.scenes import Scenes
from fashion_cnn.networks import counting
from fashion_cnn.segmentation import examples, pictures
from fashion_cnn.segmentation.config import NETS, SegmentConfig
from fashion_cnn.segmentation.scores import above, best_threshold, iou
from fashion_cnn.training import loop, run_folder
from fashion_cnn.training.history import best_epoch, training_seconds


class NetFolder(run_folder.RunFolder):
    """The part of a run's folder that belongs to one network: model, history, checkpoints."""

    def __init__(self, path, stem):
        super().__init__(path)
        self.model = self.path / f"{stem}.keras"
        self.history = self.path / f"history-{stem}.csv"


@dataclass(frozen=True)
class SegmentationRun:
    """A run, ready to train: its folder, configuration, data set, scenes by part, and device."""

    folder: run_folder.RunFolder
    config: SegmentConfig
    dataset: data.Dataset
    parts: dict[str, Scenes]
    device: backend.Device

    def carry_out(self):
        """Train, score and draw; return the metrics."""
        with self.folder.marked_if_interrupted(self.what_is_left):
            self.folder.update_metrics(**self.conditions())
            print(f"{self.device.line}\nThe run's folder: {self.folder.path}", flush=True)
            metrics = self.train_and_score()
        print(result_lines(metrics))
        print(f"Models and pictures are in {self.folder.path}")
        return metrics

    def conditions(self):
        """What metrics.json says from the start of the run."""
        about = ("name", "title", "source", "digest")
        counts = {f"{part}_scenes": len(made.images) for part, made in self.parts.items()}
        return {
            "status": run_folder.RUNNING,
            "seed": self.config.seed,
            "size": self.config.size,
            "device": f"{self.device.kind}: {self.device.name}",
            "data": {field: getattr(self.dataset, field) for field in about} | counts,
            "versions": backend.versions(),
            "nets": {},
        }

    def train_and_score(self):
        """Fill the folder with trained networks, scores and pictures; return the metrics."""
        test, title = self.parts["test"], self.dataset.title
        histories, masks, ious, scores = {}, {}, {}, {}
        for stem, config in self.config.nets().items():
            histories[stem], masks[stem] = self.train_net(stem, config)
            ious[stem] = iou(masks[stem], test.masks)
            scores[stem] = net_scores(config, histories[stem], ious[stem])
            self.folder.update_metrics(nets=scores)
        described = self.folder.save_pictures(
            {
                "segmentation": pictures.segmentation(test.images, test.masks, masks, ious, title),
                "learning-curves": pictures.learning_curves(histories, title),
            }
        )
        return self.folder.update_metrics(
            status=run_folder.COMPLETE, threshold=self.threshold(), pictures=described
        )

    def train_net(self, stem, config):
        """Train one network; return its history and the masks that it finds in the test scenes."""
        count = counting.parameters(config.network())
        print(f"{NETS[stem][0]}, {count:,} parameters (accuracy: of pixels)")
        folder = NetFolder(self.folder.path, stem)
        jit_compile = backend.jit_compile(self.device)
        try:
            history = loop.fit(folder, config, examples.examples(self.parts), jit_compile)
        finally:
            folder.remove_checkpoints()  # a segmentation run cannot be resumed
        # Score the saved file, not the model in memory.
        images = data.scale(self.parts["test"].images)
        probabilities = loop.predict(folder.model, images, jit_compile)  # (n, H, W, 2)
        return history, probabilities.argmax(axis=-1) == 1

    def threshold(self):
        """The best threshold of the validation scenes, and its score on the test scenes."""
        level, bright = best_threshold(self.parts["validation"])
        test = self.parts["test"]
        mean = float(iou(above(test.images, level, bright), test.masks).mean())
        return {"level": level, "bright": bright, "mean_iou": mean}

    def what_is_left(self):
        """What to say after Ctrl-C."""
        trained = self.folder.read_metrics().get("nets", {})
        kept = []
        for stem in NETS:
            model = NetFolder(self.folder.path, stem).model
            if model.exists():
                state = "fully trained" if stem in trained else "its best epoch so far"
                kept.append(f"{model} ({state})")
        models = f"The folder has {' and '.join(kept)}." if kept else "No epoch was finished."
        return f"Interrupted. {models}\nA segmentation run cannot be resumed; start a new one."


def net_scores(config, history, ious):
    """What metrics.json says of one network; the IoUs are those of the test scenes: (n,)."""
    return {
        "parameters": counting.parameters(config.network()),
        "epochs": len(history),
        "best_epoch": best_epoch(history),
        "mean_iou": float(ious.mean()),
        "lowest_iou": float(ious.min()),
        "training_seconds": training_seconds(history),
    }


def result_lines(metrics):
    """A line for each network: how good it is, on which data, and how it was trained."""
    sets, threshold = metrics["data"], metrics["threshold"]
    on = f"on {sets['test_scenes']:,} test scenes of {sets['title']}"
    how = f"{sets['training_scenes']:,} training scenes, seed {metrics['seed']}"
    lines = [
        f"{NETS[stem][0]}: mean IoU {net['mean_iou']:.3f} {on} "
        f"({how}, {net['training_seconds']:.0f} s of training; data {sets['source']})"
        for stem, net in metrics["nets"].items()
    ]
    side = "of at least" if threshold["bright"] else "below"
    return "\n".join(
        [
            *lines,
            f"For comparison, the best threshold, all pixels {side} {threshold['level']}: "
            f"mean IoU {threshold['mean_iou']:.3f}",
        ]
    )
