"""The reference figures: sourced quantities, read from the tables beside the catalogue."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

TABLES = ("locations", "wages", "operating_models", "restructuring", "risk", "productivity")
"""Names of the tables of figures; ``sources`` stands beside them."""


@dataclass(frozen=True)
class Quantity:
    """A number with its plausible range and where it comes from.

    ``low``, ``mid`` and ``high`` are in ``unit``; ``basis`` says whether the number was observed, derived,
    estimated or assumed; ``sources`` are keys of the table of sources.
    """

    mid: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    year: int | None = None
    sources: tuple[str, ...] = ()
    basis: str = "assumption"
    note: str = ""

    def times(self, factor: float, unit: str, note: str, digits: int = 0) -> "Quantity":
        """Return the quantity times a factor, in another unit, as a derived figure.

        Parameters
        ----------
        factor : float
            Multiplier of low, mid and high.
        unit : str
            Unit of the result.
        note : str
            How the result was derived.
        digits : int
            Decimals that are kept.
        """
        return self.through(lambda value: value * factor, unit, note, digits)

    def through(self, change: Callable[[float], float], unit: str, note: str, digits: int = 0) -> "Quantity":
        """Return the quantity after a change of low, mid and high, as a derived figure."""
        low, mid, high = (None if value is None else round(change(value), digits) for value in self.range())
        if mid is None:
            raise ValueError(f"a quantity in {self.unit} lost its mid while {note} was worked out; give it a mid")
        if low is not None and high is not None and low > high:
            low, high = high, low
        return replace(self, low=low, mid=mid, high=high, unit=unit, basis=weakest((self,)), note=note)

    def plus(self, other: "Quantity", note: str) -> "Quantity":
        """Return the sum with another quantity of the same unit, as a derived figure."""
        low, mid, high = (
            None if mine is None or its is None else mine + its
            for mine, its in zip(self.range(), other.range(), strict=True)
        )
        return Quantity(
            mid=self.mid + other.mid if mid is None else mid,
            low=low,
            high=high,
            unit=self.unit,
            year=self.year,
            sources=merged((self, other)),
            basis=weakest((self, other)),
            note=note,
        )

    def range(self) -> tuple[float | None, float | None, float | None]:
        """Return low, mid and high."""
        return self.low, self.mid, self.high


def weakest(quantities: "Sequence[Quantity]") -> str:
    """Return the basis of a number that was computed from quantities: no better than the worst of them."""
    found = {quantity.basis for quantity in quantities}
    return next((basis for basis in ("assumption", "estimate") if basis in found), "derived")


def merged(quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """Return the sources of several quantities, each once, in order of appearance."""
    return tuple(dict.fromkeys(source for quantity in quantities for source in quantity.sources))


def mean(quantities: Sequence[Quantity], note: str, digits: int = 2) -> Quantity:
    """Return the mean of quantities of one unit, ends by ends, as a derived figure."""

    def average(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return round(sum(known) / len(known), digits) if len(known) == len(values) else None

    mid = average([quantity.mid for quantity in quantities])
    if mid is None:
        raise ValueError(f"no quantities to average while {note} was worked out; name at least one")
    return Quantity(
        mid=mid,
        low=average([quantity.low for quantity in quantities]),
        high=average([quantity.high for quantity in quantities]),
        unit=quantities[0].unit,
        year=max((quantity.year for quantity in quantities if quantity.year is not None), default=None),
        sources=merged(quantities),
        basis=weakest(quantities),
        note=note,
    )


class Reference:
    """The tables of reference figures.

    Parameters
    ----------
    folder : Path
        Folder with the tables as CSV files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = {name: _read(folder / f"{name}.csv") for name in TABLES}
        self.sources = {row["source_id"]: row for row in _read(folder / "sources.csv")}

    def rows(self, table: str, **keys: str) -> list[dict[str, str]]:
        """Return the rows of a table whose columns have the given values."""
        return [row for row in self._rows[table] if all(row[column] == value for column, value in keys.items())]

    def quantity(self, table: str, **keys: str) -> Quantity:
        """Return the one figure of a table whose columns have the given values.

        Raises
        ------
        LookupError
            If no row or several rows have them.
        """
        found = self.rows(table, **keys)
        if len(found) != 1:
            raise LookupError(
                f"{self._folder / table}.csv has {len(found)} rows with {keys}, expected one; "
                "narrow the keys or mend the table"
            )
        return _quantity(found[0])

    def quantities(self, table: str, **keys: str) -> list[Quantity]:
        """Return all figures of a table whose columns have the given values and that state a mid."""
        return [_quantity(row) for row in self.rows(table, **keys) if row["mid"]]


def _read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _quantity(row: Mapping[str, str]) -> Quantity:
    """Return a row as a quantity."""
    return Quantity(
        mid=float(row["mid"]),
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        unit=row["unit"],
        year=int(row["year"]) if row["year"] else None,
        sources=tuple(row["source_id"].split(";")),
        basis=row["basis"],
        note=row["note"],
    )
