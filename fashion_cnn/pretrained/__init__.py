"""Trained weights: those that come with the kit, and those that are downloaded.

`checkpoints` has the main model trained on garments and on Fashion-MNIST; its files lie here.
`imagenet` downloads the published weights of VGG16, and `vgg16_weights` builds VGG16 with weights
from a file.
"""
