"""Business areas: the work that has to be done, and what it asks of a place."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .base import LARGEST, Hours, Identifier, NonNegative, PeriodNumber, Record, Share, unit
from .series import PeriodSeries


class Unmet(Record):
    """Terms on which part of an area's workload may stay undone."""

    price: Annotated[NonNegative, Field(json_schema_extra=unit("money per FTE-year"))]
    """Cost of workload that stays undone, in home currency."""

    max_share: Annotated[Share, Field(json_schema_extra=unit("share of workload"))] = 1.0
    """Largest share of a period's workload that may stay undone."""


class Collaboration(Record):
    """How heads of one area need heads of another nearby; keyed by the other area."""

    min_overlap: Annotated[Hours, Field(json_schema_extra=unit("hours a day"))]
    """Two places serve the pair if they are the same, or overlap by at least this in the period."""

    heads_served: Annotated[float, Field(gt=0, le=LARGEST, json_schema_extra=unit("heads per head"))]
    """Heads of this area that one head of the other area can serve in this pair."""

    unmatched: Annotated[NonNegative | Literal["forbidden"], Field(json_schema_extra=unit("money per head-year"))]
    """Friction price of a head that finds no match, in home currency, or ``forbidden``."""


class Area(Record):
    """A business area: an amount of work, the roles that do it, and where it may sit."""

    name: str = ""
    """Name for people; the identifier where empty."""

    workload: Annotated[PeriodSeries, Field(json_schema_extra=unit("baseline FTE"))]
    """Work to be done: output of so many ramped, pre-AI heads at headquarters. One number, a list with
    one entry a period, or a map from the period at which a new value starts."""

    role_mix: Mapping[Identifier, Share] = Field(default_factory=dict)
    """Share of each role among the heads; shares sum to 1. Empty where locations state a cost per area."""

    min_team: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] = 0.0
    """Smallest team at a location that has one at all."""

    whole_heads: bool = True
    """Whether teams are whole heads; otherwise fractional FTE."""

    single_site: bool = False
    """Whether all of the area sits at one location."""

    handover: Annotated[int, Field(ge=0, le=1200, json_schema_extra=unit("periods"))] = 1
    """Most consecutive periods that a single-site area may sit at two locations while it moves."""

    earliest_move: PeriodNumber = 0
    """First period in which the area may have a team where the footprint has none."""

    real_time_partner: str | None = None
    """Location or IANA time zone that the area works with in real time; headquarters where absent.
    A time zone works 09:00 to 17:00."""

    overlap_floor: Annotated[Hours, Field(json_schema_extra=unit("hours a day"))] = 0.0
    """A location may host the area only if its overlap with the partner, averaged over the horizon, reaches this."""

    overlap_target: Annotated[Hours, Field(json_schema_extra=unit("hours a day"))] = 0.0
    """Overlap with the partner below which output is lost."""

    real_time_share: Annotated[Share, Field(json_schema_extra=unit("share of work"))] = 0.0
    """Share of the work that needs real-time contact with the partner."""

    loss_per_missing_hour: Annotated[Share, Field(json_schema_extra=unit("share of output per hour a day"))] = 0.0
    """Share of the real-time work's output lost for each hour a day of overlap below the target."""

    critical: bool = False
    """Whether the area must survive the loss of a place (policies of kind ``survive_loss``)."""

    survival_share: Annotated[Share, Field(json_schema_extra=unit("share of workload"))] = 0.0
    """Share of the workload that the places left must still be able to do after a loss."""

    collaboration: Mapping[Identifier, Collaboration] = Field(default_factory=dict)
    """What this area needs of other areas, keyed by the other area."""

    unmet: Unmet | None = None
    """Terms for undone workload; absent: all workload must be done."""
