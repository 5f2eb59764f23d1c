"""Figures of deck 1: images and convolution."""

from slides.figures.convolution import history, images, layers, overlap, sizes, sliding

FIGURES = {
    **images.FIGURES,
    **history.FIGURES,
    **sliding.FIGURES,
    **overlap.FIGURES,
    **sizes.FIGURES,
    **layers.FIGURES,
}
