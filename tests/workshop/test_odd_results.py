"""Whatever a learner's function returns or raises, the check of it ends with a sentence."""

import numpy as np
import pytest

from fashion_cnn.workshop.checking import Task, explaining
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import WRONG
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.texts import Texts

SAY = Texts()
# Above the function: classes whose methods fail, return nonsense, or are huge.
ABOVE = """
import collections, dataclasses, datetime, decimal, enum, fractions, functools, itertools, math
import array as arrays, os, pathlib, re, sys, threading, types, uuid, warnings
import numpy as np

def fails(*args, **kwargs):
    raise RuntimeError("fails")

METHODS = (
    "abs add and array array_ufunc bool bytes call complex contains copy deepcopy dir divmod eq "
    "float floor format ge getattr getitem gt hash index int invert iter le len lt mod mul ne neg "
    "next or pos pow radd repr reversed round rsub str sub truediv trunc xor reduce_ex"
).split()
METHODS = {f"__{name}__": fails for name in METHODS}
class Meta(type):
    __name__ = property(fails)
    __eq__ = __hash__ = __repr__ = __str__ = fails
Hostile = type("Hostile", (), METHODS)
HostileMeta = Meta("HostileMeta", (), METHODS)
HostileFloat = type("HostileFloat", (float,), METHODS)
HostileInt = type("HostileInt", (int,), METHODS)
HostileText = type("HostileText", (str,), METHODS)
HostileList = type("HostileList", (list,), METHODS)
HostileTuple = type("HostileTuple", (tuple,), METHODS)
HostileDict = type("HostileDict", (dict,), METHODS)
del METHODS["__getattr__"], METHODS["__array_ufunc__"]
HostileArray = type("HostileArray", (np.ndarray,), METHODS)
Liar = type("Liar", (), {"__class__": property(lambda self: np.ndarray)})
FailingClass = type("FailingClass", (), {"__class__": property(fails)})
Long = type("L" * 10**6, (), {})
Error = type("Error", (Exception,), {"__str__": fails, "__repr__": fails})
Point = collections.namedtuple("Point", "x y")
class Colour(enum.IntEnum): RED = 1
@dataclasses.dataclass
class Data: x: int = 0
itself = []
itself.append(itself)
deep = []
for _ in range(10**4): deep = [deep]
both = {}
both["both"] = both
def generator(): yield 1
def endless_generator():
    while True: yield 1
def recursive(): return recursive()
async def coroutine(): return 1
def refuse(error): raise error
"""
ODD = """
 None True False ... NotImplemented 0 -1 10**400 -10**400 1.5 -0.0 1e308*10 float("nan")
-float("inf") 2**63 -2**63-1 1j complex("nan") "" "text" "가나다" "x"*10**7 "\\x1b[31m" b"bytes"
bytearray(b"x") memoryview(b"x") () (1,) (1,2,3) ((),()) ("a",2) (None,None)
(float("nan"),10**400) [] [1,2] [[1,2],[3]] [[1],[2]] [None] [1]*10**6 {} {1:2} {(1,2):[3]}
{"a":{"b":{}}} set() {1,2} frozenset({1}) range(3) slice(3) iter([1]) reversed([1]) zip([1],[2])
map(str,[1]) filter(None,[1]) enumerate([1]) generator() endless_generator() itertools.count()
coroutine lambda:1 print len np.sum np.add np.zeros((2,2)).sum int np.ndarray type Exception
object object() np math sys os.environ pathlib.Path("x") re.compile("x") datetime.date(2020,1,1)
datetime.timedelta(1) uuid.UUID(int=1) decimal.Decimal("1.5") decimal.Decimal("NaN")
decimal.Decimal("1e999999") fractions.Fraction(1,3) fractions.Fraction(10**400,3)
arrays.array("d",[1]) collections.OrderedDict(a=1) collections.Counter("a") collections.deque([1])
collections.ChainMap({}) types.SimpleNamespace(x=1) functools.partial(print) threading.Lock()
ValueError("x") Error() warnings.catch_warnings() Point(1,2) Colour.RED Data() Data itself deep
both (itself,) Long() Hostile() HostileMeta() Hostile HostileMeta HostileFloat(1.5) HostileInt(3)
HostileText("x") HostileList([1]) Liar() HostileTuple((1,2)) HostileDict({1:2}) FailingClass()
[Hostile()] (Hostile(),1) {"a":Hostile()} {Point(1,2):Hostile()}
np.zeros((2,2)).view(HostileArray) np.zeros(()).view(HostileArray) np.array([Hostile()],object)
np.array(Hostile,object) np.float16(1) np.float32("nan") np.longdouble("1e4000") np.int8(-1)
np.uint64(2**64-1) np.bool_(True) np.complex64(1) np.str_("x") np.bytes_(b"x")
np.datetime64("2020") np.timedelta64(1) np.void(b"x") np.dtype(float) np.newaxis np.array(1)
np.array(1.5) np.array(True) np.array("x") np.array(None) np.array([]) np.zeros((0,3))
np.zeros((2,0,5)) np.zeros(3) np.zeros((1,)*32) np.zeros((2,2),complex) np.zeros((2,2),bool)
np.zeros((2,2),object) np.zeros(2,"M8[s]") np.full((2,2),np.nan) np.full((2,2),np.inf)
np.full((2,2),10**400,object) np.full((2,2),"x") np.zeros(2,"i4,f8")
np.full((2,2),np.longdouble("1e4000")) np.zeros((2,2),np.float16) np.zeros((2,2),">f8")
np.zeros((9,9)).T[::2] np.broadcast_to(1.0,(10**6,10**6)) np.broadcast_to(np.nan,(10**9,))
np.broadcast_to(1,(10**6,2)) np.zeros(10**6) np.ma.masked np.ma.array([1.0],mask=[True])
np.matrix([[1,2]]) np.recarray(2,"i4") np.random.default_rng() np.nditer([1]) np.poly1d([1,2])
np.polynomial.Polynomial([1]) np.errstate() np.array([[1,2],[3]],object) np.iinfo(int) np.s_[:,1]
refuse(Error()) refuse(Error) refuse(KeyError(Hostile)) refuse(ValueError("x"*10**6))
refuse(GeneratorExit()) refuse(StopIteration()) refuse(ExceptionGroup("x",[ValueError()]))
refuse(OSError(1)) refuse(UnicodeDecodeError("x",b"",0,1,"")) refuse(SyntaxError("x"))
refuse(SyntaxError("x",("f",1,10**9,"y"))) refuse(AssertionError()) refuse(3) recursive() 1/0
int("x"*10**5) [][1] {}["x"] None.x open("/nowhere/x") np.zeros(-1) np.zeros(10**20)
np.array([[1,2],[3]]) exit() setattr(np,"sum",3) setattr(np,"asarray",fails)
sys.setrecursionlimit(60) np.seterr(all="raise") warnings.simplefilter("error")
setattr(np,"isclose",fails) setattr(__builtins__,"len",fails) globals().clear()
"""
TASKS = {
    "number": Task(lambda image, n: int(image.size * n), lambda draw: inputs()),
    "half": Task(lambda image, n: image.size * n / 4, lambda draw: inputs()),
    "made": Task(lambda image, n: image * n, lambda draw: inputs()),
    "pair": Task(lambda image, n: (image.size, n / 4), lambda draw: inputs()),
    "counts": Task(lambda image, n: [n, n + 1], lambda draw: inputs()),
    "true": Task(lambda image, n: n > 100, lambda draw: [(np.ones((2, 3)), 200), *inputs()]),
    "words": Task(
        lambda image, n: str(n), lambda draw: inputs(), compare_as=lambda text: (text.upper(),)
    ),
}


def inputs():
    return [(np.array([[1.0, 2.0], [3.0, 5.0]]), 3), (np.arange(1, 7).reshape(2, 3), 7)]


@pytest.mark.parametrize(
    "task",
    ["made", *(pytest.param(task, marks=pytest.mark.slow) for task in TASKS if task != "made")],
)
def test_whatever_is_returned_the_check_ends_with_a_sentence(task, monkeypatch):
    # It takes too long here.
    monkeypatch.setattr(explaining, "proven_repair", lambda case, rules: None)
    code = f"{ABOVE}\ndef {task}(image, n):\n    return eval(odd)\n"
    file = LearnersFile(code.encode(), "01_odd.py", SAY)
    for odd in ODD.split():
        file.namespace["odd"] = odd
        finding = Checker("toy", TASKS, SAY).check(task, file)
        assert finding.state == WRONG, odd
        assert finding.text, odd
        assert "checking/" not in "".join([finding.text, *finding.details]), odd
