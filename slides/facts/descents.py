"""Full-batch, mini-batch and stochastic descent on one surface, each at a rate that suits it."""

from functools import cache

import numpy as np

# Images, batch sizes, epochs; the learning rates to choose from, and the orders that each is
# tried with.
IMAGES, SIZES, EPOCHS = 1000, (1000, 50, 1), 3
RATES, ORDERS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2), range(1, 6)
OPTIMUM, START = np.array((1.0, 0.5)), np.array((-1.4, 2.1))


@cache
def examples():
    """Inputs (1000, 2) and noisy targets (1000,) whose loss has one long valley."""
    draw = np.random.default_rng(4)
    x = draw.normal(size=(IMAGES, 2)) * (1.0, 0.3)
    return x, x @ OPTIMUM + draw.normal(0, 0.9, IMAGES)


def loss(weights):
    """The mean of half the squared errors, for weights (…, 2)."""
    x, y = examples()
    return ((weights @ x.T - y) ** 2).mean(-1) / 2


def minimum():
    """Both weights of the lowest loss."""
    return np.linalg.lstsq(*examples())[0]


def path_down(batch, rate, order, epochs=EPOCHS):
    """Both weights before the first update and after each update: (updates + 1, 2)."""
    x, y = examples()
    draw, path = np.random.default_rng(order), [START]
    for _ in range(epochs):
        shuffled = draw.permutation(IMAGES)
        for start in range(0, IMAGES, batch):
            some = shuffled[start : start + batch]
            error = x[some] @ path[-1] - y[some]
            path.append(path[-1] - rate * x[some].T @ error / len(some))
    return np.array(path)


@cache
def suitable_rate(batch):
    """The learning rate whose loss after all epochs is the lowest, as a mean over the orders."""

    def last_loss(rate):
        ends = [path_down(batch, rate, order)[-1] for order in ORDERS]
        return loss(np.array(ends)).mean()

    with np.errstate(over="ignore", invalid="ignore"):
        losses = np.array([last_loss(rate) for rate in RATES])
    return RATES[int(np.nanargmin(losses))]


def share_left(batch):
    """The loss above the minimum at the end, as a share of that at the start."""
    ends = [path_down(batch, suitable_rate(batch), order)[-1] for order in ORDERS]
    lowest = loss(minimum())
    return float((loss(np.array(ends)).mean() - lowest) / (loss(START) - lowest))


FACTS = {
    "paths_epochs": lambda: EPOCHS,
    "paths_left_full": lambda: share_left(SIZES[0]),
    "paths_left_mini": lambda: share_left(SIZES[1]),
    "paths_left_one": lambda: share_left(SIZES[2]),
}
