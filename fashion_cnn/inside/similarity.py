"""Which images a model finds similar: its last hidden layer as points in a plane."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from fashion_cnn.base.errors import KitError, UsageError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.inside.answers import hidden_features


def embedding(model, images, method="pca", seed=0):
    """Images as points (N, 2) that are close together if their hidden features are.

    `method` is "pca", a linear projection of the features, or "tsne", which keeps neighbours
    together; its distances between groups mean nothing.
    """
    if method not in ("pca", "tsne"):
        raise unknown(tr("method"), method, ["pca", "tsne"])
    features = hidden_features(model, images)
    if len(features) < 4:
        raise UsageError("A map needs at least 4 images, received {count}.", count=len(features))
    features = comparable(features)
    if method == "pca":
        return PCA(2, svd_solver="full").fit_transform(features)
    perplexity = min(30, (len(features) - 1) / 3)
    t_sne = TSNE(2, perplexity=perplexity, init="pca", random_state=seed)
    # Several threads wait for each other and take many times as long.
    with threadpool_limits(1):
        return t_sne.fit_transform(features)


def comparable(features):
    """Features (N, F) in a range in which distances can be computed, of at least two columns.

    Raises KitError if they are the same for all images: t-SNE would divide by zero and crash.
    """
    largest = np.abs(features).max()
    if np.ptp(features, axis=0).max() <= 1e-6 * largest:
        raise KitError(
            "The {features} features of the last hidden layer are the same for all {images} "
            "images, so there is no map to draw: the layer has learned nothing or is dead. A "
            "smaller --learning-rate may help.",
            features=features.shape[1],
            images=len(features),
        )
    if largest > 1e6:  # squares of such numbers overflow
        features = features / largest
    return features if features.shape[1] > 1 else np.pad(features, ((0, 0), (0, 1)))
