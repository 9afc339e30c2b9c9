"""Plans that do not hang together are refused with everything that is wrong."""

import json

import pytest

from coeplan.core.errors import InputError
from coeplan.plans.board import board
from coeplan_models import Instance

from .sample import SAMPLE, sample_plan

PLAN = sample_plan()


def changed(name, position, **changes):
    """Return a list of the sample with one row changed."""
    rows = list(getattr(PLAN, name))
    rows[position] = rows[position].model_copy(update=changes)
    return {name: tuple(rows)}


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"nodes": ()}, ("nodes",), "no node"),
        ({"nodes": (PLAN.nodes[0], *PLAN.nodes)}, ("nodes", 1), "stands twice"),
        (changed("nodes", 0, parent="t01"), ("nodes", 0), "one root"),
        (changed("nodes", 1, parent="t09"), ("nodes", 1), "does not come before it"),
        (changed("nodes", 1, period=5), ("nodes", 1), "is in period 5"),
        (changed("nodes", 1, start="2028-13"), ("nodes", 1), "2028-13"),
        (changed("nodes", 1, start="2029-01"), ("nodes", 1), "starts in 2029-01; expected 2028-01"),
        (changed("nodes", 4, months=3), ("nodes", 4), "ends before 2028-10; expected all paths to end before 2029-07"),
        (changed("teams", 2, node="t07"), ("teams", 2), "no node 't07'"),
        (changed("decisions", 0, start_period=9), ("decisions", 0, "start_period"), "no period 9"),
        ({"leaf_totals": PLAN.leaf_totals[:1]}, ("leaf_totals",), "one total for each leaf"),
        ({"node_figures": PLAN.node_figures[:-1]}, ("node_figures",), "one row for each node"),
    ],
)
def test_each_kind_of_unsoundness_is_named_with_its_place(changes, path, said):
    with pytest.raises(InputError) as caught:
        board(PLAN.model_copy(update=changes))
    first = caught.value.faults[0]
    assert first.path == path
    assert said in str(first)


def test_all_that_is_wrong_is_told_at_once():
    changes = changed("teams", 0, node="x") | changed("amounts", 3, node="y")
    with pytest.raises(InputError) as caught:
        board(PLAN.model_copy(update=changes))
    assert [fault.path for fault in caught.value.faults] == [("teams", 0), ("amounts", 3)]


def test_some_future_comes():
    nodes = tuple(node.model_copy(update={"probability": 0.0}) for node in PLAN.nodes)
    with pytest.raises(InputError, match="every future has probability 0"):
        board(PLAN.model_copy(update={"nodes": nodes}))


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("decisions", {"location": "MX_GDX"}, "no location 'MX_GDX'"),
        ("decisions", {"operating_model": "bot"}, "no operating model 'bot'"),
        ("decisions", {"operating_model": "headquarters"}, "no operating model 'headquarters'"),
        ("decisions", {"to_model": "bot"}, "no operating model 'bot'"),
        ("sites", {"location": "MX_GDX"}, "no location 'MX_GDX'"),
        ("teams", {"area": "sales"}, "no area 'sales'"),
        ("amounts", {"operating_model": "bot"}, "no operating model 'bot'"),
    ],
)
def test_rows_name_what_the_instance_has(name, changes, said):
    instance = Instance.model_validate_json(json.dumps(SAMPLE))
    board(PLAN, instance)
    with pytest.raises(InputError) as caught:
        board(PLAN.model_copy(update=changed(name, 1, **changes)), instance)
    (fault,) = caught.value.faults
    assert fault.path == (name, 1, *changes)
    assert said in str(fault)
