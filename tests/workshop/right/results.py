"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "confusion": [
        """
            counts = np.zeros((probabilities.shape[1],) * 2)  # floats
            for true, predicted in zip(labels, probabilities.argmax(axis=1)):
                counts[true][predicted] += 1
            return counts
        """,
        """
            from sklearn.metrics import confusion_matrix

            classes = range(probabilities.shape[1])
            return confusion_matrix(labels, probabilities.argmax(axis=1), labels=classes)
        """,
        """
            ones = np.eye(probabilities.shape[1], dtype=int)
            return ones[labels].T @ ones[probabilities.argmax(axis=1)]
        """,
    ],
    "precision_recall": [
        """
            return counts[k, k] / sum(counts[:, k]), counts[k, k] / sum(counts[k])
        """,
        """
            right = float(counts[k][k])
            return right / float(counts.sum(axis=0)[k]), right / float(counts.sum(axis=1)[k])
        """,
        """
            right = np.diag(counts)
            precision, recall = (right / np.maximum(counts.sum(axis), 1) for axis in (0, 1))
            return precision[k], recall[k]
        """,
    ],
    "worst_mistakes": [
        """
            wrong = [i for i in range(len(labels)) if probabilities[i].argmax() != labels[i]]
            return np.array(sorted(wrong, key=lambda i: -probabilities[i].max())[:count])
        """,
        """
            wrong = np.flatnonzero(probabilities.argmax(1) != labels)
            return wrong[np.argsort(probabilities[wrong].max(1))[::-1][:count]]
        """,
        """
            sure = np.where(probabilities.argmax(1) == labels, -1, probabilities.max(1))
            return np.argsort(-sure)[:count]
        """,
    ],
    "similarities": [
        """
            from sklearn.metrics.pairwise import cosine_similarity

            return cosine_similarity(images.astype(float), others.astype(float))
        """,
        """
            a, b = images.astype(np.float32), others.astype(np.float32)
            return a @ b.T / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
        """,
        """
            a, b = images.astype(np.int64), others.astype(np.int64)
            lengths = np.sqrt((a**2).sum(axis=1))[:, None] * np.sqrt((b**2).sum(axis=1))
            return np.einsum("ik,jk->ij", a, b) / lengths
        """,
    ],
    "copies": [
        """
            return np.where(similarities(train, test).max(axis=0) >= least)[0]
        """,
        """
            found = similarities(train, test)
            return np.array([j for j in range(len(test)) if any(found[:, j] >= least)], dtype=int)
        """,
        """
            return np.unique(np.nonzero(similarities(train, test) >= least)[1])
        """,
    ],
}
