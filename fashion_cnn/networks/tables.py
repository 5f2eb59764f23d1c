"""The report on a network as tables for the terminal, as JSON, and as CSV."""

import csv
import dataclasses
import io

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from fashion_cnn.networks.counting import totals


def print_tables(network, rows):
    """Print the parameter table and the cost table."""
    console = Console(highlight=False)
    console.width = max(80, console.width)  # a narrower table would cut numbers off
    console.print(parameter_table(network, rows))
    sums = totals(rows)
    if sums.trainable != sums.parameters:
        console.print(
            f"{sums.trainable:,} of them are trainable, {sums.parameters - sums.trainable:,} not.\n"
        )
    console.print(cost_table(rows))


def parameter_table(network, rows):
    """Rich table of layers, output shapes, and how the parameters are calculated."""
    table = new_table(f"Model {network.name}, input {times(network.input_shape)}")
    # A long sum wraps onto the next line, but never within a number.
    longest = max(len(product) for row in rows for product in (row.sum or "0").split())
    total = f"{totals(rows).parameters:,}"
    table.add_column("Layer", "Total", no_wrap=True)
    table.add_column("Type", no_wrap=True)
    table.add_column("Output shape", no_wrap=True)
    table.add_column("Parameters", total, justify="right", min_width=max(longest, len(total)))
    for row in rows:
        table.add_row(row.name, row.kind, times(row.output_shape), row.sum or f"{row.parameters:,}")
    return table


def cost_table(rows):
    """Rich table of multiplications, memory and receptive fields."""
    table = new_table("For one image; receptive field, stride and first centre in pixels")
    known = all(row.multiplications is not None for row in rows)
    count = f"{'' if known else 'at least '}{totals(rows).multiplications:,}"
    right = {"justify": "right", "no_wrap": True}
    table.add_column("Layer", "Total", no_wrap=True)
    table.add_column("Multiplications", count, **right)
    table.add_column("Memory", size(totals(rows).memory), **right)
    table.add_column("Field", **right)
    table.add_column("Stride", **right)
    table.add_column("Centre", **right)
    for row in rows:
        count = "?" if row.multiplications is None else f"{row.multiplications:,}"
        table.add_row(row.name, count, size(row.memory), *described(row.fields))
    return table


def new_table(title):
    """An empty table without borders, which saves width and suits screen readers."""
    return Table(
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        show_footer=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )


def times(sizes):
    """Sizes joined by x: 28x28x1 for (28, 28, 1)."""
    return "x".join(f"{size:g}" for size in sizes)


def size(count):
    """A number of bytes in a readable unit, such as 1.5 kB."""
    for unit, bytes_each in (("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_each:
            return f"{count / bytes_each:,.1f} {unit}"
    return f"{count} B"


def described(fields):
    """Size, stride and centre of a layer's receptive fields, as text.

    Each is one number if it is the same along height and width, as for square images and kernels.
    """
    if fields is None:
        return ("?", "?", "?")
    columns = zip(*map(dataclasses.astuple, fields), strict=True)
    sizes, strides, centres = (pair[:1] if pair[0] == pair[1] else pair for pair in columns)
    centre = ", ".join(f"{place:g}" for place in centres)
    # A single value has no neighbour, so there is no stride.
    return times(sizes), times(strides) if any(strides) else "-", centre


def as_dictionary(network, rows):
    """The whole report as plain data, for JSON."""
    return {
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": [flat(row) for row in rows],
        "total": dataclasses.asdict(totals(rows)),
    }


def as_csv(rows):
    """The report as CSV, one line per layer."""
    lines = [
        {
            key: times(entry) if isinstance(entry, (tuple, list)) else entry
            for key, entry in flat(row).items()
        }
        for row in rows
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, lines[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def flat(row):
    """A Row as a flat dictionary, with receptive fields as (height, width) pairs or None."""
    line = dataclasses.asdict(row)
    fields = line.pop("fields")
    for part, key in (("size", "receptive_field"), ("stride", "stride"), ("centre", "centre")):
        line[key] = [field[part] for field in fields] if fields else None
    return line
