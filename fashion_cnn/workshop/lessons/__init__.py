"""What the checks try, a module for each lesson: TASKS is {function name: Task}.

The right answers come from the package (convolution.py, arithmetic.py, kernels.py) wherever it
has them, not from solutions/, so that the two can disagree.
"""

from importlib import import_module


def tasks(lesson_id):
    """Return the {name: Task} of a lesson."""
    return import_module(f"{__name__}.{lesson_id}").TASKS
