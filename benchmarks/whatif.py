"""How much sooner a what-if is answered from the base's plan than from nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.running.cases import instance_of
from coeplan.api.session import Session
from coeplan.api.solve import Solution, SolveOptions, solve
from coeplan.core.errors import InputError

EDITS = (
    "areas.*.workload x 1.05",
    "areas.*.workload x 0.95",
    "areas.*.workload x 1.15",
    "areas.*.workload x 0.85",
    "areas.*.loss_per_missing_hour x 1.5",
    "discount_rate + 0.02",
    "discount_rate = 0.06",
    "terminal_months = 6",
    "terminal_months = 18",
    "coordination_cost x 2",
    "locations.*.attrition x 1.2",
    "locations.IN_*.wage_growth + 0.02",
    "operating_models.*.lock_in x 2",
    "locations.*.ramp_up x 1.5",
    "operating_models.captive.lead_time + 3",
    "locations.*.fit_out x 1.5",
    "operating_models.captive.set_up_cost x 1.5",
    "operating_models.captive.fixed_cost x 1.3",
    "operating_models.as_a_service.fee_per_head x 1.1",
    "remove operating_models.bot",
)
"""Typical what-ifs, stated so that most instances know what they speak of."""


@dataclass(frozen=True)
class Asked:
    """One what-if, solved from nothing and from the base.

    Attributes
    ----------
    edit : str
        The what-if.
    cold, warm : Solution
        What came of each.
    """

    edit: str
    cold: Solution
    warm: Solution

    @property
    def ratio(self) -> float:
        """Time of the warm solve as a share of the cold one's."""
        return self.warm.seconds / self.cold.seconds

    @property
    def worse(self) -> float | None:
        """By which share the warm plan is dearer than the cold one; None where either is missing."""
        if self.cold.value is None or self.warm.value is None:
            return None
        return self.warm.value / self.cold.value - 1


@dataclass(frozen=True)
class Effort:
    """How long to solve.

    Attributes
    ----------
    gap : float
        Gap at which what-ifs stop.
    seconds : float
        Time limit of each.
    base_seconds : float
        Time for the base, which people solve with care before they ask; it stops at no gap above 0.5 %.
    """

    gap: float
    seconds: float
    base_seconds: float


def whatif(case: str, effort: Effort, out: Path | None, tell: Callable[[str], None]) -> list[Asked]:
    """Measure what-ifs of one case, each to the same gap from nothing and from the base.

    Parameters
    ----------
    case : str
        Name of the case.
    effort : Effort
        How long to solve.
    out : Path or None
        Markdown file to write.
    tell : callable
        Told how it goes.
    """
    options = SolveOptions(gap=effort.gap, time_limit=effort.seconds, keeping=False)
    session = Session(instance_of(case), SolveOptions(time_limit=effort.base_seconds, keeping=False))
    base = session.base()
    tell(f"{case}: base in {base.seconds:.1f} s, gap {_percent(base.gap)}")
    found: list[Asked] = []
    for edit in EDITS:
        try:
            warm = session.what_if(edit, options).solution
        except InputError as error:
            tell(f"left out: {error.faults[0]}")
            continue
        cold = solve(warm.instance, options)
        found.append(Asked(edit, cold, warm))
        tell(f"{edit}: cold {cold.seconds:.1f} s, warm {warm.seconds:.1f} s")
    text = _table(case, base, found)
    if out is None:
        tell(text)
    else:
        out.write_text(text, encoding="utf-8")
    return found


def _table(case: str, base: Solution, found: list[Asked]) -> str:
    rows = [
        f"| `{each.edit}` | {each.cold.seconds:.1f} | {_percent(each.cold.gap)} | {each.warm.seconds:.1f} "
        f"| {_percent(each.warm.gap)} | {each.ratio:.2f} | {_percent(each.worse)} |"
        for each in found
    ]
    middle = f"median {median(each.ratio for each in found):.2f}" if found else "nothing was measured"
    return "\n".join(
        [
            f"`{case}`: base {base.seconds:.1f} s, gap {_percent(base.gap)}; warm over cold: {middle}.",
            "",
            "| what-if | cold, s | gap | warm, s | gap | ratio | warm plan dearer by |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"
