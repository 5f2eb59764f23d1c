"""Figures of deck 2, part 3: three sets of images, and early stopping."""

from functools import cache

import numpy as np

from fashion_cnn.data import garments as generator
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import VERMILION
from fashion_cnn.workshop.lessons import training as training_lesson
from fashion_cnn.workshop.training import fit
from slides.figures.boards import LETTERS, LOOKS, WIDE, axes_for, empty, thick_arrow
from slides.languages import words


def three_parts(language):
    """Draw the three parts of the data and the purpose of each."""
    ax = empty(axes_for(WIDE, 3.4))
    parts = words(
        language,
        (("training", "weights"), ("validation", "choices"), ("test", "once")),
        (("학습", "가중치"), ("검증", "선택"), ("테스트", "한 번")),
    )
    looks = ((7.2, "#9DB7D5", ""), (1.9, "#E3C4AC", "//"), (1.9, "white", ""))
    x = 0.0
    for (name, use), (wide, colour, hatch) in zip(parts, looks, strict=True):
        x += 0.6 * (name == parts[2][0])
        ax.barh(2, wide, 0.9, left=x, color=colour, edgecolor="black", hatch=hatch, linewidth=2)
        background = {"facecolor": colour, "edgecolor": "none", "pad": 3}
        middle = {"ha": "center", "va": "center"}
        ax.text(x + wide / 2, 2, name, fontsize=LETTERS + 4, bbox=background, **middle)
        thick_arrow(ax, (x + wide / 2, 1.45), (x + wide / 2, 0.95), color=VERMILION)
        ax.text(x + wide / 2, 0.6, use, fontsize=LETTERS + 4, **middle)
        x += wide
    ax.set(xlim=(-0.1, x + 0.1), ylim=(0.3, 2.6))
    said = words(
        language,
        "A bar in three parts: the training set, for learning weights; the validation set, for "
        "making choices; and, apart from both, the test set, used once.",
        "세 부분으로 나뉜 막대: 가중치를 얻는 학습 이미지, 선택에 쓰는 검증 이미지, "
        "그리고 따로 떼어 한 번만 쓰는 테스트 이미지.",
    )
    return Picture(ax, "", said)


@cache
def overfitted():
    """The losses (training, validation) of a small network over 16 epochs, 400 garments."""
    import keras

    keras.utils.set_random_seed(8)
    drawn = generator.draw(train=700, test=10, seed=3)
    x, y = drawn.x_train[..., None] / 255, drawn.y_train
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    history = fit(model, x[:400], y[:400], 16, 20, validation_data=(x[400:], y[400:]))
    return np.array(history["loss"]), np.array(history["val_loss"])


def early_stopping(language):
    """Draw both losses of an overfitting network, its best epoch and a patience of 5."""
    training, validation = overfitted()
    patience = 5
    last, best = training_lesson.early_stopping(validation, patience)
    ax = axes_for(WIDE, 4.6)
    numbers = np.arange(1, len(training) + 1)
    labels = words(language, ("training", "validation"), ("학습", "검증"))
    for values, name, look in zip((training, validation), labels, LOOKS, strict=False):
        ax.plot(numbers, values, linewidth=3, markersize=9, **look)
        at = (numbers[-1] + 0.3, values[-1])
        ax.text(*at, name, fontsize=LETTERS + 3, color=look["color"], va="bottom")
    ax.plot(best, validation[best - 1], "o", markersize=26, fillstyle="none", color="black", mew=3)
    ax.axvline(last, color="black", linestyle=":", linewidth=3)
    ax.set(xlim=(0.5, 19), ylim=(0, None), xticks=[1, 5, 10, 15])
    ax.set_xlabel(words(language, "epoch", "에포크"), fontsize=LETTERS + 2, loc="left")
    said = words(
        language,
        f"Loss of a small network on 400 garments over 16 epochs. The training loss falls to "
        f"nearly 0; the validation loss is lowest in epoch {best}, circled, and then rises. A "
        f"dotted line {patience} epochs later marks where training stops.",
        f"옷 400장으로 학습한 작은 신경망의 16에포크 손실. 학습 손실은 거의 0으로 내려가고, 검증 "
        f"손실은 "
        f"동그라미 친 {best}에포크에서 가장 낮았다가 다시 올라갑니다. {patience}에포크 뒤의 "
        f"점선에서 멈춥니다.",
    )
    return Picture(ax, "", said)


FIGURES = {"three-parts": three_parts, "early-stopping": early_stopping}
