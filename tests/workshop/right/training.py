"""Right answers that differ from the solution; the first of each task make a file, and so on."""

RIGHT = {
    "updates": [
        """
            return -(-images // batch_size) * epochs
        """,
        """
            total = 0
            for _ in range(epochs):
                total += len(range(0, images, batch_size))
            return total
        """,
        """
            full, left = divmod(images, batch_size)
            return int(epochs * (full + (left > 0)))
        """,
    ],
    "cross_entropy": [
        """
            losses = [-math.log(row[label]) for row, label in zip(probabilities, labels)]
            return sum(losses) / len(losses)
        """,
        """
            picked = np.take_along_axis(probabilities, labels[:, None], axis=1)
            return -np.log(picked).mean()
        """,
        """
            ones = np.eye(probabilities.shape[1])[labels]
            return float(-np.log((probabilities * ones).sum(axis=1)).mean())
        """,
    ],
    "descend": [
        """
            visited = np.zeros(steps + 1)
            visited[0] = start
            for step in range(steps):
                visited[step + 1] = visited[step] - learning_rate * slope(visited[step])
            return visited
        """,
        """
            if steps == 0:
                return np.array([start])
            before = descend(start, learning_rate, steps - 1)
            return np.append(before, before[-1] - learning_rate * slope(before[-1]))
        """,
        """
            from itertools import accumulate

            move = lambda w, _: w - learning_rate * slope(w)
            moves = accumulate(range(steps), move, initial=start)
            return np.fromiter(moves, float)
        """,
    ],
    "split": [
        """
            n = len(images) - count
            return images[:n], labels[:n], images[n:], labels[n:]
        """,
        """
            (x, x_validation), (y, y_validation) = (np.split(a, [-count]) for a in (images, labels))
            return x, y, x_validation, y_validation
        """,
        """
            held_out = np.arange(len(images)) >= len(images) - count
            return images[~held_out], labels[~held_out], images[held_out], labels[held_out]
        """,
    ],
    "early_stopping": [
        """
            lowest, kept, waited = float("inf"), 0, 0
            for epoch, loss in enumerate(losses, start=1):
                if loss < lowest:
                    lowest, kept, waited = loss, epoch, 0
                else:
                    waited += 1
                    if waited >= patience:
                        return epoch, kept
            return len(losses), kept
        """,
        """
            for epoch in range(1, len(losses) + 1):
                best = losses.index(min(losses[:epoch])) + 1
                if epoch - best >= patience:
                    break
            return epoch, best
        """,
        """
            best = epoch = 0
            while epoch < len(losses) and epoch - best <= patience:
                if losses[epoch] < losses[best]:
                    best = epoch
                epoch += 1
                if epoch - 1 - best == patience:
                    break
            return epoch, best + 1
        """,
    ],
}
