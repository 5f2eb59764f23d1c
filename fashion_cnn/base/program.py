"""Which program Python runs in this process. Written for any Python from 3.8, like the doctor."""

import sys


def is_a_command_of_the_kit():
    """True under `python -m fashion_cnn...`, where nobody else's code runs."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return spec is not None and spec.name.partition(".")[0] == "fashion_cnn"
