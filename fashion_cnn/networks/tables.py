"""The report on a network as tables for the terminal, as JSON, and as CSV."""

import csv
import dataclasses
import io

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from fashion_cnn.base.errors import printable
from fashion_cnn.base.language import tr
from fashion_cnn.networks.counting import Row, totals

# Column of the CSV and JSON -> field of ReceptiveField.
FIELDS = {"receptive_field": "size", "stride": "stride", "centre": "centre"}


def print_tables(network, rows):
    """Print the parameter table and the cost table."""
    parameters, cost = parameter_table(network, rows), cost_table(rows)
    console = Console(highlight=False, markup=False, emoji=False)  # a name may be "[red]"
    # In a narrower table, names and numbers would be cut off. Only sums may wrap.
    wide = console.options.update(width=10**6)
    needed = Measurement.get(console, wide, parameters).minimum
    console.width = max(80, console.width, needed, Measurement.get(console, wide, cost).maximum)
    console.print(parameters)
    sums = totals(rows)
    if sums.trainable != sums.parameters:
        fixed = sums.parameters - sums.trainable
        console.print(
            tr(
                "{trainable:,} of them are trainable, {fixed:,} not.",
                trainable=sums.trainable,
                fixed=fixed,
            ),
            end="\n\n",
        )
    console.print(cost)


def parameter_table(network, rows):
    """Rich table of layers, output shapes, and how the parameters are calculated."""
    table = new_table(title(network))
    # A long sum wraps onto the next line, but never within a number.
    longest = max((len(word) for row in rows for word in calculation(row).split()), default=0)
    total = f"{totals(rows).parameters:,}"
    table.add_column(tr("Layer"), tr("Total"), no_wrap=True)
    table.add_column(tr("Type"), no_wrap=True)
    table.add_column(tr("Output shape"), no_wrap=True)
    table.add_column(tr("Parameters"), total, justify="right", min_width=max(longest, len(total)))
    for row in rows:
        shape = times(row.output_shape)
        table.add_row(shown(row.name), shown(row.kind), shape, calculation(row))
    return table


def title(network):
    """The title of the parameter table."""
    if not network.input_shape:
        return tr("Model {name}, several inputs", name=shown(network.name))
    shape = times(network.input_shape)
    return tr("Model {name}, input {shape}", name=shown(network.name), shape=shape)


def shown(name):
    """A name as it is shown in a table: whoever made the model has chosen it."""
    return printable(name, 50)


def calculation(row):
    """The parameters of a layer, with the calculation if there is one."""
    if row.shared:
        own = row.parameters
        return tr("{own:,} (others are shared)", own=own) if own else tr("shared: see above")
    return row.sum or f"{row.parameters:,}"


def cost_table(rows):
    """Rich table of multiplications, memory and, where any are known, receptive fields."""
    has_fields = any(row.fields for row in rows)
    heading = tr("For one image")
    if has_fields:
        heading = tr("For one image; receptive field, stride and first centre in pixels")
    table, sums, right = new_table(heading), totals(rows), {"justify": "right", "no_wrap": True}
    count, memory = f"{sums.multiplications:,}", size(sums.memory)
    table.add_column(tr("Layer"), tr("Total"), no_wrap=True)
    table.add_column(tr("Multiplications"), sum_of("multiplications", count, sums), **right)
    table.add_column(tr("Memory"), sum_of("memory", memory, sums), **right)
    for column in (tr("Field"), tr("Stride"), tr("Centre")) if has_fields else ():
        table.add_column(column, **right)
    for row in rows:
        count = "?" if row.multiplications is None else f"{row.multiplications:,}"
        fields = described(row.fields) if has_fields else ()
        table.add_row(shown(row.name), count, size(row.memory), *fields)
    return table


def sum_of(column, count, sums):
    """The sum of a column, given as text; a lower bound if some of its values are unknown."""
    return tr("at least {count}", count=count) if column in sums.partial else count


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
    """Sizes joined by x: 28x28x1 for (28, 28, 1), and a question mark for None."""
    return "x".join("?" if size is None else f"{size:g}" for size in sizes)


def size(count):
    """A number of bytes in a readable unit, such as 1.5 kB; a question mark for None."""
    if count is None:
        return "?"
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
        "name": printable(network.name),
        "input_shape": network.input_shape and list(network.input_shape),
        "layers": [flat(row) for row in rows],
        "total": dataclasses.asdict(totals(rows)),
    }


def as_csv(rows):
    """The report as CSV, one line per layer."""
    names = [field.name for field in dataclasses.fields(Row) if field.name != "fields"]
    lines = [
        {
            key: times(entry) if isinstance(entry, (tuple, list)) else entry
            for key, entry in flat(row).items()
        }
        for row in rows
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*names, *FIELDS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def flat(row):
    """A Row as a flat dictionary, with receptive fields as (height, width) pairs or None."""
    line = dataclasses.asdict(row) | {"name": printable(row.name), "kind": printable(row.kind)}
    fields = line.pop("fields")
    for key, part in FIELDS.items():
        line[key] = [field[part] for field in fields] if fields else None
    return line
