"""What the checks try, a module for each lesson: TASKS is {function name: Task}.

The right answers come from the package (convolution, networks) wherever it has them, not from
solutions/, so that the two can disagree.
"""

from importlib import import_module


def tasks_of(lesson_id):
    """The {name: Task} of a lesson."""
    return import_module(f"{__name__}.{lesson_id}").TASKS
