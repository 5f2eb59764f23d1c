"""A repair of a learner's function, and what the rules that make repairs have in common."""

import ast
import copy
from dataclasses import dataclass, field


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


def one_or_all(key, old, new, **values):
    """The Repairs of each place, and of all of them together."""
    for one, other in zip(old, new, strict=True):
        yield put(key, one, other, what=ast.unparse(one), **values)
    if len(old) > 1:
        changes = {id(one): other for one, other in zip(old, new, strict=True)}
        yield Repair(key, old[0], changes, {"what": ast.unparse(old[0])} | values)
