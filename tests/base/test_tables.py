"""Tables as CSV files: what spreadsheets and programs read, and what an interruption leaves."""

import csv
import errno

import pytest

from fashion_cnn.base import tables
from fashion_cnn.base.errors import UsageError


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


ROWS = [["가방 1.png", "a,b", 'say "x"'], ["new\nline.png", "", "0.5"]]


def test_a_table_has_its_columns_and_rows(tmp_path):
    with tables.growing(tmp_path / "x.csv", ["file", "b", "c"]) as table:
        table.add(ROWS[:1])
        assert read(tmp_path / "x.csv") == [["file", "b", "c"], ROWS[0]]
        table.add(ROWS[1:])
        assert table.rows == 2
    assert read(tmp_path / "x.csv") == [["file", "b", "c"], *ROWS]


def test_excel_is_told_that_it_is_utf_8(tmp_path):
    with tables.growing(tmp_path / "x.csv", ["a"]) as table:
        table.add([["가"]])
    assert (tmp_path / "x.csv").read_bytes() == "\ufeffa\n가\n".encode()


def test_a_file_name_that_is_no_text_is_written_with_its_bytes(tmp_path):
    with tables.growing(tmp_path / "x.csv", ["a"]) as table:
        table.add([[b"\xff.png".decode("utf-8", "surrogateescape")]])
    assert read(tmp_path / "x.csv")[1] == ["\\udcff.png"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_path_is_no_formula_and_names_the_same_file(start):
    assert tables.path_cell(f"{start}1.png") == f"./{start}1.png"
    assert tables.path_cell(f"a{start}1.png") == f"a{start}1.png"


def test_an_existing_file_is_left_as_it_is(tmp_path):
    (tmp_path / "x.csv").write_text("mine")
    with (
        pytest.raises(UsageError, match="exists already"),
        tables.growing(tmp_path / "x.csv", ["a"]),
    ):
        pass
    assert (tmp_path / "x.csv").read_text() == "mine"


@pytest.mark.parametrize("rows", [0, 1])
def test_an_interruption_leaves_whole_rows_or_nothing(tmp_path, rows):
    def interrupted():
        with tables.growing(tmp_path / "x.csv", ["a"]) as table:
            table.add([["1"]] * rows)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "x.csv").exists() == bool(rows)
    if rows:
        assert read(tmp_path / "x.csv") == [["a"], ["1"]]


def test_a_full_disk_leaves_whole_rows_and_names_the_file(tmp_path):
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of a file")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill():
        with tables.growing(tmp_path / "x.csv", ["a"]) as table:
            for _ in range(1000):
                table.add([["123456789"], ["123456789"]])

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match=r"x\.csv") as raised:
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.errno == errno.EFBIG
    found = read(tmp_path / "x.csv")
    assert len(found) % 2 == 1
    assert set(map(tuple, found[1:])) == {("123456789",)}
