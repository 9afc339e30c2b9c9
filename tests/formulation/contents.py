"""Which golden file shows what, on which instances."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import EQUATIONS

from . import lines
from .lines import Line
from .names import FAMILIES, Names


@dataclass(frozen=True)
class Content:
    """What one golden file shows.

    Attributes
    ----------
    file : str
        Its path below ``golden``, without ending.
    instances : tuple of str
        The instances that it is shown on.
    lines : callable
        Yields the lines for one model.
    """

    file: str
    instances: tuple[str, ...]
    lines: Callable[[Algebra, Names], Iterable[Line]]


ROWS: dict[str, tuple[str, str]] = {
    # equation: what its index is made of, and instances
    "coverage": ("node area", "work"),
    "coverage_in_whole_heads": ("node area", "work"),
    "life_cycle": ("node site", "life inherited"),
    "one_model": ("node place", "life inherited"),
    "start_when_idle": ("node place", "life inherited"),
    "leave_what_operates": ("node site", "life inherited"),
    "start_follows_commitment": ("node site", "life inherited"),
    "cancel_what_is_committed": ("node site plain", "life inherited"),
    "lock_in": ("node place", "life inherited"),
    "lock_in_of_conversion": ("node node site", "life"),
    "lock_in_of_footprint": ("node place site", "inherited"),
    "buy_out_lock_in": ("node node site", "life inherited terms"),
    "conversion_age": ("node arc node", "life inherited"),
    "head_count": ("node site area", "work inherited"),
    "release_before_moving": ("node site area", "life inherited"),
    "hires_are_heads": ("node site area", "life inherited"),
    "move_with_conversion": ("node arc area", "life inherited"),
    "released_or_hired": ("node arc area", "life"),
    "hired_or_released": ("node arc area", "life"),
    "heads_where_operating": ("node site area", "staff"),
    "team_of_arrangements": ("node place area", "work life"),
    "most_heads": ("node site", "work terms"),
    "least_heads": ("node site", "terms"),
    "hires_where_operating": ("node site", "work life"),
    "team_where_placed": ("node place area", "staff"),
    "smallest_team": ("node place area", "staff"),
    "placed_where_operating": ("node place area", "staff"),
    "ramp_up": ("node place area", "staff"),
    "effective_of_team": ("node place area", "staff"),
    "losses_end_with_team": ("node place area", "staff"),
    "forgiven_of_lost": ("node place area", "staff"),
    "forgiven_of_released": ("node place area", "staff"),
    "two_places_at_most": ("node area", "staff"),
    "handover": ("node area", "staff"),
    "built_up_after_start": ("node site", "terms"),
    "built_up_after_conversion": ("node node site", "terms"),
    "built_up_where_operating": ("node site", "terms"),
    "not_built_up_yet": ("node node site", "terms"),
    "one_step": ("node site", "terms"),
    "step_bottom": ("node site", "terms"),
    "step_top": ("node site", "terms"),
    "one_band": ("node site", "terms"),
    "heads_of_bands": ("node site", "terms"),
    "band_bottom": ("node site plain", "terms"),
    "band_top": ("node site plain", "terms"),
    "take_or_pay": ("node site", "terms"),
    "shortfall_where_built_up": ("node site", "terms"),
    "useful_team": ("node place area", "staff"),
    "useful_heads_where_operating": ("node site area", "work staff"),
    "useful_heads_of_band": ("node site plain", "terms"),
    "surplus_of_bands": ("node place", "terms"),
    "seat_for_each_head": ("node place", "seats"),
    "seat_growth": ("node place", "seats"),
    "buy_where_needed": ("node place", "seats"),
    "lease": ("node place", "seats"),
    "mean_overlap": ("plain node", "together"),
    "match_of_team": ("node area area place", "together"),
    "match_of_partner": ("node area area place", "together"),
    "all_matched_where_forbidden": ("node area area", "together"),
    "capacity_share": ("plain node plain", "risk"),
    "capacity_share_of_site": ("plain node site", "risk"),
    "risk_score": ("plain node", "risk"),
    "survive_loss": ("plain node area plain", "risk"),
    "survive_largest_loss": ("plain node area", "risk"),
    "tail_of_leaf": ("plain node", "tails"),
    "cvar_cap": ("plain", "tails"),
    "peak_of_leaf": ("plain node", "regrets"),
    "worst_case_cap": ("plain node", "regrets"),
    "regret_cap": ("plain node", "regrets"),
    "capital_limit": ("plain node plain", "money"),
    "run_cost_limit": ("plain node plain", "money"),
    "start_limit": ("plain node", "pins"),
    "count_limit": ("plain node", "pins"),
    "vendor_in_use": ("node site", "pins"),
    "model_in_use": ("node site", "pins"),
    "must_operate": ("plain node", "pins"),
    "forbid": ("plain node site", "pins"),
    "forbid_team": ("plain node place", "pins"),
    "heads_at_least": ("plain node", "pins"),
    "heads_at_most": ("plain node", "pins"),
    "freeze": ("decision", "given"),
    "freeze_team": ("plain plain node place area", "given"),
    "change_limit": ("plain", "given"),
    "running_total": ("node", "tails"),
}

BOUNDS: dict[str, str] = {
    "team": "work staff",
    "effective": "staff",
    "forgiven": "staff",
    "heads": "work terms",
    "hires": "inherited",
    "releases": "inherited",
    "moved": "life inherited",
    "growing": "life money terms",
    "idle": "work staff",
    "unmet": "work",
    "matched": "together",
    "seats": "seats",
    "bought": "seats",
    "band_heads": "terms",
    "band_surplus": "terms",
    "shortfall": "terms",
    "largest": "risk",
    "tail": "tails",
    "spent": "tails",
    "quantile": "tails",
    "peak": "regrets",
    "placed": "staff",
    "operate": "life inherited",
    "start": "life inherited",
    "stop": "life inherited",
    "convert": "life inherited",
    "commit": "life inherited",
    "cancel": "life inherited",
    "early_exit": "life inherited terms",
    "built_up": "terms",
    "step": "terms",
    "band": "terms",
    "vendor_used": "pins",
    "model_used": "pins",
    "breach": "money pins",
}
"""Instances on which the bounds of a family of variables are shown."""


def _rows(name: str, kinds: str, instances: str) -> Content:
    equation = next(each for each in EQUATIONS if each.name == name)
    return Content(name, tuple(instances.split()), lambda m, names: lines.rows(m, names, equation, kinds))


def _bounds(family: str, instances: str) -> Content:
    return Content(f"variables/{family}", tuple(instances.split()), lambda m, names: lines.bounds(m, names, family))


CONTENTS: tuple[Content, ...] = (
    *(_rows(name, kinds, instances) for name, (kinds, instances) in ROWS.items()),
    *(_bounds(family, instances) for family, instances in BOUNDS.items()),
    Content("costs", ("money",), lines.costs),
    Content("objective", ("tails", "regrets"), lines.objective),
)
"""Every golden file."""

__all__ = ["BOUNDS", "CONTENTS", "FAMILIES", "ROWS", "Content"]
