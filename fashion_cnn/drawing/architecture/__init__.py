"""The drawing of a network: its stages with the sizes of their maps, its branches, its skips.

    picture = architecture(zoo.describe("resnet50"))

A network whose maps shrink and then grow is drawn as a U with its skip connections (u_shape.py), a
small one that branches layer by layer (branches.py), and every other as a row of stages (rows.py):
consecutive layers whose maps have one height and width are a stage.
"""

from fashion_cnn.base.errors import UsageError
from fashion_cnn.drawing.architecture import stages
from fashion_cnn.drawing.architecture.branches import draw_branches
from fashion_cnn.drawing.architecture.parts import parts_of
from fashion_cnn.drawing.architecture.rows import draw_rows
from fashion_cnn.drawing.architecture.u_shape import draw_u
from fashion_cnn.drawing.words import Words
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.tables import times


def architecture(network, ax=None, language=""):
    """Draw a network with the sizes of its maps and its parameters, counted without Keras."""
    rows, say = report(network), Words(language)
    if not rows:
        raise UsageError("A network without layers cannot be drawn.")
    parts = parts_of(network, rows)
    drawn = None
    if levels := stages.u_shape(parts):
        drawn = draw_u(network, *levels, ax, say)
    elif network.branches:
        drawn = draw_branches(network, parts, ax, say)
    ax, said = drawn or draw_rows(network, *stages.in_stages(parts), ax, say)
    return say.picture(
        ax,
        "architecture",
        network=network.name,
        input=times(network.input_shape),
        output=times(rows[-1].output_shape),
        parameters=totals(rows).parameters,
        said=said,
    )
