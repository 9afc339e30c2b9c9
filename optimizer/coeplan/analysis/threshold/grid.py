"""Sizes that are tried in any case."""

from collections.abc import Iterable, Iterator

from coeplan_models import Terms

STEPS = (1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 80, 100, 130, 160, 200, 260, 330, 420, 540, 700, 900, 1200)
"""Sizes that leave gaps of about a third."""


def sizes(terms: Iterable[Terms], most: int) -> tuple[int, ...]:
    """Return the sizes to try: evenly spread, and on both sides of wherever terms change with heads.

    Parameters
    ----------
    terms : iterable of Terms
        Terms of the models compared.
    most : int
        Largest size.

    Returns
    -------
    tuple of int
        Rising, from 1 to ``most``.
    """
    beside = {number for each in terms for edge in edges(each) for number in (round(edge), round(edge) + 1)}
    return tuple(sorted({number for number in (*STEPS, *beside, most) if 1 <= number <= most}))


def beyond_edges(terms: Iterable[Terms]) -> tuple[int, ...]:
    """Return the sizes just beyond which terms change, rising."""
    return tuple(sorted({round(edge) + 1 for each in terms for edge in edges(each)}))


def edges(terms: Terms) -> Iterator[float]:
    """Yield the heads at which a price or a rule of a model changes."""
    yield from (step.from_heads for step in terms.overhead_steps)
    yield from (band.from_heads for band in terms.fee_per_head)
    yield terms.min_heads
    yield terms.take_or_pay_heads
    if terms.max_heads is not None:
        yield terms.max_heads
