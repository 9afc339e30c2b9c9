"""How large problems are: of an instance before its model is made, and of a model."""

from coeplan_models import Instance

from .model import PlanningModel

LARGE = 20_000
"""Columns from which on a tree is planned path by path first, and bounded by parts alone."""

COLUMNS_OF_A_TEAM = 6
"""Columns of a model for each node, arrangement and area, roughly."""


def columns_per_node(instance: Instance) -> int:
    """Return about how many columns a model has for each node of the tree."""
    pairs = 1 + sum(
        model.may_operate_at(location)
        for model in instance.operating_models.values()
        for location in instance.locations
        if location != instance.headquarters
    )
    return COLUMNS_OF_A_TEAM * pairs * len(instance.areas)


def is_large(model: PlanningModel) -> bool:
    """Whether the tree of a model is planned path by path first; a single path has but one."""
    return model.compiled.matrix.column_count > LARGE and len(model.numbers.tree.leaves) > 1
