"""The instance: everything that one planning problem says."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .areas import Area
from .base import Identifier, Months, NonNegative, Rate, Record, unit
from .footprint import Footprint
from .horizon import Horizon
from .locations import Location
from .operating_models import OperatingModel
from .plan import ReferencePlan
from .policies import Policy, RegretCap
from .provenance import Figure, Source
from .scenarios import Deterministic, Scenarios

INSTANCE_SCHEMA_VERSION = "1"


class Objective(Record):
    """What is minimised: the weighted sum of expected total, CVaR of the total, largest total and largest regret."""

    expectation_weight: NonNegative = 1.0
    """Weight of the expected discounted total."""

    cvar_weight: NonNegative = 0.0
    """Weight of the conditional value at risk of the discounted total."""

    cvar_alpha: Annotated[float, Field(ge=0, lt=1, json_schema_extra=unit("probability"))] = 0.9
    """Level of the CVaR: the mean of the worst ``1 - cvar_alpha`` by probability."""

    worst_case_weight: NonNegative = 0.0
    """Weight of the largest discounted total of any future, however unlikely."""

    regret_weight: NonNegative = 0.0
    """Weight of the largest regret: a future's total less the least total had that future been certain."""

    @property
    def total_weight(self) -> float:
        """Sum of the weights: what the objective rises by where every future costs 1 more."""
        return self.expectation_weight + self.cvar_weight + self.worst_case_weight + self.regret_weight


class Instance(Record):
    """A planning problem: areas of work, places, ways to operate there, futures, limits, and what exists."""

    schema_version: Literal["1"] = INSTANCE_SCHEMA_VERSION
    """Version of this contract."""

    name: Identifier
    """Short name."""

    title: str = ""
    """Title for people."""

    description: str = ""
    """What the instance is about, and what it shows."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    """Currency of all amounts, as ISO 4217 code."""

    headquarters: Identifier
    """Location that is headquarters."""

    discount_rate: Annotated[Rate, Field(json_schema_extra=unit("per year"))] = 0.0
    """Yearly rate at which amounts are discounted from the middle of their period to the horizon's start."""

    coordination_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per vendor-year"))] = 0.0
    """Cost of each vendor in use, in home currency."""

    terminal_months: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Length of the period, after the horizon, in which each leaf's run cost goes on."""

    objective: Objective = Objective()
    """What is minimised."""

    horizon: Horizon
    """Periods."""

    areas: Annotated[Mapping[Identifier, Area], Field(min_length=1)]
    """Business areas, keyed by identifier."""

    locations: Annotated[Mapping[Identifier, Location], Field(min_length=1)]
    """Locations, headquarters among them, keyed by identifier."""

    operating_models: Mapping[Identifier, OperatingModel] = Field(default_factory=dict)
    """Operating models, keyed by identifier; ``headquarters`` is reserved for the built-in one."""

    scenarios: Scenarios = Deterministic()
    """The scenario tree."""

    policies: Mapping[Identifier, Policy] = Field(default_factory=dict)
    """Limits on the plan, keyed by name."""

    footprint: Footprint | None = None
    """What exists; absent: headquarters holds the root workload of every area it hosts, rounded up."""

    reference_plans: Mapping[Identifier, ReferencePlan] = Field(default_factory=dict)
    """Decisions of given plans, for policies of kind ``freeze`` and ``change_limit``."""

    sources: Mapping[Identifier, Source] = Field(default_factory=dict)
    """Publications that figures come from."""

    figures: Mapping[str, Figure] = Field(default_factory=dict)
    """Provenance of values, keyed by their path."""

    @property
    def asks_for_regret(self) -> bool:
        """Whether the least totals of single futures bear on the optimum."""
        capped = any(isinstance(each, RegretCap) and each.enabled for each in self.policies.values())
        return capped or self.objective.regret_weight > 0

    def fingerprint(self) -> str:
        """Return the SHA-256 of all that bears on the optimum (descriptions and provenance left out)."""
        # Weights that the contract did not always have: left out at 0, so that older plans are still of their instance.
        later = {name for name in ("worst_case_weight", "regret_weight") if getattr(self.objective, name) == 0}
        of_people = dict.fromkeys(("description", "title", "sources", "figures"), True)
        said = self.model_dump_json(exclude={**of_people, "objective": later})
        return hashlib.sha256(said.encode()).hexdigest()
