"""The worked study: its file is what its script writes, and its spreads are what the page says."""

import runpy
from pathlib import Path

import pytest

import coeplan
from coeplan.io import read_document
from coeplan.planning.tree import expand

ROOT = Path(__file__).parents[2]
MAKE = runpy.run_path(str(ROOT / "docs" / "make_three_hundred_seats.py"))
EXAMPLE = MAKE["EXAMPLE"]


def values(instance):
    """What productivity and workload come to in each future and period, by area; and the futures' probabilities."""
    tree = expand(instance.scenarios, instance.horizon.periods)
    found, shares = {}, {}
    for leaf in tree.leaves:
        future = tree.nodes[leaf].id.partition(".")[2]
        shares[future] = tree.nodes[leaf].probability
        for number in tree.path(leaf):
            for driver in tree.nodes[number].drivers:
                if driver.driver in ("ai_productivity", "workload"):
                    found[driver.driver, driver.area, tree.nodes[number].period, future] = driver.value
    return found, shares


def means(instance):
    found, shares = values(instance)
    keys = {key[:3] for key in found}
    return {key: sum(share * found.get((*key, future), 1.0) for future, share in shares.items()) for key in keys}


@pytest.fixture(scope="module")
def base():
    return coeplan.load(EXAMPLE)


def test_the_file_is_what_the_script_writes():
    written, _ = read_document(ROOT / "instances" / "studies" / f"{EXAMPLE}.yaml")
    assert written == MAKE["study"]()


def test_today_is_the_example_as_it_stands(base):
    assert list(MAKE["drawn_apart"](base.scenarios, 1.0)) == []


def test_a_spread_moves_futures_away_from_their_mean_and_the_mean_stays(base):
    edited = coeplan.edited_instance(EXAMPLE, list(MAKE["drawn_apart"](base.scenarios, 2.0))).instance
    before, after = means(base), means(edited)
    (today, _), (moved, _) = values(base), values(edited)
    assert set(before) <= set(after)
    for key, mean in after.items():
        assert mean == pytest.approx(before.get(key, 1.0))
    for key, value in moved.items():
        mean = after[key[:3]]
        assert value == pytest.approx(mean + 2 * (today.get(key, 1.0) - mean))
