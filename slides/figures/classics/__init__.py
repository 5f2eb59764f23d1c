"""Figures of deck 4: the classics, from LeNet-5 to U-Net."""

from slides.figures.classics import (
    autoencoder,
    dense,
    enlarging,
    inception,
    networks,
    residual,
    results,
    segmentation,
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
    **autoencoder.FIGURES,
    **unet.FIGURES,
    **segmentation.FIGURES,
    **results.FIGURES,
}
