"""Figures of deck 2: a network and its training."""

from slides.figures.training import (
    backward,
    channels,
    depth,
    descent,
    dropout,
    network,
    results,
    validation,
)

FIGURES = {
    **network.FIGURES,
    **backward.FIGURES,
    **channels.FIGURES,
    **descent.FIGURES,
    **validation.FIGURES,
    **results.FIGURES,
    **dropout.FIGURES,
    **depth.FIGURES,
}
