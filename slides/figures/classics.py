"""Figures of deck 4: the classics, from LeNet-5 to U-Net."""

from slides.figures import classics_adding as adding
from slides.figures import classics_blocks as blocks
from slides.figures import classics_enlarging as enlarging
from slides.figures import classics_networks as networks
from slides.figures import classics_tasks as tasks

FIGURES = {
    "cnn-tasks": tasks.tasks,
    "classics-timeline": networks.timeline,
    "lenet5-stages": networks.lenet5,
    "lenet5-connections": networks.lenet5_table,
    "alexnet-stages": networks.alexnet,
    "alexnet-groups": networks.alexnet_groups,
    "local-response": blocks.local_response,
    "vgg16-stages": networks.vgg16,
    "one-by-one": blocks.one_by_one,
    "one-by-three": blocks.one_by_three,
    "inception-naive": blocks.inception_naive,
    "inception-reduced": blocks.inception_reduced,
    "five-by-five-costs": blocks.five_by_five_costs,
    "googlenet-modules": networks.googlenet,
    "residual-block": adding.residual_block,
    "residual-chain": adding.residual_chain,
    "residual-gradient": adding.residual_gradient,
    "preactivation": adding.preactivation,
    "bottleneck": adding.bottleneck,
    "resnet50-stages": networks.resnet50,
    "plain-and-residual": tasks.plain_and_residual,
    "dense-block": adding.dense_block,
    "dense-layer": adding.dense_layer,
    "densenet121-channels": adding.densenet121,
    **enlarging.FIGURES,
    "unet-paths": networks.unet,
    "overlap-of-masks": tasks.overlap,
    "classics-28": tasks.classics_28,
}
