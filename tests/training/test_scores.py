"""Scores, by hand and against their definitions."""

import subprocess
import sys

import numpy as np

from fashion_cnn.training import scores

# Three classes, six images; the predictions are 0 1 1 2 0 2.
PROBABILITIES = np.array(
    [
        [0.8, 0.1, 0.1],
        [0.2, 0.7, 0.1],
        [0.1, 0.9, 0.0],
        [0.3, 0.3, 0.4],
        [0.5, 0.3, 0.2],
        [0.0, 0.4, 0.6],
    ]
)
LABELS = np.array([0, 1, 0, 2, 1, 2])


def test_accuracy_is_the_share_that_is_right():
    assert scores.accuracy(PROBABILITIES, LABELS) == 4 / 6


def test_confusion_has_true_classes_in_rows():
    assert scores.confusion(PROBABILITIES, LABELS).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 2]]


def test_per_class_scores_follow_from_the_confusion():
    found = scores.per_class(PROBABILITIES, LABELS, ("a", "b", "c"))
    assert found["a"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "images": 2}
    assert found["c"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "images": 2}


def test_a_class_that_is_never_predicted_scores_zero():
    found = scores.per_class(np.eye(2)[[0, 0]], np.array([0, 1]), ("a", "b"))
    assert found["b"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "images": 1}


def test_worst_mistakes_are_the_most_confident_wrong_ones():
    assert scores.worst_mistakes(PROBABILITIES, LABELS, 10).tolist() == [2, 4]
    assert scores.worst_mistakes(PROBABILITIES, LABELS, 1).tolist() == [2]
    assert scores.worst_mistakes(np.eye(3), np.arange(3), 5).tolist() == []


def test_evaluating_needs_no_keras():
    program = (
        "import sys; from fashion_cnn.training import scores\n"
        "print({'tensorflow', 'keras', 'jax', 'torch', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")
