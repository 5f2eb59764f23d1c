"""A network: its layers, and what feeds each of them.

    Network("tiny", (28, 28, 1), (Conv(8, 3, name="conv"), Flatten(), Dense(10, name="out")))

A network that branches is wired with a Graph.
"""

from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import normalise, whole_number

IMAGE = -1  # the input, where layers are named by their positions


@dataclass(frozen=True)
class Network:
    """A name, the shape of one input (height, width, channels), and the layers in order.

    In a network that branches, `parents` has for each layer the positions of the layers that feed
    it (IMAGE for the input). Without it, each layer is fed by the one before.
    """

    name: str
    input_shape: tuple
    layers: tuple
    parents: tuple | None = None

    def __post_init__(self):
        shape = tuple(whole_number("input_shape", size, at_least=1) for size in self.input_shape)
        if len(shape) not in (1, 3):
            raise UsageError(
                f"input_shape must be (height, width, channels), received {self.input_shape}."
            )
        layers = tuple(self.layers)
        normalise(
            self,
            input_shape=shape,
            layers=layers,
            parents=self.parents or one_after_another(layers),
        )

    @property
    def branches(self):
        """Whether some layer is fed by anything but the one before it."""
        return self.parents != one_after_another(self.layers)

    @property
    def ends(self):
        """The positions of the layers that feed no other: the outputs."""
        feeding = {parent for parents in self.parents for parent in parents}
        return [position for position in range(len(self.layers)) if position not in feeding]


def one_after_another(layers):
    return tuple((position - 1,) for position in range(len(layers)))


class Graph:
    """The wiring of a network that branches: each call adds a layer and says what feeds it.

    net = Graph()
    x = net(Conv(8, 3, padding="same", name="conv1"), IMAGE)
    y = net(Conv(8, 3, padding="same", name="conv2"), x)
    x = net(Add(name="add"), x, y)
    network = net.network("residual", (28, 28, 8))
    """

    def __init__(self):
        self.layers, self.parents = [], []

    def __call__(self, layer, *sources):
        """Add a layer fed by `sources`; return its position, to feed others with."""
        self.layers.append(layer)
        self.parents.append(sources)
        return len(self.layers) - 1

    def chain(self, layers, source):
        """Add layers, each of which feeds the next; return the position of the last."""
        for layer in layers:
            source = self(layer, source)
        return source

    def network(self, name, input_shape):
        return Network(name, input_shape, tuple(self.layers), tuple(self.parents))
