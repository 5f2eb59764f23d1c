"""VGG16: the table of its layers, and what it has learned from ImageNet."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import unknown
from fashion_cnn.base.language import tr
from fashion_cnn.inside import commands

# Options that views other than the table take.
SELECTING = ("weights", "layer", "channel", "image", "common_scale")


def main():
    arguments = parser().parse_intermixed_args()
    for word in arguments.views:
        if word not in views():
            raise unknown(tr("view"), word, views())
    options = [option for option in SELECTING if getattr(arguments, option) is not None]
    if arguments.views == ["table"] and not options:
        from fashion_cnn.pretrained import vgg16_weights

        vgg16_weights.print_table()
        print(
            tr("What blocks 1 to 3 have learned: python -m fashion_cnn.vgg16 filters maps excite")
        )
        return
    from fashion_cnn.inside import vgg16_views

    vgg16_views.show(commands.in_order(arguments.views, views()), arguments)


def views():
    """What each view shows."""
    return {
        "table": tr("the layers with their shapes and parameters"),
        "filters": tr("the filters of the first layer, in colour, or of --layer"),
        "maps": tr("the strongest feature maps of the last layer of each block, or of --layer"),
        "excite": tr(
            "patterns that excite some maps of these layers most, or --channel of --layer"
        ),
        "classes": tr("the five most likely classes of a picture (with --weights)"),
        "attention": tr(
            "which parts of a picture its classes depend on: Grad-CAM (with --weights)"
        ),
        "all": tr("all of these"),
    }


def parser():
    description = tr("VGG16: the table of its layers, and what it has learned from ImageNet.")
    made = commands.parser("fashion_cnn.vgg16", description, usage(), views())
    add = made.add_argument
    add("views", nargs="*", metavar="VIEW", help=tr("what to show, see below (all)"))
    weights = tr("imagenet, or a .h5 file of VGG16's weights (blocks 1 to 3, which the kit has)")
    add("--weights", metavar="W", help=weights)
    image = tr("the picture to show to it: a file, or temple, flower or portrait (temple)")
    add("--image", metavar="PICTURE", help=image)
    add("--out", default="vgg16", help=tr("the folder for the pictures (vgg16)"))
    return made


def usage():
    """Examples, whose weights they are, and what --weights imagenet does."""
    return tr("""\
python -m fashion_cnn.vgg16                               the table, and pictures of blocks 1 to 3
python -m fashion_cnn.vgg16 table
python -m fashion_cnn.vgg16 filters maps --image flower
python -m fashion_cnn.vgg16 excite --layer block3_conv1 --channel 7
python -m fashion_cnn.vgg16 --weights imagenet            with blocks 4 and 5, and the classes
python -m fashion_cnn.vgg16 classes attention --image cat.jpg --weights imagenet
python -m fashion_cnn.vgg16 maps --layer block4_conv2 --weights my-vgg16.h5

The trained weights of blocks 1 to 3 come with the kit. They are by K. Simonyan and A. Zisserman,
Visual Geometry Group, University of Oxford, under the licence CC BY 4.0, rounded to float16.

--weights imagenet downloads Keras's weights once, into the folder where Keras keeps them. A
download that breaks off is resumed by the next try. To serve a room, put the .h5 files and
imagenet_class_index.json from that folder into vgg16/ on one laptop, run python -m http.server in
the folder above, and set FASHION_CNN_MIRROR=http://<laptop>:8000 on the others.
""")


if __name__ == "__main__":
    execute(main)
