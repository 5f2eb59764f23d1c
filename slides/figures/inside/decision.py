"""Figures of deck 3: which pixels an answer of the main model depends on."""

from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import inside
from fashion_cnn.base.gradients import gradient
from fashion_cnn.drawing.cells import border, frame, image_at, write
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    GRADIENT,
    INPUT,
    MARKED,
    OUTPUT,
    PIXEL,
    POINTED,
)
from slides.figures.boards import Steps, board
from slides.figures.inside.parts import COAT, LETTERS, OPEN_COAT, SHIRT, picture
from slides.figures.main_model import model, names, number_of, test_images
from slides.languages import words

# The side of the covering square, and its top left pixels (row, column) in `covering`.
SQUARE, COVERED = 7, ((0, 10), (12, 11), (12, 2), (19, 21))


def score(image, name):
    """The score of a class, before the softmax, for an image (28, 28, 1)."""
    return float(inside.class_score(model(), image[None], number_of(name))[0])


@cache
def occluded(image, name):
    """The drop in a class's score where a test image is covered, at least 0."""
    falls = inside.occlusion(
        model(), test_images()[image], number_of(name), size=SQUARE, stride=1, fill=0
    )
    return np.maximum(falls, 0)


def number_of_squares():
    """The squares of `occluded`: from beyond one border of the image to beyond the other."""
    return (test_images().shape[1] + SQUARE - 1) ** 2


def lit(ax, image, heat, left, top, side):
    """Draw a heat map over a test image, bright where it is high."""
    image_at(ax, test_images()[image, ..., 0], left, top, side, high=test_images()[image].max())
    extent = (left, left + side, top + side, top)
    ax.imshow(heat, extent=extent, cmap=COLOUR_MAP, alpha=0.65, vmin=0)


def garment(ax, image, left, top, side, high=None):
    """Draw an image (28, 28, 1) as an input, by default with its brightest pixel white."""
    image_at(ax, image[..., 0], left, top, side, high=high or image.max())
    border(ax, left, top, side, side, INPUT)


# --------------------------------------------------------------------------------- occlusion


def covering(language):
    """A shirt, covered in one place after the other, and in the end the drops of all places."""
    image = test_images()[SHIRT]
    whole = score(image, "Shirt")
    falls = []
    for row, column in COVERED:
        falls.append(score(covered(image, row, column), "Shirt") - whole)
    steps = [covering_step(whole, falls[:number], language) for number in range(len(falls) + 1)]
    return Steps((*steps, covering_map(whole, falls, language)))


def covered(image, row, column):
    """The image (28, 28, 1) with a square in black."""
    image = image.copy()
    image[row : row + SQUARE, column : column + SQUARE] = 0
    return image


# Cells: the left edges of the two images of `covering`, and their side.
LEFT, RIGHT, SIDE = 0.2, 16.2, 11.4


def covering_step(whole, falls, language):
    """Draw the shirt with the latest square, its score, and the drops found so far."""
    ax = board(RIGHT + SIDE + 0.2, SIDE + 0.4, 0.42)
    image, change = test_images()[SHIRT], falls[-1] if falls else 0
    if falls:
        row, column = COVERED[len(falls) - 1]
        image = covered(image, row, column)
    garment(ax, image, LEFT, 0.2, SIDE)
    image_at(ax, test_images()[SHIRT, ..., 0], RIGHT, 0.2, SIDE, high=test_images()[SHIRT].max())
    if falls:
        frame(ax, *pixel(LEFT, row, column), *[SQUARE * SIDE / 28] * 2, POINTED)
    for place, fall in zip(COVERED, falls, strict=False):
        background = {"facecolor": MARKED, "edgecolor": "black", "pad": 4}
        middle = pixel(RIGHT, place[0] + SQUARE / 2, place[1] + SQUARE / 2)
        write(ax, *middle, signed(fall), LETTERS, bbox=background, zorder=4)
    write_score(ax, whole + change, signed(change) if falls else "", language)
    said = ", ".join(map(signed, falls)) or words(language, "none yet", "아직 없음")
    return picture(
        ax,
        language,
        f"A shirt, of which {SQUARE}x{SQUARE} pixels are covered from the second step on. Its "
        f"score is {whole + change:.1f}. Changes by covering so far: {said}.",
        f"셔츠 한 장에서 둘째 단계부터 {SQUARE}x{SQUARE} 픽셀을 가립니다. 점수는 "
        f"{whole + change:.1f}입니다. 지금까지 가려서 생긴 변화는 다음과 같습니다: {said}.",
    )


def covering_map(whole, falls, language):
    """Draw the shirt and the drops of all squares."""
    ax = board(RIGHT + SIDE + 0.2, SIDE + 0.4, 0.42)
    garment(ax, test_images()[SHIRT], LEFT, 0.2, SIDE)
    lit(ax, SHIRT, occluded(SHIRT, "Shirt"), RIGHT, 0.2, SIDE)
    write_score(ax, whole, "", language)
    rounded = ", ".join(map(signed, falls))
    return picture(
        ax,
        language,
        f"A shirt with a score of {whole:.1f}, and how far the score drops where it is covered by "
        f"{SQUARE}x{SQUARE} pixels, overlaid on the shirt: most at the collar. Four single places "
        f"change it by {rounded}.",
        f"점수가 {whole:.1f}인 셔츠와, {SQUARE}x{SQUARE} 픽셀을 가린 자리마다 점수가 떨어지는 "
        f"정도를 셔츠 위에 겹쳤습니다. 옷깃에서 가장 많이 떨어집니다. 네 곳에서의 변화: {rounded}.",
    )


def pixel(left, row, column):
    """Where a pixel's corner is on the board of `covering`, in the image at `left`."""
    return left + column * SIDE / 28, 0.2 + row * SIDE / 28


def write_score(ax, found, change, language):
    """Write a score between the two images, and below it how it has changed."""
    middle = (LEFT + SIDE + RIGHT) / 2
    write(ax, middle, SIDE / 2 - 1.9, words(language, "score", "점수"), LETTERS + 1)
    write(ax, middle, SIDE / 2 - 0.4, f"{found:.1f}", LETTERS + 9, weight="bold")
    write(ax, middle, SIDE / 2 + 1.2, change, LETTERS + 4)


def signed(change):
    """A change with its sign, such as −8.8, or 0 for next to nothing."""
    return f"{change:+.1f}".replace("-", "−") if abs(change) >= 0.05 else "0"


# --------------------------------------------------------------------------------- Grad-CAM

# Cells: the side of an image, and from one image to the next and from the first row to the second.
TILE, ACROSS, DOWN = 6, 9.2, 7


def grad_cam_sum(language):
    """Grad-CAM in three steps: maps and weights, their sum, the sum over the image."""
    return Steps(tuple(grad_cam_step(step, language) for step in range(1, 4)))


def grad_cam_step(step, language):
    """Draw the maps times their weights; from step 2 on the sum; in step 3 the sum on the coat."""
    name, layer = "Coat", "pool2"
    image = test_images()[OPEN_COAT]
    maps = inside.feature_maps(model(), image, [layer])[layer][0]
    weights = map_weights(image[None], layer, number_of(name))
    largest = np.argsort(-weights * maps.mean(axis=(0, 1)))[:3]
    total = (weights * maps).sum(axis=-1)
    ax = board(3 * ACROSS + TILE + 0.4, DOWN + TILE + 0.4, 0.35)
    garment(ax, image, 0.2, 0.2, TILE)
    look = {"color": GRADIENT.line, "weight": "bold"}
    for place, channel in enumerate(largest, start=1):
        value_map(ax, maps[..., channel], place, 0)
        write(ax, sign_at(place), 0.2 + TILE / 2, f"{weights[channel]:+.2f}\n×", LETTERS, **look)
    if step > 1:
        every = words(language, f"all {len(weights)}:\nΣ =", f"{len(weights)}개 모두:\nΣ =")
        write(ax, sign_at(1) - 0.9, DOWN + 0.2 + TILE / 2, every, LETTERS)
        value_map(ax, total, 1, DOWN)
        write(ax, sign_at(2), DOWN + 0.2 + TILE / 2, "ReLU\n→", LETTERS)
        value_map(ax, np.maximum(total, 0), 2, DOWN)
    if step > 2:
        write(ax, sign_at(3), DOWN + 0.2 + TILE / 2, "→", LETTERS + 8)
        heat = inside.grad_cam(model(), image, number_of(name))
        lit(ax, OPEN_COAT, heat, 0.2 + 3 * ACROSS, 0.2 + DOWN, TILE)
    more = (
        ("", ""),
        (
            " Below, the sum of all weighted maps, and its ReLU.",
            " 아래는 가중치를 곱한 모든 맵의 합과 그 ReLU입니다.",
        ),
        (
            " Below, the sum of all weighted maps, its ReLU, which leaves few values, and the "
            "ReLU over the coat: bright on both sides of the opening.",
            " 아래는 가중치를 곱한 모든 맵의 합, 몇 값만 남기는 ReLU, 그것을 코트 위에 겹친 "
            "그림입니다. 앞트임의 양옆이 밝습니다.",
        ),
    )[step - 1]
    return picture(
        ax,
        language,
        f"A coat and the three of pool2's {len(weights)} maps that contribute most, 7x7 "
        f"values each, with their weights." + more[0],
        f"코트와, pool2의 7x7 특성 맵 {len(weights)}개 중 가장 크게 기여하는 셋과 그 가중치입니다."
        + more[1],
    )


def value_map(ax, values, place, top):
    """Draw a map in the column of that number, bright where it is high."""
    left, low = 0.2 + place * ACROSS, min(0, values.min())
    image_at(ax, values, left, 0.2 + top, TILE, low, values.max(), COLOUR_MAP)
    border(ax, left, 0.2 + top, TILE, TILE, OUTPUT)


def sign_at(place):
    """The middle of the space to the left of a column."""
    return 0.2 + place * ACROSS - (ACROSS - TILE) / 2


def map_weights(images, layer, index):
    """The gradient of a class's score for each map, averaged over positions: (C,)."""
    from keras import ops

    found = inside.find_layer(model(), layer)
    maps = inside.feature_maps(model(), images, [layer])[layer]

    def total(added):
        return ops.sum(inside.class_score(model(), images, index, found, lambda y: y + added))

    return gradient(total, np.zeros_like(maps)).mean(axis=(0, 1, 2))


# ------------------------------------------------------------------- a right and a wrong answer


def right_answer(language):
    """Draw a correctly classified shirt, and what three methods say about why."""
    [shares] = inside.predictions(model(), test_images()[SHIRT])
    answer = f"{names(language)[shares.argmax()]} {shares.max():.0%}"
    one_pass = words(language, "1 forward pass,\n1 backward", "앞으로 한 번,\n뒤로 한 번")
    many = f"{number_of_squares():,}"
    columns = (
        (
            words(language, "occlusion", "가림"),
            occluded(SHIRT, "Shirt"),
            words(
                language,
                f"Which part lowers the\nscore when covered?\n{many} forward passes",
                f"어디를 가리면\n점수가 떨어집니까?\n앞으로 {many}번",
            ),
        ),
        (
            words(language, "saliency", "현저성"),
            inside.saliency(model(), test_images()[SHIRT], number_of("Shirt")),
            words(
                language,
                f"Which pixel changes\nthe score fastest?\n{one_pass}",
                f"어느 픽셀이 점수를\n가장 빨리 바꿉니까?\n{one_pass}",
            ),
        ),
        (
            "Grad-CAM",
            inside.grad_cam(model(), test_images()[SHIRT], number_of("Shirt")),
            words(
                language,
                f"Which maps raise the\nscore, and where?\n{one_pass}",
                f"어느 맵이 어디에서\n점수를 올립니까?\n{one_pass}",
            ),
        ),
    )
    side, pitch = 7.4, 8.2
    ax = board(4 * pitch, side + 5.4, 12 / (4 * pitch))
    garment(ax, test_images()[SHIRT], 0.2, 1.2, side)
    write(ax, 0.2 + side / 2, 0.5, answer, LETTERS, weight="bold")
    for place, (name, heat, question) in enumerate(columns, start=1):
        left = 0.2 + place * pitch
        lit(ax, SHIRT, heat, left, 1.2, side)
        write(ax, left + side / 2, 0.5, name, LETTERS, weight="bold")
        look = {"va": "top", "linespacing": 1.25}
        write(ax, left + side / 2, side + 1.6, question, LETTERS - 1, **look)
    return picture(
        ax,
        language,
        "A shirt that the model classifies correctly. Occlusion and saliency are brightest at the "
        "collar, Grad-CAM at the hem and a sleeve. Below each, the question that it answers.",
        "모델이 셔츠라고 바르게 답한 셔츠입니다. 가림과 현저성은 옷깃이, Grad-CAM은 밑단과 소매가 "
        "가장 밝습니다. 그 아래는 방법마다 답하는 질문입니다.",
    )


# Pixels of the coat that is classified as a pullover: the rows and columns of its buttons, plain
# cloth beside them, and where the kit draws a coat's opening: the cloth's brightness times 0.3.
BUTTONS, CLOTH = np.s_[7:22, 16:19], np.s_[7:22, 13:16]
OPENING, DARKER = np.s_[4:26, 15:16], 0.3


def wrong_answer(language):
    """Draw a coat classified as a pullover, and what two changes do to the probabilities."""
    coat = test_images()[COAT]
    plain, opened = coat.copy(), coat.copy()
    plain[BUTTONS] = coat[CLOTH]
    opened[OPENING] *= DARKER
    titles = words(
        language,
        ("the coat", "without its buttons", "with an opening"),
        ("원래 코트", "단추를 없앤 코트", "앞트임을 그린 코트"),
    )
    side, pitch = 7.8, 11.4
    ax = board(3 * pitch, side + 5, 12 / (3 * pitch))
    said = []
    changes = ((coat, BUTTONS), (plain, BUTTONS), (opened, OPENING))
    for place, (title, (image, part)) in enumerate(zip(titles, changes, strict=True)):
        left = 0.3 + place * pitch
        garment(ax, image, left + 1.6, 1.2, side, high=coat.max())
        frame(ax, *around_pixels(part, left + 1.6, 1.2, side / 28), POINTED)
        write(ax, left + 1.6 + side / 2, 0.5, title, LETTERS, weight="bold")
        shares = inside.predictions(model(), image)[0]
        said.append(draw_shares(ax, shares, left, side + 1.7, language))
    return picture(
        ax,
        language,
        "A coat with a row of buttons off centre and no opening, the same coat without the "
        "buttons, and with a dark opening down the front, each with the model's probabilities: "
        f"{'; '.join(said)}.",
        "앞트임 없이 단추가 한쪽으로 치우친 코트, 단추를 없앤 것, 어두운 앞트임을 그려 넣은 "
        f"것입니다. 그 아래는 모델이 낸 확률: {'; '.join(said)}.",
    )


def around_pixels(part, left, top, pixel):
    """The rectangle (left, top, width, height) around a part of an image, which it leaves free."""
    rows, columns = part
    at = left + (columns.start - 2) * pixel, top + (rows.start - 1) * pixel
    size = columns.stop - columns.start + 4, rows.stop - rows.start + 2
    return *at, size[0] * pixel, size[1] * pixel


def draw_shares(ax, shares, left, top, language):
    """Draw the probabilities of three classes as bars; return them in words."""
    room = 4.4  # of a bar for 100%
    said = []
    for line, name in enumerate(("Pullover", "Shirt", "Coat")):
        index, y = number_of(name), top + 0.5 + 1.1 * line
        is_answer = index == shares.argmax()
        look = {"facecolor": MARKED if is_answer else PIXEL, "edgecolor": "black"}
        ax.add_patch(Rectangle((left + 3.6, y - 0.35), room * shares[index], 0.7, **look))
        bold = {"weight": "bold" if is_answer else "normal"}
        write(ax, left + 3.4, y, names(language)[index], LETTERS, ha="right", **bold)
        text = f"{shares[index]:.0%}"
        write(ax, left + 3.8 + room * shares[index], y, text, LETTERS, ha="left", **bold)
        said.append(f"{names(language)[index]} {text}")
    return ", ".join(said)


FIGURES = {
    "covering": covering,
    "grad-cam-sum": grad_cam_sum,
    "right-answer": right_answer,
    "wrong-answer": wrong_answer,
}
