"""The instances that properties start from, and how their optima are compared."""

import json
from collections.abc import Iterable
from math import inf
from typing import Any, NamedTuple
from zlib import crc32

import pytest
from hypothesis import strategies as st
from tests.enumeration.generator import FEATURES, random_instance_data

import coeplan
from coeplan_models import Instance

Data = dict[str, Any]

SEEDS = st.integers(0, 99_999)
SALTS = 1_000_000
PRECISION = 1e-6
"""Optima are compared relative to their size, and money by money where they are small."""


class Base(NamedTuple):
    """A generated instance: printed short, so that a failure can be repeated by hand."""

    seed: int
    features: tuple[str, ...]
    divisible: bool
    """Whether teams may hold parts of heads, which the generator itself never says."""

    @property
    def data(self) -> Data:
        """The instance as plain data, for the property to change."""
        data = random_instance_data(self.seed, self.features)
        for area in data["areas"].values() if self.divisible else ():
            area["whole_heads"] = False
        return data

    @property
    def instance(self) -> Instance:
        """The instance as it is."""
        return instance_of(self.data)


@st.composite
def bases(draw: st.DrawFn, *features: str, without: Iterable[str] = (), most: int = 4, salt: str = "") -> Base:
    """Draw an instance with some features, and up to ``most`` others.

    Parameters
    ----------
    draw : callable
        Hypothesis' own.
    *features : str
        Features that it has.
    without : iterable of str
        Features that it has not.
    most : int
        Most other features.
    salt : str
        Properties with parameters give their own, so that not all of them look at the same instances.
    """
    allowed = sorted(set(FEATURES) - set(without) - set(features))
    others = draw(st.lists(st.sampled_from(allowed), max_size=most, unique=True))
    seed = draw(SEEDS) + crc32(salt.encode()) % SALTS
    return Base(seed, tuple(sorted({*features, *others})), draw(st.sampled_from((False, False, False, True))))


def instance_of(data: Data) -> Instance:
    """Return the instance that plain data says.

    Raises
    ------
    InputError
        If a property has made something of it that contradicts itself.
    """
    return coeplan.load_instance(json.loads(json.dumps(data))).instance


def cost(value: float | None) -> float:
    """Return an optimum so that it can be compared: without any plan it is dearer than everything."""
    return inf if value is None else value


def no_dearer(one: float | None, other: float | None) -> bool:
    """Whether the first optimum is at most the second; an infeasible one is above all."""
    return cost(one) <= cost(other) + PRECISION * max(1.0, abs(cost(other)))


def same(value: float | None) -> Any:
    """Return what compares equal to the same optimum."""
    return None if value is None else pytest.approx(value, rel=PRECISION, abs=PRECISION)
