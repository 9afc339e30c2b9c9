"""Rolling on: a plan, and what really happened, become the next instance to plan on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan_models import (
    Area,
    Footprint,
    Instance,
    Observed,
    PeriodSeries,
    Plan,
    Sampled,
    value_at,
)

from .advance_cut import Cut, Note, Notes, cut_at
from .advance_figures import remaining_figures
from .advance_growth import grown_locations, grown_models
from .advance_limits import RemainingLimits, remaining_horizon, remaining_plans
from .advance_observed import observed_faults, with_observed
from .advance_places import note_places, with_same_hosts
from .advance_state import State, hires_within_teams, state_before
from .advance_tree import remaining_tree

LONGEST_NAME = 64
"""Most letters of an instance's name."""

_MONTH_AT_END = re.compile(r"-\d{4}-\d{2}$")


@dataclass(frozen=True)
class Advanced:
    """An instance that begins where a plan has got to.

    Attributes
    ----------
    instance : Instance
        The next instance: its horizon starts in the month advanced to, its footprint is what stands by then, its tree
        what may still happen.
    root : str
        Node of the plan that came true, and is the new root.
    period : int
        Period of the plan that is period 0 now.
    month : str
        First month of the new horizon, ``YYYY-MM``.
    spent : float
        What the plan's path had cost before, discounted to the plan's own start.
    remaining : float
        What the plan would still cost in expectation from now on, discounted to the new start: what solving the new
        instance is to be compared with.
    notes : tuple of Note
        What was carried in another form, and what could not be carried exactly.
    """

    instance: Instance
    root: str
    period: int
    month: str
    spent: float
    remaining: float
    notes: tuple[Note, ...]

    @property
    def exact(self) -> bool:
        """Whether all that the plan knew could be carried."""
        return all(note.exact for note in self.notes)


def advance(instance: Instance, plan: Plan, to: int | str, observed: Observed | None = None) -> Advanced:
    """Turn a plan and what really happened into the next instance.

    Parameters
    ----------
    instance : Instance
        What the plan was made for.
    plan : Plan
        A plan that passed its audit.
    to : int or str
        Period that becomes the new first one, or its first month ``YYYY-MM``.
    observed : Observed, optional
        What happened otherwise than planned, and which node came true where there are several.

    Returns
    -------
    Advanced
        The instance, and what a careful reader should know. It is not cross-checked yet.

    Raises
    ------
    InputError
        If there is no such period, if it is not clear which node came true, or if what was observed speaks of what
        the instance does not know or contradicts itself; all faults at once.
    """
    said = observed or Observed()
    cut = cut_at(instance, plan, to, said)
    notes = Notes()
    planned = state_before(cut, notes)
    if faults := observed_faults(cut, planned, said):
        raise InputError(faults)
    state = with_observed(cut, planned, said, notes)
    stated = (location for location, site in said.sites.items() if site.recent_hires is not None)
    state = hires_within_teams(state, stated, notes)
    advanced = with_same_hosts(_begun(cut, state, said, notes), instance, notes)
    note_places(cut, advanced, state, notes)
    _note_objective(cut, notes)
    _note_sampled(cut, notes)
    figures = remaining_figures(cut, advanced, notes)
    told = _description(cut, notes)
    spent, remaining = _costs(cut)
    return Advanced(
        instance=advanced.model_copy(update={"figures": figures, "description": told}),
        root=cut.tree.nodes[cut.root].id,
        period=cut.period,
        month=cut.month,
        spent=spent,
        remaining=remaining,
        notes=tuple(notes.found),
    )


def _begun(cut: Cut, state: State, observed: Observed, notes: Notes) -> Instance:
    """Return the instance with everything that is counted from its start counted from the new one."""
    old = cut.instance
    return old.model_copy(
        update={
            "name": _name(old.name, cut.month),
            "horizon": old.horizon.model_copy(update=remaining_horizon(cut)),
            "areas": {key: _later_area(area, cut, observed.workload.get(key)) for key, area in old.areas.items()},
            "locations": grown_locations(old, cut.years),
            "operating_models": grown_models(old, cut.years),
            "scenarios": remaining_tree(cut, observed),
            "policies": RemainingLimits(cut, observed, notes).policies(),
            "footprint": Footprint(sites=state.sites, commitments=state.commitments),
            "reference_plans": remaining_plans(cut),
        }
    )


def _name(name: str, month: str) -> str:
    """Name of the old instance and the new month, in the place of that of an earlier advance."""
    return f"{_MONTH_AT_END.sub('', name)[: LONGEST_NAME - len(month) - 1]}-{month}"


def _later_area(area: Area, cut: Cut, forecast: PeriodSeries | None) -> Area:
    workload = _later_series(area.workload, cut.period) if forecast is None else forecast
    return area.model_copy(update={"workload": workload, "earliest_move": max(0, area.earliest_move - cut.period)})


def _later_series(series: PeriodSeries, passed: int) -> PeriodSeries:
    """Count a series' periods from the new start."""
    if isinstance(series, tuple):
        return series[passed:]
    if isinstance(series, Mapping):
        later = {period - passed: value for period, value in series.items() if period > passed}
        return {0: value_at(series, passed, before=0.0), **later}
    return series


def _note_objective(cut: Cut, notes: Notes) -> None:
    weights = cut.instance.objective
    measured = {"CVaR": weights.cvar_weight, "worst case": weights.worst_case_weight}
    names = [name for name, weight in measured.items() if cut.resolved and weight > 0]
    if names:
        notes.inexact(
            "risk_of_what_remains",
            f"The objective's {' and '.join(names)} was that over all futures, of which some are over now: from now on "
            "it is that over those that remain, so that the plan's own next steps need no longer be best.",
        )
    if weights.regret_weight > 0:
        notes.inexact(
            "risk_of_what_remains",
            "The objective's largest regret was measured from the old start: from now on it is measured from what the "
            "futures that remain cost at least from here, so that the plan's own next steps need no longer be best.",
        )


def _note_sampled(cut: Cut, notes: Notes) -> None:
    sampled = cut.instance.scenarios
    if isinstance(sampled, Sampled):
        notes.told(
            "sampled_tree_written_out",
            f"The sampled tree is carried as the nodes that were drawn: its {len(sampled.processes)} processes, its "
            "seed and its number of leaves are gone. To draw again from here, state scenarios of kind sampled anew.",
        )


def _costs(cut: Cut) -> tuple[float, float]:
    """Cost of the path so far, and expected cost of what remains, the latter seen from the new start."""
    by_node: dict[str, float] = {}
    for amount in cut.plan.amounts:
        by_node[amount.node] = by_node.get(amount.node, 0.0) + amount.discounted
    spent = sum(by_node.get(node, 0.0) for node in cut.path)
    later = sum(cut.probability[node] * by_node.get(cut.tree.nodes[node].id, 0.0) for node in cut.below)
    return spent, later * cut.revaluation


def _description(cut: Cut, notes: Notes) -> str:
    """Say where the instance comes from, so that its file stands by itself."""
    origin = (
        f"Advanced to {cut.month} from a plan of instance {cut.instance.name} ({cut.plan.instance_hash[:12]}), "
        f"node {cut.tree.nodes[cut.root].id}. Amounts that grow are restated at that month."
    )
    lost = [f"Not carried exactly: {note.text}" for note in notes.found if not note.exact]
    return "\n".join([*cut.instance.description.splitlines(), origin, *lost])
