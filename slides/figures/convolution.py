"""Figures of deck 1: images and convolution."""

from slides.figures import (
    convolution_images,
    convolution_layers,
    convolution_sizes,
    convolution_sliding,
    convolution_stories,
)

FIGURES = {
    **convolution_images.FIGURES,
    **convolution_stories.FIGURES,
    **convolution_sliding.FIGURES,
    **convolution_sizes.FIGURES,
    **convolution_layers.FIGURES,
}
