"""Messages that files keep in English and people read in their own language.

source = Recorded("read from {place}", place=folder)
json.dumps(source), spoken(source)
"""

from fashion_cnn.base import language
from fashion_cnn.base.language import tr


class Recorded(str):
    """A message in English, filled in, that remembers what `tr` needs to say it in another."""

    def __new__(cls, english, /, **values):
        before = language.spoken["language"]
        language.speak(language.ENGLISH)  # errors among the values, too
        try:
            made = super().__new__(cls, tr(english, **values))
        finally:
            language.speak(before)
        made.english, made.values = english, values
        return made


def spoken(text):
    """A text from or for a file in the language spoken, if it is known there."""
    return tr(text.english, **text.values) if isinstance(text, Recorded) else tr(text)
