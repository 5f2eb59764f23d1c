"""What the pictures of a training run say in words."""

import numpy as np

from fashion_cnn.drawing import plots
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


def test_names_of_classes_are_drawn_as_they_are(tmp_path):
    names = ["a $b$ c", "x" * 40]
    picture = pictures.confusion_matrix(np.eye(2, dtype=int), names, "main", "photos")
    picture.save(tmp_path / "counts.png")
    drawn = picture.axes.get_xticklabels() + picture.axes.get_yticklabels()
    assert [text.get_text() for text in drawn] == 2 * ["a $b$ c", "x" * 11 + "..."]
    assert not any(text.get_parse_math() for text in drawn)
    images, labels = np.zeros((4, 28, 28)), np.array([0, 1, 1, 0])
    picture = pictures.samples(images, labels, names, "photos")
    picture.save(tmp_path / "samples.png")
    assert [text.get_text() for text in picture.axes.texts] == ["a $b$ c", "x" * 11 + "..."]
    assert not any(text.get_parse_math() for text in picture.axes.texts)


def test_many_classes_are_drawn_in_part():
    names = [f"class {number}" for number in range(40)]
    images, labels = np.zeros((80, 28, 28)), np.arange(80) % 40
    picture = pictures.samples(images, labels, names, "photos")
    assert len(picture.axes.images) == 2 * pictures.MOST_CLASSES
    assert "class 9 and 30 more" in picture.description
    counts = pictures.confusion_matrix(np.eye(40, dtype=int), names, "main", "photos")
    assert len(counts.axes.get_xticklabels()) == 40
    assert not counts.axes.texts  # numbers would not be legible


def test_a_legend_has_the_names_as_they_are():
    axes = plots.scatter(np.zeros((2, 2)), [0, 1], ["a $b$ c", "d"])
    drawn = axes.get_legend().get_texts()
    assert [text.get_text() for text in drawn] == ["a $b$ c", "d"]
    assert not any(text.get_parse_math() for text in drawn)
