"""Look inside a trained model: filters, feature maps, and what a decision rests on."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import execute, value
from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.inside import commands
from fashion_cnn.sources import options
from fashion_cnn.sources.models import find_model, is_model
from fashion_cnn.pretrained import checkpoints


def main():
    arguments = parser().parse_intermixed_args()
    word, views = split_words(arguments.words)
    options.check_options(arguments)
    source = find_model(word)
    backend.start(arguments.device)
    from fashion_cnn.inside import model_views

    model_views.show(source, views, arguments)


def split_words(words):
    """The word for a model, or None, and the views, from the words of the command line."""
    known = views()
    named = [word for word in words if word in known]
    others = [word for word in words if word not in known]
    if len(named) > 1 or len(others) > 1:
        raise UsageError("Name one model and one view, received {words}.", words=" ".join(words))
    if others and not is_model(others[0]):
        raise unknown(tr("model or view"), others[0], [*known, *checkpoints.NAMES])
    return (others[0] if others else None), commands.in_order(named, known)


def views():
    """What each view shows."""
    return {
        "filters": tr("a layer's filters before and after training"),
        "weights": tr("the histogram of a layer's weights before and after training"),
        "maps": tr("the feature maps for an image"),
        "patches": tr("the parts of images that excite each feature map most"),
        "excite": tr("the patterns that excite the feature maps, and the classes, most"),
        "attention": tr("which pixels a class score depends on: saliency, Grad-CAM, occlusion"),
        "embedding": tr(
            "test images as points, close together if the last hidden layer responds alike"
        ),
        "all": tr("all of these"),
    }


def parser():
    description = tr(
        "Look inside a trained model: filters, feature maps, and what a decision rests on."
    )
    made = commands.parser("fashion_cnn.look", description, usage(), views())
    add = made.add_argument
    words = tr("a run's folder, a .keras file, or garments or fashion_mnist; and a view, see below")
    add("words", nargs="*", metavar="MODEL VIEW", help=words)
    image = tr("the number of a test image (default: 0), or a picture file of any size")
    add("--image", type=value, help=image)
    images = tr("for patches: a folder whose image files are searched, instead of test images")
    add("--images", metavar="FOLDER", help=images)
    options.add_options(made)
    out = tr("the folder for the pictures (by default look/ in the run, or here)")
    add("--out", help=out)
    return made


def usage():
    """Examples."""
    return tr("""\
python -m fashion_cnn.look                            everything, for the newest run
python -m fashion_cnn.look runs/my-run maps --image 7
python -m fashion_cnn.look model.keras attention --image shoe.jpg
python -m fashion_cnn.look garments patches --images photos
python -m fashion_cnn.look garments filters           for the checkpoint that comes with the kit
""")


if __name__ == "__main__":
    execute(main)
