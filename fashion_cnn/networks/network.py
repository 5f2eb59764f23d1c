"""A network: its layers and how they are connected.

    Network("tiny", (28, 28, 1), (Conv(8, 3, name="conv"), Flatten(), Dense(10, name="out")))

Use Graph to build a network that branches.
"""

from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import normalise, whole_number

IMAGE = -1  # position of the input; those of the layers are 0, 1, 2, ...


@dataclass(frozen=True)
class Built:
    """What Keras says of a layer in a model: shapes (None for a size that is not fixed), counts.

    `parameters` and `trainable` leave out weights that an earlier layer of the network has, and
    `shares` tells whether there are any. `multiplications` is the number in a nested model.
    """

    inputs: tuple
    output: tuple
    parameters: int = 0
    trainable: int = 0
    shares: bool = False
    multiplications: int | None = None


@dataclass(frozen=True)
class Network:
    """A name, the shape of one input (height, width, channels), and the layers in order.

    For a network that branches, `parents` lists for each layer the positions of the layers that
    feed it (IMAGE for the input). By default each layer is fed by the previous one.

    A network described from a Keras model may have inputs of any shape. `built` then has what Keras
    says of each layer. If it has several inputs, they are layers without parents, and
    `input_shape` is None.
    """

    name: str
    input_shape: tuple | None
    layers: tuple
    parents: tuple | None = None
    built: tuple | None = None

    def __post_init__(self):
        layers = tuple(self.layers)
        parents = one_after_another(layers) if self.parents is None else self.parents
        shape = self.input_shape if self.built is not None else image_or_vector(self.input_shape)
        normalise(self, input_shape=shape, layers=layers, parents=parents)

    @property
    def branches(self):
        """Whether any layer is fed by something other than the previous layer."""
        return self.parents != one_after_another(self.layers)

    @property
    def ends(self):
        """Positions of the output layers, which feed no other layer."""
        feeding = {parent for parents in self.parents for parent in parents}
        return [position for position in range(len(self.layers)) if position not in feeding]


def image_or_vector(shape):
    """The shape as ints, or UsageError unless it is (height, width, channels) or (length,)."""
    sizes = tuple(whole_number("input_shape", size, at_least=1) for size in shape)
    if len(sizes) not in (1, 3):
        raise UsageError(
            "input_shape must be (height, width, channels), received {shape}.", shape=shape
        )
    return sizes


def one_after_another(layers):
    return tuple((position - 1,) for position in range(len(layers)))


class Graph:
    """Builder for a network that branches: each call adds a layer and connects it to its inputs.

    net = Graph()
    x = net(Conv(8, 3, padding="same", name="conv1"), IMAGE)
    y = net(Conv(8, 3, padding="same", name="conv2"), x)
    x = net(Add(name="add"), x, y)
    network = net.network("residual", (28, 28, 8))
    """

    def __init__(self):
        self.layers, self.parents = [], []

    def __call__(self, layer, *sources):
        """Add a layer fed by `sources`; return its position, a source for later layers."""
        self.layers.append(layer)
        self.parents.append(sources)
        return len(self.layers) - 1

    def chain(self, layers, source):
        """Add layers that each feed the next, starting at `source`; return the last position."""
        for layer in layers:
            source = self(layer, source)
        return source

    def network(self, name, input_shape):
        return Network(name, input_shape, tuple(self.layers), tuple(self.parents))
