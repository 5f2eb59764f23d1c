"""Train networks that cut an object out of its background: `python -m fashion_cnn.segment`.

`start` takes the configuration (`config`) from the command, and `run` does the rest: it composes
scenes (`examples`), trains each network with the loop of training/, and saves `scores` of the
masks, next to the best that a threshold can do, and `pictures`.
"""
