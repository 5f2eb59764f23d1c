"""python -m fashion_cnn.params: names, typed layers, files, and errors."""

import csv
import io
import json
import re
import sys

import keras
import pytest
from rich.cells import cell_len

from fashion_cnn import params
from fashion_cnn.base import language
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import layers, notation, zoo


def run(monkeypatch, capsys, *words):
    """Run the command and return its exit code, output and errors."""
    monkeypatch.setattr(sys, "argv", ["params", *words])
    with pytest.raises(SystemExit) as ended:
        execute(params.main)
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["main"], "333,526"),
        (["main", "--padding", "valid"], "179,926"),
        (["small"], "34,826"),
        (["vgg16"], "138,357,544"),
        (["vgg16", "--input", "32,32,3", "--classes", "10"], "33,638,218"),
        (["conv 32 3 same, pool 2, flatten, dense 10"], "63,050"),
        (["conv", "32", "3", "same,", "pool", "2,", "flatten,", "dense", "10"], "63,050"),
        (["conv 32 3", "--input", "10,10,3"], "896"),
        (["main", "--filters", "8,8,8", "--kernel-size", "3x5", "--dense-units", "4"], "2,406"),
        (["conv 32 3", "--input", "10x10x3"], "896"),
        (["MAIN", "--dropout", "0"], "333,526"),
        (["lenet5-1998"], "60,000"),
        (["alexnet", "--groups", "1"], "62,378,344"),
        (["googlenet", "--auxiliary"], "13,378,280"),
        (["resnet", "--depth", "32"], "118,706"),
        (["dense-block", "--growth-rate", "4"], "2,800"),
        (["unet", "--no-skips"], "27,897,218"),
    ],
)
def test_totals(monkeypatch, capsys, words, count):
    code, said, errors = run(monkeypatch, capsys, *words)
    assert (code, errors) == (None, "") or (code, errors) == (0, "")
    total = next(line for line in said.splitlines() if line.strip().startswith("Total"))
    assert total.split() == ["Total", count]


def test_a_long_list_of_layers_is_not_taken_for_a_file(monkeypatch, capsys):
    code, said, _ = run(monkeypatch, capsys, ", ".join(["conv 32 3 same relu"] * 30))
    assert code in (None, 0)
    assert f"{320 + 29 * 9248:,}" in said


# The longest numbers, wrapped sums, names and kinds of layers; CI also tries all the others.
WIDEST = ("vgg16", "unet", "lenet5_1998", "googlenet", "preact_resnet50")


@pytest.mark.parametrize("spoken", ["en", "ko"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in WIDEST else pytest.mark.slow) for name in zoo.NETWORKS],
)
def test_tables_fit_into_80_columns(monkeypatch, capsys, name, spoken):
    _, said, _ = run(monkeypatch, capsys, name, "--lang", spoken)
    assert max(map(cell_len, said.splitlines())) <= 80
    # A long sum wraps onto the next line; none is cut off.
    assert said.count("=") >= said.count("Conv2D")
    assert "…" not in said


def test_json_has_everything(monkeypatch, capsys):
    _, said, _ = run(monkeypatch, capsys, "vgg16", "--json")
    report = json.loads(said)
    assert report["total"]["multiplications"] == 15_470_264_320
    pool = next(layer for layer in report["layers"] if layer["name"] == "block5_pool")
    assert pool["receptive_field"] == [212, 212]
    assert pool["output_shape"] == [7, 7, 512]
    assert report["layers"][0]["sum"] == "3·3·3·64 + 64 = 1,792"


def test_csv_has_a_line_for_each_layer(monkeypatch, capsys):
    _, said, _ = run(monkeypatch, capsys, "main", "--csv")
    lines = list(csv.DictReader(io.StringIO(said)))
    assert [line["name"] for line in lines][:2] == ["conv1", "pool1"]
    assert sum(int(line["parameters"]) for line in lines) == 333_526
    assert lines[0]["output_shape"] == "28x28x32"


def test_a_saved_model_is_counted_as_keras_counts(monkeypatch, capsys, tmp_path):
    path = tmp_path / "saved.keras"
    zoo.build("main", padding="valid").save(path)
    _, of_file, _ = run(monkeypatch, capsys, str(path), "--json")
    _, of_name, _ = run(monkeypatch, capsys, "main", "--padding", "valid", "--json")
    assert json.loads(of_file) == json.loads(of_name)
    image = keras.Input((6, 6, 1))
    keras.Model(image, keras.layers.LayerNormalization()(image)).save(path)
    code, said, _ = run(monkeypatch, capsys, str(path))
    assert code in (None, 0)
    assert "?" in said
    assert "at least 0" in said
    _, said, _ = run(monkeypatch, capsys, str(path), "--json")
    assert json.loads(said)["total"]["partial"] == ["multiplications"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("conv 32 3 smae", 2, "no option of conv 'smae'. Did you mean 'same'"),
        ("cnov 32 3, pool 2", 2, "no layer 'cnov'. Did you mean 'conv'"),
        ("conv 32 3, pol 2", 2, "no layer 'pol'. Did you mean 'pool'"),
        ("vgg61", 2, "no model or layer 'vgg61'. Did you mean 'vgg16'"),
        ("conv 32", 2, "'conv 32' is incomplete: write conv FILTERS KERNEL_SIZE"),
        ("conv many 3", 2, "the filters of conv must be a whole number, received 'many'"),
        ("conv 8 3x", 2, "kernel_size of conv must be a size such as 3 or 3x5, received '3x'"),
        ("conv 8 0", 2, "kernel_size must be a whole number of at least 1, received 0"),
        ("conv 8 3 stride", 2, "the stride of conv must be a size .* received ''"),
        ("conv 8 3 stride 0", 2, "strides must be a whole number of at least 1, received 0"),
        ("conv 8 3 full", 2, "no option of conv 'full'"),
        ("dropout 1.5", 2, "dropout must be a number of at least 0 and less than 1"),
        ("conv 8 3 same valid", 2, "conv takes only one padding, received a second: 'valid'"),
        ("conv 8 3 relu relu", 2, "conv takes only one activation, received a second: 'relu'"),
        ("flatten 3", 2, "flatten takes no options, received '3'"),
        ("pool 2, , dense 3", 2, "A layer is missing before or after a comma"),
        ("conv 8 29", 2, "'conv1'.* 29 .* 28"),
        ("flatten, conv 8 3", 2, "'conv1': needs an image"),
        ("conv 8 3 --filters 4", 2, "--filters does not go with typed layers"),
        ("main --input 28,28", 2, "input_shape must be"),
        ("main --input 28,28,x", 2, "input_shape must be .* received 'x'"),
        ("main --filters 3,x", 2, "filters must be .* received 'x'"),
        ("main --kernel-size 3x", 2, "kernel_size must be .* received ''"),
        ("dense --padding same", 2, "'dense' has no padding"),
        ("vgg16 --input 28,28,1", 2, "'block5_pool'"),
        ("resnet-50", 2, "no model or layer 'resnet-50'. Did you mean 'resnet50'"),
        ("resnet50 --depth 34", 2, "'resnet50' has no depth"),
        ("resnet --depth 19", 2, r"depth must be 6n \+ 2 .* received 19"),
        ("densenet --growth-rate 0", 2, "growth rate must be a whole number of at least 1"),
        ("alexnet --groups 3", 2, "256 filters cannot be split into 3 groups"),
        ("alexnet --input 60,60,3", 2, "smallest input that works here is 67x67"),
        ("unet --input 571,572,1", 2, "cannot take .* 571.*: 556, 572"),
        ("conv 8 3 --no-skips", 2, "--no-skips does not go with typed layers"),
        ("missing.keras", 1, r"missing\.keras: there is no such file"),
        ("pyproject.toml", 1, r"pyproject\.toml: a text file, not a model"),
        ("main --json --csv", 2, "not allowed with"),
        ("", 2, "the following arguments are required: network"),
    ],
)
def test_what_is_not_understood_is_named(monkeypatch, capsys, words, code, message):
    ended, said, errors = run(monkeypatch, capsys, *words.split())
    assert ended == code
    assert re.search(message, errors), errors
    assert len(errors.strip().splitlines()) <= 2
    assert said == ""


ENGLISH = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")


def test_the_tables_are_korean_and_aligned(monkeypatch, capsys):
    _, said, _ = run(monkeypatch, capsys, "preact_resnet", "--lang", "ko")
    lines = said.splitlines()
    assert lines[0].strip() == "모델 preact_resnet, 입력 28x28x1"
    headings = [line.split() for line in lines if line.startswith(" 층 ")]
    assert headings == [
        ["층", "종류", "출력", "shape", "매개변수"],
        ["층", "곱셈", "횟수", "메모리", "영역", "스트라이드", "중심"],
    ]
    assert "개는 학습하고, " in said
    assert not ENGLISH.search(said)
    # A Hangul letter is two columns wide.
    first = lines[: lines.index(next(line for line in lines if "학습하고" in line))]
    assert len({cell_len(line) for line in first if line}) == 1


@pytest.mark.parametrize("output", ["--json", "--csv"])
def test_what_programs_read_stays_english(monkeypatch, capsys, output):
    words = ("main", "--padding", "valid", output)
    assert run(monkeypatch, capsys, *words, "--lang", "ko") == run(monkeypatch, capsys, *words)


def test_the_help_is_korean():
    language.speak("ko")
    parser = params.parser()
    # The last two are those of every command.
    common = {"lang", "debug"}
    texts = [action.help for action in parser._actions if action.dest not in common]
    for text in (parser.description, parser.epilog, *texts):
        assert re.search("[가-힣]", text), text
        assert not ENGLISH.search(text), text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("conv 32", "'conv 32'에는 빠진 것이 있습니다. 이렇게 쓰십시오: conv FILTERS KERNEL_SIZE."),
        ("conv many 3", "conv의 filters: 정수가 필요합니다. 받은 값: 'many'."),
        ("dropout x", "dropout의 rate: 0.4 같은 수가 필요합니다. 받은 값: 'x'."),
        (
            "flatten, conv 8 3",
            "층 'conv1': 이미지(높이, 너비, 채널)가 필요합니다. 받은 shape: (784,)",
        ),
        ("small --depth 8", "'small' 모델에는 depth 옵션이 없습니다."),
        ("densenet --growth-rate 0", "성장률: 1 이상인 정수여야 합니다. 받은 값: 0."),
        ("alexnet --groups 3", "필터 수가 groups의 배수여야 합니다."),
        ("missing.keras", "missing.keras: 파일이 없습니다."),
        ("pyproject.toml", "pyproject.toml: 모델이 아니라 텍스트 파일입니다.\n모델을 만든 "),
        ("pyproject.toml --classes 3", "pyproject.toml 파일에는 --classes 옵션을 쓸 수 없습니다."),
        ("main --force", "--force는 --draw FILE과 함께 씁니다."),
    ],
)
def test_errors_are_korean(monkeypatch, capsys, words, message):
    _, said, errors = run(monkeypatch, capsys, *words.split(), "--lang", "ko")
    assert message in errors
    assert not ENGLISH.search(errors), errors
    assert said == ""


def test_every_word_makes_its_layer():
    text = (
        "conv 8 3x5 same stride 2 relu, conv 4 3 valid dilation 2 nobias, pool 3x2 stride 1 same,"
        " avgpool 2, batchnorm, tanh, globalpool, flatten, dropout .25, dense 10 softmax nobias"
    )
    assert notation.parse(text) == (
        layers.Conv(8, (3, 5), 2, "same", activation="relu", name="conv1"),
        layers.Conv(4, 3, dilation=2, use_bias=False, name="conv2"),
        layers.Pool((3, 2), 1, "same", name="pool1"),
        layers.Pool(2, kind="average", name="avgpool1"),
        layers.BatchNorm(name="batchnorm1"),
        layers.Activation("tanh", name="tanh1"),
        layers.GlobalAveragePool(name="globalpool1"),
        layers.Flatten(name="flatten1"),
        layers.Dropout(0.25, name="dropout1"),
        layers.Dense(10, "softmax", use_bias=False, name="dense1"),
    )
    with pytest.raises(UsageError, match="missing before"):
        notation.parse("")
