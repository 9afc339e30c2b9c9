"""One plan against the base as a report sees it: how they differ, with names, the unit of money and what was asked."""

from dataclasses import dataclass

from coeplan.plans.board import Names
from coeplan.plans.compare import ComparedPlan, Comparison
from coeplan_models import Instance

from ..numbers import MoneyUnit
from .letters import names_of


@dataclass(frozen=True)
class Pair:
    """One plan against the base, with what is needed to tell it."""

    found: Comparison
    """How they differ."""
    names: Names
    """Names for people, of the base's instance or else the other's."""
    money: MoneyUnit
    """Unit of all money."""
    asked: tuple[str, ...] = ()
    """Edits that the other plan's instance was solved with."""

    @classmethod
    def of(cls, found: Comparison, base: ComparedPlan, other: ComparedPlan, money: MoneyUnit) -> "Pair":
        """Take names and edits of what is compared."""
        asked = other.plan.made_by.what_if
        return cls(found, _names(base.instance, other.instance), money, () if asked is None else asked.edits)


def _names(one: Instance | None, two: Instance | None) -> Names:
    """Return the names of two instances, of which each may have places and models that the other has not."""
    first, second = names_of(one), names_of(two)
    return Names(
        {**second.locations, **first.locations},
        {**second.operating_models, **first.operating_models},
        {**second.areas, **first.areas},
        first.home_country,
    )
