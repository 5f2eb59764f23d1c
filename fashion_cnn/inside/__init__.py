"""What a trained network has inside: filters, feature maps, and what excites them.

    maps = feature_maps(model, images, ["conv1", "conv2"])      # {name: (N, H, W, C)}
    pattern = excite(model, "conv2", channels=[3])              # an image for each channel

Arrays in, arrays out; nothing is drawn here. Works for any Keras model with one image input,
Sequential or functional, also with models inside of it, under each backend of Keras.

Shapes: images are (N, H, W, C), in the numbers that the model was trained with (0 to 1 in this
kit); one image is (H, W, C). A layer is named as in the model; within nested models its own name
is enough. A channel of a dense layer is a unit.

Errors: UsageError for a layer that does not exist (with the nearest name), one without filters
or without maps, a channel out of range, and images of another shape than the model's input.

Sources: gradient ascent and saliency, Simonyan, Vedaldi and Zisserman 2013 (arXiv:1312.6034);
occlusion, Zeiler and Fergus 2013 (arXiv:1311.2901); Grad-CAM, Selvaraju et al. 2016
(arXiv:1610.02391).
"""

import contextlib
import math
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.base.gradients import gradient

BATCH = 64

# ---------------------------------------------------------------------------------------------
# Layers
# ---------------------------------------------------------------------------------------------


def all_layers(model):
    """Return {name: layer} of a model in order, those of models inside of it included.

    A name that occurs twice is prefixed by the names of the models around it.
    """
    found = {}
    for path, layer in walk(model):
        name = layer.name if layer.name not in found else "/".join([*path, layer.name])
        found[name] = layer
    return found


def walk(model, path=()):
    """Yield (names of the models around it, layer) for each layer that is not a model itself."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from walk(layer, (*path, layer.name))
        elif not isinstance(layer, keras.layers.InputLayer):
            yield path, layer


def find_layer(model, name):
    """Return the layer of that name, or raise UsageError with the nearest one."""
    layers = all_layers(model)
    if name not in layers:
        raise unknown("layer", name, list(layers))
    return layers[name]


def convolutions(model):
    """Return the names of the layers that slide two-dimensional filters, in order."""
    return [name for name, layer in all_layers(model).items() if is_convolution(layer)]


def is_convolution(layer):
    return isinstance(layer, keras.layers.Conv2D)


def map_layers(model):
    """Return the names of the layers whose output is a feature map (H, W, C), in order."""
    return [name for name, layer in all_layers(model).items() if len(output_shape(layer)) == 4]


def output_shape(layer):
    """Return the shape of a layer's output, batch included; () where it has several."""
    shape = getattr(layer.output, "shape", None)
    return () if shape is None else tuple(shape)


def first_convolution(model):
    names = convolutions(model)
    if not names:
        raise UsageError(f"The model {model.name!r} has no convolution: it has no filters to show.")
    return names[0]


def classifier(model):
    """Return the layer that gives the class scores: the last one, if it is dense."""
    *_, last = all_layers(model).values()
    return last if isinstance(last, keras.layers.Dense) else None


# ---------------------------------------------------------------------------------------------
# Running a model and looking on
# ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def looking_at(layer, change=None):
    """While a model runs, collect what goes into a layer and what comes out, as a list of pairs.

    `change`, if given, is applied to what comes out before the model goes on with it.
    """
    seen, call = [], layer.call

    def call_and_look(inputs, *args, **kwargs):
        outputs = call(inputs, *args, **kwargs)
        if change is not None:
            outputs = change(outputs)
        seen.append((inputs, outputs))
        return outputs

    layer.call = call_and_look
    try:
        yield seen
    finally:
        layer.call = call


def run(model, images, layer, change=None):
    """Run a model; return its output, and what went into and came out of a layer (tensors)."""
    with looking_at(layer, change) as seen:
        outputs = model(images, training=False)
    inputs, inner = seen[-1]
    return outputs, inputs, inner


def before_activation(layer, inputs, outputs):
    """Return what a convolution or dense layer has before its activation function."""
    if is_convolution(layer):
        settings = {"strides": layer.strides, "padding": layer.padding}
        settings |= {"dilation_rate": layer.dilation_rate, "data_format": layer.data_format}
        sums = ops.conv(inputs, layer.kernel, **settings)
    elif isinstance(layer, keras.layers.Dense):
        sums = ops.matmul(inputs, layer.kernel)
    else:
        return outputs
    return sums + layer.bias if layer.use_bias else sums


def check_images(model, images):
    """Return images as a float32 array (N, H, W, C), or raise UsageError where they do not fit."""
    images = np.asarray(images, "float32")
    if images.ndim == 3:
        images = images[None]
    if len(model.inputs) != 1:
        raise UsageError(
            f"The model has {len(model.inputs)} inputs; one image can be shown to one."
        )
    wanted = tuple(model.inputs[0].shape[1:])
    if len(wanted) != 3:
        raise UsageError(f"The model's input {wanted} is no image (height, width, channels).")
    fits = images.ndim == 4 and all(
        w is None or w == g for w, g in zip(wanted, images.shape[1:], strict=True)
    )
    if not fits or not len(images):
        raise UsageError(f"The model takes images of shape {wanted}, received {images.shape[1:]}.")
    return images


def in_batches(model, images, layer, pick):
    """Return pick(output, input of the layer, output of the layer) for all images, as arrays."""
    images = check_images(model, images)
    parts = []
    for start in range(0, len(images), BATCH):
        batch = ops.convert_to_tensor(images[start : start + BATCH])
        parts.append(ops.convert_to_numpy(pick(*run(model, batch, layer))))
    return np.concatenate(parts)


# ---------------------------------------------------------------------------------------------
# Filters and feature maps
# ---------------------------------------------------------------------------------------------


def filters(model, name):
    """Return the filters of a convolution: (kH, kW, C_in, C_out)."""
    layer = find_layer(model, name)
    if not is_convolution(layer):
        known = ", ".join(convolutions(model)) or "none"
        raise UsageError(f"The layer {name!r} has no filters. Layers that have: {known}.")
    return ops.convert_to_numpy(layer.kernel)


@dataclass(frozen=True)
class Statistics:
    """Mean, standard deviation, smallest and largest of some weights, and how many there are."""

    count: int
    mean: float
    deviation: float
    smallest: float
    largest: float


def statistics(weights):
    """Return the Statistics of an array."""
    weights = np.asarray(weights, float)
    return Statistics(
        weights.size,
        float(weights.mean()),
        float(weights.std()),
        float(weights.min()),
        float(weights.max()),
    )


def untrained(model, seed=0):
    """Return a model like this one with the weights that training would begin with."""
    keras.utils.set_random_seed(seed)
    return keras.models.clone_model(model)


def feature_maps(model, images, names):
    """Return {name: (N, H, W, C)} for layers whose output is a feature map."""
    found = {}
    for name in names:
        layer = find_layer(model, name)
        if len(output_shape(layer)) != 4:
            known = ", ".join(map_layers(model))
            raise UsageError(f"The layer {name!r} has no feature maps. Layers that have: {known}.")
        found[name] = in_batches(model, images, layer, lambda _, inputs, outputs: outputs)
    return found


def predictions(model, images):
    """Return the model's output for images."""
    *_, last = all_layers(model).values()
    return in_batches(model, images, last, lambda outputs, *_: outputs)


# ---------------------------------------------------------------------------------------------
# What excites a channel
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Patch:
    """A part of an image that excites a channel.

    `image` is its number, `value` the channel's value there, `rows` and `columns` the first and
    the last pixel that this value sees, `pixels` these pixels (h, w, C).
    """

    image: int
    value: float
    rows: tuple
    columns: tuple
    pixels: np.ndarray


def top_patches(model, images, name, channel, count=9):
    """Return the `count` Patches that excite a channel of a layer most, one an image at most.

    Only what lies inside of the image is returned of a receptive field that reaches beyond it.
    """
    images = check_images(model, images)
    values = feature_maps(model, images, [name])[name][..., check_channel(model, name, channel)]
    best = values.reshape(len(values), -1).argmax(axis=1)
    rows, columns = np.unravel_index(best, values.shape[1:])
    strongest = values[np.arange(len(values)), rows, columns]
    view = views(model, name)
    patches = []
    for number in np.argsort(-strongest, kind="stable")[:count]:
        seen_rows = seen(view, 0, rows[number], images.shape[1])
        seen_columns = seen(view, 1, columns[number], images.shape[2])
        inside = slice(seen_rows[0], seen_rows[1] + 1), slice(seen_columns[0], seen_columns[1] + 1)
        patches.append(
            Patch(
                int(number),
                float(strongest[number]),
                seen_rows,
                seen_columns,
                images[number][inside],
            )
        )
    return patches


def views(model, name):
    """Return what a value of a layer sees along height and width (arithmetic.View), or None.

    None, the whole image, where the kit cannot follow the way from the image to the layer: in
    models inside of branching ones.
    """
    from fashion_cnn.base.errors import KitError
    from fashion_cnn.networks.counting import report
    from fashion_cnn.networks.keras_models import description, from_keras
    from fashion_cnn.networks.network import Network

    layers = all_layers(model)
    inner = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    try:
        if not inner:
            network = from_keras(model)
        elif all(isinstance(part, keras.Sequential) for part in [model, *inner]):
            shape = tuple(model.inputs[0].shape[1:])
            network = Network(model.name, shape, [description(layer) for layer in layers.values()])
        else:
            return None
        rows = {row.name: row for row in report(network)}
    except KitError:
        return None
    row = rows.get(layers[name].name)
    return row.fields if row else None


def seen(view, axis, index, size):
    """Return the first and the last pixel, inside of `size`, that value `index` sees."""
    if view is None:
        return 0, size - 1
    first = view[axis].centre - (view[axis].field - 1) / 2 + index * view[axis].stride
    last = first + view[axis].field - 1
    return int(max(math.floor(first), 0)), int(min(math.ceil(last), size - 1))


def check_channel(model, name, channel):
    """Return a channel's number, or raise UsageError where the layer has no such channel."""
    count = output_shape(find_layer(model, name))[-1]
    if not 0 <= channel < count:
        raise UsageError(f"The layer {name!r} has the channels 0 to {count - 1}, not {channel}.")
    return channel


def dead_channels(model, images, name):
    """Return the channels of a layer that are never above 0 for these images."""
    layer = find_layer(model, name)
    strongest = in_batches(
        model, images, layer, lambda _, inputs, outputs: over_positions(outputs, ops.max)
    )
    return [int(channel) for channel in np.flatnonzero(strongest.max(axis=0) <= 0)]


def over_positions(values, reduce):
    """Return values (N, H, W, C) reduced over their positions to (N, C); (N, C) as they are."""
    return reduce(values, axis=(1, 2)) if len(values.shape) == 4 else values


@dataclass(frozen=True)
class Patterns:
    """Images that excite channels: `images` (n, H, W, C), one for each of `channels`.

    `before` and `after` are each channel's largest value over all positions, ahead of the
    activation function, for the noise that the ascent began with and for its image.
    """

    channels: tuple
    images: np.ndarray
    before: np.ndarray
    after: np.ndarray


def excite(
    model,
    name,
    channels=None,
    steps=80,
    rate=0.1,
    decay=0.01,
    seed=0,
    shape=None,
    pixels=(0, 1),
    report=None,
):
    """Return the Patterns that excite channels of a layer most, by gradient ascent from noise.

    What is raised is the mean over all positions of a channel's values ahead of its activation
    function, of which negative ones count a tenth: a pattern cannot excite every position, but a
    channel that is silent at first must still be told where to go. Each step adds the gradient,
    with its size set to `rate`, and takes the share `decay` away from all pixels, so that only
    what helps stays; the image is shifted by a pixel or two before each step, so that no single
    position decides. Pixels may leave the range of images. Channels that stay silent get a second
    try from noise that is as bright as images; those that are silent even then may be dead.
    `shape` is (H, W, C) for a model that takes several sizes, `pixels` the lowest and the highest
    number of its images, of whose distance the noise and `rate` are shares; `report(step, steps)`
    is called after each step.
    """
    layer = find_layer(model, name)
    count = output_shape(layer)[-1]
    chosen = range(count) if channels is None else channels
    chosen = tuple(check_channel(model, name, channel) for channel in chosen)
    draw = np.random.default_rng(seed)
    size = (len(chosen), *(shape or model.inputs[0].shape[1:]))
    span = pixels[1] - pixels[0]
    noise, bright = draw.normal(0, 0.1 * span, size), draw.uniform(*pixels, size)
    settings = steps, rate * span, decay, draw, report
    before, images, after = ascend(model, layer, chosen, noise, *settings)
    silent = np.flatnonzero(after <= 0)
    if len(silent):
        again = tuple(chosen[i] for i in silent)
        _, better, reached = ascend(model, layer, again, bright[silent], *settings)
        images[silent], after[silent] = better, reached
    return Patterns(chosen, images, before, after)


def ascend(model, layer, channels, images, steps, rate, decay, draw, report=None):
    """Return the channels' largest values before, the images after ascent, and the values then."""
    images, rows = images.astype("float32"), np.arange(len(channels))
    mask = np.zeros((len(channels), output_shape(layer)[-1]), "float32")
    mask[rows, list(channels)] = 1
    mask = ops.convert_to_tensor(mask)
    has_positions = len(output_shape(layer)) == 4

    def sums(x):
        _, inputs, inner = run(model, x, layer)
        return before_activation(layer, inputs, inner)

    def total(x):
        raised = ops.leaky_relu(sums(x), 0.1) if has_positions else sums(x)
        return ops.sum(over_positions(raised, ops.mean) * mask)

    def largest():
        values = over_positions(sums(ops.convert_to_tensor(images)), ops.max)
        return ops.convert_to_numpy(values)[rows, list(channels)]

    before = largest()
    for step in range(steps):
        shift = tuple(draw.integers(-2, 3, 2))
        slope = gradient(total, np.roll(images, shift, axis=(1, 2)))
        slope = np.roll(slope, (-shift[0], -shift[1]), axis=(1, 2))
        size = np.sqrt((slope**2).mean(axis=(1, 2, 3), keepdims=True))
        images = (1 - decay) * (images + rate * slope / (size + 1e-12))
        if report:
            report(step + 1, steps)
    return before, images, largest().copy()


# ---------------------------------------------------------------------------------------------
# What a decision rests on
# ---------------------------------------------------------------------------------------------


def class_score(model, x, index, layer=None, change=None):
    """Return the score of a class before the softmax, one an image, as a tensor (N,).

    `change` is applied to what comes out of `layer`.
    """
    last = classifier(model)
    with contextlib.ExitStack() as stack:
        if layer is not None:
            stack.enter_context(looking_at(layer, change))
        if last is None or last is layer:
            return model(x, training=False)[:, index]
        _, inputs, inner = run(model, x, last)
        return before_activation(last, inputs, inner)[:, index]


def saliency(model, image, index):
    """Return how much each pixel changes a class's score: |∂score/∂pixel|, (H, W).

    Of several colours the largest counts.
    """
    image = check_images(model, image)
    slope = gradient(lambda x: ops.sum(class_score(model, x, index)), image)
    return np.abs(slope[0]).max(axis=-1)


def grad_cam(model, image, index, name=None):
    """Return where a layer's maps speak for a class, (H, W) of the image, never below 0.

    Each map counts as much as the score grows with it on average over its positions:
    relu(Σ_c mean(∂score/∂A_c)·A_c), enlarged by bilinear interpolation. By default of the last
    layer with feature maps.
    """
    image = check_images(model, image)
    name = name or last_maps(model)
    maps = feature_maps(model, image, [name])[name]
    layer = find_layer(model, name)

    def score(added):
        return ops.sum(class_score(model, image, index, layer, lambda y: y + added))

    weights = gradient(score, np.zeros_like(maps)).mean(axis=(1, 2), keepdims=True)
    heat = np.maximum((weights * maps).sum(axis=-1, keepdims=True), 0)
    return ops.convert_to_numpy(ops.image.resize(heat, image.shape[1:3]))[0, ..., 0]


def last_maps(model):
    """Return the name of the last layer with feature maps, or raise UsageError."""
    names = map_layers(model)
    if not names:
        raise UsageError(f"The model {model.name!r} has no layer with feature maps.")
    return names[-1]


def occlusion(model, image, index, size=7, stride=2, fill=None):
    """Return how much a class's score falls where a square of the image is covered, (H, W).

    A square of size x size, filled with `fill` (the image's mean), is moved by `stride`, from
    beyond the border to beyond it, so that every pixel is covered about as often. Each pixel gets
    the mean fall over the squares that cover it.
    """
    image = check_images(model, image)
    height, width = image.shape[1:3]
    fill = image.mean() if fill is None else fill
    squares = [
        (slice(max(row, 0), row + size), slice(max(column, 0), column + size))
        for row in range(1 - size, height, stride)
        for column in range(1 - size, width, stride)
    ]
    covered = np.repeat(image, len(squares), axis=0)
    for number, (rows, columns) in enumerate(squares):
        covered[number, rows, columns] = fill
    scores = np.concatenate(
        [
            ops.convert_to_numpy(class_score(model, covered[i : i + BATCH], index))
            for i in range(0, len(covered), BATCH)
        ]
    )
    whole = ops.convert_to_numpy(class_score(model, image, index))[0]
    falls, counts = np.zeros((height, width)), np.zeros((height, width))
    for square, score in zip(squares, scores, strict=True):
        falls[square] += whole - score
        counts[square] += 1
    return falls / counts


# ---------------------------------------------------------------------------------------------
# How images lie to each other
# ---------------------------------------------------------------------------------------------


def hidden_features(model, images):
    """Return what the last layer is given for each image: (N, features)."""
    *_, last = all_layers(model).values()
    found = in_batches(model, images, last, lambda _, inputs, outputs: inputs)
    return found.reshape(len(found), -1)


def embedding(model, images, method="pca", seed=0):
    """Return the images as points (N, 2) that lie close where their hidden features do.

    `method` is "pca", a flat view of the features, or "tsne", which keeps neighbours together
    and says nothing about distances between groups.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    features = hidden_features(model, images)
    if method == "pca":
        return PCA(2, svd_solver="full").fit_transform(features)
    if method != "tsne":
        raise unknown("method", method, ["pca", "tsne"])
    if len(features) < 4:
        raise UsageError(f"t-SNE needs at least 4 images, received {len(features)}.")
    perplexity = min(30, (len(features) - 1) / 3)
    t_sne = TSNE(2, perplexity=perplexity, init="pca", random_state=seed)
    # With several threads it takes many times as long: they wait for each other.
    with threadpool_limits(1):
        return t_sne.fit_transform(features)
