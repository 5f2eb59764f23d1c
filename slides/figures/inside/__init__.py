"""Figures of deck 3: looking inside, and VGG16."""

from slides.figures.inside import decision, fields, filters, maps, similar, vgg, vgg_pictures

FIGURES = {
    **fields.FIGURES,
    **filters.FIGURES,
    **maps.FIGURES,
    **decision.FIGURES,
    **similar.FIGURES,
    **vgg.FIGURES,
    **vgg_pictures.FIGURES,
}
