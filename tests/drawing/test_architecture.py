"""The drawing of a network: every network of the kit, what is drawn of it and what is said."""

import re

import numpy as np
import pytest
from artists import arrows, check_nothing_overlaps, check_texts_fit, points, texts
from matplotlib.patches import Polygon

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.architecture import architecture
from fashion_cnn.drawing.style import POINTED
from fashion_cnn.drawing.words import Words
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


# Besides the networks of the kit, what may come from the keyboard or from a file.
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
    pictures = {name: (net, architecture(net)) for name, net in networks.items()}
    for _, picture in pictures.values():
        picture.figure.draw_without_rendering()
    return pictures


def shapes(picture):
    return [text for text in texts(picture.axes) if re.fullmatch(SHAPE, text)]


def parameters(picture):
    """The numbers in bold that are no shapes: below a stage."""
    bold = [text for text in texts(picture.axes, "bold") if re.fullmatch(r"[\d,]+", text)]
    # A vector's length is written at its top, its parameters at the bottom.
    tops = [t.get_text() for t in picture.axes.texts if t.get_va() == "bottom"]
    for length in tops:
        if length in bold:
            bold.remove(length)
    return [int(text.replace(",", "")) for text in bold]


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


def test_texts_are_large_inside_the_figure_and_apart(drawn):
    for name, (_, picture) in drawn.items():
        width, height = picture.figure.get_size_inches()
        assert width == 12, name
        assert height < 10, name
        check_texts_fit(picture, name)
        check_nothing_overlaps(picture, name)


def test_no_arrow_runs_through_a_text(drawn):
    for name, (_, picture) in drawn.items():
        x, y = np.concatenate([points(arrow) for arrow in arrows(picture.axes)]).T
        for text in picture.axes.texts:
            x0, y0, x1, y1 = text.get_window_extent().padded(-2).extents
            assert not np.any((x0 < x) & (x < x1) & (y0 < y) & (y < y1)), (name, text)


def test_titles_and_descriptions_are_true_and_whole(drawn):
    for name, (network, picture) in drawn.items():
        rows = report(network)
        count = f"{totals(rows).parameters:,} parameters"
        into, out = times(network.input_shape), times(rows[-1].output_shape)
        assert picture.title == f"{network.name}: {into} → {out}, {count}"
        assert f"{into} into {out} with {count}." in picture.description
        assert not set("{}") & set(picture.description), name
        assert picture.description.endswith("."), name
        # Every number of parameters in the picture, in order.
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
    blocks = [text for text in texts(picture.axes) if "residual block" in text]
    assert blocks == [f"{count} × residual block" for count in (3, 4, 6, 3)]
    assert texts(picture.axes).count("1x1, 3x3, 1x1") == 4
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
    assert set(said) <= set(texts(drawn[name][1].axes))


def test_a_deep_network_stays_readable(drawn):
    for name in zoo.NETWORKS:
        assert len(drawn[name][1].axes.texts) < 60, name
    assert texts(drawn["resnet152"][1].axes, "bold")[0] == "224x224x3"
    assert drawn["resnet152"][1].figure.get_size_inches()[1] < 6.75  # a row, on a slide


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
    assert len(arrows(picture.axes)) == 9


def test_auxiliary_classifiers_are_named(drawn):
    network, picture = drawn["googlenet with sides"]
    sides = [t for t in picture.axes.texts if t.get_style() == "italic"]
    assert [t.get_text() for t in sides] == [
        "auxiliary output 1000",
        "3,188,840",
        "auxiliary output 1000",
        "3,190,888",
    ]
    rows = report(network)
    for number, count in ((1, 3_188_840), (2, 3_190_888)):
        assert sum(r.parameters for r in rows if r.name.startswith(f"aux{number}")) == count
    assert "an auxiliary output 1000 at 14x14x832 (3,188,840)" in picture.description
    assert sum(parameters(picture)) == 6_998_552


def test_connections_that_skip_a_stage_are_counted():
    net = Graph()
    x = net(layers.Conv(4, 3, padding="same", name="a"), IMAGE)
    y = net.chain([layers.Conv(4, 3, padding="same", name=f"b{n}") for n in range(30)], x)
    y = net(layers.Pool(2, name="pool"), y)
    z = net(layers.Conv(4, 3, padding="same", name="c"), y)
    z = net(layers.Flatten(name="flat"), z)
    x = net(layers.GlobalAveragePool(name="mean"), x)
    net(layers.Dense(3, name="out"), net(layers.Concatenate(name="join"), x, z))
    picture = architecture(net.network("two ways", (28, 28, 1)))
    assert "Not drawn: 1 connections" in picture.description
    assert "Not drawn" in texts(picture.axes)[-1]


def test_layers_that_the_kit_does_not_know_are_named_as_in_keras():
    def other(kind, shape, count):
        return layers.Other(kind, shape, count, name=kind.lower())

    net = Graph()
    x = net(layers.Conv(8, 3, padding="same", name="conv"), IMAGE)
    for number in range(9):
        y = net(other("DepthwiseConv2D", (28, 28, 8), 80), x)
        y = net(other("LayerNormalization", (28, 28, 8), 16), y)
        x = net(other("Multiply", (28, 28, 8), 0), x, net(layers.Conv(8, 1, name=f"p{number}"), y))
    net(layers.Dense(2, name="out"), net(layers.Flatten(name="flat"), x))
    network = net.network("other", (28, 28, 1))
    picture = architecture(network)
    assert {"9 × block", "2 layers"} <= set(texts(picture.axes))
    assert sum(parameters(picture)) == totals(report(network)).parameters


def test_a_layer_without_words_is_called_by_its_keras_name():
    other = layers.Other("DepthwiseConv2D", (28, 28, 1), 10, name="d")
    picture = architecture(Network("new", (28, 28, 1), [other]))
    assert "DepthwiseConv2D" in texts(picture.axes)


# --- Branches


@pytest.mark.parametrize("name", [*BRANCHING, "residual"])
def test_branches_show_every_layer_with_its_shape_and_its_parameters(drawn, name):
    network, picture = drawn[name]
    rows = report(network)
    counts = [int(t.split()[0].replace(",", "")) for t in texts(picture.axes) if "parameters" in t]
    assert sum(counts) == totals(rows).parameters
    for row in rows:
        hidden = row.kind in ("BatchNormalization", "Activation")
        if not hidden and not (row.kind == "Concatenate" and row is not rows[-1]):
            assert row.name in texts(picture.axes, "bold")
            assert times(row.output_shape) in texts(picture.axes)
    normalised = any(row.kind == "BatchNormalization" for row in rows)
    assert (Words()("architecture.grouped") in texts(picture.axes)) == normalised


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
    assert len(arrows(picture.axes)) == sum(map(len, network.parents)) == 11
    assert "3a_3x3 (conv 3x3, 28x28x128; 110,592) from 3a_3x3_reduce" in picture.description
    assert "from 3a_1x1, 3a_3x3, 3a_5x5, 3a_pool_proj." in picture.description


def test_in_a_dense_block_each_layer_is_fed_by_all_before_it(drawn):
    _, picture = drawn["dense_block"]
    assert len(arrows(picture.axes)) == 1 + 2 + 3 + 4 + 5 + 6
    seen = [text for text in texts(picture.axes) if text.startswith("sees")]
    assert seen == [f"sees 28x28x{maps}" for maps in (10, 14, 18, 22)]
    assert "H3_conv (conv 3x3, 28x28x4; 560) from input, H1_conv, H2_conv;" in picture.description


def test_a_shortcut_goes_over_what_it_passes(drawn):
    _, picture = drawn["residual"]
    heights = [np.ptp(points(arrow)[:, 1]) for arrow in arrows(picture.axes)]
    assert [height > 20 for height in heights].count(True) == 1
    assert "two (conv 3x3, 28x28x8; 616) from one" in picture.description  # 584 and 32
    assert "add (add, 28x28x8; 0) from one, two" in picture.description


def test_what_is_too_wide_to_branch_is_drawn_as_a_stage():
    net = Graph()
    kernels = range(1, 10)
    convs = [net(layers.Conv(8, k, padding="same", name=f"c{k}"), IMAGE) for k in kernels]
    net(layers.Concatenate(name="c_out"), *convs)
    picture = architecture(net.network("wide", (28, 28, 1)))
    assert {"28x28x72", "module", "9 branches", "c"} <= set(texts(picture.axes)) | {"c"}
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
    skips = arrows(picture.axes, POINTED)
    assert len(skips) == len(joins) == len(carried)
    for arrow in skips:
        (x0, y0), (x1, y1) = arrow.get_path().vertices[:2]
        assert y0 == pytest.approx(y1)
        assert x1 > x0
    labels = [t.get_text() for t in picture.axes.texts if t.get_color() == POINTED]
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
    bold = texts(picture.axes, "bold")
    assert [text for text in bold if "x" in text and text in levels.values()] == [*levels.values()]
    assert {"572x572x1", "388x388x2"} <= set(bold)
    place = {t.get_text(): t.get_position() for t in picture.axes.texts}
    down = [place[levels[size]][1] for size in (568, 280, 136, 64, 28)]
    up = [place[levels[size]][1] for size in (28, 52, 100, 196, 388)]
    assert down == sorted(down)
    assert up == sorted(up, reverse=True)
    assert "A U of 5 stages down and 4 up" in picture.description
    assert "56x56x512 from 64x64x512 to 52x52x512" in picture.description


def test_only_what_shrinks_and_grows_is_a_u(drawn):
    for name in zoo.NETWORKS:
        said = drawn[name][1].description
        assert said.count("A U of") == (name in U_SHAPED), name


# --- Given axes


def test_into_given_axes():
    for name in ("lenet5", "inception_3a", "unet_small"):
        ax = plots.new_axes(6, 3)
        picture = architecture(zoo.describe(name), ax=ax)
        assert picture.axes is ax
        ax.figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in ax.texts]
        assert all(text.get_fontsize() < 8 for text in ax.texts)
        assert not any(a.padded(-2).overlaps(b) for a in boxes for b in boxes if a is not b)
