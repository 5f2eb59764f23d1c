"""The workshop: lessons to fill in, and checks that say what is wrong.

    python -m fashion_cnn.workshop

A lesson is one file in solutions/; strip.py makes the exercise in workshop/ of it. manifest.toml
has the order and the hints, lessons/ what the checks try, texts/ what they say. A learner's file
is run in a process of its own (worker.py), which workers.py starts and stops.
"""


def verdict(lesson_id, namespace):
    """The last line of every lesson: check its file, then show its picture.

    `namespace` is the file's globals(). Where the file is imported instead of run, nothing
    happens.
    """
    if namespace["__name__"] == "__main__":
        from fashion_cnn.workshop.learner import run_button

        run_button.verdict(lesson_id, namespace)
