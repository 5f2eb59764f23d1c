"""Put back what a learner's code replaced in Python, in NumPy or in the kit."""

import contextlib
import sys

# The modules that the checks use themselves, besides the kit's.
MODULES = ("builtins", "copy", "json", "linecache", "math", "numpy", "os", "time", "traceback")


@contextlib.contextmanager
def restored():
    """Put back at the end whatever the block replaces in modules and in the interpreter."""
    modules = [
        (vars(module), dict(vars(module)))
        for name, module in list(sys.modules.items())
        if (name in MODULES or name.startswith("fashion_cnn.")) and module is not None
    ]
    limit, trace, profile = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
    try:
        yield
    finally:
        for there, before in modules:
            for name, value in before.items():
                if there.get(name) is not value:
                    there[name] = value
        sys.setrecursionlimit(limit)
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if sys.getprofile() is not profile:
            sys.setprofile(profile)
