# %% [markdown]
# # Reading results
#
# A model is 95% accurate. Which garments does it confuse? When is it confidently wrong? Can you
# trust the data? In this lesson you write tools to find out.
#
# `labels` holds the true class of each image, counted from 0. `probabilities` is the model's
# output, with a row for each image and a column for each class. The model **predicts** the class
# with the largest probability, `probabilities.argmax(axis=1)`. That probability,
# `probabilities.max(axis=1)`, is its **confidence**.
#
# About 25 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

# %% [markdown]
# ## Task 1: the confusion matrix
#
# The **confusion matrix** counts predictions, with a row for each true class and a column for each
# predicted class. For five images of three classes:
#
#     label   probabilities   predicted
#       0     0.7 0.2 0.1         0
#       0     0.1 0.8 0.1         1                1 1 0
#       1     0.3 0.6 0.1         1          →     0 1 0
#       2     0.5 0.4 0.1         0                1 0 1
#       2     0.0 0.1 0.9         2
#
# Row 2: of the two images of class 2, one was predicted as class 0 and one correctly. Correct
# predictions are on the diagonal.
#
# `for true, predicted in zip(a, b):` loops over two arrays in parallel.


# %%
def confusion(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return the confusion matrix: true classes in rows, predicted classes in columns.

    labels (N,), probabilities (N, classes) -> (classes, classes).
    """
    # SOLUTION: Find the predicted classes, create a matrix of zeros, and count image by image.
    classes = probabilities.shape[1]
    counts = np.zeros((classes, classes), dtype=int)
    for true, predicted in zip(labels, probabilities.argmax(axis=1), strict=True):
        counts[true, predicted] += 1
    return counts
    # END SOLUTION


# %% [markdown]
# ## Task 2: precision and recall
#
# For a class k, the confusion matrix answers two questions:
#
# - **precision**: of the images predicted as k, what fraction really is k?
# - **recall**: of the images of class k, what fraction is predicted as k?
#
# In Task 1, two images are predicted as class 1, one of them correctly: the precision is 0.5. Class
# 1 has only one image, and the model finds it: the recall is 1. Always predicting k gives a recall
# of 1, but poor precision.
#
# `counts[k, k]` is on the diagonal, `counts[k]` is row k, and `counts[:, k]` is column k.


# %%
def precision_recall(counts: np.ndarray, k: int) -> tuple[float, float]:
    """Return (precision, recall) of class k, each from 0 to 1.

    counts (classes, classes) is a confusion matrix. Class k occurs and is predicted.
    """
    # SOLUTION: Divide the same count by two different sums.
    precision = counts[k, k] / counts[:, k].sum()
    recall = counts[k, k] / counts[k].sum()
    return precision, recall
    # END SOLUTION


# %% [markdown]
# ## Task 3: the worst mistakes
#
# Look first at the mistakes the model was most confident about. In Task 1, images 1 and 3 (counting
# from 0) are wrong, with confidences of 0.8 and 0.5, so the two worst mistakes are [1, 3].
#
#     np.flatnonzero(array)   indices of the True elements: [1, 2] for [False, True, True]
#     np.argsort(array)       indices in ascending order of the elements: [2, 0, 1] for [5, 9, 2];
#                             np.argsort(-array) starts with the largest
#     array[[3, 0]]           elements 3 and 0, in this order


# %%
def worst_mistakes(labels: np.ndarray, probabilities: np.ndarray, count: int) -> np.ndarray:
    """Return the indices (count,) of the worst mistakes, the most confident one first.

    labels (N,), probabilities (N, classes). Images are counted from 0. There are at least `count`
    mistakes, and all confidences differ.
    """
    # SOLUTION: Find the wrong predictions, sort them by confidence, and return the first `count`.
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities.max(axis=1)[wrong]
    return wrong[np.argsort(-confidence)][:count]
    # END SOLUTION


# %% [markdown]
# ## Task 4: how similar are two images?
#
# If a test image is nearly the same as a training image, the model has already seen it, and the
# test accuracy is too optimistic. To find these pairs, treat each image as one vector of pixels.
# The **cosine similarity** of two vectors a and b is the cosine of the angle between them:
#
#     cos = Σ a·b / (length of a · length of b)          length of a = √Σ a²
#
# Pixels are never negative, so it is between 0 (no pixel above 0 in both) and 1 (one image is a
# multiple of the other). For a = (3, 4) and b = (4, 3), both of length 5, it is
# (12 + 12) / (5·5) = 0.96. For (3, 4) and (6, 8) it is 1.
#
# Here each row of an array is an image. `a @ b.T` handles all pairs at once: element [i, j] is the
# sum of the products of row i of a and row j of b. `np.linalg.norm(a, axis=1, keepdims=True)` holds
# the length of each row, in a shape that a can be divided by. The products overflow `np.uint8`, the
# type of the pixels: start with `.astype(float)`.


# %%
def similarities(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the cosine similarity of each image to each of the others.

    images (N, pixels) and others (M, pixels), of type np.uint8 -> (N, M). No image is all black.
    """
    # SOLUTION: Scale every row to length 1, then multiply.
    images, others = images.astype(float), others.astype(float)
    images = images / np.linalg.norm(images, axis=1, keepdims=True)
    others = others / np.linalg.norm(others, axis=1, keepdims=True)
    return images @ others.T
    # END SOLUTION


# %% [markdown]
# ## Task 5: copies in the test set
#
# Which test images have a nearly identical training image? Take these similarities of four training
# images (rows) and three test images (columns):
#
#     0.90 0.31 0.999
#     0.72 0.88 0.40
#     0.60 0.998 0.42
#     0.55 0.52 0.997
#
# With `least` = 0.995 the answer is [1, 2]. Test image 2 has two copies but is listed once.
#
# `a.any(axis=0)` tells you which columns of an array contain a True, and `a.any(axis=1)` which
# rows.


# %%
def copies(train: np.ndarray, test: np.ndarray, least: float) -> np.ndarray:
    """Return the indices of the test images with a similarity >= least to any training image.

    train (N, pixels), test (M, pixels) -> the indices in ascending order, each once.
    """
    # SOLUTION: Use similarities and np.flatnonzero.
    return np.flatnonzero((similarities(train, test) >= least).any(axis=0))
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions examine 3,000 garments drawn with seed 7, and the predictions of a model trained on
# those of seed 0. Two kinds of flaw are planted, so that your search can be scored:
#
# - One training label in 200 is wrong. The model has never seen these images. Where it confidently
#   contradicts a label, look at the image: which is right?
# - One test image in 100 is a copy of a training image, with pixels changed by at most two grey
#   levels.
#
# Real data sets contain the same flaws. In Fashion-MNIST, which the garments imitate, no test image
# is identical to a training image byte for byte, but 17 of the 10,000 have a similarity of 0.9975
# or more to one, and 54 have 0.995 or more. Some labels are wrong. Shirts are hard to recognise: of
# the 1,000 in the test set, this kit's main model, trained on Fashion-MNIST with seed 1, mistakes
# 114 for T-shirts, 68 for coats and 59 for pullovers. It finds 720, a recall of 72%, while 91% of
# all test images are right.
#
# Which class in the picture has the lowest recall? Which is predicted more often than it occurs?
# What happens to the copies if you set `least` to 0.98?


# %%
def picture():
    """What accuracy does not show.

    Left: the confusion matrix of the kit's main model on 1,000 new garments, with most counts on
    the diagonal. Shirts have the lowest recall, 80%; the rest are taken for pullovers, coats and
    T-shirts. Right: three rows of garments. The most confident mistakes, three shirts and a coat
    taken for pullovers. The most confident mistakes on the training set, with wrong labels: three
    bags and a sandal. Two copies, a coat and a sandal, each beside its training image. Of the first
    10 suspected labels, 7 are wrong; all 10 planted copies are found.
    """
    from fashion_cnn.data import CLASS_NAMES, class_words, garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.pretrained import checkpoints

    names = class_words(CLASS_NAMES["garments"])
    model, metrics = checkpoints.load("garments")
    drawn = garments.draw(train=2000, test=1000, seed=7)
    test = model.predict(drawn.x_test[..., None] / 255, batch_size=500, verbose=0)
    train = model.predict(drawn.x_train[..., None] / 255, batch_size=500, verbose=0)
    counts = confusion(drawn.y_test, test)
    worst = worst_mistakes(drawn.y_test, test, 4)
    suspects = worst_mistakes(drawn.y_train, train, 10)
    wrong = np.isin(suspects, drawn.wrong_labels[:, 0]).sum()
    flat_train, flat_test = drawn.x_train.reshape(2000, -1), drawn.x_test.reshape(1000, -1)
    found = copies(flat_train, flat_test, 0.995)

    images, titles = [], []
    for numbers, x, labels, probabilities in (
        (worst, drawn.x_test, drawn.y_test, test),
        (suspects[:4], drawn.x_train, drawn.y_train, train),
    ):
        images += list(x[numbers])
        titles += [
            f"model: {names[probabilities[i].argmax()]}\nlabel: {names[labels[i]]}" for i in numbers
        ]
    for j in found[:2]:
        i = similarities(flat_train, flat_test[[j]]).argmax()
        images += [drawn.x_test[j], drawn.x_train[i]]
        titles += [f"test {j}", f"training {i}"]

    axes = plots.new_axes(16, 8.6, columns=2)
    plots.confusion_matrix(counts, names, axes[0])
    right = counts.trace() / counts.sum()
    axes[0].set_title(
        f"{counts.sum():,.0f} new garments, {right:.1%} right. The model:\n"
        + "\n(".join(checkpoints.title(metrics).rsplit(" (", 1)),
        fontsize=plots.FONT_SIZE - 2,
    )
    plots.image_grid(images, titles, columns=4, ax=axes[1], words=plots.FONT_SIZE - 1)
    axes[1].set_title(
        "Above: the most confident mistakes in the test set\n"
        f"Middle: suspected labels; of the first {len(suspects)}, {wrong} are wrong\n"
        f"Below: copies; {len(found)} found, {len(drawn.near_duplicates)} planted",
        fontsize=plots.FONT_SIZE,
    )
    return axes


# %% The verdict, then the picture
workshop.verdict("results", globals())
