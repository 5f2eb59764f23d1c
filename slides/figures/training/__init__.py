"""Figures of deck 2: a network and its training."""

from slides.figures.training import (
    backward,
    batches,
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
    **batches.FIGURES,
    **validation.FIGURES,
    **results.FIGURES,
    **dropout.FIGURES,
    **depth.FIGURES,
}
