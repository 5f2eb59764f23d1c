"""The languages of the slides, and the text of the kit's own figures in each."""

from fashion_cnn.drawing import LABELS
from slides.korean_labels import KOREAN

LANGUAGES = ("en", "ko")
# The `labels` argument of the figures in `fashion_cnn.figures`.
FIGURE_LABELS = {"en": LABELS, "ko": KOREAN}


def words(language, english, korean):
    """Return whichever of the two texts is in the language."""
    return {"en": english, "ko": korean}[language]
