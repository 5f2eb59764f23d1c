"""What a check knows of a learner's answer. The checks of a lesson import Task from here."""

from fashion_cnn.workshop.checking.checker import Task

__all__ = ["Task"]
