"""Wrong answers as a learner would write them: for each mistake, and one that is none of them."""

MODULE = """\
conv = keras.layers.Conv2D
one = conv(ones, 1, activation="relu")(x)
three = conv(threes[0], 1, activation="relu")(x)
three = conv(threes[1], 3, padding="same", activation="relu")(three)
five = conv(fives[0], 1, activation="relu")(x)
five = conv(fives[1], 5, padding="same", activation="relu")(five)
pool = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
pool = conv(projected, 1, activation="relu")(pool)
return keras.layers.Concatenate()([one, three, five, pool])
"""
REDUCE3 = 'three = conv(threes[0], 1, activation="relu")(x)\n'
REDUCE5 = 'five = conv(fives[0], 1, activation="relu")(x)\n'
LARGE3 = 'three = conv(threes[1], 3, padding="same", activation="relu")(three)\n'
LARGE5 = 'five = conv(fives[1], 5, padding="same", activation="relu")(five)\n'
POOL = 'pool = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)\n'
PROJECT = 'pool = conv(projected, 1, activation="relu")(pool)\n'
JOIN = "keras.layers.Concatenate()([one, three, five, pool])"
NOT_REDUCED = (
    (REDUCE3, ""),
    (REDUCE5, ""),
    (LARGE3, LARGE3.replace("(three)\n", "(x)\n")),
    (LARGE5, LARGE5.replace("(five)\n", "(x)\n")),
)


def module(*changes):
    """Return the right code with pairs (what, by what) exchanged."""
    code = MODULE
    for old, new in changes:
        assert old in code, old
        code = code.replace(old, new)
    return code


WRONG = {
    "one_by_one": {
        "no_biases": "return maps @ weights",
        "biases_subtracted": "return maps @ weights - biases",
        "biases_multiplied": "return maps @ weights * biases",
        "transposed": "return maps @ weights.T + biases",
        "relu": "return np.maximum(np.matmul(maps, weights) + biases, 0)",
        "pixels_in_a_row": "return maps.reshape(-1, maps.shape[2]) @ weights + biases",
        "channels_first": """
            made = [maps @ weights[:, f] + biases[f] for f in range(len(biases))]
            return np.array(made)
        """,
        "averaged": "return maps @ weights / maps.shape[2] + biases",
        "pixels_averaged": "return maps.mean(axis=(0, 1)) @ weights + biases",
        "filters_added": """
            result = np.zeros(maps.shape[:2])
            for f in range(len(biases)):
                result += maps @ weights[:, f] + biases[f]
            return result
        """,
    },
    "branch_cost": {
        "with_biases": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters + filters
                channels = filters
            return weights, height * width * weights
        """,
        "channels_of_module": """
            weights = sum(channels * size * size * filters for filters, size in branch)
            return weights, height * width * weights
        """,
        "channels_too_early": """
            weights = 0
            for filters, kernel_size in branch:
                channels = filters
                weights += channels * kernel_size**2 * filters
            return weights, height * width * weights
        """,
        "channels_left_out": """
            weights = sum(filters * kernel_size**2 for filters, kernel_size in branch)
            return weights, weights * height * width
        """,
        "side_once": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size * filters
                channels = filters
            return weights, height * width * weights
        """,
        "pairs_swapped": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size * filters**2
                channels = filters
            return weights, height * width * weights
        """,
        "pairs_swapped_throughout": """
            weights = 0
            for kernel_size, filters in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, height * width * weights
        """,
        "last_only": """
            for filters, kernel_size in branch:
                weights = channels * kernel_size**2 * filters
                channels = filters
            return weights, height * width * weights
        """,
        "factors_multiplied": """
            weights = 1
            for filters, kernel_size in branch:
                weights *= channels * kernel_size**2 * filters
                channels = filters
            return weights, height * width * weights
        """,
        "one_row": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, width * weights
        """,
        "one_column": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, height * weights
        """,
        "sides_added": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, (height + width) * weights
        """,
        "channels_again": """
            weights, entered = 0, channels
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, height * width * entered * weights
        """,
        "filters_again": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, height * width * channels * weights
        """,
        "running_sum": """
            weights, multiplications = 0, 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                multiplications += height * width * weights
                channels = filters
            return weights, multiplications
        """,
        "borders_lost": """
            weights, multiplications = 0, 0
            for filters, kernel_size in branch:
                height -= kernel_size - 1
                width -= kernel_size - 1
                weights += channels * kernel_size**2 * filters
                multiplications += height * width * channels * kernel_size**2 * filters
                channels = filters
            return weights, multiplications
        """,
        "weights_twice": """
            weights = 0
            for filters, kernel_size in branch:
                weights += channels * kernel_size**2 * filters
                channels = filters
            return weights, weights
        """,
    },
    "module_channels": {
        "pooling_left_out": "return sum(branch[-1][0] for branch in branches if branch)",
        "pooling_as_one": """
            total = 0
            for branch in branches:
                total += branch[-1][0] if branch else 1
            return total
        """,
        "all_filters": """
            total = 0
            for branch in branches:
                if not branch:
                    total += channels
                for filters, _ in branch:
                    total += filters
            return total
        """,
        "all_filters_and_pooling_left_out": """
            return sum(filters for branch in branches for filters, kernel_size in branch)
        """,
        "first_filters": """
            return sum(branch[0][0] if branch else channels for branch in branches)
        """,
        "kernel_sizes": """
            return sum(branch[-1][1] if branch else channels for branch in branches)
        """,
        "input_always": """
            total = channels
            for branch in branches:
                if branch:
                    total += branch[-1][0]
            return total
        """,
        "pooling_joined_to_all": """
            total = channels
            for branch in branches:
                total += branch[-1][0] if branch else channels
            return total
        """,
        "largest": """
            return max(branch[-1][0] if branch else channels for branch in branches)
        """,
        "first_branch": """
            total = 0
            for branch in branches:
                total += branch[-1][0] if branch else channels
                return total
        """,
        "last_branch": """
            for branch in branches:
                total = branch[-1][0] if branch else channels
            return total
        """,
    },
    "inception": {
        "no_maps": module((JOIN, "keras.layers.Concatenate([one, three, five, pool])")),
        "not_joined": module((JOIN, "[one, three, five, pool]")),
        "model": module((JOIN, f"keras.Model(x, {JOIN})")),
        "added": module(("Concatenate", "Add")),
        "in_a_row": """
            for filters, size in [(ones, 1), (threes[0], 1), (threes[1], 3), (fives[0], 1)]:
                x = keras.layers.Conv2D(filters, size, padding="same", activation="relu")(x)
            x = keras.layers.Conv2D(fives[1], 5, padding="same", activation="relu")(x)
            x = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
            return keras.layers.Conv2D(projected, 1, padding="same", activation="relu")(x)
        """,
        "fed_by_the_last": module(
            (REDUCE3, REDUCE3.replace("(x)", "(one)")),
            (REDUCE5, REDUCE5.replace("(x)", "(three)")),
            (POOL, POOL.replace("(x)", "(five)")),
        ),
        "naive": module(*NOT_REDUCED, (PROJECT, "")),
        "not_reduced": module(*NOT_REDUCED),
        "not_projected": module((PROJECT, "")),
        "projected_first": module(
            (POOL, PROJECT.replace("(pool)", "(x)") + POOL.replace("(x)", "(pool)")),
            ("(pool)\n" + PROJECT, "(pool)\n"),
        ),
        "reduced_behind": module(
            (
                REDUCE3 + LARGE3,
                LARGE3.replace("(three)", "(x)") + REDUCE3.replace("(x)", "(three)"),
            ),
            (REDUCE5 + LARGE5, LARGE5.replace("(five)", "(x)") + REDUCE5.replace("(x)", "(five)")),
        ),
        "pool_missing": module(("five, pool]", "five]")),
        "pooling_missing": module((POOL, ""), (PROJECT, PROJECT.replace("(pool)", "(x)"))),
        "backwards": module(("[one, three, five, pool]", "[pool, five, three, one]")),
        "pairs_swapped": module(
            ("threes[0]", "reduced"),
            ("threes[1]", "threes[0]"),
            ("reduced", "threes[1]"),
            ("fives[0]", "reduced"),
            ("fives[1]", "fives[0]"),
            ("reduced", "fives[1]"),
        ),
        "reductions_as_large": module(
            ("threes[0], 1,", 'threes[0], 3, padding="same",'),
            ("fives[0], 1,", 'fives[0], 5, padding="same",'),
        ),
        "fives_of_3": module(("fives[1], 5", "fives[1], 3")),
        "relu_missing": module((', activation="relu"', "")),
        "relu_missing_in_reductions": module(
            ('threes[0], 1, activation="relu"', "threes[0], 1"),
            ('fives[0], 1, activation="relu"', "fives[0], 1"),
        ),
        "relu_missing_behind_pooling": module(('projected, 1, activation="relu"', "projected, 1")),
        "stride_missing": module(("strides=1, ", "")),
        "average_pool": module(("MaxPooling2D", "AveragePooling2D")),
        "pool_of_2": module(("MaxPooling2D(3", "MaxPooling2D(2")),
    },
}

UNKNOWN = {
    "one_by_one": "return 2 * (maps @ weights) + biases",
    "branch_cost": "return channels, height * width * channels",
    "module_channels": "return 7 + channels + len(branches)",
    "inception": module(("conv(ones, 1,", "conv(ones + 1, 1,")),
}
