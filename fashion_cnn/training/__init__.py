"""Train a classifier: `python -m fashion_cnn.train`.

`start` takes the configuration (`config`) from the command, and `run` does the rest: it opens a
`run_folder`, takes the `examples`, trains (`loop`, with `batches`, `callbacks` and `schedule`),
keeps the `history` and, if asked to, `snapshots`, and saves `scores` and `pictures`.
"""
