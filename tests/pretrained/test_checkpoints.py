"""The two checkpoints: weights, with what the training run measured."""

import pytest

from fashion_cnn import data
from fashion_cnn.base import language
from fashion_cnn.data import garments
from fashion_cnn.pretrained import checkpoints


def right(model, x, y):
    """Return the proportion of images (n, 28, 28) that the model classifies correctly."""
    return (model.predict(data.scale(x), verbose=0).argmax(axis=1) == y).mean()


@pytest.mark.parametrize("name", checkpoints.NAMES)
def test_the_checkpoints_are_weights_with_what_their_run_measured(name):
    model, metrics = checkpoints.load(name)
    assert model.count_params() == metrics["parameters"] == 333526
    assert (metrics["status"], metrics["data"]["name"]) == ("complete", name)
    assert checkpoints.weights(name).stat().st_size < 1_500_000
    assert metrics["data"]["title"] in checkpoints.title(metrics)
    assert "/" not in metrics["data"]["source"]


def test_a_checkpoint_has_a_korean_title():
    measured = checkpoints.metrics("fashion_mnist")
    language.speak("ko")
    assert checkpoints.title(measured) == (
        "키트의 main 모델, 학습 데이터: Fashion-MNIST "
        f"(정확도 {measured['test_accuracy']:.1%}, 테스트 이미지 10,000장)"
    )


def test_the_garments_checkpoint_classifies_garments_it_has_not_seen():
    """Within three standard deviations of the accuracy that it was measured at."""
    model, metrics = checkpoints.load("garments")
    drawn = garments.draw(train=10, test=500, seed=5)
    expected = metrics["test_accuracy"]
    assert right(model, drawn.x_test, drawn.y_test) == pytest.approx(expected, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("name", checkpoints.NAMES)
def test_the_checkpoints_are_as_good_as_they_say(name, request):
    folder = request.getfixturevalue("real_data") if name == "fashion_mnist" else None
    found = data.load(name, folder)
    model, metrics = checkpoints.load(name)
    accuracy = right(model, found.x_test, found.y_test)
    assert accuracy == pytest.approx(metrics["test_accuracy"], abs=1e-3)
