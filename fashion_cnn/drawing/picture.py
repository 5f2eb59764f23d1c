"""What every drawing function returns: a figure with its title and its alt text."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fashion_cnn.base.files import replacing
from fashion_cnn.drawing import letters, style

# Compresses photographs in half of the time that the default, 6, takes: files are 2% larger.
FAST = {"compress_level": 4}
# Inches: around axes, so that the title is not taken for one of theirs.
PADDING = 0.09
# The names of title and description in the metadata of each format.
METADATA = {".pdf": ("Title", "Subject"), ".png": ("Title", "Description")}


class Picture(NamedTuple):
    """The axes of a figure (one, or an array of them), its title, and its description in words.

    The description, a sentence or two, serves as alt text. The note is small print below the
    figure, such as who made a photograph in it.
    """

    axes: Any
    title: str
    description: str
    note: str = ""

    @property
    def figure(self):
        return np.ravel(self.axes)[0].figure

    def save(self, path):
        """Write a PNG, SVG or PDF, depending on the suffix, with the title above the figure.

        The file keeps title and description as metadata: PNG viewers show them, and so does
        `PIL.Image.open(path).text["Description"]`.
        """
        # Names of layers and files are in them, so dollar signs are no formula.
        look = {"family": letters.families(), "wrap": True, "parse_math": False}
        if layout := self.figure.get_layout_engine():
            layout.set(w_pad=PADDING, h_pad=PADDING)
        self.figure.suptitle(letters.drawable(self.title), fontsize=style.HEADING_SIZE, **look)
        if self.note:
            note = "\n".join(map(letters.drawable, self.note.splitlines()))
            self.figure.supxlabel(note, fontsize=style.NOTE_SIZE, **look)
        suffix = Path(path).suffix.lower()
        title, description = METADATA.get(suffix, METADATA[".png"])
        settings = {"metadata": {title: self.title, description: self.description}}
        if suffix == ".png":
            settings["pil_kwargs"] = FAST
        letters.complete(self.figure)
        with replacing(path) as temporary:
            self.figure.savefig(temporary, dpi=style.DOTS_PER_INCH, **settings)
