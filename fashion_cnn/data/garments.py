"""Ten kinds of garments, drawn by code: the data set that needs no network.

    >>> from fashion_cnn.data.garments import draw
    >>> draw(train=1000, test=200, seed=1).x_train.shape
    (1000, 28, 28)

The pictures follow Fashion-MNIST: 28x28 grey pixels, a light garment on black, the same ten classes
in the same order. They are not Fashion-MNIST, and a result on one says nothing about the other.

How a picture comes about, from the top of this file to its end:

1.  Dice       rolls whole numbers
2.  Easel      holds a batch of pictures: where every pixel lies on the garment, and the ink so far
3.  shapes     which pixels lie between two edges, or inside an oval
4.  cloth      how bright the fabric is: plain, stripes, checks, folds
5.  garments   one function each, which paints shapes with cloth, the lowest layer first
6.  finish     slants the picture and adds noise
7.  flaws      a few wrong labels and copies, planted for learners to find
8.  draw       all of it, for a whole data set

Lengths are hundredths of a pixel; 0 is the middle of the garment, x runs right and y runs down.
All numbers are whole: fractions may differ in the last bit from one machine to the next, and this
data set is the same everywhere, byte for byte.
"""

from dataclasses import dataclass

import numpy as np

DEFAULT_SEED = 0
DEFAULT_TRAIN, DEFAULT_TEST = 12_000, 2_000

SIZE = 28
PIXEL = 100  # lengths are in hundredths of a pixel
NEAR_COSINE = 0.995  # near-duplicates are above it (0.999 and more), no other pair is (0.992)
FAR = 9_900  # beyond every edge of the picture
BATCH = 100  # pictures drawn at once: enough to be fast, few enough for the processor's cache

# The innermost lines below work in place (`cover *= ...`): asking for new memory would take longer
# than the sums.


@dataclass(frozen=True)
class Garments:
    """Images (n, 28, 28) and labels (n,), both uint8, and the flaws that were planted in them."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    near_duplicates: np.ndarray  # (k, 2): index in train, index in test
    wrong_labels: np.ndarray  # (m, 2): index in train, the class that was really drawn


# ---------------------------------------------------------------------------------------- dice


class Dice:
    """Whole numbers from the raw output of PCG64, which is the same in every version of NumPy."""

    def __init__(self, seed):
        self._bits = np.random.PCG64(seed)

    def roll(self, n, low, high):
        """n numbers from low to high, both included: (n,) int32."""
        above_low = (self._bits.random_raw(n) >> np.uint64(32)) % np.uint64(high - low + 1)
        return above_low.astype(np.int32) + np.int32(low)

    def shuffled(self, items):
        """The items (n,) in random order."""
        return items[np.argsort(self._bits.random_raw(len(items)), kind="stable")]

    def grain(self, n):
        """Noise for n pictures: (n, 28, 28) int32, nearly normal, standard deviation 148."""
        raw = self._bits.random_raw(n * SIZE * SIZE // 2)  # 8 bytes each, 4 bytes for a pixel
        four = raw.astype("<u8").view(np.uint8).reshape(4, n, SIZE, SIZE)
        return four.sum(axis=0, dtype=np.int32) - 510


# --------------------------------------------------------------------------------------- easel


class Easel:
    """A batch of n pictures in the making. Every roll gives each picture a number of its own."""

    def __init__(self, n, dice, flips):
        """Lay out the pixels; `flips` percent of the garments face the other way."""
        self.n, self.dice = n, dice
        self.ink = np.zeros((n, SIZE, SIZE), np.int32)
        pixels = np.arange(SIZE, dtype=np.int32) * PIXEL - (SIZE - 1) * PIXEL // 2
        x = pixels.reshape(1, 1, SIZE) - self.roll(-260, 260)
        y = pixels.reshape(1, SIZE, 1) - self.roll(-180, 180)
        size, facing = self.roll(90, 111), 1 - 2 * self.chance(flips)
        self.x = x * facing * 100 // (size + self.roll(-9, 9))  # (n, 1, 28)
        self.y = y * 100 // size  # (n, 28, 1)
        # Distance from the middle, for what is the same left and right. Nearly: no garment lies so.
        self.side = np.where(self.x < 0, -self.x * self.roll(94, 106) // 100, self.x)

    def roll(self, low, high):
        """From low to high: (n, 1, 1)."""
        return self.dice.roll(self.n, low, high).reshape(self.n, 1, 1)

    def chance(self, percent):
        """1 for about `percent` in 100 of the pictures and 0 for the others: (n, 1, 1)."""
        return (self.roll(0, 99) < percent).astype(np.int32)

    def either(self, low, high):
        """From low to high with either sign, for what may be lighter or darker: (n, 1, 1)."""
        return self.roll(low, high) * (1 - 2 * self.chance(50))

    def paint(self, cover, tone, when=1):
        """Lay a tone from 5 (black) to 255 over the ink; cover is in percent, when is 0 or 1."""
        change = np.clip(tone, 5, 255) - self.ink
        change *= cover
        change *= when
        change //= 100
        self.ink += change

    def trim(self, cover, tone, when=1):
        """Paint, but only on cloth that is already there."""
        self.paint(cover * (self.ink > 20), tone, when)


# -------------------------------------------------------------------------------------- shapes


def line(at, positions, heights):
    """The height at `at` of the line through all (position, height); level beyond its two ends."""
    if not isinstance(heights, tuple):
        return np.asarray(heights, np.int32)
    total = heights[0]
    for i in range(len(positions) - 1):
        run = np.maximum(np.int32(1), positions[i + 1] - positions[i])
        rise = heights[i + 1] - heights[i]
        total = total + rise * np.clip(at - positions[i], 0, run) // run
    return total


def ramp(distance):
    """Cover in percent at a distance inside an edge: a pixel right on the edge is half covered."""
    return np.clip(distance + PIXEL // 2, 0, PIXEL)


def beyond(along, across, positions, heights):
    """Cover of what lies beyond a line; where that is steep, its edge is soft for a longer way."""
    before = line(along - PIXEL // 2, positions, heights)
    after = line(along + PIXEL // 2, positions, heights)
    soft = PIXEL + np.abs(after - before)
    start = (before + after - soft) // 2
    # (across - start) * 100 / soft, with one division for each row and none for each pixel.
    cover = across - start
    cover *= 409_600 // soft
    cover >>= 12
    return np.clip(cover, 0, 100, out=cover)


def band(along, across, at, low, high):
    """Cover (n, 28, 28) in percent of what lies between two lines, from the first `at` to the last.

    With along=y and across=x, low and high are the left and right edge at each height; with along=x
    and across=y, the upper and lower edge. One number instead of a tuple is a straight edge.
    """
    ends = ramp(along - at[0]) + ramp(at[-1] - along) - 100
    between = beyond(along, across, at, low) - beyond(along, across, at, high)
    cover = np.clip(between, 0, 100) * np.clip(ends, 0, 100)
    cover //= 100
    return cover


def oval(x, y, width, height):
    """Cover (n, 28, 28) in percent of an ellipse around x = 0, y = 0; half its width and height."""
    across = np.clip(x * 100 // width, -300, 300)
    down = np.clip(y * 100 // height, -300, 300)
    inside = 10_000 - across * across - down * down  # 0 on the ellipse
    return np.clip(inside * np.minimum(width, height) // 20_000 + 50, 0, 100)


def stripes(at, period, phase, thick):
    """Cover of stripes, `thick` wide, that come back every `period`."""
    return ramp(thick // 2 - np.abs((at + phase) % period - period // 2))


# --------------------------------------------------------------------------------------- cloth


def cloth(e, plain, across, upright, light=235):
    """Tone (n, 28, 28). In percent: plain, stripes across, stripes upright; the rest is checked."""
    kind = e.roll(0, 99) - plain
    rows = (kind >= 0) & ((kind < across) | (kind >= across + upright))
    columns = kind >= across
    period, base = e.roll(280, 620), e.roll(75, light)
    thick = period * e.roll(30, 60) // 100
    contrast = e.roll(35, 110) * np.where(base > 140, -1, 1)
    row = rows * contrast * stripes(e.y, period, e.roll(0, 600), thick) // 100
    column = columns * contrast * stripes(e.x, period, e.roll(0, 600), thick) // 100
    edge = np.clip(e.side - 250, 0, 900) * e.roll(0, 45) // 600
    fold = np.abs((e.x + e.roll(0, 900)) % 900 - 450) * e.roll(0, 22) // 450
    fall = (e.y + 1200) * e.roll(-14, 14) // 2400
    return np.clip((base + row + fall) + (column - edge - fold), base // 3, 255)


# ------------------------------------------------------------------------------------ garments


def torso(e, tone, shoulder, waist, hem, bottom):
    """Shoulders to hem, and the shadow they throw on the sleeves."""
    at = (-1180, -960, -350, 250, bottom)
    halves = (320, shoulder, waist + 40, waist, hem)
    shadow = e.roll(40, 110)
    e.trim(band(e.y, e.side, at, -FAR, tuple(half + shadow for half in halves)), tone // 2)
    e.paint(band(e.y, e.side, at, -FAR, halves), tone)


def short_sleeves(e, tone, shoulder, when=1):
    """Sleeves that end above the elbow."""
    tip, reach = e.roll(-640, -380), shoulder + e.roll(230, 460)
    at = (-1100, -960, tip, tip + e.roll(120, 260))
    inner = (300, 350, shoulder - 250, reach - 340)
    e.paint(band(e.y, e.side, at, inner, (420, shoulder + 20, reach, reach - 200)), tone, when)


def long_sleeves(e, tone, shoulder, when=1):
    """Sleeves down to the wrist; returns the cover of their cuffs."""
    wrist, reach = e.roll(600, 1050), shoulder + e.roll(230, 490)
    at = (-1090, -940, -250, wrist)
    inner = (300, 400, shoulder - 180, reach - e.roll(225, 290))
    outer = (420, shoulder + 30, (shoulder + reach) // 2 + 30, reach)
    cover = band(e.y, e.side, at, inner, outer)
    e.paint(cover, tone, when)
    return cover * (e.y > wrist - 170) * when


def neckline(e, wide, deep, trim):
    """A round neck with a trim."""
    e.trim(oval(e.x, e.y + 1200, wide + 110, deep + 110), trim)
    e.paint(oval(e.x, e.y + 1200, wide, deep), 0)


def buttons(e, tone, top, bottom, spacing, x, when):
    """A row of buttons down the front."""
    column = ramp(70 - np.abs(e.x - x))
    row = stripes(e.y, spacing, 0, 120) * (e.y > top) * (e.y < bottom)
    e.trim(column * row // 100, tone, when)


def t_shirt(e):
    tone = cloth(e, plain=60, across=22, upright=8)
    shoulder, waist, bottom = e.roll(590, 740), e.roll(490, 650), e.roll(820, 1200)
    short_sleeves(e, tone - e.roll(0, 30), shoulder, e.chance(92))
    torso(e, tone, shoulder, waist, waist + e.roll(-40, 110), bottom)
    neckline(e, e.roll(190, 330), e.roll(100, 420), tone + e.roll(-60, 50))
    buttons(e, tone + e.either(50, 100), -900, e.roll(-500, 0), e.roll(240, 340), 0, e.chance(5))
    e.trim(oval(e.x, e.y + 250, e.roll(200, 380), e.roll(100, 330)), e.roll(30, 255), e.chance(30))


def trouser(e):
    tone = cloth(e, plain=85, across=3, upright=8)
    waist, hip, ankle = e.roll(300, 400), e.roll(380, 500), e.roll(330, 620)
    crotch, bottom = e.roll(-600, -380), e.roll(1000, 1290)
    at = (-1250, crotch - 150, crotch, crotch + 250, bottom)
    inner = (-FAR, -FAR, 0, 60, ankle - e.roll(170, 330))
    e.paint(band(e.y, e.side, at, inner, (waist, hip, hip + 10, hip, ankle)), tone)
    e.trim(band(e.y, e.side, (-1250, -1110), -FAR, FAR), tone + e.roll(-60, 40))
    e.trim(band(e.y, e.x, (-1110, crotch), -30, 40), tone * 6 // 10, e.chance(60))


def pullover(e):
    tone = cloth(e, plain=60, across=20, upright=8)
    shoulder, waist, bottom = e.roll(590, 740), e.roll(490, 650), e.roll(820, 1200)
    cuffs = long_sleeves(e, tone - e.roll(0, 40), shoulder)
    rib = tone + e.roll(-70, 50)
    e.trim(cuffs, rib, e.chance(75))
    torso(e, tone, shoulder, waist, waist + e.roll(-40, 90), bottom)
    hem = ramp(e.y - bottom + e.roll(110, 200)) * ramp(waist + 40 - e.side) // 100
    e.trim(hem, rib, e.chance(75))
    neckline(e, e.roll(190, 330), e.roll(90, 280), rib)
    half_zip = band(e.y, e.x, (-1000, e.roll(-700, -300)), -50, 50)
    e.trim(half_zip, tone + e.either(40, 90), e.chance(12))


def dress(e):
    tone = cloth(e, plain=66, across=14, upright=8)
    shoulder, waist, hem = e.roll(330, 560), e.roll(220, 420), e.roll(330, 820)
    middle, bottom = e.roll(-350, 50), e.roll(950, 1280)
    sleeves = e.roll(0, 99)
    short_sleeves(e, tone - e.roll(0, 30), shoulder + 60, sleeves < 30)
    long_sleeves(e, tone - e.roll(0, 30), shoulder + 60, sleeves > 87)
    at = (-1200, -1000, -850, middle, middle + 400, bottom)
    neck = (e.roll(150, 260), 100, -FAR, -FAR, -FAR, -FAR)
    halves = (e.roll(280, 340), shoulder, shoulder, waist, (waist + hem) // 2, hem)
    e.paint(band(e.y, e.side, at, neck, halves), tone)
    belt = band(e.y, e.side, (middle - 60, middle + 70), -FAR, waist)
    e.paint(belt, e.roll(30, 255), e.chance(35))
    buttons(e, tone + e.either(50, 100), -900, bottom, 300, 0, e.chance(12))


def coat(e):
    tone = cloth(e, plain=74, across=8, upright=8)
    shoulder, waist, bottom = e.roll(590, 740), e.roll(490, 650), e.roll(920, 1270)
    cuffs = long_sleeves(e, tone - e.roll(0, 40), shoulder)
    e.trim(cuffs, tone + e.roll(-60, 60), e.chance(30))
    torso(e, tone, shoulder, waist, waist + e.roll(-20, 140), bottom)
    neckline(e, e.roll(150, 280), e.roll(90, 260), tone + e.roll(-50, 30))
    lapel_at = (-1180, -850, e.roll(-500, -100))
    lapels = band(e.y, e.side, lapel_at, (120, 60, 20), (360, 450, 60))
    e.trim(lapels, tone + e.either(35, 90), e.chance(78))
    x = e.roll(-120, 120)
    opening = band(e.y, e.x - x, (-1000, bottom), -45, (45, e.roll(40, 200)))
    e.trim(opening, tone * 3 // 10, e.chance(90))
    buttons(e, tone + e.either(50, 110), -500, bottom - 300, 330, x + 170, e.chance(50))
    pockets = band(e.y - e.roll(150, 500), e.side, (-60, 60), 230, 480)
    e.trim(pockets, tone * 6 // 10, e.chance(50))


def sandal(e):
    ground, thick, heel = e.roll(560, 720), e.roll(90, 200), e.roll(0, 620) * e.chance(65)
    back = ground - heel - thick  # where the heel of the foot stands
    sole, strap = e.roll(60, 230), e.roll(70, 255)
    at = (e.roll(-1080, -850), -550, e.roll(-150, 620))
    high = (ground + back) // 2 - e.roll(380, 600)  # the instep, where the straps end
    instep = (ground - 260, ground - e.roll(330, 520), high)
    lean = e.x + e.y * e.roll(-90, 90) // 100
    straps = stripes(lean, e.roll(270, 480), e.roll(0, 480), e.roll(120, 220))
    e.paint(band(e.x, e.y, at, instep, ground) * straps // 100, strap)
    rim = e.roll(110, 190)
    e.paint(band(e.x, e.y, at, instep, tuple(y + rim for y in instep)), strap, e.chance(75))
    ankle, top = e.chance(75), back - 640
    around = band(e.x, e.y, (at[-1] - 50, 1020), (high, top), (high + 140, top + 150))
    e.paint(around, strap, ankle)
    e.paint(band(e.y, e.x, (top, back), (900, 980), (1060, 1130)), strap, ankle)
    under = np.where(e.chance(45) > 0, ground, ground - heel)  # a wedge, or an arch on a heel
    upper_edge = (ground - thick, ground - thick, back, back)
    foot = band(e.x, e.y, (-1250, -450, 650, 1140), upper_edge, (ground, ground, under, under))
    e.paint(foot, sole)
    e.paint(band(e.y, e.x, (back, ground), (780, 1130 - e.roll(110, 300)), (1140, 1120)), sole)


def shirt(e):
    tone = cloth(e, plain=56, across=14, upright=14)
    shoulder, waist, bottom = e.roll(590, 740), e.roll(490, 650), e.roll(820, 1200)
    long = e.chance(60)
    cuffs = long_sleeves(e, tone - e.roll(0, 40), shoulder, long)
    e.trim(cuffs, tone + e.roll(-60, 50), e.chance(50))
    short_sleeves(e, tone - e.roll(0, 30), shoulder, 1 - long)
    torso(e, tone, shoulder, waist, waist + e.roll(-40, 110), bottom)
    neckline(e, e.roll(150, 280), e.roll(90, 280), tone + e.roll(-60, 30))
    formal, x = e.chance(95), e.roll(-60, 60)  # the others are blouses: no collar, no buttons
    placket = band(e.y, e.x - x, (-1000, bottom), -70, 70)
    e.trim(placket, tone + e.either(25, 70), e.chance(65) * formal)
    spacing = e.roll(240, 340)
    buttons(e, tone + e.either(75, 130), -900, bottom, spacing, x, e.chance(85) * formal)
    collar_at = (-1230, -1080, e.roll(-900, -720))
    collar = band(e.y, e.side, collar_at, (90, 120, 200), (330, 420, 330))
    e.paint(collar, tone + e.either(40, 100), e.chance(85) * formal)
    pocket = band(e.y + 350, e.x - 310, (-170, 150), -160, 160)
    e.trim(pocket, tone - 40, e.chance(35))


def sneaker(e):
    tone, trim = cloth(e, plain=82, across=4, upright=7), e.roll(30, 255)
    y = e.y - e.roll(400, 520)  # 0 on the sole
    top = e.roll(-920, -740)
    at = (-1230, -1050, -600, 20, 180, 420, 850, 1080, 1180)
    edge = (-260, -420, -520, top, top - 60, top + 150, top + 100, top - 60, -300)
    e.paint(band(e.x, y, at, edge, 0), tone)
    e.trim(oval(e.x + 1050, y, e.roll(280, 480), e.roll(300, 480)), trim, e.chance(40))
    lean = e.x - e.y // 2
    slashes = stripes(lean, e.roll(250, 330), e.roll(0, 200), 120) * (lean > 150) * (lean < 800)
    e.trim(slashes * (y > top + 170), trim, e.chance(55))
    throat = band(e.x, y, (-600, 80), (-480, top + 40), (-290, top + 230))
    laces = throat * stripes(e.x, 200, e.roll(0, 200), 100) // 100
    e.trim(laces, tone + np.where(tone > 130, -110, 110), e.chance(90))
    e.paint(band(e.x, y, (-1260, 0, 1230), (-40, 0, -60), 190), e.roll(80, 255))
    e.trim(band(e.x, y, (-1260, 1230), -30, 40), e.roll(5, 90), e.chance(65))


def bag(e):
    tone = cloth(e, plain=78, across=7, upright=7)
    top, bottom = e.roll(-500, -200), e.roll(550, 950)
    wide, lid = e.roll(750, 1180), e.roll(550, 1050)
    high, reach, thick = e.roll(300, 750), e.roll(300, 650), e.roll(80, 150)
    hole = oval(e.x, e.y - top, reach - thick, high - thick)
    handle = oval(e.x, e.y - top, reach, high) - hole
    e.paint(handle, tone + e.roll(-60, 30), e.chance(85))
    at = (top, top + 90, bottom - 120, bottom)
    e.paint(band(e.y, e.side, at, -FAR, (lid - 80, lid, wide, wide - 120)), tone)
    fold = top + (bottom - top) * e.roll(25, 60) // 100
    flap = band(e.y, e.side, (top + 40, fold), -FAR, (lid - 90, lid - e.roll(100, 400)))
    e.paint(flap, tone - e.roll(15, 60), e.chance(55))
    e.paint(oval(e.x, e.y - fold, e.roll(90, 160), 110), e.roll(150, 255), e.chance(55))


def ankle_boot(e):
    tone = cloth(e, plain=95, across=1, upright=1, light=215)
    top, heel, wide, sole = e.roll(-2050, -1480), e.roll(60, 330), e.roll(380, 470), e.roll(30, 220)
    y = e.y - e.roll(850, 1000)  # 0 on the sole
    at, instep = (-1150, -950, -400, 300, 1050), (-250, -430, -600, -1000, -1000)
    e.paint(band(e.x, y, at, instep, (0, 0, 0, -heel // 2, -heel)), tone)
    shin = e.x - 1050 + wide
    front = (-wide - e.roll(-30, 60), -wide, -wide - 320)
    e.paint(band(y, shin, (top, -950, -550), front, wide), tone)
    e.trim(band(y, e.x, (top, top + 110), -FAR, FAR), tone + e.roll(-60, 60))
    zipper = band(y, shin, (top + 100, -250), -50, 50)
    e.trim(zipper, tone + e.either(40, 90), e.chance(45))
    strap = band(e.x, y, (-400, 1090), (-720, -710), (-530, -530))
    e.trim(strap, tone + e.either(40, 90), e.chance(40))
    e.paint(band(e.x, y, (-1180, 250), -50, 130), sole)
    e.paint(band(y, e.x, (-heel - 50, 130), (450, e.roll(480, 750)), (1060, 1040)), sole)


# In the order of the labels, 0 to 9.
GARMENTS = (t_shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle_boot)
FOOTWEAR = (sandal, sneaker, ankle_boot)


# -------------------------------------------------------------------------------------- finish


def slant(images, percent):
    """Move the rows of images (n, 28, 28) sideways, by percent (n, 1, 1) of their height."""
    row = np.arange(SIZE, dtype=np.int32).reshape(SIZE, 1)
    shift = percent * (2 * row - SIZE + 1) * 128 // 200  # in 128ths of a pixel
    whole, part = shift >> 7, shift & 127
    source = np.arange(-1, SIZE, dtype=np.int64) - whole  # one column more, to the left
    moved = np.take_along_axis(images, np.clip(source, 0, SIZE - 1), axis=2)
    return (moved[:, :, 1:] * (128 - part) + moved[:, :, :-1] * part) >> 7


def draw_batch(garment, n, dice):
    """n pictures of one kind of garment: (n, 28, 28) uint8."""
    e = Easel(n, dice, flips=25 if garment in FOOTWEAR else 0)
    garment(e)
    leaning = slant(e.ink, e.roll(-14, 14))
    ink = slant(leaning.swapaxes(1, 2), e.roll(-10, 10)).swapaxes(1, 2)
    noise = dice.grain(n) * e.roll(15, 55) // 1000  # 2 to 8 grey levels, on the garment only
    return np.where(ink > 8, np.clip(ink + noise, 1, 255), 0).astype(np.uint8)


# --------------------------------------------------------------------------------------- flaws


def plant_wrong_labels(labels, count, spare, dice):
    """Mislabel `count` of the labels (n,), in place; returns (count, 2): index, class drawn.

    None at the indices in `spare`. The wrong class is of another family: the picture shows it.
    """
    family = ("top", "leg", "top", "long", "top", "foot", "top", "foot", "bag", "foot")
    free = np.setdiff1d(np.arange(len(labels), dtype=np.int64), spare)
    chosen = np.sort(dice.shuffled(free)[:count])
    drawn = labels[chosen].astype(np.int64)
    for index, label in zip(chosen, drawn, strict=True):
        others = [other for other in range(10) if family[other] != family[label]]
        labels[index] = others[dice.roll(1, 0, len(others) - 1)[0]]
    return np.stack([chosen, drawn], axis=1)


def plant_near_duplicates(x_train, y_train, x_test, y_test, count, dice):
    """Redraw `count` test images, in place, from a train image of their class.

    Their pixels differ by two grey levels at most. Returns (count, 2): index in train, in test.
    """
    pairs = np.empty((count, 2), np.int64)
    pairs[:, 1] = np.sort(dice.shuffled(np.arange(len(x_test), dtype=np.int64))[:count])
    free = dice.shuffled(np.arange(len(x_train), dtype=np.int64))
    for pair in pairs:
        pair[0] = free[np.flatnonzero(y_train[free] == y_test[pair[1]])[0]]
        free = free[free != pair[0]]
        image = x_train[pair[0]].astype(np.int32)
        change = dice.roll(SIZE * SIZE, -2, 2).reshape(SIZE, SIZE)
        x_test[pair[1]] = np.where(image > 0, np.clip(image + change, 1, 255), 0)
    return pairs


# ---------------------------------------------------------------------------------------- draw


def check_whole(name, value, low, high):
    """Refuse what is not a whole number from low to high."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high:_}, not {value!r}")


def draw(train=DEFAULT_TRAIN, test=DEFAULT_TEST, seed=DEFAULT_SEED) -> Garments:
    """Draw `train` and `test` garments, all classes equally often; the same seed, the same bytes.

    One label in 200 of the training set is wrong, and one test image in 100 is nearly a training
    image (as long as that has 100 of its own). Both are recorded in what is returned.
    """
    check_whole("train", train, 1, 1_000_000)
    check_whole("test", test, 1, 1_000_000)
    check_whole("seed", seed, 0, 2**32 - 1)
    dice = Dice(int(seed))
    splits = [dice.shuffled(np.arange(n, dtype=np.int32) % 10) for n in (train, test)]
    labels = np.concatenate(splits).astype(np.uint8)
    images = np.empty((len(labels), SIZE, SIZE), np.uint8)
    for label, garment in enumerate(GARMENTS):
        where = np.flatnonzero(labels == label)
        for start in range(0, len(where), BATCH):
            batch = where[start : start + BATCH]
            images[batch] = draw_batch(garment, len(batch), dice)
    x_train, x_test = np.split(images, [train])
    y_train, y_test = np.split(labels, [train])
    copies = min(train, test) // 100
    pairs = plant_near_duplicates(x_train, y_train, x_test, y_test, copies, dice)
    wrong = plant_wrong_labels(y_train, train // 200, pairs[:, 0], dice)
    return Garments(x_train, y_train, x_test, y_test, pairs, wrong)
