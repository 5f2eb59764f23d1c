"""Lessons in other languages: the code of the English file with other words.

words/ko/solutions/03_sliding.toml has, in the order of the lesson, each piece of English that a
learner reads, and what to say instead:

    [[piece]]
    en = '''Slide the kernel over the image.'''
    ko = '''커널을 이미지 위에서 움직입니다.'''

A piece is a paragraph of comment lines, a comment at the end of a line, a docstring, what a marker
says is to be done, the title of a cell, or a string that the picture shows (see pictured.py), with
its {…} and \\n as they are in the code. Its lines are kept. If the English changes, its piece is
missing, which `problems` finds, and learners see the English.
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from fashion_cnn.base.language import ENGLISH
from fashion_cnn.base.words import read
from fashion_cnn.workshop import pictured
from fashion_cnn.workshop.manifest import solution_path

# What comes before words in a comment.
MARKS = ("# SOLUTION: ", "# %% ")
# Comments that are no words: cells without a title, and the end of a marked region.
NO_WORDS = ("# %%", "# %% [markdown]", "# END SOLUTION")
QUOTES, QUOTE = '"""', '"'
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Piece:
    """Words in lines first to last of a source, counting from 1.

    `before` is what comes before the words in each of their lines, such as an indent and "# ";
    `quotes` are around a docstring or a string, else empty.
    """

    text: str
    first: int
    last: int
    before: str
    quotes: str = ""


def source(lesson, language=ENGLISH):
    """The text of a lesson's solution in a language; what is not translated is English."""
    text = solution_path(lesson).read_text(encoding="utf-8")
    return text if language == ENGLISH else translated(text, words(lesson, language))


def words(lesson, language):
    """{English piece: the same in another language} of a lesson, in the order of their file."""
    written = read(language, f"solutions/{lesson.file.removesuffix('.py')}").get("piece", [])
    return {piece[ENGLISH]: piece[language] for piece in written}


def problems(lesson, language):
    """A line for each piece of a lesson that a language lacks or has left over.

    None if the language has no words for this lesson at all: then the lesson is in English.
    """
    known = words(lesson, language)
    if not known:
        return []
    asked = [piece.text for piece in pieces(source(lesson))]
    where = f"{lesson.file}, {language}"
    return [
        *(f"{where}: not translated: {text}" for text in asked if text not in known),
        *(f"{where}: no longer in the lesson: {text}" for text in known if text not in asked),
    ]


def translated(text, known):
    """A source with the words of `known`, {English: other}, in place of the English ones."""
    lines = text.splitlines()
    for piece in reversed(pieces(text)):
        if piece.text in known:
            whole = slice(piece.first - 1, piece.last)
            lines[whole] = rebuilt(piece, known[piece.text], lines[whole])
    return "\n".join(lines) + "\n"


def rebuilt(piece, text, lines):
    """The lines of a piece with another text."""
    if piece.quotes == QUOTE:
        after = lines[0][len(piece.before) + len(piece.text) :]
        return [piece.before + text + after]
    if not piece.quotes:
        return [f"{piece.before}{line}".rstrip() for line in text.splitlines()]
    lines = [f"{piece.before}{line}".rstrip() for line in text.splitlines()]
    lines[0] = piece.before + piece.quotes + lines[0].removeprefix(piece.before)
    if len(lines) == 1:
        return [lines[0] + piece.quotes]
    return [*lines, piece.before + piece.quotes]


def pieces(text):
    """The Pieces of a source, in order."""
    found = [*docstrings(text), *paragraphs(comments(text)), *strings(text)]
    return sorted(found, key=lambda piece: (piece.first, piece.before))


def docstrings(text):
    """A Piece for the docstring of each function."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            first, last = node.body[0].lineno, node.body[0].end_lineno
            before = " " * node.body[0].col_offset
            own = [line.removeprefix(before) for line in lines[first - 1 : last]]
            words = "\n".join(own).strip().removeprefix(QUOTES).removesuffix(QUOTES).strip()
            yield Piece(words, first, last, before, QUOTES)


def comments(text):
    """A Piece for each comment."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.string not in NO_WORDS:
            line = token.start[0]
            mark = next((mark for mark in MARKS if token.string.startswith(mark)), "# ")
            words = token.string.rstrip().removeprefix(mark.rstrip()).removeprefix(" ")
            yield Piece(words, line, line, token.line[: token.start[1]] + mark)


def paragraphs(lines):
    """Pieces of one line each, joined where they are a paragraph: same start, no gap."""
    opened = None
    for piece in lines:
        alone = piece.before.strip() != "#"  # after code, or what a marker says
        joins = opened and opened.text and piece.text and piece.before == opened.before
        if joins and piece.first == opened.last + 1 and not alone:
            text = f"{opened.text}\n{piece.text}"
            opened = Piece(text, opened.first, piece.last, piece.before)
            continue
        if opened and opened.text:
            yield opened
        opened = piece
    if opened and opened.text:
        yield opened


def strings(text):
    """A Piece for each string that the picture shows; one for each line of a longer one."""
    lines = text.splitlines()
    for node in pictured.shown(ast.parse(text)):
        for number in range(node.lineno, node.end_lineno + 1):
            line = lines[number - 1]
            first = column(line, node.col_offset) if number == node.lineno else 0
            last = column(line, node.end_col_offset) if number == node.end_lineno else len(line)
            for match in STRING.finditer(line, first, last):
                yield Piece(match[1], number, number, line[: match.start(1)], QUOTE)


def column(line, offset):
    """Where in a line the byte is that Python's parser counts."""
    return len(line.encode()[:offset].decode())
