"""Answers about a plan on a scenario tree against all plans there are."""

import pytest
from tests.analysis.why.firm import ask, judge_costs, judge_turns

from coeplan.analysis.why.flips import Verdict

FUTURES = (
    "few: {probability: 0.5, drivers: [{driver: workload, values: {1: 0.3}}]}",
    "many: {probability: 0.5, drivers: [{driver: wages, location: BLR, values: {1: 1.5}}]}",
)
TREE = (
    "horizon.periods = 2",
    f"scenarios = {{kind: fan, known_from: 1, futures: {{{', '.join(FUTURES)}}}}}",
)
"""The root and two leaves: work goes down to one head, or wages in Bangalore go up."""


def test_what_is_forced_holds_in_every_future_and_costs_what_the_enumeration_says():
    found = judge_costs("bot at GDL", *TREE)
    assert len(found.forced_instance.scenarios.futures) == 2
    nodes = {node.id for node in found.plan.nodes}
    operating = {site.node for site in found.plan.sites if (site.location, site.operating_model) == ("GDL", "bot")}
    assert len(nodes) == 3
    assert operating == nodes


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["not bot at BLR", "aas at GDL", "nobody at BLR", "india instead of mexico", "at most 1 head at BLR"]
)
def test_other_questions_cost_what_the_enumeration_says(question):
    judge_costs(question, *TREE)


@pytest.mark.slow
def test_turns_on_a_tree_are_certified_by_two_solves_on_either_side():
    found = ask("bot at GDL", *TREE, rules=0, within=0.9, solves=400)
    turning = [each for each in found.flips if each.verdict is Verdict.TURNS]
    assert turning
    judge_turns("bot at GDL", turning, {"GDL": ("bot", "aas")}, 0.9 / 2**5, TREE)
