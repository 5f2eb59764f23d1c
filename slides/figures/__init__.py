"""The figures of the decks: name -> function(language) that returns a Picture.

A figure has as few words as possible, because the slide does the talking. Its description, in the
language of the slide, becomes the alt text.
"""

from slides.figures import classics, convolution, inside, training

FIGURES = {
    **convolution.FIGURES,
    **training.FIGURES,
    **inside.FIGURES,
    **classics.FIGURES,
}
