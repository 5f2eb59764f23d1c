"""The report after a workshop: one page of what was learned and what needs other words.

It opens from disk, loads nothing, and names nobody.
"""

import base64
import hashlib
import html
import re
from string import Template

from fashion_cnn.base.words import Words
from fashion_cnn.workshop.room.page import WEB
from fashion_cnn.workshop.room.summary import tasks_of

PAGE = Template((WEB / "report.html").read_text(encoding="utf-8"))
STYLE = re.search(r"<style>(.*?)</style>", PAGE.template, re.DOTALL)[1]
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# For a browser that gets the page from the room: nothing but its own style.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{DIGEST}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def report(ways, rooms, language):
    """The page as HTML, in a language."""
    say = Words(language)
    tasks = tasks_of(ways, language)
    learners = len({way.learner.id for way in ways})
    facts = [
        say("room", "report_learners", learners=learners),
        say("room", "report_tasks", tasks=sum(bool(task.task) for task in tasks)),
    ]
    return PAGE.substitute(
        language=language,
        title=escaped(say("room", "report_title")),
        rooms=escaped(", ".join(rooms)),
        facts=escaped(" · ".join(facts)),
        held_up_title=escaped(say("room", "report_held_up_title")),
        held_up_means=escaped(say("room", "report_held_up_means")),
        held_up=held_up(tasks, len(rooms), say) or paragraph(say("room", "report_nobody")),
        lessons_title=escaped(say("room", "lessons")),
        times_mean=escaped(say("room", "times_mean")),
        lessons=table(tasks, say) if tasks else paragraph(say("room", "no_lessons")),
    )


def escaped(text):
    return html.escape(str(text))


def with_code(text):
    """A sentence of the checks: what is in `backquotes` is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped(text))


def paragraph(text):
    return f"<p>{escaped(text)}</p>"


def held_up(tasks, rooms, say):
    """The tasks with mistakes, first the one that held up most learners."""
    hard = [task for task in tasks if task.mistakes]
    hard.sort(key=lambda task: -task.held_up)
    return "\n".join(article(task, rooms, say) for task in hard)


def article(task, rooms, say):
    count = say("room", "report_of", count=task.held_up, tried=task.tried)
    place = say("room", "place", **place_of(task, say))
    return (
        f"<article><h3>{escaped(place)}</h3>\n<p class=count>{escaped(count)}</p>\n"
        f"<p class=facts>{escaped(' · '.join(facts_of(task, say)))}</p>\n"
        f"{mistakes(task.mistakes, rooms, say)}</article>"
    )


def place_of(task, say):
    """The values of "{number} {title} · {task}"."""
    return {
        "number": task.lesson.number,
        "title": task.lesson.title(say.language),
        "task": task.task or say("room", "report_file"),
    }


def facts_of(task, say):
    """How a task ended; a file as a whole does not end."""
    if not task.task:
        return []
    facts = [say("room", "passed", passed=task.passed, here=task.tried)]
    if task.seconds is not None:
        facts.append(say("room", "median", time=duration(task.seconds, say)))
    return facts


def mistakes(found, rooms, say):
    """A list of mistakes. Those of a single learner are folded if there are others."""
    shared = [each for each in found if each.learners > 1]
    if not shared or shared == found:
        return listed(found, rooms, say)
    single = [each for each in found if each.learners == 1]
    summary = escaped(say("room", "report_single", count=len(single)))
    folded = f"<details><summary>{summary}</summary>\n{listed(single, rooms, say)}</details>"
    return f"{listed(shared, rooms, say)}\n{folded}"


def listed(found, rooms, say):
    return "\n".join(["<ul>", *(mistake(each, rooms, say) for each in found), "</ul>"])


def mistake(found, rooms, say):
    facts = []
    if rooms > 1:
        facts.append(say("room", "report_rooms", count=found.rooms, rooms=rooms))
    if found.seconds is not None:
        facts.append(say("room", "report_mended", time=duration(found.seconds, say)))
    if found.unsolved:
        facts.append(say("room", "report_unsolved", count=found.unsolved))
    small = f"<small>{escaped(' · '.join(facts))}</small>" if facts else ""
    return f"<li><b>{found.learners}</b><p>{with_code(found.sentence)} {small}</p></li>"


def table(tasks, say):
    """How far the learners came, a row for each task."""
    keys = ("task", "report_tried", "report_passed", "report_time", "report_held_up")
    head = "".join(f"<th scope=col>{escaped(say('room', key))}</th>" for key in keys)
    body = "\n".join(row(task, say) for task in tasks if task.task)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


def row(task, say):
    place = say("room", "place", **place_of(task, say))
    time = "–" if task.seconds is None else duration(task.seconds, say)
    numbers = (task.tried, task.passed, time, task.held_up)
    cells = "".join(f"<td>{escaped(number)}</td>" for number in numbers)
    return f"<tr><th scope=row>{escaped(place)}</th>{cells}</tr>"


def duration(seconds, say):
    """Seconds below two minutes, else minutes."""
    if seconds < 120:
        return say("room", "seconds", n=round(seconds))
    return say("room", "minutes", n=round(seconds / 60))
