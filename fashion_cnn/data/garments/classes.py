"""The ten classes, one function each: it paints shapes with cloth, the lowest layer first.

`e` is the Easel. Tones are grey levels, lengths hundredths of a pixel.
"""

import numpy as np

from fashion_cnn.data.garments.shapes import FAR, band, cloth, oval, ramp, stripes


def torso(e, tone, shoulder, waist, hem, bottom):
    """Shoulders to hem, and the shadow that falls on the sleeves."""
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
    """Sleeves down to the wrist. Returns the cover of their cuffs."""
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
    back = ground - heel - thick  # the height of the foot's heel
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
