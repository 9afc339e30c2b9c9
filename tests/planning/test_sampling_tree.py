"""Draws reduced to a tree: its distance against a transport problem, and what every tree has to keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.planning.sampling import ALL, LEVY, OUTAGE, PESO, REGIMES, WAGES, drawn_of, sampled_instance

from coeplan.audit.tree import expand as expand_for_audit
from coeplan.planning.tree import expand
from coeplan.sampling import draw_futures, drawn
from coeplan.sampling.growing import widths
from coeplan.sampling.processes import Panel, draw_panel
from coeplan.sampling.reduction import reduce_panel
from coeplan_models import DriverKind, Sampled
from coeplan_models.checks import check_instance

MONTHS = (3, 6, 3, 12, 3)


def reduced(processes, samples, leaves, branchings=(2, 3)):
    instance = sampled_instance(processes)
    panel = draw_panel(instance, instance.scenarios, samples)
    return panel, reduce_panel(panel, MONTHS, branchings, leaves)


def transport(panel, tree):
    """Kantorovich distance of draws and leaves as a linear program."""
    scale = np.sqrt(np.array(MONTHS) / sum(MONTHS))[None, :, None]
    draws = (panel.values * scale).reshape(len(panel.values), -1)
    leaves = (tree.paths * scale).reshape(len(tree.paths), -1)
    costs = np.linalg.norm(draws[:, None] - leaves[None], axis=2)
    count, width = costs.shape
    out = np.kron(np.eye(count), np.ones(width))
    into = np.kron(np.ones(count), np.eye(width))
    shares = np.concatenate([np.full(count, 1 / count), tree.shares])
    return linprog(costs.ravel(), A_eq=np.vstack([out, into]), b_eq=shares, method="highs").fun


@pytest.mark.parametrize("leaves", [1, 3, 7])
def test_the_distance_is_the_least_cost_of_transport(leaves):
    panel, tree = reduced(ALL, 40, leaves)
    assert tree.distance == pytest.approx(transport(panel, tree), abs=1e-9)
    assert tree.distance > 0
    assert max(tree.processes.values()) < tree.distance < sum(tree.processes.values())
    assert min(tree.stages) < tree.distance < max(tree.stages)


def test_more_leaves_come_closer_and_one_for_each_draw_is_there():
    distances = [reduced(ALL, 60, leaves, branchings=(1,))[1].distance for leaves in (1, 2, 4, 8, 16, 32, 60)]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] == pytest.approx(0, abs=1e-12)
    assert distances[-2] > 0.01


def test_every_node_is_the_mean_of_its_draws_and_whole_where_that_means_nothing():
    panel, tree = reduced({"wages": WAGES, "outage": OUTAGE}, 300, 9)
    outage, wages = 0, 1
    assert [column.process for column in panel.columns] == ["outage", "wages"]
    assert set(np.unique(tree.paths[:, :, outage])) <= {0.0, 1.0}
    assert (tree.paths[:, :, outage] == 0).any(), "some leaf tells of it"
    weighted = (tree.shares[:, None] * tree.paths[:, :, wages]).sum(axis=0)
    assert weighted == pytest.approx(panel.values[:, :, wages].mean(axis=0), abs=2e-3)


def test_the_order_of_draws_makes_no_difference():
    panel, tree = reduced(ALL, 200, 12)
    mixed = Panel(panel.columns, panel.values[np.random.default_rng(1).permutation(200)])
    other = reduce_panel(mixed, MONTHS, (2, 3), 12)
    assert (other.paths == tree.paths).all()
    assert (other.shares == tree.shares).all()
    assert (other.distance, other.stages) == (tree.distance, tree.stages)


def test_stages_share_the_leaves():
    assert widths(1, 10) == [10]
    assert widths(2, 16) == [4, 16]
    assert widths(3, 27) == [3, 9, 27]


def test_what_is_unimportant_is_not_told_apart():
    _, plain = reduced({"levy": LEVY, "wages": WAGES}, 200, 4)
    _, only_levy = reduced({"levy": LEVY, "wages": WAGES | {"importance": 0}}, 200, 4)
    assert only_levy.processes["wages"] == 0
    assert only_levy.processes["levy"] < plain.processes["levy"]
    assert np.ptp(only_levy.paths[:, 4, 1]) < np.ptp(plain.paths[:, 4, 1])


def test_importance_weighs_squares_of_differences():
    _, plain = reduced({"wages": WAGES}, 200, 4)
    _, weighed = reduced({"wages": WAGES | {"importance": 4}}, 200, 4)
    assert (weighed.distance, weighed.processes["wages"]) == pytest.approx((2 * plain.distance, 2 * plain.distance))


@settings(max_examples=12, deadline=None)
@given(
    names=st.sets(st.sampled_from(sorted(ALL)), min_size=1),
    leaves=st.integers(1, 12),
    branchings=st.sampled_from([[2], [2, 3], [1, 2, 4]]),
    seed=st.integers(0, 99),
)
def test_every_drawn_tree_is_valid(names, leaves, branchings, seed):
    processes = {name: ALL[name] for name in names}
    instance = drawn_of(processes, 12, samples=60, leaves=leaves, branchings=branchings, seed=seed)
    assert [fault for fault in check_instance(instance) if fault.severity == "fault"] == []
    tree = expand(instance.scenarios, 5)
    assert len(tree.leaves) <= leaves
    assert sum(tree.nodes[leaf].probability for leaf in tree.leaves) == pytest.approx(1, abs=1e-8)
    for number, node in enumerate(tree.nodes):
        children = tree.children[number]
        assert len(children) == 1 or not children or node.period + 1 in branchings
    out = [each.value for node in tree.nodes for each in node.drivers if each.driver is DriverKind.AVAILABILITY]
    assert set(out) <= {0.0}


def test_the_same_statement_gives_the_same_tree_and_another_is_drawn_anew():
    first = drawn_of()
    assert drawn_of() == first
    assert drawn(first) is first, "what is drawn is kept"
    values = [each.value for node in first.scenarios.drawn.nodes.values() for each in node.drivers]
    assert all(value == float(f"{value:.9g}") for value in values), "later digits differ between machines"
    changed = first.model_copy(update={"scenarios": first.scenarios.model_copy(update={"leaves": 4})})
    again = drawn(changed).scenarios
    assert (again.drawn.stages[-1].nodes, first.scenarios.drawn.stages[-1].nodes) == (4, 8)
    assert drawn_of(seed=4).scenarios.drawn.nodes != first.scenarios.drawn.nodes
    ended = drawn(first.model_copy(update={"terminal_months": 6.0}))
    assert ended.scenarios.drawn.statement != first.scenarios.drawn.statement


def test_without_volatility_one_leaf_is_all_there_is():
    certain = drawn_of({"wages": WAGES | {"volatility": 0}})
    (leaf,) = [node for node in certain.scenarios.drawn.nodes.values() if node.period == 4]
    assert leaf.probability == 1
    assert leaf.drivers[0].value == pytest.approx(1.03**2, rel=1e-8)
    assert certain.scenarios.drawn.distance == pytest.approx(0, abs=1e-9)


def test_regimes_alone_come_out_as_a_fan_with_their_weights():
    tree = expand(drawn_of({"ai": REGIMES}, samples=1000).scenarios, 5)
    assert sorted(tree.nodes[leaf].probability for leaf in tree.leaves) == [0.2, 0.3, 0.5]
    assert len(tree) == 2 + 3 * 3
    assert [node.id for node in tree.nodes[:4]] == ["t00", "t01", "t02.1", "t02.2"]


def test_drivers_that_hold_everywhere_come_on_top():
    stated = [{"driver": "wages", "country": "MEX", "values": {"3": 1.5}}]
    nodes = drawn_of({"wages": WAGES}, drivers=stated).scenarios.drawn.nodes
    assert [each.value for each in nodes["t00"].drivers] == [1.0]
    late = [node.drivers for node in nodes.values() if node.period == 4]
    assert [(len(each), each[0].value) for each in late] == [(2, 1.5)] * 8


def test_other_futures_part_at_the_first_branching_and_are_none_of_the_tree():
    futures = draw_futures(drawn_of({"wages": WAGES, "peso": PESO}), 3)
    fan = futures.fan()
    assert [fault for fault in check_instance(fan) if fault.severity == "fault"] == []
    tree = expand(fan.scenarios, 5)
    assert [len([1 for node in tree.nodes if node.period == period]) for period in range(5)] == [1, 1, 3, 3, 3]
    assert {tree.nodes[leaf].probability for leaf in tree.leaves} == {1 / 3}
    stated = futures.instance.scenarios.drawn.nodes
    for name in ("t00", "t01"):
        assert fan.scenarios.nodes[name] == stated[name]
    alone = expand(futures.alone(1).scenarios, 5)
    assert len(alone) == 5
    assert alone.nodes[4].drivers == tree.nodes[tree.leaves[1]].drivers
    assert not (futures.panel.values == draw_panel(futures.instance, futures.instance.scenarios, 3).values)[:, 1:].any()


def test_more_futures_begin_with_the_same_and_are_independent_of_each_other():
    instance = drawn_of()
    few, many = draw_futures(instance, 7), draw_futures(instance, 30)
    assert (many.panel.values[:7] == few.panel.values).all()
    batches = few.batches(3)
    assert [len(each.panel.values) for each in batches] == [3, 3], "one is left over"
    assert batches[1].alone(2) == few.alone(5)
    regimes = draw_futures(drawn_of({"ai": REGIMES}), 4000).panel.values[:, 2, 0]
    slow = (regimes == 1.1).reshape(2000, 2)
    assert slow.mean() == pytest.approx(0.5, abs=0.02)
    assert slow.all(axis=1).mean() == pytest.approx(0.25, abs=0.03), "the first tells nothing of the second"


def test_a_tree_that_is_not_drawn_is_no_tree():
    undrawn = sampled_instance()
    assert isinstance(undrawn.scenarios, Sampled)
    with pytest.raises(ValueError, match="load_instance draws them"):
        expand(undrawn.scenarios, 5)
    with pytest.raises(ValueError, match="has no nodes"):
        expand_for_audit(undrawn)
    with pytest.raises(TypeError, match="not sampled"):
        draw_futures(drawn(undrawn).model_copy(update={"scenarios": draw_futures(undrawn, 2).fan().scenarios}), 1)
