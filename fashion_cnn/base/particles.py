"""Korean particles, which depend on the last sound of the word before them.

    with_particle("커널", "은/는")     # 커널은
    with_particle(42, "으로/로")      # 42로, since 2 is read 이
    with_particle("Dense", "을/를")   # Dense을(를): nobody knows how a name is read

In sentences: Particles().format("{size:이/가} 맞습니다.", size=3).
"""

import string

# The form after a consonant and the one after a vowel.
PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로")
FIRST, LAST, FINALS = ord("가"), ord("힣"), 28
# Digits whose reading ends in a consonant: 영, 일, 삼, 육, 칠, 팔. So do 십, 백, 천 and 만.
CONSONANT = set("013678")
# ㄹ takes 로, as a vowel does: its number among the finals, and the digits that end in it.
RIEUL, RIEUL_DIGITS = 8, set("178")


def with_particle(word, pair):
    """The word with the particle of the pair that fits; both if its reading is not known."""
    text = str(word)
    return text + particle(text, pair)


def particle(text, pair):
    """Which particle of a pair, such as "은/는", follows a text."""
    after_consonant, after_vowel = pair.split("/")
    last = text.rstrip("`'\")]}%.")[-1:]
    if FIRST <= ord(last or " ") <= LAST:
        final = (ord(last) - FIRST) % FINALS
        consonant, rieul = final > 0, final == RIEUL
    elif last.isascii() and last.isdigit():
        consonant, rieul = last in CONSONANT, last in RIEUL_DIGITS
    elif pair == "으로/로":
        return "(으)로"
    else:
        return f"{after_consonant}({after_vowel})"
    if pair == "으로/로" and rieul:
        return after_vowel
    return after_consonant if consonant else after_vowel


class Particles(string.Formatter):
    """Fills in {…} as str.format does, and {name:은/는} with the particle that fits."""

    def format_field(self, value, format_spec):
        if format_spec in PAIRS:
            return with_particle(value, format_spec)
        return super().format_field(value, format_spec)
