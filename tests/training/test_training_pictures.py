"""What the pictures of a training run say in words."""

import numpy as np

from fashion_cnn.training import pictures

NAMES = ("a", "b")
IMAGES = np.zeros((3, 28, 28), np.uint8)


def test_the_confusion_matrix_names_the_most_frequent_mistake():
    picture = pictures.confusion_matrix(np.array([[5, 1], [2, 9]]), NAMES, "main", "digits")
    assert picture.title.endswith("main on digits, 17 test images")
    assert "b taken for a, 2 times" in picture.description
    perfect = pictures.confusion_matrix(np.eye(2, dtype=int), NAMES, "main", "digits")
    assert "no mistakes" in perfect.description


def test_mistakes_have_the_models_answer_and_the_label():
    probabilities = np.array([[0.997, 0.003], [0.1, 0.9], [0.6, 0.4]])
    picture = pictures.mistakes(IMAGES, probabilities, [1, 0, 1], NAMES, "main", "digits")
    shown = [text.get_text() for text in picture.axes.texts]
    assert shown == [
        "over 99% sure of\na;\nlabel: b",
        "90% sure of\nb;\nlabel: a",
        "60% sure of\na;\nlabel: b",
    ]
    none = pictures.mistakes(IMAGES[:0], probabilities[:0], [], NAMES, "main", "digits")
    assert none.title.startswith("No mistakes")


def test_samples_are_in_a_column_for_each_class():
    labels = np.array([0, 1] * pictures.SAMPLES_PER_CLASS)
    images = labels[:, None, None] * np.ones((28, 28), np.uint8)
    picture = pictures.samples(images, labels, NAMES, "digits")
    assert [image.get_array().max() for image in picture.axes.images] == labels.tolist()
