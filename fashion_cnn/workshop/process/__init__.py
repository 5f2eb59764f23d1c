"""Run each learner's file in a process of its own, so that nothing in it can stop the command.

On the side of the command, `pool` starts the processes and `check` follows one of them. On the
other side, `worker` is the program that runs there. They exchange `messages`, and a process that
ends too early leaves its `stack`.
"""
