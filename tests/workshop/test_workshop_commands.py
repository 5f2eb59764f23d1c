"""The commands of the workshop, run as a learner runs them, in a folder of their own."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers import as_ordinary_user
from learner import ENVIRONMENT, KERNELS, NONE_RIGHT, PASSED, progress, said, solve, start_process
from rich.cells import cell_len

from fashion_cnn.base.console import PLAIN
from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.finding import Outcome
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.learner.show import COMMAND
from fashion_cnn.workshop.learner.workspace import Workspace, read_progress
from fashion_cnn.workshop.manifest import EXERCISES, SOLUTIONS, lessons
from fashion_cnn.workshop.process.pool import Workers
from fashion_cnn.workshop.texts import Texts

FIRST, SECOND, LAST = lessons()[0], lessons()[1], lessons()[-1]


def test_start_makes_a_folder_with_every_exercise(folder):
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    assert there == {lesson.file: strip.make_exercise(lesson) for lesson in lessons()}


def test_start_again_changes_nothing_and_adds_what_is_missing(folder, run):
    mine = folder / FIRST.file
    mine.write_text("# mine\n", encoding="utf-8")
    assert said("started_before", folder="mine") in run(folder.parent, "start", "mine")
    (folder / SECOND.file).unlink()
    assert SECOND.file in run(folder.parent, "start", "mine")
    assert mine.read_text(encoding="utf-8") == "# mine\n"


def test_start_refuses_a_folder_of_something_else(tmp_path, run):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").write_bytes(b"")
    assert "has other files in it" in run(tmp_path, "start", "photos", code=2)
    (tmp_path / "file").write_text("")
    assert "is a file" in run(tmp_path, "start", "file", code=2)
    assert "belongs to the kit" in run(tmp_path, "start", SOLUTIONS, code=2)


def test_without_a_word_it_says_where_one_is_and_what_is_next(folder, run, no_pictures):
    text = run(folder)
    assert said("welcome", count=len(lessons()), folder=folder) in text
    assert now(FIRST, FIRST.file) in text
    solve(folder, FIRST)
    following = {"number": 2, "title": SECOND.title("en"), "path": SECOND.file}
    assert said("next_lesson", **following) in run(folder, "check")
    assert said("done_so_far", done=1, count=len(lessons()), folder=folder) in run(folder)


def now(lesson, path):
    """Return what is said of the current lesson."""
    words = {"number": lesson.number, "title": lesson.title("en"), "minutes": lesson.minutes}
    return said("current", path=path, **words)


def test_a_workspace_is_found_from_a_folder_below_and_by_name(folder, run):
    (folder / "below").mkdir()
    assert now(FIRST, folder / FIRST.file) in run(folder / "below")
    assert now(FIRST, Path("mine") / FIRST.file) in run(folder.parent, "--folder", folder)
    assert FIRST.id in run(folder.parent, "list", "--folder", folder)
    assert "there is no folder" in run(folder.parent, "--folder", "nowhere", code=2)


@pytest.mark.parametrize("name", ["kernels", str(KERNELS.number), KERNELS.file])
def test_a_lesson_is_named_by_id_number_or_file(folder, name, run):
    assert NONE_RIGHT in run(folder, "check", name, code=1)


def test_an_unknown_lesson_names_the_nearest(folder, run):
    text = run(folder, "check", "kernel", code=2)
    assert "There is no lesson 'kernel'. Did you mean 'kernels'?" in text


def test_check_names_the_mistake_and_the_next_line(folder, run, no_pictures):
    path = solve(folder, body="    return kernel.mean()\n")
    text = run(folder, "check", "kernels", code=1)
    assert said("so_far", lesson="Kernels", right=4, tasks=5) in text
    assert Texts()("kernels", "brightness.averaged") in text
    lines = path.read_text(encoding="utf-8").splitlines()
    [line] = [number for number, text in enumerate(lines, 1) if text.startswith("def brightness")]
    assert said("next_task", task="brightness", where=f"{path.name}:{line}") in text
    assert progress(folder)["lessons"]["kernels"]["last"] == "mistake.averaged"


def test_a_pass_is_remembered_and_the_picture_is_drawn(folder, run):
    solve(folder)
    text = run(folder, "check", "kernels")
    assert PASSED in text
    assert (folder / "pictures" / f"{Path(KERNELS.file).stem}.png").is_file()
    assert re.search(r"kernels .* done", run(folder, "list"))


def test_files_and_progress_go_by_id_when_numbers_change(folder, run, no_pictures):
    solve(folder)
    (folder / KERNELS.file).rename(folder / "77_kernels.py")
    assert PASSED in run(folder, "check", "kernels")
    assert said("started_before", folder="mine") in run(folder.parent, "start", "mine")


def test_a_missing_file_says_how_to_get_one(folder, run):
    (folder / FIRST.file).unlink()
    text = run(folder, "check", FIRST.id, code=1)
    assert f"python -m fashion_cnn.workshop reset {FIRST.id}" in text
    run(folder, "reset", FIRST.id)
    assert (folder / FIRST.file).is_file()


def hinted(task, number, hint, count):
    return said("hint", task=task, number=number, hint=hint, count=count)


def test_hints_come_one_by_one_for_the_first_task_that_is_not_right(folder, run, no_pictures):
    path = solve(folder)
    wrong = path.read_text(encoding="utf-8").replace("return same_picture + edge", "return edge")
    path.write_text(wrong, encoding="utf-8")
    hints = KERNELS.hints["en"]["sharpen"]
    for number, hint in enumerate(hints, start=1):
        text = run(folder, "hint", "kernels")
        assert hinted("sharpen", number, hint, len(hints)) in text
    solution = "python -m fashion_cnn.workshop solution kernels --reveal"
    last = said("last_hint", task="sharpen", command=solution)
    assert last in text
    assert last in run(folder, "hint", "kernels")
    assert KERNELS.hints["en"]["edges"][0] in run(folder, "hint", "kernels", "--task", "edges")
    assert "There is no task 'edge'" in run(folder, "hint", "kernels", "--task", "edge", code=2)
    solve(folder)
    assert said("nothing_to_hint", title="Kernels") in run(folder, "hint", "kernels")


def test_a_task_is_enough_to_find_the_lesson_to_hint_at(folder, run):
    task, hints = list(LAST.hints["en"].items())[-1]
    assert hinted(task, 1, hints[0], len(hints)) in run(folder, "hint", "--task", task)
    text = run(folder, "hint", "--task", task)
    assert all(hint in text for hint in hints[:2])


def test_lost_progress_is_restored_without_a_word(folder, run, no_pictures):
    solve(folder)
    (folder / "progress.json").unlink()
    text = run(folder, "list")
    assert re.search(r"kernels .* done", text)
    assert "progress" not in text


def test_start_restores_lost_progress(folder, run, no_pictures):
    solve(folder)
    (folder / "progress.json").unlink()
    run(folder.parent, "start", "mine")
    assert "passed" in progress(folder)["lessons"]["kernels"]


def test_two_checks_at_once_lose_nothing(folder):
    def record(lesson):
        Workspace(folder).record(lesson, Outcome([]))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, lessons()))
    assert set(progress(folder)["lessons"]) >= {lesson.id for lesson in lessons()}


def test_a_lock_that_a_dead_process_has_left_is_no_obstacle(folder, run):
    lock = folder / ".progress.lock"
    for when in (0, 4_000_000_000):  # long ago; or in the future, since the clock was set back
        lock.touch()
        os.utime(lock, (when, when))
        run(folder, "hint", "kernels")
    assert progress(folder)["lessons"]["kernels"]["hints"] == {"brightness": 2}


def test_a_folder_that_may_only_be_read_is_no_reason_to_give_up(users_folder, run, monkeypatch):
    run(users_folder, "start", users_folder / "mine")
    workspace = Workspace(users_folder / "mine")
    workspace.folder.chmod(0o555)
    with as_ordinary_user():
        workspace.change(lambda: workspace.progress.update(current="kernels"))
    assert "Choose a folder that you may write to." in workspace.unsaved
    assert workspace.current() == KERNELS
    workspace.folder.chmod(0o755)


@pytest.mark.parametrize("kits", [SOLUTIONS, EXERCISES])
@pytest.mark.parametrize("command", [[], ["list"], ["check"], ["hint"], ["reset"], ["notebooks"]])
def test_the_kits_own_lessons_are_no_workspace(tmp_path, run, kits, command):
    before = {path.name for path in kits.iterdir()}
    for text in (run(kits, *command, code=2), run(tmp_path, "--folder", kits, *command, code=2)):
        assert "belongs to the kit" in text
        assert f"{COMMAND} start {KIT / 'my-workshop'}" in text
    assert {path.name for path in kits.iterdir()} == before


def test_a_named_file_of_the_kit_is_checked_and_nothing_is_saved(tmp_path, run, no_pictures):
    before = {path.name for path in EXERCISES.iterdir()}
    text = run(tmp_path, "check", EXERCISES / KERNELS.file, code=1)
    assert NONE_RIGHT in text
    assert said("kits_own", command=f"{COMMAND} start my-workshop") in text
    assert {path.name for path in EXERCISES.iterdir()} == before


@pytest.mark.parametrize(
    "command", [[], ["list"], ["check"], ["hint"], ["watch"], ["reset"], ["solution"]]
)
def test_elsewhere_each_command_says_how_to_start(tmp_path, run, command):
    text = run(tmp_path, *command, code=2)
    assert str(tmp_path) in text
    assert f"{COMMAND} start my-workshop" in text
    assert list(tmp_path.iterdir()) == []


def test_beside_a_workspace_the_commands_say_to_go_there(tmp_path, run):
    run(tmp_path, "start", "it's mine")
    assert "cd 'it'\"'\"'s mine'" in run(tmp_path, "check", code=2)


def test_the_printed_cd_works_in_a_shell(tmp_path, run):
    name = 'it\'s $HOME; "mine"'
    lines = run(tmp_path, "start", name).splitlines()
    [cd] = [line for line in lines if line.startswith("    cd ")]
    done = subprocess.run(f"{cd}\npwd", shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == str(tmp_path / name)


def test_windows_gets_quotes_of_its_own(monkeypatch):
    monkeypatch.setattr(show.os, "name", "nt")
    assert show.quoted(r"C:\Users\me\mine") == r"C:\Users\me\mine"
    assert show.quoted(r"C:\it's mine") == '"C:\\it\'s mine"'


def test_a_path_that_does_not_exist_is_not_taken_for_a_lesson(folder, run):
    assert "There is no file" in run(folder, "check", "nowhere/02_kernels.py", code=2)


def test_a_file_named_from_elsewhere_is_remembered_beside_it(folder, run, tmp_path, no_pictures):
    path = solve(folder)
    (tmp_path / "elsewhere").mkdir()
    run(tmp_path / "elsewhere", "check", path)
    assert "passed" in progress(folder)["lessons"]["kernels"]


def test_reset_keeps_the_old_file(folder, run, no_pictures):
    path = solve(folder)
    solved = path.read_text(encoding="utf-8")
    text = run(folder, "reset", "kernels")
    [kept] = (folder / "backups").glob("*.py")
    assert kept.name in text
    assert kept.read_text(encoding="utf-8") == solved
    assert path.read_text(encoding="utf-8") == strip.make_exercise(KERNELS)
    assert said("reset_untouched", path=path.name) in run(folder, "reset", "kernels")
    solve(folder)
    run(folder, "reset", "kernels")
    assert len(list((folder / "backups").glob("*.py"))) == 2


@pytest.mark.parametrize("writes", ["copy2", "write_text"])
def test_reset_on_a_full_disk_leaves_the_file_in_its_place(folder, run, monkeypatch, writes):
    path = solve(folder)
    solved = path.read_text(encoding="utf-8")

    def full(*arguments, **settings):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(shutil if writes == "copy2" else Path, writes, full)
    text = run(folder, "reset", "kernels", code=1)
    assert path.read_text(encoding="utf-8") == solved
    assert f"{path} has not been changed." in text
    kept = [str(copy) for copy in (folder / "backups").iterdir()]
    assert [copy in text for copy in kept] == [True] * (writes == "write_text")


def test_a_solution_is_shown_after_a_pass_or_with_reveal(folder, run, no_pictures):
    text = run(folder, "solution", "kernels", code=1)
    command = "python -m fashion_cnn.workshop solution kernels --reveal"
    assert said("solution_first", command=command) in text
    assert "np.clip" not in text
    assert "np.clip(values, 0, 255)" in run(folder, "solution", "kernels", "--reveal")
    solve(folder)
    run(folder, "check", "kernels")
    text = run(folder, "solution", "kernels")
    assert "np.clip(values, 0, 255)" in text
    assert "SOLUTION" not in text


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"lessons": 3}',
        '{"lessons": {"kernels": {"tasks": 1}}}',
        "\0",
        '{"lessons": {"kernels": {"hints": {"brightness": "x"}}}}',
        '{"language": "xx", "lessons": {}}',
        '{"lessons": {}, "new": NaN}',
        '{"lessons": {}, "new": 1e999}',
        '{"lessons": {}, "new": "\\ud800"}',
        '{"lessons": {"kernels": {"hints": {"brightness": -1}}}}',
        "[" * 100_000,
        '{"lessons": {}, "new": ' + "9" * 5000 + "}",
    ],
)
def test_progress_that_no_command_wrote_is_damaged(tmp_path, damage):
    (tmp_path / "progress.json").write_text(damage, encoding="utf-8")
    assert read_progress(tmp_path / "progress.json") is None


def test_damaged_progress_is_set_aside_and_restored(folder, run, no_pictures):
    solve(folder)
    run(folder, "check", "kernels")
    (folder / "progress.json").write_text("{", encoding="utf-8")
    text = run(folder, "list")
    [kept] = folder.glob("progress-damaged-*.json")
    assert said("damaged", file="progress.json", kept=kept.name) in text
    assert re.search(r"kernels .* done", text)
    assert kept.read_text(encoding="utf-8") == "{"
    assert "passed" in progress(folder)["lessons"]["kernels"]


def test_progress_of_a_later_kit_keeps_what_this_one_does_not_know(folder, run, no_pictures):
    content = {"lessons": {"not_yet": {"passed": "2030-01-01"}}, "new": 1, "current": "not_yet"}
    (folder / "progress.json").write_text(json.dumps(content), encoding="utf-8")
    solve(folder)
    run(folder, "check", "kernels")
    assert progress(folder)["lessons"]["not_yet"] == {"passed": "2030-01-01"}
    assert progress(folder)["new"] == 1


def test_progress_reads_folders_and_changes_nothing(folder, run, no_pictures):
    solve(folder)
    run(folder, "check", "kernels")
    other = folder.parent / "other"
    run(folder.parent, "start", "other")
    broken = folder.parent / "broken"
    broken.mkdir()
    (broken / "progress.json").write_text("{", encoding="utf-8")
    text = run(folder.parent, "progress", folder, other, broken)
    assert re.search(rf"mine +1 of {len(lessons())} +kernels +5 of 5", text)
    assert re.search(r"other +nothing checked yet", text)
    assert re.search(r"broken +progress.json is damaged", text)
    assert (broken / "progress.json").read_text(encoding="utf-8") == "{"
    assert "There is no folder" in run(folder.parent, "progress", "nowhere", code=2)


def test_columns_are_aligned_where_a_hangul_letter_is_two_wide(folder, run):
    lines = run(folder, "--lang", "ko", "list").splitlines()[: len(lessons())]
    before = [line.partition("분")[0] for line in lines]
    assert len(before) == 25
    assert len(set(map(cell_len, before))) == 1


def test_another_language_must_exist(folder, run):
    assert "There is no language 'xx'" in run(folder, "--lang", "xx", "list", code=2)
    assert "There is no language 'xx'" in run(folder, "list", "--lang", "xx", code=2)
    assert "Kernels" in run(folder, "--lang", "en", "list")


def test_the_run_button_gives_the_verdict_and_remembers_it(folder):
    done = start_process(folder, solve(folder))
    assert done.returncode == 0, done.stderr
    picture = f"{Path(KERNELS.file).stem}.png"
    assert done.stdout.index(PASSED) < done.stdout.index(picture)
    assert "passed" in progress(folder)["lessons"]["kernels"]


def test_a_solution_run_as_a_file_does_not_touch_anybodys_progress(tmp_path):
    before = {path: path.read_bytes() for path in (KIT / "workshop").glob("*.json")}
    done = start_process(tmp_path, SOLUTIONS / KERNELS.file)
    assert PASSED in done.stdout
    assert {path: path.read_bytes() for path in (KIT / "workshop").glob("*.json")} == before


def test_pipes_get_no_colours_and_a_terminal_does(folder, run, no_pictures, monkeypatch):
    assert "\x1b" not in run(folder, "check", "kernels", code=1)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1m" in run(folder, "check", "kernels", code=1)
    (folder / KERNELS.file).write_text("def (", encoding="utf-8")
    assert "\x1b[1;31m" in run(folder, "check", "kernels", code=1)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[1;31m" not in run(folder, "check", "kernels", code=1)


def test_a_console_without_unicode_gets_plain_letters_instead_of_an_error(folder):
    solve(folder, body="    return np.abs(kernel).sum()\n")
    ascii_only = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = start_process(folder, "-m", "fashion_cnn.workshop", "check", "kernels", **ascii_only)
    assert done.stderr == ""
    sentence = Texts()("kernels", "brightness.without_signs")
    assert sentence.encode("ascii", PLAIN).decode() in done.stdout
    assert not sentence.isascii()


def test_hints_wait_for_a_file_that_can_be_read(folder, run):
    (folder / KERNELS.file).write_text("def (", encoding="utf-8")
    text = run(folder, "hint", "kernels", code=1)
    what = Texts()("engine", "syntax", file=KERNELS.file, line=1, what="|").partition("|")[0]
    assert what in text
    assert KERNELS.hints["en"]["brightness"][0] not in text


def test_a_hint_for_a_file_that_has_not_changed_reads_the_last_verdict(
    folder, run, no_pictures, monkeypatch
):
    path = folder / KERNELS.file
    first = said("checked_first", path=path.name)
    assert first in run(folder, "hint", "kernels")
    path.write_text("def (", encoding="utf-8")
    run(folder, "check", "kernels", code=1)
    monkeypatch.setattr(Workers, "check", None)
    assert first not in run(folder, "hint", "kernels", code=1)
    monkeypatch.undo()
    solve(folder)
    assert first in run(folder, "hint", "kernels")


def test_long_lines_are_cut(folder, run, no_pictures):
    solve(folder, body="    print('x' * 100_000)\n    raise ValueError('y' * 100_000)\n")
    text = run(folder, "check", "kernels", code=1)
    assert "xxx" in text
    assert "yyy" in text
    assert max(map(len, text.splitlines())) < 600


@pytest.mark.parametrize("command", [["list"], ["check", "kernels"], ["hint", "kernels"]])
def test_a_closed_output_is_no_error(folder, command):
    words = [sys.executable, "-m", "fashion_cnn.workshop", *command]
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *words]
    environment = os.environ | ENVIRONMENT
    done = subprocess.run(closed, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == (command[0] == "check")


def test_a_folder_that_was_deleted_is_named_as_such(folder):
    script = f"rm -r {folder}; {sys.executable} -m fashion_cnn.workshop check"
    environment = os.environ | ENVIRONMENT
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "has been deleted" in done.stderr
    assert "Traceback" not in done.stderr
