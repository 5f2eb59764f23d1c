"""Tasks that the networks serve: from classification to segmentation."""

from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn.data import garments, scenes
from fashion_cnn.data.scenes import object_masks
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import write
from fashion_cnn.drawing.picture import Picture
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import MIDDLE, SMALL
from slides.languages import words

# Okabe and Ito's sky blue, orange and bluish green, for masks.
TINTS = ((86, 180, 233), (230, 159, 0), (0, 158, 115))


@cache
def drawn():
    return garments.draw(train=40, test=60, seed=1)


def first_of(label):
    """The first test garment of a class and its mask, each (28, 28)."""
    image = drawn().x_test[np.argmax(drawn().y_test == label)]
    return image, object_masks(image[None])[0]


def shelf():
    """An image (40, 84) of a bag between two ankle boots, and the three masks."""
    draw = np.random.default_rng(3)
    picture = wall() + draw.normal(0, 5, (40, 84))
    masks = []
    for (label, flip), left in zip(((9, False), (8, False), (9, True)), (0, 28, 56), strict=True):
        image, mask = first_of(label)
        if flip:
            image, mask = image[:, ::-1], mask[:, ::-1]
        bottom = np.flatnonzero(mask.any(axis=1))[-1]
        top = 34 - bottom
        whole = np.zeros(picture.shape, bool)
        whole[top : top + 28, left : left + 28] = mask
        picture[whole] = image[mask]
        masks.append(whole)
    return picture.clip(0, 255), masks


def wall():
    """An image (40, 84) of an empty wall and floor."""
    rows = np.where(np.arange(40) < 32, np.linspace(130, 165, 40), 100)
    return np.repeat(rows[:, None], 84, axis=1)


def frames_of(mask):
    """The bounding box (left, top, width, height) of a mask."""
    (top, left), (bottom, right) = (f(np.argwhere(mask), axis=0) for f in (np.min, np.max))
    return left, top, right - left + 1, bottom - top + 1


def tasks(language):
    """Draw six tasks on images of the kit's garments."""
    picture, masks = shelf()
    bag, boot = words(language, ("bag", "boot"), ("가방", "부츠"))
    names = words(
        language,
        (
            "classification",
            "localisation",
            "detection",
            "semantic segmentation",
            "captioning (+ LSTM)",
            "visual question answering",
        ),
        ("분류", "위치 추정", "탐지", "의미론적 분할", "캡션 생성 (+ LSTM)", "시각 질의응답"),
    )
    ax = board(WIDE, 5.3, unit=1)
    wide, tall = 3.8, 3.8 * 40 / 84
    places = [(0.05 + 4.05 * (n % 3), 0.4 + 2.72 * (n // 3)) for n in range(6)]
    for number, ((left, top), name) in enumerate(zip(places, names, strict=True)):
        seen = single() if number < 2 else picture
        shown = np.repeat(seen[..., None], 3, axis=2).astype(np.uint8)
        if number == 3:
            shown = tinted(shown, masks)
        ax.imshow(shown, extent=(left, left + wide, top + tall, top), interpolation="nearest")
        write(ax, left, top - 0.22, name, MIDDLE, ha="left", weight="bold")
    scale = wide / picture.shape[1]
    draw_frame(ax, places[1], scale, frames_of(single_mask()), "")
    for mask, name in zip(masks, (boot, bag, boot), strict=True):
        draw_frame(ax, places[2], scale, frames_of(mask), name)
    answers = {
        0: boot,
        4: words(language, "“a bag between two boots”", "“부츠 두 짝 사이의 가방”"),
        5: words(language, "how many boots? — 2", "부츠는 몇 짝? — 2"),
    }
    for number, text in answers.items():
        left, top = places[number]
        write(ax, left + wide / 2, top + tall + 0.2, text, SMALL)
    write(ax, places[1][0] + wide / 2, places[1][1] + tall + 0.2, f"{boot}, x, y, w, h", SMALL)
    ax.set(xlim=(0, 12), ylim=(5.3, 0))
    return Picture(
        ax,
        words(language, "Tasks", "과제"),
        words(
            language,
            "Six panels. Classification: a boot. Localisation: the boot in a bounding box. "
            "Detection: two boots and a bag, each in a named bounding box. Semantic segmentation: "
            "the pixels of boots and bag coloured by class. Captioning: a bag between two boots. "
            "Visual question answering: how many boots? 2.",
            "여섯 칸. 분류: 부츠. 위치 추정: 바운딩 박스 안의 부츠. 탐지: 부츠 두 짝과 가방, 각각 "
            "이름이 붙은 바운딩 박스. 의미론적 분할: 부츠와 가방의 픽셀에 색. 캡션 생성: 부츠 두 "
            "짝 사이의 가방. 시각 질의응답: 부츠는 몇 짝? 2.",
        ),
    )


def single():
    """An image (40, 84) of one boot."""
    picture, masks = shelf()
    picture = np.where(masks[1] | masks[2], wall(), picture)
    return np.roll(picture, 26, axis=1)


def single_mask():
    return np.roll(shelf()[1][0], 26, axis=1)


def tinted(shown, masks):
    """The image with boots and bag coloured by class."""
    for mask, tint in zip(masks, (TINTS[0], TINTS[1], TINTS[0]), strict=True):
        shown[mask] = 0.35 * shown[mask] + 0.65 * np.array(tint)
    return shown


def draw_frame(ax, place, scale, box, name):
    left, top, width, height = (scale * side for side in box)
    left, top = left + place[0], top + place[1]
    look = {"fill": False, "edgecolor": "#F0E442", "linewidth": 3}
    ax.add_patch(Rectangle((left, top), width, height, **look))
    if name:
        where = left + width / 2, place[1] + 0.17
        write(ax, *where, name, SMALL, color="white", weight="bold")


# ------------------------------------------------------------------------------- segmentation


def scene(number=0):
    """A scene composed by the kit, and its mask."""
    made = scenes.compose(drawn().x_test, size=32, seed=[0, 3])
    return made.images[number], made.masks[number]


def overlap(language):
    """Draw a scene, the true mask, the mask shifted, its IoU, and where the two agree."""
    image, truth = scene()
    moved = np.zeros_like(truth)
    moved[2:, 3:] = truth[:-2, :-3]
    both, either = truth & moved, truth | moved
    shown = np.full((*truth.shape, 3), 245, np.uint8)
    shown[truth & ~moved] = (0, 114, 178)
    shown[moved & ~truth] = (230, 159, 0)
    shown[both] = (60, 60, 60)
    names = words(
        language,
        ("scene", "truth", "truth, shifted", "both / at least one"),
        ("장면", "정답", "옮긴 정답", "교집합 / 합집합"),
    )
    tiles = [np.repeat(part[..., None], 3, axis=2) for part in (image, 255 * truth, 255 * moved)]
    score = both.sum() / either.sum()
    ax = plots.image_grid([*tiles, shown], names, 2, tile=3.7, words=27)
    left, right, bottom, _ = ax.images[2].get_extent()
    look = {"ha": "center", "va": "top", "fontsize": 27, "weight": "bold"}
    ax.text((left + right) / 2, bottom + 0.03, f"IoU {score:.2f}", **look)
    return Picture(
        ax,
        "IoU",
        words(
            language,
            "A garment in clutter, its true mask, the mask shifted by a few pixels, and the two "
            f"overlaid: {both.sum()} pixels in both, {either.sum()} in at least one, IoU "
            f"{score:.2f}.",
            "잡동사니 속의 옷, 정답 마스크, 몇 픽셀 옮긴 같은 마스크, 둘을 겹친 그림: 둘 다에 속한 "
            f"픽셀 {both.sum()}개, 하나 이상에 속한 픽셀 {either.sum()}개, IoU {score:.2f}.",
        ),
    )


FIGURES = {"cnn-tasks": tasks, "overlap-of-masks": overlap}
