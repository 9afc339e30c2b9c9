"""Plans that do not hang together are refused with everything that is wrong."""

import pytest

from coeplan.core.errors import InputError
from coeplan.plans.board import board

from .sample import sample_plan

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
        (changed("nodes", 1, months=0), ("nodes", 1), "0 months"),
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
