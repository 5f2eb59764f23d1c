"""Files of VGG16's weights: the good ones give Keras's own model, the bad ones are refused."""

import re
import shutil

import h5py
import numpy as np
import pytest
from vgg16_files import CONVOLUTIONS, WITH_TOP, write_weights

from fashion_cnn import inside
from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.inside import vgg16_views
from fashion_cnn.networks import zoo
from fashion_cnn.pretrained import imagenet, vgg16_weights

keras = pytest.importorskip("keras")


def test_layers_and_maps_are_those_of_keras_own_model(base_file):
    its = keras.applications.VGG16(include_top=False, weights=base_file, input_shape=(64, 64, 3))
    assert [layer.name for layer in its.layers[1:]] == list(vgg16_weights.BASE)
    assert its.count_params() == vgg16_weights.parameters("block5_pool") == 14_714_688
    stored, x = (
        vgg16_weights.inspect(base_file),
        np.random.default_rng(0).normal(0, 60, (64, 64, 3)),
    )
    mine = vgg16_weights.build(stored, "block5_pool", 64)
    names = ["block1_conv1", "block2_pool", "block5_conv3"]
    outputs = keras.Model(its.input, [its.get_layer(name).output for name in names])(x[None])
    found = inside.feature_maps(mine, x, names)
    for name, expected in zip(names, map(keras.ops.convert_to_numpy, outputs), strict=True):
        close = {"rtol": 1e-4, "atol": 1e-3 * expected.max()}
        np.testing.assert_allclose(found[name], expected, **close)
    # A model that ends at a layer has the same maps there.
    ended = vgg16_weights.build(stored, names[-1], 64)
    np.testing.assert_allclose(ended(x[None]), expected, **close)


def test_the_shapes_of_the_weights_are_those_of_the_paper():
    shapes = vgg16_weights.weight_shapes(zoo.describe("vgg16"))
    assert shapes == {name: [shape, shape[-1:]] for name, shape in WITH_TOP.items()}


def test_a_file_is_known_by_its_content(base_file, tmp_path):
    assert vgg16_weights.inspect(base_file).classes is None
    for classes in (1000, 10):
        shapes = WITH_TOP | {"predictions": (4096, classes)}
        assert vgg16_weights.inspect(write_weights(tmp_path / "top.h5", shapes)).classes == classes


def test_files_that_keras_writes_itself(tmp_path):
    """A model saved whole, and the weights of Keras 3; this one was never trained."""
    model = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    model.save(tmp_path / "whole.h5")
    model.save_weights(tmp_path / "keras3.weights.h5")
    for path in (tmp_path / "whole.h5", tmp_path / "keras3.weights.h5"):
        stored = vgg16_weights.inspect(path)
        found = vgg16_weights.build(stored, "block2_conv2", 32)
        for layer in found.layers:
            expected = model.get_layer(layer.name).get_weights()
            for mine, its in zip(layer.get_weights(), expected, strict=True):
                np.testing.assert_array_equal(mine, its)
        assert "untrained" in vgg16_views.title(stored)


def without(shapes, *names):
    return {name: shape for name, shape in shapes.items() if name not in names}


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (CONVOLUTIONS | {"block3_conv4": (3, 3, 256, 256)}, "it has block3_conv4."),
        (without(CONVOLUTIONS, "block5_conv3"), "it lacks block5_conv3."),
        (without(WITH_TOP, "fc2", "predictions"), "it lacks fc2, predictions."),
        ({"conv1": (3, 3, 1, 32)}, "it lacks block1_conv1, block1_conv2, block2_conv1, … and has"),
        (
            CONVOLUTIONS | {"block1_conv1": (3, 3, 1, 64)},
            "block1_conv1 has weights of the shapes (3x3x1x64, 64), not (3x3x3x64, 64).",
        ),
        (WITH_TOP | {"fc1": (512, 4096)}, "fc1 has weights of the shapes (512x4096, 4096)"),
        ({}, "it lacks block1_conv1"),
    ],
)
def test_the_weights_of_another_model_are_refused(tmp_path, shapes, words):
    path = write_weights(tmp_path / "other.h5", shapes)
    with pytest.raises(KitError) as refused:
        vgg16_weights.inspect(path)
    assert f"{path}: not the weights of VGG16" in str(refused.value)
    assert words in str(refused.value)


def test_in_korean_too(tmp_path, capsys):
    language.speak("ko")
    path = write_weights(tmp_path / "other.h5", {"conv1": (3, 3, 1, 32)})
    with pytest.raises(KitError, match=r"VGG16의 가중치가 아닙니다\. 없는 층: block1_conv1, "):
        vgg16_weights.inspect(path)
    assert imagenet.credit(vgg16_weights.bundled()).endswith(", CC BY 4.0, float16으로 반올림.")
    vgg16_weights.print_table()
    said = capsys.readouterr().out
    assert "매개변수는 모두 138,357,544개입니다." in said
    assert not re.search("[a-z]+ [a-z]+ [a-z]+", said)


def truncated(path, base_file):
    path.write_bytes(base_file.read_bytes()[:5_000_000])


def whole_numbers(path, base_file):
    write_weights(path, CONVOLUTIONS, kind="i4")


def without_its_layers(path, base_file):
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"block1_conv1"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (b"", "not a file of weights"),
        (b"<!doctype html>", "a web page"),
        (b"PK\x03\x04....", r"a whole model \(.keras\)"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "damaged"),
        (truncated, "truncated.*5,000,000 bytes"),
        (whole_numbers, "floating-point numbers"),
        (without_its_layers, "damaged"),
    ],
)
def test_files_that_are_no_weights_or_damaged(base_file, tmp_path, make, words):
    path = tmp_path / "vgg.h5"
    if isinstance(make, bytes):
        path.write_bytes(make)
    else:
        make(path, base_file)
    with pytest.raises(KitError, match=words) as refused:
        vgg16_weights.inspect(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_weights_that_are_not_finite_are_refused(tmp_path):
    path = write_weights(tmp_path / "vgg.h5", CONVOLUTIONS)
    with h5py.File(path, "a") as file:
        file["block1_conv1/block1_conv1_W_1:0"][0, 0, 0, 0] = np.nan
    with pytest.raises(KitError, match="not all of its weights are finite"):
        vgg16_weights.build(vgg16_weights.inspect(path), "block1_conv1", 32)


# -------------------------------------------------------------------- blocks 1 to 3, with the kit


def test_blocks_1_to_3_come_with_the_kit_trained_and_with_their_credits():
    stored = vgg16_weights.bundled()
    assert (stored.last, stored.classes, stored.trained) == ("block3_pool", None, True)
    assert stored.has("block3_conv3")
    assert not stored.has("block4_conv1")
    with h5py.File(stored.path) as file:
        assert {"Simonyan", "Zisserman", "Oxford"} <= set(re.findall(r"\w+", file.attrs["authors"]))
        assert "CC BY 4.0" in file.attrs["licence"]
        assert "arXiv:1409.1556" in file.attrs["source"]
        assert "float16" in file.attrs["changes"]
    with vgg16_weights.opened(stored.path) as layers:
        assert {name: [part.shape for part in parts] for name, parts in layers.items()} == {
            name: [shape, shape[-1:]] for name, shape in BLOCKS_1_TO_3.items()
        }
        assert sum(part.size for parts in layers.values() for part in parts) == 1_735_488
        assert {str(part.dtype) for parts in layers.values() for part in parts} == {"float16"}


BLOCKS_1_TO_3 = {name: shape for name, shape in CONVOLUTIONS.items() if name[5] in "123"}


def test_blocks_1_to_3_are_those_of_the_network_trained_on_imagenet(real_base):
    """Rounding to float16 changes a number by at most 1/2048 of it."""
    stored, whole = vgg16_weights.bundled(), vgg16_weights.inspect(real_base)
    assert vgg16_weights.is_imagenet(whole)
    with (
        vgg16_weights.opened(stored.path) as mine,
        vgg16_weights.opened(real_base) as its,
    ):
        for name in BLOCKS_1_TO_3:
            for rounded, exact in zip(mine[name], its[name], strict=True):
                largest = np.abs(exact[()]).max()
                errors = np.abs(rounded[()].astype("float32") - exact[()])
                assert errors.max() <= largest / 2048


def test_a_block_that_is_not_stored_cannot_be_built():
    with pytest.raises(UsageError, match="no weights for block4_conv1: they end at block3_pool"):
        vgg16_weights.build(vgg16_weights.bundled(), "block4_conv1", 32)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.write_bytes(path.read_bytes()[:3_000_000]), "truncated"),
        (lambda path: path.write_bytes(b"version https://git-lfs"), "not a file of weights"),
        (lambda path: alter(path), "damaged"),
    ],
)
def test_a_damaged_file_of_the_kit_is_named_with_what_to_do(tmp_path, monkeypatch, damage, words):
    copy = shutil.copy(vgg16_weights.BUNDLED, tmp_path / "blocks.h5")
    monkeypatch.setattr(vgg16_weights, "BUNDLED", copy)
    assert vgg16_weights.bundled().path == copy
    damage(copy)
    with pytest.raises(KitError, match=words) as refused:
        vgg16_weights.bundled()
    assert str(refused.value).endswith("install the kit again.")


def alter(path):
    """Change one weight a little."""
    with h5py.File(path, "a") as file:
        file["block2_conv1/block2_conv1_W_1:0"][0, 0, 0, 0] *= 1.01
