"""Figures of deck 1: images and convolution."""

from slides.figures.convolution import features, history, images, layers, sizes, sliding

FIGURES = {
    **images.FIGURES,
    **features.FIGURES,
    **history.FIGURES,
    **sliding.FIGURES,
    **sizes.FIGURES,
    **layers.FIGURES,
}
