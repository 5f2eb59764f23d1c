"""Every word of the figures, titles, descriptions and labels: words/<language>/figures.toml."""

from fashion_cnn.base import words
from fashion_cnn.drawing.picture import Picture


class Words(words.Words):
    """The words of the figures in one language.

        say = Words("ko")
        say("receptive_field.title", field="7 × 7")

    Raises UsageError for a language that does not exist, KeyError for a key that does not.
    """

    def __call__(self, key, /, **values):
        return super().__call__("figures", key, **values)

    def __contains__(self, key):
        try:
            return bool(self.sentence("figures", key))
        except KeyError:
            return False

    def picture(self, axes, name, /, **values):
        """The Picture of these axes, with the values filled into its title and description."""
        title, description = (self(f"{name}.{part}", **values) for part in ("title", "description"))
        return Picture(axes, title, description)
