"""The first form of a tree: draws parted stage by stage, each group by what its next stage shows.

This is the forward construction of Heitsch and Roemisch (2009), with clusters found by halving the one whose draws
differ most until there are as many as the stage may have.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .noise import Array

Numbers = npt.NDArray[np.intp]

_ROUNDS = 20
"""Rounds of moving draws between two halves; a first form need not be the best."""

_ALIKE = 1e-18
"""Draws whose squared distances from their mean are smaller on average are the same."""


def grow(stages: Sequence[Array], leaves: int) -> tuple[Numbers, Numbers]:
    """Part draws into the leaves of a tree.

    Parameters
    ----------
    stages : sequence of array
        What each stage shows of each draw, scaled so that Euclidean distances count, shape (samples, features). Before
        the first stage, which comes before any branching, nothing is known.
    leaves : int
        Most leaves.

    Returns
    -------
    tuple of array
        Number of the leaf of each draw, shape (samples,), and number of the node of each leaf in each stage, shape
        (stages, leaves). Nodes of a stage are numbered so that those with the same parent follow each other.
    """
    groups = [np.arange(len(stages[0]))]
    families: list[list[int]] = []
    for features, width in zip(stages[1:], widths(len(stages) - 1, leaves), strict=True):
        parents = list(range(len(groups)))
        _part(features, groups, parents, width)
        families.append(parents)
    labels = np.empty(len(stages[0]), dtype=np.intp)
    for leaf, members in enumerate(groups):
        labels[members] = leaf
    return labels, _lineage(families, len(groups))


def widths(branchings: int, leaves: int) -> list[int]:
    """Return the most nodes after each branching, which grow by about the same factor each time."""
    return [round(leaves ** ((number + 1) / branchings)) for number in range(branchings)]


def _part(features: Array, groups: list[Numbers], parents: list[int], width: int) -> None:
    """Halve groups in place, those that differ most first, until there are so many or all are alike."""
    errors = [_error(features[members]) for members in groups]
    while len(groups) < width:
        widest = int(np.argmax(errors))
        members = groups[widest]
        if errors[widest] <= _ALIKE * len(members):
            return
        above = _halves(features[members])
        parts = [members[~above], members[above]]
        groups[widest : widest + 1] = parts
        parents[widest : widest + 1] = [parents[widest]] * 2
        errors[widest : widest + 1] = [_error(features[part]) for part in parts]


def _error(features: Array) -> float:
    """Sum of the squared distances from the mean."""
    return float(((features - features.mean(axis=0)) ** 2).sum())


def _halves(features: Array) -> npt.NDArray[np.bool_]:
    """Part draws in two, first at the mean of the feature that varies most, then each to the nearer mean."""
    varied = int(np.argmax(features.var(axis=0)))
    above = features[:, varied] > features[:, varied].mean()
    for _ in range(_ROUNDS):
        low, high = features[~above].mean(axis=0), features[above].mean(axis=0)
        nearer = features @ (high - low) > (high - low) @ (high + low) / 2
        if nearer.all() or not nearer.any() or bool((nearer == above).all()):
            break
        above = nearer
    return above


def _lineage(families: Sequence[Sequence[int]], leaves: int) -> Numbers:
    """Return the node of each leaf in each stage, from the parents of the nodes of each stage but the first."""
    lineage = [np.arange(leaves)]
    for parents in reversed(families):
        lineage.append(np.array(parents, dtype=np.intp)[lineage[-1]])
    return np.array(lineage[::-1])
