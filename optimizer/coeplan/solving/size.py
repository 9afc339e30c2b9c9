"""How large the model of an instance is, before it is made."""

from coeplan_models import Instance

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
