"""Puts what came of portions of the draws together, in the order of the draws."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from .drivers import FloatArray
from .records import Sample
from .recovery import Recovery

Key = TypeVar("Key")


def joined(samples: Iterable[Sample]) -> Sample:
    """Put portions together, at least one of them, in the order of their draws."""
    parts = sorted(samples, key=lambda each: each.first)
    counts = [each.count for each in parts]
    return Sample(
        first=parts[0].first,
        total=np.concatenate([each.total for each in parts]),
        by_category=_columns([each.by_category for each in parts], counts),
        unmet=_columns([each.unmet for each in parts], counts),
        idle=np.concatenate([each.idle for each in parts]),
        empty=np.concatenate([each.empty for each in parts]),
        worst=_columns([each.worst for each in parts], counts),
        leaf=np.concatenate([each.leaf for each in parts]),
        worded=np.concatenate([each.worded for each in parts]),
        recovery=Recovery(
            np.concatenate([each.recovery.months for each in parts]),
            np.concatenate([each.recovery.worst for each in parts]),
        ),
    )


def _columns(parts: Sequence[Mapping[Key, FloatArray]], counts: Sequence[int]) -> dict[Key, FloatArray]:
    """Join arrays by key; one that a portion lacks is 0 there."""
    keys = dict.fromkeys(key for part in parts for key in part)
    return {
        key: np.concatenate([part.get(key, np.zeros(count)) for part, count in zip(parts, counts, strict=True)])
        for key in keys
    }
