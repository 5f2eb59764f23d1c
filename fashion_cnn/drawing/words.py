"""Every word of the figures: titles, descriptions and labels.

A dictionary with the same keys, given to a figure as `labels`, is another language.
"""

from fashion_cnn.drawing.picture import Picture

# A pair is the title and the description of the figure of that name, the rest are words in it.
LABELS = {
    "kernel_step": (
        "Y[{row}, {column}] = {result}",
        "A {kernel} kernel lies on rows {rows} and columns {columns} of a {image} picture, counted "
        "from 0. {sum} = {result} is written at [{row}, {column}] of the {output} output.",
    ),
    "padding_modes": (
        "Padding: {kernel} kernel, stride {stride}",
        "A {size} picture without padding and with the rings of zeros of 'same' and 'full'. The "
        "outputs along one side: {outputs}. Each circle is the middle of a window; the first and "
        "the last window are framed.",
    ),
    "receptive_field": (
        "One output pixel sees {field} pixels of the picture",
        "The receptive field of one pixel after the layers {layers}, from the output back to the "
        "picture: {fields} pixels.",
    ),
    "convolution_matrix": (
        "The same numbers as one matrix product",
        "Correlating a {image} picture with a {kernel} kernel is a product with a {matrix} matrix: "
        "each row has the {weights} weights where its window lies, and zeros elsewhere.",
    ),
    "flip_or_not": (
        "Cross-correlation (⋆) and convolution (*)",
        "A {kernel} kernel on a picture of its size. Cross-correlation takes the kernel as it is: "
        "{correlation}. Convolution turns it by half a turn first: {convolution}.",
    ),
    "pooling": (
        "Pooling {window}, stride {stride}",
        "A {table} table is pooled in {windows} windows of {window}. Maximum: {max}; average: "
        "{average}; minimum: {min}.",
    ),
    "transposed": (
        "Transposed convolution, stride {stride}: one stamp for each pixel, then their sum",
        "Each of the {pixels} pixels of a {image} picture stamps a {kernel} kernel, multiplied by "
        "the pixel, {stride} further on; the stamps overlap and add up to {output} numbers.",
    ),
    "zeros_between": (
        "Transposed convolution, stride {stride}: zeros between the pixels, kernel turned",
        "The pixels of a {image} picture with {zeros} between neighbours and a ring of zeros make "
        "{spread}; correlated with the turned {kernel} kernel they give {output} numbers.",
    ),
    "upsampling": (
        "From small to large",
        "A {image} picture and the same picture enlarged to {output} four times: nearest, bilinear "
        "and bicubic, and by a transposed convolution with the weights {kernel}.",
    ),
    "filtered_photographs": (
        "Kernels designed by hand",
        "A {image} photograph after each of the kernels {names}. Where a kernel's numbers sum to "
        "0, grey is 0, and black and white are {limits}; elsewhere black is 0 and white 255.",
    ),
    "difference_histogram": (
        "Natural images are mostly smooth",
        "Histogram, on a log scale, of {count:,} differences between neighbouring pixels of "
        "{images} images: {small:.0%} are at most 5 grey levels, yet {far:.1%} lie beyond four "
        "standard deviations ({deviation:.1f} each), where a normal distribution has 0.006%.",
    ),
    "pixel_numbers": (
        "An image is a table of numbers",
        "A {image} image, 0 is black and 255 white, and the numbers of its rows {rows} and columns "
        "{columns}, from {low} to {high}.",
    ),
    "weights_compared": (
        "Weights from a {image} image to {hidden} hidden units",
        "On a log scale, the weights without biases: dense {dense}, locally connected with "
        "{window} windows {local}, convolution with {filters} filters {convolution}.",
    ),
    "architecture": (
        "{network}: {input} → {output}, {parameters:,} parameters",
        "The network {network}, which makes {output} of {input} with {parameters:,} parameters. "
        "{said}",
    ),
    "rows_said": "Its stages: {stages}.",
    "u_said": "A U of {down} stages down and {up} up: {stages}.",
    "skips_said": "{count} skip connections: {skips}.",
    "skip_said": "{shape} from {start} to {end}",
    "u_scales": "Box height: size of the maps; width: channels (log scales). In bold: shape, "
    "parameters.",
    "skips": "Arrows across: skip connections.",
    "no_skips": "There are no skip connections.",
    "branches_said": "Its layers: {layers}.",
    "layer_said": "{name} ({what}, {shape}; {parameters:,}) from {parents}",
    "grouped": "Normalisation, activation and dropout stand with the layer they belong to.",
    "parameters": "{count:,} parameters",
    "sees": "sees {shape}",
    "stage_said": "{shape} ({contents}; {parameters:,})",
    "side_said": "beside {at}, an output of {shape} ({parameters:,})",
    "scales": "Box height: size of the maps; box width: channels (log scales). Bar: a vector. "
    "Bold, below: parameters.",
    "jumps": "Not drawn, as they lead past a stage: {count} connections.",
    "side": "side output {shape}",
    "sum": "residual block\n{inside}",
    "dense_layer": "{inside}\nof a dense block",
    "module": "module\n{inside}",
    "other": "block\n{inside}",
    "branches": "{count} branches",
    "convs": "{count} conv {size}",
    "layers": "{count} layers",
    "more": "{count} more",
    "Conv": "conv {size}",
    "PartialConv": "partial conv {size}",
    "ConvTranspose": "up-conv {size}",
    "max_pool": "max pool {size}",
    "average_pool": "mean pool {size}",
    "TrainablePool": "subsampling {size}",
    "GlobalAveragePool": "mean of maps",
    "BatchNorm": "batch norm",
    "LocalResponseNorm": "local norm",
    "Flatten": "flatten",
    "Dropout": "dropout",
    "Dense": "dense",
    "ZeroPad": "zeros around",
    "Crop": "crop",
    "Add": "sum",
    "Concatenate": "concatenate",
    "RadialBasis": "distances",
    "input": "input",
    "max": "maximum",
    "average": "average",
    "min": "minimum",
    "picture": "picture",
    "nearest": "nearest",
    "bilinear": "bilinear",
    "bicubic": "bicubic",
    "transposed_by": "transposed",
    "identity": "identity",
    "diagonal_edges": "diagonal edges",
    "edges_4_neighbours": "edges (4 neighbours)",
    "edges_8_neighbours": "edges (8 neighbours)",
    "sharpen": "sharpen",
    "box_blur": "box blur",
    "grey_is_zero": "grey = 0",
    "difference": "difference of neighbouring pixels",
    "share": "share",
    "horizontal": "left to right",
    "vertical": "top to bottom",
    "normal": "normal distribution,\nsame variance",
    "dense": "dense",
    "local": "locally connected",
    "convolution": "convolution",
}


def described(axes, labels, name, **values):
    """Return the Picture, with the values put into the title and the description."""
    title, description = labels[name]
    return Picture(axes, title.format(**values), description.format(**values))
