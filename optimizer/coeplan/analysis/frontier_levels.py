"""An instance whose plans are held to levels of measures, as a what-if like any other."""

import math
from collections.abc import Sequence
from dataclasses import replace

from coeplan.whatif.apply import Edited, apply
from coeplan_models import Edit, Instance, Objective
from coeplan_models.edits import AddEntry, SetValue

from .measures import Measure


def held_to(source: Edited, measures: Sequence[Measure], levels: Sequence[float]) -> Edited:
    """Return an instance in which one measure is minimised and the others are held to levels.

    Parameters
    ----------
    source : Edited
        The instance, and how it came about.
    measures : sequence of Measure
        First the one that is minimised.
    levels : sequence of float
        Most of each other measure's burden; infinite where it is free.

    Returns
    -------
    Edited
        The instance; its edits are those of the source, and then what it is held to.

    Raises
    ------
    InputError
        Where the instance cannot be used with them.
    """
    instance = source.instance
    edited = apply(instance, [*_objective(instance, measures[0]), *_policies(instance, measures[1:], levels)])
    return replace(edited, edits=(*source.edits, *edited.edits), base_hash=source.base_hash, name=source.name)


def _objective(instance: Instance, measure: Measure) -> list[Edit]:
    """Return the edit that has a measure minimised; none where it is already."""
    weights, now = measure.weights, instance.objective
    assert weights is not None
    stated = Objective(
        expectation_weight=weights[0],
        cvar_weight=weights[1],
        worst_case_weight=weights[2],
        cvar_alpha=now.cvar_alpha,
    )
    if stated == now:
        return []
    return [SetValue(kind="set", path="objective", value=stated.model_dump(mode="json"))]


def _policies(instance: Instance, measures: Sequence[Measure], levels: Sequence[float]) -> list[Edit]:
    edits: list[Edit] = []
    for measure, level in zip(measures, levels, strict=True):
        if level < math.inf and measure.policy is not None:
            path = f"policies.{_free_name(instance, measure)}"
            edits.append(AddEntry(kind="add", path=path, value=measure.policy(instance, measure.sign * level)))
    return edits


def _free_name(instance: Instance, measure: Measure) -> str:
    """Return a name for the policy that no policy of the instance has."""
    wanted = name = f"frontier_{measure.name}"
    number = 2
    while name in instance.policies:
        name, number = f"{wanted}_{number}", number + 1
    return name
