"""Figures of deck 4: the classics, from LeNet-5 to U-Net."""

from slides.figures.classics import (
    dense,
    enlarging,
    inception,
    networks,
    residual,
    results,
    tasks,
    unet,
)

FIGURES = {
    **tasks.FIGURES,
    **networks.FIGURES,
    **inception.FIGURES,
    **residual.FIGURES,
    **dense.FIGURES,
    **enlarging.FIGURES,
    **unet.FIGURES,
    **results.FIGURES,
}
