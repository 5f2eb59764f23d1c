"""Figures of deck 2: a network and its training."""

from slides.figures import (
    training_backward,
    training_descent,
    training_network,
    training_results,
    training_stable,
)

FIGURES = {
    **training_network.FIGURES,
    **training_backward.FIGURES,
    **training_descent.FIGURES,
    **training_results.FIGURES,
    **training_stable.FIGURES,
}
