"""A function to write, and one attempt at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def itself(value):
    return value


@dataclass(frozen=True)
class Task:
    """A function to write: the right answer, the inputs to try, and the usual mistakes.

        Task(
            answer=lambda size: np.full((size, size), 1 / size**2),
            inputs=lambda draw: [(1,), (3,), (draw.integers(4, 9),)],
            mistakes={"not_averaged": lambda size: np.ones((size, size))},
        )

    answer       the right function
    inputs       maps a random generator to a list of argument tuples, chosen and random ones
    mistakes     {name: a function that makes this mistake}; words/ has a sentence for each
    exact        whether the type of the numbers (uint8, float64) must be right, too
    compare_as   maps a result to what is compared, if results are not numbers or arrays
    """

    answer: Callable
    inputs: Callable
    mistakes: dict = field(default_factory=dict)
    exact: bool = False
    compare_as: Callable = itself


@dataclass(frozen=True)
class Trial:
    """One input with the right result and the learner's."""

    arguments: dict
    expected: Any = None
    got: Any = None
    changed: str = ""  # the argument that the learner's function changed
    error: BaseException | None = None  # what it raised instead of returning something
