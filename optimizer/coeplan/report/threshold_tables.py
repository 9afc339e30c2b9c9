"""What the threshold finder has found as tidy tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from coeplan.analysis.threshold.claims import Verdict
from coeplan.analysis.threshold.curve import Run
from coeplan.analysis.threshold.result import Duel, Place, Point, Thresholds

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "experiments": tuple(Point.__dataclass_fields__),
    "cheapest": ("location", "area", "multiplier", "heads", "first", "last", "model"),
    "duels": ("location", "area", "multiplier", "heads", "one", "other", "first", "last", "cheaper"),
    "thresholds": ("location", "area", "multiplier", "winner", "loser", "since", "before", "exact", "only"),
    "ranges": ("location", "area", "winner", "loser", "since", "path", "low", "high", "at_low", "at_high", "width"),
    "ends": ("location", "area", "winner", "loser", "since", "least_alone", "most_alone", "least", "most", "driver"),
    "claims": ("claim", "statement", "source", "test", "location", "answer", "found", "low", "base", "high"),
}
"""Columns by table, so that an empty one has them, too."""

WHOLE = frozenset({"heads", "since", "before", "at_low", "at_high", "width", "least", "most", "low", "base", "high"})


def threshold_frames(found: Thresholds, claims: Sequence[Verdict]) -> dict[str, pd.DataFrame]:
    """Return what was found as tables.

    Parameters
    ----------
    found : Thresholds
        What the finder has found.
    claims : sequence of Verdict
        What became of claims.

    Returns
    -------
    dict of str to DataFrame
        ``experiments``, ``cheapest`` and ``duels`` (stretches of heads, or of the multiplier where ``heads`` is
        stated), ``thresholds``, ``ranges`` (one input at a time), ``ends`` (the thresholds' ranges), ``claims``.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        "experiments": [asdict(each) | {"converts_to": " ".join(each.converts_to)} for each in found.points],
        "cheapest": [row for place in found.places for row in _cheapest(place)],
        "duels": [row for place in found.places for row in _duels(place)],
        "thresholds": [row for place in found.places for row in _thresholds(place)],
        "ranges": [row for place in found.places for row in _ranges(place)],
        "ends": [row for place in found.places for row in _ends(place)],
        "claims": [_claim(each) for each in claims],
    }
    return {name: _frame(name, each) for name, each in rows.items()}


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS[name]))
    whole = [column for column in frame.columns if column in WHOLE and name != "ranges"]
    whole += [column for column in ("since", "at_low", "at_high", "width") if name == "ranges"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _head(place: Place) -> dict[str, Any]:
    return {"location": place.location, "area": place.area}


def _cheapest(place: Place) -> Iterator[dict[str, Any]]:
    for axis, runs, _ in _axes(place):
        for run in runs:
            yield _head(place) | axis | {"first": run.first, "last": run.last, "model": run.state}


def _duels(place: Place) -> Iterator[dict[str, Any]]:
    for axis, _, duels in _axes(place):
        for duel in duels:
            for run in duel.runs:
                ends = {"first": run.first, "last": run.last, "cheaper": run.state}
                yield _head(place) | axis | {"one": duel.first, "other": duel.second} | ends


def _axes(place: Place) -> Iterator[tuple[dict[str, Any], Sequence[Run], Sequence[Duel]]]:
    for each in place.along_heads:
        yield {"multiplier": each.multiplier, "heads": None}, each.cheapest, each.duels
    for each in place.along_multipliers:
        yield {"multiplier": None, "heads": each.heads}, each.cheapest, each.duels


def _thresholds(place: Place) -> Iterator[dict[str, Any]]:
    for curve in place.along_heads:
        for duel in curve.duels:
            if duel.turn is not None:
                yield _head(place) | {"multiplier": curve.multiplier, "exact": duel.turn.exact} | asdict(duel.turn)


def _ranges(place: Place) -> Iterator[dict[str, Any]]:
    for spread in place.spreads:
        pair = {"winner": spread.winner, "loser": spread.loser, "since": spread.since}
        for swing in spread.swings:
            yield _head(place) | pair | asdict(swing) | {"width": swing.width}


def _ends(place: Place) -> Iterator[dict[str, Any]]:
    for spread in place.spreads:
        low, high = spread.alone
        driver = None if spread.driver is None else spread.driver.path
        said = {"winner": spread.winner, "loser": spread.loser, "since": spread.since}
        ends = {"least_alone": low, "most_alone": high, "least": spread.least, "most": spread.most}
        yield _head(place) | said | ends | {"driver": driver}


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim = asdict(verdict.claim)
    return {"claim": claim.pop("id")} | claim | {name: getattr(verdict, name) for name in COLUMNS["claims"][4:]}
