"""Figures of deck 2, part 5: dropout, vanishing gradients and batch normalisation."""

from functools import cache

import numpy as np
from matplotlib.patches import Circle, Rectangle

from fashion_cnn import inside
from fashion_cnn.convolution import softmax
from fashion_cnn.drawing import Picture, plots
from fashion_cnn.drawing.cells import BLUE, PAPER, PIXEL, VERMILION, canvas, table, write
from fashion_cnn.networks.layers import BatchNorm
from slides.facts.training import LAYERS
from slides.facts.training import RATE as DROPPED
from slides.figures.training_common import (
    LETTERS,
    LOOKS,
    WIDE,
    arrow,
    axes_for,
    drawn,
    empty,
    stored_model,
)
from slides.languages import words

UNITS = 100
COAT = 4
RELATIVES = ("Dropout", "SpatialDropout2D", "Cutout", "MaxPoolDropout")


def teams(language):
    """Draw one network at three updates, with different units dropped, and at inference."""
    draw = np.random.default_rng(5)
    axes = empty(plots.new_axes(WIDE, 4.4, columns=4))
    titles = words(
        language,
        ("update 1", "update 2", "update 3", "inference"),
        ("갱신 1", "갱신 2", "갱신 3", "추론"),
    )
    for ax, title in zip(axes, titles, strict=True):
        rate = 0 if title == titles[-1] else 0.4
        kept = [np.ones(4, bool), draw.random(6) >= rate, draw.random(6) >= rate, np.ones(3, bool)]
        net(ax, kept)
        ax.set_title(title, fontsize=LETTERS + 3)
    said = words(
        language,
        "A small network four times. At each of three updates different units are crossed out and "
        "lose their connections; at inference all units are there.",
        "같은 작은 신경망 네 개. 세 번의 갱신마다 다른 유닛이 연결과 함께 빠지고, 추론할 때는 모두 "
        "있습니다.",
    )
    return Picture(axes, "", said)


def net(ax, kept):
    """Draw layers of units and cross out the units that are not kept."""
    places = [
        [(2.2 * column, row - (len(layer) - 1) / 2) for row in range(len(layer))]
        for column, layer in enumerate(kept)
    ]
    for column in range(len(kept) - 1):
        for start, there in zip(places[column], kept[column], strict=True):
            for end, here in zip(places[column + 1], kept[column + 1], strict=True):
                if there and here:
                    ax.plot(*zip(start, end, strict=True), color="0.6", linewidth=1, zorder=0)
    for layer, alive in zip(places, kept, strict=True):
        for (x, y), here in zip(layer, alive, strict=True):
            face, edge = (BLUE, "black") if here else ("white", "0.6")
            ax.add_patch(Circle((x, y), 0.36, facecolor=face, edgecolor=edge, linewidth=1.5))
            if not here:
                ax.plot(x, y, "x", color=VERMILION, markersize=15, markeredgewidth=3)
    ax.set(xlim=(-0.5, 7.1), ylim=(-3.2, 3.2), aspect="equal")


def scaling(language):
    """Draw five values through dropout, as in lesson 14."""
    values = np.array([2, 4, 6, 8, 10])
    random = np.array([0.52, 0.10, 0.93, 0.25, 0.31])
    kept = random >= DROPPED
    result = values * kept / (1 - DROPPED)
    ax = canvas(None, 13.4, 5.6)
    left = 4.6
    names = words(
        language,
        ("values", "random", f"kept: × 1/{1 - DROPPED:.1f}", "result"),
        ("값", "난수", f"남으면 × 1/{1 - DROPPED:.1f}", "결과"),
    )
    factors = np.where(kept, f"{1 / (1 - DROPPED):.4f}", "0")
    rows = (
        values.astype(str),
        np.array([f"{number:.2f}" for number in random]),
        factors,
        np.array([f"{number:.3f}" if number else "0" for number in result]),
    )
    for row, (name, texts) in enumerate(zip(names, rows, strict=True)):
        top = 0.2 + 1.4 * row
        colours = np.where(kept, PIXEL, PAPER) if row != 1 else np.full(5, PAPER)
        hatches = np.where(kept | (row < 2), "", "//")
        for column, text in enumerate(texts):
            x = left + 1.7 * column
            look = {"facecolor": colours[column], "edgecolor": "#505050"}
            ax.add_patch(Rectangle((x, top), 1.7, 1, hatch=hatches[column], **look))
            behind = {"facecolor": colours[column], "edgecolor": "none", "pad": 2}
            write(ax, x + 0.85, top + 0.52, text, LETTERS + 2, bbox=behind)
        write(ax, left - 0.4, top + 0.5, name, LETTERS + 2, ha="right")
    said = words(
        language,
        "The values 2, 4, 6, 8, 10 and a random number for each. If the random number is less than "
        "0.3, the result is 0; the others are multiplied by 1.4286: 2.857, 0, 8.571, 0, 14.286.",
        "값 2, 4, 6, 8, 10과 각각의 난수. 난수가 0.3보다 작으면 결과는 0, 나머지는 1.4286을 "
        "곱합니다: "
        "2.857, 0, 8.571, 0, 14.286.",
    )
    return Picture(ax, "", said)


def relatives(language):
    """Draw dropout, spatial dropout, cutout and max-pooling dropout, before and after."""
    draw = np.random.default_rng(2)
    image = drawn().x_test[np.flatnonzero(drawn().y_test == COAT)[1]] / 255
    maps = first_maps(image)
    axes = empty(plots.new_axes(15, 6.4, rows=2, columns=4))
    axes[0, 0].figure.get_layout_engine().set(hspace=0.08)
    for ax, title in zip(axes[0], RELATIVES, strict=True):
        ax.set_title(title, fontsize=LETTERS + 6)
    single = maps[:4] * (draw.random(maps[:4].shape) >= 0.3) / 0.7
    spatial = maps[:4] * np.array([1, 0, 1, 1])[:, None, None] / 0.7
    cut = image.copy()
    cut[6:16, 10:20] = 0
    for column, (before, after) in enumerate(((maps[:4], single), (maps[:4], spatial))):
        for ax, shown in zip(axes[:, column], (before, after), strict=True):
            four(ax, shown, maps[:4].max())
    for ax, shown in zip(axes[:, 2], (image, cut), strict=True):
        ax.imshow(shown, cmap=plots.GREY, vmin=0, vmax=1)
    axes[1, 2].add_patch(
        Rectangle((9.5, 5.5), 10, 10, fill=False, edgecolor=VERMILION, linewidth=4)
    )
    window = np.array([[5, 2], [8, 3]])
    dropped = np.array([[False, False], [True, False]])
    pooled(axes[0, 3], window, np.zeros((2, 2), bool))
    pooled(axes[1, 3], window, dropped)
    said = words(
        language,
        "Top row before, bottom row after. Dropout: single values of four feature maps are 0. "
        "Spatial dropout: one whole map is 0. Cutout: a square of the image is black. Max-pooling "
        "dropout: once the 8 in a window is dropped, the maximum is 5.",
        "위는 전, 아래는 후. 드롭아웃: 특성 맵 네 장의 값이 하나씩 0. 공간 드롭아웃: 맵 하나가 "
        "통째로 0. "
        "컷아웃: 이미지의 정사각형이 검정. 최대 풀링 드롭아웃: 창의 8이 빠지면 최댓값은 5.",
    )
    return Picture(axes, "", said)


def first_maps(image):
    """Return the eight strongest maps of the first layer: (8, 28, 28)."""
    name = inside.map_layers(stored_model())[0]
    found = inside.feature_maps(stored_model(), image[None, ..., None], [name])[name][0]
    strong = np.argsort(-found.mean(axis=(0, 1)))[:8]
    return found[..., strong].transpose(2, 0, 1)


def four(ax, maps, high):
    """Draw four maps in two rows."""
    shown = np.full((58, 58), np.nan)
    for number, one in enumerate(maps):
        row, column = divmod(number, 2)
        shown[30 * row : 30 * row + 28, 30 * column : 30 * column + 28] = one
    ax.imshow(shown, cmap=plots.COLOUR_MAP, vmin=0, vmax=high)


def pooled(ax, window, dropped):
    """Draw a window with its dropped values hatched, and its maximum."""
    small = canvas(ax, 5, 4)
    size = 24
    for (row, column), value in np.ndenumerate(window):
        gone = dropped[row, column]
        look = {"facecolor": PAPER if gone else PIXEL, "edgecolor": "#505050"}
        place = (0.1 + column, 1 + row)
        small.add_patch(Rectangle(place, 1, 1, hatch="//" if gone else "", **look))
        behind = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 2}
        text = "0" if gone else str(value)
        write(small, place[0] + 0.5, place[1] + 0.52, text, size, bbox=behind)
    arrow(small, (2.35, 2), (3.35, 2))
    largest = np.where(dropped, 0, window).max()
    table(small, [[""]], 3.6, 1.5, PIXEL)
    write(small, 4.1, 2.02, str(largest), size)


def slopes(language):
    """Draw the sigmoid and ReLU with their slopes."""
    x = np.linspace(-6, 6, 400)
    sigmoid = 1 / (1 + np.exp(-x))
    axes = axes_for(WIDE, 4.4, columns=2)
    curves = (
        ("sigmoid", sigmoid, sigmoid * (1 - sigmoid), LOOKS[1]),
        ("ReLU", np.maximum(x, 0), np.where(x > 0, 1.0, 0.0), LOOKS[0]),
    )
    for name, value, slope, look in curves:
        line = {"color": look["color"], "linestyle": look["linestyle"], "linewidth": 4}
        axes[0].plot(x, value, label=name, **line)
        axes[1].plot(x, slope, **line)
    axes[1].axhline(0.25, color="0.5", linestyle=":", linewidth=2)
    axes[0].set(ylim=(-0.1, 2.1), yticks=[0, 1, 2], xticks=[-5, 0, 5])
    axes[1].set(ylim=(-0.05, 1.1), yticks=[0, 0.25, 1], xticks=[-5, 0, 5])
    axes[0].set_title("a(x)", fontsize=LETTERS + 3)
    axes[1].set_title("a′(x)", fontsize=LETTERS + 3)
    axes[0].legend(fontsize=LETTERS + 1, loc="upper left", handlelength=2.4)
    said = words(
        language,
        "On the left, sigmoid and ReLU; on the right, their slopes. The slope of the sigmoid is at "
        "most 0.25 and almost 0 far from the middle; the slope of ReLU is 1 for every x above 0.",
        "왼쪽은 시그모이드와 ReLU, 오른쪽은 그 기울기. 시그모이드는 최대 0.25이고 가운데에서 멀면 "
        "거의 0, "
        "ReLU는 0보다 큰 모든 x에서 1.",
    )
    return Picture(axes, "", said)


# Compared in lesson 15: activation, standard deviation of the weights, batch normalisation.
WAYS = {
    "sigmoid, Glorot": ("sigmoid", lambda fan_in: np.sqrt(2 / (fan_in + UNITS)), False),
    "ReLU, 0.01": ("relu", lambda fan_in: 0.01, False),
    "ReLU, He": ("relu", lambda fan_in: np.sqrt(2 / fan_in), False),
    "ReLU, 0.01, batch norm": ("relu", lambda fan_in: 0.01, True),
}


def gradient_norms(activation, spread, normalised):
    """Return the norm of ∂E/∂W in each of 12 untrained dense layers, in order."""
    x = drawn().x_train[:200].reshape(200, -1) / 255
    labels, draw, passed = drawn().y_train[:200], np.random.default_rng(0), []
    for _ in range(LAYERS):
        weights = draw.normal(0, spread(x.shape[1]), (x.shape[1], UNITS))
        sums, deviation = x @ weights, 1
        if normalised:
            deviation = np.sqrt(sums.var(axis=0) + BatchNorm().epsilon)
            sums = (sums - sums.mean(axis=0)) / deviation
        passed.append((x, weights, sums, deviation))
        x = 1 / (1 + np.exp(-sums)) if activation == "sigmoid" else np.maximum(sums, 0)
    last = draw.normal(0, np.sqrt(2 / (UNITS + 10)), (UNITS, 10))
    grad = (softmax(x @ last) - np.eye(10)[labels]) / len(x) @ last.T
    norms = []
    for x, weights, sums, deviation in reversed(passed):
        s = 1 / (1 + np.exp(-sums))
        grad = grad * (s * (1 - s) if activation == "sigmoid" else sums > 0)
        if normalised:
            grad = (grad - grad.mean(axis=0) - sums * (grad * sums).mean(axis=0)) / deviation
        norms.append(np.linalg.norm(x.T @ grad))
        grad = grad @ weights.T
    return norms[::-1]


def norms_by_layer(language):
    """Draw the norm of the gradient in each of 12 layers for four ways to start."""
    ax = axes_for(WIDE, 4.9)
    layers = np.arange(1, LAYERS + 1)
    for (name, way), look in zip(
        WAYS.items(), (LOOKS[1], LOOKS[2], LOOKS[0], LOOKS[3]), strict=True
    ):
        norms = gradient_norms(*way)
        ax.semilogy(layers, norms, linewidth=3, markersize=9, **look)
        name = name.replace("batch norm", words(language, "batch norm", "배치 정규화"))
        at = (LAYERS + 0.3, norms[-1]) if way[0] == "relu" else (5.4, norms[3] / 20)
        ax.text(*at, name, fontsize=LETTERS + 1, color=look["color"], va="center")
    ax.set(xlim=(0.7, 17.2), xticks=layers)
    ax.minorticks_off()
    ax.set_xlabel(words(language, "layer", "층"), fontsize=LETTERS + 2, loc="left")
    ax.set_ylabel(r"$\|\partial E/\partial W\|$", fontsize=LETTERS + 2)
    ax.grid(alpha=0.3)
    said = words(
        language,
        "Size of the weight gradient by layer before training, on a log scale. Sigmoid: more than "
        "a million times smaller in the first layer than in the last. ReLU with small weights: "
        "tiny everywhere. ReLU with He initialisation: nearly the same everywhere. Batch "
        "normalisation with small weights: large, within a factor of ten.",
        "학습 전 층별 가중치 기울기의 크기(로그 눈금). 시그모이드: 첫 층이 마지막 층보다 백만 배 "
        "넘게 작음. "
        "작은 가중치의 ReLU: 어디서나 아주 작음. He 초기화 ReLU: 어디서나 비슷함. 작은 가중치와 "
        "배치 "
        "정규화: 크고 차이가 열 배 이내.",
    )
    return Picture(ax, "", said)


# ---------------------------------------------------------------------------------------------
# Batch normalisation
# ---------------------------------------------------------------------------------------------


@cache
def sums_of_units():
    """Return the weighted sums of three units of the dense layer, before ReLU: (2000, 3)."""
    name = inside.map_layers(stored_model())[-1]
    images = drawn().x_test[..., None] / 255
    maps = inside.feature_maps(stored_model(), images, [name])[name]
    weights, biases = stored_model().get_weights()[4:6]
    every = maps.reshape(len(maps), -1) @ weights + biases
    chosen = np.argsort(every.mean(axis=0))[[5, 50, 96]]
    return every[:, chosen]


def normalised_units(language):
    """Draw the sums of three units before and after batch normalisation."""
    sums = sums_of_units()
    mean, variance = sums.mean(axis=0), sums.var(axis=0)
    after = (sums - mean) / np.sqrt(variance + BatchNorm().epsilon)
    axes = axes_for(WIDE, 4.2, columns=2)
    for ax, values, name in (axes[0], sums, "x"), (axes[1], after, "y"):
        low, high = np.percentile(values, (0.2, 99.8))
        for unit, look in zip(range(3), LOOKS, strict=False):
            line = {"color": look["color"], "linestyle": look["linestyle"], "linewidth": 3.5}
            bins = np.linspace(low, high, 45)
            ax.hist(values[:, unit], bins, density=True, histtype="step", **line)
        ax.set(yticks=[], xlim=(low, high))
        ax.spines["left"].set_visible(False)
        ax.set_title(name, fontsize=LETTERS + 4, style="italic")
    axes[0].set_ylabel(words(language, "frequency", "빈도"), fontsize=LETTERS + 2)
    said = words(
        language,
        "Histograms of the weighted sums of three units over 2,000 garments. Before batch "
        "normalisation their means and spreads differ; after it all have mean 0 and variance 1.",
        "의류 이미지 2,000장에 대한 유닛 세 개의 합의 히스토그램. 전에는 평균과 분산이 서로 "
        "다르고, 배치 정규화 뒤에는 모두 평균 0, 분산 1입니다.",
    )
    return Picture(axes, "", said)


def moving_average(language):
    """Draw the batch means of one unit and their moving average, which starts at 0."""
    draw = np.random.default_rng(0)
    unit = sums_of_units()[:, 2]
    means = [unit[draw.choice(len(unit), 32, replace=False)].mean() for _ in range(400)]
    momentum, kept = BatchNorm().momentum, [0.0]
    for mean in means:
        kept.append(kept[-1] * momentum + mean * (1 - momentum))
    ax = axes_for(WIDE, 3.9)
    ax.plot(range(1, 401), means, "o", color="0.6", markersize=4)
    ax.plot(range(401), kept, color=BLUE, linewidth=4)
    ax.axhline(unit.mean(), color=VERMILION, linestyle="--", linewidth=3)
    ax.set(xlim=(0, 405), xticks=[0, 100, 200, 300, 400])
    ax.set_xlabel(words(language, "updates", "갱신"), fontsize=LETTERS + 2)
    ax.set_ylabel(words(language, "mean", "평균"), fontsize=LETTERS + 2, labelpad=10)
    ax.yaxis.get_major_locator().set_params(nbins=3)
    said = words(
        language,
        "The means of one unit in 400 batches as dots, their moving average starting at 0, and the "
        "mean of all images as a dashed line, which the average reaches after about 300 updates.",
        "배치 400개에서 한 유닛의 평균(점), 0에서 시작하는 이동 평균, 모든 이미지의 평균(파선). "
        "이동 평균은 300번쯤 뒤에 파선에 닿습니다.",
    )
    return Picture(ax, "", said)


FIGURES = {
    "dropout-teams": teams,
    "dropout-scaling": scaling,
    "dropout-relatives": relatives,
    "activation-slopes": slopes,
    "gradient-norms": norms_by_layer,
    "batch-norm-units": normalised_units,
    "batch-norm-moving": moving_average,
}
