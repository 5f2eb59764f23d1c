"""Files given as models: each is loaded, or named for what it is with what to do."""

import gzip
import io
import json
import os
import pickle
import shutil
import zipfile
import zlib

import h5py
import keras
import numpy as np
import pytest
from helpers import as_ordinary_user

from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import lookup, model_files
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.keras_models import from_keras, load_model, sketch

COUNT = 2 * (3 * 3 * 1 + 1) + 4 * 4 * 2 * 3 + 3  # weights of `small`


def small(*first, out=None):
    layers = [keras.layers.Conv2D(2, 3), keras.layers.Flatten(), out or keras.layers.Dense(3)]
    return keras.Sequential([keras.Input((6, 6, 1)), *first, *layers])


@keras.saving.register_keras_serializable("of a stranger")
class Twice(keras.layers.Layer):
    def call(self, values):
        return 2 * values


@keras.saving.register_keras_serializable("of a stranger")
class Net(keras.Model):
    def __init__(self, **common):
        super().__init__(**common)
        self.out = keras.layers.Dense(3)

    def call(self, images):
        return self.out(images)


class Share(keras.metrics.Mean):
    pass


def own_loss(wanted, found):
    return keras.ops.mean(wanted - found)


def own_activation(values):
    return values * 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Models of several kinds, saved as their authors would."""
    place = tmp_path_factory.mktemp("models")
    model = small()
    model.save(place / "plain.keras")
    model.save(place / "plain.h5")
    model.save_weights(place / "only.weights.h5")
    zipfile.ZipFile(place / "plain.keras").extractall(place / "unpacked.keras")
    shutil.copy(place / "plain.h5", place / "hdf5.keras")
    shutil.copy(place / "plain.keras", place / "zip.h5")
    shutil.copy(place / "plain.keras", place / "no_ending")
    model.compile("adam", own_loss)
    (place / "architecture.json").write_text(model.to_json())
    model.save(place / "loss.keras")
    model.save(place / "loss.h5")
    model.compile("adam", "mse", metrics=[Share()])
    model.save(place / "metric.keras")
    for ending in ("keras", "h5"):
        small(Twice()).save(place / f"layer.{ending}")
        small(keras.layers.Lambda(lambda values: values / 255)).save(place / f"lambda.{ending}")
    small(out=keras.layers.Dense(3, activation=own_activation)).save(place / "activation.keras")
    net = Net()
    net(np.zeros((1, 4), "float32"))
    net.save(place / "subclass.keras")
    with pytest.warns(UserWarning, match="not yet been built"):
        keras.Sequential([keras.layers.Dense(2)]).save(place / "not_built.keras")
    write_keras_2(place / "keras_2.0.h5", model, as_list=True)
    write_keras_2(place / "keras_2.2.h5", model, as_list=False)
    write_keras_2_of_2022(place / "keras_2.9.h5", model)
    return place


def write_keras_2(path, model, as_list):
    """Write a Sequential model as Keras 2 did: the first layer has the shape of the input."""
    model.save(path)
    with h5py.File(path, "r+") as content:
        config = json.loads(content.attrs["model_config"])
        first, *layers = config["config"]["layers"]
        for layer in layers:
            layer["config"].pop("dtype", None)
        shape = first["config"].get("batch_shape") or first["config"]["batch_input_shape"]
        layers[0]["config"]["batch_input_shape"] = shape
        inside = layers if as_list else {"name": "sequential_1", "layers": layers}
        content.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": inside})
        content.attrs["keras_version"] = "2.0.8"


def write_keras_2_of_2022(path, model):
    """Write a model inside a Sequential one, with arguments that some layers had in Keras 2."""
    image = keras.Input((6, 6, 1))
    base = keras.Model(
        image, keras.layers.DepthwiseConv2D(1, use_bias=False)(model.layers[0](image))
    )
    whole = keras.Sequential([keras.Input((6, 6, 1)), base, *model.layers[1:]])
    whole.save(path)
    with h5py.File(path, "r+") as content:
        config = json.loads(content.attrs["model_config"])
        nested = config["config"]["layers"][1]["config"]
        for ends in ("input_layers", "output_layers"):
            nested[ends] = [nested[ends]]
        for layer in (*nested["layers"], *config["config"]["layers"]):
            policy = {"class_name": "Policy", "config": {"name": "float32"}}
            layer["config"] |= {"dtype": policy} if layer["class_name"] == "Dense" else {}
            layer["config"] |= {"groups": 1} if layer["class_name"] == "DepthwiseConv2D" else {}
        content.attrs["model_config"] = json.dumps(config)
        content.attrs["keras_version"] = "2.9.0"
        architecture = config | {"keras_version": "2.9.0", "backend": "tensorflow"}
        path.with_suffix(".json").write_text(json.dumps(architecture))


@pytest.fixture
def forgotten():
    """Take the classes of this file away from Keras, as where the kit runs."""
    known = keras.saving.get_custom_objects()
    kept = {name: known.pop(name) for name in list(known) if "stranger" in name}
    yield
    known.update(kept)


WHOLE = ("plain.keras", "plain.h5", "hdf5.keras", "zip.h5", "no_ending", "unpacked.keras")
WHOLE += ("loss.keras", "loss.h5", "metric.keras", "keras_2.0.h5", "keras_2.2.h5")


@pytest.mark.parametrize("name", WHOLE)
def test_whole_models_are_loaded_whatever_their_name_or_training(folder, capfd, name):
    model = load_model(folder / name, compiled=True)
    with h5py.File(folder / "only.weights.h5") as stored:
        kernel = stored["layers/conv2d/vars/0"][()]
    np.testing.assert_array_equal(model.get_weights()[0], kernel)
    assert model.count_params() == COUNT
    assert capfd.readouterr().err == ""  # nothing of Keras's own, and pytest.ini forbids warnings


@pytest.mark.parametrize("as_text", [False, True])
def test_models_of_keras_2_are_read_without_what_keras_3_stumbles_over(folder, tmp_path, as_text):
    assert load_model(folder / "keras_2.9.h5").count_params() == COUNT + 2
    path = folder / "keras_2.9.json"
    if as_text:  # json.dump(model.to_json(), file)
        path = tmp_path / "text.json"
        path.write_text(json.dumps((folder / "keras_2.9.json").read_text()))
    assert totals(report(from_keras(sketch(path)))).parameters == COUNT + 2


def test_a_model_of_keras_2_with_other_weights_is_told_so(folder, tmp_path):
    path = shutil.copy(folder / "keras_2.9.h5", tmp_path / "a.h5")
    with h5py.File(path, "r+") as content:
        config = content.attrs["model_config"].replace('"units": 3', '"units": 4')
        content.attrs["model_config"] = config
    assert_refused(path, f"have {COUNT + 2 + 33} weights, but {COUNT + 2} are stored", load_model)


def test_a_model_of_the_package_tf_keras_is_one_of_keras_2(folder, tmp_path):
    path = changed(folder, tmp_path / "a.keras", lambda old: old.replace(b'"keras', b'"tf_keras'))
    path = changed_version(path, tmp_path / "b.keras", "2.15.0")
    assert_refused(path, r"saved by Keras 2\.15\.0, which this Keras", load_model)


def test_stateful_layers_are_counted_and_not_loaded(tmp_path):
    for ending in ("keras", "h5"):
        path = tmp_path / f"a.{ending}"
        layers = [keras.layers.GRU(4, stateful=True), keras.layers.Dense(2)]
        model = keras.Sequential([keras.Input((5, 3), batch_size=2), *layers])
        model.save(path)
        assert totals(report(from_keras(sketch(path)))).parameters == model.count_params()
        assert_refused(path, "stateful=False", load_model)


def test_of_a_folder_only_the_files_of_the_model_are_read(folder, tmp_path):
    place = shutil.copytree(folder / "unpacked.keras", tmp_path / "mine")
    os.mkfifo(place / "pipe")
    (place / "nowhere").symlink_to("none")
    assert load_model(place).count_params() == COUNT
    (place / "config.json").unlink()
    os.mkfifo(place / "config.json")
    assert_refused(place, "folder without a Keras model", load_model)


def test_a_compiled_model_comes_with_its_optimiser_only_if_asked_for(folder, tmp_path):
    model = small()
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(7)
    model.save(tmp_path / "trained.keras")
    again = load_model(tmp_path / "trained.keras", compiled=True)
    assert again.optimizer.iterations == 7
    assert not load_model(tmp_path / "trained.keras").compiled


def test_an_architecture_is_counted_but_not_loaded(folder):
    path = folder / "architecture.json"
    assert totals(report(from_keras(sketch(path)))).parameters == COUNT
    with pytest.raises(KitError, match="without its weights"):
        load_model(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("layer.keras", rf"{COUNT} weights.*does not have: Twice\..*model.summary"),
        ("layer.h5", rf"{COUNT} weights.*does not have: .*Twice\."),
        ("activation.keras", "does not have: own_activation"),
        ("subclass.keras", r"15 weights.*does not have: Net\."),
        ("lambda.keras", "custom code.*Lambda.*Rescaling"),
        ("lambda.h5", "custom code.*Lambda.*Rescaling"),
        ("only.weights.h5", f"{COUNT} weights without the layers.*load_weights"),
        ("not_built.keras", "without an input shape.*keras.Input"),
    ],
)
def test_what_cannot_be_loaded_without_its_code_is_named(folder, forgotten, name, message):
    for function in (load_model, sketch):
        assert_refused(folder / name, message, function)


def test_in_korean_too(folder, forgotten, tmp_path):
    language.speak("ko")
    assert_refused(
        folder / "layer.keras", rf"\(가중치 {COUNT}개\)이지만.*것이 들어 있습니다: Twice\."
    )
    assert_refused(
        folder / "only.weights.h5", f"가중치 {COUNT}개만 있고 층이 없습니다.*load_weights"
    )
    path = tmp_path / "packed.zip"
    path.write_bytes(zipped("model.keras"))
    assert_refused(path, "압축 파일이고, 안에 'model.keras' 파일이 있습니다.*압축을 풀고")


def assert_refused(path, message, function=sketch):
    with pytest.raises(KitError, match=f"(?s)^{path}: .*{message}") as refused:
        function(path)
    assert len(str(refused.value).splitlines()) <= 2
    assert max(map(len, str(refused.value).removeprefix(str(path)).splitlines())) <= 180


def zipped(*names, method=zipfile.ZIP_STORED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name in names:
            archive.writestr(name, b"{}")
    return content.getvalue()


def npz(**arrays):
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1246586\n"
ONNX = b"\x08\x07\x12\x07pytorch\x1a\x052.1.0:\xf6\x01"
SAFETENSORS = (
    (64).to_bytes(8, "little") + b'{"weight":{"dtype":"F32","shape":[1]}}'.ljust(64) + b"0000"
)
GRAPH = b"\n\x1d\n\x01x\x12\x0bPlaceholder*\x0b\n\x05dtype\x12\x020\x01"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty.*download"),
        (LFS, "Git LFS pointer.*git lfs pull"),
        (b"<!DOCTYPE html>\n<html></html>", "web page"),
        (b"\n\n<HTML><body>404</body>", "web page"),
        (b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', "web page"),
        (b'<?xml version="1.0"?><net name="resnet" version="11"></net>', "XML document"),
        (zipped("model/data.pkl", "model/version", "model/data/0"), "PyTorch"),
        (zipped("m/code/__torch__.py", "m/constants.pkl"), "PyTorch"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "PyTorch"),
        (ONNX, "ONNX"),
        (b"\x08\x04\x12\xa5\x01\n\x1c\n\x05image\x1a\x13" + bytes(60), "Core ML"),
        (SAFETENSORS, "safetensors"),
        (b"\x1c\0\0\0TFL3" + bytes(100), "TensorFlow Lite"),
        (b'{"format": "layers-model", "modelTopology": {}, "weightsManifest": []}', "for browsers"),
        (b"\x08\x01\x12\x8d\x99\x01\n\x12*\x05serve", "SavedModel"),
        (GRAPH, "TensorFlow graph"),
        (b'model_checkpoint_path: "ckpt-1"\n', "TensorFlow checkpoint"),
        (bytes(40) + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb", "TensorFlow checkpoint"),
        (b'{"metadata": {}, "weight_map": {}}', "weights in several files"),
        (npz(a=np.ones(3)), "NumPy arrays"),
        (b"\x93NUMPY\x01\0v\0{'descr': '<f4'}", "NumPy array"),
        (pickle.dumps({"weights": [1.0]}), "pickle.*any code"),
        (zlib.compress(pickle.dumps([1])), "pickle"),
        (gzip.compress(b"a model", mtime=0), "compressed"),
        (b"class_name: Sequential\nconfig:\n  name: m\n", "YAML"),
        (b'{"cells": [], "nbformat": 4}', "notebook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "picture"),
        (b"II*\0" + bytes(30), "picture"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Office"),
        (zipped("mine/model.keras"), "compressed file with 'mine/model.keras' in it.*Unpack"),
        (zipped("m/config.json", "m/model.weights.h5"), "'m/config.json' in it.*Unpack"),
        (zipped("model.weights.h5"), "zip archive without a Keras model.*save"),
        (zipped("a.txt"), "zip archive without a Keras model"),
        (zipped("config.json", "metadata.json"), "weights are missing"),
        (b'{"epochs": 3}', "JSON file without"),
        (b"[tool]\nx = 1\n", "text file"),
        (b"{" * 100_000, "JSON.*damaged"),
        (b"epoch,loss\n1,2\n", "text file"),
        ("가중치".encode(), "text file"),
        (bytes(range(256)), "not a model"),
        (b"\x89HDF\r\n\x1a\n" + bytes(2000), "damaged"),
    ],
)
def test_files_of_others_are_named_by_their_content(tmp_path, content, message):
    for name in ("m.keras", "m.h5", "m"):
        path = tmp_path / name
        path.write_bytes(content)
        assert_refused(path, message, model_files.recognise)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["saved_model.pb", "variables/"], "SavedModel"),
        (["ckpt.index", "ckpt.data-00000-of-00001", "checkpoint"], "TensorFlow checkpoint"),
        (["config.json", "model.keras"], "Give the model in it: .*model.keras"),
        ([], "folder without"),
    ],
)
def test_folders_are_named(tmp_path, names, message):
    for name in names:
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_bytes(b"{}")
    assert_refused(tmp_path, message, model_files.recognise)


def test_paths_that_are_no_files_are_named(tmp_path, folder):
    assert_refused(tmp_path / "none.keras", "there is no such file", load_model)
    (tmp_path / "ckpt.index").touch()
    assert_refused(tmp_path / "ckpt", "TensorFlow checkpoint", load_model)
    os.mkfifo(tmp_path / "fifo.keras")
    assert_refused(tmp_path / "fifo.keras", "a pipe", load_model)


def test_a_file_without_permission(users_folder, folder):
    path = shutil.copy(folder / "plain.keras", users_folder / "mine.keras")
    path.chmod(0)
    with as_ordinary_user():
        assert_refused(path, "permission", model_files.recognise)


@pytest.mark.parametrize("name", ["plain.keras", "plain.h5"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_half_a_file_is_named(folder, tmp_path, name, share):
    content = (folder / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(content[: int(len(content) * share)])
    assert_refused(path, "is missing.*once more", load_model)


def test_a_damaged_byte_is_found_by_the_checksum(folder, tmp_path):
    content = bytearray((folder / "plain.keras").read_bytes())
    content[len(content) // 2] ^= 255
    (tmp_path / "a.keras").write_bytes(content)
    assert_refused(tmp_path / "a.keras", "damaged", load_model)


def changed(folder, path, change, entry="config.json"):
    """Write a copy of plain.keras in which a function has changed an entry."""
    with zipfile.ZipFile(folder / "plain.keras") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == entry else content)
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"units": 3', b'"units": 10000000000', f"have 330,000,000,020 weights, but {COUNT} are"),
        (b'"filters": 2', b'"filters": 5000000000', "do not fit its weights"),
    ],
)
def test_layers_that_want_gigabytes_get_none(folder, tmp_path, old, new, message):
    resource = pytest.importorskip("resource")  # not on Windows
    path = changed(folder, tmp_path / "a.keras", lambda config: config.replace(old, new))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert_refused(path, message, load_model)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kB


def test_any_number_of_weights_is_counted_without_memory_for_them(folder, tmp_path):
    text = (folder / "architecture.json").read_text()
    (tmp_path / "a.json").write_text(text.replace('"units": 3', f'"units": {10**12}'))
    [*_, last] = report(from_keras(sketch(tmp_path / "a.json")))
    assert last.sum == "32·1,000,000,000,000 + 1,000,000,000,000 = 33,000,000,000,000"


def test_what_would_unpack_into_gigabytes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(model_files, "LARGE", 10**6)
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", bytes(2 * 10**6))
    assert_refused(path, "refused, since it would unpack", load_model)
    with h5py.File(tmp_path / "a.h5", "w") as content:
        content.create_dataset("layers/kernel", (10**6, 10**6), "f4", chunks=(8, 8))
        content.attrs["model_config"] = "{}"
    assert_refused(tmp_path / "a.h5", r"into 4,000\.0 GB", load_model)
    monkeypatch.setattr(model_files, "LARGEST_CONFIG", 10)
    (tmp_path / "a.json").write_text('{"class_name": "Sequential", "config": {}}')
    assert_refused(tmp_path / "a.json", "too large")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: b"{", "JSON.*damaged"),
        (lambda _: b"[1]", "damaged"),
        (lambda _: b"{}", "damaged"),
        (lambda config: config.replace(b'"Conv2D"', b'"Conv9D"'), "does not have: Conv9D"),
        (lambda config: config.replace(b'"kernel_size": [3, 3]', b'"kernel_size": [3, 2]'), "fit"),
        (lambda config: config.replace(b'"padding": "valid"', b'"padding": 3'), "cannot be built"),
        (
            lambda _: b'{"class_name": "Model", "config": ' + b'{"a": ' * 900 + b"1" + b"}" * 901,
            "built",
        ),
        (lambda _: b'{"class_name": ["Model"], "config": 3, "module": []}', "cannot be built"),
    ],
)
def test_a_changed_configuration_is_named(folder, tmp_path, change, message):
    assert_refused(changed(folder, tmp_path / "a.keras", change), message, load_model)


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ('{"a": ' * 900 + "1" + "}" * 900, "nested too deeply|cannot be built"),
        ('{"layers": [{"class_name": "A", "config": {"dtype": {"class_name": "Policy"}}}]}', "A"),
        ('{"layers": [{"class_name": "Dense", "config": 3}, null]}', "built"),
        ("null", "built"),
        ("[null]", "built"),
    ],
)
def test_odd_architectures_of_keras_2_are_messages(tmp_path, inside, message):
    path = tmp_path / "a.json"
    path.write_text('{"class_name": "Sequential", "config": ' + inside + "}")
    assert_refused(path, message, sketch)


def test_a_model_of_a_newer_keras_is_named(folder, tmp_path):
    path = changed(
        folder, tmp_path / "a.keras", lambda config: config.replace(b'"units"', b'"cells"')
    )
    newer = changed_version(path, tmp_path / "newer.keras", "99.1.0")
    assert_refused(newer, r"Keras 99\.1\.0, which is newer.*--upgrade keras", load_model)


def changed_version(path, target, version):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            is_metadata = name == "metadata.json"
            new.writestr(name, json.dumps({"keras_version": version}) if is_metadata else content)
    return target


def test_an_optimiser_is_no_model(folder, tmp_path):
    config = json.dumps(keras.saving.serialize_keras_object(keras.optimizers.Adam())).encode()
    path = changed(folder, tmp_path / "adam.keras", lambda _: config)
    assert_refused(path, "a saved Adam, not a model", load_model)


def test_what_is_meant_as_a_file_is_told_from_names_and_layers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main").mkdir()
    (tmp_path / "run").mkdir()
    for text in ("run", "none.tflite", "a/b.KERAS"):
        assert lookup.is_path(text), text
    for text in ("main", "vgg16", "conv 32 3, dense 0.5", "dropout 0.5", "conv " * 1000):
        assert not lookup.is_path(text), text
