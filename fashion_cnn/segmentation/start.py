"""Start a segmentation run.

    metrics = segment(SegmentConfig(dataset="garments", seed=7))

Keras is imported only after the configuration and the data have been checked.
"""

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.base.language import tr
from fashion_cnn.segmentation.examples import compose_parts
from fashion_cnn.training import run_folder
from fashion_cnn.training.examples import data_line


def segment(config, run_dir=None, verbose=False):
    """Train and score as configured in a new run folder; return the content of its metrics.json.

    Raises UsageError or KitError with a message for the user. Ctrl-C raises KeyboardInterrupt
    and leaves the best models so far in the folder, status "interrupted".
    """
    if run_dir is not None:
        run_folder.check_new(run_dir)
    dataset = data.load(config.dataset, config.data_dir)
    print(data_line(dataset))
    parts = compose_parts(config, dataset)
    print(scenes_line(config, parts), flush=True)
    device = backend.start(config.device, verbose=verbose)
    from fashion_cnn.segmentation.run import SegmentationRun  # not before Keras was started

    folder = run_folder.create(run_dir, dataset.name, "segment", config)
    with folder.taken():
        return SegmentationRun(folder, config, dataset, parts, device).carry_out()


def scenes_line(config, parts):
    return tr(
        "Scenes composed of them, {size}x{size} pixels: {training:,} to train on, "
        "{validation:,} to validate, {test:,} to test.",
        size=config.size,
        **{part: len(scenes.images) for part, scenes in parts.items()},
    )
