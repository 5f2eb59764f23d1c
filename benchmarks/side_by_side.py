"""Train `main` side by side: this kit, plain Keras, PyTorch, Keras on JAX and on PyTorch.

    FASHION_CNN_DATA=data python -m benchmarks.side_by_side
    FASHION_CNN_DATA=data python -m benchmarks.side_by_side --rounds 5 --write docs/speed.md \\
        --python torch=env-torch/bin/python keras_jax=env-jax/bin/python

Each measurement is a process of its own, in which the first epoch does not count, and the rounds
are interleaved: every way once, then every way again. The numbers are medians of the rounds, for
each way at the batch size at which it trains the most images per processor second. Measure on an
idle machine: other work slows everything down, and PyTorch's threads then spend processor seconds
on waiting for each other.

Keras imports JAX if it is there, which takes time and memory. So give the others environments of
their own with `--python`; each needs the kit's requirements as well. What is missing or fails is
left out.
"""

import argparse
import sys
from collections import defaultdict
from statistics import median

from benchmarks.measuring import PACKAGES, conditions, fresh, table, write_section
from benchmarks.step_profile import THREADS, multiplications, passes, training_multiplications

TENSORFLOW = {"KERAS_BACKEND": "tensorflow"}
# Way of training: (what the table says, the packages that it needs, the environment).
WAYS = {
    "kit": ("this kit", ("keras", "tensorflow"), TENSORFLOW),
    "keras": ("Keras, `fit` on arrays", ("keras", "tensorflow"), TENSORFLOW),
    "keras_kernels": ("Keras, `fit` with `jit_compile=False`", ("keras", "tensorflow"), TENSORFLOW),
    "torch": ("PyTorch, a loop by hand", ("torch",), {}),
    "torch_compiled": ("PyTorch with `torch.compile`", ("torch",), {}),
    "keras_torch": ("Keras on PyTorch", ("keras", "torch"), {"KERAS_BACKEND": "torch"}),
    "keras_jax": ("Keras on JAX", ("keras", "jax"), {"KERAS_BACKEND": "jax"}),
}
# The way whose environment another one has, unless it is given its own.
SHARED = {"torch_compiled": "torch"}
WORKER = "benchmarks.contestants"
MEGABYTE = 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--images", type=int, default=16000, help="images of an epoch")
    parser.add_argument("--epochs", type=int, default=2, help="the first one does not count")
    parser.add_argument("--batches", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--python", nargs="+", default=[], metavar="WAY=PROGRAM")
    parser.add_argument("--write", metavar="DOCUMENT", help="replace the tables in a document")
    arguments = parser.parse_args()
    chosen = dict(pair.split("=", 1) for pair in arguments.python)
    programs = {way: chosen.get(way, chosen.get(SHARED.get(way), sys.executable)) for way in WAYS}
    installed = {way: fresh(WORKER, "versions", python=programs[way]) for way in arguments.ways}
    ready = {way: programs[way] for way in installed if set(WAYS[way][1]) <= set(installed[way])}
    where = conditions(merged(installed))  # with the load before this script adds its own
    print(where, flush=True)
    rounds = measure(arguments, ready)
    missing = left_out(arguments.ways, rounds)
    text = "\n\n".join([*tables(rounds), *missing, how(arguments, where)])
    print(text)
    if arguments.write:
        write_section(arguments.write, "side by side", text)


def merged(installed):
    """{package: version} of all environments; two versions of one package are both named."""
    versions = defaultdict(dict)
    for packages in installed.values():
        for package in PACKAGES:
            if package in packages:
                versions[package][packages[package]] = None
    return {package: " and ".join(found) for package, found in versions.items()}


def left_out(ways, rounds):
    measured = best_batches(rounds)
    missing = [WAYS[way][0] for way in ways if way not in measured]
    return [f"Not installed or failed, and so left out: {', '.join(missing)}."] if missing else []


def measure(arguments, programs):
    """What the processes reported: {(way, batch size): [a dictionary for each round]}."""
    rounds = defaultdict(list)
    for _ in range(arguments.rounds):
        keep(rounds, "multiply")
        keep(rounds, "import", KERAS_BACKEND="tensorflow")
        for batch in arguments.batches:
            for way, program in list(programs.items()):
                words = batch, arguments.images, arguments.epochs
                try:
                    keep(rounds, way, *words, python=program, **WAYS[way][2])
                except RuntimeError as error:  # the others go on
                    print(error, flush=True)
                    del programs[way]
                    rounds = defaultdict(list, {k: v for k, v in rounds.items() if k[0] != way})
    rounds["profile"].append(fresh("benchmarks.step_profile", **THREADS))
    return rounds


def keep(rounds, way, *words, **how):
    measured = fresh(WORKER, way, *words, **how)
    rounds[(way, *words[:1])].append(measured)
    numbers = ", ".join(f"{name} {value:.4g}" for name, value in measured.items())
    print(f"{way} {' '.join(map(str, words))}: {numbers}", flush=True)


def tables(rounds):
    """The pieces of the text: who trains how fast, how long a start takes, where a step goes."""
    rate = middle(rounds[("multiply",)], "per_processor_second")
    best = best_batches(rounds)
    rows = [row(way, batch, rounds[(way, batch)], rate) for way, batch in best.items()]
    columns = (
        "way",
        "batch",
        "images per processor second",
        "images per second",
        "share of the machine's rate",
        "seconds to the first batch",
        "peak memory",
    )
    pieces = [table(columns, rows)]
    if "kit" in best and len(best) > 1:
        pieces.append(comparison({way: rounds[(way, batch)] for way, batch in best.items()}))
    return [*pieces, start_up(rounds, best), *where_a_step_goes(rounds["profile"][0], rate)]


def best_batches(rounds):
    """{way: the batch size at which it trains the most images per processor second}."""
    best = {}
    for way, *batch in (key for key in rounds if key[0] in WAYS):
        if way not in best or speed(rounds[(way, *batch)]) > speed(rounds[(way, best[way])]):
            best[way] = batch[0]
    return best


def speed(reports):
    return middle(reports, "per_processor_second")


def middle(reports, name):
    return median(report[name] for report in reports)


def row(way, batch, reports, rate):
    """A line of the first table."""
    speeds = [report["per_processor_second"] for report in reports]
    used = speed(reports) * training_multiplications() / rate
    return (
        WAYS[way][0],
        batch,
        f"{median(speeds):,.0f} ({min(speeds):,.0f} - {max(speeds):,.0f})",
        f"{middle(reports, 'per_second'):,.0f}",
        f"{used:.0%}",
        f"{middle(reports, 'first_batch'):.1f}",
        f"{middle(reports, 'peak') / MEGABYTE:,.0f} MB",
    )


def comparison(reports):
    """A sentence on how the kit compares with the best of the others, by both clocks."""
    by_wall, by_processor = (
        times_the_best(reports, name) for name in ("per_second", "per_processor_second")
    )
    return f"A second, the kit trains {by_wall}; per processor second, {by_processor}."


def times_the_best(reports, name):
    speeds = {way: middle(found, name) for way, found in reports.items()}
    kit = speeds.pop("kit")
    best = max(speeds, key=speeds.get)
    return (
        f"{kit / speeds[best]:.2f} times as many images as the best of the others ({WAYS[best][0]})"
    )


def start_up(rounds, best):
    """A sentence on the time from the start of a process to its first batch."""
    alone = middle(rounds[("import",)], "imported")
    firsts = [
        f"{WAYS[way][0]} finishes its first batch {first - alone:+.1f} s later"
        for way, batch in best.items()
        if way in ("kit", "keras")
        for first in [middle(rounds[(way, batch)], "first_batch")]
    ]
    return f"`import keras` alone takes {alone:.1f} s; {', '.join(firsts)}."


def where_a_step_goes(profile, rate):
    """What each part of a step of the kit takes, and how much of the machine's rate it uses."""
    step = profile["step"]
    rows = []
    for part, seconds in profile["parts"].items():
        count = profile["batch"] * multiplications_in(part)
        used = f"{count / seconds / rate:.0%}" if count else ""
        rows.append((part, f"{1000 * seconds:.2f} ms", f"{seconds / step:.0%}", used))
    yield (
        f"Where a step of the kit goes ({profile['batch']} images, {1000 * step:.1f} ms of one "
        "thread, with TensorFlow's profiler running):"
    )
    yield table(("part", "time", "share of the step", "share of the machine's rate"), rows)


def multiplications_in(part):
    """For one image, in a part of a step such as "conv1 backward"."""
    layer, _, direction = part.partition(" ")
    once = multiplications().get(layer, 0)
    return once if direction == "forward" else once * (passes(layer) - 1)


def how(arguments, where):
    return (
        f"Median of {arguments.rounds} rounds (in brackets, the lowest and the highest) on "
        f"{arguments.images:,} images, without the first of {arguments.epochs} epochs. An epoch of "
        "the kit includes the files that it writes, and its first batch is 16 batches, which it "
        "does together. PyTorch's images are channels last and its Adam is fused; neither changes "
        "the result. The machine's rate is that of NumPy's product of two float32 matrices, "
        "2048x2048. "
        f"`python -m benchmarks.side_by_side`, {where}"
    )


if __name__ == "__main__":
    main()
