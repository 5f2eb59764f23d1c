"""Figures of deck 1: images and convolution."""

from slides.figures.convolution import (
    channels,
    features,
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
    **features.FIGURES,
    **history.FIGURES,
    **sliding.FIGURES,
    **overlap.FIGURES,
    **sizes.FIGURES,
    **channels.FIGURES,
    **layers.FIGURES,
    **shifts.FIGURES,
}
