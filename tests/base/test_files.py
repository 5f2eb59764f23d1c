"""Files are replaced whole or not at all; errors of the system are one line."""

import errno

import pytest

from fashion_cnn.base import files
from fashion_cnn.base.errors import UsageError, describe_os_error, printable, unknown


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 합성곱 é", "plain 합성곱 é"),
        ("\x1b[31mred\x07\x9b2J", "?[31mred??2J"),
        ("right\u202eleft\ufeff\u2028\ud800", "right?left???"),
        ("two\nlines\r\n\tand more", "two lines   and more"),
        ("x" * 100_000, "x" * 17 + "..."),
        (["\x00"], "['\\x00']"),
    ],
)
def test_text_from_outside_cannot_disturb_a_terminal(text, shown):
    assert printable(text, most=20) == shown


def test_names_that_do_not_exist_are_shown_in_part():
    assert len(str(unknown("model", "x" * 100_000, ["main"]))) < 200


def test_a_claim_ends_with_its_block(tmp_path):
    path = tmp_path / "a.gz"
    mine, lost = tmp_path / ".a-00112233.gz", tmp_path / ".a-8899aabb.gz"
    others = [tmp_path / ".a-not_ours.gz", tmp_path / ".b-8899aabb.gz", path]
    for each in (lost, *others):
        each.touch()
    with files.claimed(mine):
        files.clear_abandoned(path)
        assert set(tmp_path.iterdir()) == {mine, *others}
    files.clear_abandoned(path)
    assert set(tmp_path.iterdir()) == set(others)
    files.clear_abandoned(tmp_path / "nowhere" / "a.gz")
