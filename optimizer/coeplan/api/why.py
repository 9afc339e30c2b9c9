"""Why a plan does something, or does not."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from rich.console import RenderableType

from coeplan.analysis.why.contest import Contest, Side, State
from coeplan.analysis.why.flips import Flip, Look, Verdict
from coeplan.analysis.why.grammar import FORMS
from coeplan.analysis.why.result import GAP, SECONDS, Why, WhyOptions
from coeplan.analysis.why.standing import RuleEffect
from coeplan.analysis.why.stopped import Stopped
from coeplan.analysis.why.why import explain
from coeplan.core.executor import Place
from coeplan.report.why import why_view, write_why_tables

from .compare import comparison_values
from .diagnose import diagnosis_values
from .files import WrittenPlan, write_plan
from .plain import plain_values
from .planned import Planned, read_planned
from .solve import SolveOptions

__all__ = [
    "FORMS",
    "GAP",
    "SECONDS",
    "Contest",
    "Flip",
    "Look",
    "Place",
    "Planned",
    "RuleEffect",
    "Side",
    "SolveOptions",
    "State",
    "Stopped",
    "Verdict",
    "Why",
    "WhyOptions",
    "WrittenWhy",
    "explain",
    "read_planned",
    "why_page",
    "why_values",
    "write_why",
]


@dataclass(frozen=True)
class WrittenWhy:
    """Where an answer was written to.

    Attributes
    ----------
    tables : tuple of Path
        Rules, inputs, and the comparison of the forced plan with the plan, as CSV and as Parquet.
    plan : WrittenPlan or None
        The forced plan; None where there is none.
    """

    tables: tuple[Path, ...]
    plan: WrittenPlan | None


def why_page(found: Why) -> RenderableType:
    """Return the page of an answer for a Rich console."""
    return why_view(found)


def why_values(found: Why) -> dict[str, object]:
    """Return an answer as plain values for JSON, without the plan; places as ``file:line:column``."""
    told = plain_values(found.contest) | {"state": found.contest.state.value}
    return {
        "instance": found.instance.name,
        "currency": found.instance.currency,
        "question": found.question,
        "option": found.option,
        "alternative": found.alternative,
        "in_plan": found.in_plan,
        "turned": found.turned,
        "forced": found.forced,
        "contest": told,
        "comparison": None if found.comparisons is None else comparison_values(found.comparisons),
        "diagnosis": None if found.diagnosis is None else diagnosis_values(found.diagnosis),
        "rules": [_rule_values(each) for each in found.rules],
        "rules_left": found.rules_left,
        "inputs": [_flip_values(each) for each in found.flips],
        "stopped": found.stopped.value,
        "solves": found.solves,
        "seconds": found.seconds,
    }


def _rule_values(each: RuleEffect) -> dict[str, object]:
    values = cast("dict[str, Any]", plain_values(each))
    values["contest"]["state"] = each.contest.state.value
    values["place"] = None if each.place is None else str(each.place)
    return values


def _flip_values(flip: Flip) -> dict[str, object]:
    looks = [_look_values(look) for look in flip.looks]
    ends = {
        name: None if look is None else look.factor for name, look in (("holds", flip.holds), ("turns", flip.turns))
    }
    place = None if flip.place is None else str(flip.place)
    return plain_values(flip) | {"place": place, "change": flip.change, "looks": looks, **ends}


def _look_values(look: Look) -> dict[str, object]:
    values = cast("dict[str, Any]", plain_values(look))
    values["contest"]["state"] = look.contest.state.value
    return values


def write_why(found: Why, folder: str | Path) -> WrittenWhy:
    """Write the tables of an answer and, in a folder ``forced`` of its own, the forced plan with its instance.

    Parameters
    ----------
    found : Why
        The answer.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    plan = None
    if found.plan is not None:
        plan = write_plan(found.plan, Path(folder) / "forced", found.forced_instance, audited=True)
    return WrittenWhy(write_why_tables(found, folder), plan)
