"""Decisions read off a solution, and what a site is in the midst of along the tree."""

import pytest

from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import build
from coeplan.formulation.completion import complete
from coeplan.formulation.decisions import Decisions, History, Spell, read_decisions
from coeplan.planning import gather
from coeplan.planning.tree import BEFORE
from coeplan_models import Instance

from .golden import instance_of, model_of

MX, PL, IN, BR = range(1, 5)
SERVICE, CAPTIVE, FORMER_PL, CAPTIVE_PL = range(1, 5)
"""Arrangements of Mexico and Poland in ``inherited``; in ``life`` and ``terms`` the first two as well."""


@pytest.fixture
def work() -> Algebra:
    """A model of its own, whose variables hold nothing yet."""
    return build(gather(instance_of("work")))


def test_nothing_is_decided_where_nothing_has_a_value(work: Algebra) -> None:
    assert read_decisions(work) == Decisions()


def test_values_are_rounded_to_what_they_mean(work: Algebra) -> None:
    held = {
        ("operate", (0, 1)): 0.9,  # Mexico's service
        ("operate", (0, 2)): 0.4,
        ("operate", (1, 2)): 1.0,
        ("team", (0, 1, 0)): 2.6,
        ("team", (0, 2, 0)): 3.0,  # Poland does not operate
        ("team", (0, 0, 0)): 7.4,
        ("team", (0, 0, 1)): 3.5,  # operations are not whole
        ("team", (1, 0, 1)): 4.0 - 5e-7,
        ("team", (1, 2, 0)): 0.2,
    }
    for (family, index), value in held.items():
        work.columns[family][index].set_value(value, skip_validation=True)
    found = read_decisions(work)
    assert found.operating == {(0, 1): 1, (1, 2): 2}
    assert found.team == {(0, 1, 0): 3.0, (0, 0, 0): 7.0, (0, 0, 1): 3.5, (1, 0, 1): 4.0}


def test_commitments_cancellations_and_seats_are_read() -> None:
    m = build(gather(instance_of("life")))
    m.columns["commit"][0, CAPTIVE].set_value(0.7)
    m.columns["commit"][1, CAPTIVE].set_value(0.3)
    m.columns["cancel"][1, CAPTIVE, 2].set_value(0.8)
    found = read_decisions(m)
    assert (found.commits, found.cancels) == ({(0, CAPTIVE)}, {(1, CAPTIVE, 2)})
    seated = build(gather(instance_of("seats")))
    seated.columns["seats"][0, MX].set_value(2 + 5e-7)
    seated.columns["seats"][1, MX].set_value(1.5)
    seats = read_decisions(seated).seats
    assert (seats[0, MX], seats[1, MX], seats[2, MX]) == (2.0, 1.5, 0.0)


def history(name: str, operating: dict[tuple[int, int], int]) -> History:
    return History(model_of(name).numbers, Decisions(operating=operating))


def test_a_site_that_starts_converts_and_stops() -> None:
    # Nodes of life: 0, 1, then 2 (up) and 3 (down), then 4 and 5.
    found = history("life", {(0, MX): SERVICE, (1, MX): SERVICE, (2, MX): CAPTIVE, (4, MX): CAPTIVE, (5, MX): SERVICE})
    assert found.spells[BEFORE, MX] == Spell()
    assert found.spells[1, MX] == Spell(SERVICE, 0, False, ((SERVICE, 0, 6),))
    assert found.spells[4, MX] == Spell(CAPTIVE, 2, True, ((SERVICE, 0, 6), (CAPTIVE, 2, 9)))
    assert found.spells[3, MX] == Spell()
    assert found.spells[5, MX] == Spell(SERVICE, 5, False, ((SERVICE, 5, 6),))
    assert [found.started(node, MX) for node in range(6)] == [SERVICE, None, None, None, None, SERVICE]
    assert [found.stopped(node, MX) for node in range(6)] == [None, None, None, SERVICE, None, None]
    assert [found.converted(node, MX) for node in range(6)] == [None, None, 0, None, None, None]


def test_the_footprint_s_sites_go_on_until_they_stop() -> None:
    found = history("inherited", {(0, MX): SERVICE, (1, MX): SERVICE, (0, PL): CAPTIVE_PL, (2, PL): CAPTIVE_PL})
    assert found.spells[BEFORE, MX] == found.spells[1, MX] == Spell(SERVICE, BEFORE, False, ((SERVICE, BEFORE, 10),))
    assert found.spells[0, PL].lock_ins == ((FORMER_PL, BEFORE, 7), (CAPTIVE_PL, BEFORE, 4))
    assert (found.stopped(2, MX), found.stopped(1, PL)) == (SERVICE, CAPTIVE_PL)
    assert found.spells[2, PL] == Spell(CAPTIVE_PL, 2, False, ((CAPTIVE_PL, 2, 24),))
    assert found.spells[BEFORE, IN] == found.spells[BEFORE, BR] == Spell()


def test_a_stop_buys_out_the_lock_ins_that_still_run() -> None:
    # At month 6 Mexico's 10 months still run; of Poland's 7 and 4 at month 3 both do, at month 6 the first alone.
    found = history("inherited", {(0, MX): SERVICE, (1, MX): SERVICE, (0, PL): CAPTIVE_PL})
    assert found.bought_out(2, MX) == ((SERVICE, BEFORE),)
    assert found.bought_out(1, PL) == ((FORMER_PL, BEFORE), (CAPTIVE_PL, BEFORE))
    assert found.bought_out(0, PL) == ()
    later = history("inherited", {(node, PL): CAPTIVE_PL for node in (0, 1)})
    assert later.bought_out(2, PL) == ((FORMER_PL, BEFORE),)


def test_build_up_ends_after_its_months_and_at_once_after_a_conversion() -> None:
    # In terms bot builds up for 3 months in Mexico and 6 in Poland, captive for 6; periods start at 0, 3 and 6.
    bot, captive, bot_pl = 1, 2, 3
    started = history("terms", {(0, MX): bot, (1, MX): bot, (2, MX): bot, (1, PL): bot_pl, (2, PL): bot_pl})
    assert [started.built_up(node, MX) for node in range(3)] == [False, True, True]
    assert [started.built_up(node, PL) for node in range(3)] == [False, False, False]
    converted = history("terms", {(0, MX): bot, (1, MX): captive, (2, MX): captive})
    assert [converted.built_up(node, MX) for node in range(3)] == [False, True, True]
    kept = history("terms", {(node, PL): bot_pl for node in range(3)})
    assert [kept.built_up(node, PL) for node in range(3)] == [False, False, True]


def completed(instance: Instance, decisions: Decisions) -> Algebra:
    """Return a model of its own, whose variables follow from the decisions."""
    m = build(gather(instance))
    complete(m, decisions)
    return m


def held(m: Algebra, family: str, place: int) -> list[float]:
    return [m.columns[family][node, place].value for node in m.numbers.nodes]


def test_seats_are_kept_as_long_as_heads_and_leases_ask() -> None:
    """Poland leases for 6 months: seats bought at month 0 stay at month 3, at month 6 they may go."""
    captive = model_of("seats").numbers.arrangement("PL", "captive")
    assert captive is not None
    team = {(node, PL, 0): heads for node, heads in enumerate((5.0, 1.0, 2.0))}
    m = completed(instance_of("seats"), Decisions(operating={(node, PL): captive for node in range(3)}, team=team))
    assert (held(m, "seats", PL), held(m, "bought", PL)) == ([5, 5, 2], [5, 0, 0])
    # Mexico's footprint holds 3 seats for 6 months more, Brazil's 6 for 5 more; nothing operates there any longer.
    assert held(m, "seats", MX) == [3, 3, 0]
    assert held(m, "seats", BR) == [6, 6, 0]


def test_seats_stay_after_a_stop_as_long_as_they_are_leased() -> None:
    captive = model_of("seats").numbers.arrangement("PL", "captive")
    assert captive is not None
    m = completed(instance_of("seats"), Decisions(operating={(0, PL): captive}, team={(0, PL, 0): 4.0}))
    assert held(m, "seats", PL) == [4, 4, 0]


def test_heads_beyond_what_the_workload_can_use_are_idle() -> None:
    instance, ops = instance_of("work"), 1
    mexico = instance.locations["MX"].model_copy(update={"productivity": {"ops": 0.5}})
    slow = instance.model_copy(update={"locations": {**instance.locations, "MX": mexico}})
    for heads, idle in ((20.0, 9.0), (11.0, 0.0), (4.0, 0.0)):
        m = completed(slow, Decisions(operating={(1, MX): SERVICE}, team={(1, MX, ops): heads}))
        assert m.columns["idle"][1, MX, ops].value == pytest.approx(idle), "a head does half an FTE of 5.5"


def test_what_one_node_decides_is_spread_over_several() -> None:
    mean = Decisions({(0, 1): 4}, {(0, 4)}, {(1, 4, 2)}, {(1, 1, 0): 5.0}, {(1, 1): 6.0})
    spread = mean.spread({0: [0], 1: [2, 3]})
    assert spread.operating == {(0, 1): 4}
    assert spread.commits == {(0, 4)}
    assert spread.cancels == {(2, 4, 2), (3, 4, 2)}
    assert spread.team == {(2, 1, 0): 5.0, (3, 1, 0): 5.0}
    assert spread.seats == {(2, 1): 6.0, (3, 1): 6.0}
