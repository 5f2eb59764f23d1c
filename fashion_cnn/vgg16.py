"""VGG16: the table of its layers and, with trained weights, what it has learned.

python -m fashion_cnn.vgg16                               the table, without weights
python -m fashion_cnn.vgg16 filters --weights imagenet
python -m fashion_cnn.vgg16 maps --layer block3_conv1 --image cat.jpg --weights imagenet
python -m fashion_cnn.vgg16 excite --layer block4_conv2 --channel 7 --weights my-vgg16.h5
python -m fashion_cnn.vgg16 classes attention --image cat.jpg --weights imagenet

--weights imagenet downloads Keras's weights once, into the folder where Keras keeps them. A
download that breaks off is resumed by the next try. To serve a room, put the .h5 files and
imagenet_class_index.json from that folder into vgg16/ on one laptop, run python -m http.server in
the folder above, and set FASHION_CNN_MIRROR=http://<laptop>:8000 on the others.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import unknown
from fashion_cnn.inside import commands

VIEWS = {
    "filters": "the filters of the first layer, in colour, or of --layer",
    "maps": "the feature maps of the last layer of each block, or of --layer",
    "excite": "patterns that excite some maps of a layer most, or --channel of --layer",
    "classes": "the five most likely classes of a picture",
    "attention": "which parts of a picture its highest class scores depend on: Grad-CAM",
    "all": "all of these",
}
# Options that ask for views, as the name of a view does.
SELECTING = ("weights", "layer", "channel", "image")


def main():
    arguments = parser().parse_args()
    for word in arguments.views:
        if word not in VIEWS:
            raise unknown("view", word, VIEWS)
    options = [option for option in SELECTING if getattr(arguments, option) is not None]
    if not arguments.views and not options:
        from fashion_cnn.pretrained import vgg16_weights

        vgg16_weights.print_table()
        return
    from fashion_cnn.inside import vgg16_views

    vgg16_views.show(commands.in_order(arguments.views, VIEWS), arguments)


def parser():
    made = commands.parser("fashion_cnn.vgg16", __doc__, VIEWS)
    add = made.add_argument
    add("views", nargs="*", metavar="VIEW", help="what to show, see below; with weights: all")
    add("--weights", metavar="W", help="imagenet, or a .h5 file of VGG16's weights")
    image = "the picture to show to it (by default a photograph that is installed)"
    add("--image", metavar="PICTURE", help=image)
    add("--out", default="vgg16", help="the folder for the pictures (vgg16)")
    return made


if __name__ == "__main__":
    execute(main)
