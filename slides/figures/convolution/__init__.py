"""Figures of deck 1: images and convolution."""

from slides.figures.convolution import (
    channels,
    history,
    images,
    layers,
    overlap,
    shifts,
    sizes,
    sliding,
)

FIGURES = {
    **images.FIGURES,
    **history.FIGURES,
    **sliding.FIGURES,
    **overlap.FIGURES,
    **sizes.FIGURES,
    **channels.FIGURES,
    **layers.FIGURES,
    **shifts.FIGURES,
}
