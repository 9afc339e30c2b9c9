"""What of a problem is held while the rest is free."""

from dataclasses import replace

import numpy as np
import pytest
from tests.studies.tasks import TINY

from coeplan.api.edits import edited_instance
from coeplan.solving.model import NARROW, PlanningModel
from coeplan.solving.neighbourhoods import Neighbourhoods
from coeplan.solving.windows import nodes_of_columns


@pytest.fixture(scope="module")
def model():
    edits = ["areas.dev.single_site = true", "areas.dev.min_team = 2"]
    return PlanningModel.of(edited_instance(TINY, edits).instance, NARROW)


def held(model, x):
    """Names of the columns that hold where an area of one site is."""
    names = model.compiled.matrix.column_names
    return {names[column] for column in Neighbourhoods(model).hold_structure(x).columns if "placed" in names[column]}


def test_of_a_path_only_whole_columns_are_held(model):
    """A team that may be divisible later is nowhere in particular then; rounding it would contradict all else."""
    matrix = model.compiled.matrix
    x = np.zeros(matrix.column_count)
    everywhere = held(model, x)
    now = nodes_of_columns(model) == 0
    path = replace(model, compiled=replace(model.compiled, matrix=replace(matrix, integer=matrix.integer & now)))
    first = held(path, x)
    assert first
    assert first < everywhere
    assert all(matrix.integer[now][np.isin(np.array(matrix.column_names)[now], list(first))])


def test_the_teams_of_one_area_are_free_while_all_others_are_held(model):
    matrix = model.compiled.matrix
    x = np.zeros(matrix.column_count)
    (area,) = model.numbers.areas
    free = Neighbourhoods(model).hold_other_areas(x, (area,))
    none = Neighbourhoods(model).hold_other_areas(x, ())
    names = np.array(matrix.column_names)
    families = {name.split("[")[0] for name in names[np.setdiff1d(none.columns, free.columns)]}
    assert families == {"team", "placed", "heads"}
    assert {name.split("[")[0] for name in names[free.columns]} >= {"operate"}
