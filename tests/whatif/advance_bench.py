"""An old plan's remaining decisions, priced anew in closed form on the advanced instance."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

import pytest
from tests.exact import WIDTH

from coeplan.planning.reference import read_reference
from coeplan.solving.model import PlanningModel
from coeplan.solving.references import decisions_of
from coeplan.whatif.advance import Advanced, advance
from coeplan.whatif.advance_cut import Cut, Notes, cut_at
from coeplan.whatif.advance_limits import remaining_plan
from coeplan.whatif.advance_state import state_before
from coeplan_models import Amount, Category, ChangeLimit, CvarCap, Instance, Observed, Plan, Record, ReferencePlan, Site
from coeplan_models.checks import check_instance

RELATIVE = 1e-9
"""How close amounts that are the same come, relative to their size or to one unit of money."""

Row = tuple[object, ...]


@dataclass(frozen=True)
class Trial:
    """An instance and its plan, advanced to one node.

    Attributes
    ----------
    advanced : Advanced
        What came of it.
    cut : Cut
        Where.
    instance : Instance
        The advanced instance, read back from its JSON. Its footprint states all hires, also those that the contract
        has no room for (see ``hires_beyond_team``), so that nothing but the algebra is looked at.
    """

    advanced: Advanced
    cut: Cut
    instance: Instance

    @property
    def inexact(self) -> list[str]:
        return [note.code for note in self.advanced.notes if not note.exact]


def trials(instance: Instance, plan: Plan) -> Iterator[Trial]:
    """Advance a plan to every node but its root."""
    for node in plan.nodes:
        if node.period > 0:
            yield trial(instance, plan, node.period, node.id)


def trial(instance: Instance, plan: Plan, period: int, node: str) -> Trial:
    """Advance a plan to one node."""
    observed = Observed(node=node)
    advanced = advance(instance, plan, period, observed)
    cut = cut_at(instance, plan, period, observed)
    read = Instance.model_validate_json(advanced.instance.model_dump_json())
    assert read.footprint is not None
    sites = state_before(cut, Notes()).sites
    footprint = read.footprint.model_copy(update={"sites": sites})
    return Trial(advanced, cut, read.model_copy(update={"footprint": footprint}))


def faults(of: Trial) -> list[str]:
    """What the cross-checks find wrong with an advanced instance as it would be written."""
    return [str(fault) for fault in check_instance(of.advanced.instance) if fault.severity == "fault"]


def broken_rule(of: Trial, model: PlanningModel) -> str | None:
    """The rule of the advanced instance that the old plan's remaining decisions break worst; None where all hold."""
    return model.compiled.matrix.violation(_vector(of, model))


def model_of(of: Trial) -> PlanningModel:
    return PlanningModel.of(of.instance, WIDTH)


def _vector(of: Trial, model: PlanningModel):
    return model.vector(remaining_decisions(of, model))


def remaining_decisions(of: Trial, model: PlanningModel):
    """The old plan's decisions from the new root on, in the numbers of the advanced instance."""
    numbers = model.numbers
    given = read_reference(numbers, remaining_plan(of.cut, ReferencePlan.of(of.cut.plan)))
    nodes = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
    costly = {key for key, place in of.instance.locations.items() if place.seat_rent or place.fit_out}
    # A reference plan says nothing of seats. Those that cost nothing are held in any number, as the solver left them.
    seats = {
        (nodes[site.node], numbers.location_ids.index(site.location)): site.seats
        for site in of.cut.plan.sites
        if site.node in nodes and site.location in costly
    }
    return replace(decisions_of(numbers, given), seats=seats)


def differing_amounts(of: Trial, model: PlanningModel) -> list[tuple[Row, float, float]]:
    """Amounts of the nodes that remain which are not what they were: row, old and new, discounted to the new start.

    What is charged once at the root for the whole of a tree is looked at by itself.
    """
    names = {node.id for node in model.numbers.tree.nodes}
    before = _sums(of, (amount for amount in of.cut.plan.amounts if amount.node in names), of.cut.revaluation)
    now = _sums(of, model.rows(remaining_decisions(of, model))["amounts"], 1.0)
    pairs = ((row, before.get(row, 0.0), now.get(row, 0.0)) for row in sorted(before.keys() | now.keys(), key=str))
    return [(row, old, new) for row, old, new in pairs if abs(old - new) > RELATIVE * max(1.0, abs(old))]


def _sums(of: Trial, amounts, factor: float) -> dict[Row, float]:
    """Money at the nodes' prices, and discounted, by row."""
    at_root = {name for name, each in of.cut.instance.policies.items() if isinstance(each, CvarCap | ChangeLimit)}
    found: dict[Row, float] = defaultdict(float)
    for amount in amounts:
        if amount.category is Category.BREACH and amount.subject in at_root:
            continue
        row = _row(of, amount)
        found["money", *row] += amount.money
        found["discounted", *row] += amount.discounted * factor
    return dict(found)


def _row(of: Trial, amount: Amount) -> Row:
    """What an amount is for; the rest of a year of a limit counts as the limit."""
    subject = amount.subject
    if amount.category is Category.BREACH and subject not in of.cut.instance.policies:
        subject = str(subject).rpartition("_")[0]
    return amount.node, amount.category, amount.location, amount.operating_model, amount.area, subject, amount.terminal


def root_charges(of: Trial, model: PlanningModel, policy: str) -> tuple[float, float]:
    """What the breach of a policy costs that is charged at the root: in the old plan, and now, seen from now."""
    rows = model.rows(remaining_decisions(of, model))["amounts"]
    before, now = (
        sum(each.discounted for each in amounts if each.category is Category.BREACH and each.subject == policy)
        for amounts in (of.cut.plan.amounts, rows)
    )
    return before * of.cut.revaluation, now


def instance_of(data: dict[str, object]) -> Instance:
    return Instance.model_validate_json(json.dumps(data))


def differing_rows(of: Trial, model: PlanningModel) -> list[tuple[str, object, object]]:
    """States and key figures of the nodes that remain which are not what they were."""
    rows = model.rows(remaining_decisions(of, model))
    names = {node.id for node in model.numbers.tree.nodes}
    # The reference plan's seats that cost nothing are as few as can be, and root charges are another matter.
    found: list[tuple[str, object, object]] = []
    for table, without in (("teams", ()), ("sites", ("seats", "seats_bought")), ("unmet", ()), ("node_figures", ())):
        before = [
            _plain(row, without) for row in getattr(of.cut.plan, table) if row.node in names and not _seats_alone(row)
        ]
        now = [_close(row, without) for row in rows[table] if not _seats_alone(row)]
        found += [(table, old, new) for old, new in zip_longest(before, now) if old != new]
    return found


def _seats_alone(row: Record) -> bool:
    return isinstance(row, Site) and row.operating_model is None


def _plain(row: Record, without: tuple[str, ...]) -> dict[str, object]:
    return row.model_dump(exclude=set(without))


def _close(row: Record, without: tuple[str, ...]) -> dict[str, object]:
    """A row as what compares equal to itself, but for rounding."""
    said = _plain(row, without)
    return {
        key: pytest.approx(value, rel=RELATIVE, abs=RELATIVE) if isinstance(value, float) else value
        for key, value in said.items()
    }
