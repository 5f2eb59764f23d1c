"""Every lesson: what learners write wrong is named, what is right passes, and words fit tasks.

That exercises are to do, solutions right, pictures drawn and sentences complete is what
`python -m fashion_cnn.workshop verify` proves.
"""

import ast
import inspect
import io
import re
import runpy
import textwrap
import warnings
from functools import cache
from itertools import starmap
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.text import Text

from fashion_cnn.base.language import ENGLISH, LANGUAGES, speak
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.pretrained.vgg16_weights import AUTHORS
from fashion_cnn.workshop import editions, training
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking import explaining
from fashion_cnn.workshop.checking.checker import SEED, Checker
from fashion_cnn.workshop.checking.comparing import is_number
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.checking.picture import described
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import lessons, solution_path
from fashion_cnn.workshop.texts import Texts

LESSONS = {lesson.id: lesson for lesson in lessons()}
EVERY_LESSON = pytest.mark.parametrize("lesson", LESSONS)
# From the first network on, many wrong answers are networks, which Keras takes long to build.
FIRST_NETWORK = LESSONS["first_network"].number
NETWORKS = [lesson for lesson in LESSONS if LESSONS[lesson].number >= FIRST_NETWORK]
EVERY_ANSWER = pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, marks=pytest.mark.slow) if lesson in NETWORKS else lesson
        for lesson in LESSONS
    ],
)


@cache
def wrong_answers(lesson):
    """tests/workshop/wrong/<id>.py: what learners would write."""
    return runpy.run_path(str(Path(__file__).parent / "wrong" / f"{lesson}.py"))


@cache
def right_answers(lesson):
    """RIGHT in tests/workshop/right/<id>.py: {task: three answers}."""
    return runpy.run_path(str(Path(__file__).parent / "right" / f"{lesson}.py"))["RIGHT"]


@cache
def source(lesson):
    return solution_path(LESSONS[lesson]).read_text(encoding="utf-8")


@cache
def definitions(lesson):
    tree = ast.parse(source(lesson))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def with_answers(lesson, answers):
    """A lesson's source with other code in the regions of some tasks: {task: code}."""
    lines = source(lesson).splitlines()
    regions = strip.regions(source(lesson), "")
    for name, node in reversed(definitions(lesson).items()):
        if name in answers:
            [region] = [r for r in regions if node.lineno < r.first <= node.end_lineno + 1]
            code = textwrap.dedent(answers[name]).strip("\n")
            lines[region.first - 1 : region.last] = textwrap.indent(
                code, region.indent
            ).splitlines()
    return "\n".join(lines) + "\n"


def file_with(lesson, answers):
    """The LearnersFile with these answers."""
    text = with_answers(lesson, answers)
    return LearnersFile(text.encode(), LESSONS[lesson].file, Texts())


def check(lesson, task, code):
    """The Finding for an answer to one task."""
    return Checker(lesson, tasks_of(lesson), Texts()).check(task, file_with(lesson, {task: code}))


@cache
def right_results(lesson, task):
    task = tasks_of(lesson)[task]
    return list(starmap(task.answer, task.inputs(np.random.default_rng(SEED))))


def counts_to_find(lesson, task):
    """The right results that are whole numbers, too large to be in a sentence by chance."""
    results = right_results(lesson, task)
    return {str(result) for result in results if isinstance(result, int) and result > 20}


@EVERY_ANSWER
def test_every_wrong_answer_is_named_without_telling_a_count_that_is_right(lesson):
    for task, answers in wrong_answers(lesson)["WRONG"].items():
        for mistake, code in answers.items():
            finding = check(lesson, task, code)
            expected = WRONG, f"mistake.{mistake}", []
            found = finding.state, finding.key, finding.details
            assert found == expected, f"{task}.{mistake}: {finding.text}"
            others = [Texts(name).sentence(lesson, f"{task}.{mistake}") for name in LANGUAGES]
            told = re.findall(
                r"\d+", re.sub(r"(?<=\d),(?=\d)", "", " ".join([finding.text, *others]))
            )
            assert not counts_to_find(lesson, task) & set(told), f"{task}.{mistake}"


@pytest.fixture
def short_training(monkeypatch):
    """Pictures that train a network do so for two updates an epoch; `verify` draws them in full."""
    train = training.fit

    def fit(model, x, y, epochs=3, batch_size=64, *rest, **more):
        few = slice(2 * batch_size)
        return train(model, x[few], y[few], epochs, batch_size, *rest, **more)

    monkeypatch.setattr(training, "fit", fit)


def drawn(file):
    """What a file's picture() draws, as an array of colours."""
    figure = Picture(file.namespace["picture"](), "", "").figure
    figure.savefig(saved := io.BytesIO(), dpi=50)
    return imread(io.BytesIO(saved.getvalue()))


OTHER_FORMS = [path.stem for path in (Path(__file__).parent / "right").glob("*.py")]


@pytest.mark.parametrize("form", range(3))
@EVERY_ANSWER
def test_other_forms_of_the_answer_are_right(lesson, form):
    file = file_with(lesson, {task: forms[form] for task, forms in right_answers(lesson).items()})
    checker = Checker(lesson, tasks_of(lesson), Texts())
    for task in LESSONS[lesson].tasks:
        finding = checker.check(task, file)
        assert finding.state == RIGHT, f"{task}: {finding.text} {finding.details}"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", OTHER_FORMS)
@pytest.mark.usefixtures("short_training")
def test_other_forms_of_the_answer_draw_the_same_picture(lesson):
    expected = drawn(file_with(lesson, {}))
    for answers in zip(*right_answers(lesson).values(), strict=True):
        file = file_with(lesson, dict(zip(right_answers(lesson), answers, strict=True)))
        # What is trained differs a little: another form sums in another order.
        assert np.abs(drawn(file) - expected).mean() < 0.003


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != ENGLISH])
@EVERY_ANSWER
@pytest.mark.usefixtures("short_training")
def test_the_picture_of_an_edition_is_in_its_language(lesson, language, tmp_path):
    speak(language)
    text = editions.source(LESSONS[lesson], language)
    file = LearnersFile(text.encode(), LESSONS[lesson].file, Texts(language))
    function = file.namespace["picture"]
    picture = Picture(function(), *described(function))
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Glyph")  # a letter that no font has
        picture.save(tmp_path / "picture.png")
    for text in picture.figure.findobj(Text):
        words = text.get_text().replace(AUTHORS, "")  # names are the same in every language
        assert not re.search("[a-z]{3,} [a-z]{3,}", words), words


@EVERY_LESSON
def test_every_mistake_has_a_wrong_answer(lesson):
    made = {task: set(answers) for task, answers in wrong_answers(lesson)["WRONG"].items()}
    known = {name: set(task.mistakes) for name, task in tasks_of(lesson).items() if task.mistakes}
    assert made == known


@EVERY_LESSON
def test_an_unknown_wrong_answer_is_shown_with_the_right_one_unless_that_is_a_number(
    lesson, monkeypatch
):
    """Of a task with one number, a learner is told only whether theirs is too large."""
    monkeypatch.setattr(explaining, "proven_repair", lambda case, rules: None)
    say, unknown = Texts(), wrong_answers(lesson)["UNKNOWN"]
    assert list(unknown) == LESSONS[lesson].tasks
    for task, code in unknown.items():
        finding = check(lesson, task, code)
        assert (finding.state, finding.key) == (WRONG, "unrecognised"), f"{task}: {finding.text}"
        direction = [
            say("engine", key, got="|").partition("|")[2] for key in ("too_large", "too_small")
        ]
        untold = any(finding.details[-1].endswith(words) for words in direction)
        assert untold == all(map(is_number, right_results(lesson, task))), finding.details


@EVERY_LESSON
def test_a_task_is_declared_with_its_types_and_the_parameters_of_the_answer(lesson):
    for name, task in tasks_of(lesson).items():
        node = definitions(lesson)[name]
        parameters = [argument.arg for argument in node.args.args]
        assert parameters == list(inspect.signature(task.answer).parameters), name
        assert ast.get_docstring(node), name
        assert node.returns is not None, name
        assert all(argument.annotation is not None for argument in node.args.args), name


@EVERY_LESSON
def test_two_to_five_tasks_with_three_mistakes_each_on_average(lesson):
    tasks = tasks_of(lesson)
    assert 2 <= len(tasks) <= 5
    assert 8 <= LESSONS[lesson].minutes <= 30
    assert sum(len(task.mistakes) for task in tasks.values()) >= 3 * len(tasks)


@EVERY_LESSON
def test_the_first_cell_has_title_minutes_and_tasks_and_the_last_line_the_verdict(lesson):
    introduction = source(lesson).split("# %%")[1]
    title = next(line for line in introduction.splitlines() if line.startswith("# # "))
    assert title == f"# # {LESSONS[lesson].title('en')}"
    assert f"About {LESSONS[lesson].minutes} minutes" in introduction
    assert f"{len(LESSONS[lesson].tasks)} tasks" in introduction
    assert source(lesson).splitlines()[-1] == f'workshop.verdict("{lesson}", globals())'
