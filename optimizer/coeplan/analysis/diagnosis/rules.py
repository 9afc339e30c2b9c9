"""Business rules: what somebody has set in an instance and could set otherwise, at the grain of one line of a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, inf, log10

from coeplan.io.tree import Path, Plain
from coeplan.whatif.flow import flow_text
from coeplan.whatif.paths import path_text

PER_CENT = "share"
"""Unit of shares, which people read as per cent."""

MONEY = "money"
"""Unit of amounts in plan currency."""

MOST_STEPS = 1_000_000_000
"""Steps of a number that are looked at where nothing ends them."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A number by which a rule can be relaxed by degrees.

    Attributes
    ----------
    path : tuple
        Where the number stands, or would.
    value : float
        What it is.
    step : float
        Smallest change worth writing; negative where a smaller number is looser.
    last : float
        Loosest number that makes sense; infinite where there is none.
    unit : str
        Unit of the number.
    holder : dict or None
        What is written at ``path`` where nothing stands there yet, with the number's key missing.
    key : str
        That key.
    reference : float
        What changes are shares of, where the number itself is a share of it or 0; otherwise 0.
    """

    path: Path
    value: float
    step: float
    last: float
    unit: str
    holder: dict[str, Plain] | None = None
    key: str = ""
    reference: float = 0.0

    @property
    def steps(self) -> float:
        """Most steps that can be taken."""
        return inf if self.last == inf else floor((self.last - self.value) / self.step + 1e-9)

    def at(self, steps: float) -> float:
        """Return the number after so many steps, as short as it can be written."""
        moved = round(self.value + steps * self.step, 10)
        return self.last if steps >= self.steps else moved

    def short(self, steps: float) -> float:
        """Return the next number of steps that is as short to write as the unit asks for: three digits of money."""
        if self.unit != MONEY:
            return steps
        weight = max(abs(self.step), digits(self.at(steps)))
        return (ceil(round(self.at(steps) / weight, 9)) * weight - self.value) / self.step

    def edits(self, number: float) -> tuple[str, ...]:
        """Return the edits that write a number."""
        plain = int(number) if float(number).is_integer() else number
        written = plain if self.holder is None else {**self.holder, self.key: plain}
        return (f"{path_text(self.path)} = {flow_text(written)}",)

    def share(self, number: float) -> float:
        """Return by how much the number differs from what it is, as a share of it."""
        return abs(number - self.value) / (self.reference or abs(self.value) or 1.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to relax a rule that has no degrees.

    Attributes
    ----------
    edits : tuple of str
        What is written.
    says : str
        What that does.
    """

    edits: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One business rule.

    Attributes
    ----------
    path : tuple
        Where it is set.
    says : str
        What it asks, for people.
    off : tuple of str
        Edits that take it away and nothing else.
    ways : tuple of Dial or Choice
        Ways to relax it, the least first; taking it away comes last, by itself.
    policy, area, location, model : str or None
        What it speaks of; None where it speaks of all or of none.
    """

    path: Path
    says: str
    off: tuple[str, ...]
    ways: tuple["Dial | Choice", ...] = ()
    policy: str | None = None
    area: str | None = None
    location: str | None = None
    model: str | None = None


def setting(path: Path, value: Plain) -> str:
    """Return the edit that writes a value."""
    return f"{path_text(path)} = {flow_text(value)}"


def named(identifier: str, name: str) -> str:
    """Return how people call a thing: its identifier, with its name where it has another."""
    return identifier if name in ("", identifier) else f"{name} ({identifier})"


def counted(number: float, unit: str) -> str:
    """Return a number with its unit, which stands for several: ``1 head``, ``1,200 heads``."""
    alone = re.sub(r"s\b", "", unit, count=1)
    return f"{number:,.10g} {alone if number == 1 else unit}"


def digits(value: float, most: int = 3) -> float:
    """Return the weight of the last of so many digits of a number; of 0 that of thousands."""
    return 10.0 ** (floor(log10(value)) - most + 1) if value > 0 else 1000.0


def fewer(path: Path, value: float, step: float, unit: str, least: float = 0.0) -> Dial:
    """Return the dial of a number that is looser the smaller it is."""
    return Dial(path, value, -step, least, unit)


def more(path: Path, value: float, step: float, unit: str, most: float = inf) -> Dial:
    """Return the dial of a number that is looser the larger it is."""
    return Dial(path, value, step, most, unit)


Rules = Iterator[Rule]
