"""Repairs of formulas: arithmetic, comparisons, types and calls. See repairs.py."""

import ast

from fashion_cnn.workshop.checking.mending import called, nodes, parsed, put

MAKERS = {"zeros", "ones", "full", "empty", "zeros_like", "ones_like", "full_like", "empty_like"}
# Functions that are taken for each other.
PAIRS = [
    *(("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("floor", "ceil")),
    *(("sum", "mean"), ("mean", "median"), ("zeros", "ones"), ("vstack", "hstack")),
    *(("max", "sum"), ("max", "mean"), ("min", "sum"), ("prod", "sum")),
]
COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
COMPARISONS |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
TIMES = ast.Mult | ast.Div | ast.FloorDiv | ast.MatMult


# ---------------------------------------------------------------------------------------------
# Arithmetic
# ---------------------------------------------------------------------------------------------


def powers(tree):
    """^ for **, which is computed before * and +, while ^ is computed after them."""
    for node in nodes(tree, ast.BinOp):
        text = ast.unparse(node)
        if "^" in text:
            yield put("power", node, parsed(text.replace("^", "**")), what=text)


def operations(tree):
    steps = {id(node.step) for node in nodes(tree, ast.Slice)}  # [::-1] turns an array round
    for node in nodes(tree, ast.UnaryOp):
        if isinstance(node.op, ast.USub) and id(node) not in steps:
            yield put("sign", node, node.operand, what=ast.unparse(node))
    for node in nodes(tree, ast.BinOp):
        left, right, operation = node.left, node.right, type(node.op)
        what = {"what": ast.unparse(node)}
        if operation is ast.Pow:
            yield put("extra_power", node, left, **what)
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
        yield from doubled(node, what)


def doubled(node, what):
    """a * 2 for a**2."""
    for factor, two in (node.left, node.right), (node.right, node.left):
        if isinstance(node.op, ast.Mult) and isinstance(two, ast.Constant) and two.value == 2:
            last = factor.right if isinstance(factor, ast.BinOp) else factor
            yield put("doubled", node, ast.BinOp(factor, ast.Mult(), last), **what)


def other_operations(tree):
    for node in nodes(tree, ast.BinOp):
        if isinstance(node.op, ast.BitXor | ast.BitAnd | ast.BitOr):
            continue  # of masks, where + gives the right numbers by chance
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
    places += [node.slice for node in nodes(tree, ast.Subscript)]
    sums = [node for node in nodes(tree, ast.BinOp) if not isinstance(node.op, ast.Pow)]
    places += [part for node in sums for part in (node.left, node.right)]
    for node in places:
        if isinstance(getattr(node, "ctx", None), ast.Store) or isinstance(node, ast.Slice):
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
                yield put("turned", node, new, what=ast.unparse(node))


def start_values(tree):
    """max or min that begins at a number which the values may not reach."""
    for node in nodes(tree, ast.Assign):
        number = node.value.operand if isinstance(node.value, ast.UnaryOp) else node.value
        if isinstance(number, ast.Constant) and type(number.value) in (int, float):
            for sign in "-", "":
                new = parsed(f"{sign}float('inf')")
                yield put("start_value", node.value, new, what=ast.unparse(node))
            if number.value == 0:
                yield put("product_from_zero", node.value, ast.Constant(1))


# ---------------------------------------------------------------------------------------------
# Calls
# ---------------------------------------------------------------------------------------------


def types_of_arrays(tree):
    """Arrays of whole numbers that cut off fractions, and arrays that are not filled."""
    for node in nodes(tree, ast.Call):
        name, what = called(node), {"what": ast.unparse(node)}
        if name in ("empty", "empty_like"):
            for other in "zeros", "ones":
                made = parsed(ast.unparse(node).replace("empty", other, 1))
                yield put("empty", node, made, **what)
        words = [word for word in node.keywords if word.arg != "dtype"]
        if name in MAKERS | {"array", "asarray"}:
            word = ast.keyword("dtype", parsed("float"))
            yield put("int_array", node, ast.Call(node.func, node.args, [*words, word]), **what)
        if name in MAKERS and len(node.args) > 1 and name not in ("full", "full_like"):
            yield put("int_array", node, ast.Call(node.func, node.args[:1], words), **what)
        if name == "astype" and isinstance(node.func, ast.Attribute):
            yield put("int_array", node, node.func.value, **what)
        if name == "copy":
            yield put("int_array", node, parsed(f"({ast.unparse(node)}).astype(float)"), **what)


def calls(tree):
    for node in nodes(tree, ast.Call):
        name, what = called(node), {"what": ast.unparse(node)}
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            key = "rounds" if name in ("int", "round", "floor", "ceil", "rint") else "extra_call"
            yield put(key, node, node.args[0], name=name, **what)
        if isinstance(node.func, ast.Attribute) and not node.args:
            key = "rounds" if name == "round" else "extra_call"
            yield put(key, node, node.func.value, name=name, **what)
        for other in [b for pair in PAIRS for a, b in (pair, pair[::-1]) if a == name]:
            yield put("other_function", node.func, renamed(node.func, other), name=name)
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
