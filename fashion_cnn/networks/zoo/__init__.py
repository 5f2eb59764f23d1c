"""The registry of networks: a name and options give a Network or its Keras model.

network = describe("main", padding="valid")     # plain data, no Keras
model = build("main", padding="valid")           # an uncompiled keras.Model
"""

import functools
import inspect

from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.networks import counting
from fashion_cnn.networks.zoo import (
    alexnet,
    basic,
    densenet,
    googlenet,
    lenet5,
    normalised,
    resnet,
    unet,
    vgg,
)

# For 28x28 images: the models of the training command, under the names it uses.
TRAINABLE = {
    "main": basic.main,
    "main_bn": normalised.main_bn,
    "deep_bn": normalised.deep_bn,
    "small": basic.small,
    "dense": basic.dense,
    "lenet5": lenet5.lenet5_28,
    "alexnet": alexnet.alexnet_28,
    "vgg": vgg.vgg,
    "googlenet": googlenet.googlenet_28,
    "resnet": resnet.resnet_28,
    "preact_resnet": resnet.preact_resnet_28,
    "wide_resnet": resnet.wide_resnet,
    "plain": resnet.plain_28,
    "densenet": densenet.densenet_28,
}


def of_depths(builder, depths):
    """The builder for each depth in its paper: {"resnet18": ..., "resnet34": ..., ...}."""
    name = builder.__name__
    return {f"{name}{depth}": functools.partial(builder, depth) for depth in depths}


# As published, to count, draw and inspect.
PUBLISHED = {
    "lenet5": lenet5.lenet5,
    "lenet5_1998": lenet5.lenet5_1998,
    "alexnet": alexnet.alexnet,
    "vgg16": vgg.vgg16,
    "googlenet": googlenet.googlenet,
    "inception_3a": googlenet.inception_3a,
    "inception_3a_naive": googlenet.inception_3a_naive,
    **of_depths(resnet.resnet, resnet.BLOCKS),
    **of_depths(resnet.preact_resnet, resnet.BLOCKS),
    **of_depths(densenet.densenet, densenet.BLOCKS),
    "dense_block": densenet.five_layer_block,
    "unet": unet.unet,
}
# For images of 28x28 to 64x64: the models of the segmentation command.
SEGMENTING = {"unet_small": unet.unet_small}


def small_name(name):
    """The name of a trainable network in NETWORKS, such as `alexnet_28`.

    If a network of the plain name was published, the plain name means that one.
    """
    return f"{name}_28" if name in PUBLISHED else name


NETWORKS = {small_name(name): builder for name, builder in TRAINABLE.items()}
NETWORKS |= PUBLISHED | SEGMENTING


def options(name):
    """The options of a model with their defaults, as a dictionary."""
    if name not in NETWORKS:
        raise unknown(tr("model"), name, NETWORKS)
    parameters = inspect.signature(NETWORKS[name]).parameters
    return {option: parameter.default for option, parameter in parameters.items()}


def describe(name, **chosen):
    """Build the Network of a registered model.

    Raises UsageError for an unknown model, an option it does not have, a value that breaks a
    rule, or sizes that do not fit together (such as a kernel larger than its input).
    """
    known = options(name)
    for option in chosen:
        if option not in known:
            raise UsageError(
                "The model {name!r} has no {option}; its options: {known}.",
                name=name,
                option=option.replace("_", " "),
                known=", ".join(known),
            )
    network = NETWORKS[name](**chosen)
    try:
        counting.report(network)
    except UsageError as error:
        sentence, advice = str(error).rstrip("."), smallest(name, chosen)
        raise UsageError(f"{sentence}. {advice}".rstrip()) from None
    return network


def smallest(name, chosen):
    """A sentence naming the smallest square input that works, found by trying.

    Empty if the input was at least that large, or if no size up to the default works.
    """
    default = options(name)["input_shape"]
    channels = chosen.get("input_shape", default)[2:]
    for size in range(1, max(default) + 1):
        try:
            counting.report(NETWORKS[name](**chosen | {"input_shape": (size, size, *channels)}))
        except UsageError:
            continue
        received = chosen.get("input_shape", default)[:2]
        if min(received) >= size:
            break
        return tr("The smallest input that works here is {size}x{size}.", size=size)
    return ""


def build(name, **chosen):
    """Build the uncompiled Keras model of a registered model; raises the errors of `describe`."""
    from fashion_cnn.networks.keras_models import to_keras  # starts Keras

    return to_keras(describe(name, **chosen))
