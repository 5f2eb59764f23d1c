"""What the checks say about a function, whatever the lesson: with a small task of its own."""

import re
from dataclasses import replace

import numpy as np
import pytest

from fashion_cnn.workshop.checking import Task, explaining
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG
from fashion_cnn.workshop.checking.learners_file import BrokenFile, LearnersFile
from fashion_cnn.workshop.checking.streams import NoKeyboard
from fashion_cnn.workshop.checking.value_text import PRINTED, shown
from fashion_cnn.workshop.texts import Texts


@pytest.fixture(autouse=True)
def no_repairs(monkeypatch):
    """What is said if no repair makes a function right; test_repairs.py has the others."""
    monkeypatch.setattr(explaining, "proven_repair", lambda case, rules: None)


def inputs(draw):
    chosen = [(np.array([[1, 2], [3, 4]]), 2), (np.arange(6.0).reshape(2, 3), 3)]
    return [*chosen, (draw.normal(size=(3, 2)), int(draw.integers(4, 9)))]


TASKS = {
    "scaled": Task(
        answer=lambda image, factor: image * factor,
        inputs=inputs,
        mistakes={
            "added": lambda image, factor: image + factor,
            "fails": lambda image, factor: image[5] * factor,
        },
    ),
    "count": Task(
        answer=lambda image, factor: image.size * factor,
        inputs=inputs,
        mistakes={"rows": lambda image, factor: image.shape[0] * factor},
    ),
    "sizes": Task(answer=lambda image, factor: (image.shape[0], factor), inputs=inputs),
    "bytes": Task(
        answer=lambda image, factor: (image * factor).astype(np.uint8),
        inputs=lambda draw: [(np.array([[1.0, 2.0]]), 2)],
        exact=True,
    ),
    "large": Task(
        answer=lambda image, factor: image * factor,
        inputs=lambda draw: [(np.ones((20, PRINTED)), 2)],
    ),
    "even": Task(answer=lambda image, factor: factor % 2 == 0, inputs=inputs),
    "bright": Task(answer=lambda image, factor: image > factor, inputs=inputs),
    "in_one": Task(
        answer=lambda mask, other: int((mask ^ other).sum()),
        inputs=lambda draw: [(draw.random((3, 3)) < 0.5, draw.random((3, 3)) < 0.5)],
    ),
    "padded": Task(
        answer=lambda size, same: size**2 if same else (size - 2) ** 2,
        inputs=lambda draw: [(5, True), (6, False)],
    ),
}
SENTENCES = {
    "scaled.added": "added {factor} to {image.shape[0]} rows",
    "scaled.fails": "row 5",
    "count.rows": "{got} is only the rows",
}


class ToyTexts(Texts):
    """The sentences of the workshop, and those of a lesson that is not in it."""

    def sentence(self, file, key):
        return SENTENCES[key] if file == "toy" else super().sentence(file, key)


SAY = ToyTexts()


def found(name, code, tasks=TASKS, say=SAY):
    """The Finding for one task of a file."""
    file = LearnersFile(code.encode(), "01_toy.py", say)
    return Checker("toy", tasks, say).check(name, file)


def check(name, body, head="(image, factor)", above="", say=SAY):
    """The Finding for a function with this body; its first line is line 4 of the file."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return found(name, f"import numpy as np\n{above}\ndef {name}{head}:\n{lines}", say=say)


def test_right_answers_in_several_types():
    assert check("scaled", "return image * factor").state == RIGHT
    assert check("scaled", "return (image * factor).astype(np.float32)").state == RIGHT
    assert check("count", "return np.int64(image.size * factor)").state == RIGHT
    assert check("count", "return np.array(image.size * factor)").state == RIGHT
    assert check("sizes", "return len(image), factor").state == RIGHT
    assert check("even", "return np.bool_(factor % 2 == 0)").state == RIGHT


def test_a_mistake_is_named_with_the_numbers_of_the_smallest_input_it_fails_for():
    finding = check("scaled", "return image + factor")
    assert (finding.state, finding.key) == (WRONG, "mistake.added")
    assert finding.text == "added 2 to 2 rows"
    assert check("count", "return len(image) * factor").text == "4 is only the rows"


def test_no_mistake_is_named_for_a_function_that_always_returns_0():
    """Many mistakes give 0, so it tells nothing about which was made."""
    zero = {"count": replace(TASKS["count"], mistakes={"rows": lambda image, factor: 0})}
    code = "def count(image, factor): return image.size * 0"
    assert found("count", code, zero).key == "unrecognised"


def test_counts_in_a_list_are_whole_numbers_too():
    counting = {"f": Task(lambda n: [n, 2 * n], lambda draw: [(1,), (4,)])}
    assert found("f", "def f(n): return [n, 2 * n]", counting).key == "right"
    assert found("f", "def f(n): return [n, n / 0.5]", counting).key == "float_for_count"


def test_a_mistake_that_does_not_explain_every_input_is_not_named():
    body = "return image + factor if factor < 4 else image * 0"
    finding = check("scaled", body)
    assert finding.key == "unrecognised"
    assert "added" not in finding.text


def test_an_unrecognised_array_is_shown_with_its_input_and_the_right_one():
    finding = check("scaled", "return image - 7")
    assert finding.details == [
        "For",
        "    image = [[1 2]",
        "             [3 4]]",
        "    factor = 2",
        "the right answer is",
        "    [[2 4]",
        "     [6 8]]",
        "and yours is",
        "    [[-6 -5]",
        "     [-4 -3]]",
    ]


def test_an_unrecognised_number_is_not_told():
    finding = check("count", "return 999")
    assert finding.details[-1] == SAY("engine", "too_large", got=999)
    assert "8" not in " ".join(finding.details)
    assert check("count", "return -5").details[-1] == SAY("engine", "too_small", got=-5)


def test_a_large_array_is_not_printed_but_its_first_difference_is():
    finding = check("large", "made = image * factor\nmade[3, 4] = 9\nreturn made")
    first = {"count": 1, "size": 1620, "place": [3, 4], "expected": 2, "got": 9}
    assert finding.details[-1] == SAY("engine", "first_difference", **first)
    assert "array of shape (20, 81), float64" in finding.details[1]


def test_shapes_and_types_are_compared():
    shape = check("scaled", "return (image * factor)[:, :1]").details
    assert SAY("engine", "shapes", expected=(2, 2), got=(2, 1)) in shape
    kind = check("bytes", "return image * factor").details
    assert kind[-1] == SAY("engine", "dtypes", expected="uint8", got="float64")


@pytest.mark.parametrize(
    ("task", "body", "key", "parts"),
    [
        ("scaled", "image * factor", "none", []),
        ("scaled", "print(image * factor)", "none", []),
        ("scaled", "yield image", "generator", []),
        ("scaled", "return (image * factor).tolist()", "list_for_array", ["a list"]),
        ("scaled", "return 'abc'", "type", ["an array", "text"]),
        ("scaled", "return 3", "type", ["an array", "a whole number"]),
        ("scaled", "return image * 1j", "type", ["an array of complex numbers"]),
        ("scaled", "return np.array([None])", "type", ["an array of objects"]),
        ("scaled", "return np.full(image.shape, 'a')", "type", ["an array of text"]),
        ("scaled", "return image.sum", "type", ["brackets ()"]),
        ("scaled", "return -(image * factor)", "negated", []),
        ("scaled", "return (image * factor).astype(int)", "truncated", []),
        ("scaled", "return (image * factor).round()", "rounded", []),
        ("scaled", "return (image * factor).T", "transposed", []),
        ("sizes", "return factor, len(image)", "other_order", []),
        ("scaled", "for i in []:\n    return image", "none", []),
        ("scaled", "return image·factor", "dot", ["Line 4, in scaled"]),
        ("scaled", "return np.zeros(2, 2)", "brackets", ["Line 4, in scaled: "]),
        ("scaled", "return max(image, 0)", "one_value", ["Line 4, in scaled"]),
        ("scaled", "image /= factor\nreturn image", "own_type", ["Line 4, in scaled"]),
        ("scaled", "return np.ones((3, 4)) @ np.ones((5, 2))", "shapes_differ", ["Line 4"]),
        ("scaled", "made = image * factor\nreturn image", "unchanged", ["argument image"]),
        ("scaled", "return image * np.nan", "nan", []),
        ("scaled", "image *= 0\nreturn image", "mutated", ["image.copy()"]),
        ("scaled", "made = image * factor\nimage[:] = 0\nreturn made", "mutated", ["image.copy()"]),
        ("count", "return image.size * factor / 1", "float_for_count", ["8.0"]),
        ("count", "return str(image.size)", "type", ["a whole number", "text"]),
        ("count", "return True", "type", ["True or False"]),
        ("count", "return image", "type", ["an array"]),
        ("count", "return 1j", "type", ["a complex"]),
        ("sizes", "return [len(image), factor]", "list_for_tuple", ["a list"]),
        ("sizes", "return len(image)", "type", ["a tuple", "a whole number"]),
        ("sizes", "return len(image), factor, 1", "tuple_length", ["2", "3"]),
        ("sizes", "return len(image), None", "tuple_part", ["1", "a whole number", "None"]),
        ("sizes", "return (len(image), factor), 1", "tuple_part", ["0", "a tuple"]),
        ("sizes", "return float(len(image)), factor", "float_for_count", []),
        ("even", "return 'yes'", "type", ["True or False"]),
        ("scaled", "return image.shap", "of_array", ["Line 4, in scaled", ".shap."]),
        ("scaled", "return scaled(image, factor)", "recursion", ["Line 4"]),
        ("scaled", "import sys\nsys.exit(1)", "exit", ["Line 5"]),
        ("scaled", "raise KeyboardInterrupt", "interrupt", ["Line 4"]),
        ("scaled", "return np.ones((10**9, 10**9))", "memory", ["Line 4"]),
    ],
)
def test_what_is_wrong_before_the_numbers_count(task, body, key, parts):
    finding = check(task, body)
    assert (finding.state, finding.key) == (WRONG, key)
    for part in parts:
        assert part in finding.text


@pytest.mark.parametrize(
    ("task", "body", "parts"),
    [
        ("scaled", "return 'abc'", ["배열", "문자열"]),
        ("scaled", "return (image * factor).tolist()", ["리스트"]),
        ("scaled", "return np.full(image.shape, 'a')", ["문자열 배열"]),
        ("scaled", "return image.sum", ["함수 자체"]),
        ("scaled", "return np.zeros(2, 'M8[s]')", ["자료형이 datetime64[s]인 배열"]),
        ("sizes", "return len(image), {image.size}", ["정수", "set 객체"]),
        ("even", "return 1", ["True 또는 False", "정수"]),
    ],
)
def test_values_are_named_in_the_learners_language(task, body, parts):
    finding = check(task, body, say=ToyTexts("ko"))
    assert finding.state == WRONG
    for part in parts:
        assert part in finding.text
    assert not re.search(r"\b(an?|text|number)\b", finding.text)


def test_large_values_are_shown_in_the_learners_language():
    task = Task(lambda x: x[:2], lambda draw: [(np.ones((20, PRINTED)),)])
    finding = found("f", "def f(x): return x[:, :7] + 0.3", {"f": task}, ToyTexts("ko"))
    assert f"    x = shape가 (20, {PRINTED})인 float64 배열" in finding.details
    task = Task(lambda n: (n, 1), lambda draw: [(2,), (3,)])
    finding = found("f", "def f(n): return 10**40, [len]", {"f": task}, ToyTexts("ko"))
    assert finding.key == "tuple_part"
    assert "리스트" in finding.text
    task = Task(lambda n: [n, 1], lambda draw: [(2,), (3,)])
    details = found("f", "def f(n): return [n, len]", {"f": task}, ToyTexts("ko")).details
    assert details[-1].startswith("    [2, <함수 자체")


def test_an_exception_comes_with_the_learners_line_and_the_input():
    finding = check("scaled", "a = 1\nreturn image.reshape(77)")
    assert finding.line == 5
    assert finding.text == SAY("engine", "reshape", where="Line 5, in scaled", a="4", b="(77,)")
    assert finding.details[0].strip() == "return image.reshape(77)"
    assert finding.details[1].strip().startswith("ValueError: cannot reshape")
    assert "    factor = 2" in finding.details


def test_a_mistake_is_named_even_if_it_fails_for_some_inputs():
    """The mistake of `scaled` that always takes row 5 gives numbers for tall images only."""
    tall = Task(TASKS["scaled"].answer, lambda draw: [*inputs(draw), (np.ones((9, 2)), 2)])
    tall = {"scaled": replace(tall, mistakes=TASKS["scaled"].mistakes)}
    code = "def scaled(image, factor): return image[5] * factor"
    assert found("scaled", code, tall).key == "mistake.fails"
    # Only failing is not a mistake with a name, and neither is failing elsewhere.
    only_fails = "def scaled(image, factor): return image[50]"
    assert found("scaled", only_fails, tall).key == "index_axis"
    fails_elsewhere = "def scaled(image, factor): return image + factor + 0 / (factor - 3)"
    assert found("scaled", fails_elsewhere, tall).key == "unrecognised"


def test_a_mistake_that_is_right_or_fails_is_named_if_it_fails_for_the_same_inputs():
    cropped = Task(
        answer=lambda row, margin: row[margin : len(row) - margin] * 1,
        inputs=lambda draw: [(np.arange(6.0), 1), (np.arange(6.0), 2), (np.arange(6.0), 0)],
        mistakes={
            "fails": lambda row, margin: np.add(row[margin:-margin], np.zeros(6 - 2 * margin))
        },
    )

    def key(body):
        code = f"def scaled(row, margin):\n    return {body}"
        return found("scaled", code, {"scaled": cropped}).key

    assert key("row[margin:-margin] + [0] * (6 - 2 * margin)") == "mistake.fails"
    assert key("row[margin : 6 - margin] * 1 + 0 / (margin - 1)") == "raised"
    assert key("row[50]") == "index_axis"
    assert key("row[margin : 6 - margin] * 1 + 0 / margin") == "raised"


def test_of_a_wrong_result_and_a_later_exception_the_smaller_input_is_shown():
    finding = check("scaled", "return image @ np.ones((2, 2))")
    assert finding.key == "unrecognised"
    assert finding.details[1] == "    image = [[1 2]"


def test_numbers_in_a_tuple_are_shown_without_commas_of_their_own():
    task = Task(lambda n: (n, 0.5 * n), lambda draw: [(1531,), (82674,)])
    details = found("f", "def f(n): return n + 82674, n / 4", {"f": task}).details
    assert details[1:] == [
        "    n = 1,531",
        "the right answer is",
        "    (1531, 765.5)",
        "and yours is",
        "    (84205, 382.75)",
    ]


def test_arrays_with_channels_are_shown_one_channel_at_a_time():
    task = Task(lambda x: x, lambda draw: [(np.arange(24.0).reshape(2, 3, 2, 2),)])
    code = "def f(x):\n    x = x.copy()\n    x[0, 0, 1] += 1\n    return x"
    details = found("f", code, {"f": task}).details
    assert "    x[:, :, 0, 0] = [[ 0.  4.  8.]" in details
    first = SAY("engine", "first_channel", count=2, size=4, place="[:, :, 1, 0]")
    assert first in details
    assert details[-2:] == ["    [[ 3.  6. 10.]", "     [14. 18. 22.]]"]


def test_a_caret_is_pointed_out():
    assert "a**b" in check("count", "return image.size ^ factor + 900").details[-1]
    # True or False among the arguments says how to count, and does not make ^ an "or".
    assert "a**b" in check("padded", "return size ^ 2 + 900", "(size, same)").details[-1]


@pytest.mark.parametrize(
    ("task", "head", "body"),
    [
        ("in_one", "(mask, other)", "return int((mask ^ other).sum()) + 900"),
        ("bright", "(image, factor)", "return (image > factor) ^ (image > 3)"),
        ("even", "(image, factor)", "return bool((factor > 3) ^ (factor > 2))"),
    ],
)
def test_of_true_and_false_a_caret_is_an_exclusive_or(task, head, body):
    finding = check(task, body, head)
    assert finding.key == "unrecognised"
    assert "a**b" not in " ".join(finding.details)


def test_a_task_that_calls_a_wrong_one_waits_for_it():
    code = (
        "def count(image, factor): return len(image) * factor\n"
        "def sizes(image, factor): return [count(image, factor) for i in range(1)][0], factor\n"
    )
    file, checker = LearnersFile(code.encode(), "x.py", SAY), Checker("toy", TASKS, SAY)
    assert checker.check("count", file).key == "mistake.rows"
    assert checker.check("sizes", file).key == "mend_first"


def test_an_exception_in_a_helper_shows_the_call_as_well():
    finding = check("scaled", "return helper(image)", above="def helper(x): return x / 0 / y")
    assert finding.text.startswith("Line 2, in helper: NameError")
    assert finding.details[:3] == [
        "    def helper(x): return x / 0 / y",
        SAY("engine", "called_from", line=4, function="scaled"),
        "    return helper(image)",
    ]
    assert finding.line == 4


def test_an_exception_in_a_library_shows_the_learners_line():
    finding = check("scaled", "return np.dot(image, np.ones(77))")
    assert (finding.key, finding.line) == ("shapes_differ", 4)


@pytest.mark.parametrize(
    ("head", "words"),
    [("(image)", "image, factor"), ("(image, factor, more)", "image, factor"), ("()", "`def`")],
)
def test_other_arguments_than_those_asked_for(head, words):
    finding = check("scaled", "return 1", head)
    assert finding.key == "signature"
    assert words in finding.text


def test_other_names_or_defaults_do_no_harm():
    assert check("scaled", "return x * f", "(x, f=2)").state == RIGHT


def test_missing_and_renamed_functions():
    assert found("scaled", "x = 1").key == "missing"
    renamed = found("scaled", "def scale(image, factor): pass")
    assert (renamed.key, "called scale." in renamed.text) == ("renamed", True)
    assert found("scaled", "scaled = 3").key == "not_a_function"
    assert found("scaled", "scaled = lambda image, factor: image * factor").state == RIGHT
    # Another task's function is not taken for a renamed one.
    assert found("scaled", "def sizes(image, factor): pass").key == "missing"


def test_stubs_to_do_left_and_of_another_task():
    stub = "# TODO: Scale.\nraise NotImplementedError"
    assert check("scaled", stub).state == TO_DO
    for code in (
        "made = image * factor\nraise NotImplementedError",
        "made = image * factor\n# TODO: Scale.\nraise NotImplementedError",
        "# TODO: Scale.\nraise NotImplementedError\nreturn image * factor",
    ):
        left = check("scaled", code)
        assert (left.state, left.key) == (WRONG, "stub_left")
        assert f"line {left.line}" in left.text
    assert check("scaled", '"""Scale."""\n' + stub).state == TO_DO
    above = "def count(image, factor):\n    # TODO: x\n    raise NotImplementedError\n"
    needs = check("scaled", "return count(image, factor)", above=above)
    assert (needs.state, needs.key) == (TO_DO, "needs")
    assert "count" in needs.text


def test_counts_are_compared_exactly():
    huge = {"c": Task(lambda n: 10**12 + n, lambda draw: [(1,), (10**30,)])}
    assert found("c", "def c(n): return 10**12 + n", huge).key == "right"
    assert found("c", "def c(n): return 10**12 + n + 1", huge).key == "unrecognised"


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (b"x = (1\n", "syntax", 1),
        (b"def f()\n    pass\n", "syntax", 1),
        (b"def f():\n    a = 1\n  b = 2\n", "syntax", 3),
        (b"\0", "not_text", 0),
        (b"x = 1\ny = '\xb0\xa1'\n", "encoding", 2),
        (b"(" * 2000, "syntax", 1),
        (b"x = " + b"-" * 100_000 + b"1", "too_deep", 0),
        (b"x = [" + b"1, " * 500_000 + b"]", "too_long", 0),
    ],
)
def test_files_that_cannot_be_read(content, key, line):
    with pytest.raises(BrokenFile) as error:
        LearnersFile(content, "01_toy.py", SAY)
    finding = error.value.finding
    assert (finding.task, finding.state, finding.key, finding.line) == ("", WRONG, key, line)


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (b"import nothing_of_this_name\n", "raised", 1),
        (b"1/0", "raised", 1),
        (b"input('?')", "input", 1),
        (b"x = 1\nexit()", "exit", 2),
        (b"a = 1 / 0\nb = a\nundefined()", "raised", 1),
    ],
)
def test_an_exception_outside_the_functions_is_a_problem_and_the_rest_is_run(
    content, key, line, monkeypatch
):
    monkeypatch.setattr("sys.stdin", NoKeyboard())
    rest = b"\ndef scaled(image, factor): return image * factor\nafter = 2"
    file = LearnersFile(content + rest, "01_toy.py", SAY)
    finding = file.problem
    assert (finding.task, finding.state, finding.key, finding.line) == ("", WRONG, key, line)
    assert file.namespace["after"] == 2
    assert Checker("toy", TASKS, SAY).check("scaled", file).state == RIGHT


def test_korean_text_and_a_byte_order_mark_do_no_harm():
    code = "# 한국어 주석\n이름 = '합성곱'\n".encode("utf-8-sig")
    assert LearnersFile(code, "01_toy.py", SAY).namespace["이름"] == "합성곱"


def test_a_tensor_of_keras_is_shown_by_its_shape():
    import keras  # takes seconds, and no other test here needs it

    assert shown(SAY, keras.Input((28, 28, 3))) == ["a tensor of shape (None, 28, 28, 3)"]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("np.ones((3, 4)) + np.ones((2, 3))", "broadcast"),
        ("np.ones((3, 4)).__setitem__(slice(2), np.ones((5, 5)))", "assigned"),
        ("np.ones((3, 4)) @ np.ones((3, 4))", "shapes_differ"),
        ("np.dot(np.ones((3, 4)), np.ones((3, 4)))", "shapes_differ"),
        ("np.ones((3, 4))[0, 9]", "index_axis"),
        ("np.ones((3, 4))[0, 0, 0]", "too_many_indices"),
        ("np.ones((3, 4))[1.0]", "float_index"),
        ("[1, 2][4 / 2]", "float_index"),
        ("np.zeros(4 / 2)", "float_index"),
        ("range(4 / 2)", "float_index"),
        ("np.array([[1, 2], [3]])", "ragged"),
        ("np.zeros(3).__setitem__(0, [1, 2])", "element"),
        ("np.ones(3).sum(axis=1)", "no_axis"),
        ("np.concatenate([np.ones(3), np.ones((3, 3))])", "not_joined"),
        ("np.ones(3)(1)", "called_array"),
        ("np.ones(3).shape(0)", "called_array"),
        ("np.zeros((-1, 2))", "negative_size"),
        ("__import__('math').sqrt(np.ones(3))", "one_number"),
        ("np.zero(3)", "no_function"),
        ("np.zeros(size=3)", "keyword"),
        ("[h for h, w, c in [(1, 2)]]", "unpack"),
        ("[h for h, w in [(1, 2, 3)]]", "unpack_more"),
        ("None + 1", "was_none"),
        ("[1] * 1.5", "list_arithmetic"),
        ("[1] - [2]", "list_arithmetic"),
        ("[1][4]", "index_list"),
        ("[x for x in 5]", "not_iterable"),
        ("[[1]][0, 0]", "list_index_pair"),
        ("[print(q) or (q := 1)]", "unbound"),
        ("[1].shape", "of_list"),
        ("'conv' + 1", "text_and_number"),
    ],
)
def test_an_exception_of_numpy_or_python_is_said_in_plain_words(code, key):
    finding = check("scaled", f"q = 1; return {code}" if key != "unbound" else f"return {code}")
    assert finding.key == key, finding.text
    assert finding.text.startswith("Line 4, in scaled: ")


@pytest.mark.parametrize(
    ("call", "key"),
    [
        ("keras.layers.Concatenate()([x, keras.layers.ReLU()])", "layer_call"),
        ("keras.layers.ReLU()(keras.layers.BatchNormalization)", "layer_call"),
        ("keras.layers.BatchNormalization(x)(x)", "layer_call"),
        ("keras.layers.Add()(x, x)", "layer_call"),
        ("keras.layers.ReLU(x)", "layer_call"),
        ('keras.layers.Conv2D(2, 3, activation="activation")(x)', "quoted"),
        ("keras.layers.Conv2D(x.shape[-1] / 2, 1)(x)", "float_size"),
        ('keras.layers.Dense(3, activation="ReLU")(x)', "lower_case"),
        ("keras.Sequential(keras.layers.Conv2D(3, 3), keras.layers.Flatten())", "no_list"),
        ("keras.Sequential([x, [keras.layers.Conv2D(3, 3)]])", "nested_list"),
        ("keras.Sequential([x, keras.layers.Flatten])", "no_brackets"),
        ("keras.Sequential([keras.Input, keras.layers.Flatten()])", "no_brackets"),
        ("keras.Sequential([keras.layers.Dense(3, name=n) for n in 'aa'])", "one_name"),
        ("keras.Input(28, 28, 1)", "shape_brackets"),
        ("keras.Model(keras.Input((4, 4, 2)), keras.layers.Flatten()(x))", "not_connected"),
        ("keras.Sequential([keras.Input((2,)), keras.layers.ReLU()]).input", "no_input_known"),
        ("[] + keras.layers.Flatten()", "no_list"),
        ("[].extend(keras.layers.Flatten())", "no_list"),
        ('keras.layers.Conv2D(3, 3, "same")(x)', "third"),
        ("keras.layers.Conv2D(3, 3, stride=2)(x)", "keyword"),
        ("keras.layers.Dense()(x)", "needed"),
        ('keras.layers.Conv2D(3, 3, padding="padding")(x)', "padding"),
        ("keras.layers.Conv2D(3, 5)(x)", "too_small_image"),
        ("keras.layers.MaxPooling2D(5)(x)", "too_small_image"),
        ("keras.layers.Conv2D(3, 3)(keras.Input((4, 4)))", "axes_missing"),
        ("keras.Model(x, keras.layers.Conv2D(3, 3))", "outputs"),
        ("keras.layers.Conv2D(3, 3).output", "never_called"),
        ("keras.layers.Concatenate()([x, keras.layers.MaxPooling2D(2)(x)])", "joined_maps"),
        ("x + keras.layers.Conv2D(7, 3)(x)", "added_maps"),
        ("keras.layers.Add()(x)", "merge_list"),
        ("keras.layers.Conv2DTranspose(4 / 2, 2)(x)", "float_size"),
    ],
)
def test_a_layer_of_keras_that_is_called_wrongly_is_explained(call, key):
    code = f"import keras\n\ndef block(image):\n    x = keras.Input((4, 4, 2))\n    return {call}\n"
    file = LearnersFile(code.encode(), "01_toy.py", SAY)
    with pytest.raises(Exception, match=r".") as raised:
        file.namespace["block"](0)
    finding = file.describe_error(raised.value, "block")
    assert finding.key == key, finding.text
    assert finding.line == 5


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("return 255 * image * factor", "factor"),
        ("return image * factor - 0.5", "difference"),
        ("return abs(image * factor)", "absolute"),
        ("return (image * factor)[::-1]", "reversed"),
        ("return (image * factor)[:-1]", "last_missing"),
        ("return (image * factor).flatten()", "flat"),
    ],
)
def test_what_a_wrong_array_has_to_do_with_the_right_one_is_said(body, key):
    finding = check("scaled", body)
    assert (finding.state, finding.key) == (WRONG, key)


def test_of_a_wrong_number_neither_factor_nor_difference_is_told():
    assert check("count", "return 7 * image.size * factor").key == "factor_of_number"
    assert check("count", "return image.size * factor + 7").key == "difference_of_number"
    assert "7" not in check("count", "return image.size * factor + 7").text
