"""What information and flexibility are worth, as tidy tables."""

from collections.abc import Mapping

import pandas as pd

from coeplan.analysis.value.result import Entry, FutureValue, InformationValue, Step, Worth

_STEP = ["way", "periods", "low", "high", "infeasible", "reason"]
_WORTH = ["cheaper", "dearer", "periods", "low", "high", "verdict", "reason"]
_FUTURE = ["leaf", "future", "probability", "low", "high", "planned"]
_ENTRY = ["location", "operating_model", "soon", "ever", "waited", "first_period"]


def value_frames(found: InformationValue) -> Mapping[str, pd.DataFrame]:
    """Return one row for each way to plan, difference, future, and model entered at a location.

    Parameters
    ----------
    found : InformationValue
        What was found.

    Returns
    -------
    mapping of str to DataFrame
        ``value_steps``, ``value_worths``, ``value_futures`` and ``value_entries``; money in plan currency.
    """
    return {
        "value_steps": _whole(pd.DataFrame([_step(each) for each in found.steps], columns=_STEP), "periods"),
        "value_worths": _whole(pd.DataFrame([_worth(each) for each in found.worths], columns=_WORTH), "periods"),
        "value_futures": pd.DataFrame([_future(each) for each in found.futures], columns=_FUTURE),
        "value_entries": _whole(pd.DataFrame([_entry(each) for each in found.entries], columns=_ENTRY), "first_period"),
    }


def _whole(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table in which a column holds whole numbers or nothing."""
    return table.astype({column: "Int64"})


def _step(each: Step) -> tuple[object, ...]:
    held = each.bracket
    return each.kind.value, each.periods, held.low, held.high, held.infeasible, each.reason


def _worth(each: Worth) -> tuple[object, ...]:
    ways = (each.cheaper.value, each.dearer.value)
    return *ways, each.periods, each.low, each.high, each.verdict.value, each.reason


def _future(each: FutureValue) -> tuple[object, ...]:
    return each.leaf, each.name, each.probability, each.bracket.low, each.bracket.high, each.planned


def _entry(each: Entry) -> tuple[object, ...]:
    return each.location, each.operating_model, each.soon, each.ever, each.waited, each.first_period
