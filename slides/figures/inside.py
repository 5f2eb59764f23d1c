"""Figures of deck 3: looking inside, and VGG16."""

from slides.figures.inside_decision import FIGURES as DECISION
from slides.figures.inside_seeing import FIGURES as SEEING
from slides.figures.inside_trained import FIGURES as TRAINED
from slides.figures.inside_vgg import FIGURES as VGG

FIGURES = {**SEEING, **TRAINED, **DECISION, **VGG}
