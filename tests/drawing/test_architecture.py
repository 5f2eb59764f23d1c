"""The drawing of a network: every network of the kit, what is drawn of it and what is said."""

import itertools
import re
import string
import sys

import numpy as np
import pytest
from matplotlib import colors
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle
from PIL import Image

from fashion_cnn import drawing, params
from fashion_cnn.base.commandline import execute
from fashion_cnn.drawing import plots, structure
from fashion_cnn.drawing.cells import BLUE, VERMILION
from fashion_cnn.drawing.words import LABELS
from fashion_cnn.networks import layers, notation, zoo
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.network import IMAGE, Graph, Network
from fashion_cnn.networks.tables import times

BRANCHING = ("inception_3a", "inception_3a_naive", "dense_block")
U_SHAPED = ("unet", "unet_small")
IN_STAGES = [name for name in zoo.NETWORKS if name not in (*BRANCHING, *U_SHAPED)]
SHAPE = r"\d+(x\d+)*"


def typed(text, shape=(28, 28, 1)):
    return Network("typed", shape, notation.parse(text))


def residual():
    """A small network with a shortcut and, on the way to its sum, a normalisation."""
    net = Graph()
    x = net(layers.Conv(8, 3, padding="same", name="one"), IMAGE)
    y = net.chain([layers.BatchNorm(name="norm"), layers.Conv(8, 3, padding="same", name="two")], x)
    x = net(layers.Add(name="add"), x, y)
    net(layers.Dense(10, name="out"), net(layers.GlobalAveragePool(name="mean"), x))
    return net.network("residual", (28, 28, 1))


# Beside the networks of the kit, what may come from the keyboard, or from a file.
OTHERS = {
    "googlenet with sides": zoo.describe("googlenet", auxiliary=True),
    "u without skips": zoo.describe("unet_small", skips=False),
    "deep u": zoo.describe("unet_small", filters=(4, 8, 16, 32, 64, 128)),
    "u with odd cuts": zoo.describe("unet", input_shape=(188, 204, 3), classes=7),
    "several rows": typed(", ".join(["conv 8 3 relu"] * 13) + ", flatten, dense 10"),
    "many vectors": typed(", ".join(f"dense {n}" for n in range(900, 60, -30)), (784,)),
    "one activation": typed("relu"),
    "a mixture": typed(
        ", ".join(["conv 8 3 same, pool 2 stride 1 same, conv 8 1, conv 4 5 same"] * 4)
    ),
    "residual": residual(),
    "wide and flat": zoo.describe("resnet50", input_shape=(3000, 100, 3)),
}


@pytest.fixture(scope="module")
def drawn():
    """Name -> (network, its picture, laid out as it will be saved)."""
    networks = {name: zoo.describe(name) for name in zoo.NETWORKS} | OTHERS
    pictures = {name: (net, drawing.architecture(net)) for name, net in networks.items()}
    for _, picture in pictures.values():
        picture.axes.figure.draw_without_rendering()
    return pictures


def texts(picture, weight=None):
    return [t.get_text() for t in picture.axes.texts if weight in (None, t.get_fontweight())]


def shapes(picture):
    return [text for text in texts(picture) if re.fullmatch(SHAPE, text)]


def parameters(picture):
    """The numbers in bold that are no shapes: below a stage."""
    bold = [text for text in texts(picture, "bold") if re.fullmatch(r"[\d,]+", text)]
    # A vector's length is written at its top, its parameters at the bottom.
    tops = [t.get_text() for t in picture.axes.texts if t.get_va() == "bottom"]
    for length in tops:
        if length in bold:
            bold.remove(length)
    return [int(text.replace(",", "")) for text in bold]


def arrows(picture, colour=None):
    found = [p for p in picture.axes.patches if isinstance(p, FancyArrowPatch)]
    return [p for p in found if colour in (None, colors.to_hex(p.get_edgecolor()).upper())]


def points(arrow):
    """Points along an arrow and its head, in pixels."""
    lines = arrow.get_path().to_polygons(arrow.axes.transData, closed_only=False)
    share = np.linspace(0, 1, 40)[:, None]
    return np.concatenate(
        [a + share * (b - a) for line in lines for a, b in itertools.pairwise(line)]
    )


# --- Every network


def test_every_stage_is_there_with_its_shape(drawn):
    for name in IN_STAGES:
        network, picture = drawn[name]
        rows = [row for row in report(network) if row.kind != "ZeroPadding2D"]
        sizes = dict.fromkeys(row.output_shape[:-1] or row.output_shape for row in rows)
        found = [tuple(map(int, shape.split("x"))) for shape in shapes(picture) if "," not in shape]
        stages = [shape for shape in found if len(shape) in (1, 3)]
        assert {shape[:-1] or shape for shape in stages[1:]} >= set(sizes), name
        written = [t for t in picture.axes.texts if t.get_va() == "bottom"]
        assert written[0].get_text() == times(network.input_shape), name
        assert len(written) == 1 + len(sizes), name
        assert written[-1].get_text() == times(rows[-1].output_shape), name


def test_the_parameters_below_add_up_to_those_of_the_report(drawn):
    for name in (*IN_STAGES, *U_SHAPED, "several rows", "many vectors", "a mixture"):
        network, picture = drawn[name]
        assert sum(parameters(picture)) == totals(report(network)).parameters, name


def test_texts_are_large_and_stay_inside_the_figure(drawn):
    for name, (_, picture) in drawn.items():
        figure = picture.axes.figure
        assert figure.get_size_inches()[0] == 12, name
        assert figure.get_size_inches()[1] < 10, name
        inside = figure.bbox.padded(1)
        for text in picture.axes.texts:
            assert text.get_fontsize() >= 11, (name, text)
            (x0, y0), (x1, y1) = text.get_window_extent().get_points()
            assert inside.contains(x0, y0), (name, text)
            assert inside.contains(x1, y1), (name, text)


def test_no_text_lies_on_another_or_on_a_slab(drawn):
    for name, (_, picture) in drawn.items():
        written = [text for text in picture.axes.texts if text.get_text().strip()]
        boxes = [text.get_window_extent().extents for text in written]
        slabs = [p for p in picture.axes.patches if isinstance(p, Polygon)]
        slabs = [p for p in slabs if not isinstance(p, Rectangle)]
        others = np.array(boxes + [p.get_window_extent().extents for p in slabs])
        for index, (x0, y0, x1, y1) in enumerate(boxes):
            wide = np.minimum(others[:, 2], x1) - np.maximum(others[:, 0], x0)
            high = np.minimum(others[:, 3], y1) - np.maximum(others[:, 1], y0)
            hit = (wide > 1) & (high > 3)  # boxes of texts have some air below
            hit[index] = False
            assert not hit.any(), (name, written[index], np.flatnonzero(hit))


def test_no_arrow_runs_through_a_text(drawn):
    for name, (_, picture) in drawn.items():
        x, y = np.concatenate([points(arrow) for arrow in arrows(picture)]).T
        for text in picture.axes.texts:
            x0, y0, x1, y1 = text.get_window_extent().padded(-2).extents
            assert not np.any((x0 < x) & (x < x1) & (y0 < y) & (y < y1)), (name, text)


def test_titles_and_descriptions_are_true_and_whole(drawn):
    for name, (network, picture) in drawn.items():
        rows = report(network)
        count = f"{totals(rows).parameters:,} parameters"
        into, out = times(network.input_shape), times(rows[-1].output_shape)
        assert picture.title == f"{network.name}: {into} → {out}, {count}"
        assert f"makes {out} of {into} with {count}." in picture.description
        assert not set("{}") & set(picture.description), name
        assert picture.description.endswith("."), name
        # Every number of parameters that stands in the picture, in its order.
        said = [
            int(n.replace(",", "")) for n in re.findall(r"[;(] ?([\d,]+)\)", picture.description)
        ]
        assert sum(said) == totals(rows).parameters, name


# --- Stages


def test_resnet50_has_the_blocks_of_its_table(drawn):
    network, picture = drawn["resnet50"]
    rows = report(network)
    expected = {  # by the names of the layers, which the drawing does not read
        shape: sum(row.parameters for row in rows if row.name.startswith(prefix))
        for shape, prefix in {
            "112x112x64": "conv1",
            "56x56x256": "conv2",
            "28x28x512": "conv3",
            "14x14x1024": "conv4",
            "7x7x2048": "conv5",
            "1000": "predictions",
        }.items()
    }
    for shape, count in expected.items():
        assert shape in shapes(picture)
        assert count in parameters(picture)
    blocks = [text for text in texts(picture) if "residual block" in text]
    assert blocks == [f"{count} × residual block" for count in (3, 4, 6, 3)]
    assert texts(picture).count("1x1, 3x3, 1x1") == 4
    assert "56x56x256 (max pool 3x3, 3 × residual block 1x1, 3x3, 1x1; 220,032)" in (
        picture.description
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resnet152", ["3 × residual block", "8 × residual block", "36 × residual block"]),
        # Keras halves the maps in the last block of a stage there.
        ("preact_resnet50", ["2 × residual block", "4 × residual block", "6 × residual block"]),
        ("resnet18", ["2 × residual block", "2 conv 3x3"]),
        ("plain", ["7 × conv 3x3", "6 × conv 3x3"]),
        ("densenet121", [f"{n} × 1x1, 3x3" for n in (6, 12, 24, 16)]),
        ("googlenet", ["2 × module", "3a, 3b", "5 × module", "4a … 4e", "5a, 5b", "4 branches"]),
        ("lenet5_1998", ["subsampling 2x2", "partial conv 5x5", "distances"]),
        ("alexnet", ["conv 11x11", "3 × conv 3x3", "2 × dense"]),
        ("a mixture", ["4 × conv 3x3", "4 × max pool 2x2", "4 × conv 1x1", "4 × conv 5x5"]),
        ("one activation", ["relu"]),
    ],
)
def test_what_is_in_a_stage_in_few_words(drawn, name, said):
    assert set(said) <= set(texts(drawn[name][1]))


def test_a_deep_network_stays_readable(drawn):
    for name in zoo.NETWORKS:
        assert len(drawn[name][1].axes.texts) < 60, name
    assert texts(drawn["resnet152"][1], "bold")[0] == "224x224x3"
    assert drawn["resnet152"][1].axes.figure.get_size_inches()[1] < 6.75  # a row, on a slide


def test_slabs_follow_the_maps_and_the_channels(drawn):
    picture = drawn["vgg16"][1]
    slabs = [p.get_xy() for p in picture.axes.patches if isinstance(p, Polygon)]
    fronts = [xy for xy in slabs if xy[0][1] == xy[1][1] and xy[0][0] == xy[3][0]]
    heights = [np.ptp(xy[:, 1]) for xy in fronts[:7]]
    widths = [np.ptp(xy[:, 0]) for xy in fronts[:7]]
    assert heights[0] == heights[1]
    assert np.all(np.diff(heights[1:]) < 0)
    assert np.allclose(np.diff(heights[1:]), np.diff(heights[1:])[0])  # halved each: a log scale
    assert np.all(np.diff(widths) > -1e-6)
    assert len(arrows(picture)) == 9


def test_auxiliary_classifiers_are_side_outputs(drawn):
    network, picture = drawn["googlenet with sides"]
    sides = [t for t in picture.axes.texts if t.get_color() == VERMILION]
    assert [t.get_text() for t in sides] == [
        "side output 1000",
        "3,188,840",
        "side output 1000",
        "3,190,888",
    ]
    rows = report(network)
    for number, count in ((1, 3_188_840), (2, 3_190_888)):
        assert sum(r.parameters for r in rows if r.name.startswith(f"aux{number}")) == count
    assert "beside 14x14x832, an output of 1000 (3,188,840)" in picture.description
    assert sum(parameters(picture)) == 6_998_552


def test_what_leads_past_a_stage_is_said():
    net = Graph()
    x = net(layers.Conv(4, 3, padding="same", name="a"), IMAGE)
    y = net.chain([layers.Conv(4, 3, padding="same", name=f"b{n}") for n in range(30)], x)
    y = net(layers.Pool(2, name="pool"), y)
    z = net(layers.Conv(4, 3, padding="same", name="c"), y)
    z = net(layers.Flatten(name="flat"), z)
    x = net(layers.GlobalAveragePool(name="mean"), x)
    net(layers.Dense(3, name="out"), net(layers.Concatenate(name="join"), x, z))
    picture = drawing.architecture(net.network("two ways", (28, 28, 1)))
    assert "Not drawn, as they lead past a stage: 1 connections." in picture.description
    assert "Not drawn" in texts(picture)[-1]


def test_layers_that_the_kit_does_not_know_are_named_as_in_keras():
    def other(kind, shape, count):
        return layers.Other(kind, shape, count, count, name=kind.lower())

    net = Graph()
    x = net(layers.Conv(8, 3, padding="same", name="conv"), IMAGE)
    for number in range(9):
        y = net(other("DepthwiseConv2D", (28, 28, 8), 80), x)
        y = net(other("LayerNormalization", (28, 28, 8), 16), y)
        x = net(other("Multiply", (28, 28, 8), 0), x, net(layers.Conv(8, 1, name=f"p{number}"), y))
    net(layers.Dense(2, name="out"), net(layers.Flatten(name="flat"), x))
    network = net.network("other", (28, 28, 1))
    picture = drawing.architecture(network)
    assert {"9 × block", "2 layers"} <= set(texts(picture))
    assert sum(parameters(picture)) == totals(report(network)).parameters


# --- Branches


@pytest.mark.parametrize("name", [*BRANCHING, "residual"])
def test_branches_show_every_layer_with_its_shape_and_its_parameters(drawn, name):
    network, picture = drawn[name]
    rows = report(network)
    counts = [int(t.split()[0].replace(",", "")) for t in texts(picture) if "parameters" in t]
    assert sum(counts) == totals(rows).parameters
    for row in rows:
        hidden = row.kind in ("BatchNormalization", "Activation")
        if not hidden and not (row.kind == "Concatenate" and row is not rows[-1]):
            assert row.name in texts(picture, "bold")
            assert times(row.output_shape) in texts(picture)
    normalised = any(row.kind == "BatchNormalization" for row in rows)
    assert (LABELS["grouped"] in texts(picture)) == normalised


def test_the_branches_of_a_module_stand_side_by_side(drawn):
    network, picture = drawn["inception_3a"]
    place = {t.get_text(): t.get_position() for t in picture.axes.texts}
    first = ["3a_1x1", "3a_3x3_reduce", "3a_5x5_reduce", "3a_pool"]
    second = ["3a_3x3", "3a_5x5", "3a_pool_proj"]
    assert len({place[name][0] for name in first}) == 1
    assert len({place[name][0] for name in second}) == 1
    assert sorted(first, key=lambda name: place[name][1]) == first
    assert place["3a_3x3"][1] == pytest.approx(place["3a_3x3_reduce"][1])
    assert place["input"][0] < place[first[0]][0] < place[second[0]][0] < place["3a_output"][0]
    # An arrow for each way from a layer to another, and from the input.
    assert len(arrows(picture)) == sum(map(len, network.parents)) == 11
    assert "3a_3x3 (conv 3x3, 28x28x128; 110,592) from 3a_3x3_reduce" in picture.description
    assert "from 3a_1x1, 3a_3x3, 3a_5x5, 3a_pool_proj." in picture.description


def test_in_a_dense_block_each_layer_is_fed_by_all_before_it(drawn):
    _, picture = drawn["dense_block"]
    assert len(arrows(picture)) == 1 + 2 + 3 + 4 + 5 + 6
    seen = [text for text in texts(picture) if text.startswith("sees")]
    assert seen == [f"sees 28x28x{maps}" for maps in (10, 14, 18, 22)]
    assert "H3_conv (conv 3x3, 28x28x4; 560) from input, H1_conv, H2_conv;" in picture.description


def test_a_shortcut_goes_over_what_it_passes(drawn):
    _, picture = drawn["residual"]
    heights = [np.ptp(points(arrow)[:, 1]) for arrow in arrows(picture)]
    assert [height > 20 for height in heights].count(True) == 1
    assert "two (conv 3x3, 28x28x8; 616) from one" in picture.description  # 584 and 32
    assert "add (sum, 28x28x8; 0) from one, two" in picture.description


def test_what_is_too_wide_to_branch_is_drawn_as_a_stage():
    net = Graph()
    kernels = range(1, 10)
    convs = [net(layers.Conv(8, k, padding="same", name=f"c{k}"), IMAGE) for k in kernels]
    net(layers.Concatenate(name="c_out"), *convs)
    picture = drawing.architecture(net.network("wide", (28, 28, 1)))
    assert {"28x28x72", "module", "9 branches", "c"} <= set(texts(picture)) | {"c"}
    assert "9 branches" in picture.description


# --- U


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("unet", ["56x56x512", "104x104x256", "200x200x128", "392x392x64"]),
        ("unet_small", ["32x32x32", "64x64x12"]),
        ("u without skips", []),
        ("deep u", ["4x4x64", "8x8x32", "16x16x16", "32x32x8", "64x64x4"]),
        ("u with odd cuts", ["8x10x512", "8x12x256", "8x16x128", "8x24x64"]),
    ],
)
def test_skip_connections_are_horizontal_arrows_with_what_they_carry(drawn, name, carried):
    network, picture = drawn[name]
    joins = [row for row in report(network) if row.kind == "Concatenate"]
    skips = arrows(picture, BLUE)
    assert len(skips) == len(joins) == len(carried)
    for arrow in skips:
        (x0, y0), (x1, y1) = arrow.get_path().vertices[:2]
        assert y0 == pytest.approx(y1)
        assert x1 > x0
    labels = [t.get_text() for t in picture.axes.texts if t.get_color() == BLUE]
    assert labels == carried
    if carried:
        assert f"{len(carried)} skip connections: {carried[0]} from " in picture.description
    else:
        assert "no skip connections" in picture.description


def test_the_levels_of_the_u_net_are_those_of_the_paper(drawn):
    _, picture = drawn["unet"]
    levels = {
        568: "568x568x64",
        280: "280x280x128",
        136: "136x136x256",
        64: "64x64x512",
        28: "28x28x1024",
        52: "52x52x512",
        100: "100x100x256",
        196: "196x196x128",
        388: "388x388x64",
    }
    bold = texts(picture, "bold")
    assert [text for text in bold if "x" in text and text in levels.values()] == [*levels.values()]
    assert {"572x572x1", "388x388x2"} <= set(bold)
    place = {t.get_text(): t.get_position() for t in picture.axes.texts}
    down = [place[levels[size]][1] for size in (568, 280, 136, 64, 28)]
    up = [place[levels[size]][1] for size in (28, 52, 100, 196, 388)]
    assert down == sorted(down)
    assert up == sorted(up, reverse=True)
    assert "A U of 5 stages down and 4 up" in picture.description
    assert "56x56x512 from 64x64x512 to 52x52x512" in picture.description


def test_only_what_shrinks_and_grows_is_a_u():
    for name in zoo.NETWORKS:
        network = zoo.describe(name)
        found = structure.parts(network, report(network))
        assert (structure.u_shape(found) is not None) == (name in U_SHAPED), name


# --- Axes and languages of one's own


def test_into_axes_of_ones_own():
    for name in ("lenet5", "inception_3a", "unet_small"):
        ax = plots.new_axes(6, 3)
        picture = drawing.architecture(zoo.describe(name), ax=ax)
        assert picture.axes is ax
        ax.figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in ax.texts]
        assert all(text.get_fontsize() < 8 for text in ax.texts)
        assert not any(a.padded(-2).overlaps(b) for a in boxes for b in boxes if a is not b)


def test_another_language_replaces_every_word():
    other = {}
    for key, label in LABELS.items():
        parts = (label,) if isinstance(label, str) else label
        fields = ["".join(re.findall(r"\{.*?\}", part)) for part in parts]
        other[key] = "ж" + fields[0] if isinstance(label, str) else tuple(fields)
    for name in ("lenet5_1998", "googlenet", "resnet50", "unet", "densenet121"):
        picture = drawing.architecture(zoo.describe(name), labels=other)
        said = " ".join([*texts(picture), picture.description])
        words = re.sub(rf"{name}|[345][a-e]|{SHAPE}", "", said)
        assert not set(words) & set(string.ascii_letters), name


# --- The command


def run(monkeypatch, capsys, *words):
    """Return (exit code, output, errors) of the command."""
    monkeypatch.setattr(sys, "argv", ["params", *words])
    with pytest.raises(SystemExit) as ended:
        execute(params.main)
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err


def test_a_picture_with_its_description_and_the_same_bytes_twice(monkeypatch, capsys, tmp_path):
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    line = "lenet5: 32x32x1 → 10, 61,706 parameters"
    for path in (one, two):
        code, said, errors = run(monkeypatch, capsys, "lenet5", "--draw", str(path))
        assert (code, said, errors) == (0, f"{path}: {line}\n", "")
    assert one.read_bytes() == two.read_bytes()
    with Image.open(one) as image:
        assert image.text["Title"] == line
        assert "28x28x6 (conv 5x5; 156)" in image.text["Description"]
        assert image.width == 1200
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.png", "two.png"]


def test_options_and_typed_layers_are_drawn_as_they_are_counted(monkeypatch, capsys, tmp_path):
    path = tmp_path / "main.png"
    _, said, _ = run(monkeypatch, capsys, "main", "--padding", "valid", "--draw", str(path))
    assert said == f"{path}: main: 28x28x1 → 10, 179,926 parameters\n"
    words = ("conv 32 3 same, pool 2, flatten, dense 10", "--input", "8,8,1", "--force")
    _, said, _ = run(monkeypatch, capsys, *words, "--draw", str(path))
    assert said == f"{path}: typed: 8x8x1 → 10, 5,450 parameters\n"


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("PDF", b"%PDF")])
def test_other_formats_by_the_ending(monkeypatch, capsys, tmp_path, ending, start):
    path = tmp_path / f"unet.{ending}"
    assert run(monkeypatch, capsys, "unet_small", "--draw", str(path))[::2] == (0, "")
    content = path.read_bytes()
    assert content.startswith(start)
    said = "A U of 3 stages down"
    assert said.encode("utf-16-be" if ending == "PDF" else "ascii") in content


def test_an_existing_picture_is_overwritten_only_when_asked(monkeypatch, capsys, tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(b"mine")
    code, said, errors = run(monkeypatch, capsys, "main", "--draw", str(path))
    assert (code, said) == (2, "")
    assert errors == (
        f"{path} exists already. Choose another name, or overwrite it with --force.\n"
    )
    assert path.read_bytes() == b"mine"
    assert run(monkeypatch, capsys, "main", "--draw", str(path), "--force")[0] == 0
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("main --draw picture.gif", 2, "ends in one of .png, .svg, .pdf, received picture.gif"),
        ("main --draw picture", 2, "ends in one of .png, .svg, .pdf, received picture"),
        ("main --draw no/folder/a.png", 1, r"no.folder: there is no such folder"),
        ("main --draw", 2, "expected one argument"),
        ("main --draw a.png --json", 2, "not allowed with"),
        ("main --csv --draw a.png", 2, "not allowed with"),
        ("main --force", 2, "--force goes with --draw FILE"),
        ("mian --draw a.png", 2, "no model or layer 'mian'. Did you mean 'main'"),
        ("vgg16 --input 28,28,1 --draw a.png", 2, "'block5_pool'"),
    ],
)
def test_what_cannot_be_drawn_is_named(monkeypatch, capsys, tmp_path, words, code, message):
    monkeypatch.chdir(tmp_path)
    ended, said, errors = run(monkeypatch, capsys, *words.split())
    assert (ended, said) == (code, "")
    assert re.search(message, errors), errors
    assert len(errors.strip().splitlines()) <= 2
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_saved_model_is_drawn(monkeypatch, capsys, tmp_path):
    saved, path = tmp_path / "saved.keras", tmp_path / "saved.png"
    zoo.build("resnet").save(saved)
    code, said, _ = run(monkeypatch, capsys, str(saved), "--draw", str(path))
    count = totals(report(zoo.describe("resnet"))).parameters
    assert (code, said) == (0, f"{path}: resnet: 28x28x1 → 10, {count:,} parameters\n")
    with Image.open(path) as image:
        of_name = drawing.architecture(zoo.describe("resnet")).description
        assert image.text["Description"] == of_name
