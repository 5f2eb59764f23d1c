"""Axes that stay where they are from step to step, and looks of curves that have no role."""

# Style and marker for up to three curves: what matters first, then what it is compared with.
PLAIN = (
    {"color": "black", "linestyle": "-", "marker": "o"},
    {"color": "0.45", "linestyle": "--", "marker": "s"},
    {"color": "0.45", "linestyle": ":", "marker": "^"},
)


def steady(axes, **edges):
    """Fix the edges of axes, fractions of the figure, whatever is written beside them.

    `axes` are one or an array of them; returns them.
    """
    figure = getattr(axes, "flat", [axes])[0].figure
    figure.set_layout_engine(None)
    figure.subplots_adjust(**edges)
    return axes
