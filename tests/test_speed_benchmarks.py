"""The benchmarks of speed: what they make of their measurements."""

from types import SimpleNamespace

import pytest

from benchmarks import contestants, measuring, recipes, scaling, side_by_side
from benchmarks.measuring import table, write_section
from benchmarks.scaling import Point
from benchmarks.step_profile import part_of, training_multiplications
from benchmarks.timed_run import timed_run
from fashion_cnn.data import GARMENT_NAMES, class_folders
from fashion_cnn.training.config import TrainConfig

RATE = 50e9


def reports(*speeds, **more):
    about = {"per_second": 1500.0, "first_batch": 5.0, "peak": 9e8}
    return [about | {"per_processor_second": speed} | more for speed in speeds]


@pytest.fixture
def rounds():
    parts = {"conv1 backward": 0.002, "conv2 forward": 0.005, "Adam, loss, metrics": 0.001}
    return {
        ("multiply",): [{"per_processor_second": RATE}],
        ("import",): [{"imported": 4.0}],
        ("kit", 64): reports(2000.0, 2200.0, 2100.0),
        ("kit", 256): reports(1900.0, 1900.0, 1900.0),
        ("torch", 64): reports(700.0, 600.0, 800.0),
        ("torch", 256): reports(1050.0, 1000.0, 1100.0),
        "profile": [{"batch": 64, "step": 0.02, "parts": parts}],
    }


def test_a_step_needs_two_gradients_of_each_layer_but_none_of_the_images():
    conv1, conv2 = 28 * 28 * 32 * 9, 14 * 14 * 64 * 9 * 32
    dense, predictions = 3136 * 100, 100 * 10
    assert training_multiplications() == 2 * conv1 + 3 * (conv2 + dense + predictions)


def test_each_way_is_shown_at_its_best_batch_size(rounds):
    assert side_by_side.best_batches(rounds) == {"kit": 64, "torch": 256}
    speeds, compared, started, *_ = side_by_side.tables(rounds)
    share = 2100 * training_multiplications() / RATE
    assert (
        f"| this kit | 64 | 2,100 (2,000 - 2,200) | 1,500 | {share:.0%} | 5.0 | 900 MB |" in speeds
    )
    assert compared.startswith("A second, the kit trains 1.00 times")
    assert "per processor second, 2.00 times as many images as the best of the others (PyTorch" in (
        compared
    )
    assert "`import keras` alone takes 4.0 s" in started
    assert "this kit finishes its first batch +1.0 s later" in started


def test_the_share_of_the_rate_is_that_of_the_part(rounds):
    *_, parts = side_by_side.tables(rounds)
    forward = 64 * 14 * 14 * 64 * 9 * 32 / 0.005 / RATE
    assert f"| conv2 forward | 5.00 ms | 25% | {forward:.0%} |" in parts
    assert "| Adam, loss, metrics | 1.00 ms | 5% |  |" in parts
    # The first layer has no gradient of the images.
    backward = 64 * 28 * 28 * 32 * 9 / 0.002 / RATE
    assert f"| conv1 backward | 2.00 ms | 10% | {backward:.0%} |" in parts


def test_ways_without_a_result_are_named(rounds):
    assert side_by_side.left_out(["kit", "torch"], rounds) == []
    [line] = side_by_side.left_out(["kit", "keras_jax"], rounds)
    assert line == "Not installed or failed, and so left out: Keras on JAX."


def test_a_way_that_fails_does_not_end_the_others(monkeypatch):
    def fresh(module, way="", *words, **how):
        if (way, *words[:1]) == ("torch", 256):
            raise RuntimeError("no C++ compiler")
        return {"imported": 4.0} | reports(2000.0)[0]

    monkeypatch.setattr(side_by_side, "fresh", fresh)
    arguments = SimpleNamespace(rounds=2, batches=[64, 256], images=100, epochs=2)
    rounds = side_by_side.measure(arguments, {"kit": "python", "torch": "python"})
    assert side_by_side.best_batches(rounds) == {"kit": 64}
    assert len(rounds[("kit", 256)]) == len(rounds[("multiply",)]) == 2


def shapes(weights):
    """The lengths of the axes of each array, sorted: each library has an order of its own."""
    return [sorted(array.shape) for array in weights]


def test_all_train_the_same_network():
    from fashion_cnn.networks import zoo
    from fashion_cnn.networks.keras_models import to_keras

    kits, by_hand = to_keras(zoo.describe("main")), contestants.keras_model()
    for own, other in zip(kits.layers, by_hand.layers, strict=True):
        assert type(own) is type(other)
        assert own.output.shape == other.output.shape
        assert getattr(own, "rate", None) == getattr(other, "rate", None)
        assert getattr(own, "activation", None) == getattr(other, "activation", None)
    pytest.importorskip("torch", reason="pip install torch")
    in_torch = contestants.torch_model()
    assert shapes(in_torch.parameters()) == shapes(by_hand.get_weights())
    assert [layer.p for layer in in_torch if hasattr(layer, "p")] == [0.4]


@pytest.mark.slow
def test_the_clock_does_not_change_how_the_kit_trains(monkeypatch):
    from fashion_cnn.training import loop
    from fashion_cnn.training.devices import ONE

    together = []
    one_epoch = loop.one_epoch

    def watched(model, *words):
        together.append(model.steps_per_execution)
        return one_epoch(model, *words)

    monkeypatch.setenv(measuring.STARTED, "0")
    monkeypatch.setattr(loop, "one_epoch", watched)
    small = {"dataset": "digits", "model": "small", "limit": 150, "batch_size": 32, "epochs": 2}
    clock = timed_run(TrainConfig(**small))
    assert together == [loop.updates_together(ONE)] * 2
    assert clock.first_batch
    assert len(clock.ends) == 2


def test_operations_belong_to_the_layer_in_their_name():
    assert part_of("main_1/conv2_1/convolution") == "conv2 forward"
    assert part_of("gradient_tape/main_1/conv2_1/convolution/Conv2DBackpropInput") == (
        "conv2 backward"
    )
    assert part_of("adam/Sqrt_3") == "Adam, loss, metrics"


@pytest.fixture
def measured():
    def found(point):
        seconds = point.images * (point.size / 28) ** 2 / 2000
        return {"processor_seconds": seconds, "seconds": seconds, "peak": 8e8 + 1000 * point.images}

    return {
        axis: {point: found(point) for point in points}
        for axis, (_, points) in scaling.AXES.items()
    }


def test_the_plot_has_a_column_for_each_axis_and_is_put_into_words(measured):
    picture = scaling.draw(measured)
    assert picture.axes.shape == (2, 4)
    assert list(picture.axes[0, 1].lines[0].get_xdata()) == [28, 56, 112, 224]
    assert list(picture.axes[1, 0].lines[0].get_ydata()) == [801, 803, 810, 830, 870]
    assert "from 1,000 to 70,000 images, an epoch takes 70.0 times the time" in picture.description


def test_the_table_has_a_row_for_each_point(measured):
    rows = scaling.as_table(measured).splitlines()[2:]
    assert len(rows) == sum(map(len, measured.values()))
    assert rows[0] == "| `main` | 1,000 | 28x28 | 64 | 0.5 | 0.5 | 2,000 | 801 MB |"


def test_images_are_enlarged_by_repeating_pixels():
    from fashion_cnn import data

    drawn = data.load("digits")
    enlarged = scaling.enlarged(drawn, Point(50, size=56))
    assert enlarged.x_train.shape == (50, 56, 56)
    assert (enlarged.x_train[:, 1::2, ::2] == drawn.x_train[:50]).all()
    assert (enlarged.y_train == drawn.y_train[:50]).all()


def test_a_section_of_a_document_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- one -->\n\nold\n\n<!-- end of one -->\nz\n", encoding="utf-8")
    write_section(page, "one", table(("x", "y"), [(1, 2)]))
    expected = "| x | y |\n| --- | ---: |\n| 1 | 2 |"
    assert page.read_text(encoding="utf-8") == (
        f"a\n<!-- one -->\n\n{expected}\n\n<!-- end of one -->\nz\n"
    )
    with pytest.raises(SystemExit, match="no section two"):
        write_section(page, "two", "")


def trained(accuracy, processor, mirrored=None):
    return recipes.Trained(accuracy, mirrored, epochs=2, processor=processor, wall=processor / 2)


def test_recipes_are_compared_by_the_medians_of_their_seeds():
    fast = [trained(0.91, 40), trained(0.92, 50), trained(0.924, 44)]
    textbook = [trained(0.91, 200), trained(0.90, 264), trained(0.915, 300)]
    rows, compared = recipes.pieces({"fast": fast, "textbook": textbook})
    assert "| `--recipe fast` | 92.00% | 91.00% - 92.40% | 91.80% | 2 | 44 | 22 |" in rows
    assert "6.0 times" in compared  # 264 / 44


def test_mirror_images_have_a_row_of_their_own():
    [rows] = recipes.pieces({"best": [trained(0.93, 1000, mirrored=0.94)]})
    assert "| `--recipe best`, with mirror images | 94.00% |" in rows


def test_thumbnails_are_written_into_a_folder_for_each_class(tmp_path, few_garments):
    scaling.write_thumbnails(tmp_path, 40)
    dataset = class_folders.load(tmp_path, seed=1)
    assert len(dataset.x_train) + len(dataset.x_test) == 40
    assert set(dataset.names) <= set(GARMENT_NAMES)


def test_the_table_of_folders_has_a_row_for_each_run():
    found = {"whole": 20.2, "processor_seconds": 31.4, "peak": 9e8}
    table = scaling.folder_table(
        {("train", 1000): found | {"epoch": 7.1}, ("predict", 1000): found}
    )
    assert table.splitlines()[2:] == [
        "| `train --images`, one epoch | 1,000 | 20 | 7 | 31 | 900 MB |",
        "| `predict` | 1,000 | 20 |  | 31 | 900 MB |",
    ]
