"""What a trained network has inside: filters, feature maps, and what excites them.

    maps = feature_maps(model, images, ["conv1", "conv2"])      # {name: (N, H, W, C)}
    pattern = excite(model, "conv2", channels=[3])              # an image for each channel

Arrays in, arrays out. Works for any Keras model with one image input, sequential or functional,
nested models included, in any precision, with every backend of Keras. `adapted` makes such a model
of one that takes its pixels in another arrangement or range.

Shapes: images are (N, H, W, C) in the range that the model was trained with (0 to 1 in this kit);
a single image is (H, W, C). Layers have their names in the model; inside nested models the layer's
own name is enough. A unit of a dense layer counts as a channel.

Errors: UsageError for a layer that does not exist (with the nearest name), a layer without filters
or feature maps, a channel out of range, and images whose shape is not the model's input.
"""

from importlib import import_module

# The modules and what they export. A module is imported when something in it is first used,
# because most of them start Keras.
EXPORTS = {
    "answers": ["class_scores", "hidden_features", "predictions", "probabilities", "read_answer"],
    "attention": ["class_score", "grad_cam", "occlusion", "saliency"],
    "inputs": ["adapted", "read_input"],
    "model_layers": [
        "all_layers",
        "check_channel",
        "convolutions",
        "count_channels",
        "find_layer",
        "first_convolution",
        "last_convolution",
        "map_layers",
        "output_shape",
    ],
    "outputs": ["dead_channels", "feature_maps"],
    "learned_weights": ["Statistics", "filters", "statistics", "untrained"],
    "patches": ["Patch", "receptive_fields", "top_patches"],
    "patterns": ["Patterns", "excite"],
    "similarity": ["embedding"],
    "running": ["check_images"],
}


def __getattr__(name):
    for module, names in EXPORTS.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
