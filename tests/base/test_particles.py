"""Korean particles after words, numbers and names."""

import pytest

from fashion_cnn.base.particles import PAIRS, Particles, with_particle


@pytest.mark.parametrize(
    ("word", "particles"),
    [
        ("커널", ["은", "이", "을", "과", "로"]),
        ("합", ["은", "이", "을", "과", "으로"]),
        ("필터", ["는", "가", "를", "와", "로"]),
        (0, ["은", "이", "을", "과", "으로"]),
        (1, ["은", "이", "을", "과", "로"]),
        (2, ["는", "가", "를", "와", "로"]),
        (13, ["은", "이", "을", "과", "으로"]),
        (24, ["는", "가", "를", "와", "로"]),
        (5, ["는", "가", "를", "와", "로"]),
        (36, ["은", "이", "을", "과", "으로"]),
        (7, ["은", "이", "을", "과", "로"]),
        (8, ["은", "이", "을", "과", "로"]),
        (9, ["는", "가", "를", "와", "로"]),
        (1000, ["은", "이", "을", "과", "으로"]),
        (0.25, ["는", "가", "를", "와", "로"]),
        ("(3, 4)", ["는", "가", "를", "와", "로"]),
        ("Dense", ["은(는)", "이(가)", "을(를)", "과(와)", "(으)로"]),
        ("", ["은(는)", "이(가)", "을(를)", "과(와)", "(으)로"]),
    ],
)
def test_the_particle_follows_the_last_sound(word, particles):
    assert [with_particle(word, pair) for pair in PAIRS] == [f"{word}{p}" for p in particles]


def test_sentences_are_filled_in_as_python_does_it():
    sentence = "{0:.2f} {name} {part[0]} {thing.real} {{name}} {many:,}"
    values = {"name": "커널", "part": [7], "thing": 3, "many": 1234}
    assert Particles().format(sentence, 1.5, **values) == sentence.format(1.5, **values)


def test_a_sentence_with_particles():
    assert Particles().format("{a:은/는} {b:이/가} 아닙니다.", a=3, b="값") == "3은 값이 아닙니다."
