"""Slips that any task knows are named because a small repair makes the function right."""

import ast
import textwrap

import pytest

from fashion_cnn.workshop.checking import explaining
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.explaining import known_mistake
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.checking.repairs import RULES
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.texts import Texts

CORRELATE1D = """
    def correlate1d(signal, kernel):
        output = np.zeros(len(signal) - len(kernel) + 1)
        for i in range(len(output)):
            total = 0
            for k in range(len(kernel)):
                total += signal[i + k] * kernel[k]
            output[i] = total
        return output
"""
CORRELATE2D = """
    def correlate2d(image, kernel):
        height, width = kernel.shape
        rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
        output = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                output[i, j] = (image[i : i + height, j : j + width] * kernel).sum()
        return output
"""
MAX_POOL = """
    def max_pool(image, size):
        rows, columns = image.shape[0] // size, image.shape[1] // size
        output = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                i0, j0 = i * size, j * size
                output[i, j] = image[i0 : i0 + size, j0 : j0 + size].max()
        return output
"""
STRIDED = """
    def strided(image, kernel, stride):
        every = correlate2d(image, kernel)
        return every[::stride, ::stride]
"""
PAD = """
    def pad(image, before, after):
        height, width = image.shape
        padded = np.zeros((before + height + after, before + width + after))
        padded[before : before + height, before : before + width] = image
        return padded
"""
EXTENT = """
    def extent(kernel_size, dilation):
        return dilation * (kernel_size - 1) + 1
"""
SCALE = """
    def scale(image):
        scaled = image / 255
        return scaled
"""
FLAT_INDEX = """
    def flat_index(row, column, shape):
        return row * shape[1] + column
"""
BOX_BLUR = """
    def box_blur(size):
        weights = np.ones((size, size))
        weights = weights / size**2
        return weights
"""
EDGES = """
    def edges(size):
        weights = -np.ones((size, size))
        weights[size // 2, size // 2] = size**2 - 1
        return weights
"""
CONV_PARAMETERS = """
    def conv_parameters(channels, kernel_size, filters):
        return channels * kernel_size**2 * filters + filters
"""
RECEPTIVE_FIELD = """
    def receptive_field(layers):
        field, step = 1, 1
        for kernel_size, stride in layers:
            field, step = more(field, step, kernel_size, stride)
        return field, step
    def more(field, step, kernel_size, stride):
        return field + (kernel_size - 1) * step, step * stride
"""
SOFTMAX = """
    def softmax(scores):
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
"""
# (lesson, the right function, what a learner changed, the mistake, its line counted from `def`)
START, ADD = "            total = 0\n", "                total += s"
EARLY = [(START, ""), ("        for i", "        total = 0\n        for i")]
LATE = [(ADD, "                total = 0\n" + ADD)]
SLIPS = [
    ("sliding", CORRELATE1D, EARLY, "not_reset", 2),
    ("sliding", CORRELATE1D, LATE, "reset_in_loop", 5),
    ("sliding", CORRELATE1D, [("total += s", "total = s")], "not_added", 5),
    ("sliding", CORRELATE1D, [("range(len(kernel))", "range(len(kernel) - 1)")], "loop_short", 4),
    ("sliding", CORRELATE1D, [("range(len(kernel))", "range(1, len(kernel))")], "loop_late", 4),
    ("sliding", CORRELATE2D, [(".sum()", ".max()")], "other_function", 6),
    ("sliding", CORRELATE1D, [("        return", "            return")], "return_in_loop", 7),
    ("sliding", CORRELATE1D, [("        return output", "        output")], "no_return", 7),
    ("sliding", CORRELATE1D, [("        return output", "        print(output)")], "no_return", 7),
    ("sliding", CORRELATE1D, [("+ 1)", "+ 1, dtype=int)")], "int_array", 1),
    ("sliding", CORRELATE2D, [("output[i, j]", "output[j, i]")], "pair_swapped", 6),
    ("sliding", CORRELATE2D, [("image.shape[1]", "image.shape[0]")], "shape_swapped", 2),
    ("sliding", CORRELATE2D, [("height, width = k", "width, height = k")], "pair_swapped", 1),
    ("sliding", CORRELATE2D, [("in range(rows)", "in range(rows - 1)")], "loop_short", 4),
    ("sliding", CORRELATE2D, [("* kernel", "@ kernel")], "operation", 6),
    ("sliding", CORRELATE2D, [("output[i, j] =", "output[i, j] ==")], "compared", 6),
    ("pooling", MAX_POOL, [("i0, j0 = i * size, j * size", "i0, j0 = i, j")], "positions", 5),
    ("pooling", MAX_POOL, [("// size", "// 2"), ("* size", "* 2")], "fixed_number", 1),
    ("pooling", MAX_POOL, [(".max()", ".min()")], "other_function", 6),
    ("padding", STRIDED, [("[::stride, ::stride]", "[::2, ::2]")], "fixed_number", 2),
    ("padding", PAD, [("        return padded", "        return image")], "other_variable", 4),
    ("padding", PAD, [("] = image", "] += image"), ("np.zeros", "np.empty")], "empty", 2),
    ("padding", EXTENT, [("dilation * (kernel_size - 1) + 1", "dilation * kernel_size - 1 + 1")]
     , "brackets_missing", 1),
    ("padding", EXTENT, [(" + 1", "")], "one_too_small", 1),
    ("pixels", SCALE, [("scaled = image / 255", "image / 255"), ("return scaled", "return image")]
     , "thrown_away", 1),
    ("receptive_field", RECEPTIVE_FIELD, [("field, step = more", "more")], "thrown_away", 3),
    ("receptive_field", RECEPTIVE_FIELD, [("return field, step", "print(field, step)")]
     , "no_return", 4),
    ("receptive_field", RECEPTIVE_FIELD, [("in layers", "in layers[1:]")], "one_too_large", 2),
    ("pixels", SCALE, [("scaled = image / 255", "h, w, c = image.shape"), ("scaled", "image / 255")]
     , "extra_line", 1),
    ("pixels", SCALE, [("/ 255", "/ (2^8 - 1)")], "power", 1),
    ("kernels", BOX_BLUR, [("weights = weights / size", "weights / size")], "thrown_away", 2),
    ("kernels", BOX_BLUR, [("np.ones", "np.empty")], "empty", 1),
    ("kernels", BOX_BLUR, [("size**2", "(2 * size)")], "doubled", 2),
    ("kernels", EDGES, [("size**2", "size^2")], "power", 2),
    ("kernels", EDGES, [(" = size**2", " == size**2")], "compared", 2),
    ("kernels", EDGES, [(" = size**2", " += size**2")], "added", 2),
    ("kernels", EDGES, [(" = size**2 - 1", " = -(size**2 - 1)")], "sign", 2),
    ("kernels", EDGES, [("size**2 - 1\n", "(size**2 - 1) ** 2\n")], "extra_power", 2),
    ("parameters", CONV_PARAMETERS, [("**2", "^2")], "power", 1),
    ("parameters", CONV_PARAMETERS, [("**2", " * 2")], "doubled", 1),
    ("pixels", FLAT_INDEX, [("shape[1]", "shape[0]")], "shape_swapped", 1),
    ("first_network", SOFTMAX, [("sum(axis=1, keepdims=True)", "sum(axis=1)")], "keepdims", 2),
    ("first_network", SOFTMAX, [("sum(axis=1", "sum(axis=0")], "axis", 2),
]  # fmt: skip

CONV, DENSE = "keras.layers.Conv2D(4, 3)", "keras.layers.Dense(2, activation='softmax')"
# What a learner wrote, what is right, the mistake: rules that need no function to try.
LINES = [
    ("Layer(name='block{n}_conv{k}')", "Layer(name=f'block{n}_conv{k}')", "no_f"),
    ("['conv{k}', 'pool{k}']", "[f'conv{k}', f'pool{k}']", "no_f"),
    ("Conv2D(32, 3, 3)", "Conv2D(32, 3)", "third"),
    ("[Conv2D(32, 3, 3), Conv2D(64, 3, 3)]", "[Conv2D(32, 3), Conv2D(64, 3)]", "third"),
    (f"[{CONV}, {DENSE}, keras.layers.Softmax()]", f"[{CONV}, {DENSE}]", "softmax_twice"),
    (f"[{CONV}, {CONV}, {DENSE}]", f"[{CONV}, {DENSE}]", "extra_layer"),
    ("layer.get_weights()[:, :, 0]", "layer.get_weights()[0][:, :, 0]", "weights_list"),
    ("random > rate", "rate > random", "turned"),
    ("a.copy()", "a.copy().astype(float)", "int_array"),
]


@pytest.mark.parametrize(("wrong", "right", "key"), LINES)
def test_a_slip_in_an_expression_has_its_repair(wrong, right, key):
    tree = ast.parse(f"def answer(n, k):\n    return {wrong}").body[0]
    repairs = (repair for rule in RULES for repair in rule(tree))
    made = {(repair.key, ast.unparse(repair.of(tree).body[0].value)) for repair in repairs}
    assert (key, ast.unparse(ast.parse(right))) in made


HEAD = "import numpy as np\nfrom fashion_cnn.convolution import correlate2d\n"
FIRST = 3  # the line of `def`


def finding_of(lesson, code):
    file = LearnersFile((HEAD + textwrap.dedent(code).lstrip()).encode(), "01_toy.py", Texts())
    task = next(name for name in tasks_of(lesson) if name in file.functions)
    return Checker(lesson, tasks_of(lesson), Texts()).check(task, file)


@pytest.mark.parametrize(("lesson", "right", "changes", "key", "line"), SLIPS)
def test_a_slip_is_named_with_its_line(lesson, right, changes, key, line, monkeypatch):
    """Without the mistakes that the lesson itself knows."""
    explainers = [one for one in explaining.OF_WRONG_RESULTS if one is not known_mistake]
    monkeypatch.setattr(explaining, "OF_WRONG_RESULTS", explainers)
    assert finding_of(lesson, right).state == RIGHT
    code = right
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    finding = finding_of(lesson, code)
    assert (finding.key, finding.line) == (f"repair_{key}", FIRST + line)


@pytest.mark.parametrize("deep", ["-" * 700 + "row", "row" + "+1" * 900, "row" + "^1" * 900])
def test_an_expression_too_deep_to_be_repaired_is_wrong_all_the_same(deep):
    finding = finding_of("pixels", f"def flat_index(row, column, shape):\n    return {deep}\n")
    assert (finding.state, finding.key) == (WRONG, "unrecognised")
