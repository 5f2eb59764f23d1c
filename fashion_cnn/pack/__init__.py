"""A pack for a room without a network: made where there is one, installed where there is none.

    python -m fashion_cnn.pack FOLDER      the instructor, with a network (`__main__.py`)
    python FOLDER/install.py               the learner, without one (`install.py`)

`collect.py` makes the pack: `wheels.py` has pip download the packages for the chosen systems, and
`contents.py` adds the kit, the data sets, the weights of VGG16 and the manifest. On the learner's
computer, `place.py` puts data and weights where the kit looks for them.
"""
