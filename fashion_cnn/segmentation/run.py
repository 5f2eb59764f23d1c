"""A segmentation run: from a new folder to trained networks, their scores and pictures.

Validation scenes alone decide which epoch is best. The test scenes, of objects that no network was
trained on, are scored once, at the end.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import spoken
from fashion_cnn.data.scenes import Scenes
from fashion_cnn.networks import counting
from fashion_cnn.segmentation import examples, pictures
from fashion_cnn.segmentation.config import NETS, SegmentConfig, one_or_both
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
            print(self.device.line)
            print(tr("The run's folder: {path}", path=self.folder.path), flush=True)
            metrics = self.train_and_score()
        print(result_lines(metrics, self.dataset))
        print(tr("Models and pictures are in {path}", path=self.folder.path))
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
        test = self.parts["test"]
        histories, masks, ious, scores = {}, {}, {}, {}
        for stem, config in self.config.nets().items():
            histories[stem], masks[stem] = self.train_net(stem, config)
            ious[stem] = iou(masks[stem], test.masks)
            scores[stem] = net_scores(config, histories[stem], ious[stem])
            self.folder.update_metrics(nets=scores)
        described = self.folder.save_pictures(partial(self.draw, histories, masks, ious))
        return self.folder.update_metrics(
            status=run_folder.COMPLETE, threshold=self.threshold(), pictures=described
        )

    def draw(self, histories, masks, ious):
        """The pictures of the results, by name."""
        test, title = self.parts["test"], spoken(self.dataset.title)
        return {
            "segmentation": pictures.segmentation(test.images, test.masks, masks, ious, title),
            "learning-curves": pictures.learning_curves(histories, title),
        }

    def train_net(self, stem, config):
        """Train one network; return its history and the masks that it finds in the test scenes."""
        print(
            tr(
                "{network}, {count:,} parameters (accuracy: of pixels)",
                network=tr(NETS[stem][0]),
                count=counting.parameters(config.network()),
            )
        )
        folder = NetFolder(self.folder.path, stem)
        jit_compile = backend.jit_compile(self.device)
        try:
            history = loop.fit(folder, config, examples.examples(self.parts), jit_compile)
        finally:
            folder.remove_checkpoints()  # a segmentation run cannot be resumed
        # Score the saved file, not the model in memory.
        images = self.parts["test"].images[..., np.newaxis]
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
            if not model.exists():
                continue
            if stem in trained:
                kept.append(tr("{path} (fully trained)", path=model))
            else:
                kept.append(tr("{path} (its best epoch so far)", path=model))
        if not kept:
            return tr(
                "Interrupted. No epoch was finished.\n"
                "A segmentation run cannot be resumed; start a new one."
            )
        return tr(
            "Interrupted. The folder has {models}.\n"
            "A segmentation run cannot be resumed; start a new one.",
            models=one_or_both(kept),
        )


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


def result_lines(metrics, dataset):
    """A line for each network, how good it is and how it was trained; and one for comparison."""
    lines = [net_line(metrics, stem, net, dataset) for stem, net in metrics["nets"].items()]
    return "\n".join([*lines, threshold_line(**metrics["threshold"])])


def net_line(metrics, stem, net, dataset):
    sets = metrics["data"]
    return tr(
        "{network}: mean IoU {iou:.3f} on {test_scenes:,} test scenes of {title} "
        "({training_scenes:,} training scenes, seed {seed}, {seconds:.0f} s of training; "
        "data {source})",
        network=tr(NETS[stem][0]),
        iou=net["mean_iou"],
        test_scenes=sets["test_scenes"],
        title=spoken(dataset.title),
        training_scenes=sets["training_scenes"],
        seed=metrics["seed"],
        seconds=net["training_seconds"],
        source=spoken(dataset.source),
    )


def threshold_line(level, bright, mean_iou):
    if bright:
        return tr(
            "For comparison, the best threshold, all pixels of at least {level}: "
            "mean IoU {iou:.3f}",
            level=level,
            iou=mean_iou,
        )
    return tr(
        "For comparison, the best threshold, all pixels below {level}: mean IoU {iou:.3f}",
        level=level,
        iou=mean_iou,
    )
