"""The benchmarks of speed: what they make of their measurements."""

import pytest

from benchmarks import scaling, side_by_side
from benchmarks.measuring import table, write_section
from benchmarks.scaling import Point
from benchmarks.step_profile import part_of, training_multiplications
from fashion_cnn.data import GARMENT_NAMES, class_folders

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
    assert "2.00 times as many images as the best of the others (PyTorch" in compared
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


def test_ways_that_are_not_installed_are_named():
    assert side_by_side.left_out(["kit"], {"kit": "python"}) == []
    [line] = side_by_side.left_out(["kit", "keras_jax"], {"kit": "python"})
    assert line == "Not installed here, and so left out: Keras on JAX."


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
