"""Key figures of a plan on a tree."""

import runpy
from pathlib import Path

import pytest

from coeplan.studies.key_figures import key_figures

SAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "plans" / "sample.py"))


def test_figures_at_the_end_are_expectations_over_the_leaves():
    plan = SAMPLE["sample_plan"]()
    leaves = {total.leaf: total.probability for total in plan.leaf_totals}
    assert len(leaves) > 1
    found = key_figures(plan)
    heads = sum(leaves.get(each.node, 0.0) * each.heads for each in plan.node_figures)
    assert sum(found.heads_at_end.values()) == pytest.approx(heads)
    sites = sum(leaves.get(each.node, 0.0) * each.sites for each in plan.node_figures)
    assert sum(found.sites_at_end.values()) == pytest.approx(sites)


def test_decisions_of_today_are_those_at_the_root():
    plan = SAMPLE["sample_plan"]()
    root = plan.nodes[0].id
    found = key_figures(plan)
    assert len(found.today) == sum(decision.node == root for decision in plan.decisions)
    assert len(found.starts) == sum(decision.kind == "start" for decision in plan.decisions)
    assert list(found.starts) == sorted(found.starts)
