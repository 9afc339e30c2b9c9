"""The scenario tree: the same in other words, what may become known, and when."""

from random import Random

from hypothesis import strategies as st
from tests.exact import ExactEngine

from coeplan.api.tree import export_explicit

from .bases import Base, Data, bases, cost, instance_of, no_dearer, same
from .plans import check_plan_of_the_same
from .tiers import for_all
from .trees import copied, fan_of, leaves, nodes, single_future, split, written_out

SHARES = st.sampled_from((0.5, 0.2, 0.75))
TREES = ("fan", "stages", "explicit")
COUNTED_OVER_ALL_NODES = ("change_limit",)
"""Policies for which a tree of more nodes is another tree."""

RISKS = ("worst_case_cap", "regret_cap", "worst_case_objective", "regret_objective", "cvar_objective", "cvar_cap")
"""Features that look at all futures at once."""

trees = st.sampled_from(TREES).flatmap
"""Draw the form of a tree, and with it a base."""


@for_all(fast=6, slow=120, base=trees(lambda form: bases(form, most=6)))
def test_a_tree_written_out_is_the_same(exact: ExactEngine, base: Base) -> None:
    """The export has the same nodes under the same names, with the same values: optimum and plans are the same."""
    other = export_explicit(base.instance)
    plan = exact.plan(base.instance)
    assert exact.value(other) == same(plan and plan.value)
    if plan is not None:
        check_plan_of_the_same(instance_of(written_out(base.instance)), plan.model_dump(mode="json"))


@for_all(
    fast=6,
    slow=120,
    base=bases(without=(*TREES, *COUNTED_OVER_ALL_NODES), most=6),
    shares=st.sampled_from(([1.0], [0.5, 0.5], [0.1, 0.6, 0.3], [1.0, 0.0])),
    known_from=st.integers(1, 2),
)
def test_one_future_is_a_fan_of_equal_ones(
    exact: ExactEngine, base: Base, shares: list[float], known_from: int
) -> None:
    """What becomes known tells futures apart that are the same, so that it is worth nothing.

    Each copy's best is the best there is, and its total counts in expectation, CVaR and caps only by its size. A future
    of probability 0 has to keep the rules as well, which it does where its likelier twin does.
    """
    fan = base.data
    fan["scenarios"] = fan_of(fan["scenarios"], shares, known_from)
    assert exact.value(instance_of(fan)) == same(exact.value(base.instance))


@for_all(
    fast=6,
    slow=120,
    base=trees(lambda form: bases(form, without=COUNTED_OVER_ALL_NODES, most=6)),
    share=SHARES,
    draw=st.data(),
)
def test_a_leaf_is_two_equal_ones(exact: ExactEngine, base: Base, share: float, draw: st.DataObject) -> None:
    """What is decided at a leaf bears on its own total alone, and less is better in every measure: twins do the same.

    Read backwards, two equal leaves may be merged, their probabilities added.
    """
    data = written_out(base.instance)
    split(data, draw.draw(st.sampled_from(leaves(data))), share)
    assert exact.value(instance_of(data)) == same(exact.value(base.instance))


@for_all(
    fast=6,
    slow=120,
    base=trees(lambda form: bases(form, without=("cvar_cap", *COUNTED_OVER_ALL_NODES), most=6)),
    share=SHARES,
    draw=st.data(),
)
def test_a_subtree_is_two_equal_ones(exact: ExactEngine, base: Base, share: float, draw: st.DataObject) -> None:
    """A branching that tells nothing changes nothing, wherever it stands.

    Both copies may now be handled differently. In expectation that gains nothing, nor in a CVaR, which is concave in
    mixtures of what may happen; under a cap on the CVaR it may: a dear but safe way for one copy makes room for a
    cheap and risky one for the other.
    """
    data = written_out(base.instance)
    later = [name for name, node in nodes(data).items() if node["period"] > 0]
    split(data, draw.draw(st.sampled_from(later)), share)
    assert exact.value(instance_of(data)) == same(exact.value(base.instance))


@for_all(
    fast=4,
    slow=120,
    base=st.tuples(st.sampled_from(TREES), st.sampled_from(RISKS)).flatmap(
        lambda those: bases(*those, without=COUNTED_OVER_ALL_NODES, most=5, salt=those[1])
    ),
    draw=st.randoms(use_true_random=False),
)
def test_every_leaf_is_two_in_any_order_whatever_the_risk(exact: ExactEngine, base: Base, draw: Random) -> None:
    """CVaR, the worst case and regret, in the objective or under a cap, count what happens and not its names."""
    data = written_out(base.instance)
    for leaf in leaves(data):
        split(data, leaf, 0.5)
    tree = nodes(data)
    data["scenarios"]["nodes"] = {name: tree[name] for name in draw.sample(list(tree), len(tree))}
    assert exact.value(instance_of(data)) == same(exact.value(base.instance))


@for_all(
    fast=4,
    slow=120,
    base=bases("fan", without=("cvar_cap", *COUNTED_OVER_ALL_NODES), most=6),
    draw=st.randoms(use_true_random=False),
)
def test_a_future_may_be_named_twice(exact: ExactEngine, base: Base, draw: Random) -> None:
    """As for subtrees: the copy parts from its twin where the futures part, and is as likely; both do the same."""
    data = base.data
    futures = data["scenarios"]["futures"]
    copied(futures, draw.choice(list(futures)), draw.randint(0, len(futures)))
    assert exact.value(instance_of(data)) == same(exact.value(base.instance))


@for_all(
    fast=4,
    slow=120,
    base=bases("stages", without=("fan", "explicit", "cvar_cap", *COUNTED_OVER_ALL_NODES), most=6),
    draw=st.randoms(use_true_random=False),
)
def test_a_branch_may_be_named_twice(exact: ExactEngine, base: Base, draw: Random) -> None:
    """The copy follows every node of its stage, with all that follows it."""
    data = base.data
    branches = draw.choice(data["scenarios"]["stages"])["branches"]
    copied(branches, draw.choice(list(branches)), draw.randint(0, len(branches)))
    assert exact.value(instance_of(data)) == same(exact.value(base.instance))


@for_all(fast=4, slow=120, base=trees(lambda form: bases(form, without=COUNTED_OVER_ALL_NODES, most=6)), draw=st.data())
def test_equal_leaves_may_share_their_probability_in_any_way(
    exact: ExactEngine, base: Base, draw: st.DataObject
) -> None:
    """Only the probability of what happens counts, not how it is spread over names for it."""
    leaf = draw.draw(st.sampled_from(leaves(written_out(base.instance))))
    values: list[float | None] = []
    for share in (0.3, 1.0):
        data = written_out(base.instance)
        split(data, leaf, share)
        values.append(exact.value(instance_of(data)))
    assert values[0] == same(values[1])


@for_all(
    fast=5,
    slow=120,
    base=trees(lambda form: bases(form, without=("cvar_cap",), most=6)),
)
def test_perfect_information_costs_no_more(exact: ExactEngine, base: Base) -> None:
    """Along each path the tree's plan is a plan for that future alone: the mean of their optima is no higher.

    Expectation and CVaR of a certain total are that total, and a CVaR is at least the mean. A cap on the CVaR holds for
    a certain future's own total, so that it may rule out what the tree allows.
    """
    data = written_out(base.instance)
    certain = [
        (nodes(data)[leaf]["probability"], cost(exact.value(instance_of(single_future(data, leaf)))))
        for leaf in leaves(data)
    ]
    assert no_dearer(sum(probability * value for probability, value in certain), exact.value(base.instance))


@for_all(
    fast=6,
    slow=120,
    base=bases("fan", without=("stages", "explicit", "uneven_periods", *COUNTED_OVER_ALL_NODES), most=6),
)
def test_knowing_later_costs_no_less(exact: ExactEngine, base: Base) -> None:
    """Who knows earlier can act as if they did not: the same decisions, in more nodes, with the same totals."""
    early, late = base.data, base.data
    last = early["horizon"]["periods"] - 1
    for data, known_from in ((early, 1), (late, last)):
        agreeing_until(data, last)
        data["scenarios"]["known_from"] = known_from
    assert no_dearer(exact.value(instance_of(early)), exact.value(instance_of(late)))


def agreeing_until(data: Data, period: int) -> None:
    """Let what drives single futures set in at a period, so that they may part at any before it."""
    for future in data["scenarios"]["futures"].values():
        for driver in future.get("drivers", ()):
            neutral = 0.0 if driver["driver"] == "levy" else 1.0
            stated = driver["values"]
            last = stated[-1] if isinstance(stated, list) else stated[max(stated, key=int)]
            driver["values"] = [neutral] * period + [last]
            driver.pop("interpolation", None)
