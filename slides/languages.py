"""The editions of the slides, and the words of the kit's own figures in each."""

from fashion_cnn.drawing import LABELS
from slides.korean_labels import KOREAN

LANGUAGES = ("en", "ko")
# What the figures of `fashion_cnn.figures` take as `labels`.
FIGURE_LABELS = {"en": LABELS, "ko": KOREAN}


def words(language, english, korean):
    """Return the one of two texts that is in the language."""
    return {"en": english, "ko": korean}[language]
