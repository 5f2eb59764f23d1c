"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

DESCEND = """\
visited = [start]
for step in range(steps):
    w = visited[-1]
    visited.append(w - learning_rate * slope(w))
return np.array(visited)
"""

STOP = """\
best, vain = 0, 0
for i in range(1, len(losses)):
    if losses[i] < losses[best]:
        best, vain = i, 0
    else:
        vain += 1
    if vain == patience:
        return i + 1, best + 1
return len(losses), best + 1
"""


def changed(code, *changes):
    """Return code with pairs (what, by what) exchanged."""
    for old, new in changes:
        assert old in code, old
        code = code.replace(old, new)
    return code


WRONG = {
    "updates": {
        "rounded_down": "return images // batch_size * epochs",
        "not_rounded": "return epochs * images / batch_size",
        "always_one_more": "return (images // batch_size + 1) * epochs",
        "rounded_late": "return math.ceil(images / batch_size * epochs)",
        "one_epoch": "return math.ceil(images / batch_size)",
        "passes": "return epochs",
        "each_image": "return epochs * images",
        "batch_sizes": "return batch_size * epochs",
        "rounded": "return round(images / batch_size) * epochs",
        "added": "return math.ceil(images / batch_size) + epochs",
    },
    "cross_entropy": {
        "summed": """
            loss = 0
            for i in range(len(labels)):
                loss -= np.log(probabilities[i, labels[i]])
            return loss
        """,
        "no_minus": "return np.log(probabilities[np.arange(len(labels)), labels]).mean()",
        "base_2": "return -np.log2(probabilities[np.arange(len(labels)), labels]).mean()",
        "base_10": "return -np.log10(probabilities[np.arange(len(labels)), labels]).mean()",
        "no_logarithm": "return np.mean(1 - probabilities[np.arange(len(labels)), labels])",
        "probability": "return probabilities[np.arange(len(labels)), labels].mean()",
        "minus_probability": "return -probabilities[np.arange(len(labels)), labels].mean()",
        "logarithm_late": """
            chosen = probabilities[np.arange(len(labels)), labels]
            return -np.log(chosen.mean())
        """,
        "all_classes": "return -np.log(probabilities).mean()",
        "all_classes_added": "return -np.log(probabilities).sum() / len(labels)",
        "largest": "return -np.log(probabilities.max(axis=1)).mean()",
        "every_label": "return -np.log(probabilities[:, labels]).mean()",
        "entropy": "return -np.sum(probabilities * np.log(probabilities)) / len(probabilities)",
        "squared_error": "return ((1 - probabilities[np.arange(len(labels)), labels]) ** 2).mean()",
        "of_the_rest": "return -np.log(1 - probabilities[np.arange(len(labels)), labels]).mean()",
        "labels_from_1": "return -np.log(probabilities[np.arange(len(labels)), labels - 1]).mean()",
        "sum_for_mean": "return -np.log(probabilities[np.arange(len(labels)), labels].sum())",
    },
    "descend": {
        "uphill": changed(DESCEND, ("w -", "w +")),
        "no_rate": changed(DESCEND, ("learning_rate * ", "")),
        "no_start": changed(DESCEND, ("np.array(visited)", "np.array(visited[1:])")),
        "one_step_less": changed(DESCEND, ("range(steps)", "range(1, steps)")),
        "one_step_more": changed(DESCEND, ("range(steps)", "range(steps + 1)")),
        "slope_of_start": """
            gradient = slope(start)
            return np.array([start - learning_rate * gradient * i for i in range(steps + 1)])
        """,
        "loss_for_slope": changed(DESCEND, ("slope(w)", "(w**4 - 3 * w**2 + w)")),
        "whole_numbers": """
            visited = np.full(steps + 1, start)
            for step in range(steps):
                visited[step + 1] = visited[step] - learning_rate * slope(visited[step])
            return visited
        """,
        "never_moved": """
            visited = [start]
            for step in range(steps):
                visited.append(start - learning_rate * slope(start))
            return np.array(visited)
        """,
        "slopes": """
            w, slopes = start, []
            for step in range(steps):
                slopes.append(slope(w))
                w = w - learning_rate * slope(w)
            return np.array(slopes)
        """,
        "always_down": changed(DESCEND, ("slope(w)", "abs(slope(w))")),
    },
    "split": {
        "in_both": "return images, labels, images[-count:], labels[-count:]",
        "first_taken": "return images[count:], labels[count:], images[:count], labels[:count]",
        "parts_swapped": """
            return images[-count:], labels[-count:], images[:-count], labels[:-count]
        """,
        "images_first": """
            return images[:-count], images[-count:], labels[:-count], labels[-count:]
        """,
        "count_for_training": """
            return images[:count], labels[:count], images[count:], labels[count:]
        """,
        "one_lost": """
            n = len(images) - count
            return images[: n - 1], labels[: n - 1], images[n:], labels[n:]
        """,
        "last_lost": """
            return images[:-count], labels[:-count], images[-count:-1], labels[-count:-1]
        """,
        "other_labels": """
            n = len(images) - count
            return images[:n], labels[count:], images[n:], labels[:count]
        """,
        "half": """
            n = len(images) // 2
            return images[:n], labels[:n], images[n:], labels[n:]
        """,
        "one_too_few": """
            n = len(images) - count + 1
            return images[:n], labels[:n], images[n:], labels[n:]
        """,
        "wrong_labels": "return images[:-count], labels[-count:], images[-count:], labels[-count:]",
    },
    "early_stopping": {
        "from_zero": changed(
            STOP, ("i + 1, best + 1", "i, best"), ("(losses), best + 1", "(losses) - 1, best")
        ),
        "best_from_zero": changed(STOP, ("best + 1", "best")),
        "last_kept": changed(
            STOP,
            ("i + 1, best + 1", "i + 1, i + 1"),
            ("(losses), best + 1", "(losses), len(losses)"),
        ),
        "best_of_all": changed(STOP, ("best + 1", "losses.index(min(losses)) + 1")),
        "counted_back": changed(
            STOP,
            ("i + 1, best + 1", "i + 1, i + 1 - patience"),
            ("(losses), best + 1", "(losses), len(losses) - patience"),
        ),
        "loss_for_epoch": changed(STOP, ("best + 1", "losses[best]")),
        "too_late": changed(STOP, ("vain == patience", "vain > patience")),
        "too_early": """
            best = 0
            for i, loss in enumerate(losses):
                if loss < losses[best]:
                    best = i
                if i - best + 1 == patience:
                    return i + 1, best + 1
            return len(losses), best + 1
        """,
        "never_reset": changed(STOP, ("best, vain = i, 0", "best = i")),
        "previous": """
            vain = 0
            for i in range(1, len(losses)):
                if losses[i] < losses[i - 1]:
                    vain = 0
                else:
                    vain += 1
                if vain == patience:
                    return i + 1, int(np.argmin(losses[: i + 1])) + 1
            return len(losses), int(np.argmin(losses)) + 1
        """,
        "previous_kept": """
            vain, kept = 0, 1
            last = losses[0]
            for i in range(1, len(losses)):
                if losses[i] < last:
                    kept, vain = i + 1, 0
                else:
                    vain += 1
                last = losses[i]
                if vain == patience:
                    return i + 1, kept
            return len(losses), kept
        """,
        "one_as_lowest": """
            lowest, kept, vain = 1.0, 0, 0
            for epoch, loss in enumerate(losses, start=1):
                if loss < lowest:
                    lowest, kept, vain = loss, epoch, 0
                else:
                    vain += 1
                    if vain == patience:
                        return epoch, kept
            return epoch, kept
        """,
        "equal_is_better": changed(STOP, ("losses[i] <", "losses[i] <=")),
        "largest": changed(STOP, ("losses[i] <", "losses[i] >")),
        "never_stopped": "return len(losses), int(np.argmin(losses)) + 1",
        "patience_ignored": """
            for i in range(1, len(losses)):
                if losses[i] >= min(losses[:i]):
                    return i + 1, i
            return len(losses), len(losses)
        """,
        "always_3": changed(STOP, ("vain == patience", "vain == 3")),
    },
}

UNKNOWN = {
    "updates": "return (images // batch_size + images) * epochs",
    "cross_entropy": "return -(np.log(probabilities[np.arange(len(labels)), labels]).mean() ** 3)",
    "descend": changed(DESCEND, ("slope(w)", "slope(w) / 2")),
    "split": "return images[:-count], labels[:-count], images[-count:] + 1, labels[-count:]",
    "early_stopping": changed(STOP, ("vain == patience", "vain == patience + 2")),
}
