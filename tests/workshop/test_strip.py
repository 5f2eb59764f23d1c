"""From solutions to exercises: regions, markers that are wrong, drift, editions."""

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop import manifest
from fashion_cnn.workshop.authors import strip

LESSON = '''\
# %% [markdown]
# # A lesson

# %%
def double(x: int) -> int:
    """Return twice x."""
    # SOLUTION: Multiply by two.
    twice = 2 * x

    return twice
    # END SOLUTION


def loop(n: int) -> int:
    """Return the sum of 0 to n - 1."""
    total = 0
    for i in range(n):
        # SOLUTION: Add i.
        total += i
        # END SOLUTION
    return total
'''
EXERCISE = '''\
# %% [markdown]
# # A lesson

# %%
def double(x: int) -> int:
    """Return twice x."""
    # TODO: Multiply by two.
    raise NotImplementedError


def loop(n: int) -> int:
    """Return the sum of 0 to n - 1."""
    total = 0
    for i in range(n):
        # TODO: Add i.
        raise NotImplementedError
    return total
'''


def test_regions_become_stubs_and_nothing_else_changes():
    assert strip.exercise(LESSON, "x.py") == EXERCISE


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("    twice = 2 * x\n", "    # SOLUTION: Inside.\n", 8, "inside the one from line 7"),
        ("        # END SOLUTION\n", "", 18, "never ends"),
        ("    # SOLUTION: Multiply by two.\n", "", 10, "never began"),
        ("    # END SOLUTION\n\n", "  # END SOLUTION\n\n", 11, "not indented like"),
        ("# SOLUTION: Multiply by two.", "# SOLUTION:", 7, "write '# SOLUTION: what to do'"),
        ("# SOLUTION: Multiply by two.", "# solution: two", 7, "write '# SOLUTION"),
        ("    twice = 2 * x\n", "    # end of solution\n    #END_SOLUTION\n", 8, "write '# SOL"),
        ("# # A lesson", "# END SOLUTION", 2, "never began"),
        ("    return twice\n", "    return twice  # SOLUTION: here\n", 10, "write '# SOL"),
        ("    return twice\n", "    ## SOLUTION: here\n", 10, "write '# SOL"),
        ("    return twice\n", "    # BEGIN SOLUTION\n", 10, "write '# SOL"),
        ("    return twice\n", "    # SOLUTIONS: two\n", 10, "write '# SOL"),
    ],
)
def test_a_wrong_marker_is_named_with_file_and_line(before, after, line, what):
    assert before in LESSON
    with pytest.raises(KitError, match=what) as error:
        strip.exercise(LESSON.replace(before, after, 1), "solutions/01_x.py")
    assert str(error.value).startswith(f"solutions/01_x.py:{line}: ")


def test_an_unclosed_region_is_named_where_it_begins_also_when_another_follows():
    text = LESSON.replace("    # END SOLUTION\n\n", "\n", 1)
    with pytest.raises(KitError, match=r"x.py:17: a region begins inside the one from line 7"):
        strip.exercise(text, "x.py")


def test_functions_are_shown_without_markers():
    shown = strip.functions(LESSON)
    assert list(shown) == ["double", "loop"]
    assert shown["double"].splitlines()[1:] == [
        '    """Return twice x."""',
        "    twice = 2 * x",
        "",
        "    return twice",
    ]


def test_editions_differ_in_words_only():
    korean = LESSON.replace("# # A lesson", "# # 강의").replace("Return twice x.", "x의 두 배.")
    assert strip.code_of(korean) == strip.code_of(LESSON)
    assert strip.code_of(LESSON.replace("2 * x", "3 * x")) != strip.code_of(LESSON)


@pytest.fixture
def folders(monkeypatch, tmp_path):
    """Empty folders in the place of solutions/ and workshop/, with one lesson."""
    lesson = manifest.Lesson("x", 1, {"en": "X"}, 5, "numpy", "numpy", 5.0, {"en": {"double": []}})
    for module in (strip, manifest):
        monkeypatch.setattr(module, "lessons", lambda: (lesson,))
        monkeypatch.setattr(module, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(strip, "EXERCISES", tmp_path / "workshop")
    for name in ("solutions", "workshop"):
        (tmp_path / name).mkdir()
    (tmp_path / "solutions/01_x.py").write_text(LESSON, encoding="utf-8")
    return tmp_path


def test_exercises_are_written_and_drift_is_noticed(folders):
    written = folders / "workshop/01_x.py"
    assert strip.drifted() == ["01_x.py"]
    assert strip.write_exercises() == ["01_x.py"]
    assert written.read_text(encoding="utf-8") == EXERCISE
    assert strip.drifted() == strip.write_exercises() == []
    written.write_text(EXERCISE + "\n", encoding="utf-8")
    assert strip.drifted() == ["01_x.py"]


def test_an_exercise_without_a_lesson_is_drift_and_goes(folders):
    strip.write_exercises()
    old = folders / "workshop/02_gone.py"
    old.write_text("", encoding="utf-8")
    assert strip.drifted() == ["02_gone.py"]
    strip.write_exercises()
    assert not old.exists()


def test_what_somebody_wrote_into_the_exercises_is_kept(folders):
    strip.write_exercises()
    written = folders / "workshop/01_x.py"
    written.write_text("# my work\n", encoding="utf-8")
    strip.write_exercises()
    assert written.read_text(encoding="utf-8") == EXERCISE
    [kept] = (folders / "workshop/backups").glob("*.py")
    assert kept.read_text(encoding="utf-8") == "# my work\n"


def test_a_solution_that_the_manifest_lacks_is_an_error(folders):
    (folders / "solutions/07_lost.py").write_text("", encoding="utf-8")
    with pytest.raises(KitError, match=r"does not list 07_lost\.py"):
        strip.drifted()


def test_an_edition_in_another_language_has_other_words(folders, monkeypatch):
    lesson = strip.lessons()[0]
    assert strip.make_exercise(lesson, "ko") == strip.make_exercise(lesson)
    korean = folders / "ko/solutions/01_x.toml"
    korean.parent.mkdir(parents=True)
    monkeypatch.setattr(language, "FOLDER", folders)
    korean.write_text("[[piece]]\nen = '# A lesson'\nko = '# 강의'\n", encoding="utf-8")
    expected = strip.make_exercise(lesson).replace("# # A lesson", "# # 강의")
    assert strip.make_exercise(lesson, "ko") == expected
