"""Trained weights: those that come with the kit, and those that are downloaded.

`checkpoints` has the main model trained on garments and on Fashion-MNIST. `vgg16_weights` builds
VGG16 with weights from a file: blocks 1 to 3 come with the kit, and `imagenet` downloads the rest.
CREDITS.txt names the authors of weights that are not the kit's own.
"""
