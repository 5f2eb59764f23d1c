"""Small repairs of a learner's function: each undoes one mistake that is usual in any task.

`repairs(tree)` yields a Repair for every place where a mistake may have been made. Which of them
was made, if any, is found out by running the repaired functions (see proving.py). To add a mistake,
write a rule that yields its repairs, put it into RULES, and its sentence into engine.toml.
"""

import ast
import copy
from dataclasses import dataclass, field

REDUCTIONS = {"sum", "max", "min", "mean", "prod", "std", "var", "amax", "amin"}
MAKERS = {"zeros", "ones", "full", "empty", "zeros_like", "ones_like", "full_like", "empty_like"}
# Functions that are taken for each other.
PAIRS = [
    *(("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("floor", "ceil")),
    *(("sum", "mean"), ("mean", "median"), ("zeros", "ones"), ("vstack", "hstack")),
]
OTHERS = {one: other for pair in PAIRS[::-1] for one, other in (pair, pair[::-1])}
COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
COMPARISONS |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
TIMES = ast.Mult | ast.Div | ast.FloorDiv | ast.MatMult


@dataclass
class Repair:
    """What to put in the place of parts of a tree, and the `key` of the mistake's sentence.

    `node` is where the mistake is, `changes` is {id of a part: what to put there}, and `values`
    are for the sentence.
    """

    key: str
    node: ast.AST
    changes: dict
    values: dict = field(default_factory=dict)

    def of(self, tree):
        """A copy of the tree with the repair."""
        # deepcopy takes from its memo what is to stand for a part.
        return ast.fix_missing_locations(copy.deepcopy(tree, dict(self.changes)))


def repairs(tree):
    """Yield the Repairs of a function (its ast.FunctionDef)."""
    for rule in RULES:
        yield from rule(tree)


def put(key, old, new, **values):
    """The Repair that puts one node in the place of another."""
    ast.copy_location(new, old)
    return Repair(key, old, {id(old): new}, values)


def parsed(text):
    return ast.parse(text, mode="eval").body


def nodes(tree, kind):
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def called(node):
    """The name of the function or method that is called, without what is before the dot."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def loops(tree):
    return nodes(tree, ast.For)


def bodies(tree):
    """The lists of statements in a function, its own first."""
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            if isinstance(getattr(node, name, None), list) and getattr(node, name):
                yield getattr(node, name)


def parameters(tree):
    return [argument.arg for argument in tree.args.args]


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
        for value in [last.value, *getattr(last.value, "args", [])]:  # print(value) as well
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
        for name in dict.fromkeys(names):
            made = ast.Assign([ast.Name(name, ast.Store())], value)
            yield put("thrown_away", node, made, what=ast.unparse(value), name=name)


def assigned_in_loop(tree):
    for loop in loops(tree):
        for node in nodes(loop, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name | ast.Subscript) and nodes(node.value, ast.Name):
                new = ast.AugAssign(target, ast.Add(), node.value)
                yield put("not_added", node, new, name=ast.unparse(target))
        for node in nodes(loop, ast.AugAssign):
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
            if isinstance(one, ast.Assign | ast.AugAssign | ast.If):
                changes = {id(body): [*body[:place], other, one, *body[place + 2 :]]}
                yield Repair("lines_swapped", one, changes)


# ---------------------------------------------------------------------------------------------
# Loops and slices
# ---------------------------------------------------------------------------------------------


def ranges(tree):
    """A loop that begins or ends one too early or too late: one loop, or all of them."""
    found = [node for node in nodes(tree, ast.Call) if called(node) == "range" and node.args]
    for key, plus in ("loop_short", 1), ("loop_long", -1):
        ends = [node.args[min(1, len(node.args) - 1)] for node in found]
        new = [ast.BinOp(end, ast.Add(), ast.Constant(plus)) for end in ends]
        yield from one_or_all(key, ends, new)
    starts = [node for node in found if len(node.args) > 1]
    for key, plus in ("loop_late", -1), ("loop_early", 1):
        new = [ast.BinOp(node.args[0], ast.Add(), ast.Constant(plus)) for node in starts]
        yield from one_or_all(key, [node.args[0] for node in starts], new)
    firsts = [node.args[0] for node in found if len(node.args) == 1]
    changes = {id(end): ast.Starred(parsed(f"(1, {ast.unparse(end)})")) for end in firsts}
    if firsts:
        yield Repair("loop_early", firsts[0], changes)


def one_or_all(key, old, new, **values):
    """The Repairs of each place, and of all of them together."""
    for one, other in zip(old, new, strict=True):
        yield put(key, one, other, what=ast.unparse(one), **values)
    if len(old) > 1:
        changes = {id(one): other for one, other in zip(old, new, strict=True)}
        yield Repair(key, old[0], changes, {"what": ast.unparse(old[0])} | values)


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


def fixed_numbers(tree):
    """A number in the place of an argument, or of the size of one."""
    seen = {}
    for node in nodes(tree, ast.Constant):
        if type(node.value) is int and node.value > 0:
            seen.setdefault(node.value, []).append(node)
    for name in parameters(tree):
        for text in (name, f"len({name})", f"{name}.shape[0]", f"{name}.shape[1]", f"{name}.size"):
            for old in seen.values():
                new = [parsed(text) for _ in old]
                yield from one_or_all("fixed_number", old, new, name=name)


# ---------------------------------------------------------------------------------------------
# Arithmetic
# ---------------------------------------------------------------------------------------------


def operations(tree):
    for node in nodes(tree, ast.BinOp):
        left, right, operation = node.left, node.right, type(node.op)
        what = {"what": ast.unparse(node)}
        if operation is ast.BitXor:
            yield put("power", node, ast.BinOp(left, ast.Pow(), right), **what)
        if operation in (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.MatMult, ast.Pow):
            yield put("operands_swapped", node, ast.BinOp(right, node.op, left), **what)
        others = {
            ast.Add: (ast.Sub, "sign"),
            ast.Sub: (ast.Add, "sign"),
            ast.Div: (ast.FloorDiv, "not_rounded"),
            ast.FloorDiv: (ast.Div, "rounded_down"),
        }
        if operation in others:
            other, key = others[operation]
            yield put(key, node, ast.BinOp(left, other(), right), **what)
        if operation is ast.FloorDiv:
            up = parsed(f"-(-({ast.unparse(left)}) // ({ast.unparse(right)}))")
            yield put("round_up", node, up, **what)
        yield from brackets(node, what)


def other_operations(tree):
    for node in nodes(tree, ast.BinOp):
        for other in (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.FloorDiv, ast.Mod):
            if not isinstance(node.op, other):
                new = ast.BinOp(node.left, other(), node.right)
                yield put("operation", node, new, what=ast.unparse(node))


def brackets(node, what):
    """a + b * c for (a + b) * c, a * b + c for a * (b + c), and a / b * c for a / (b * c)."""
    left, right, operation = node.left, node.right, node.op
    if isinstance(operation, ast.Add | ast.Sub):
        if isinstance(right, ast.BinOp) and isinstance(right.op, TIMES):
            first = ast.BinOp(left, operation, right.left)
            yield put("brackets_missing", node, ast.BinOp(first, right.op, right.right), **what)
        if isinstance(left, ast.BinOp) and isinstance(left.op, TIMES):
            last = ast.BinOp(left.right, operation, right)
            yield put("brackets_missing", node, ast.BinOp(left.left, left.op, last), **what)
    if isinstance(operation, TIMES) and isinstance(left, ast.BinOp) and isinstance(left.op, TIMES):
        last = ast.BinOp(left.right, operation, right)
        yield put("brackets_missing", node, ast.BinOp(left.left, left.op, last), **what)


def off_by_one(tree):
    places = [node.value for node in nodes(tree, ast.Assign | ast.Return) if node.value]
    places += [part for node in nodes(tree, ast.Tuple) for part in node.elts]
    places += [end for node in nodes(tree, ast.Slice) for end in (node.lower, node.upper) if end]
    places += [part for node in nodes(tree, ast.BinOp) for part in (node.left, node.right)]
    for node in places:
        if isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        if isinstance(node, ast.Call) and called(node) in MAKERS:
            continue
        for key, plus in ("one_too_small", 1), ("one_too_large", -1):
            new = ast.BinOp(node, ast.Add(), ast.Constant(plus))
            yield put(key, node, new, what=ast.unparse(node))


def comparisons(tree):
    for node in nodes(tree, ast.Compare):
        other = COMPARISONS.get(type(node.ops[0]))
        if other and len(node.ops) == 1:
            new = ast.Compare(node.left, [other()], node.comparators)
            yield put("comparison", node, new, what=ast.unparse(node))
            if other not in (ast.Eq, ast.NotEq):
                new = ast.Compare(node.comparators[0], node.ops, [node.left])
                yield put("comparison", node, new, what=ast.unparse(node))


def start_values(tree):
    """max or min that begins at a number which the values may not reach."""
    for node in nodes(tree, ast.Assign):
        number = node.value.operand if isinstance(node.value, ast.UnaryOp) else node.value
        if isinstance(number, ast.Constant) and type(number.value) in (int, float):
            for sign in "-", "":
                new = parsed(f"{sign}float('inf')")
                yield put("start_value", node.value, new, what=ast.unparse(node))


# ---------------------------------------------------------------------------------------------
# Calls
# ---------------------------------------------------------------------------------------------


def types_of_arrays(tree):
    """Arrays of whole numbers that cut off fractions, and arrays that are not filled."""
    for node in nodes(tree, ast.Call):
        name, what = called(node), {"what": ast.unparse(node)}
        if name in ("empty", "empty_like"):
            made = parsed(ast.unparse(node).replace("empty", "zeros", 1))
            yield put("empty", node, made, **what)
        words = [word for word in node.keywords if word.arg != "dtype"]
        if name in MAKERS | {"array", "asarray"}:
            word = ast.keyword("dtype", parsed("float"))
            yield put("int_array", node, ast.Call(node.func, node.args, [*words, word]), **what)
        if name in MAKERS and len(node.args) > 1 and name not in ("full", "full_like"):
            yield put("int_array", node, ast.Call(node.func, node.args[:1], words), **what)
        if name == "astype" and isinstance(node.func, ast.Attribute):
            yield put("int_array", node, node.func.value, **what)


def calls(tree):
    for node in nodes(tree, ast.Call):
        name, what = called(node), {"what": ast.unparse(node)}
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            key = "rounds" if name in ("int", "round", "floor", "ceil", "rint") else "extra_call"
            yield put(key, node, node.args[0], name=name, **what)
        if isinstance(node.func, ast.Attribute) and not node.args:
            key = "rounds" if name == "round" else "extra_call"
            yield put(key, node, node.func.value, name=name, **what)
        if name in OTHERS:
            yield put("other_function", node.func, renamed(node.func, OTHERS[name]), name=name)
        if len(node.args) > 1:
            args = [node.args[1], node.args[0], *node.args[2:]]
            new = ast.Call(node.func, args, node.keywords)
            yield put("arguments_swapped", node, new, **what)
    for node in nodes(tree, ast.Attribute):
        if node.attr == "T":
            yield put("extra_transpose", node, node.value, what=ast.unparse(node))


def renamed(function, name):
    if isinstance(function, ast.Attribute):
        return ast.Attribute(function.value, name, function.ctx)
    return ast.Name(name, function.ctx)


# The order in which they are tried: what is most telling comes first.
RULES = (
    *(return_in_loop, no_return, thrown_away, assigned_in_loop, resets, types_of_arrays),
    *(ranges, minus_zero, keepdims, axes, operations, comparisons, swapped_sizes, start_values),
    *(
        positions,
        calls,
        fixed_numbers,
        off_by_one,
        variables,
        other_operations,
        swapped_lines,
        extra_lines,
    ),
)
