"""What a room says about what it keeps: one paragraph, wherever somebody reads it."""

import re
from pathlib import Path

import pytest

from fashion_cnn.base.words import read

SLIDES = Path(__file__).parents[3] / "slides"
GUIDES = {"en": SLIDES / "INSTRUCTOR.md", "ko": SLIDES / "INSTRUCTOR.ko.md"}


@pytest.mark.parametrize("language", GUIDES)
def test_instructors_read_what_learners_read(language):
    lines = re.findall(r"^> (.*)$", GUIDES[language].read_text(encoding="utf-8"), re.MULTILINE)
    assert read(language, "room")["privacy"] in " ".join(lines)


def test_the_room_says_it_before_anybody_joins(room):
    status, about = room.get("/about")
    assert status == 200
    assert about["paragraph"] == {
        language: read(language, "room")["privacy"] for language in GUIDES
    }
