"""Figures of deck 2, part 5: vanishing gradients and batch normalisation."""

from functools import cache

import numpy as np

from fashion_cnn import inside
from fashion_cnn.convolution import softmax
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GRADIENT
from fashion_cnn.networks.layers import BatchNorm
from slides.facts.measured import value
from slides.facts.training import LAYERS
from slides.figures.boards import LETTERS, WIDE, axes_for
from slides.figures.main_model import garments, model
from slides.figures.training.charts import PLAIN
from slides.languages import words

UNITS = 100
# Compared in lesson 15: activation, standard deviation of the weights, batch normalisation.
WAYS = {
    "sigmoid, Glorot": ("sigmoid", lambda fan_in: np.sqrt(2 / (fan_in + UNITS)), False),
    "ReLU, 0.01": ("relu", lambda fan_in: 0.01, False),
    "ReLU, He": ("relu", lambda fan_in: np.sqrt(2 / fan_in), False),
    "ReLU, 0.01, batch norm": ("relu", lambda fan_in: 0.01, True),
}
# The line and the marker of each, and the side of the line's end that its name is on.
LINES = (
    ("--", "s", "center"),
    (":", "^", "center"),
    ("-", "o", "top"),
    ("-.", "D", "bottom"),
)


def slopes(language):
    """Draw the sigmoid and ReLU with their slopes."""
    x = np.linspace(-6, 6, 400)
    sigmoid = 1 / (1 + np.exp(-x))
    axes = axes_for(WIDE, 4.4, columns=2)
    curves = (
        ("sigmoid", sigmoid, sigmoid * (1 - sigmoid), PLAIN[1]),
        ("ReLU", np.maximum(x, 0), np.where(x > 0, 1.0, 0.0), PLAIN[0]),
    )
    for name, height, slope, look in curves:
        line = {"linestyle": look["linestyle"], "linewidth": 4}
        axes[0].plot(x, height, label=name, color=look["color"], **line)
        axes[1].plot(x, slope, color=look["color"], **line)
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


def gradient_norms(activation, spread, normalised):
    """The norm of the gradient of the loss by the output of each of 12 untrained dense layers.

    In the order of the layers, for 200 garments.
    """
    x = garments().x_train[:200].reshape(200, -1) / 255
    labels, draw, passed = garments().y_train[:200], np.random.default_rng(0), []
    for _ in range(LAYERS):
        weights = draw.normal(0, spread(x.shape[1]), (x.shape[1], UNITS))
        sums, deviation = x @ weights, 1
        if normalised:
            deviation = np.sqrt(sums.var(axis=0) + BatchNorm().epsilon)
            sums = (sums - sums.mean(axis=0)) / deviation
        passed.append((weights, sums, deviation))
        x = 1 / (1 + np.exp(-sums)) if activation == "sigmoid" else np.maximum(sums, 0)
    last = draw.normal(0, np.sqrt(2 / (UNITS + 10)), (UNITS, 10))
    grad = (softmax(x @ last) - np.eye(10)[labels]) / len(x) @ last.T
    norms = []
    for weights, sums, deviation in reversed(passed):
        norms.append(np.linalg.norm(grad))
        s = 1 / (1 + np.exp(-sums))
        grad = grad * (s * (1 - s) if activation == "sigmoid" else sums > 0)
        if normalised:
            grad = (grad - grad.mean(axis=0) - sums * (grad * sums).mean(axis=0)) / deviation
        grad = grad @ weights.T
    return np.array(norms[::-1])


def power(factor):
    """A factor as a curve can carry it: two millionths as × 2·10⁻⁶."""
    if factor > 0.1:
        return f"× {factor:.1f}"
    digits, exponent = f"{factor:.0e}".split("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"× {digits}·10{raised}"


def norms_by_layer(language):
    """Draw how the gradient changes from layer 12 back to layer 1 for four ways to start."""
    ax = axes_for(WIDE, 4.9)
    layers = np.arange(1, LAYERS + 1)
    looks = {"linewidth": 3, "markersize": 9, "color": GRADIENT.line}
    found = {}
    for (name, way), (line, marker, place) in zip(WAYS.items(), LINES, strict=True):
        name = name.replace("batch norm", words(language, "batch norm", "배치 정규화"))
        norms = gradient_norms(*way)
        found[name] = norms[0] / norms[-1]
        ax.semilogy(layers, norms / norms[-1], linestyle=line, marker=marker, **looks)
        text = {"fontsize": LETTERS + 1, "va": place, "ha": "right"}
        ax.text(0.6, found[name], f"{name}:  {power(found[name])}", **text)
    ax.set(xlim=(-4.6, LAYERS + 0.4), xticks=layers)
    ax.minorticks_off()
    ax.yaxis.set_ticks_position("right")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(words(language, "layer", "층"), fontsize=LETTERS + 2, loc="right")
    ax.grid(alpha=0.3)
    listed = "; ".join(f"{name}: {factor:.1g}" for name, factor in found.items())
    said = words(
        language,
        "How large the gradient of the loss by a layer's output still is in each of 12 untrained "
        f"layers, as a multiple of that in the last layer, on a log scale. In layer 1: {listed}.",
        "학습 전 12개 층에서, 층의 출력에 대한 손실의 기울기가 마지막 층의 몇 배인지 로그 눈금으로 "
        f"나타냅니다. 1층에서는 {listed}배입니다.",
    )
    return Picture(ax, "", said)


def accuracy_by_scale(language):
    """Draw the accuracy after training from small to large weights, with batch norm and without."""
    factors = 0.1, 0.3, 1, 3, 10
    ax = axes_for(WIDE, 4.6)
    named = words(language, ("with", "without"), ("사용", "미사용"))
    name = words(language, "batch norm", "배치 정규화")
    said = []
    for kind, say, look in zip(("with", "without"), named, PLAIN, strict=False):
        shares = [value(f"bnscale_{kind}_{k}") for k in range(len(factors))]
        ax.plot(range(len(factors)), shares, linewidth=3, markersize=12, **look)
        side = {"va": "bottom", "fontsize": LETTERS + 1, "color": look["color"]}
        ax.text(4.15, shares[-1], words(language, f"{say} {name}", f"{name} {say}"), **side)
        said.append(", ".join(f"{share:.0%}" for share in shares))
    ax.axhline(0.1, color="0.7", linewidth=1.5, zorder=0)
    guessing = words(language, "guessing", "무작위 추측")
    ax.text(6.15, 0.085, guessing, va="top", ha="right", fontsize=LETTERS - 1)
    labels = [f"× {factor}" for factor in factors]
    ax.set(xlim=(-0.2, 6.2), ylim=(0, 1), yticks=[0, 0.5, 1])
    ax.set_xticks(range(len(factors)), labels)
    ax.set_yticklabels(["0%", "50%", "100%"])
    text = words(language, "initial weights, compared with He's", "초기 가중치, He 규칙의 배수")
    ax.set_xlabel(text, fontsize=LETTERS + 1, loc="left")
    ax.set_ylabel(words(language, "accuracy", "정확도"), fontsize=LETTERS + 1)
    said = words(
        language,
        "Accuracy after five epochs from initial weights of 0.1, 0.3, 1, 3 and 10 times He's rule. "
        f"With batch normalisation: {said[0]}. Without: {said[1]}; 10% is guessing.",
        "초기 가중치가 He 규칙의 0.1, 0.3, 1, 3, 10배일 때 5에포크 뒤의 정확도. 배치 정규화 사용: "
        f"{said[0]}. 미사용: {said[1]}. 10%는 찍은 것과 같습니다.",
    )
    return Picture(ax, "", said)


# ---------------------------------------------------------------------------------------------
# Batch normalisation
# ---------------------------------------------------------------------------------------------


@cache
def sums_of_units():
    """The weighted sums of three units of the dense layer, before ReLU: (2000, 3)."""
    name = inside.map_layers(model())[-1]
    images = garments().x_test[..., None] / 255
    maps = inside.feature_maps(model(), images, [name])[name]
    weights, biases = model().get_weights()[4:6]
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
        for unit, look in zip(range(3), PLAIN, strict=True):
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
        "의류 이미지 2,000장에서 유닛 세 개의 가중합을 히스토그램으로 나타냅니다. 전에는 평균과 "
        "분산이 서로 다르고, 배치 정규화 뒤에는 모두 평균 0, 분산 1입니다.",
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
    ax.plot(range(401), kept, color="black", linewidth=4)
    ax.axhline(unit.mean(), color="0.35", linestyle="--", linewidth=3)
    ax.set(xlim=(0, 405), xticks=[0, 100, 200, 300, 400])
    ax.set_xlabel(words(language, "updates", "갱신"), fontsize=LETTERS + 2)
    ax.set_ylabel(words(language, "mean", "평균"), fontsize=LETTERS + 2, labelpad=10)
    ax.yaxis.get_major_locator().set_params(nbins=3)
    said = words(
        language,
        "The means of one unit in 400 batches as dots, their moving average starting at 0, and the "
        "mean of all images as a dashed line, which the average reaches after about 300 updates.",
        "점은 배치 400개에서 한 유닛의 평균, 선은 0에서 시작하는 이동 평균, 파선은 모든 이미지의 "
        "평균입니다. "
        "이동 평균은 300번쯤 뒤에 파선에 닿습니다.",
    )
    return Picture(ax, "", said)


FIGURES = {
    "activation-slopes": slopes,
    "gradient-norms": norms_by_layer,
    "batch-norm-units": normalised_units,
    "batch-norm-scale": accuracy_by_scale,
    "batch-norm-moving": moving_average,
}
