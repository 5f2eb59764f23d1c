"""Small changes to a solution, such as learners make by mistake.

    for change, function in mutants(function, arguments, result): ...

`change` reads `before -> after`, as in "return width * height -> return width + height"; what is
done to an argument or to a result is "argument: ..." or "result: ...".
"""

import ast
import copy
from numbers import Integral, Real

import numpy as np

OPPOSITE = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE],
    ast.LtE: [ast.Lt],
    ast.Gt: [ast.GtE],
    ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}
ONE_SIDED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult)  # a - b is not b - a
# Functions, methods and words that are taken for each other.
CONFUSED = [
    ["sum", "mean", "max", "median"],
    ["max", "min"],
    ["maximum", "minimum"],
    ["argmax", "argmin"],
    ["zeros", "ones"],
    ["zeros_like", "ones_like"],
    ["ceil", "floor"],
    ["sqrt", "abs"],
    ["var", "std"],
    ["relu", "sigmoid"],
    ["softmax", "sigmoid"],
    ["tanh", "relu"],
    ["same", "valid"],
    ["MaxPooling2D", "AveragePooling2D"],
    ["GlobalAveragePooling2D", "GlobalMaxPooling2D"],
    ["Add", "Concatenate"],
]
READABLE = 90  # longest code that is shown of a change
WITH_WEIGHTS = ("Conv2D", "Conv2DTranspose", "Dense")


def mutants(function, arguments, result):
    """Yield (change, function) for each mutant; the function is an ast.FunctionDef.

    `arguments` is {name: its values in the inputs}, `result` is a right result.
    """
    yield from changed_nodes(function)
    start = 1 if ast.get_docstring(function) else 0
    for name, values in arguments.items():
        for code in changes_of(values, ast.get_docstring(function) or ""):
            made = copy.deepcopy(function)
            made.body[start:start] = ast.parse(f"import numpy as np\n{code.format(x=name)}").body
            yield f"argument: {code.format(x=name)}", made
    for code in changes_of_result(result):
        made = WrappedReturns(code).visit(copy.deepcopy(function))
        made.body[start:start] = ast.parse("import numpy as np").body
        yield f"result: {code.format(x='result')}", made


# ---------------------------------------------------------------------------------------------
# One place in the code
# ---------------------------------------------------------------------------------------------


def changed_nodes(function):
    names = own_names(function)
    for around, node, put in places(function):
        before = first_line(readable(around))
        for new in [*replacements(node, names), *changed_settings(node)]:
            put(new)
            whole = new if node is readable(around) else readable(around)
            yield f"{before} -> {first_line(whole)}", function
            put(node)


def readable(around):
    """The largest piece of code around a node that is short enough to read, or the node itself."""
    return next((node for node in around if len(first_line(node)) <= READABLE), around[-1])


def places(function):
    """Yield (what it is in, node, a function that replaces it) for all of its code.

    What it is in begins with the statement and ends with the node itself.
    """
    body = function.body[1:] if ast.get_docstring(function) else function.body
    waiting = [((node,), putter(function.body, function.body.index(node))) for node in body]
    while waiting:
        around, put = waiting.pop(0)
        yield around, around[-1], put
        for field, value in ast.iter_fields(around[-1]):
            parts = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, part in parts:
                if isinstance(part, ast.AST):
                    inside = (part,) if isinstance(part, ast.stmt) else (*around, part)
                    target = (around[-1], field) if index is None else (value, index)
                    waiting.append((inside, putter(*target)))


def putter(holder, key):
    def put(node):
        if isinstance(holder, list):
            holder[key] = node
        else:
            setattr(holder, key, node)

    return put


def first_line(node):
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).partition("\n")[0]


def own_names(function):
    """The names of a function's arguments and of what it assigns."""
    names = {argument.arg for argument in function.args.args}
    nodes = ast.walk(function)
    return sorted(names | {n.id for n in nodes if isinstance(n, ast.Name) and is_stored(n)})


def is_stored(name):
    return isinstance(name.ctx, ast.Store)


def replacements(node, names):
    """What may be there instead of a node, by its type."""
    kind = type(node).__name__
    maker = MAKERS.get(kind)
    return maker(node, names) if maker else []


def of_constant(node, names):
    value = node.value
    if isinstance(value, bool):
        return [ast.Constant(not value)]
    if isinstance(value, int):
        return [ast.Constant(value + 1), ast.Constant(value - 1)]
    if isinstance(value, float):
        return [ast.Constant(value * 1.5)]
    return [ast.Constant(other) for other in confused_with(value)]


def confused_with(word):
    groups = (group for group in CONFUSED if word in group)
    return [other for group in groups for other in group if other != word]


def of_name(node, names):
    if is_stored(node) or node.id not in names:
        return []
    return [ast.Name(other, ast.Load()) for other in names if other != node.id]


def of_attribute(node, names):
    return [ast.Attribute(node.value, other, node.ctx) for other in confused_with(node.attr)]


def of_operation(node, names):
    made = [ast.BinOp(node.left, other(), node.right) for other in OPPOSITE.get(type(node.op), [])]
    if isinstance(node.op, ONE_SIDED):
        made.append(ast.BinOp(node.right, node.op, node.left))
    return [*made, node.left, node.right]


def of_comparison(node, names):
    others = OPPOSITE.get(type(node.ops[0]), [])
    return [ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators) for other in others]


def of_logic(node, names):
    return [ast.BoolOp(other(), node.values) for other in OPPOSITE[type(node.op)]] + node.values


def of_sign(node, names):
    return [node.operand]


def of_tuple(node, names):
    """Neighbours swapped, and one in the place of the other: width, height, or height, height."""
    made = []
    stored = isinstance(node.ctx, ast.Store)
    for i in range(len(node.elts) - 1):
        one, other = node.elts[i : i + 2]
        if ast.dump(one) != ast.dump(other):
            pairs = [(other, one)] if stored else [(other, one), (one, one), (other, other)]
            made += [[*node.elts[:i], *pair, *node.elts[i + 2 :]] for pair in pairs]
        elif isinstance(one, ast.Slice):  # one axis only
            made += [[*node.elts[:i], *pair] for pair in ((ast.Slice(), one), (one, ast.Slice()))]
    return [ast.Tuple(elements, node.ctx) for elements in made]


def of_list(node, names):
    elements = node.elts
    fewer = [elements[:i] + elements[i + 1 :] for i in range(len(elements))]
    swapped = [
        [*elements[:i], elements[i + 1], elements[i], *elements[i + 2 :]]
        for i in range(len(elements) - 1)
        if ast.dump(elements[i]) != ast.dump(elements[i + 1])
    ]
    twice = [elements[: i + 1] + elements[i:] for i in range(len(elements))]
    return [ast.List(made, ast.Load()) for made in (*fewer, *swapped, *twice)]


def of_slice(node, names):
    parts = {name: getattr(node, name) for name in ("lower", "upper", "step")}
    return [ast.Slice(**parts | {name: None}) for name, part in parts.items() if part is not None]


def of_call(node, names):
    made = []
    for i in range(len(node.args)):
        if i:  # without it, if it has a default
            made.append(ast.Call(node.func, node.args[:i] + node.args[i + 1 :], node.keywords))
    if len(node.args) >= 2 and called(node) not in ("maximum", "minimum", "max", "min"):
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        made.append(ast.Call(node.func, swapped, node.keywords))
    for i in range(len(node.keywords)):
        made.append(ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :]))
    if len(node.args) == 1 and not node.keywords:
        made.append(node.args[0])  # not called
    elif not node.args and isinstance(node.func, ast.Attribute):
        made.append(node.func.value)  # such as array.copy()
    name = called(node)
    if name == "range":
        made.append(ast.Call(node.func, [ast.Constant(1), node.args[-1]], []))
        for change in (-1, 1):
            end = ast.BinOp(node.args[-1], ast.Add(), ast.Constant(change))
            made.append(ast.Call(node.func, [*node.args[:-1], end], []))
    if name == "zeros":
        for value in (-100, 100):
            full = ast.Attribute(node.func.value, "full", ast.Load())
            made.append(ast.Call(full, [*node.args[:1], ast.Constant(float(value))], []))
        made.append(with_setting(node, "dtype", "int"))
    return made


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def with_setting(node, name, code):
    keyword = ast.keyword(name, ast.parse(code, mode="eval").body)
    others = [given for given in node.keywords if given.arg != name]
    return ast.Call(node.func, node.args, [*others, keyword])


def changed_settings(node):
    """A Keras layer with another setting than its default."""
    if not isinstance(node, ast.Call) or called(node) not in WITH_WEIGHTS:
        return []
    settings = {
        "use_bias": "False",
        "trainable": "False",
        "kernel_initializer": "'zeros'",
        "bias_initializer": "'ones'",
        "kernel_regularizer": "'l2'",
    }
    if called(node) != "Dense":
        settings |= {"strides": "3", "dilation_rate": "2"}
    return [with_setting(node, name, code) for name, code in settings.items()]


def of_statement(node, names):
    return [ast.Pass()]


def of_increase(node, names):
    others = OPPOSITE.get(type(node.op), [])
    changed = [ast.AugAssign(node.target, other(), node.value) for other in others]
    return [ast.Pass(), ast.Assign([node.target], node.value, lineno=1), *changed]


def of_loop(node, names):
    return [ast.For(node.target, node.iter, [*node.body, ast.Break()], [])]  # only the first pass


def of_condition(node, names):
    return [type(node)(ast.Constant(value), node.body, node.orelse) for value in (True, False)]


MAKERS = {
    "Constant": of_constant,
    "Name": of_name,
    "Attribute": of_attribute,
    "BinOp": of_operation,
    "Compare": of_comparison,
    "BoolOp": of_logic,
    "UnaryOp": of_sign,
    "Tuple": of_tuple,
    "List": of_list,
    "Slice": of_slice,
    "Call": of_call,
    "Assign": of_statement,
    "Expr": of_statement,
    "AugAssign": of_increase,
    "For": of_loop,
    "If": of_condition,
    "IfExp": of_condition,
}


# ---------------------------------------------------------------------------------------------
# Arguments and results
# ---------------------------------------------------------------------------------------------


def changes_of(values, docstring):
    """Lines of code that take something for granted about an argument {x}."""
    first = values[0]
    if isinstance(first, np.ndarray):
        changes = []
        if not ("np.uint8" in docstring and all(value.dtype == np.uint8 for value in values)):
            changes += [
                "{x} = {x}.astype(int)",
                "{x} = np.abs({x})",
                "{x} = np.maximum({x}, 0)",
                "{x} = np.clip({x}, -1e5, 1e5)",
            ]
        if first.ndim >= 2:
            changes.append("{x} = {x}[: min({x}.shape[:2]), : min({x}.shape[:2])]")
            changes.append("{x} = {x}.swapaxes(0, 1)")
        if "any shape" in docstring:
            changes += [f"assert {{x}}.ndim {limit}" for limit in ("!= 1", "== 2", "<= 3")]
        return changes
    if isinstance(first, (bool, str, tuple, list)):
        seen = {repr(value): value for value in values}
        changes = [f"{{x}} = {text.replace('{', '{{')}" for text in list(seen)[:3]]
        reverse = ["{x} = {x}[::-1]"] if isinstance(first, (tuple, list)) else []
        return changes + reverse
    if isinstance(first, (Integral, Real)):
        constants = dict.fromkeys([1, 2, 3, first])
        changes = [f"{{x}} = {value!r}" for value in constants]
        changes += ["{x} = min({x}, 100)"]
        if isinstance(first, Integral):
            return [*changes, "{x} = {x} // 2 * 2", "{x} = {x} // 2 * 2 + 1"]
        return [*changes, "{x} = abs({x})", "{x} = int({x})"]
    return []


def changes_of_result(result):
    """Expressions of a result {x} that is not quite right."""
    if isinstance(result, np.ndarray):
        changes = ["np.clip({x}, -1e5, 1e5)", "np.maximum({x}, 0)", "np.abs({x})", "-{x}"]
        changes += ["np.trunc({x})", "np.round({x}, 1)", "1.01 * {x}", "{x}[::-1]", "0 * {x}"]
        return changes + ["{x}.swapaxes(0, 1)", "{x}[:, ::-1]"] * (result.ndim >= 2)
    if isinstance(result, (tuple, list)):
        return ["{x}[::-1]", "{x}[:-1]", "{x}[:1] * len({x})"]
    if isinstance(result, (bool, np.bool_)):
        return ["not {x}", "True", "False"]
    if isinstance(result, Integral):
        return ["min({x}, 1e5)", "{x} + 1", "-{x}", "0 * {x}"]
    if isinstance(result, Real):
        return ["min({x}, 1e5)", "abs({x})", "int({x})", "1.01 * {x}", "-{x}", "0 * {x}"]
    if hasattr(result, "trainable_variables"):
        return [
            "(setattr({x}, 'trainable', False), {x})[1]",
            "({x}.compile(loss='mse'), {x})[1]",
            "([v.assign(0 * v) for v in {x}.variables], {x})[1]",
        ]
    return []


class WrappedReturns(ast.NodeTransformer):
    """Replaces `return made` by `return <an expression of made>`."""

    def __init__(self, code):
        self.code = f"(lambda made: {code.format(x='made')})"

    def visit_Return(self, node):
        change = ast.parse(self.code, mode="eval").body
        return ast.Return(ast.Call(change, [node.value], []))
