"""From the words of the command line to the page."""

from fashion_cnn.base.errors import printable
from fashion_cnn.base.files import write_text
from fashion_cnn.base.language import tr
from fashion_cnn.explorer.contents import contents, in_every_language
from fashion_cnn.explorer.page import page
from fashion_cnn.inside.opened import open_model
from fashion_cnn.sources.models import find_model


def write(words, arguments, out):
    """Write the page of the models that `words` name to the file `out`, and say what is in it.

    The first model's data set and pixels are those of the command line, if they are there; those
    of another model only if nothing else is known of them. Nothing is written if a model is
    refused.
    """
    sources = list(map(find_model, words))
    first, *others = sources
    opened = [open_first(first, arguments), *(open_other(each, arguments) for each in others)]
    titles = [in_every_language(lambda word=word: find_model(word).what) for word in words]
    data = contents(opened, titles, [each.run for each in sources])
    text = page(data, printable(opened[0].what))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_text(out, text)
    size = len(text.encode("utf-8")) / 1e6
    print(
        tr(
            "{path}: {size:.2f} MB. It needs neither a server nor a network.",
            path=printable(out),
            size=size,
        )
    )
    say_contents(data)


def open_first(source, arguments):
    return say(open_model(source, arguments.dataset, arguments.pixels))


def open_other(source, arguments):
    if source.dataset is not None:
        return say(open_model(source))
    return say(open_model(source, arguments.dataset, arguments.pixels))


def say(opened):
    """Say which model was opened."""
    print(printable(tr("The model: {what}", what=opened.what)))
    return opened


def say_contents(data):
    """Say what is in a page: models, snapshots, test images, shifts."""
    for model in data["models"]:
        print(in_words(model))
        if model["snapshots"]:
            print(
                tr(
                    "{name}: {count} snapshots of its training are in the page.",
                    name=model["name"],
                    count=len(model["snapshots"]),
                )
            )
    print(tr("{count} test images are in the page.", count=data["images"]["count"]))
    if data["shifts"]:
        print(
            tr(
                "Both models were tried on {count} test images with {shifts} shifts.",
                count=data["shifts"]["count"],
                shifts=len(data["shifts"]["by"]) ** 2,
            )
        )


def in_words(model):
    """A sentence on what the page has of a model."""
    values = {"name": model["name"], "layers": len(model["layers"]) - 1}
    weights = model["weights"]
    if weights["dtype"] == "float32":
        return tr(
            "{name}: {layers} layers. The weights are float32: rounded to float16, they would "
            "change an answer.",
            **values,
        )
    return tr(
        "{name}: {layers} layers. The weights are float16, which changes none of the answers to "
        "{checked:,} test images.",
        checked=weights["checked"],
        **values,
    )
