"""The drawing of a network: its stages with the sizes of their maps, its branches, its skips.

    picture = architecture(models.describe("resnet50"))

A network whose maps shrink and then grow is drawn as a U with its skip connections (u_shape.py),
a small one that branches layer by layer (branches.py), and every other as a row of stages
(stage_rows.py): whatever has maps of one height and width is one stage.
"""

from fashion_cnn.base.errors import UsageError
from fashion_cnn.drawing import structure
from fashion_cnn.drawing.branches import draw_branches
from fashion_cnn.drawing.stage_rows import draw_rows
from fashion_cnn.drawing.u_shape import draw_u
from fashion_cnn.drawing.words import LABELS, described
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.tables import times


def architecture(network, ax=None, labels=LABELS):
    """Draw a network with the sizes of its maps and its parameters, counted without Keras."""
    rows = report(network)
    if not rows:
        raise UsageError("A network without layers cannot be drawn.")
    found = structure.parts(network, rows)
    drawn = None
    if levels := structure.u_shape(found):
        drawn = draw_u(network, *levels, ax, labels)
    elif network.branches:
        drawn = draw_branches(network, found, ax, labels)
    ax, said = drawn or draw_rows(network, *structure.in_stages(found), ax, labels)
    return described(
        ax,
        labels,
        "architecture",
        network=network.name,
        input=times(network.input_shape),
        output=times(rows[-1].output_shape),
        parameters=totals(rows).parameters,
        said=said,
    )
