"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

WRONG = {
    "confusion": {
        "swapped": """
            counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
            for i in range(len(labels)):
                counts[probabilities[i].argmax(), labels[i]] += 1
            return counts
        """,
        "columns_taken": """
            predicted = probabilities.argmax(axis=0)
            counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
            for i in range(len(labels)):
                counts[labels[i], predicted[i]] += 1
            return counts
        """,
        "mistakes_only": """
            counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
            for true, predicted in zip(labels, probabilities.argmax(axis=1)):
                if true != predicted:
                    counts[true, predicted] += 1
            return counts
        """,
        "counted_once": """
            classes = probabilities.shape[1]
            counts = np.zeros((classes, classes), dtype=int)
            counts[labels, probabilities.argmax(axis=1)] += 1
            return counts
        """,
        "classes_from_labels": """
            classes = max(labels) + 1
            counts = np.zeros((classes, classes))
            for true, predicted in zip(labels, probabilities.argmax(axis=1)):
                counts[true, predicted] += 1
            return counts
        """,
        "shares": """
            counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
            for true, predicted in zip(labels, probabilities.argmax(axis=1)):
                counts[true, predicted] += 1 / len(labels)
            return counts
        """,
        "probabilities_added": """
            counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
            for true, row in zip(labels, probabilities):
                counts[true] += row
            return counts
        """,
        "smallest_taken": """
            classes = probabilities.shape[1]
            counts = np.zeros((classes, classes), dtype=int)
            for true, predicted in zip(labels, probabilities.argmin(axis=1)):
                counts[true, predicted] += 1
            return counts
        """,
        "overflow": """
            classes = probabilities.shape[1]
            counts = np.zeros((classes, classes), dtype=np.uint8)
            for true, predicted in zip(labels, probabilities.argmax(axis=1)):
                counts[true, predicted] += 1
            return counts
        """,
    },
    "precision_recall": {
        "swapped": """
            right = counts[k, k]
            return right / counts[k].sum(), right / counts[:, k].sum()
        """,
        "of_all": "share = counts[k, k] / np.sum(counts)\nreturn share, share",
        "accuracy": """
            right = sum(counts[i, i] for i in range(len(counts)))
            return right / counts.sum(), right / counts.sum()
        """,
        "mistakes": """
            column, row = counts[:, k].sum(), counts[k].sum()
            return (column - counts[k, k]) / column, (row - counts[k, k]) / row
        """,
        "against_the_wrong": """
            right = counts[k, k]
            false_positives = sum(counts[i, k] for i in range(len(counts)) if i != k)
            false_negatives = sum(counts[k, i] for i in range(len(counts)) if i != k)
            return right / false_positives, right / false_negatives
        """,
        "sums": "return sum(counts[:, k]), sum(counts[k, :])",
        "percent": """
            right = 100 * counts[k, k]
            return right / counts[:, k].sum(), right / counts[k].sum()
        """,
        "counts": "return counts[k, k], counts[k, k]",
        "recall_twice": """
            recall = counts[k, k] / counts[k].sum()
            return recall, recall
        """,
    },
    "worst_mistakes": {
        "least_sure_first": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            return wrong[np.argsort(probabilities[wrong].max(axis=1))[:count]]
        """,
        "upwards": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            return wrong[np.argsort(probabilities[wrong].max(axis=1))[-count:]]
        """,
        "right_ones_too": """
            confidence = probabilities.max(axis=1)
            return np.argsort(confidence)[::-1][:count]
        """,
        "unsorted": "return np.flatnonzero(probabilities.argmax(axis=1) != labels)[:count]",
        "within_the_mistakes": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            return np.argsort(-probabilities.max(axis=1)[wrong])[:count]
        """,
        "all_of_them": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            return wrong[np.argsort(-probabilities.max(axis=1)[wrong])]
        """,
        "confidences": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            return -np.sort(-probabilities.max(axis=1)[wrong])[:count]
        """,
        "least_for_the_label": """
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
            of_truth = np.array([probabilities[i, labels[i]] for i in wrong])
            return wrong[np.argsort(of_truth)][:count]
        """,
        "first_ones": """
            confidence = probabilities.max(axis=1)
            wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)[:count]
            return wrong[np.argsort(-confidence[wrong])]
        """,
        "right_ones": """
            right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
            return right[np.argsort(-probabilities.max(axis=1)[right])][:count]
        """,
    },
    "similarities": {
        "not_normalised": "return images.astype(float) @ others.astype(float).T",
        "centred": """
            a, b = images.astype(float), others.astype(float)
            a = a - a.mean(axis=1, keepdims=True)
            b = b - b.mean(axis=1, keepdims=True)
            a = a / np.linalg.norm(a, axis=1, keepdims=True)
            return a @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
        """,
        "distances": """
            found = np.zeros((len(images), len(others)))
            for i in range(len(images)):
                for j in range(len(others)):
                    found[i, j] = np.linalg.norm(images[i].astype(float) - others[j])
            return found
        """,
        "squared_lengths": """
            a, b = images.astype(float), others.astype(float)
            a = a / (a**2).sum(axis=1, keepdims=True)
            b = b / (b**2).sum(axis=1, keepdims=True)
            return a @ b.T
        """,
        "one_side_only": """
            a, b = images.astype(float), others.astype(float)
            return a / np.linalg.norm(a, axis=1, keepdims=True) @ b.T
        """,
        "overflow": """
            lengths = np.linalg.norm(images, axis=1, keepdims=True)
            other_lengths = np.linalg.norm(others, axis=1, keepdims=True)
            return images @ others.T / lengths / other_lengths.T
        """,
        "sums": """
            a, b = images.astype(float), others.astype(float)
            return a @ b.T / (a.sum(axis=1, keepdims=True) * b.sum(axis=1))
        """,
        "turned": """
            a, b = images.astype(float), others.astype(float)
            lengths = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
            return 1 - a @ b.T / lengths
        """,
    },
    "copies": {
        "of_the_training_set": """
            return np.flatnonzero((similarities(train, test) >= least).any(axis=1))
        """,
        "all_pairs": """
            rows, columns = np.where(similarities(train, test) >= least)
            return columns
        """,
        "mask": "return (similarities(train, test) >= least).any(axis=0)",
        "the_others": "return np.flatnonzero((similarities(train, test) < least).all(axis=0))",
        "alike_to_all": "return np.flatnonzero((similarities(train, test) >= least).all(axis=0))",
        "nearest": "return np.argmax(similarities(train, test), axis=0)",
        "always_0_995": "return np.flatnonzero((similarities(train, test) >= 0.995).any(axis=0))",
        "more_than_least": "return np.flatnonzero((similarities(train, test) > least).any(axis=0))",
    },
}

UNKNOWN = {
    "confusion": """
        counts = np.zeros((probabilities.shape[1], probabilities.shape[1]))
        for true, predicted in zip(labels, probabilities.argmax(axis=1)):
            counts[true, predicted] += 1 + true % 2
        return counts
    """,
    "precision_recall": "return counts[k, k] / counts[:, k].max(), counts[k, k] / counts[k].max()",
    "worst_mistakes": """
        wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
        return wrong[::-1][:count]
    """,
    "similarities": """
        a, b = images.astype(float), others.astype(float)
        return a @ b.T / (a.max(axis=1, keepdims=True) * b.max(axis=1))
    """,
    "copies": "return np.flatnonzero((similarities(train, test) >= least).sum(axis=0) == 1)",
}
