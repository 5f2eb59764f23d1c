"""A network's report as tables for a person, as JSON, and as CSV."""

import dataclasses

from fashion_cnn.arithmetic import totals


def parameter_table(network, rows):
    """Return a rich Table: layer, output shape, and the sum that gives the parameters."""
    table = new_table(f"Model {network.name}, input {times(network.input_shape)}")
    table.add_column("Layer", "Total")
    table.add_column("Type")
    table.add_column("Output shape")
    table.add_column("Parameters", f"{totals(rows).parameters:,}", justify="right")
    for row in rows:
        table.add_row(row.name, row.kind, times(row.output_shape), row.sum or f"{row.parameters:,}")
    return table


def cost_table(rows):
    """Return a rich Table: multiplications, memory, and what a value sees of the input."""
    table = new_table("For one image; receptive field, stride and first centre in pixels")
    table.add_column("Layer", "Total")
    known = all(row.multiplications is not None for row in rows)
    count = f"{'' if known else 'at least '}{totals(rows).multiplications:,}"
    table.add_column("Multiplications", count, justify="right")
    table.add_column("Memory", size(totals(rows).memory), justify="right")
    table.add_column("Field", justify="right")
    table.add_column("Stride", justify="right")
    table.add_column("Centre", justify="right")
    for row in rows:
        table.add_row(row.name, multiplications(row), size(row.memory), *described(row.views))
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
    return f"{count} B" if count < 1000 else f"{count / 1000:,.1f} kB"


def described(views):
    """Return field, stride and centre of a View along height and width, as text."""
    if views is None:
        return ("?", "?", "?")
    fields, strides, centres = zip(*(dataclasses.astuple(view) for view in views), strict=True)
    # Where there is a single value there is no step to a neighbour.
    centre = ", ".join(f"{number:g}" for number in centres)
    return times(fields), times(strides) if any(strides) else "-", centre


def as_dictionary(network, rows):
    """Return the whole report as plain data, for JSON."""
    return {
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": [flat(row) for row in rows],
        "total": dataclasses.asdict(totals(rows)),
    }


def flat(row):
    """Return a Row as a flat dictionary; the view's fields are pairs (height, width) or None."""
    fields = dataclasses.asdict(row)
    views = fields.pop("views")
    for field, key in (("field", "receptive_field"), ("stride", "stride"), ("centre", "centre")):
        fields[key] = [view[field] for view in views] if views else None
    return fields
