"""The classes that a model gives to the image files of a folder, as a table.

The table has a row for each file: the likeliest class and its probability, the probability of
every class, the class that the file's folder is named after, and why the file could not be used.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np

from fashion_cnn import data, inside
from fashion_cnn.base.errors import KitError, UsageError, printable
from fashion_cnn.base.language import ENGLISH, LANGUAGES, speaking, tr
from fashion_cnn.base.tables import growing, path_cell
from fashion_cnn.inside import commands, needs, own_pictures
from fashion_cnn.inside.opened import open_model


@dataclass
class Tally:
    """How many files were used and labelled, and how many of the labels the model gave."""

    used: int = 0
    labelled: int = 0
    right: int = 0
    failed: int = 0
    example: KitError | None = None

    @property
    def files(self):
        return self.used + self.failed

    def add(self, label, number):
        """Count a file with the number of its label, or None, and that of the model's answer."""
        self.used += 1
        self.labelled += label is not None
        self.right += label == number

    def add_failure(self, error):
        self.failed += 1
        self.example = self.example or error


def classify(source, folder, survey, out, arguments):
    """Write the table `out` for the model of a Source and the images of a folder; print a summary.

    Raises KitError for a model without class scores, and if no file could be used. Ctrl-C leaves
    the rows that are written.
    """
    opened = open_model(source, arguments.dataset, arguments.pixels)
    print(tr("The model: {what}", what=printable(opened.what)))
    check(opened, arguments)
    opened.say_input()
    opened.say_answer()
    if opened.taken.picture[2] == 1 and not (arguments.as_is or opened.takes_whole_pictures):
        opened.say(
            tr(
                "The object in each picture gets the size and the place that objects have in the "
                "training images. Images of a data set have them already: add --as-is."
            )
        )
    read = own_pictures.reader(opened, arguments.as_is)
    with speaking(ENGLISH):
        names = all_names(opened)
    tally = Tally()
    columns = ["file", "class", score_name(opened), *names, "label", "error"]
    with growing(out, columns) as table, own_pictures.progress(survey.images) as advance:
        try:
            for batch in own_pictures.batches(opened, folder, read):
                table.add(rows(opened, batch, names, tally))
                advance(len(batch))
        except BaseException as error:
            kept = written_so_far(out, table, survey)
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(tr("Interrupted. {kept}", kept=kept)) from None
            print(kept)
            raise
    summarise(out, folder, survey, tally)


def check(opened, arguments):
    """Raise UsageError for a model that cannot say which class a picture belongs to."""
    for need in (needs.picture, needs.class_scores):
        lack = need(opened, arguments)
        if lack:
            raise UsageError(lack)
    if opened.answer.classes == 1 and opened.answer.kind == "other":
        raise UsageError("The model's one output is no probability.")


def all_names(opened):
    """A name for each class; a model with one output tells two classes apart."""
    return commands.names_or_numbers((), 2) if opened.answer.classes == 1 else opened.class_names


def score_name(opened):
    return "output" if opened.answer.kind == "other" else "probability"


def rows(opened, batch, names, tally):
    """The rows of a batch of (path, pixels or KitError); counted in the Tally."""
    pixels = [found for _, found in batch if not isinstance(found, KitError)]
    scores = iter(scores_of(opened, pixels) if pixels else ())
    numbers = numbers_by_name(opened, names)
    made = []
    for path, found in batch:
        label = label_of(path, numbers)
        label_name = "" if label is None else names[label]
        if isinstance(found, KitError):
            tally.add_failure(found)
            blanks = [""] * (2 + len(names))
            made.append([path_cell(path), *blanks, label_name, reason(found)])
            continue
        values = next(scores)
        number = int(values.argmax())
        tally.add(label, number)
        written = [f"{value:.6g}" for value in values]
        made.append([path_cell(path), names[number], written[number], *written, label_name, ""])
    return made


def scores_of(opened, pixels):
    """The model's probability of every class, (N, classes), for pixels [(H, W, C)]."""
    found = inside.probabilities(opened.shown, np.stack(pixels))
    return np.concatenate([1 - found, found], axis=1) if opened.answer.classes == 1 else found


def reason(error):
    """What a KitError about a file says, in English and without the name of the file."""
    with speaking(ENGLISH):
        return str(error).removeprefix(f"{error.values['path']}: ")


# ------------------------------------------------------------------------------ labels of folders


def numbers_by_name(opened, names):
    """{what a folder may be called: number of the class}: its name in any language, or its number.

    Spelled as by `spelled`.
    """
    known = [map(str, range(len(names))), names]
    english = data.CLASS_NAMES.get(opened.dataset, ())
    for language in LANGUAGES if len(english) == len(names) else ():
        with speaking(language):
            known.append(data.class_words(english))
    return {spelled(name): number for each in known for number, name in enumerate(each)}


def spelled(name):
    """A name without capitals, spaces, hyphens and underscores."""
    # macOS writes Hangul as single letters.
    plain = unicodedata.normalize("NFC", name).casefold()
    return "".join(letter for letter in plain if letter not in " -_")


def label_of(path, numbers):
    """The number of the class that the nearest folder in a path is named after, or None."""
    for folder in reversed(path.split("/")[:-1]):
        if spelled(folder) in numbers:
            return numbers[spelled(folder)]
    return None


# ---------------------------------------------------------------------------------------- summary


def written_so_far(out, table, survey):
    """What is kept of a table that was not completed."""
    if not table.rows:
        return tr("No table was written.")
    return tr(
        "{path} has the first {count:,} of {total:,} files.",
        path=printable(out),
        count=table.rows,
        total=survey.images,
    )


def summarise(out, folder, survey, tally):
    """Print what the table has; the accuracy comes last. KitError if no file could be used."""
    for sentence in survey.sentences():
        print(printable(sentence))
    if not tally.used:
        raise KitError(
            "No file could be used, see the column error in {out}. The first: {error}",
            out=printable(out),
            error=tally.example,
        )
    print(
        tr(
            "Written: {path} (files: {count:,}).",
            path=printable(out),
            count=tally.files,
        )
    )
    if tally.failed:
        print(
            tr(
                "{failed:,} of them could not be used, see the column error. The first: {error}",
                failed=tally.failed,
                error=printable(tally.example),
            )
        )
    if tally.labelled:
        print(
            tr(
                "Accuracy: {share:.2%} of the {count:,} images in folders named after a class "
                "({right:,} are right).",
                share=tally.right / tally.labelled,
                count=tally.labelled,
                right=tally.right,
            )
        )
