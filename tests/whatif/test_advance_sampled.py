"""A sampled tree is carried to the new start as the nodes that were drawn, which is told."""

import pytest
from tests.exact import ExactEngine
from tests.planning.sampling import ALL, drawn_of

from coeplan.whatif.advance import advance
from coeplan_models import Explicit


def test_a_sampled_tree_goes_on_as_its_nodes_and_says_so(exact: ExactEngine) -> None:
    instance = drawn_of({"ai": ALL["ai"]}, samples=20, leaves=2)
    plan = exact.plan(instance)
    assert plan is not None
    found = advance(instance, plan, 1)
    told = [note for note in found.notes if note.code == "sampled_tree_written_out"]
    assert [note.exact for note in told] == [True]
    assert isinstance(found.instance.scenarios, Explicit)
    assert set(found.instance.scenarios.nodes) == {node.id for node in plan.nodes if node.period >= 1}
    again = exact.plan(found.instance)
    assert again is not None
    assert again.value == pytest.approx(found.remaining, rel=1e-6)
    later = advance(found.instance, again, 1)
    assert "sampled_tree_written_out" not in [note.code for note in later.notes]
