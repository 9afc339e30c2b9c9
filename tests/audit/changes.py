"""Every change of one value or one row that somebody could make to a plan's file."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coeplan_models import Category, DecisionKind, Instance

Document = dict[str, Any]
Path = tuple[str | int, ...]

OTHERS = 2
"""How many other names are tried at each place; over all rows every name comes up."""

TOLERANCE = 1e-6
"""A number that is off by less than this, relative to itself if it is larger than 1, is the same number."""


@dataclass(frozen=True)
class Change:
    """One change of a plan's document: a value at a path, or a row that is dropped or stands twice."""

    path: Path
    how: str
    value: Any = None

    def __str__(self) -> str:
        """Return what is changed, for people."""
        return f"{'.'.join(str(key) for key in self.path)}: {self.how}"

    @property
    def table(self) -> str:
        """The field of the plan that is changed."""
        return str(self.path[0])

    @property
    def field(self) -> str:
        """The innermost name of what is changed."""
        return next(key for key in reversed(self.path) if isinstance(key, str))

    def row(self, document: Document) -> Document:
        """Return the row that the change is about."""
        place: Any = document
        for key in self.path[:2]:
            place = place[key]
        return place

    def applied(self, document: Document) -> Document:
        """Return a changed copy."""
        changed = json.loads(json.dumps(document))
        *parents, last = self.path
        place: Any = changed
        for key in parents:
            place = place[key]
        if self.how == "dropped":
            del place[last]
        elif self.how == "twice":
            place.insert(last, place[last])
        else:
            place[last] = self.value
        return changed


def all_changes(instance: Instance, document: Document) -> list[Change]:
    """Return all changes: numbers by 1 and by 1 %, names and words by others as valid, rows dropped and twice."""
    words = _Words(instance, document)
    values = [change for path, value in _leaves(document, ()) for change in _of_value(words, path, value)]
    tables = [table for table, rows in document.items() if isinstance(rows, list)]
    rows = [
        Change((table, row), how)
        for table in tables
        for row in range(len(document[table]))
        for how in ("dropped", "twice")
    ]
    return values + rows


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield every value that holds no others, and where it stands."""
    if not isinstance(value, dict | list):
        yield path, value
        return
    for key, held in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves(held, (*path, key))


def _of_value(words: "_Words", path: Path, value: Any) -> Iterator[Change]:
    if isinstance(value, bool):
        yield Change(path, "turned", not value)
    elif isinstance(value, int | float):
        for how, other in (("+ 1", value + 1), ("x 1.01", value * 1.01)):
            if abs(other - value) > TOLERANCE * max(1.0, abs(value)):
                yield Change(path, how, other)
    for other in words.instead_of(path, value):
        yield Change(path, f"{value!r} -> {other!r}", other)


class _Words:
    """What else could stand where a name, a word or nothing stands."""

    def __init__(self, instance: Instance, document: Document) -> None:
        areas, places = list(instance.areas), list(instance.locations)
        nodes = [node["id"] for node in document["nodes"]]
        models = [*instance.operating_models, "headquarters"]
        vendors = sorted({terms.vendor or "" for terms in instance.operating_models.values()} - {""})
        groups = sorted({group for each in instance.locations.values() for group in (each.country, each.region)} - {""})
        alike = {
            ("node", "id", "leaf"): nodes,
            ("location", "partner_location"): [None, *places],
            ("area", "partner"): [None, *areas],
            ("operating_model", "to_model"): [None, *models],
            ("overhead_step", "fee_band", "start_period"): [None, 0],
            ("share", "mean_overlap", "risk_score"): [None, 0.5],
            ("bound", "gap", "value", "saving"): [None],
            ("parent",): [None, *nodes],
            ("headquarters",): places,
            ("category",): list(Category),
            ("kind",): list(DecisionKind),
            ("policy",): list(instance.policies),
            ("per",): ["location", "country", "region", "vendor", "operating_model"],
            ("name",): [*places, *groups, *vendors, *models],
            ("subject",): [None, "", *areas, *places, *vendors, *models],
            ("start",): sorted({node["start"] for node in document["nodes"]}),
            ("termination",): ["optimal", "time_limit", "infeasible", ""],
            ("reason",): [None, ""],
        }
        self._known: dict[str, Sequence[Any]] = {field: words for fields, words in alike.items() for field in fields}

    def instead_of(self, path: Path, value: Any) -> Iterator[Any]:
        """Yield other values for a place in the document, not the same for all rows."""
        field = next(key for key in reversed(path) if isinstance(key, str))
        known = self._known.get(field, ("something else",) if isinstance(value, str) else ())
        others = [other for other in known if other != value]
        first = sum(key for key in path if isinstance(key, int))
        yield from dict.fromkeys(others[(first + step) % len(others)] for step in range(min(OTHERS, len(others))))
