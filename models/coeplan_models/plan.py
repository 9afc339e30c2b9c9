"""The plan: every decision, every amount, and how good it is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .base import Identifier, PeriodNumber, Record, unit
from .scenarios import NodeId

PLAN_SCHEMA_VERSION = "1"

Money = Annotated[float, Field(json_schema_extra=unit("money"))]
Heads = Annotated[float, Field(ge=0, json_schema_extra=unit("heads"))]
Fte = Annotated[float, Field(ge=0, json_schema_extra=unit("FTE"))]


class DecisionKind(StrEnum):
    """What may be decided about a site."""

    COMMIT = "commit"
    CANCEL = "cancel"
    START = "start"
    STOP = "stop"
    CONVERT = "convert"


class Decision(Record):
    """One decision about a site at one node."""

    node: NodeId
    """Node at whose start it takes effect."""

    location: Identifier
    """Where."""

    kind: Annotated[DecisionKind, Field(strict=False)]
    """What is decided."""

    operating_model: Identifier
    """The model: committed, cancelled, started, stopped, or converted away from."""

    to_model: Identifier | None = None
    """The new model of a conversion; absent otherwise."""

    start_period: PeriodNumber | None = None
    """Period in which the site starts, for commitments and cancellations; absent otherwise."""


class TeamSize(Record):
    """Heads of one area at one location and node."""

    node: NodeId
    """Node."""

    location: Identifier
    """Location."""

    area: Identifier
    """Business area."""

    heads: Heads
    """Heads of the team."""


class Team(TeamSize):
    """A team, and how it came to its size. Rows stand where heads or any flow is not 0."""

    operating_model: Identifier | None
    """Model that the location operates under at the node; absent where it does not operate."""

    attrition: Heads
    """Heads of the previous team that left by themselves."""

    hires: Heads
    """Gross hires."""

    releases: Heads
    """Releases."""

    effective_heads: Heads
    """Heads less what ramp-up costs."""


class Site(Record):
    """An operating location at one node, headquarters included, or one that only holds seats."""

    node: NodeId
    """Node."""

    location: Identifier
    """Location."""

    operating_model: Identifier | None
    """Model in operation; absent where only seats are left."""

    heads: Heads
    """Heads of all areas."""

    seats: Annotated[float, Field(ge=0, json_schema_extra=unit("seats"))]
    """Seats held, where seats are not included."""

    seats_bought: Annotated[float, Field(ge=0, json_schema_extra=unit("seats"))]
    """Growth of the seats at this node."""

    billed_heads: Heads
    """Heads that choose the fee band: heads or take-or-pay, the larger."""

    overhead_step: Annotated[float, Field(json_schema_extra=unit("heads"))] | None
    """``from_heads`` of the overhead step in force; absent where the model has none."""

    fee_band: Annotated[float, Field(json_schema_extra=unit("billed heads"))] | None
    """``from_heads`` of the fee band in force; absent where the model has none."""


class UnmetWork(Record):
    """Workload that stays undone."""

    node: NodeId
    """Node."""

    area: Identifier
    """Business area."""

    fte: Fte
    """Workload left undone."""


class Match(Record):
    """Heads of one area matched to heads of another."""

    node: NodeId
    """Node."""

    area: Identifier
    """Area that needs the other."""

    partner: Identifier
    """Area that serves."""

    location: Identifier
    """Where the heads of ``area`` sit."""

    partner_location: Identifier
    """Where the heads of ``partner`` sit."""

    heads: Heads
    """Heads of ``area`` matched."""


class Breach(Record):
    """How far a priced policy is broken in one of its rows."""

    policy: Identifier
    """The policy."""

    node: NodeId
    """Node that is charged: the row's own; for a span of a path its last node; for CVaR the root."""

    subject: str
    """Which row of the policy: a location, country, area or year; empty where it has one a node."""

    amount: Annotated[float, Field(ge=0)]
    """Size of the breach, in the policy's own unit."""


class Category(StrEnum):
    """What an amount is for."""

    PAYROLL = "payroll"
    MARGIN = "margin"
    FEE = "fee"
    SHORTFALL = "shortfall"
    LEVY = "levy"
    FIXED = "fixed"
    OVERHEAD = "overhead"
    RENT = "rent"
    TRAVEL = "travel"
    COORDINATION = "coordination"
    FRICTION = "friction"
    UNMET = "unmet"
    HIRING = "hiring"
    SEVERANCE = "severance"
    EXIT = "exit"
    EARLY_EXIT = "early_exit"
    SET_UP = "set_up"
    FIT_OUT = "fit_out"
    CONVERSION = "conversion"
    CANCELLATION = "cancellation"
    BREACH = "breach"


CAPITAL = frozenset({Category.SET_UP, Category.FIT_OUT, Category.CONVERSION, Category.CANCELLATION})
"""Categories that count as capital."""

RUN_COST = frozenset(
    {
        Category.PAYROLL,
        Category.MARGIN,
        Category.FEE,
        Category.SHORTFALL,
        Category.LEVY,
        Category.FIXED,
        Category.OVERHEAD,
        Category.RENT,
        Category.TRAVEL,
        Category.COORDINATION,
        Category.FRICTION,
        Category.UNMET,
    }
)
"""Categories that count as run cost."""


class Amount(Record):
    """One amount of money at one node."""

    node: NodeId
    """Node."""

    category: Annotated[Category, Field(strict=False)]
    """What it is for."""

    location: Identifier | None = None
    """Where, if anywhere."""

    operating_model: Identifier | None = None
    """Under which model."""

    area: Identifier | None = None
    """For which area."""

    subject: str | None = None
    """Vendor of coordination, partner area of friction, policy of a breach."""

    terminal: bool = False
    """Whether it belongs to the period after the horizon."""

    money: Money
    """Amount at the node's prices, undiscounted; never negative."""

    discounted: Money
    """The same, discounted to the horizon's start; not weighted by probability."""


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

    months: Annotated[int, Field(json_schema_extra=unit("months"))]
    """Length."""


class NodeFigures(Record):
    """Key figures of one node."""

    node: NodeId
    """Node."""

    heads: Heads
    """All heads."""

    heads_abroad: Heads
    """Heads outside headquarters."""

    sites: int
    """Sites in operation, headquarters not counted."""

    workload: Fte
    """Workload of all areas."""

    capacity: Fte
    """Efficiency x heads of all teams."""

    mean_overlap: Annotated[float, Field(json_schema_extra=unit("hours a day"))] | None
    """Mean overlap with the areas' partners, weighted by capacity; absent where capacity is 0."""

    risk_score: Annotated[float, Field(json_schema_extra=unit("points"))] | None
    """Mean risk score, weighted by capacity; absent where capacity is 0."""

    capital: Money
    """Capital spent at the node, undiscounted."""

    run_cost: Money
    """Run cost of the node, undiscounted."""


class Holding(Record):
    """What one place, vendor or model holds at one node."""

    node: NodeId
    """Node."""

    per: Literal["location", "country", "region", "vendor", "operating_model"]
    """What is counted."""

    name: str
    """Which one."""

    heads: Heads
    """Its heads."""

    capacity: Fte
    """Its efficiency x heads."""

    share: float | None
    """Its capacity as a share of the workload of all areas; absent where there is no workload."""


class LeafTotal(Record):
    """Total cost of one path from the root to a leaf."""

    leaf: NodeId
    """The leaf."""

    probability: float
    """Its probability."""

    total: Money
    """Discounted total of its path."""


class Summary(Record):
    """The plan in a few numbers."""

    expected_total: Money
    """Expected discounted total."""

    cvar: Money
    """CVaR of the discounted total at the objective's level."""

    worst_total: Money
    """Largest discounted total of a path."""

    expected_capital: Money
    """Expected capital, undiscounted."""

    largest_capital: Money
    """Largest capital of a path, undiscounted."""

    peak_heads_abroad: Heads
    """Most heads outside headquarters at any node."""


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

    notes: tuple[str, ...] = ()
    """What happened that a careful reader should know, such as a retried solver."""


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
