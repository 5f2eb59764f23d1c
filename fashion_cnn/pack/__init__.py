"""A pack for a room without a network: made where there is one, installed where there is none.

    python -m fashion_cnn.pack FOLDER      the instructor, with a network (`__main__.py`)
    python FOLDER/install.py               the learner, without (`install.py`)

`wheels.py` has pip collect the packages for the chosen systems, `contents.py` the kit, the data
sets, the weights of VGG16 and the manifest; `place.py` puts data and weights where the kit looks.
"""
