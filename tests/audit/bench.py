"""A good plan as plain data, to be spoilt: looked up and changed row by row, and turned into a plan again."""

import copy
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE
from coeplan_models import Instance, Plan

Row = dict[str, Any]


def lumped(plan: Plan) -> str:
    """Return a plan as a file in which all amounts for one thing stand in one row; any number of rows may."""
    document: Row = json.loads(plan.model_dump_json())
    lumps: dict[str, Row] = {}
    for row in document["amounts"]:
        key = json.dumps({name: value for name, value in row.items() if name not in ("money", "discounted")})
        lump = lumps.setdefault(key, row | {"money": 0.0, "discounted": 0.0})
        lump |= {name: lump[name] + row[name] for name in ("money", "discounted")}
    return json.dumps(document | {"amounts": list(lumps.values())})


class Bench:
    """A plan on the bench.

    Parameters
    ----------
    instance : Instance
        The plan's instance.
    numbers : Numbers
        The engine's planning numbers of it, which share nothing with the auditor.
    document : str
        A good plan as its file holds it; what is done on the bench is done to a copy.

    Attributes
    ----------
    plan : dict
        The plan as its file would hold it.
    """

    def __init__(self, instance: Instance, numbers: Numbers, document: str) -> None:
        self.instance = instance
        self.numbers = numbers
        self.plan: Row = json.loads(document)

    def finished(self) -> Plan:
        """Return what is on the bench as a plan."""
        return Plan.model_validate_json(json.dumps(self.plan))

    # Rows

    def rows(self, table: str, **match: Any) -> list[Row]:
        """Return the rows of a table that have these values."""
        return [row for row in self.plan[table] if all(row[key] == value for key, value in match.items())]

    def row(self, table: str, **match: Any) -> Row:
        """Return the one row that has these values."""
        found = self.rows(table, **match)
        assert len(found) == 1, f"{len(found)} rows of {table} match {match}"
        return found[0]

    def drop(self, table: str, **match: Any) -> Row:
        """Take the one row that has these values away and return it."""
        row = self.row(table, **match)
        self.plan[table].remove(row)
        return row

    def add(self, table: str, like: Row | None = None, **values: Any) -> Row:
        """Add a row, or a copy of one with other values."""
        row = copy.deepcopy(like or {}) | values
        self.plan[table].append(row)
        return row

    # Decisions, sites, teams

    def decide(self, node: str, location: str, kind: str, model: str, **more: Any) -> Row:
        """Add a decision."""
        plain = {"to_model": None, "start_period": None}
        return self.add("decisions", node=node, location=location, kind=kind, operating_model=model, **(plain | more))

    def operate(self, node: str, location: str, model: str | None, seats: float = 0.0) -> Row:
        """Let a place operate, or only hold seats; heads and terms are filled in when the plan is settled."""
        plain = {"heads": 0.0, "billed_heads": 0.0, "overhead_step": None, "fee_band": None, "seats_bought": 0.0}
        for row in self.rows("sites", node=node, location=location):
            self.plan["sites"].remove(row)
        return self.add("sites", node=node, location=location, operating_model=model, seats=seats, **plain)

    def model(self, node: str, location: str) -> str | None:
        """Return the model that the plan's rows say operates at a place."""
        rows = self.rows("sites", node=node, location=location)
        return rows[0]["operating_model"] if rows else None

    def other_model(self, model: str | None) -> str:
        """Return some other model of the instance."""
        return next(other for other in self.instance.operating_models if other != model)

    def team(self, node: str, location: str, area: str) -> Row | None:
        """Return the row of a team, if there is one."""
        rows = self.rows("teams", node=node, location=location, area=area)
        return rows[0] if rows else None

    def heads(self, node: str, location: str, area: str) -> float:
        """Return the heads of a team."""
        row = self.team(node, location, area)
        return row["heads"] if row is not None else 0.0

    def staff(self, node: str, location: str, area: str, heads: float) -> Row:
        """Give a team another size; its flows are filled in when the plan is settled."""
        row = self.team(node, location, area)
        if row is None:
            plain = dict.fromkeys(("attrition", "hires", "releases", "effective_heads"), 0.0)
            row = self.add("teams", node=node, location=location, area=area, operating_model=None, **plain)
        row["heads"] = heads
        return row

    # Tree

    @cached_property
    def _node_numbers(self) -> dict[str, int]:
        return {node.id: number for number, node in enumerate(self.numbers.tree.nodes)}

    @property
    def nodes(self) -> list[str]:
        """Identifiers of the nodes, parents before children."""
        return list(self._node_numbers)

    @property
    def leaves(self) -> list[str]:
        """Identifiers of the leaves."""
        return [self.nodes[leaf] for leaf in self.numbers.tree.leaves]

    def node(self, name: str) -> int:
        """Return the number of a node."""
        return self._node_numbers[name]

    def parent(self, name: str) -> str | None:
        """Return the node before; none for the root."""
        number = self.numbers.tree.parent[self.node(name)]
        return None if number == BEFORE else self.nodes[number]

    def path(self, name: str) -> Iterator[str]:
        """Yield a node and those before it, back to the root."""
        node: str | None = name
        while node is not None:
            yield node
            node = self.parent(node)

    def key(self, node: str, location: str, area: str) -> tuple[int, int, int]:
        """Return the numbers of a node, location and area."""
        return self.node(node), self.place(location), self.numbers.area_ids.index(area)

    def place(self, location: str) -> int:
        """Return the number of a location."""
        return self.numbers.location_ids.index(location)

    def month(self, node: str) -> int:
        """Return the months from the horizon's start to the start of a node."""
        return self.numbers.calendar.starts[self.numbers.tree.period[self.node(node)]]

    def years(self, node: str) -> float:
        """Return the length of a node in years."""
        return self.numbers.calendar.months[self.numbers.tree.period[self.node(node)]] / 12
