# %% [markdown]
# # Reading results
#
# A model is 95% right. Which garments does it mix up? Where is it sure of itself and wrong? And can
# the images and their labels be trusted at all? An accuracy is one number and answers none of
# this. Here you write the tools that do.
#
# They work on what a model returns. `labels` has the true class of each image, a number from 0 on.
# `probabilities` has a row for each image and a column for each class, and the model **predicts**
# the class with the largest probability of the row: `probabilities.argmax(axis=1)` is that class
# for each row, and `probabilities.max(axis=1)` its probability, the **confidence** of the model.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import numpy as np

from fashion_cnn import workshop

# %% [markdown]
# ## Task 1: the confusion matrix
#
# The **confusion matrix** counts which class was taken for which: one row for each true class, one
# column for each predicted class. Five images of three classes:
#
#     label   probabilities   predicted
#       0     0.7 0.2 0.1         0
#       0     0.1 0.8 0.1         1                1 1 0
#       1     0.3 0.6 0.1         1          →     0 1 0
#       2     0.5 0.4 0.1         0                1 0 1
#       2     0.0 0.1 0.9         2
#
# Row 2 says: of the two images of class 2, one was taken for class 0, and one was recognised. What
# is right stands on the diagonal.
#
# `for true, predicted in zip(a, b):` goes through two arrays of one length side by side.


# %%
def confusion(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Return how often each class (row) was predicted as each class (column).

    labels (N,), probabilities (N, classes) -> (classes, classes).
    """
    # SOLUTION: Find the predicted classes, start with zeros, and count image by image.
    classes = probabilities.shape[1]
    counts = np.zeros((classes, classes), dtype=int)
    for true, predicted in zip(labels, probabilities.argmax(axis=1), strict=True):
        counts[true, predicted] += 1
    return counts
    # END SOLUTION


# %% [markdown]
# ## Task 2: precision and recall
#
# Two questions about one class k, both answered by the confusion matrix:
#
# - **precision**: of the images that the model calls k, which share really are of class k?
# - **recall**: of the images that are of class k, which share does the model call k?
#
# In the table of Task 1, two images are called class 1, and one of them is: the precision is 0.5.
# One image is of class 1, and it was found: the recall is 1. A model that calls every image k has a
# recall of 1 for k, and a poor precision.
#
# `counts[k, k]` is a place on the diagonal, `counts[k]` is row k, and `counts[:, k]` is column k.


# %%
def precision_recall(counts: np.ndarray, k: int) -> tuple[float, float]:
    """Return (precision, recall) of class k, each from 0 to 1.

    counts is a confusion matrix (classes, classes). Class k occurs and is predicted at least once.
    """
    # SOLUTION: Divide the same number by two different sums.
    precision = counts[k, k] / counts[:, k].sum()
    recall = counts[k, k] / counts[k].sum()
    return precision, recall
    # END SOLUTION


# %% [markdown]
# ## Task 3: the worst mistakes
#
# The mistakes worth looking at are those of which the model was most confident. In the table of
# Task 1, images 1 and 3 (counted from 0) are wrong, with a confidence of 0.8 and of 0.5. The two
# worst mistakes are thus [1, 3], in this order.
#
#     np.flatnonzero(array)   where an array is True or not 0: [1, 2] for [False, True, True]
#     np.argsort(array)       where the smallest number is, then the next, and so on: [2, 0, 1] for
#                             [5, 9, 2]. np.argsort(-array) begins with the largest
#     array[[3, 0]]           the elements 3 and 0 of an array, in this order


# %%
def worst_mistakes(labels: np.ndarray, probabilities: np.ndarray, count: int) -> np.ndarray:
    """Return the numbers (count,) of the images with the most confident wrong predictions.

    labels (N,), probabilities (N, classes). The most confident comes first, and images count from
    0. There are at least `count` mistakes, and no two images have the same confidence.
    """
    # SOLUTION: Find the wrong images, sort them by confidence, and return the first ones.
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities.max(axis=1)[wrong]
    return wrong[np.argsort(-confidence)][:count]
    # END SOLUTION


# %% [markdown]
# ## Task 4: how alike are two images?
#
# If nearly the same image is in the training set and in the test set, the model has seen that test
# image before, and the test flatters it. To find such pairs, take all pixels of an image as one
# vector. The **cosine similarity** of two vectors a and b is the cosine of the angle between them:
#
#     cos = Σ a·b / (length of a · length of b)          length of a = √Σ a²
#
# Pixels are never negative, so it lies between 0, where no pixel is bright in both images, and 1,
# where one image is the other times a factor. For a = (3, 4) and b = (4, 3), both of length 5, it
# is (12 + 12) / (5·5) = 0.96. For (3, 4) and (6, 8) it is 1.
#
# Here an image is a row of an array. For all pairs at once, `a @ b.T` has at [i, j] the sum of
# the products of row i of a and row j of b, and `np.linalg.norm(a, axis=1, keepdims=True)` has the
# length of each row, in a shape by which a can be divided. The pixels are of the type `np.uint8`,
# in which products do not fit: begin with `.astype(float)`.


# %%
def similarities(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the cosine similarity of each image with each of the others.

    images (N, pixels) and others (M, pixels), of type np.uint8 -> (N, M). No image is all black.
    """
    # SOLUTION: Bring every row to length 1, then multiply.
    images, others = images.astype(float), others.astype(float)
    images = images / np.linalg.norm(images, axis=1, keepdims=True)
    others = others / np.linalg.norm(others, axis=1, keepdims=True)
    return images @ others.T
    # END SOLUTION


# %% [markdown]
# ## Task 5: copies in the test set
#
# Which test images have at least one training image that is nearly the same? Say that these are
# the similarities of four training images (rows) and three test images (columns):
#
#     0.90 0.31 0.999
#     0.72 0.88 0.40
#     0.60 0.998 0.42
#     0.55 0.52 0.997
#
# With `least` 0.995 the answer is [1, 2]. Test image 2 has two copies and is named once.
#
# For an array of True and False, `a.any(axis=0)` says of each column whether any of it is True,
# and `a.any(axis=1)` says that of each row.


# %%
def copies(train: np.ndarray, test: np.ndarray, least: float) -> np.ndarray:
    """Return the numbers of the test images whose similarity with a training image is >= least.

    train (N, pixels), test (M, pixels) -> the numbers, the smallest first, each once.
    """
    # SOLUTION: Use similarities and np.flatnonzero.
    return np.flatnonzero((similarities(train, test) >= least).any(axis=0))
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions on 3,000 garments that the kit draws with seed 7, and a model that was trained on
# those of seed 0. Data can be wrong in two ways, and here both are planted, so that the search can
# be scored:
#
# - One label of the training set in 200 is wrong. The model has never seen these images. Where it
#   is very sure of one class and the label says another, look at the image: who is right?
# - One image of the test set in 100 is an image of the training set, with pixels changed by two
#   grey levels at most.
#
# Real data have such flaws without anybody planting them. In Fashion-MNIST, whose images the
# garments resemble, no test image is a training image byte for byte, but 17 of the 10,000 have a
# training image at a similarity of 0.9975 or more, and 54 at 0.995 or more. There are wrong labels
# among them, too. And its shirts are hard to tell: of 1,000 in the test set, this kit's main model,
# trained on Fashion-MNIST with seed 1, takes 114 for T-shirts, 68 for coats and 59 for pullovers.
# It finds 720, a recall of 72%, where of all images 91% are right.
#
# In the picture, which class has the lowest recall? Which class is predicted more often than it
# occurs? What becomes of the copies with `least` at 0.98?


# %%
def picture():
    """What stands behind an accuracy.

    Left, the confusion matrix of the kit's main model on 1,000 new garments: most counts are on
    the diagonal. Shirts have the lowest recall, 80%; the others are taken for pullovers, coats and
    T-shirts. Right, three rows of garments. The most confident mistakes: three shirts and a coat
    that the model takes for pullovers. Wrong labels, found as the most confident mistakes on the
    training set: three bags and a sandal that have another label. Two test images, a coat and a
    sandal, each beside a training image that looks the same. Of the first 10 suspected labels, 7
    are wrong, and all of the 10 planted copies are found.
    """
    from fashion_cnn.data import CLASS_NAMES, garments
    from fashion_cnn.drawing import plots
    from fashion_cnn.pretrained import trained

    names = CLASS_NAMES["garments"]
    model, metrics = trained.load("garments")
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
        f"{counts.sum():,} new garments, {right:.1%} right. The model:\n"
        + trained.title(metrics).replace(" (9", "\n(9"),
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
