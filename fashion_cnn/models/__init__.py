"""The registry of models: a name and options give a network, and the network a Keras model.

network = describe("main", padding="valid")     # plain data, no Keras
model = build("main", padding="valid")           # an uncompiled keras.Model
"""

import inspect

from fashion_cnn import arithmetic
from fashion_cnn.errors import UsageError, unknown
from fashion_cnn.models import networks, vgg

# Made for 28x28 images: these can be trained.
TRAINABLE = {
    "main": networks.main,
    "small": networks.small,
    "dense": networks.dense,
    "vgg": vgg.vgg,
}
# As published: to be counted and inspected.
PUBLISHED = {"vgg16": vgg.vgg16}
NETWORKS = TRAINABLE | PUBLISHED


def options(name):
    """Return the options of a model with their defaults, as a dictionary."""
    if name not in NETWORKS:
        raise unknown("model", name, NETWORKS)
    parameters = inspect.signature(NETWORKS[name]).parameters
    return {option: parameter.default for option, parameter in parameters.items()}


def describe(name, **chosen):
    """Return the Network of a registered model.

    Raises UsageError for an unknown model, an option it does not have, a value that breaks a
    rule, or sizes that do not fit together (a kernel larger than its input).
    """
    known = options(name)
    for option in chosen:
        if option not in known:
            raise UsageError(
                f"The model {name!r} has no {option.replace('_', ' ')}; "
                f"its options: {', '.join(known)}."
            )
    network = NETWORKS[name](**chosen)
    arithmetic.report(network)  # raises where the sizes do not fit
    return network


def build(name, **chosen):
    """Return an uncompiled Keras model of the registry; errors as in `describe`."""
    from fashion_cnn.models.keras_models import to_keras

    return to_keras(describe(name, **chosen))
