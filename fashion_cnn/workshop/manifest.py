"""The lessons in their order, from manifest.toml. Nothing heavy is imported here.

Their titles and hints in other languages than English are in words/<language>/lessons.toml.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fashion_cnn.base.errors import KitError, unknown
from fashion_cnn.base.language import ENGLISH, LANGUAGES, tr
from fashion_cnn.base.paths import KIT
from fashion_cnn.base.words import read

MANIFEST = Path(__file__).with_name("manifest.toml")
SOLUTIONS = (KIT / "solutions").resolve()
EXERCISES = KIT / "workshop"
BACKUPS = "backups"
NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Lesson:
    """One lesson. `id` never changes; `number`, its place in the order, may.

    `titles` are {language: title}, `hints` {language: {task: [hint, ...]}}. `needs` names the
    library that is imported before the learner's file is run, `draws_with` the one that its
    picture imports; `seconds` is how long each part of that file may take.
    """

    id: str
    number: int
    titles: dict
    minutes: int
    needs: str
    draws_with: str
    seconds: float
    hints: dict

    @property
    def file(self):
        """The name of the lesson's file in solutions/, in workshop/ and in every workspace."""
        return f"{self.number:02}_{self.id}.py"

    @property
    def tasks(self):
        """The names of the functions to write, in order."""
        return list(self.hints[ENGLISH])

    def title(self, language):
        return self.titles.get(language, self.titles[ENGLISH])

    def hints_for(self, task, language):
        return self.hints.get(language, {}).get(task) or self.hints[ENGLISH][task]


@cache
def lessons():
    """All lessons, in order."""
    content = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    return tuple(
        Lesson(
            id=entry["id"],
            number=number,
            titles=entry["title"] | words_of(entry["id"], "title"),
            minutes=entry["minutes"],
            needs=entry["needs"],
            draws_with=entry.get("draws_with", entry["needs"]),
            seconds=entry.get("seconds", content["seconds"]),
            hints=entry["hints"] | words_of(entry["id"], "hints"),
        )
        for number, entry in enumerate(content["lesson"], start=1)
    )


def words_of(lesson, what):
    """The title or the hints of a lesson in other languages: {language: …}."""
    found = {language: read(language, "lessons").get(lesson, {}) for language in LANGUAGES}
    return {language: words[what] for language, words in found.items() if what in words}


def find_lesson(text):
    """The lesson with an id, a number or a file of that name."""
    word = Path(str(text)).name
    for lesson in lessons():
        if word.lower() in (lesson.id, str(lesson.number), f"{lesson.number:02}"):
            return lesson
        if id_of(word) == lesson.id:
            return lesson
    raise unknown(tr("lesson"), str(text), [lesson.id for lesson in lessons()])


def id_of(file_name):
    """The id in the name of a lesson's file, or "": kernels for 02_kernels.py and .ipynb."""
    found = re.fullmatch(r"\d+_(\w+)\.(py|ipynb)", Path(file_name).name)
    return found[1] if found else ""


def solution_path(lesson):
    """The file that holds a lesson, in English: `editions` makes the other languages of it."""
    path = SOLUTIONS / lesson.file
    if not path.is_file():
        raise KitError(
            "{path}: there is no such file. The lessons come with the kit's folder.", path=path
        )
    return path
