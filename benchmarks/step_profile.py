"""Where a step of the kit's training goes: a process of side_by_side.py.

TensorFlow's profiler says when each operation began and ended, on a single thread. What no
operation takes is Keras, Python and the scheduling of operations. Other work on the machine makes
whatever it interrupts seem longer.
"""

import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from fashion_cnn.networks import counting, zoo

BATCH, STEPS = 64, 100
PICOSECONDS = 1e-12
# What follows the colon is the kind of an operation.
OPERATION = re.compile(r"(?P<name>[\w./-]+):(?P<kind>\w+)$")
THREADS = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}


def training_multiplications():
    """Multiplications for one image: forward, and two gradients of each layer with weights.

    The first layer has one of them only: nobody needs the gradient of the images.
    """
    counts = multiplications()
    return sum(passes(layer) * count for layer, count in counts.items())


def multiplications():
    """{layer: multiplications for one image} of `main`, where there are any."""
    rows = counting.report(zoo.describe("main"))
    return {row.name: row.multiplications for row in rows if row.multiplications}


def passes(layer):
    """How often the multiplications of a layer happen in a step."""
    return 2 if layer == next(iter(multiplications())) else 3


def main():
    from benchmarks.contestants import arrays
    from benchmarks.measuring import report
    from fashion_cnn.base import backend

    x, y = arrays(BATCH * STEPS)
    backend.start("cpu")
    from fashion_cnn.training.batches import batched
    from fashion_cnn.training.config import TrainConfig
    from fashion_cnn.training.loop import new_model

    model = new_model(TrainConfig(batch_size=BATCH), 0.001, False)
    start = slice(8 * BATCH)
    model.fit(batched(BATCH, x[start], y[start]), shuffle=False, verbose=0)
    report(**profiled(model, batched(BATCH, x, y)))


def profiled(model, batches):
    """Seconds of a step, and of its parts: {"batch", "step", "parts": {part: seconds}}."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        tf.profiler.experimental.start(folder)
        started = time.perf_counter()
        model.fit(batches, shuffle=False, verbose=0)
        step = (time.perf_counter() - started) / STEPS
        tf.profiler.experimental.stop()
        [path] = Path(folder).rglob("*.xplane.pb")
        seconds = Counter()
        for name, duration in operations(path):
            seconds[part_of(name)] += duration / STEPS
    seconds["Keras, Python, scheduling"] = step - sum(seconds.values())
    return {"batch": BATCH, "step": step, "parts": dict(seconds.most_common())}


def operations(path):
    """Yield (name, seconds) of each operation of TensorFlow in the profiler's file."""
    from tensorflow.tsl.profiler.protobuf.xplane_pb2 import XSpace

    space = XSpace.FromString(path.read_bytes())
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                if found := OPERATION.fullmatch(plane.event_metadata[event.metadata_id].name):
                    yield found["name"], event.duration_ps * PICOSECONDS


def part_of(name):
    """The part of a step that an operation belongs to, by its name."""
    for layer in zoo.describe("main").layers:
        if f"/{layer.name}" in name:
            return f"{layer.name} {'backward' if 'gradient' in name else 'forward'}"
    return "Adam, loss, metrics"


if __name__ == "__main__":
    main()
