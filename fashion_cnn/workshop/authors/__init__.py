"""For those who write lessons.

`strip` makes the exercises in workshop/ from solutions/, `verify` checks that all lessons are
in order, and `mutate` that the inputs of their checks leave no small mistake out.
"""
