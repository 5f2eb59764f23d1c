"""Figures of deck 2, part 5: dropout and its relatives."""

import numpy as np
from matplotlib.patches import Circle, Rectangle

from fashion_cnn import inside
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, canvas, frame, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    GREY,
    INPUT,
    LINE,
    OUTPUT,
    PAPER,
    POINTED,
    TRAINING,
    VALIDATION,
)
from slides.facts.measured import value
from slides.facts.training import RATE as DROPPED
from slides.figures.boards import LETTERS, WIDE, axes_for, empty, thick_arrow
from slides.figures.main_model import garments, model
from slides.languages import words

COAT = 4
# The training loss that is reached in slides/measured.toml, `dropout_epochs`.
GOAL = 0.2
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
    for number, (layer, alive) in enumerate(zip(places, kept, strict=True)):
        role = OUTPUT if number else INPUT
        for (x, y), here in zip(layer, alive, strict=True):
            face, edge = (role.fill, role.line) if here else ("white", "0.6")
            ax.add_patch(Circle((x, y), 0.36, facecolor=face, edgecolor=edge, linewidth=2))
            if not here:
                ax.plot(x, y, "x", color="black", markersize=15, markeredgewidth=3)
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
        fill = (INPUT.fill, PAPER, PAPER, OUTPUT.fill)[row]
        colours = np.where(kept | (row < 2), fill, PAPER)
        hatches = np.where(kept | (row < 2), "", "//")
        for column, text in enumerate(texts):
            x = left + 1.7 * column
            look = {"facecolor": colours[column], "edgecolor": LINE}
            ax.add_patch(Rectangle((x, top), 1.7, 1, hatch=hatches[column], **look))
            background = {"facecolor": colours[column], "edgecolor": "none", "pad": 2}
            write(ax, x + 0.85, top + 0.52, text, LETTERS + 2, bbox=background)
        write(ax, left - 0.4, top + 0.5, name, LETTERS + 2, ha="right")
        if row in (0, 3):
            border(ax, left, top, 1.7 * 5, 1, INPUT if row == 0 else OUTPUT)
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
    image = garments().x_test[np.flatnonzero(garments().y_test == COAT)[1]] / 255
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
        ax.imshow(shown, cmap=GREY, vmin=0, vmax=1)
    frame(axes[1, 2], 9.5, 5.5, 10, 10, POINTED)
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
    """The eight strongest maps of the first layer: (8, 28, 28)."""
    name = inside.map_layers(model())[0]
    found = inside.feature_maps(model(), image[None, ..., None], [name])[name][0]
    strong = np.argsort(-found.mean(axis=(0, 1)))[:8]
    return found[..., strong].transpose(2, 0, 1)


def four(ax, maps, high):
    """Draw four maps in two rows."""
    shown = np.full((58, 58), np.nan)
    for number, one in enumerate(maps):
        row, column = divmod(number, 2)
        shown[30 * row : 30 * row + 28, 30 * column : 30 * column + 28] = one
    ax.imshow(shown, cmap=COLOUR_MAP, vmin=0, vmax=high)


def pooled(ax, window, dropped):
    """Draw a window with its dropped values hatched, and its maximum."""
    small = canvas(ax, 5, 4)
    size = 24
    for (row, column), number in np.ndenumerate(window):
        gone = dropped[row, column]
        look = {"facecolor": PAPER if gone else INPUT.fill, "edgecolor": LINE}
        place = (0.1 + column, 1 + row)
        small.add_patch(Rectangle(place, 1, 1, hatch="//" if gone else "", **look))
        background = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 2}
        text = "0" if gone else str(number)
        write(small, place[0] + 0.5, place[1] + 0.52, text, size, bbox=background)
    thick_arrow(small, (2.35, 2), (3.35, 2), linewidth=2.5)
    largest = np.where(dropped, 0, window).max()
    border(small, 0.1, 1, 2, 2, INPUT)
    table(small, [[""]], 3.6, 1.5, role=OUTPUT)
    write(small, 4.1, 2.02, str(largest), size)


def slower(language):
    """Draw the losses of a network without and with dropout, and when each has learned."""
    axes = axes_for(WIDE, 4.9, columns=2)
    titles = words(
        language, ("no dropout", "dropout, rate 0.5"), ("드롭아웃 없음", "드롭아웃, 비율 0.5")
    )
    names = words(language, ("training", "validation"), ("학습", "검증"))
    looks = ((TRAINING, "-"), (VALIDATION, "--"))
    said = []
    for ax, kind, title in zip(axes, ("without", "with"), titles, strict=True):
        for part, name, (colour, style) in zip(
            ("training", "validation"), names, looks, strict=True
        ):
            curve = value(f"dropout_{part}_{kind}")
            ax.plot(range(1, 41), curve, style, color=colour, linewidth=4, label=name)
        needed = value(f"dropout_epochs_{kind}")
        ax.plot([0, needed, needed], [GOAL, GOAL, 0], color="black", linestyle=":", linewidth=3)
        ax.plot(needed, GOAL, "o", color="black", markersize=13)
        said.append((needed, value(f"dropout_lowest_{kind}")))
        ax.set(xlim=(0, 41), ylim=(0, 1.1), xticks=[1, 20, 40], yticks=[0, GOAL, 1])
        ax.set_title(title, fontsize=LETTERS + 3)
        ax.set_xlabel(words(language, "epoch", "에포크"), fontsize=LETTERS, loc="right")
    axes[1].legend(fontsize=LETTERS, loc="upper right", handlelength=2.4)
    axes[0].set_ylabel(words(language, "loss", "손실"), fontsize=LETTERS + 1)
    (fast, high), (slow, low) = said
    text = words(
        language,
        f"Training and validation losses over 40 epochs. Without dropout the training loss is "
        f"below {GOAL} after {fast:.0f} epochs, and the validation loss falls to {high:.2f} before "
        f"it rises. With dropout it takes {slow:.0f} epochs, and the validation loss falls to "
        f"{low:.2f} and hardly rises.",
        f"40에포크의 학습 손실과 검증 손실. 드롭아웃이 없으면 {fast:.0f}에포크 만에 학습 손실이 "
        f"{GOAL}보다 낮아지고, 검증 손실은 {high:.2f}까지 내려갔다가 올라갑니다. 드롭아웃을 쓰면 "
        f"{slow:.0f}에포크가 걸리고, 검증 손실은 {low:.2f}까지 내려간 뒤 거의 오르지 않습니다.",
    )
    return Picture(axes, "", text)


FIGURES = {
    "dropout-teams": teams,
    "dropout-scaling": scaling,
    "dropout-slower": slower,
    "dropout-relatives": relatives,
}
