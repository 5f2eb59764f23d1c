"""Figures of deck 2, part 4: reading a result."""

import numpy as np

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GREY
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.training import scores
from slides.figures.boards import LETTERS, SPLIT, SPLIT_LETTERS, WIDE, axes_for, empty
from slides.figures.main_model import garments, names, test_probabilities
from slides.languages import words


def confusion(language):
    """Draw the confusion matrix of the stored model on its 2,000 test images."""
    counts = scores.confusion(test_probabilities(), garments().y_test)
    ax = plots.new_axes(SPLIT, 5.5)
    plots.confusion_matrix(counts, names(language), ax)
    ax.set_xlabel(words(language, "predicted", "예측"), fontsize=SPLIT_LETTERS + 1)
    ax.set_ylabel(words(language, "true", "정답"), fontsize=SPLIT_LETTERS + 1)
    ax.tick_params(labelsize=SPLIT_LETTERS - 1)
    for text in ax.texts:
        text.set_fontsize(SPLIT_LETTERS)
    for (row, column), count in np.ndenumerate(counts):
        if count == 0:
            ax.texts[row * 10 + column].set_text("")
    ax.set_aspect("auto")
    wrong = counts - np.diag(counts.diagonal())
    row, column = divmod(int(wrong.argmax()), 10)
    true, predicted = names(language)[row], names(language)[column]
    said = words(
        language,
        f"Confusion matrix of the main model on {counts.sum():,} garments, with true classes in "
        f"rows and predicted classes in columns. Most counts are on the diagonal. The most "
        f"frequent mistake: {true} taken for {predicted}, {wrong.max()} times.",
        f"의류 이미지 {counts.sum():,}장에 대한 main 모델의 혼동 행렬. 행은 정답, 열은 예측이며 "
        f"대부분 대각선에 있습니다. 가장 잦은 실수: 정답 {true}, 예측 {predicted}, "
        f"{wrong.max()}번.",
    )
    return Picture(ax, "", said)


def per_class(language):
    """Draw precision and recall of each class, for both stored models."""
    axes = axes_for(WIDE, 4.9, columns=2)
    titles = words(language, ("garments", "Fashion-MNIST"), ("의류 이미지", "Fashion-MNIST"))
    labels = words(language, ("precision", "recall"), ("정밀도", "재현율"))
    lowest = []
    for ax, name, title in zip(axes, ("garments", "fashion_mnist"), titles, strict=True):
        scores = checkpoints.metrics(name)["per_class"].values()
        rows = np.arange(10)
        for measure, marker, colour, label in (
            ("precision", "s", "0.45", labels[0]),
            ("recall", "o", "black", labels[1]),
        ):
            values = [score[measure] for score in scores]
            fill = "none" if measure == "precision" else "full"
            look = {"markersize": 12, "fillstyle": fill, "markeredgewidth": 2.5}
            ax.plot(values, rows, marker, color=colour, label=label, **look)
        lowest.append(names(language)[int(np.argmin([score["recall"] for score in scores]))])
        ax.set(xlim=(0.68, 1.015), ylim=(9.6, -0.6), yticks=rows, xticks=[0.7, 0.8, 0.9, 1])
        ax.grid(axis="y", alpha=0.4)
        ax.set_title(title, fontsize=LETTERS + 2)
        ax.tick_params(labelsize=LETTERS - 1, length=0)
    axes[0].set_yticklabels(names(language))
    axes[1].set_yticklabels([])
    axes[0].legend(fontsize=LETTERS - 1, loc="lower left")
    said = words(
        language,
        "Precision and recall of the ten classes, on the left for garments, on the right for "
        f"Fashion-MNIST. The lowest recall: {lowest[0]} on the left, {lowest[1]} on the right.",
        "열 클래스의 정밀도와 재현율. 왼쪽은 키트의 의류 이미지, 오른쪽은 Fashion-MNIST. "
        f"재현율이 가장 낮은 것은 왼쪽 {lowest[0]}, 오른쪽 {lowest[1]}.",
    )
    return Picture(axes, "", said)


def worst(language):
    """Draw the six most confident mistakes on the test images."""
    shown = scores.worst_mistakes(test_probabilities(), garments().y_test, 6)
    groups = []
    for index in shown:
        row = test_probabilities()[index]
        label = names(language)[garments().y_test[index]]
        sure = words(language, "{}\n{:.0%}\n\nlabel:\n{}", "{}\n{:.0%}\n\n레이블:\n{}")
        text = sure.format(names(language)[row.argmax()], row.max(), label)
        groups.append(([garments().x_test[index]], text))
    ax = two_rows(groups)
    said_of = (text.replace("\n\n", ", ").replace("\n", " ") for _, text in groups)
    said = words(
        language,
        "The model's six most confident mistakes on the test images: ",
        "모델이 가장 확신하며 틀린 테스트 이미지 여섯 장: ",
    )
    return Picture(ax, "", said + "; ".join(said_of) + ".")


def two_rows(groups, gap=0.06, room=0.75):
    """Draw groups ([image, …], text) in two rows, each text to the right of its images.

    An image is one unit of the axes wide and high.
    """
    columns = len(groups) // 2
    widths = [len(images) * (1 + gap) + room for images, _ in groups[:columns]]
    inch, height = WIDE / sum(widths), 2 + gap
    ax = empty(plots.new_axes(WIDE, inch * height))
    ax.set_position((0, 0, 1, 1))
    for number, (images, text) in enumerate(groups):
        top, left = (1 + gap) * (number // columns), sum(widths[: number % columns])
        for image in images:
            place = (left, left + 1, top + 1, top)
            ax.imshow(image, cmap=GREY, vmin=0, vmax=255, extent=place)
            left += 1 + gap
        ax.text(left + gap / 2, top + 0.5, text, ha="left", va="center", fontsize=LETTERS + 1)
    ax.set(xlim=(0, sum(widths)), ylim=(height, 0))
    return ax


def flaws(language):
    """Draw two planted pairs of near-copies, test beside training, and two wrong labels."""
    found = garments()
    pairs, mistakes = [], []
    kinds = words(language, ("test", "training", "label:"), ("테스트", "학습", "레이블:"))
    for train, test in found.near_duplicates[:2]:
        pair = found.x_test[test], found.x_train[train]
        text = f"{kinds[0]},\n{kinds[1]}:\ncos = {cosine_of(*pair):.4f}"
        pairs.append((pair, text))
    for index, _ in found.wrong_labels[:2]:
        text = f"{kinds[2]}\n{names(language)[found.y_train[index]]}"
        mistakes.append(([found.x_train[index]], text))
    ax = two_rows([pairs[0], mistakes[0], pairs[1], mistakes[1]], room=0.85)
    said = words(
        language,
        "Garments with planted flaws: two pairs of a test image and a training image that look the "
        "same, each with its cosine, and two images labelled as another garment.",
        "일부러 결함을 넣은 의류 이미지. 똑같아 보이는 테스트 이미지와 학습 이미지 두 쌍"
        "(코사인 표시), 그리고 다른 옷의 이름이 붙은 이미지 두 장.",
    )
    return Picture(ax, "", said)


def cosine_of(one, other):
    one, other = one.ravel().astype(float), other.ravel().astype(float)
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


FIGURES = {
    "garment-confusion": confusion,
    "per-class-scores": per_class,
    "worst-mistakes": worst,
    "data-flaws": flaws,
}
