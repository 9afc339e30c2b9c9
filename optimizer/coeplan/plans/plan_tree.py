"""The scenario tree of a plan as a reader sees it: periods, futures and calendar years by name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coeplan_models import Plan, PlanNode

_GENERATED = re.compile(r"t\d{2,}(?:\.(?P<branches>.+))?")
"""Identifiers that coeplan gives to nodes; the names of the branchings passed follow the period."""


@dataclass(frozen=True)
class Segment:
    """The nodes from one branching of the tree to the next, along which nothing new shows itself."""

    nodes: tuple[str, ...]
    """Identifiers, first to last."""

    future: str
    """Name of what has shown itself by then; empty before the first branching."""

    parent: str | None
    """Last node before the segment; None for the first segment."""

    probability: float
    """Probability of passing through."""


@dataclass(frozen=True)
class PlanTree:
    """The nodes of a plan, with what a reader asks of them."""

    nodes: tuple[PlanNode, ...]

    @classmethod
    def of(cls, plan: Plan) -> "PlanTree":
        """Take the tree of a plan."""
        return cls(plan.nodes)

    @cached_property
    def by_id(self) -> Mapping[str, PlanNode]:
        """Nodes by identifier."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Children of each node."""
        found: dict[str, list[str]] = {node.id: [] for node in self.nodes}
        for node in self.nodes:
            if node.parent is not None:
                found[node.parent].append(node.id)
        return {parent: tuple(those) for parent, those in found.items()}

    @cached_property
    def root(self) -> PlanNode:
        """The node of now."""
        return next(node for node in self.nodes if node.parent is None)

    @cached_property
    def leaves(self) -> tuple[PlanNode, ...]:
        """Nodes without children; each stands for one future."""
        return tuple(node for node in self.nodes if not self.children[node.id])

    @cached_property
    def paths(self) -> Mapping[str, tuple[str, ...]]:
        """Nodes from the root to each node, itself included."""
        found: dict[str, tuple[str, ...]] = {}
        for node in self.nodes:
            found[node.id] = (*(found[node.parent] if node.parent else ()), node.id)
        return found

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Stretches of the tree between branchings, in the order of their first nodes."""
        return tuple(self._segment(node) for node in self.nodes if self._opens_segment(node))

    @cached_property
    def _segment_of(self) -> Mapping[str, Segment]:
        return {node: segment for segment in self.segments for node in segment.nodes}

    @cached_property
    def _branch_names(self) -> Mapping[str, str] | None:
        """Names that the identifiers carry; None where they are not of coeplan's own making."""
        matches = {node.id: _GENERATED.fullmatch(node.id) for node in self.nodes}
        names = {node: match["branches"] or "" for node, match in matches.items() if match is not None}
        leaf_names = {names.get(leaf.id) for leaf in self.leaves}
        usable = len(names) == len(self.nodes) and len(leaf_names) == len(self.leaves)
        return names if usable else None

    def _opens_segment(self, node: PlanNode) -> bool:
        return node.parent is None or len(self.children[node.parent]) > 1

    def _segment(self, first: PlanNode) -> Segment:
        nodes = [first.id]
        while len(self.children[nodes[-1]]) == 1:
            nodes.append(self.children[nodes[-1]][0])
        named = self._branch_names
        future = "" if first.parent is None else named[first.id] if named else first.id
        return Segment(tuple(nodes), future, first.parent, first.probability)

    def segment(self, node: str) -> Segment:
        """Return the segment that a node belongs to."""
        return self._segment_of[node]

    def future(self, node: str) -> str:
        """Name of what has shown itself at a node; empty before the first branching."""
        return self.segment(node).future

    def label(self, node: str) -> str:
        """Name of a node's period, such as ``2028-Q1``."""
        return period_label(self.by_id[node].start, self.by_id[node].months)

    def period_name(self, period: int) -> str:
        """Name of a period by its number."""
        return self.label(next(node.id for node in self.nodes if node.period == period))

    @cached_property
    def year_shares(self) -> Mapping[str, Mapping[int, float]]:
        """Share of each node's months that lies in each calendar year."""
        return {node.id: _year_shares(node) for node in self.nodes}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years in which the horizon has months."""
        return tuple(sorted({year for shares in self.year_shares.values() for year in shares}))

    def closes_year(self, node: str, year: int) -> bool:
        """Whether a node holds the last month of a year, or the horizon's last month in it."""
        return year in self.year_shares[node] and not any(
            year in self.year_shares[child] for child in self.children[node]
        )

    def on_path(self, ancestor: str, node: str) -> bool:
        """Whether a node is another or comes after it."""
        return ancestor in self.paths[node]


def month_index(month: str) -> int:
    """Return ``YYYY-MM`` as a number of months."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_name(index: int) -> str:
    """Return a number of months as ``YYYY-MM``."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def period_label(start: str, months: int) -> str:
    """Name a period as a calendar does, or by its first month.

    Parameters
    ----------
    start : str
        First month, ``YYYY-MM``.
    months : int
        Length in months.

    Returns
    -------
    str
        ``2028``, ``2028-H1`` or ``2028-Q1`` where the calendar has such a name for it, else the first
        month, ``2028-02``.
    """
    year, offset = divmod(month_index(start), 12)
    if months in (3, 6, 12) and offset % months == 0:
        part = {3: f"-Q{offset // 3 + 1}", 6: f"-H{offset // 6 + 1}", 12: ""}[months]
        return f"{year:04d}{part}"
    return start


def _year_shares(node: PlanNode) -> Mapping[int, float]:
    first = month_index(node.start)
    months: dict[int, int] = {}
    for index in range(first, first + node.months):
        months[index // 12] = months.get(index // 12, 0) + 1
    return {year: count / node.months for year, count in months.items()}
