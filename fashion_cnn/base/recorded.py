"""Messages that files keep in English and people read in their own language.

source = Recorded("read from {place}", place=folder)
json.dumps(source), spoken(source)
"""

from fashion_cnn.base import language


class Recorded(str):
    """A message in English, filled in, that has what is said instead `in_languages`."""

    def __new__(cls, english, /, **values):
        said = {each: said_in(each, english, values) for each in language.LANGUAGES}
        made = super().__new__(cls, said[language.ENGLISH])
        made.in_languages = said
        return made


def said_in(other, english, values):
    """A message in another language than the one spoken, and so errors among its values."""
    with language.speaking(other):
        return language.tr(english, **values)


def spoken(text):
    """A text from or for a file in the language spoken, if it is known there."""
    if isinstance(text, Recorded):
        return text.in_languages[language.current()]
    return language.tr(text)
