"""`watch` checks every save, whatever else happens meanwhile."""

import contextlib
import os
import signal
import subprocess
import sys
import threading

from learner import ENVIRONMENT, KERNELS, NONE_RIGHT, PASSED, progress, said, solve

from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import Texts

# Seconds for a test, however busy the machine is. It waits for words, not for time to pass.
LIMIT = 300
SAVED = said("saved", time="", file=KERNELS.file)


class Watching:
    """`watch` in a process of its own; what it prints is read line by line."""

    def __init__(self, folder):
        self.path = folder / KERNELS.file
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "fashion_cnn.workshop", "watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env=os.environ | ENVIRONMENT,
        )
        self.limit = threading.Timer(LIMIT, self.process.kill)
        self.limit.start()

    def until(self, words):
        """Read up to the line with these words."""
        read = []
        for line in self.process.stdout:
            read.append(line)
            if words in line:
                return
        raise AssertionError(f"{words!r} is not in:\n{''.join(read)}")

    def __enter__(self):
        self.until("Ctrl-C")
        with saved_again_and_again(self.path):  # nothing says when the library is ready
            self.until(SAVED)
        self.until(NONE_RIGHT)
        return self

    def __exit__(self, *error):
        self.limit.cancel()
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def saved_again_and_again(path):
    enough = threading.Event()

    def save():
        while not enough.wait(0.2):
            path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")

    saving = threading.Thread(target=save)
    saving.start()
    try:
        yield
    finally:
        enough.set()
        saving.join()


def test_watch_checks_on_every_save_and_says_what_is_next(folder):
    with Watching(folder) as watching:
        # As many editors save: to a new file, which is renamed.
        new = folder / ".kernels.tmp"
        new.write_text(solve(folder).read_text(encoding="utf-8") + "# saved\n", encoding="utf-8")
        new.replace(watching.path)
        watching.until(PASSED)
        watching.until(lessons()[KERNELS.number].file)
        watching.process.send_signal(signal.SIGINT)
        watching.until(said("watch_over"))
        assert watching.process.wait(LIMIT) == 0
    assert "passed" in progress(folder)["lessons"]["kernels"]


def test_watch_keeps_what_other_commands_save_meanwhile(folder, run):
    with Watching(folder) as watching:
        run(folder, "hint", "kernels")
        solve(folder)
        watching.until(PASSED)
    assert progress(folder)["lessons"]["kernels"]["hints"] == {"brightness": 1}


def test_watch_outlives_a_file_that_ends_its_process(folder):
    with Watching(folder) as watching:
        solve(folder, body="    import os; os._exit(1)\n")
        watching.until(Texts()("engine", "died_somewhere"))
        solve(folder)
        watching.until(PASSED)


def test_a_new_save_ends_the_check_of_the_old_one(folder):
    with Watching(folder) as watching:
        solve(folder, body="    while True: pass\n")
        watching.until(SAVED)
        solve(folder)
        watching.until(said("saved_again", file=watching.path.name))
        watching.until(PASSED)
