"""Policies: the limits that a plan keeps, each named, switchable, and hard or priced."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Hours, Identifier, NonNegative, PeriodNumber, Record, unit


class PolicyBase(Record):
    """What every policy has."""

    enabled: bool = True
    """Whether the policy holds."""

    description: str = ""
    """Why the policy is there, for people."""

    first_period: PeriodNumber = 0
    """First period in which it holds."""

    last_period: PeriodNumber | None = None
    """Last period in which it holds; absent: to the end."""

    price: Annotated[NonNegative, Field(json_schema_extra=unit("money per unit of breach"))] | None = None
    """Price of each unit of breach, once per row that is broken (not per year); absent: never broken."""


class MeanOverlap(PolicyBase):
    """Overlap of all teams with their areas' partners, weighted by capacity. Breach: hours a day x FTE of capacity."""

    kind: Literal["mean_overlap"]
    """Kind of policy."""

    floor: Annotated[Hours, Field(json_schema_extra=unit("hours a day"))]
    """Least mean overlap at every node."""


class CapacityShare(PolicyBase):
    """Capacity held by one place, vendor or model against the workload of all areas. Breach: FTE of capacity."""

    kind: Literal["capacity_share"]
    """Kind of policy."""

    per: Literal["location", "country", "region", "vendor", "operating_model"]
    """What may not hold more than the share."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("share of workload"))]
    """Most capacity, as a share of the workload of all areas."""

    names: tuple[str, ...] | None = None
    """Those that the policy holds for; absent: all but headquarters (per location) or its country (otherwise)."""


class RiskScore(PolicyBase):
    """Risk score of all locations, weighted by capacity. Breach: points x FTE of capacity."""

    kind: Literal["risk_score"]
    """Kind of policy."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("points"))]
    """Most mean risk score at every node."""


class SurviveLoss(PolicyBase):
    """Critical areas survive the loss of any one place by ``survival_share``. Breach: FTE."""

    kind: Literal["survive_loss"]
    """Kind of policy."""

    per: Literal["location", "country"] = "location"
    """What may be lost."""

    surge: Annotated[float, Field(ge=0, le=10, json_schema_extra=unit("share of capacity"))] = 0.0
    """Extra capacity that the places left can give for a while."""

    names: tuple[str, ...] | None = None
    """Those whose loss must be survived; absent: all but headquarters (and its country)."""


class CvarCap(PolicyBase):
    """Conditional value at risk of total cost. Breach: money; it is priced at the root."""

    kind: Literal["cvar_cap"]
    """Kind of policy."""

    alpha: Annotated[float, Field(ge=0, lt=1, json_schema_extra=unit("probability"))] = 0.9
    """Level: the mean of the worst ``1 - alpha`` is capped."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("money"))]
    """Most CVaR of the discounted total, before the price of this breach itself."""


class WorstCaseCap(PolicyBase):
    """Total cost of the dearest future. Breach: money; it is priced at the root."""

    kind: Literal["worst_case_cap"]
    """Kind of policy."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("money"))]
    """Most that the discounted total of any future may be, before the price of this breach itself."""


class RegretCap(PolicyBase):
    """Regret of every future: its total less the least total had it been certain. Breach: money of the future that is
    farthest above; it is priced at the root."""

    kind: Literal["regret_cap"]
    """Kind of policy."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("money"))] | None = None
    """Most regret in any future, before the price of this breach itself; absent: ``share`` says it."""

    share: Annotated[NonNegative, Field(json_schema_extra=unit("share of the future's least total"))] | None = None
    """Most regret in any future as a share of that future's own least total; absent: ``limit`` says it."""

    def most(self, least: float) -> float:
        """Return the most regret, in money, of a future that costs at least so much."""
        return self.limit if self.limit is not None else (self.share or 0.0) * least


class CapitalLimit(PolicyBase):
    """Set-up, fit-out, conversion and cancellation on every path, undiscounted. Breach: money."""

    kind: Literal["capital_limit"]
    """Kind of policy."""

    per: Literal["period", "calendar_year", "total"] = "total"
    """Span that the limit holds for; a period that straddles years is split by months."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("money"))]
    """Most capital in the span."""


class RunCostLimit(PolicyBase):
    """Run cost in a calendar year on every path, undiscounted. Breach: money."""

    kind: Literal["run_cost_limit"]
    """Kind of policy."""

    limit: Annotated[NonNegative, Field(json_schema_extra=unit("money per calendar year"))]
    """Most run cost: payroll, margin, fees, levy, fixed, overhead, rent, travel, coordination, friction, unmet."""


class StartLimit(PolicyBase):
    """Sites that start in one period. Breach: starts."""

    kind: Literal["start_limit"]
    """Kind of policy."""

    limit: Annotated[int, Field(ge=0, json_schema_extra=unit("starts per period"))]
    """Most starts at every node."""


class CountLimit(PolicyBase):
    """Sites, operating models or vendors in use at once. Breach: their number."""

    kind: Literal["count_limit"]
    """Kind of policy."""

    of: Literal["sites", "operating_models", "vendors"]
    """What is counted; headquarters is none of them."""

    limit: Annotated[int, Field(ge=0, json_schema_extra=unit("number"))]
    """Most in use at every node."""


class MustOperate(PolicyBase):
    """A location operates at every node of the periods. Breach: 1 for each node where it does not."""

    kind: Literal["must_operate"]
    """Kind of policy."""

    location: Identifier
    """The location."""

    operating_model: Identifier | None = None
    """Under this model; absent: any."""


class Forbid(PolicyBase):
    """A location, model, area or combination is not used. Breach: 1 a node, or heads where an area is named."""

    kind: Literal["forbid"]
    """Kind of policy."""

    location: Identifier | None = None
    """The location; absent: any but headquarters."""

    operating_model: Identifier | None = None
    """The model; absent: any."""

    area: Identifier | None = None
    """The area whose teams are forbidden; absent: operating as such is."""


class HeadsPin(PolicyBase):
    """Heads at a location, at every node of the periods. Breach: heads."""

    kind: Literal["heads"]
    """Kind of policy."""

    location: Identifier
    """The location; headquarters may be named."""

    area: Identifier | None = None
    """The area; absent: all areas together."""

    at_least: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] | None = None
    """Least heads."""

    at_most: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] | None = None
    """Most heads."""


class Freeze(PolicyBase):
    """Everything decided in the first periods is as in a given plan. Breach: decisions, and heads, that differ."""

    kind: Literal["freeze"]
    """Kind of policy."""

    plan: Identifier
    """Which of the instance's ``reference_plans``."""

    periods: Annotated[int, Field(ge=1, json_schema_extra=unit("periods"))]
    """The first so many periods are frozen: commits, cancellations, starts, stops, conversions and teams."""


class ChangeLimit(PolicyBase):
    """Commits, stops and conversions, over all nodes, that differ from a given plan. Breach: their number."""

    kind: Literal["change_limit"]
    """Kind of policy."""

    plan: Identifier
    """Which of the instance's ``reference_plans``."""

    limit: Annotated[int, Field(ge=0, json_schema_extra=unit("decisions"))]
    """Most decisions that differ: taken in one plan and not in the other."""


Policy = Annotated[
    MeanOverlap
    | CapacityShare
    | RiskScore
    | SurviveLoss
    | CvarCap
    | WorstCaseCap
    | RegretCap
    | CapitalLimit
    | RunCostLimit
    | StartLimit
    | CountLimit
    | MustOperate
    | Forbid
    | HeadsPin
    | Freeze
    | ChangeLimit,
    Field(discriminator="kind"),
]
"""Every kind of policy, told apart by ``kind``."""

OF_TOTALS = (CvarCap, WorstCaseCap, RegretCap)
"""Caps on the totals of whole paths. What breaking them costs is charged at the root and is no part of what they cap;
a future that is certain knows none of them."""
