"""Measured accuracies of the classics."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import LINE, POINTED
from fashion_cnn.networks.zoo import small_name
from slides.facts.classics import counted
from slides.facts.measured import measured
from slides.figures.boards import axes_for
from slides.figures.classics.parts import MIDDLE, SMALL
from slides.languages import words

CLASSICS = {
    "main": "main",
    "lenet5": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg": "VGG",
    "googlenet": "GoogLeNet",
    "resnet": "ResNet",
    "preact_resnet": "pre-activation ResNet",
    "plain": "plain",
    "densenet": "DenseNet",
}


def classics_28(language):
    """Draw the test accuracy and parameters of each network at 28x28, the best at the top.

    A dot is the mean of three seeds, a line their range.
    """
    own = {"plain": ("plain net", "일반 신경망"), "preact_resnet": ("pre-act ResNet",) * 2}
    own["main"] = "main (kit)", "main (키트)"
    rows = sorted(CLASSICS, key=lambda name: measured()[f"accuracy_28_{name}"]["value"])
    found = [measured()[f"accuracy_28_{name}"] for name in rows]
    ax = axes_for(12, 5.4, letters=SMALL)
    for row, entry in enumerate(found):
        low, high = entry["range"]
        ax.plot([low, high], [row, row], color=LINE, linewidth=7, solid_capstyle="butt")
        ax.plot(entry["value"], row, "o", color=POINTED, markersize=9)
        ax.text(high + 0.002, row, f"{entry['value']:.1%}", va="center", fontsize=MIDDLE)
    for row, name in enumerate(rows):
        shown = words(language, *own[name]) if name in own else CLASSICS[name]
        look = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        ax.text(-0.135, row, shown, fontsize=MIDDLE, **look)
    counts = [f"{counted(small_name(name)):,}" for name in rows]
    ax.set_yticks(range(len(rows)), counts, fontsize=SMALL)
    ax.set(xlim=(0.795, 0.935), ylim=(-0.6, len(rows) - 0.4))
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel(
        words(
            language,
            "test accuracy after 3 epochs, mean and range of three seeds",
            "3에포크 뒤의 테스트 정확도, 시드 세 개의 평균과 범위",
        ),
        fontsize=SMALL,
    )
    ax.grid(axis="x", color="0.85")
    ax.tick_params(axis="y", length=0)
    said = ", ".join(
        f"{CLASSICS[name]} {entry['value']:.1%}"
        for name, entry in reversed(list(zip(rows, found, strict=True)))
    )
    return Picture(
        ax,
        words(language, "The classics at 28x28", "28x28로 줄인 고전 신경망"),
        words(
            language,
            "Test accuracy on Fashion-MNIST on an axis from 80 to 93%, mean and range of three "
            f"seeds, with parameters beside each name: {said}.",
            "Fashion-MNIST 테스트 정확도를 80%부터 93%까지의 축에 시드 세 개의 평균과 범위로 "
            f"그렸고, 이름 옆은 매개변수 수입니다: {said}.",
        ),
    )


def plain_and_residual(language):
    """Draw training and test error of plain and residual nets with 20 and 32 layers.

    A mark is the mean of the seeds, a vertical line their range.
    """
    names = words(language, ("plain", "residual"), ("일반", "잔차"))
    looks = (
        {"marker": "^", "linestyle": "--", "color": LINE, "linewidth": 2.5},
        {"marker": "o", "linestyle": "-", "color": POINTED, "linewidth": 4.5},
    )
    titles = words(
        language,
        ("training error", "test error"),
        ("학습 이미지의 오류율", "테스트 이미지의 오류율"),
    )
    panels = axes_for(12, 3.95, columns=2, letters=MIDDLE)
    said = []
    for ax, title, errors in zip(panels, titles, (training_errors, test_errors), strict=True):
        for model, name, look in zip(("plain", "resnet"), names, looks, strict=True):
            seeds = [errors(model, depth) for depth in (20, 32)]
            means = [np.mean(values) for values in seeds]
            ends = [
                np.abs(np.subtract(low_and_high(s), m)) for s, m in zip(seeds, means, strict=True)
            ]
            error = {"yerr": np.transpose(ends), "capsize": 9, "elinewidth": 2.5, "capthick": 2.5}
            ax.errorbar((0, 1), means, markersize=9, **error, **look)
            for x, mean, side in zip((0, 1), means, ("right", "left"), strict=True):
                place = x + (0.08 if x else -0.08)
                y = mean + (0.002 if model == "plain" else -0.002)
                ax.text(place, y, f"{mean:.1%}", ha=side, va="center", fontsize=MIDDLE)
            up = 0.008 if model == "plain" else -0.008
            ax.text(0.5, np.mean(means) + up, name, ha="center", va="center", fontsize=MIDDLE)
            said.append(f"{title}, {name}: {means[0]:.1%}, {means[1]:.1%}")
        ax.set_title(title, fontsize=MIDDLE, weight="bold")
        layers = words(language, " layers", "층")
        ax.set_xticks([0, 1], [f"20{layers}", f"32{layers}"])
        ax.set(xlim=(-0.5, 1.5), ylim=(0.05, 0.15), yticks=(0.05, 0.1, 0.15))
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return Picture(
        panels,
        words(language, "Plain and residual nets", "일반 신경망과 잔차 신경망"),
        words(
            language,
            f"The errors with 20 and 32 layers are means of the seeds. {'; '.join(said)}.",
            f"20층과 32층의 오류율을 시드들의 평균으로 그렸습니다. {'; '.join(said)}.",
        ),
    )


def test_errors(model, depth):
    return [1 - accuracy for accuracy in measured()[f"{model}_{depth}"]["seeds"]]


def training_errors(model, depth):
    return measured()[f"{model}_{depth}_training_error"]["seeds"]


def low_and_high(values):
    return min(values), max(values)


FIGURES = {"classics-28": classics_28, "plain-and-residual": plain_and_residual}
