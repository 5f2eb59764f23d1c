"""A training run: from a new folder to a trained model, its scores and pictures.

Validation images are split off the training images. They alone decide when to stop and which
epoch is best; the test images are scored once, at the end.
"""

import functools
import subprocess
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import spoken
from fashion_cnn.data.augmentation import MIRRORED, augment
from fashion_cnn.data.image_files import (
    ImageFiles,
    first_of_each,
    pixels,
    unusable,
    with_channel,
)
from fashion_cnn.networks import counting
from fashion_cnn.networks.keras_models import to_keras
from fashion_cnn.networks.tables import parameter_table
from fashion_cnn.training import callbacks, loop, pictures, run_folder, scores, snapshots
from fashion_cnn.training.config import TrainConfig
from fashion_cnn.training.devices import ONE, Devices
from fashion_cnn.training.examples import Examples
from fashion_cnn.training.history import best_epoch, training_seconds


@dataclass(frozen=True)
class TrainingRun:
    """A run, ready to train: its folder, configuration, data set, examples and devices."""

    folder: run_folder.RunFolder
    config: TrainConfig
    dataset: data.Dataset
    examples: Examples
    device: backend.Device
    devices: Devices = ONE

    def carry_out(self, tensorboard=False):
        """Train, score and draw; return the metrics. If it is broken off, it can be resumed."""
        with self.folder.marked_if_interrupted(self.how_to_resume):
            self.folder.update_metrics(**self.conditions())
            self.announce()
            metrics = self.fit_and_score(tensorboard)
        if news := unusable(self.dataset.x_test):
            print(news)
        self.folder.remove_checkpoints()
        print(result_line(metrics, self.dataset))
        if self.mirrors_tests():
            print(
                tr(
                    "With the mean of each image's probabilities and its mirror image's: "
                    "{accuracy:.2%}",
                    accuracy=metrics["mirrored_test_accuracy"],
                )
            )
        print(tr("Model and pictures are in {path}", path=self.folder.path))
        return metrics

    def help_out(self):
        """Train as one of the processes that are not the first: nothing is written or printed."""
        self.fit()

    def conditions(self):
        """What metrics.json says from the start of the run."""
        return {
            "status": run_folder.RUNNING,
            "recipe": self.config.recipe,
            "model": self.config.model,
            "augmented": self.config.augment,
            "parameters": counting.parameters(self.config.network()),
            "seed": self.config.seed,
            "config_digest": self.config.digest,
            "device": f"{self.device.kind}: {self.device.name}",
            "devices": self.devices.count,
            "processes": self.devices.processes,
            "data": self.about_data(),
            "versions": backend.versions(),
        }

    def about_data(self):
        """What metrics.json says of the data."""
        about = ("name", "title", "class_names", "source", "instead_of", "digest")
        return {
            **{field: getattr(self.dataset, field) for field in about},
            "training_images": len(self.examples.x_train),
            "validation_images": len(self.examples.x_validation),
            "test_images": len(self.dataset.x_test),
        }

    def announce(self):
        """Print the device, the layers with their parameters, and the folder."""
        print(self.device.line)
        if self.devices.count > 1:
            print(self.devices.line(self.config.batch_size))
        if self.config.precision != "float32" and self.device.kind == "CPU":
            print(
                tr(
                    "{precision} is several times slower than float32 on a CPU.",
                    precision=self.config.precision,
                )
            )
        network = self.config.network()
        Console(highlight=False).print(parameter_table(network, counting.report(network)))
        print(tr("The run's folder: {path}", path=self.folder.path), flush=True)

    def fit_and_score(self, tensorboard):
        """Fill the folder with the trained model, its scores and pictures; return the metrics."""
        described = self.folder.save_pictures(self.data_pictures)
        history = self.fit(self.callbacks(tensorboard))
        jit_compile = backend.jit_compile(self.device)
        # Score the saved file, not the model in memory.
        score = functools.partial(loop.predict, self.folder.model, jit_compile=jit_compile)
        test_images = with_channel(self.dataset.x_test)
        probabilities = score(test_images)
        mirrored = score(mirror(test_images)) if self.mirrors_tests() else None
        if isinstance(test_images, ImageFiles):
            # The probabilities for a file that cannot be read are those of another one.
            usable = test_images.usable()
            return self.tested_on(usable).conclude(history, described, probabilities[usable])
        return self.conclude(history, described, probabilities, mirrored)

    def tested_on(self, rows):
        """The same run with some of its test images only."""
        tests = {"x_test": self.dataset.x_test[rows], "y_test": self.dataset.y_test[rows]}
        return replace(self, dataset=replace(self.dataset, **tests))

    def conclude(self, history, described, probabilities, mirrored=None):
        """Save the pictures of the results and complete the metrics; return these.

        `described` has the descriptions of the pictures so far; for the rest, see `results`.
        """
        described |= self.folder.save_pictures(
            functools.partial(self.result_pictures, history, probabilities)
        )
        return self.folder.update_metrics(
            status=run_folder.COMPLETE,
            data=self.about_data(),
            **self.results(history, probabilities, mirrored),
            pictures=described,
        )

    def fit(self, chosen=()):
        """Train, with the chosen callbacks; return the history."""
        self.devices.begin()
        return loop.fit(
            self.folder,
            self.config,
            self.examples,
            backend.jit_compile(self.device),
            self.config.how,
            augment=self.augmentation(),
            callbacks=chosen,
            devices=self.devices,
        )

    def callbacks(self, tensorboard):
        """The Keras callbacks that the user asked for."""
        chosen = [callbacks.tensorboard(self.folder)] if tensorboard else []
        if self.config.snapshots:
            chosen.append(snapshots.Photographer(self.folder, to_keras(self.config.network())))
        return chosen

    def augmentation(self):
        """The function that changes the training images in each epoch, or None."""
        if not self.config.augment:
            return None
        return functools.partial(augment, mirror=self.dataset.name in MIRRORED)

    def mirrors_tests(self):
        """Whether the recipe scores each test image together with its mirror image."""
        return self.config.how.mirrored_test and self.dataset.name in MIRRORED

    def results(self, history, probabilities, mirrored=None):
        """What metrics.json says of a trained model.

        The probabilities are those of the test images; with `mirrored`, those of their mirror
        images, the accuracy of the means is given as well.
        """
        labels = self.dataset.y_test
        best = best_epoch(history)
        both = {}
        if mirrored is not None:
            both["mirrored_test_accuracy"] = scores.accuracy(probabilities + mirrored, labels)
        return both | {
            "epochs": len(history),
            "best_epoch": best,
            "validation_accuracy": history[best - 1]["val_accuracy"],
            "test_accuracy": scores.accuracy(probabilities, labels),
            "per_class": scores.per_class(probabilities, labels, self.dataset.class_names),
            "training_seconds": training_seconds(history),
        }

    def data_pictures(self):
        """The picture of the training images, by name."""
        names = self.dataset.class_words
        images, labels = first_of_each(
            self.dataset.x_train,
            self.dataset.y_train,
            names[: pictures.MOST_CLASSES],
            pictures.SAMPLES_PER_CLASS,
        )
        return {"samples": pictures.samples(images, labels, names, spoken(self.dataset.title))}

    def result_pictures(self, history, probabilities):
        """The pictures of the results, by name."""
        images, labels = self.dataset.x_test, self.dataset.y_test
        about = self.config.model, spoken(self.dataset.title)
        names = self.dataset.class_words
        counts = scores.confusion(probabilities, labels)
        worst = scores.worst_mistakes(probabilities, labels, pictures.MISTAKES)
        wrong = pixels(images[worst]), probabilities[worst], labels[worst]
        return {
            "learning-curves": pictures.learning_curves(history, *about),
            "confusion-matrix": pictures.confusion_matrix(counts, names, *about),
            "mistakes": pictures.mistakes(*wrong, names, *about),
        }

    def how_to_resume(self):
        """What to say after Ctrl-C."""
        model = self.folder.model
        # In quotes if the folder has a space in its name.
        path = subprocess.list2cmdline([str(self.folder.path)])
        command = f"python -m fashion_cnn.train --resume {path}"
        if model.exists():
            return tr(
                "Interrupted. The best model so far is {model}.\nTo continue: {command}",
                model=model,
                command=command,
            )
        return tr("Interrupted. No epoch was finished.\nTo continue: {command}", command=command)


def mirror(images):
    """Images (n, H, W, C), flipped horizontally."""
    return np.ascontiguousarray(images[:, :, ::-1])


def result_line(metrics, dataset):
    """How good the model is, on which data, and how it was trained."""
    sets = metrics["data"]
    count = sets["training_images"]
    return tr(
        "Test accuracy {accuracy:.2%} on the {test_images:,} test images of {title} (model "
        "{model}, {trained_on}, seed {seed}, {seconds:.0f} s of training; data {source})",
        accuracy=metrics["test_accuracy"],
        test_images=sets["test_images"],
        title=spoken(dataset.title),
        model=metrics["model"],
        trained_on=tr("{count:,} training images, augmented", count=count)
        if metrics["augmented"]
        else tr("{count:,} training images", count=count),
        seed=metrics["seed"],
        seconds=metrics["training_seconds"],
        source=spoken(dataset.source),
    )
