"""Measured accuracies of the classics."""

import numpy as np

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, VERMILION
from fashion_cnn.networks.zoo import small_name
from slides.facts.classics import counted
from slides.facts.measured import measured
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
    """Draw the test accuracy and parameters of each network at 28x28, the best at the top."""
    own = {"plain": ("plain net", "일반 신경망"), "preact_resnet": ("pre-act ResNet",) * 2}
    own["main"] = "main (kit)", "main (키트)"
    rows = sorted(CLASSICS, key=lambda name: measured()[f"accuracy_28_{name}"]["value"])
    values = [measured()[f"accuracy_28_{name}"]["value"] for name in rows]
    ax = plots.new_axes(12, 4.9)
    low, high = min(values), max(values)
    room = high - low
    ax.hlines(range(len(rows)), low - 0.2 * room, values, color="0.75", linewidth=3)
    ax.plot(values, range(len(rows)), "o", color=BLUE, markersize=14)
    for row, (name, value) in enumerate(zip(rows, values, strict=True)):
        shown = words(language, *own[name]) if name in own else CLASSICS[name]
        look = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
        ax.text(-0.135, row, shown, fontsize=MIDDLE, **look)
        ax.text(value + 0.035 * room, row, f"{value:.1%}", va="center", fontsize=MIDDLE)
    counts = [f"{counted(small_name(name)):,}" for name in rows]
    ax.set_yticks(range(len(rows)), counts, fontsize=SMALL)
    ax.set(xlim=(low - 0.2 * room, high + 0.2 * room), ylim=(-0.6, len(rows) - 0.4), xticks=[])
    ax.tick_params(length=0)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    said = ", ".join(
        f"{CLASSICS[name]} {value:.1%}"
        for name, value in reversed(list(zip(rows, values, strict=True)))
    )
    return Picture(
        ax,
        words(language, "The classics at 28x28", "28x28에서의 고전"),
        words(
            language,
            f"Test accuracy on Fashion-MNIST, with parameters beside each name: {said}.",
            f"Fashion-MNIST 테스트 정확도, 이름 옆은 매개변수 수: {said}.",
        ),
    )


def plain_and_residual(language):
    """Draw the accuracy of plain and residual nets with 20 and 32 layers."""
    names = words(language, ("plain", "residual"), ("일반", "잔차"))
    keys = (("plain_20", "plain_32", "^--", VERMILION),)
    keys += (("resnet_20", "resnet_32", "o-", BLUE),)
    ax = plots.new_axes(7, 5.5)
    said, drawn_values = [], []
    for name, (first, second, style, colour) in zip(names, keys, strict=True):
        values = [measured()[key]["value"] for key in (first, second)]
        drawn_values += values
        ax.plot([0, 1], values, style, color=colour, linewidth=4, markersize=14)
        for x, value, side in zip((0, 1), values, ("right", "left"), strict=True):
            place = x + (-0.07 if side == "right" else 0.07)
            ax.text(place, value, f"{value:.1%}", ha=side, va="center", fontsize=20)
        ax.text(0.5, np.mean(values) + 0.0055, name, ha="center", fontsize=20, color=colour)
        said.append(f"{name} {values[0]:.1%}, {values[1]:.1%}")
    layers = words(language, " layers", "층")
    ax.set_xticks([0, 1], [f"20{layers}", f"32{layers}"], fontsize=20)
    ax.set(xlim=(-0.45, 1.45), yticks=[])
    ax.set_ylim(min(drawn_values) - 0.008, max(drawn_values) + 0.012)
    ax.spines[["top", "right", "left"]].set_visible(False)
    return Picture(
        ax,
        words(language, "Plain and residual nets", "일반 신경망과 잔차 신경망"),
        words(
            language,
            f"Test accuracy with 20 and with 32 layers: {'; '.join(said)}.",
            f"20층과 32층의 테스트 정확도: {'; '.join(said)}.",
        ),
    )


FIGURES = {"classics-28": classics_28, "plain-and-residual": plain_and_residual}
