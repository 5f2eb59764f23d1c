"""For those who write lessons.

`strip` makes the exercises in workshop/ from solutions/, and `verify` checks that all lessons are
in order: it is run by hand and by CI.
"""
