"""A learner's side of the workshop: the commands, the folder with the lessons, what is printed.

`commands` has a function for each command, `run_button` does what the last line of a lesson asks
for, and `watch` checks a lesson whenever it is saved: all three check through `session` and print
through `show`. `workspace` is the learner's folder. `notebooks` makes lessons into notebooks, in
whose cells `kernel` does what the commands do in a terminal.
"""
