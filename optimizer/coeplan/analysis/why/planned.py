"""A plan with the instance that it was made for."""

from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance
from coeplan.plans.soundness import other_instance
from coeplan_models import Plan


@dataclass(frozen=True)
class Planned:
    """A plan with its instance.

    Attributes
    ----------
    loaded : LoadedInstance
        The instance, with the places of its values.
    plan : Plan
        Its plan.

    Raises
    ------
    InputError
        If the plan was made for other data.
    """

    loaded: LoadedInstance
    plan: Plan

    def __post_init__(self) -> None:
        faults = list(other_instance(self.plan, self.loaded.instance))
        if faults:
            raise InputError(faults)
