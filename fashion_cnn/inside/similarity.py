"""Which images a model finds similar: its last hidden layer as points in a plane."""

from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.inside.outputs import hidden_features


def embedding(model, images, method="pca", seed=0):
    """Images as points (N, 2) that are close together if their hidden features are.

    `method` is "pca", a linear projection of the features, or "tsne", which keeps neighbours
    together; its distances between groups mean nothing.
    """
    features = hidden_features(model, images)
    if method == "pca":
        return PCA(2, svd_solver="full").fit_transform(features)
    if method != "tsne":
        raise unknown("method", method, ["pca", "tsne"])
    if len(features) < 4:
        raise UsageError(f"t-SNE needs at least 4 images, received {len(features)}.")
    perplexity = min(30, (len(features) - 1) / 3)
    t_sne = TSNE(2, perplexity=perplexity, init="pca", random_state=seed)
    # Several threads wait for each other and take many times as long.
    with threadpool_limits(1):
        return t_sne.fit_transform(features)
