"""Making a pack, and putting its data sets and weights where the kit looks for them."""

import dataclasses
import functools
import hashlib
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import write_idx
from packs import HERE, NOWHERE, PYTHON, can_be_tested, run_pack, wait_for

from fashion_cnn.base import versions
from fashion_cnn.base.language import LANGUAGES, messages
from fashion_cnn.base.paths import KIT
from fashion_cnn.data import folders, official
from fashion_cnn.pack import contents, install, place, wheels
from fashion_cnn.pretrained import imagenet, vgg16_weights
from fashion_cnn.workshop.authors import strip

pytestmark = can_be_tested


def test_what_is_in_a_pack(packed):
    manifest = json.loads((packed / "manifest.json").read_text(encoding="utf-8"))
    there = {path.relative_to(packed).as_posix() for path in packed.rglob("*") if path.is_file()}
    assert there == {*manifest["files"], "manifest.json", "pack.log"}
    for name, entry in manifest["files"].items():
        content = (packed / name).read_bytes()
        assert entry == {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    for name in ("README.md", "LICENSE", "requirements.txt", "fashion_cnn/pretrained", "docs"):
        assert (packed / "kit" / name).exists()
    blocks = packed / "kit/fashion_cnn/pretrained/vgg16-imagenet-blocks-1-3.h5"
    assert blocks.read_bytes() == vgg16_weights.BUNDLED.read_bytes()
    assert not [name for name in there if re.search(r"\.pyc|kit/(tests|runs|\.git)", name)]
    shipped = {path.name: path.read_text("utf-8") for path in packed.glob("kit/workshop/*")}
    assert shipped == strip.expected()
    text = (packed / "README.txt").read_text(encoding="utf-8-sig")
    assert f"Python {PYTHON}," in text
    assert f"Python {PYTHON}, 디스크" in text
    page = (packed / "index.html").read_text(encoding="utf-8")
    for shown in (text, html.unescape(page)):
        assert "@" not in shown
        for language in LANGUAGES:
            title = install.TITLES[HERE]
            assert messages(language).get(title, title) in shown


@pytest.mark.slow
def test_packing_again_in_korean(index, copied):
    code, said, errors = run_pack(index, copied, "--no-data", "--lang", "ko")
    assert (code, errors) == (0, "")
    assert said.startswith("이 팩의 크기는 약 ")
    assert f"\n팩을 만들었습니다: {copied}, " in said
    assert re.search(rf"\n  {HERE}, Python {PYTHON}: 패키지 \d+개, ", said)
    assert "이 주소를 칠판에 적으십시오: http://" in said
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+", said)


def test_an_index_that_cannot_be_reached_in_korean(tmp_path):
    words = ("--no-data", "--lang", "ko")
    code, said, errors = run_pack(None, tmp_path, *words, PIP_INDEX_URL=f"{NOWHERE}/simple")
    assert code == 1
    assert "패키지 인덱스에 연결하지 못했습니다.\n네트워크가 되는 곳에서" in said
    assert errors == "어느 시스템의 패키지도 모으지 못해서 팩을 만들지 못했습니다.\n"


def test_help_in_korean():
    code, said, _ = run_pack(None, "--help", "--lang", "ko")
    assert code == 0
    assert "네트워크가 없는 강의실에 필요한 것을 폴더 하나에 모읍니다." in said
    said = " ".join(said.split())
    assert not [english for english in messages("ko") if " " in english and english in said]


@pytest.mark.slow
def test_packing_again_finds_damage_and_leaves_out_what_is_not_the_packs(index, copied):
    wheel = next((copied / "wheels").glob("keras-*"))
    good = wheel.read_bytes()
    wheel.write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
    unknown = copied / "wheels" / "unknown-1-py3-none-any.whl"
    unknown.write_bytes(good[:-30])
    foreign = ["kit/notes.txt", "kit/solutions/kim.py", "data/mnist/x.gz", "models/mine.h5"]
    foreign += ["kit/.LICENSE-0123abcd"]
    for name in foreign:
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).write_text("private")
    code, said, errors = run_pack(index, copied, "--no-data")
    assert (code, errors) == (0, "")
    for path in (wheel, unknown):
        assert f"wheels/{path.name} is damaged and will be fetched again." in said
    assert wheel.read_bytes() == good
    assert not unknown.exists()
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    assert not set(foreign) & set(manifest["files"])
    assert f"not installed from it: {len(foreign)} files" in said


@pytest.mark.slow
def test_more_platforms_are_added_and_good_wheels_are_kept(index, packed, tmp_path):
    folder = Path(shutil.copytree(packed, tmp_path / "pack"))
    wheel = next((folder / "wheels").glob("keras-*"))
    content = wheel.read_bytes()
    wheel.write_bytes(content[:100])
    other = next(version for version in versions.pythons() if version != PYTHON)
    words = ("--platforms", "windows", "--python", PYTHON, other, "--no-data")
    code, _, errors = run_pack(index, folder, *words)
    assert code == 1
    reason = f"windows, Python {other}: the package index has no tensorflow<2.22,>=2.21"
    assert reason in errors
    assert "Leave out this platform or this Python" in errors
    assert wheel.read_bytes() == content
    # The wheels are all there, so that pip needs no index.
    names = wheels.collect(wheels.Target(HERE, PYTHON), folder, pytest.fail)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {each["platform"]: each["wheels"] for each in manifest["targets"]}
    assert found[HERE] == [f"wheels/{name}" for name in names]
    assert set(found) == {HERE, "windows"}
    # pytest needs colorama on Windows alone.
    assert "colorama" in " ".join(found["windows"])
    assert ("colorama" in " ".join(names)) == (HERE == "windows")


def test_an_index_that_cannot_be_reached(tmp_path):
    index = f"{NOWHERE}/simple"
    code, said, errors = run_pack(None, tmp_path / "pack", "--no-data", PIP_INDEX_URL=index)
    assert code == 1
    assert "The package index could not be reached.\nRun the same command again" in said
    assert errors.startswith("There is no pack yet")
    assert not (tmp_path / "pack" / "manifest.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_in_the_middle_of_a_download(tmp_path, serve):
    server = serve(tmp_path)
    server.behave = lambda handler: server.stopping.wait(30)
    index = {"PIP_INDEX_URL": f"{server.address}/simple", "PIP_CONFIG_FILE": os.devnull}
    with subprocess.Popen(
        [sys.executable, "-m", "fashion_cnn.pack", tmp_path / "pack"],
        env=os.environ | index | {"PYTHONPATH": str(KIT)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        wait_for(lambda: server.requested)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert re.fullmatch(r"Interrupted\. .* the same command continues\.\n", errors)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--platforms", "window"], "no platform 'window'. Did you mean 'windows'"),
        (["--python", "3.10"], "There are: 3.13, 3.12, 3.11"),
        (["--data", "garments"], "There are: fashion_mnist, mnist"),
        (["--data", "mnist", "--no-data"], "exclude each other"),
        (["--vgg16", "half"], "There are: without_top, whole"),
        ([], "holds something other than a pack"),
    ],
)
def test_words_that_are_none(tmp_path, words, message):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, errors = run_pack(None, tmp_path, *words)
    assert code == 2
    assert message in errors
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_git_the_kit_is_found_by_a_rule(monkeypatch):
    with_git = contents.kit_files()
    monkeypatch.setattr(contents, "git_files", list)
    assert set(contents.kit_files()) >= {name for name in with_git if "/." not in name}
    assert not [name for name in contents.kit_files() if "__pycache__" in name]


# -------------------------------------------------------------------------- data sets and weights


def write_npz(folder, arrays):
    folder.mkdir()
    np.savez(folder / "fashion-mnist.npz", **arrays)
    return folder


@pytest.mark.parametrize(
    "write", [write_idx, functools.partial(write_idx, zipped=False), write_npz]
)
def test_data_go_through_a_pack_into_the_cache(sets, tmp_path, write):
    own = write(tmp_path / "own", sets["fashion_mnist"])
    contents.add_data("fashion_mnist", tmp_path / "pack", str(own), print)
    assert len(list((tmp_path / "pack" / "data" / "fashion-mnist").iterdir())) == 4
    assert sum(name.startswith("data/fashion-mnist/") for name in place.missing()) == 4
    bad = folders.keras_cache() / "fashion-mnist" / official.IDX_GZ_FILES[1]
    write_idx(bad.parent, sets["fashion_mnist"])
    bad.write_bytes(b"<html>")
    good = bad.with_name(official.IDX_GZ_FILES[0])
    before = good.stat().st_mtime_ns, good.read_bytes()
    place.place(tmp_path / "pack")
    files = folders.find(folders.keras_cache(), "fashion_mnist")
    read = folders.read(files, "fashion_mnist")
    assert np.array_equal(read["y_train"], sets["fashion_mnist"]["y_train"])
    assert bad.with_name(bad.name + ".bad").read_bytes() == b"<html>"
    assert (good.stat().st_mtime_ns, good.read_bytes()) == before
    assert not [name for name in place.missing() if name.startswith("data/fashion-mnist/")]


def test_weights_go_through_a_pack_into_the_cache(monkeypatch, tmp_path):
    for name in ("WEIGHTS_NO_TOP", "CLASS_INDEX"):
        digest = hashlib.md5(name.encode()).hexdigest()
        published = dataclasses.replace(getattr(imagenet, name), md5=digest)
        monkeypatch.setattr(imagenet, name, published)
        imagenet.cache().mkdir(parents=True, exist_ok=True)
        (imagenet.cache() / published.name).write_bytes(name.encode())
    files = imagenet.WEIGHTS, imagenet.WEIGHTS_NO_TOP, imagenet.CLASS_INDEX
    monkeypatch.setattr(imagenet, "PUBLISHED", files)
    contents.add_weights("without_top", tmp_path, print)
    packed = sorted(path.name for path in (tmp_path / "models").iterdir())
    assert packed == sorted([imagenet.CLASS_INDEX.name, imagenet.WEIGHTS_NO_TOP.name])
    shutil.rmtree(imagenet.cache())
    assert f"models/{imagenet.CLASS_INDEX.name}" in place.missing()
    place.place(tmp_path)
    assert sorted(path.name for path in imagenet.cache().iterdir()) == packed
    assert place.missing()[-1:] == [f"models/{imagenet.WEIGHTS.name}"]
