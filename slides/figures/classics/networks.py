"""The classics as rows of slabs, with letters that can be read from the back of a room."""

import numpy as np
from matplotlib.patches import Circle, Rectangle

from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, LINE, OUTPUT, PAPER, PIXEL
from fashion_cnn.networks.zoo.lenet5 import C3
from slides.facts import fact
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import (
    CROSSING,
    LARGE,
    MIDDLE,
    NO_WEIGHTS,
    SMALL,
    box,
    millions,
    shape_text,
    shapes_of,
    slab_row,
)
from slides.languages import words

# ------------------------------------------------------------------------------------ timeline


def timeline(language):
    """Draw the number of parameters of each classic, in order of year."""
    zip_codes = words(language, "zip codes", "우편번호")
    counted = (
        (1989, zip_codes, "zip_codes_1989_parameters"),
        (1998, "LeNet-5", "lenet5_1998_parameters"),
        (2012, "AlexNet", "alexnet_parameters"),
        (2014, "VGG16", "vgg_parameters"),
        (2014, "GoogLeNet", "googlenet_parameters"),
        (2015, "U-Net", "unet_parameters"),
        (2015, "ResNet50", "resnet50_parameters"),
        (2017, "DenseNet", "densenet121_parameters"),
    )
    ax = board(12.4, 4.85, unit=1)
    step, bottom, top = 12.4 / len(counted), 3.85, 0.6
    low, high = 3.5, 8.3  # powers of ten
    for number, (year, name, key) in enumerate(counted):
        x, count = step * (number + 0.5), fact(key)
        tall = (np.log10(count) - low) / (high - low) * (bottom - top)
        box(ax, x, bottom - tall / 2, "", 0.62, tall, KERNEL.fill)
        write(ax, x, bottom - tall - 0.1, millions(count), SMALL, va="bottom", weight="bold")
        write(ax, x, bottom + 0.3, name, SMALL)
        write(ax, x, bottom + 0.68, str(year), SMALL, color=LINE)
    ax.plot([0.1, 12.3], [bottom, bottom], color=LINE, linewidth=2)
    said = ", ".join(f"{name} {year} {fact(key):,}" for year, name, key in counted)
    return Picture(
        ax,
        words(language, "Networks and their parameters", "신경망과 매개변수의 수"),
        words(
            language,
            f"Bars on a log scale: the parameters of eight networks in order of year. {said}.",
            f"로그 눈금의 막대: 연도순으로 놓은 신경망 여덟 개의 매개변수 수. {said}.",
        ),
    )


# ----------------------------------------------------------------------------- LeNet-5, AlexNet


def lenet5(language):
    names = ("C1", "S2", "C3", "S4", "C5", "F6", "predictions")
    shapes = [(32, 32, 1), *shapes_of("lenet5", *names)]
    conv, pool = words(language, "conv", "합성곱"), words(language, "pool", "풀링")
    dense = words(language, "dense", "완전 연결")
    below = [
        words(language, "image", "이미지"),
        f"C1\n{conv} 5x5",
        f"S2\n{pool} 2x2",
        f"C3\n{conv} 5x5",
        f"S4\n{pool} 2x2",
        f"C5\n{dense}",
        f"F6\n{dense}",
        words(language, "output\nsoftmax", "출력\nsoftmax"),
    ]
    ax = board(WIDE, 4.75, unit=1)
    slab_row(ax, shapes, below, 2.1, 2.6)
    said = " → ".join(map(shape_text, shapes))
    return Picture(
        ax,
        "LeNet-5",
        words(language, f"LeNet-5 from left to right: {said}.", f"LeNet-5의 흐름: {said}."),
    )


def lenet5_table(language):
    """Draw which maps of S2 each filter of C3 sees: 16 rows, 6 columns."""
    ax = board(5.2, 6.9, unit=1)
    side, left, top = 0.385, 1.5, 0.7
    seen = np.array([[m in maps for m in range(6)] for maps in C3])
    wide = 0.55
    for (row, column), sees in np.ndenumerate(seen):
        place = left + wide * column, top + side * row
        colour = KERNEL.fill if sees else PAPER
        ax.add_patch(Rectangle(place, wide, side, facecolor=colour, edgecolor=LINE))
        if sees:
            dot = place[0] + wide / 2, place[1] + side / 2
            ax.add_patch(Circle(dot, 0.07, facecolor=LINE))
    for column in range(6):
        write(ax, left + wide * (column + 0.5), top - 0.18, str(column), LARGE - 2)
    for row in range(16):
        write(ax, left - 0.25, top + side * (row + 0.5), str(row), LARGE - 2)
    write(ax, left + 3 * wide, 0.15, words(language, "maps of S2", "S2의 맵"), LARGE - 2)
    filters = words(language, "filters of C3", "C3의 필터")
    write(ax, 0.75, top + 8 * side, filters, LARGE - 2, rotation=90)
    counts = ", ".join(str(int(row.sum())) for row in seen)
    return Picture(
        ax,
        words(language, "The connection table of C3", "C3의 연결 표"),
        words(
            language,
            "A table of 16 filters by 6 maps, with a dot where a filter of C3 sees a map of S2. "
            f"Maps seen by each filter: {counts}.",
            "필터 16개와 맵 6개의 표. C3의 필터가 S2의 맵을 보는 칸에 점이 있음. "
            f"각 필터가 보는 맵의 수: {counts}.",
        ),
    )


def alexnet(language):
    names = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
    shapes = [(227, 227, 3), *shapes_of("alexnet", *names)]
    pool, drop = words(language, "pool", "풀링"), words(language, "dropout", "드롭아웃")
    below = [
        words(language, "image", "이미지"),
        "conv1\n11x11, /4\n+ LRN",
        "conv2\n5x5\n+ LRN",
        "conv3\n3x3",
        "conv4\n3x3",
        "conv5\n3x3",
        "fc6",
        "fc7",
        "fc8",
    ]
    ax = board(WIDE, 5.0, unit=1)
    xs = slab_row(ax, shapes, below, 2.15, 2.4, stacked=True)
    for number in (1, 2, 5):
        marker(ax, xs[number], 4.72, pool, 0.95)
    for number in (6, 7):
        marker(ax, xs[number], 4.72, drop, 1.22, dashed=True)
    said = " → ".join(map(shape_text, shapes))
    return Picture(
        ax,
        "AlexNet",
        words(
            language,
            f"AlexNet from left to right: {said}. Local response normalisation follows "
            "conv1 and conv2, max pooling follows these two and conv5, dropout is at fc6 and fc7.",
            f"AlexNet의 흐름: {said}. conv1과 conv2 뒤에 지역 응답 정규화, 이 둘과 conv5 뒤에 최대 "
            "풀링, fc6과 fc7에 드롭아웃.",
        ),
    )


def marker(ax, x, y, text, width, dashed=False):
    """Draw a label for an operation that follows a layer."""
    style = "--" if dashed else "-"
    box(ax, x, y, text, width, 0.42, NO_WEIGHTS, SMALL, linestyle=style)


def alexnet_groups(language):
    """Draw the two halves of AlexNet, and which maps a filter sees."""
    steps = (("conv1", 48), ("conv2", 128), ("conv3", 192), ("conv4", 192), ("conv5", 128))
    ax = board(WIDE, 4.3, unit=1)
    xs = [3.1 + 1.75 * number for number in range(5)]
    ys = 1.3, 3.1
    image = box(ax, 0.75, 2.2, words(language, "image", "이미지"), 1.2, 0.8, INPUT.fill)
    for x, (name, _) in zip(xs, steps, strict=True):
        write(ax, x, 0.45, name, MIDDLE, weight="bold")
    for number, (_, maps) in enumerate(steps):
        for y in ys:
            box(
                ax,
                xs[number],
                y,
                str(maps),
                0.95,
                0.85,
                OUTPUT.fill if y == ys[0] else OUTPUT.top,
                LARGE,
            )
            if number == 0:
                arrow(ax, [(image[1], 2.2), (xs[0] - 0.5, y)])
                continue
            arrow(ax, [(xs[number - 1] + 0.48, y), (xs[number] - 0.49, y)], linewidth=2)
            if number == 2:
                other = ys[1] if y == ys[0] else ys[0]
                arrow(ax, [(xs[1] + 0.48, other), (xs[2] - 0.49, y)], **CROSSING)
    for number, y in enumerate(ys, start=1):
        write(ax, 1.6, y - 0.15 if number == 1 else y + 0.15, f"GPU {number}", SMALL)
        arrow(ax, [(xs[-1] + 0.48, y), (11.08, 2.1 if number == 1 else 2.3)], **CROSSING)
    box(ax, 11.5, 2.2, "fc6", 0.85, 1.3, OUTPUT.side, LARGE)
    return Picture(
        ax,
        words(language, "AlexNet in two groups", "두 그룹으로 나눈 AlexNet"),
        words(
            language,
            "Two rows of boxes, one per GPU, each with half of the maps of every layer: 48, 128, "
            "192, 192, 128. Dashed arrows cross between the rows at conv3, and both rows meet in "
            "fc6.",
            "GPU마다 한 줄씩 두 줄의 상자. 층마다 맵의 절반인 48, 128, 192, 192, 128개가 있음. "
            "conv3에서 점선 화살표가 두 줄을 가로지르고, fc6에서 두 줄이 만남.",
        ),
    )


# ----------------------------------------------------------------------- VGG16, GoogLeNet, ResNet


def vgg16(language):
    names = [f"block{block}_conv{2 if block < 3 else 3}" for block in range(1, 6)]
    shapes = [(224, 224, 3), *shapes_of("vgg16", *names, "fc1", "fc2", "predictions")]
    convs = ["2 × 3x3"] * 2 + ["3 × 3x3"] * 3
    pool = words(language, "pool", "풀링")
    below = [words(language, "image", "이미지"), *(f"{conv}\n{pool}" for conv in convs)]
    ax = board(WIDE, 4.5, unit=1)
    slab_row(ax, shapes, [*below, "fc1", "fc2", "softmax"], 2.1, 2.5, stacked=True)
    said = " → ".join(map(shape_text, shapes))
    return Picture(
        ax,
        "VGG16",
        words(language, f"VGG16 from left to right: {said}.", f"VGG16의 흐름: {said}."),
    )


def googlenet(language):
    """Draw the modules of GoogLeNet with their channels and the two auxiliary classifiers."""
    modules = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"]
    channels = [shape[-1] for shape in shapes_of("googlenet", *(f"{m}_output" for m in modules))]
    ax = board(WIDE, 4.7, unit=1)
    tall = {"3": 1.9, "4": 1.45, "5": 1.0}
    middle, x = 2.75, 2.0
    _, before = box(ax, 0.65, middle, words(language, "stem", "앞부분"), 1.1, 2.3, PIXEL)
    places = {}
    for number, (module, count) in enumerate(zip(modules, channels, strict=True)):
        if number and module[0] != modules[number - 1][0]:
            x += 0.28
        left, right = box(ax, x, middle, module, 0.6, tall[module[0]], OUTPUT.fill, LARGE)
        arrow(ax, [(before, middle), (left, middle)])
        write(ax, x, middle + 1.2, str(count), SMALL)
        places[module] = x
        before, x = right, x + 0.84
    for text, width, colour in (
        (words(language, "mean", "평균"), 0.9, PAPER),
        (words(language, "1000", "1000"), 0.8, OUTPUT.side),
    ):
        x += width / 2 - 0.2
        left, right = box(ax, x, middle, text, width, 0.8, colour, SMALL)
        arrow(ax, [(before, middle), (left, middle)])
        before, x = right, x + width / 2 + 0.42
    helper = words(language, "auxiliary\nclassifier", "보조\n분류기")
    for module in ("4a", "4d"):
        here = places[module]
        arrow(ax, [(here, middle - tall["4"] / 2), (here, 1.15)], **CROSSING)
        box(ax, here, 0.72, helper, 1.6, 0.82, PAPER, SMALL, linestyle="--")
    sizes = {"3": "28x28", "4": "14x14", "5": "7x7"}
    for stage, size in sizes.items():
        here = np.mean([places[module] for module in modules if module[0] == stage])
        write(ax, here, middle + 1.55, size, SMALL, weight="bold")
    said = ", ".join(f"{m} {c}" for m, c in zip(modules, channels, strict=True))
    return Picture(
        ax,
        "GoogLeNet",
        words(
            language,
            "A stem, nine modules, the mean of each map and one dense layer; an auxiliary "
            f"classifier branches off at 4a and at 4d. Output channels of the modules: {said}.",
            "앞부분, 모듈 9개, 맵마다의 평균, 완전 연결 층 하나. 4a와 4d에서 보조 분류기가 갈라짐. "
            f"모듈에서 나오는 채널 수: {said}.",
        ),
    )


def resnet50(language):
    names = [f"conv{stage}_block{last}_out" for stage, last in ((2, 3), (3, 4), (4, 6), (5, 3))]
    layers = ("conv1_conv", *names, "avg_pool", "predictions")
    shapes = [(224, 224, 3), *shapes_of("resnet50", *layers)]
    blocks = words(language, "{} blocks", "블록 {}개")
    below = [
        words(language, "image", "이미지"),
        words(language, "conv 7x7", "합성곱 7x7"),
        *(blocks.format(count) for count in (3, 4, 6, 3)),
        words(language, "mean", "평균"),
        "softmax",
    ]
    ax = board(WIDE, 4.3, unit=1)
    slab_row(ax, shapes, below, 2.2, 2.6, stacked=True)
    said = " → ".join(map(shape_text, shapes))
    return Picture(
        ax,
        "ResNet50",
        words(
            language,
            f"ResNet50 from left to right, with 3, 4, 6 and 3 blocks: {said}.",
            f"ResNet50의 흐름, 블록은 3, 4, 6, 3개: {said}.",
        ),
    )


FIGURES = {
    "classics-timeline": timeline,
    "lenet5-stages": lenet5,
    "lenet5-connections": lenet5_table,
    "alexnet-stages": alexnet,
    "alexnet-groups": alexnet_groups,
    "vgg16-stages": vgg16,
    "googlenet-modules": googlenet,
    "resnet50-stages": resnet50,
}
