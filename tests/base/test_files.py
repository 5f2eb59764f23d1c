"""Files are replaced whole or not at all; errors of the system are one line."""

import errno

import pytest

from fashion_cnn.base import files
from fashion_cnn.base.errors import UsageError, describe_os_error


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.json"
    files.write_json(path, {"a": 1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(path, {"a": float("nan")})

    def half():
        with files.replacing(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text(encoding="utf-8") == '{\n  "a": 1\n}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_system_errors_are_one_line_with_a_remedy():
    error = OSError(errno.ENOSPC, "No space left on device", "runs/x")
    assert describe_os_error(error) == (
        "runs/x: No space left on device. Free some space or choose a folder on another disk."
    )
    assert describe_os_error(OSError("strange")) == "strange."


def test_a_usage_error_is_a_value_error_for_callers_in_python():
    assert issubclass(UsageError, ValueError)
    assert UsageError.exit_code == 2
