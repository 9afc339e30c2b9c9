"""Bands and steps that open at a number of heads and price all of them."""

from collections.abc import Sequence
from typing import NamedTuple

from coeplan_models import Terms

from .ledger import slack


class Band(NamedTuple):
    """One band: it opens at ``opens`` heads and costs ``price``."""

    opens: float
    price: float


def fee_bands(terms: Terms) -> list[Band]:
    """Return the volume bands of the fee per head."""
    return [Band(band.from_heads, band.fee) for band in terms.fee_per_head]


def overhead_bands(terms: Terms) -> list[Band]:
    """Return the steps of the overhead."""
    return [Band(step.from_heads, step.cost) for step in terms.overhead_steps]


def _covering(bands: Sequence[Band], heads: float, play: float) -> list[Band]:
    """Return the bands that cover a number of heads, both edges included."""
    ordered = sorted(bands)
    closing = [*(band.opens for band in ordered[1:]), float("inf")]
    return [band for band, closes in zip(ordered, closing, strict=True) if band.opens - play <= heads <= closes + play]


def band_in_force(bands: Sequence[Band], heads: float, stated: float | None) -> Band | None:
    """Return the band that prices a number of heads: at a shared edge the cheaper.

    Parameters
    ----------
    bands : sequence of Band
        All bands; the first opens at 0.
    heads : float
        Heads that choose the band.
    stated : float, optional
        Where the plan says that its band opens. Between equals, and within the tolerance of an edge, it is taken
        at its word.

    Returns
    -------
    Band, optional
        The band; none where there are no bands.
    """
    if not bands:
        return None
    right = min(_covering(bands, heads, 0.0) or bands, key=lambda band: band.price)
    near = _covering(bands, heads, slack(heads))
    return next((band for band in near if band.opens == stated and band.price <= right.price), right)
