"""What a plan costs, and its key figures."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .base import Identifier, Record, unit
from .plan_decisions import Fte, Heads
from .scenarios import NodeId

Money = Annotated[float, Field(json_schema_extra=unit("money"))]


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

    regret: Money | None = None
    """Its total less the proved least total had this future been certain; absent where regret was not asked for."""


class FutureBest(Record):
    """What one future would cost at least, had it been certain from the start: reference data for regret."""

    leaf: NodeId
    """The leaf that the future ends in."""

    termination: str
    """Why its solver stopped."""

    value: Money | None
    """Total of the best plan found for this future alone; absent where none was found."""

    bound: Money
    """Proved lower bound of that total, which regret is measured from."""

    problem: str
    """Fingerprint of the problem of this future alone; where an edited instance has it too, the bound holds there."""


class Summary(Record):
    """The plan in a few numbers."""

    expected_total: Money
    """Expected discounted total."""

    cvar: Money
    """CVaR of the discounted total at the objective's level."""

    worst_total: Money
    """Largest discounted total of a path."""

    largest_regret: Money | None = None
    """Largest regret of a future; absent where regret was not asked for."""

    expected_capital: Money
    """Expected capital, undiscounted."""

    largest_capital: Money
    """Largest capital of a path, undiscounted."""

    peak_heads_abroad: Heads
    """Most heads outside headquarters at any node."""
