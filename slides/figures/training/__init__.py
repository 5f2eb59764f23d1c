"""Figures of deck 2: a network and its training."""

from slides.figures.training import backward, depth, descent, dropout, network, results, validation

FIGURES = {
    **network.FIGURES,
    **backward.FIGURES,
    **descent.FIGURES,
    **validation.FIGURES,
    **results.FIGURES,
    **dropout.FIGURES,
    **depth.FIGURES,
}
