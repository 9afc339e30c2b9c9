"""Numbers as a board reads them: money in one unit throughout, heads, shares, ranges."""

from collections.abc import Iterable
from dataclasses import dataclass

from coeplan_models.faults import printable

UNKNOWN = "not known"
"""Stands where a number is absent."""

WHOLE = 1e-6
"""Heads closer than this to a whole number are written as one."""


@dataclass(frozen=True)
class MoneyUnit:
    """The unit in which a page states all of its money."""

    currency: str
    """Currency code."""
    factor: float
    """Amount of money that makes one unit."""
    suffix: str
    """``M``, ``k`` or nothing."""
    decimals: int
    """Digits after the point."""

    @classmethod
    def fitting(cls, currency: str, amounts: Iterable[float]) -> "MoneyUnit":
        """Choose the unit by the largest amount of a page, so that it shows four to six digits."""
        largest = max((abs(amount) for amount in amounts), default=0.0)
        currency = printable(currency)
        if largest >= 1e8:
            return cls(currency, 1e6, "M", 1)
        if largest >= 1e6:
            return cls(currency, 1e6, "M", 2)
        if largest >= 1e4:
            return cls(currency, 1e3, "k", 2)
        return cls(currency, 1.0, "", 2)

    def bare(self, amount: float) -> str:
        """Return an amount without its unit, for columns whose head states it."""
        text = f"{amount / self.factor:,.{self.decimals}f}"
        return text.lstrip("-") if float(text.replace(",", "")) == 0 else text

    def text(self, amount: float | None) -> str:
        """Return an amount with currency and unit, such as ``USD 1.2 M``."""
        return UNKNOWN if amount is None else f"{self.currency} {self.bare(amount)} {self.suffix}".rstrip()

    @property
    def head(self) -> str:
        """Unit for the head of a column, such as ``USD M``."""
        return f"{self.currency} {self.suffix}".rstrip()


def heads(number: float) -> str:
    """Return heads: whole ones without a point, others with one digit after it."""
    nearest = round(number)
    if abs(number - nearest) <= WHOLE:
        return f"{nearest:,}"
    return f"{number:,.1f}"


def heads_range(low: float, high: float) -> str:
    """Return fewest and most heads, or the one number where they are the same."""
    return heads(low) if high - low <= WHOLE else f"{heads(low)}-{heads(high)}"


def heads_expected(expected: float, low: float, high: float) -> str:
    """Return expected heads with their range over the futures, where there is one."""
    return heads(expected) if high - low <= WHOLE else f"{heads(expected)} ({heads_range(low, high)})"


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share as per cent."""
    return UNKNOWN if share is None else f"{100 * share:,.{decimals}f} %"


LEAST_GAP = "0.01 %"
"""The smallest gap that is told as a number."""


def unseen_gap(share: float) -> bool:
    """Whether a gap would read as none."""
    return percent(abs(share), 2) == percent(0.0, 2)


def gap_share(share: float | None) -> str:
    """Return a gap as per cent, with fewer digits the larger it is: nobody needs the second one of 47 %."""
    size = 0.0 if share is None else abs(share)
    return percent(share, 2 if size < 0.01 else 1 if size < 0.1 else 0)


def heads_about(number: float) -> str:
    """Return heads as one speaks of them: parts of a head, which stand for part of a period, are rounded."""
    if abs(number - round(number)) <= WHOLE:
        return heads(number)
    return f"about {number:,.0f}" if number >= 1 else "less than one"


def probability(share: float) -> str:
    """Return a probability as per cent, with as many digits as it needs up to one."""
    text = f"{100 * share:.1f}".removesuffix(".0")
    return f"{text} %"


def plain(number: float | None) -> str:
    """Return a score or hours with two digits after the point."""
    return UNKNOWN if number is None else f"{number:,.2f}"


def listed(parts: Iterable[str]) -> str:
    """Join parts as a sentence does: ``a, b and c``."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun, such as ``1 site`` or ``2 sites``."""
    return f"{number} {one if number == 1 else many}"
