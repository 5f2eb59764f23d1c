"""Which model a command means: a run, a file, or one of the kit's checkpoints."""
