"""The languages of the slides."""

LANGUAGES = ("en", "ko")


def words(language, english, korean):
    """Whichever of the two texts is in the language."""
    return {"en": english, "ko": korean}[language]
