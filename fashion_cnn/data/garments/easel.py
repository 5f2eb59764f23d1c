"""What a garment is drawn with: dice for everything that varies, and an easel for a batch."""

import numpy as np

SIZE = 28
PIXEL = 100  # lengths are in hundredths of a pixel


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


class Easel:
    """A batch of n unfinished pictures: the coordinates of their pixels, and the ink so far.

    Every roll gives each picture a number of its own.
    """

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
        # Distance from the middle for symmetric shapes; slightly asymmetric, as no garment lies
        # perfectly straight.
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
        """Paint only on cloth that is already there."""
        self.paint(cover * (self.ink > 20), tone, when)
