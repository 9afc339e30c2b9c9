"""The plan: every decision, every amount, and how good it is."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .base import Identifier, PeriodNumber, Record, unit
from .horizon import PeriodLength
from .plan_decisions import Breach, Decision, Match, Site, Team, TeamSize, UnmetWork
from .plan_figures import Amount, FutureBest, Holding, LeafTotal, Money, NodeFigures, Summary
from .scenarios import NodeId

PLAN_SCHEMA_VERSION = "1"


class PlanNode(Record):
    """One node of the scenario tree."""

    id: NodeId
    """Identifier."""

    period: PeriodNumber
    """Period."""

    parent: NodeId | None
    """Node before; absent for the root."""

    probability: Annotated[float, Field(ge=0, le=1)]
    """Probability of passing through."""

    start: str
    """First month, ``YYYY-MM``."""

    months: Annotated[PeriodLength, Field(json_schema_extra=unit("months"))]
    """Length."""


class Keeping(Record):
    """The same instance with no commitment, conversion or new site, and sizes free."""

    termination: str
    """Why its solver stopped."""

    value: Money | None
    """Objective of the best such plan found; absent where none is known."""

    bound: Money | None
    """Proved lower bound of it."""

    saving: Money | None
    """Its value less the plan's."""

    reason: str | None
    """Why there is no such plan, or why it is not known."""


class AskedWhatIf(Record):
    """What was asked of an instance that was edited before it was solved."""

    name: str = ""
    """Name of the what-if; empty where its edits were given one by one."""

    edits: tuple[str, ...]
    """The edits as texts, in the order in which they were applied."""

    base_hash: str
    """Fingerprint of the instance that was edited."""


class MadeBy(Record):
    """How the plan came about."""

    versions: Mapping[str, str]
    """Versions of coeplan, the solver and what matters besides."""

    options: Mapping[str, str | float | int | bool | None]
    """Options of the solve."""

    seed: int
    """Random seed."""

    seconds: Mapping[str, float]
    """Wall-clock seconds of each phase."""

    created: str
    """When, in UTC, ISO 8601."""

    bound_source: str = ""
    """Where the bound comes from: branch and bound, a relaxation, or parts of the tree."""

    bound_confirmed: bool = False
    """Whether a second look by other means (without presolve, from scratch) found no plan below the bound; false also
    where it had no time for it."""

    notes: tuple[str, ...] = ()
    """What happened that a careful reader should know, such as a retried solver."""

    what_if: AskedWhatIf | None = None
    """What was asked; absent where the instance was solved as it is."""


class Plan(Record):
    """A plan: why the solver stopped, what it is worth, and everything decided on the tree."""

    schema_version: Literal["1"] = PLAN_SCHEMA_VERSION
    """Version of this contract."""

    instance: Identifier
    """Name of the instance."""

    instance_hash: str
    """Fingerprint of the instance."""

    title: str = ""
    """The instance's title."""

    currency: str
    """Currency of all amounts."""

    headquarters: Identifier
    """The location that is headquarters."""

    termination: str
    """Why the solver stopped."""

    value: Money
    """Objective value of this plan."""

    bound: Money | None
    """Proved lower bound on the objective of any plan; absent where none was proved."""

    gap: float | None
    """(value - bound) / |value|; absent where there is no bound or the value is 0 and the bound is not."""

    nodes: tuple[PlanNode, ...]
    """The scenario tree, parents before children."""

    decisions: tuple[Decision, ...]
    """Decisions about sites."""

    sites: tuple[Site, ...]
    """Sites at each node."""

    teams: tuple[Team, ...]
    """Teams at each node."""

    unmet: tuple[UnmetWork, ...]
    """Workload left undone, where not 0."""

    matches: tuple[Match, ...]
    """Collaboration served, where not 0."""

    breaches: tuple[Breach, ...]
    """Breaches of priced policies, where not 0."""

    amounts: tuple[Amount, ...]
    """Every amount that is not 0."""

    leaf_totals: tuple[LeafTotal, ...]
    """Total of each path."""

    futures: tuple[FutureBest, ...] = ()
    """Least total of each future had it been certain; empty where regret was not asked for."""

    node_figures: tuple[NodeFigures, ...]
    """Key figures of each node."""

    holdings: tuple[Holding, ...]
    """What places, vendors and models hold, where not 0."""

    summary: Summary
    """The plan in a few numbers."""

    keeping: Keeping | None
    """What keeping everything as it is would cost; absent where it was not asked for."""

    made_by: MadeBy
    """How the plan came about."""


class ReferencePlan(Record):
    """What policies need of a given plan. In a file, ``file: plan.json`` takes it from a plan."""

    decisions: tuple[Decision, ...] = ()
    """Decisions about sites."""

    teams: tuple[TeamSize, ...] = ()
    """Team sizes; a team that is not named has no heads."""

    @classmethod
    def of(cls, plan: Plan) -> "ReferencePlan":
        """Take the decisions and team sizes of a plan."""
        return cls(
            decisions=plan.decisions,
            teams=tuple(
                TeamSize(node=t.node, location=t.location, area=t.area, heads=t.heads) for t in plan.teams if t.heads
            ),
        )
