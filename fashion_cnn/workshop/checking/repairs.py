"""Small repairs of a learner's function: each undoes one mistake that is usual in any task.

A rule yields a Repair for every place of a function (its ast.FunctionDef) where a mistake may have
been made. Which of them was made, if any, is found out by running the repaired functions (see
proving.py). To add a mistake, write a rule that yields its repairs, put it into RULES, and its
sentence into engine.toml.
"""

import ast
import copy
import re

from fashion_cnn.workshop.checking import formulas
from fashion_cnn.workshop.checking.mending import (
    Repair,
    bodies,
    called,
    loops,
    nodes,
    one_or_all,
    parameters,
    parsed,
    put,
)

SUMS = ast.Add, ast.Sub
REDUCTIONS = {"sum", "max", "min", "mean", "prod", "std", "var", "amax", "amin"}


# ---------------------------------------------------------------------------------------------
# Statements
# ---------------------------------------------------------------------------------------------


def return_in_loop(tree):
    for body in bodies(tree):
        for place, loop in enumerate(body):
            if not isinstance(loop, ast.For):
                continue
            for inner in [loop, *loops(loop)]:
                last = inner.body[-1]
                if isinstance(last, ast.Return):
                    rest = {id(inner.body): inner.body[:-1] or [ast.Pass()]}
                    before = copy.deepcopy(body[: place + 1], dict(rest))
                    changes = {id(body): [*before, last, *body[place + 1 :]]}
                    yield Repair("return_in_loop", last, changes)


def no_return(tree):
    last = tree.body[-1]
    if nodes(tree, ast.Return):
        return
    if isinstance(last, ast.Expr):
        printed = getattr(last.value, "args", [])  # print(value) as well
        together = [ast.Tuple(printed, ast.Load())] if len(printed) > 1 else []
        for value in [last.value, *printed, *together]:
            yield put("no_return", last, ast.Return(value), what=ast.unparse(value))
    stored = [node.id for node in nodes(tree, ast.Name) if isinstance(node.ctx, ast.Store)]
    for name in dict.fromkeys(reversed(stored)):
        changes = {id(tree.body): [*tree.body, ast.Return(parsed(name))]}
        yield Repair("no_return", last, changes, {"what": name})


def thrown_away(tree):
    """An expression as a statement, whose result nothing gets."""
    for node in nodes(tree, ast.Expr):
        value = node.value
        if isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Eq):
            target = ast.parse(ast.unparse(value.left)).body[0].value
            if isinstance(target, ast.Name | ast.Subscript):
                target.ctx = ast.Store()
                yield put("compared", node, ast.Assign([target], value.comparators[0]))
        names = [name.id for name in nodes(value, ast.Name)]
        for name in [*dict.fromkeys(names), *returned_names(tree)]:
            made = ast.parse(f"{name} = 0").body[0]
            made.value = value
            yield put("thrown_away", node, made, what=ast.unparse(value), name=name)


def returned_names(tree):
    """`a, b` for each `return a, b`."""
    for node in nodes(tree, ast.Return):
        parts = getattr(node.value, "elts", [])
        if parts and all(isinstance(part, ast.Name) for part in parts):
            yield ", ".join(part.id for part in parts)


def assigned(tree):
    """= for +=, or the other way round."""
    for loop in loops(tree):
        for node in nodes(loop, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name | ast.Subscript) and nodes(node.value, ast.Name):
                new = ast.AugAssign(target, ast.Add(), node.value)
                yield put("not_added", node, new, name=ast.unparse(target))
    for node in nodes(tree, ast.AugAssign):
        if isinstance(node.op, ast.Add):
            new = ast.Assign([node.target], node.value)
            yield put("added", node, new, name=ast.unparse(node.target))


def resets(tree):
    """A start value that is before the loop and belongs into it, or the other way round."""
    for body in bodies(tree):
        for place, node in enumerate(body):
            if not isinstance(node, ast.Assign):
                continue
            name = ast.unparse(node.targets[0])
            for loop in [inner for later in body[place + 1 :] for inner in loops(later)]:
                without = [part for part in body if part is not node]
                changes = {id(loop.body): [node, *loop.body]}
                moved = copy.deepcopy(without, dict(changes))
                values = {"name": name, "loop": loop.lineno}
                yield Repair("not_reset", node, {id(body): moved}, values)
        for place, loop in enumerate(body):
            for inner in loops(loop) if isinstance(loop, ast.For) else []:
                for node in inner.body:
                    if isinstance(node, ast.Assign) and len(inner.body) > 1:
                        rest = [part for part in inner.body if part is not node]
                        moved = copy.deepcopy(loop, {id(inner.body): rest})
                        changes = {id(body): [*body[:place], node, moved, *body[place + 1 :]]}
                        values = {"name": ast.unparse(node.targets[0])}
                        yield Repair("reset_in_loop", node, changes, values)


def extra_lines(tree):
    for body in bodies(tree):
        for node in body:
            if isinstance(node, ast.Assign | ast.AugAssign) and len(body) > 1:
                changes = {id(body): [part for part in body if part is not node]}
                yield Repair("extra_line", node, changes)


def swapped_lines(tree):
    for body in bodies(tree):
        for place in range(len(body) - 1):
            one, other = body[place : place + 2]
            ends = isinstance(other, ast.Return)  # what comes after it would not be run
            if isinstance(one, ast.Assign | ast.AugAssign | ast.If) and not ends:
                changes = {id(body): [*body[:place], other, one, *body[place + 2 :]]}
                yield Repair("lines_swapped", one, changes)


# ---------------------------------------------------------------------------------------------
# Loops and slices
# ---------------------------------------------------------------------------------------------


def ranges(tree):
    """A loop that begins or ends one too early or too late: one loop, or all of them."""
    found = [node for node in nodes(tree, ast.Call) if called(node) == "range" and node.args]
    starts = [node for node in found if len(node.args) > 1]
    for key, plus in ("loop_late", -1), ("loop_early", 1):
        new = [ast.BinOp(node.args[0], ast.Add(), ast.Constant(plus)) for node in starts]
        yield from one_or_all(key, [node.args[0] for node in starts], new)
    for key, plus in ("loop_short", 1), ("loop_long", -1):
        ends = [node.args[min(1, len(node.args) - 1)] for node in found]
        new = [ast.BinOp(end, ast.Add(), ast.Constant(plus)) for end in ends]
        yield from one_or_all(key, ends, new)
    firsts = [node.args[0] for node in found if len(node.args) == 1]
    changes = {id(end): ast.Starred(parsed(f"(1, {ast.unparse(end)})")) for end in firsts}
    if firsts:
        yield Repair("loop_early", firsts[0], changes)


def minus_zero(tree):
    """a[p:-p], which is empty if p is 0."""
    ends = [node.upper for node in nodes(tree, ast.Slice) if isinstance(node.upper, ast.UnaryOp)]
    ends = [end for end in ends if not isinstance(end.operand, ast.Constant)]
    new = [ast.BoolOp(ast.Or(), [end, ast.Constant(None)]) for end in ends]
    if ends:
        changes = {id(end): other for end, other in zip(ends, new, strict=True)}
        yield Repair("minus_zero", ends[0], changes, {"what": ast.unparse(ends[0].operand)})


def positions(tree):
    """An index that counts pixels where it should count windows, or the other way round."""
    counted = {name.id for loop in loops(tree) for name in nodes(loop.target, ast.Name)}
    for name in parameters(tree):
        for context, operation in (ast.Load, ast.Mult()), (ast.Store, ast.FloorDiv()):
            inside = [
                index
                for node in nodes(tree, ast.Subscript)
                if isinstance(node.ctx, context)
                for index in nodes(node.slice, ast.Name)
                if index.id in counted
            ]
            yield from multiplied(inside, operation, name)
        values = [node.value for node in nodes(tree, ast.Assign)]
        inside = [part for value in values for part in getattr(value, "elts", [value])]
        inside = [part for part in inside if isinstance(part, ast.Name) and part.id in counted]
        yield from multiplied(inside, ast.Mult(), name)


def multiplied(indices, operation, name):
    changes = {id(i): ast.BinOp(i, operation, ast.Name(name, ast.Load())) for i in indices}
    if indices:
        yield Repair("positions", indices[0], changes, {"name": name})


# ---------------------------------------------------------------------------------------------
# Keras
# ---------------------------------------------------------------------------------------------


def names_without_f(tree):
    """ "block{number}" for f"block{number}": one text, or all of them."""
    inside = {id(part) for node in nodes(tree, ast.JoinedStr) for part in ast.walk(node)}
    texts = [node for node in nodes(tree, ast.Constant) if isinstance(node.value, str)]
    texts = [node for node in texts if re.search(r"{\w+}", node.value) and id(node) not in inside]
    yield from one_or_all("no_f", texts, [parsed(f"f{node.value!r}") for node in texts])


def third_arguments(tree):
    """Conv2D(32, 3, 3), where the second 3 is the stride."""
    old = [
        node
        for node in nodes(tree, ast.Call)
        if called(node).startswith("Conv") and len(node.args) == 3
    ]
    new = [ast.Call(node.func, node.args[:2], node.keywords) for node in old]
    yield from one_or_all("third", old, new)


def extra_layers(tree):
    for layers in nodes(tree, ast.List):
        for layer in layers.elts if len(layers.elts) > 1 else []:
            rest = ast.List([one for one in layers.elts if one is not layer], layers.ctx)
            key = "softmax_twice" if "softmax" in ast.unparse(layer).lower() else "extra_layer"
            changes = {id(layers): rest}
            yield Repair(key, layer, changes, {"what": ast.unparse(layer)})


def weights_in_a_list(tree):
    for node in nodes(tree, ast.Call):
        if called(node) == "get_weights":
            first = ast.Subscript(node, ast.Constant(0), ast.Load())
            yield put("weights_list", node, first, what=ast.unparse(node))


# ---------------------------------------------------------------------------------------------
# Axes and sizes
# ---------------------------------------------------------------------------------------------


def variables(tree):
    """One variable in the place of another."""
    found = [node for node in nodes(tree, ast.Name) if isinstance(node.ctx, ast.Load)]
    stored = [node.id for node in nodes(tree, ast.Name) if isinstance(node.ctx, ast.Store)]
    names = dict.fromkeys([*stored, *parameters(tree)])
    returned = [node.value for node in nodes(tree, ast.Return)]
    for node in sorted(found, key=lambda node: not any(node is value for value in returned)):
        for name in names:
            if name != node.id:
                yield put("other_variable", node, ast.Name(name, ast.Load()), what=node.id)


def axes(tree):
    old = [word.value for word in nodes(tree, ast.keyword) if word.arg == "axis"]
    for axis in old:
        for other in (0, 1, 2, -1, None):
            if ast.unparse(axis) != str(other):
                yield put("axis", axis, ast.Constant(other), what=ast.unparse(axis))
    both = [axis for axis in old if ast.unparse(axis) in ("0", "1")]
    new = [ast.Constant(1 - int(ast.unparse(axis))) for axis in both]
    if len(both) > 1:
        yield from list(one_or_all("axis", both, new))[-1:]


def keepdims(tree):
    old = [
        node
        for node in nodes(tree, ast.Call)
        if called(node) in REDUCTIONS and "keepdims" not in {word.arg for word in node.keywords}
    ]
    words = ast.keyword("keepdims", ast.Constant(True))
    new = [ast.Call(node.func, node.args, [*node.keywords, words]) for node in old]
    yield from one_or_all("keepdims", old, new)


def swapped_sizes(tree):
    """Rows and columns swapped: shape[0] for shape[1], [j, i] for [i, j], (width, height)."""
    shapes = [
        node.slice
        for node in nodes(tree, ast.Subscript)
        if ast.unparse(node.value).endswith("shape") and ast.unparse(node.slice) in ("0", "1")
    ]
    new = [ast.Constant(1 - node.value) for node in shapes]
    yield from one_or_all("shape_swapped", shapes, new)
    returned = [node.value for node in nodes(tree, ast.Return)]
    pairs = [node for node in nodes(tree, ast.Tuple) if len(node.elts) == 2]
    pairs = [node for node in pairs if not any(node is value for value in returned)]
    new = [ast.Tuple(node.elts[::-1], node.ctx) for node in pairs]
    yield from one_or_all("pair_swapped", pairs, new)
    for node in nodes(tree, ast.Tuple):
        if isinstance(node.ctx, ast.Store) and len(node.elts) > 2:
            for place in range(len(node.elts) - 1):
                one, other = node.elts[place : place + 2]
                elements = [*node.elts[:place], other, one, *node.elts[place + 2 :]]
                what = ast.unparse(node)
                yield put("names_swapped", node, ast.Tuple(elements, node.ctx), what=what)


def fixed_numbers(tree):
    """A number in the place of an argument, or of the size of one."""
    seen, sums = {}, [node for node in nodes(tree, ast.BinOp) if type(node.op) in SUMS]
    counted = {id(part) for node in sums for part in (node.left, node.right)}
    for node in nodes(tree, ast.Constant):
        one = node.value == 1 and id(node) in counted  # n - 1 or n + 1
        if type(node.value) is int and node.value > 0 and not one:
            seen.setdefault(node.value, []).append(node)
    for name in parameters(tree):
        for text in (name, f"len({name})", f"{name}.shape[0]", f"{name}.shape[1]", f"{name}.size"):
            for old in seen.values():
                new = [parsed(text) for _ in old]
                yield from one_or_all("fixed_number", old, new, name=name)


# They leave no doubt, whatever else the results look like.
PLAIN = (thrown_away, formulas.powers)
# The order in which they are tried: what is most telling comes first.
RULES = (
    *(return_in_loop, no_return, *PLAIN, assigned, resets, formulas.types_of_arrays),
    *(names_without_f, third_arguments, extra_layers, weights_in_a_list),
    *(
        ranges,
        minus_zero,
        keepdims,
        axes,
        formulas.operations,
        formulas.comparisons,
        swapped_sizes,
        formulas.start_values,
    ),
    *(
        positions,
        formulas.calls,
        fixed_numbers,
        formulas.off_by_one,
        variables,
        formulas.other_operations,
        swapped_lines,
        extra_lines,
    ),
)
