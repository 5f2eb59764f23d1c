"""What the pictures of a segmentation run show and say."""

import numpy as np

from fashion_cnn.segmentation import pictures
from fashion_cnn.training.history import COLUMNS


def test_scenes_are_shown_with_the_masks_of_both_networks():
    images, truth = np.zeros((9, 4, 4), np.uint8), np.ones((9, 4, 4), bool)
    masks = {"unet": truth, "unet-without-skips": ~truth}
    ious = {"unet": np.linspace(1, 0.2, 9), "unet-without-skips": np.linspace(1, 0, 9)}
    picture = pictures.segmentation(images, truth, masks, ious, "digits")
    columns = pictures.SHOWN + 1  # the last scene is the worst of both networks
    assert len(picture.axes.images) == 4 * columns
    texts = [text.get_text() for text in picture.axes.texts]
    assert "worst:\nboth" in texts
    assert texts[-4:] == ["input", "truth", "U-Net", "U-Net\nwithout skips"]
    assert {"IoU 0.20", "IoU 0.00"} < set(texts)
    assert "Mean IoU of all 9: U-Net 0.600, U-Net without skips 0.500" in picture.description


def test_the_worst_scenes_of_the_networks_can_differ():
    ious = {"unet": np.array([1, 0.1, 1]), "unet-without-skips": np.array([0.5, 1, 1])}
    above = pictures.headings(ious, 3)
    assert above == {0: "worst:\nwithout skips", 1: "worst:\nU-Net", 2: ""}


def test_the_learning_curves_of_both_networks_have_one_scale():
    def history(loss):
        return [dict.fromkeys(COLUMNS, loss) | {"epoch": 1, "val_accuracy": 0.75}]

    histories = {"unet": history(0.1), "unet-without-skips": history(0.9)}
    picture = pictures.learning_curves(histories, "digits")
    assert [ax.get_ylim() for ax in picture.axes[0]] == [ax.get_ylim() for ax in picture.axes[1]]
    assert "U-Net without skips is best in epoch 1: 75.0%" in picture.description
