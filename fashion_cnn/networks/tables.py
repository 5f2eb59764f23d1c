"""A network's report as tables for a person, as JSON, and as CSV."""

import dataclasses

from fashion_cnn.networks.counting import totals


def parameter_table(network, rows):
    """Return a rich Table: layer, output shape, and the sum that gives the parameters."""
    table = new_table(f"Model {network.name}, input {times(network.input_shape)}")
    # Where the table is too wide, a sum goes on in the next line, but no number is broken.
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
    """Return a rich Table: multiplications, memory, and what a value sees of the input."""
    table = new_table("For one image; receptive field, stride and first centre in pixels")
    known = all(row.multiplications is not None for row in rows)
    count = f"{'' if known else 'at least '}{totals(rows).multiplications:,}"
    numbers = {"justify": "right", "no_wrap": True}
    table.add_column("Layer", "Total", no_wrap=True)
    table.add_column("Multiplications", count, **numbers)
    table.add_column("Memory", size(totals(rows).memory), **numbers)
    table.add_column("Field", **numbers)
    table.add_column("Stride", **numbers)
    table.add_column("Centre", **numbers)
    for row in rows:
        table.add_row(row.name, multiplications(row), size(row.memory), *described(row.fields))
    return table


def multiplications(row):
    return "?" if row.multiplications is None else f"{row.multiplications:,}"


def new_table(title):
    """Return an empty table without borders: it fits 80 columns and reads well aloud."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        show_footer=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )


def times(numbers):
    """Return numbers as in 28x28x1; one number stands for itself."""
    return "x".join(f"{number:g}" for number in numbers)


def size(count):
    """Return a number of bytes with its unit."""
    for unit, bytes_each in (("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_each:
            return f"{count / bytes_each:,.1f} {unit}"
    return f"{count} B"


def described(fields):
    """Return size, stride and centre of the receptive fields along height and width, as text.

    Where both are equal, as with square images and kernels, there is one number for both.
    """
    if fields is None:
        return ("?", "?", "?")
    columns = zip(*map(dataclasses.astuple, fields), strict=True)
    sizes, strides, centres = (pair[:1] if pair[0] == pair[1] else pair for pair in columns)
    # Where there is a single value there is no step to a neighbour.
    centre = ", ".join(f"{number:g}" for number in centres)
    return times(sizes), times(strides) if any(strides) else "-", centre


def as_dictionary(network, rows):
    """Return the whole report as plain data, for JSON."""
    return {
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": [flat(row) for row in rows],
        "total": dataclasses.asdict(totals(rows)),
    }


def flat(row):
    """Return a Row as a flat dictionary; receptive fields as pairs (height, width) or None."""
    line = dataclasses.asdict(row)
    fields = line.pop("fields")
    for part, key in (("size", "receptive_field"), ("stride", "stride"), ("centre", "centre")):
        line[key] = [field[part] for field in fields] if fields else None
    return line
