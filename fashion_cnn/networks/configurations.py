"""What Keras writes about the layers of a model, as plain data. Needs no Keras.

Files of Keras 2 and 3 have such a configuration: a dictionary for each object, with its class name
and its arguments under "config". Keras 3 reads most models of Keras 2 once `modernise` has removed
what it stumbles over.
"""

from collections import deque

# Arguments that no longer exist for some layers, with the value that makes no difference.
RETIRED = {"groups": 1, "time_major": False}


def parts_of(config):
    """Everything with a class name in a configuration, but for how the model was trained."""
    found, left = [], deque([config])
    while left:
        part = left.popleft()
        if isinstance(part, list):
            left.extend(part)
        elif isinstance(part, dict):
            left.extend(value for key, value in part.items() if key != "compile_config")
            if isinstance(part.get("class_name"), str):
                found.append(part)
    return found


def name_of(part):
    """The name of a class or function in a configuration, without the package it is from."""
    name = part.get("config") if part["class_name"] == "function" else part["class_name"]
    return str(name).rpartition(">")[2][:60]


def modernise(config):
    """Change the configuration of a model of Keras 1 or 2 so that Keras 3 reads it."""
    for part in parts_of(config):
        if part["class_name"] == "Sequential":
            begin_with_input(part)
        inside = part.get("config")
        if not isinstance(inside, dict):
            continue
        for argument, value in RETIRED.items():
            if inside.get(argument) == value:
                del inside[argument]
        policy = inside.get("dtype")
        if isinstance(policy, dict) and policy.get("class_name") == "Policy":
            settings = policy.get("config")
            inside["dtype"] = settings.get("name") if isinstance(settings, dict) else None
        # Of a model within a model, Keras 3 takes a list for several outputs.
        for ends in ("input_layers", "output_layers"):
            places = inside.get(ends)
            if isinstance(places, list) and len(places) == 1 and isinstance(places[0], list):
                inside[ends] = places[0]


def begin_with_input(model):
    """Let a Sequential model begin with its input.

    In Keras 2.0 to 2.2 it was a mere list of layers, and the first of them had the input's shape.
    """
    inside = model.get("config")
    layers = inside.get("layers") if isinstance(inside, dict) else inside
    if not isinstance(layers, list):
        return
    first = layers[0].get("config") if layers and isinstance(layers[0], dict) else None
    is_input = first and layers[0].get("class_name") == "InputLayer"
    if isinstance(first, dict) and "batch_input_shape" in first and not is_input:
        shape = {"batch_shape": first.pop("batch_input_shape"), "name": "input"}
        layers.insert(0, {"class_name": "InputLayer", "config": shape})
    if layers is inside:
        model["config"] = {"name": "sequential", "layers": layers}
