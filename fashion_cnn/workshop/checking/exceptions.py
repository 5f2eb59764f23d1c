"""Exceptions of learners' code, and which of them have a sentence of their own in engine.toml."""

import re
import traceback

from fashion_cnn.workshop.checking.streams import AskedForInput


class TimeUp(BaseException):
    """The learner's code has run too long: raised from outside, at whatever line it is on."""


# Longest exception text shown, in characters.
LONGEST = 500
# By type.
TYPES = {
    AskedForInput: "input",
    TimeUp: "endless",
    SystemExit: "exit",
    MemoryError: "memory",
    RecursionError: "recursion",
    KeyboardInterrupt: "interrupt",
}
# By the text of Python, NumPy or Keras, whose groups are for the sentence; the first that fits.
TEXTS = {
    # NumPy
    r"as a data type": "brackets",
    r"could not be broadcast together with shapes (?P<a>\(.*?\)) (?P<b>\(.*?\))": "broadcast",
    r"could not broadcast input array from shape (?P<b>\(.*\)) into.*(?P<a>\(.*\))": "assigned",
    r"mismatch in its core dimension": "shapes_differ",
    r"shapes (?P<a>\(.*?\)) and (?P<b>\(.*?\)) not aligned": "shapes_differ",
    r"index (?P<a>-?\d+) is out of bounds for axis (?P<b>\d+) with size (?P<c>\d+)": "index_axis",
    r"too many indices for array: array is (?P<a>\d+)-dim\S*, but (?P<b>\d+)": "too_many_indices",
    r"only integers, slices|slice indices must be integers|not float$|"
    r"cannot be interpreted as an integer|expected a sequence of integers or .*\.\d": "float_index",
    r"cannot reshape array of size (?P<a>\d+) into shape (?P<b>\(.*\))": "reshape",
    r"inhomogeneous shape": "ragged",
    r"setting an array element with a sequence": "element",
    r"axis (?P<a>-?\d+) is out of bounds for array of dimension (?P<b>\d+)": "no_axis",
    r"all the input array|all input arrays must have the same shape": "not_joined",
    r"'(?:numpy.ndarray|tuple|list)' object is not callable": "called_array",
    r"'(?:int|float|numpy\.\w+\d+)' object is not callable": "called_number",
    r"'(?:builtin_function_or_method|method|function)' (?:object|and)|"
    r"and '(?:builtin_function_or_method|method|function)'|not '\w*(?:function|method)\w*'$|"
    r"not supported between instances of .*'(?:builtin_function_or_method|method)'": "not_called",
    r"negative dimensions": "negative_size",
    r"only (?:0-dimensional|length-1) arrays can be converted": "one_number",
    r"The truth value of an array with more than one element": "one_value",
    r"UFuncOutputCastingError|Cannot cast ufunc .* output": "own_type",
    r"module '(?P<a>[\w.]+)' has no attribute '(?P<b>\w+)'": "no_function",
    # Python
    r"UnboundLocalError: .* local variable '(?P<a>\w+)'": "unbound",
    r"not enough values to unpack \(expected (?P<a>\d+), got (?P<b>\d+)\)": "unpack",
    r"too many values to unpack \(expected (?P<a>\d+)": "unpack_more",
    r"'NoneType' (?:and|object)|and 'NoneType'": "was_none",
    r"IndexError: (?:list|tuple|string) index out of range": "index_list",
    r"can only concatenate tuple|unsupported operand .*'tuple'": "tuple_arithmetic",
    r"unsupported operand .*'list'|can't multiply sequence": "list_arithmetic",
    r"'(?:int|float)' object is not iterable": "not_iterable",
    r"'(?P<a>int|float)' object is not subscriptable": "not_subscriptable",
    r"indices must be integers or slices, not tuple": "list_index_pair",
    r"can only concatenate str|must be str, not int": "text_and_number",
    # Keras. A size is such as 4 / 2; a layer was made but not called, or not called on a tensor.
    r"Could not interpret activation function identifier: (?P<a>[a-zA-Z]*[A-Z]\w*)": "lower_case",
    r"Could not interpret activation function identifier": "quoted",
    r"of type '<class 'float'>'|Cannot convert '\(.*\.\d.*to a shape": "float_size",
    r"Expected `(?:trainable|name)` to be|'[A-Z]\w+' object is not iterable|"
    r"Sequential.__init__\(\) takes|only concatenate list \(not \"[A-Z]": "no_list",
    r"can be added to a Sequential model. Received: \[": "nested_list",
    r"can be added to a Sequential model. Received: <(?:class|function) ": "no_brackets",
    r"should have unique names": "one_name",
    r"Cannot convert '\d+' to a shape": "shape_brackets",
    r"is not connected to `inputs`|Graph disconnected": "not_connected",
    r"has never been called and thus has no defined input": "no_input_known",
    r"'int' object has no attribute 'lower'|The `strides` argument must be": "third",
    r"Unrecognized keyword arguments passed to (?P<a>\w+): \{'(?P<b>\w+)'": "keyword",
    r"(?P<a>\w+)(?:\.__init__)?\(\) got an unexpected keyword argument '(?P<b>\w+)'": "keyword",
    r"(?P<a>\w+)(?:\.__init__)?\(\) missing \d+ required positional \w+: '(?P<b>\w+)'": "needed",
    r"The `padding` argument must be": "padding",
    r"Computed output size would be": "too_small_image",
    r"expected min_ndim=(?P<a>\d+), found ndim=(?P<b>\d+)": "axes_missing",
    r"All `outputs` values must be KerasTensors": "outputs",
    r"has never been called and thus has no defined": "never_called",
    r"`Concatenate` layer requires inputs with matching shapes": "joined_maps",
    r"Inputs have incompatible shapes|Cannot broadcast shape": "added_maps",
    r"merge layer should be called on a list": "merge_list",
    r"'list' object has no attribute": "of_list",
    r"'numpy.ndarray' object has no attribute '(?P<b>\w+)'": "of_array",
    r"A KerasTensor is symbolic|A symbolic KerasTensor cannot be used as a boolean|"
    r"Inputs to a layer should be tensors": "layer_call",
    r"unsupported operand .*'(?:Conv\w+|Dense|ReLU|BatchNormalization|\w+Pooling2D)'": "layer_call",
    r"Only input tensors may be passed as positional arguments": "layer_call",
    r"too many positional arguments": "layer_call",
}
# Of these, the exception says where the mistake is: a repair elsewhere would be right by chance.
DECISIVE = {
    "element",
    "no_list",
    "nested_list",
    "no_brackets",
    "one_name",
    "shape_brackets",
    "not_connected",
}
# What Keras writes around an exception in a layer, and colours of a terminal.
AROUND = re.compile(
    r"Exception encountered when calling \S+\n\n(.*?)\n\nArguments received.*", re.S
)
# The kit's own exceptions say what is wrong in a sentence.
OF_THE_KIT = re.compile(r"^fashion_cnn\.[\w.]+: ")
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def describe(error):
    """An exception as Python prints it, type and text, within reason."""
    lines = traceback.format_exception_only(error)
    line = lines[-1] if isinstance(error, SyntaxError) else lines[0]  # notes come last
    line = OF_THE_KIT.sub("", COLOURS.sub("", line[: 10 * LONGEST]))
    return AROUND.sub(r"\1", line).strip()[:LONGEST]


def explained(error):
    """The key of the sentence for an exception, and the values for it."""
    text = describe(error)
    if isinstance(error, NameError) and "·" in text:
        return "dot", {}
    for kind, key in TYPES.items():
        if isinstance(error, kind):
            return key, {}
    for words, key in TEXTS.items():
        if found := re.search(words, text):
            return key, found.groupdict()
    return "raised", {}
