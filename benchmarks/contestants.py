"""Train `main` in one of several ways and report how fast: a process of side_by_side.py.

    python -m benchmarks.contestants keras 64 8000 3

trains on 8,000 images in batches of 64, three times over. The network, Adam, the arrays and the
precision are the same for all. Run by hand, it needs the variable BENCHMARK_STARTED.
"""

import functools
import sys

from benchmarks.measuring import Clock, report, since_start, versions

RATE = 0.001


def main():
    name, *numbers = sys.argv[1:]
    WAYS[name](*map(int, numbers))


def kit(batch, images, epochs):
    """The training command of the kit, with all that it draws, writes and scores."""
    from benchmarks.timed_run import timed_run
    from fashion_cnn.training.config import TrainConfig

    chosen = {"epochs": epochs, "batch_size": batch, "limit": images, "learning_rate": RATE}
    # One image to validate on: the others do not validate either.
    clock = timed_run(TrainConfig(**chosen, validation_share=1 / images))
    report(**clock.measured(images - 1))


def plain_keras(batch, images, epochs, **compiled):
    """What a textbook does: `fit` on arrays. `compiled` goes to the method `compile`."""
    import keras

    x, y = arrays(images)
    model = keras_model()
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(RATE), loss, metrics=["accuracy"], **compiled)
    clock = Clock()
    model.fit(x, y, batch_size=batch, epochs=epochs, callbacks=[clock.callback()], verbose=0)
    report(**clock.measured(images))


def keras_model():
    """`main`, by hand."""
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(10, activation="softmax"),
        ]
    )


def torch_loop(batch, images, epochs, compiled=False):
    """A loop by hand, channels last and with a fused Adam, which are faster on a CPU."""
    import torch

    x, y = arrays(images)
    y = torch.tensor(y, dtype=torch.long)
    x = torch.from_numpy(x).permute(0, 3, 1, 2)  # (n, 1, 28, 28), still one channel after another
    x = x.contiguous(memory_format=torch.channels_last)
    model = torch_model()
    optimizer = torch.optim.Adam(model.parameters(), RATE, fused=True)
    predict = torch.compile(model) if compiled else model
    clock = Clock()
    model.train()
    for _ in range(epochs):
        correct, total_loss = torch.zeros(()), torch.zeros(())
        for rows in torch.randperm(images).split(batch):
            scores = predict(x[rows])
            loss = torch.nn.functional.cross_entropy(scores, y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total_loss += loss.detach() * len(rows)
            correct += (scores.detach().argmax(dim=1) == y[rows]).sum()
            clock.batch()
        clock.epoch()
    report(**clock.measured(images))


def torch_model():
    """`main` without its softmax, which PyTorch has in the loss."""
    import torch
    from torch import nn

    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding="same"),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding="same"),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(3136, 100),
        nn.ReLU(inplace=True),
        nn.Dropout(0.4),
        nn.Linear(100, 10),
    )
    return model.to(memory_format=torch.channels_last)


def arrays(images):
    """Images (n, 28, 28, 1) float32 from 0 to 1, and their labels (n,)."""
    from fashion_cnn import data

    loaded = data.load(report=lambda line: None)
    return data.scale(loaded.x_train[:images]), loaded.y_train[:images]


def tell_versions():
    """What is installed: side_by_side.py leaves out the ways that need something else."""
    report(**versions())


def import_keras():
    import keras  # noqa: F401

    report(imported=since_start())


def multiply(size=2048, times=5):
    """The machine's rate: float32 multiplications a second in a product of large matrices."""
    import time

    import numpy as np

    one, other = np.random.default_rng(0).random((2, size, size), np.float32)
    one @ other  # starts the threads
    processor, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        one @ other
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    count = times * size**3
    report(per_processor_second=count / processor, per_second=count / wall)


WAYS = {
    "kit": kit,
    "keras": plain_keras,
    "keras_kernels": functools.partial(plain_keras, jit_compile=False),
    "keras_jax": plain_keras,
    "keras_torch": plain_keras,
    "torch": torch_loop,
    "torch_compiled": functools.partial(torch_loop, compiled=True),
    "import": import_keras,
    "multiply": multiply,
    "versions": tell_versions,
}

if __name__ == "__main__":
    main()
