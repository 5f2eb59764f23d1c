"""What the workshop says to learners.

    say = Texts("en")
    say("engine", "unrecognised", function="sharpen")

In each folder words/<language>, engine.toml has what the checks say in any lesson, commands.toml
what the commands say, notebook.toml what is different in a notebook, and <id>.toml a table for each
task of a lesson, with a sentence for each mistake that the checks recognise. Languages other than
English have the lessons' titles and hints in lessons.toml.
"""

from fashion_cnn.base.words import Words


class Texts(Words):
    """The workshop's sentences in one language."""

    def __call__(self, file, key, /, **values):
        if file == "engine" and values.get("line"):
            values["line"] = self.line(values["line"])
        return super().__call__(file, key, **values)

    def line(self, number):
        """How sentences name a line of the learner's file, after the word "line"."""
        return number

    def where(self, path, line):
        """A line of the learner's file as editors link to it; the file for line 0."""
        return f"{path}:{line}" if line else path

    def place(self, file, line, function):
        """The words for a line of a learner's file and the function it is in."""
        key = "in_function" if function else "in_file" if line else "somewhere"
        return self("engine", key, file=file, line=line, function=function)
