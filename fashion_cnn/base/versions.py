"""Versions of Python and of packages: which the kit needs, and which are here.

Written for any Python from 3.8, with the standard library alone, like the doctor.
"""

import operator
import platform
import re

from fashion_cnn.base.paths import KIT


def fits(version, wanted):
    """Whether a version is in a range.

    >>> fits("3.15.1", ">=3.15.1,<3.16")
    True
    """
    compare = {">=": operator.ge, "<=": operator.le, "==": operator.eq, "<": operator.lt}
    limits = re.findall(r"([<>=]+)\s*([\d.]+)", wanted)
    return all(compare[sign](release(version), release(limit)) for sign, limit in limits)


def release(version):
    """The numbers of a version. 3.0 and 3 are the same, and 3.0rc1 counts as 3.0."""
    digits = re.match(r"\d+(\.\d+)*", version).group()
    return [int(number) for number in re.sub(r"(\.0+)+$", "", digits).split(".")]


def python_range():
    """The versions of Python on which the kit runs, such as `>=3.11,<3.14`."""
    path = KIT / "pyproject.toml"
    if path.is_file():
        return re.search(r'^requires-python = "(.+)"', path.read_text(encoding="utf-8"), re.M)[1]
    from importlib import metadata

    return metadata.metadata("fashion-cnn")["Requires-Python"]


def python_fits(version=None):
    """Whether the kit runs on this version of Python, or on the running one."""
    return fits(version or platform.python_version(), python_range())


def pythons():
    """The versions of Python that fit, the newest first, such as ["3.13", "3.12", "3.11"]."""
    return [f"3.{minor}" for minor in range(40, 7, -1) if python_fits(f"3.{minor}")]


def requirements():
    """{package: range of versions} from requirements.txt; empty where there is no such file."""
    path = KIT / "requirements.txt"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return dict(re.findall(r"^([A-Za-z][\w.-]*)[ \t]*([<>=][^#;\n]*\d)?", text, re.M))


def installed(package):
    """The version of an installed package, or None."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
