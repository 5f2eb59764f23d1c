"""Figures of deck 2, part 3: three sets of images, and early stopping."""

import numpy as np

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import TRAINING, VALIDATION
from fashion_cnn.workshop.lessons import training as training_lesson
from slides.facts.measured import value
from slides.figures.boards import LETTERS, WIDE, Steps, axes_for, empty, thick_arrow
from slides.figures.training.charts import steady
from slides.languages import words

PATIENCE = 5


def three_parts(language):
    """Draw the three parts of the data and the purpose of each."""
    ax = empty(axes_for(WIDE, 3.4))
    parts = words(
        language,
        (("training", "weights"), ("validation", "choices"), ("test", "once")),
        (("학습", "가중치"), ("검증", "선택"), ("테스트", "한 번")),
    )
    looks = ((7.2, "#C8C8C8", ""), (1.9, "#E8E8E8", "//"), (1.9, "white", ""))
    x = 0.0
    for (name, use), (wide, colour, hatch) in zip(parts, looks, strict=True):
        x += 0.6 * (name == parts[2][0])
        ax.barh(2, wide, 0.9, left=x, color=colour, edgecolor="black", hatch=hatch, linewidth=2)
        background = {"facecolor": colour, "edgecolor": "none", "pad": 3}
        middle = {"ha": "center", "va": "center"}
        ax.text(x + wide / 2, 2, name, fontsize=LETTERS + 4, bbox=background, **middle)
        thick_arrow(ax, (x + wide / 2, 1.45), (x + wide / 2, 0.95))
        ax.text(x + wide / 2, 0.6, use, fontsize=LETTERS + 4, **middle)
        x += wide
    ax.set(xlim=(-0.1, x + 0.1), ylim=(0.3, 2.6))
    said = words(
        language,
        "A bar in three parts: the training set, for learning weights; the validation set, for "
        "making choices; and, apart from both, the test set, used once.",
        "막대가 세 부분으로 나뉩니다. 가중치를 얻는 학습 이미지, 선택에 쓰는 검증 이미지, "
        "그리고 따로 떼어 한 번만 쓰는 테스트 이미지입니다.",
    )
    return Picture(ax, "", said)


def losses():
    """The losses of an overfitting network after each epoch: training, validation."""
    return np.array([value(f"overfitting_{part}") for part in ("training", "validation")])


def early_stopping(language):
    """Both losses to the best epoch, to the end of the patience, and beyond."""
    last, best = training_lesson.early_stopping(losses()[1], PATIENCE)
    return Steps(
        tuple(
            early_stopping_step(language, shown, best, last)
            for shown in (best, last, losses().shape[1])
        )
    )


def early_stopping_step(language, shown, best, last):
    """Draw the losses of so many epochs, with the best one and the wait if they are over."""
    ax = steady(axes_for(WIDE, 4.8), left=0.06, right=0.99, bottom=0.15, top=0.98)
    names = words(language, ("training", "validation"), ("학습", "검증"))
    looks = ((TRAINING, "-", "o"), (VALIDATION, "--", "s"))
    epochs = np.arange(1, shown + 1)
    for values, name, (colour, style, marker) in zip(losses(), names, looks, strict=True):
        ax.plot(epochs, values[:shown], style, marker=marker, color=colour, lw=3, ms=9)
        text = {"fontsize": LETTERS + 2, "color": colour, "va": "center"}
        ax.text(shown + 0.9, values[shown - 1], name, **text)
    lowest = losses()[1, best - 1]
    ax.plot(best, lowest, "o", markersize=28, fillstyle="none", color="black", mew=3)
    if shown >= last:
        middle = {"fontsize": LETTERS + 1, "ha": "center"}
        thick_arrow(ax, (best, 0.84), (last, 0.84), linewidth=3)
        wait = words(language, f"{PATIENCE} epochs: patience", f"{PATIENCE}에포크 기다림(patience)")
        ax.text((best + last) / 2, 0.88, wait, **middle)
        ax.axvline(last, ymax=0.84, color="black", linestyle=":", linewidth=3)
    ax.set(xlim=(0.5, 30), ylim=(0, 1.02), xticks=[1, 5, 10, 15, 20, 25], yticks=[0, 0.5, 1])
    ax.set_xlabel(words(language, "epoch", "에포크"), fontsize=LETTERS + 1, loc="right")
    ax.set_ylabel(words(language, "loss", "손실"), fontsize=LETTERS + 1, labelpad=12)
    said = {
        best: words(
            language,
            f"Training and validation loss fall until epoch {best}, where the validation loss is "
            f"{lowest:.2f}, circled.",
            f"학습 손실과 검증 손실이 {best}에포크까지 내려갑니다. 동그라미 친 검증 손실: "
            f"{lowest:.2f}.",
        ),
        last: words(
            language,
            f"For {PATIENCE} more epochs the training loss falls, and the validation loss is never "
            f"below the circle. After epoch {last}, at a dotted line, training stops.",
            f"{PATIENCE}에포크 더 기다리는 동안 학습 손실은 내려가지만 검증 손실은 동그라미보다 "
            f"낮아지지 않습니다. {last}에포크 뒤 점선에서 멈춥니다.",
        ),
    }
    beyond = words(
        language,
        f"Had training gone on to epoch {shown}, the training loss would be "
        f"{losses()[0, -1]:.2f} and the validation loss {losses()[1, -1]:.2f}.",
        f"{shown}에포크까지 계속했다면 학습 손실은 {losses()[0, -1]:.2f}, 검증 손실은 "
        f"{losses()[1, -1]:.2f}입니다.",
    )
    return Picture(ax, "", said.get(shown, beyond))


FIGURES = {"three-parts": three_parts, "early-stopping": early_stopping}
