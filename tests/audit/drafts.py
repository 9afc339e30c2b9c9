"""Plans worked out by hand, as drafts that tests can change before they become plans.

A draft holds the instance as a document and the plan's rows. What a plan repeats about itself (discounted amounts,
totals of paths, objective value) is added up from the rows here, so that a changed draft stays consistent
in all but what was changed.
"""

import copy
import json
from dataclasses import dataclass, field
from typing import Any

from coeplan_models import Instance, Plan

Rows = list[dict[str, Any]]
TABLES = ("nodes", "decisions", "sites", "teams", "unmet", "matches", "breaches", "node_figures", "holdings")
"""Tables of the plan that stand in the draft as they are."""


@dataclass
class Draft:
    """An instance and a plan of it."""

    instance: dict[str, Any]
    nodes: Rows
    discount: dict[str, float]
    """Value at the horizon's start of one unit paid at a node."""

    paths: dict[str, list[str]]
    """Nodes of the path to each leaf."""

    terminal_discount: float = 1.0
    decisions: Rows = field(default_factory=list)
    sites: Rows = field(default_factory=list)
    teams: Rows = field(default_factory=list)
    unmet: Rows = field(default_factory=list)
    matches: Rows = field(default_factory=list)
    breaches: Rows = field(default_factory=list)
    amounts: Rows = field(default_factory=list)
    node_figures: Rows = field(default_factory=list)
    holdings: Rows = field(default_factory=list)
    cvar: float | None = None
    """CVaR at the objective's level; absent: the total of the only leaf."""

    least: dict[str, float] = field(default_factory=dict[str, float])
    """What each leaf's future costs at least by itself; empty where regret is not asked for."""

    def copy(self) -> "Draft":
        return copy.deepcopy(self)

    # Rows

    def pick(self, table: str, **match: Any) -> dict[str, Any]:
        """Return the one row of a table that has these values."""
        found = [row for row in getattr(self, table) if all(row.get(key) == value for key, value in match.items())]
        assert len(found) == 1, f"{len(found)} rows of {table} match {match}"
        return found[0]

    def change(self, table: str, changes: dict[str, Any], **match: Any) -> "Draft":
        self.pick(table, **match).update(changes)
        return self

    def drop(self, table: str, **match: Any) -> "Draft":
        getattr(self, table).remove(self.pick(table, **match))
        return self

    def add(self, table: str, **row: Any) -> "Draft":
        getattr(self, table).append(row)
        return self

    def put(self, path: str, value: Any) -> "Draft":
        """Change the instance at a dotted path."""
        *parents, last = path.split(".")
        place = self.instance
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = value
        return self

    # The plan

    def problem(self) -> Instance:
        return Instance.model_validate_json(json.dumps(self.instance))

    def plan(self, **header: Any) -> Plan:
        """Return the plan; ``header`` replaces what would be filled in."""
        amounts = self._discounted()
        totals = {
            leaf: sum(row["discounted"] for row in amounts if row["node"] in path) for leaf, path in self.paths.items()
        }
        probability = {node["id"]: node["probability"] for node in self.nodes}
        expected = sum(probability[leaf] * total for leaf, total in totals.items())
        regrets = {leaf: totals[leaf] - least for leaf, least in self.least.items()}
        summary: dict[str, Any] = {
            "expected_total": expected,
            "cvar": expected if self.cvar is None else self.cvar,
            "worst_total": max(totals.values()),
            "largest_regret": max(regrets.values(), default=None),
        }
        weights = {"expectation_weight": 1.0, **self.instance.get("objective", {})}
        value = weights["expectation_weight"] * expected + weights.get("cvar_weight", 0.0) * summary["cvar"]
        value += weights.get("worst_case_weight", 0.0) * summary["worst_total"]
        value += weights.get("regret_weight", 0.0) * (summary["largest_regret"] or 0.0)
        document: dict[str, Any] = {
            "instance": self.instance["name"],
            "instance_hash": self.problem().fingerprint(),
            "currency": "USD",
            "headquarters": self.instance["headquarters"],
            "termination": "optimal",
            "value": value,
            "bound": 0.9 * value,
            "gap": 0.1,
            **{table: getattr(self, table) for table in TABLES},
            "amounts": amounts,
            "leaf_totals": [
                {"leaf": leaf, "probability": probability[leaf], "total": total, "regret": regrets.get(leaf)}
                for leaf, total in totals.items()
            ],
            "futures": [
                {"leaf": leaf, "termination": "optimal", "value": least, "bound": least, "problem": "by hand"}
                for leaf, least in self.least.items()
            ],
            "summary": summary | self._capital_and_peak(probability),
            "keeping": None,
            "made_by": {"versions": {"by": "hand"}, "options": {"gap": 1}, "seed": 0, "seconds": {"total": 1}}
            | {"created": "2026-01-01T00:00:00Z"},
        }
        return Plan.model_validate_json(json.dumps(document | header))

    def _discounted(self) -> Rows:
        """Return the amounts, each with what it is worth at the horizon's start."""
        amounts: Rows = [{"terminal": False, **row} for row in self.amounts]
        for row in amounts:
            factor = self.terminal_discount if row["terminal"] else self.discount.get(row["node"], 1.0)
            row.setdefault("discounted", row["money"] * factor)
        return amounts

    def _capital_and_peak(self, probability: dict[str, float]) -> dict[str, float]:
        """Return the figures of the summary that follow from those of the nodes."""
        capital = {row["node"]: row["capital"] for row in self.node_figures}
        return {
            "expected_capital": sum(probability[node] * spent for node, spent in capital.items()),
            "largest_capital": max(sum(capital.get(node, 0) for node in path) for path in self.paths.values()),
            "peak_heads_abroad": max(row["heads_abroad"] for row in self.node_figures),
        }


def site(node: str, location: str, model: str | None, heads: float, **rest: Any) -> dict[str, Any]:
    """Return a row of a site; seats are included and there are no bands unless said otherwise."""
    row = {"node": node, "location": location, "operating_model": model, "heads": heads}
    plain = {"seats": 0, "seats_bought": 0, "billed_heads": heads, "overhead_step": None, "fee_band": None}
    return row | plain | rest


def team(place: tuple[str, str, str], model: str | None, heads: float, **flows: float) -> dict[str, Any]:
    """Return a row of a team at a node, location and area; flows are 0 and heads ramped unless said otherwise."""
    node, location, area = place
    row = {"node": node, "location": location, "area": area, "operating_model": model, "heads": heads}
    return row | {"attrition": 0, "hires": 0, "releases": 0, "effective_heads": heads} | flows


def paid(node: str, category: str, money: float, **rest: Any) -> dict[str, Any]:
    """Return a row of an amount."""
    return {"node": node, "category": category, "money": money} | rest


def holding(node: str, per: str, name: str, heads: float, capacity: float, workload: float) -> dict[str, Any]:
    """Return a row of a holding."""
    share = capacity / workload
    return {"node": node, "per": per, "name": name, "heads": heads, "capacity": capacity, "share": share}
