"""Train what deck 4 shows at work, an autoencoder and U-Net; store a few of its pictures.

    python benchmarks/deck_pictures.py autoencoder
    python benchmarks/deck_pictures.py unet --run runs/segment

The autoencoder is trained here, in about a minute, on the kit's garments. For U-Net, `--run` is a
complete run of `python -m fashion_cnn.segment` with its defaults. The arrays, uint8 and bool, are
in slides/trained/, from which slides/figures/classics/ draws them.
"""

import argparse
from pathlib import Path

import numpy as np

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.segmentation import examples
from fashion_cnn.segmentation.config import NETS, SegmentConfig
from fashion_cnn.segmentation.run import NetFolder
from fashion_cnn.training import loop, run_folder

STORED = Path(__file__).parents[1] / "slides" / "trained"
# Of the test garments: a pullover, a dress, an ankle boot.
SHOWN_CLASSES = 2, 3, 9
# Which of the test scenes are stored.
SHOWN_SCENES = slice(0, 40)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("autoencoder", "unet"))
    parser.add_argument("--run", type=Path, help="folder of the segmentation run")
    arguments = parser.parse_args()
    STORED.mkdir(exist_ok=True)
    made = autoencoder() if arguments.what == "autoencoder" else unet(arguments.run)
    np.savez_compressed(STORED / f"{arguments.what}.npz", **made)


# --------------------------------------------------------------------------------- autoencoder


def autoencoder(images=6000, epochs=12, noise=0.15, seed=1):
    """Garments, their codes and reconstructions, and noisy garments that are denoised.

    Two networks of one form are trained: to return their input, and to return it without noise.
    """
    backend.start("auto")
    import keras  # not before the backend was started

    garments = data.load("garments")
    clean = data.scale(garments.x_train[:images])
    chosen = [int(np.argmax(garments.y_test == label)) for label in SHOWN_CLASSES]
    shown = data.scale(garments.x_test[chosen])
    draw = np.random.default_rng(seed)
    noisy, shown_noisy = (
        (part + noise * draw.normal(size=part.shape)).clip(0, 1) for part in (clean, shown)
    )
    keras.utils.set_random_seed(seed)
    copying, denoising = (trained(part, clean, epochs) for part in (clean, noisy))
    made = {}
    for name, model, images in (("copy", copying, shown), ("denoise", denoising, shown_noisy)):
        encoder = keras.Model(model.inputs, model.get_layer("code").output)
        made[f"{name}_input"] = pixels(images)
        made[f"{name}_code"] = encoder.predict(images, verbose=0)
        made[f"{name}_output"] = pixels(model.predict(images, verbose=0))
    return made


def trained(inputs, targets, epochs):
    """An autoencoder, trained to turn `inputs` into `targets`, each (n, 28, 28, 1) from 0 to 1."""
    import keras
    from keras import layers

    same = {"padding": "same", "activation": "relu"}
    model = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, strides=2, **same),
            layers.Conv2D(4, 3, strides=2, padding="same", activation="sigmoid", name="code"),
            layers.Conv2DTranspose(32, 4, strides=2, **same),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.003), "binary_crossentropy")
    model.fit(inputs, targets, batch_size=64, epochs=epochs, verbose=2)
    return model


def pixels(images):
    """Images (n, 28, 28, 1) from 0 to 1 as uint8 (n, 28, 28)."""
    return np.rint(255 * images[..., 0]).astype(np.uint8)


# --------------------------------------------------------------------------------------- U-Net


def unet(path):
    """Test scenes, their true masks, and the masks that each network of a run finds."""
    folder = run_folder.existing(path)
    config = SegmentConfig(**folder.read_config())
    jit_compile = backend.jit_compile(backend.start(config.device))
    test = examples.compose_test(config, data.load(config.dataset, config.data_dir))
    scenes, truth = test.images[SHOWN_SCENES], test.masks[SHOWN_SCENES]
    found = {}
    for stem in NETS:
        model = NetFolder(folder.path, stem).model
        probabilities = loop.predict(model, scenes[..., np.newaxis], jit_compile)
        found[stem.replace("-", "_")] = probabilities.argmax(axis=-1) == 1
    return {"scenes": scenes, "truth": truth, **found}


if __name__ == "__main__":
    main()
