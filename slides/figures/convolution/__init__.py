"""Figures of deck 1: images and convolution."""

from slides.figures.convolution import history, images, layers, sizes, sliding

FIGURES = {
    **images.FIGURES,
    **history.FIGURES,
    **sliding.FIGURES,
    **sizes.FIGURES,
    **layers.FIGURES,
}
