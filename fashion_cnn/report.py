"""Printing the parameters of a network as a table."""

from fashion_cnn.arithmetic import total_parameters


def parameter_table(network, rows):
    """Return a rich Table: layer, output shape, parameters, and the sum that gives them."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    shape = "x".join(map(str, network.input_shape))
    # Without borders it fits into 80 columns, and reads well aloud.
    table = Table(
        title=f"Model {network.name}, input {shape}",
        title_justify="left",
        box=SIMPLE_HEAD,
        show_footer=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("Layer", "Total")
    table.add_column("Type")
    table.add_column("Output shape")
    table.add_column("Parameters", f"{total_parameters(rows):,}", justify="right")
    table.add_column("How they come about")
    for row in rows:
        output = "x".join(map(str, row.output_shape))
        table.add_row(row.name, row.kind, output, f"{row.parameters:,}", row.sum)
    return table
