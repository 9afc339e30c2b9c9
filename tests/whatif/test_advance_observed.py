"""What was observed takes the place of what was planned; what makes no sense is told at once, with its line."""

from pathlib import Path
from typing import Any

import pytest
from tests.enumeration.by_hand import tiny
from tests.exact import ExactEngine

from coeplan.core.errors import InputError
from coeplan.whatif.advance import Advanced, advance
from coeplan.whatif.advance_reading import read_observed
from coeplan_models import (
    CommitmentUnderWay,
    ExistingSite,
    Explicit,
    Instance,
    Observed,
    Plan,
    RecentHire,
    SeatLot,
)
from coeplan_models.checks import check_instance

from .advance_bench import instance_of

FIRM: dict[str, Any] = {
    "horizon": {"start": "2027-01", "periods": 4, "months": [3, 3, 6, 12]},
    "areas": {"dev": {"workload": 6}, "ops": {"workload": 2}},
    "locations": {
        "HQ": {"talent_pool": 9},
        "X": {"talent_pool": 9, "ramp_up": 9, "fit_out": 1, "seat_rent": 1, "region": "south"},
        "Y": {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 35, "talent_pool": 2},
    },
    "operating_models": {
        "run": {"lock_in": 12, "seats_included": False},
        "late": {"lead_time": 10, "lock_in": 24, "seats_included": True, "locations": ["Y"]},
    },
    "policies": {
        "money": {"kind": "capital_limit", "limit": 1000},
        "starts": {"kind": "start_limit", "limit": 3},
        "there": {"kind": "must_operate", "location": "Y", "operating_model": "late", "first_period": 3},
        "idle": {"kind": "forbid", "location": "Y", "operating_model": "run"},
        "devs": {"kind": "heads", "location": "X", "area": "dev", "at_least": 4, "at_most": 4},
        "ops": {"kind": "heads", "location": "X", "area": "ops", "at_least": 1, "at_most": 1},
    },
    "scenarios": {
        "kind": "fan",
        "known_from": 2,
        "drivers": [{"driver": "workload", "values": 0.5, "area": "ops"}],
        "futures": {
            "fast": {
                "probability": 0.25,
                "drivers": [
                    {"driver": "wages", "values": {"2": 0.5, "3": 0.8}, "region": "south"},
                    {"driver": "wages", "values": {"2": 2}, "region": "south"},
                    {"driver": "levy", "values": {"2": 0.2, "3": 0.05}, "country": "MEX"},
                ],
            },
            "slow": {"probability": 0.75},
        },
    },
}
"""X opens at once with five heads; Y is committed at once and opens in the last period."""


@pytest.fixture(scope="module")
def firm(exact: ExactEngine) -> tuple[Instance, Plan]:
    instance = instance_of(tiny(**FIRM))
    plan = exact.plan(instance)
    assert plan is not None
    return instance, plan


def advanced(firm: tuple[Instance, Plan], said: dict[str, Any], to: int | str = 1) -> Advanced:
    return advance(*firm, to, read_observed(said).observed)


def sites(found: Advanced) -> dict[str, ExistingSite]:
    assert found.instance.footprint is not None
    return dict(found.instance.footprint.sites)


def commitments(found: Advanced) -> tuple[CommitmentUnderWay, ...]:
    assert found.instance.footprint is not None
    return found.instance.footprint.commitments


def test_without_anything_observed_all_went_as_planned(firm: tuple[Instance, Plan]) -> None:
    found = advance(*firm, 1)
    site = sites(found)["X"]
    team = {row.area: row for row in firm[1].teams if row.node == "t00" and row.location == "X"}
    assert (site.operating_model, site.age, site.converted, site.remaining_lock_in) == ("run", 3, False, 9)
    assert site.teams == {area: row.heads for area, row in team.items()} == {"dev": 4, "ops": 1}
    assert {hire.area: (hire.heads, hire.months_ago) for hire in site.recent_hires} == {
        area: (row.hires, 3.0) for area, row in team.items()
    }
    assert site.seats == (SeatLot(seats=sum(row.heads for row in team.values()), age=3),)
    assert advanced(firm, {}).instance == found.instance


def test_months_name_periods(firm: tuple[Instance, Plan]) -> None:
    assert advance(*firm, "2027-04").instance == advance(*firm, 1).instance
    assert advance(*firm, "2027-07", Observed(future="slow")).period == 2


@pytest.mark.parametrize(
    ("said", "root"),
    [
        ({"node": "t02.fast"}, "t02.fast"),
        ({"future": "fast"}, "t02.fast"),
        ({"future": "slow"}, "t02.slow"),
    ],
)
def test_the_node_that_came_true(firm: tuple[Instance, Plan], said: dict[str, Any], root: str) -> None:
    found = advanced(firm, said, 2)
    tree = found.instance.scenarios
    assert found.root == root
    assert isinstance(tree, Explicit)
    assert {key: (node.period, node.parent, node.probability) for key, node in tree.nodes.items()} == {
        root: (0, None, 1.0),
        root.replace("t02", "t03"): (1, root, 1.0),
    }


def test_a_node_may_be_named_by_one_before_it(firm: tuple[Instance, Plan]) -> None:
    assert advanced(firm, {"node": "t02.fast"}, 3).root == "t03.fast"
    assert advanced(firm, {"node": "t00"}, 1).root == "t01"


HIRES = {heads: RecentHire(area="dev", heads=heads, months_ago=3) for heads in (3, 4)}
ONE_OPS = RecentHire(area="ops", heads=1, months_ago=3)

SITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "teams, and as large a part of the hires": (
        {"teams": {"dev": 3}},
        {"teams": {"dev": 3, "ops": 1}, "recent_hires": (HIRES[3], ONE_OPS)},
    ),
    "a team that is gone": ({"teams": {"ops": 0}}, {"teams": {"dev": 4}, "recent_hires": (HIRES[4],)}),
    "hires": (
        {"recent_hires": [{"area": "dev", "heads": 1, "months_ago": 2}]},
        {"recent_hires": (RecentHire(area="dev", heads=1, months_ago=2),)},
    ),
    "seats": ({"seats": [{"seats": 20, "age": 2}]}, {"seats": (SeatLot(seats=20, age=2),)}),
    "no seats": ({"seats": []}, {"seats": ()}),
    "opened late": ({"age": 1}, {"age": 1, "remaining_lock_in": 11}),
    "opened long ago": ({"age": 30}, {"age": 30, "remaining_lock_in": 0}),
    "another lock-in": ({"age": 1, "remaining_lock_in": 2}, {"age": 1, "remaining_lock_in": 2}),
    "converted": (
        {"converted": True, "inherited_lock_ins": {"late": 5}},
        {"converted": True, "inherited_lock_ins": {"late": 5}},
    ),
    "closed": (
        {"closed": True},
        {"operating_model": None, "age": 0, "remaining_lock_in": 0, "teams": {}, "recent_hires": ()},
    ),
}


@pytest.mark.parametrize("case", SITES)
def test_what_a_site_really_holds(firm: tuple[Instance, Plan], case: str) -> None:
    said, expected = SITES[case]
    planned = sites(advance(*firm, 1))["X"]
    found = sites(advanced(firm, {"sites": {"X": said}}))["X"]
    assert found == planned.model_copy(update=expected)


def test_a_place_that_only_had_seats_vanishes_with_them(firm: tuple[Instance, Plan]) -> None:
    assert "X" not in sites(advanced(firm, {"sites": {"X": {"closed": True, "seats": []}}}))


def test_a_site_that_nobody_planned(firm: tuple[Instance, Plan]) -> None:
    said = {"operating_model": "late", "age": 2, "teams": {"ops": 1}}
    found = sites(advanced(firm, {"sites": {"Y": said}}))
    assert list(found) == [name for name in firm[0].locations if name in found]
    assert found["Y"] == ExistingSite(operating_model="late", age=2, remaining_lock_in=22, teams={"ops": 1})
    new = sites(advanced(firm, {"sites": {"X": {"operating_model": "late"}}}))["X"]
    assert (new.age, new.remaining_lock_in, new.converted, new.inherited_lock_ins) == (0, 24, False, {})


def test_more_heads_than_planned_are_told(firm: tuple[Instance, Plan]) -> None:
    found = advanced(firm, {"sites": {"X": {"teams": {"dev": 9}}}})
    assert [note.code for note in found.notes if not note.exact] == ["more_heads_than_planned"]
    assert sites(found)["X"].recent_hires == sites(advance(*firm, 1))["X"].recent_hires
    stated = {"teams": {"dev": 9}, "recent_hires": [{"area": "dev", "heads": 9, "months_ago": 0}]}
    assert advanced(firm, {"sites": {"X": stated}}).exact


def test_hires_that_are_observed_are_not_cut_to_the_team(firm: tuple[Instance, Plan]) -> None:
    said = {"recent_hires": [{"area": "dev", "heads": 99, "months_ago": 0}]}
    found = advanced(firm, {"sites": {"X": said}})
    assert [fault.code for fault in check_instance(found.instance) if fault.severity == "fault"] == [
        "more_hires_than_team"
    ]


def test_commitments(firm: tuple[Instance, Plan]) -> None:
    (planned,) = commitments(advance(*firm, 1))
    assert (planned.location, planned.operating_model, planned.months_to_start) == ("Y", "late", 7)
    late = {"sites": {"Y": {"commitments": [{"operating_model": "late", "months_to_start": 9}]}}}
    assert [each.months_to_start for each in commitments(advanced(firm, late))] == [9]
    assert commitments(advanced(firm, {"sites": {"Y": {"commitments": []}}})) == ()
    assert commitments(advanced(firm, {"sites": {"X": {"commitments": []}}})) == (planned,)


def wages(found: Advanced) -> dict[str, list[float]]:
    """Values of the drivers of wages and levy of each node, in their order."""
    tree = found.instance.scenarios
    assert isinstance(tree, Explicit)
    moved = ("wages", "levy")
    return {key: [each.value for each in node.drivers if each.driver in moved] for key, node in tree.nodes.items()}


SOUTH = {"driver": "wages", "region": "south"}
MEXICO = {"driver": "levy", "country": "MEX"}


@pytest.mark.parametrize(
    ("driver", "root", "later"),
    [
        ({**SOUTH, "value": 1.5}, [0.2, 1.5], [0.8, 2, 0.05]),
        ({**SOUTH, "value": 1.5, "lasting": True}, [0.2, 1.5], [0.05, pytest.approx(2.4)]),
        ({**MEXICO, "value": 0.3, "lasting": True}, [0.5, 2, 0.3], [0.8, 2, pytest.approx(0.15)]),
        ({**MEXICO, "value": 0.0, "lasting": True}, [0.5, 2, 0.0], [0.8, 2, 0.0]),
        ({"driver": "wages", "value": 1.1, "lasting": True}, [0.5, 2, 0.2, 1.1], [0.8, 2, 0.05, 1.1]),
    ],
)
def test_drivers(firm: tuple[Instance, Plan], driver: dict[str, Any], root: list[float], later: list[float]) -> None:
    found = advanced(firm, {"future": "fast", "drivers": [driver]}, 2)
    assert wages(found) == {"t02.fast": root, "t03.fast": later}
    assert wages(advanced(firm, {"future": "fast"}, 2)) == {"t02.fast": [0.5, 2, 0.2], "t03.fast": [0.8, 2, 0.05]}


def test_forecasts_of_workload_and_money_spent(firm: tuple[Instance, Plan]) -> None:
    found = advanced(firm, {"workload": {"ops": {"0": 3, "2": 1}, "dev": [6, 5, 4]}, "spent": {"money": 990}})
    assert {key: area.workload for key, area in found.instance.areas.items()} == {"dev": (6, 5, 4), "ops": {0: 3, 2: 1}}
    assert found.instance.policies["money"].model_dump()["limit"] == 10


FAULTS: dict[str, tuple[dict[str, Any], int | str, set[tuple[str, tuple[str | int, ...]]]]] = {
    "which node": ({}, 2, {("which_node", ())}),
    "a node before the futures part": ({"node": "t01"}, 2, {("which_node", ("node",))}),
    "an unknown node": ({"node": "t02.fats"}, 2, {("which_node", ("node",))}),
    "a node of a later period": ({"node": "t03.fast"}, 2, {("which_node", ("node",))}),
    "an unknown future": ({"future": "middle"}, 2, {("unknown_future", ("future",))}),
    "a future that is not known yet": ({"future": "fast"}, 1, {("unknown_future", ("future",))}),
    "node and future": ({"node": "t02.fast", "future": "fast"}, 2, {("node_and_future", ("future",))}),
    "the first period": ({}, 0, {("no_such_period", ())}),
    "a period after the last": ({}, 4, {("no_such_period", ())}),
    "a month within a period": ({}, "2027-05", {("no_such_period", ())}),
    "no period at all": ({}, "next", {("no_such_period", ())}),
    "unknown names": (
        {
            "sites": {
                "Z": {},
                "X": {
                    "teams": {"devs": 1},
                    "recent_hires": [{"area": "qa", "heads": 1, "months_ago": 0}],
                    "inherited_lock_ins": {"ran": 1},
                    "commitments": [{"operating_model": "bot", "months_to_start": 1}],
                },
                "Y": {"operating_model": "laet"},
            },
            "workload": {"opps": 1},
            "drivers": [
                {"driver": "wages", "value": 1, "area": "q", "location": "W"},
                {"driver": "levy", "value": 1, "country": "XXX", "region": "north", "operating_model": "m"},
            ],
            "spent": {"monye": 1},
        },
        1,
        {
            ("unknown_location", ("sites", "Z")),
            ("unknown_area", ("sites", "X", "teams", "devs")),
            ("unknown_area", ("sites", "X", "recent_hires", 0, "area")),
            ("unknown_operating_model", ("sites", "X", "inherited_lock_ins", "ran")),
            ("unknown_operating_model", ("sites", "X", "commitments", 0, "operating_model")),
            ("unknown_operating_model", ("sites", "Y", "operating_model")),
            ("unknown_area", ("workload", "opps")),
            ("unknown_area", ("drivers", 0, "area")),
            ("unknown_location", ("drivers", 0, "location")),
            ("unknown_country", ("drivers", 1, "country")),
            ("unknown_region", ("drivers", 1, "region")),
            ("unknown_operating_model", ("drivers", 1, "operating_model")),
            ("unknown_policy", ("spent", "monye")),
        },
    ),
    "closed, and yet there": (
        {"sites": {"X": {"closed": True, "age": 3, "teams": {"dev": 1}}, "Y": {"closed": True, "teams": {"dev": 0}}}},
        1,
        {("closed_and_more", ("sites", "X", "closed"))},
    ),
    "headquarters as a site": ({"sites": {"HQ": {"closed": True}}}, 1, {("headquarters_is_no_site", ("sites", "HQ"))}),
    "headquarters with an age": (
        {"sites": {"HQ": {"age": 3.0}}},
        1,
        {("headquarters_is_no_site", ("sites", "HQ"))},
    ),
    "people where nothing operates": (
        {"sites": {"Y": {"teams": {"ops": 1}}}},
        1,
        {("nothing_operates", ("sites", "Y"))},
    ),
    "money of a limit that counts none": ({"spent": {"starts": 1}}, 1, {("no_span_of_money", ("spent", "starts"))}),
    "a driver twice": (
        {"drivers": [{**SOUTH, "value": 1}, {**SOUTH, "value": 2}]},
        1,
        {("driver_stated_twice", ("drivers", 1))},
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults_are_told_all_at_once(firm: tuple[Instance, Plan], case: str) -> None:
    said, to, expected = FAULTS[case]
    with pytest.raises(InputError) as error:
        advanced(firm, said, to)
    assert {(fault.code, fault.path) for fault in error.value.faults} == expected
    assert all(fault.expected for fault in error.value.faults)


def test_what_is_alike_is_offered(firm: tuple[Instance, Plan]) -> None:
    with pytest.raises(InputError, match=r"did you mean t02\.fast"):
        advanced(firm, {"node": "t02.fats"}, 2)
    with pytest.raises(InputError, match="did you mean 2027-0"):
        advance(*firm, "2027-05")


def test_a_lasting_driver_needs_something_to_scale(exact: ExactEngine) -> None:
    still = {"kind": "deterministic", "drivers": [{"driver": "attrition", "values": [1, 0, 1]}]}
    instance = instance_of(tiny(horizon={"periods": 3}, scenarios=still))
    plan = exact.plan(instance)
    assert plan is not None
    said = {"drivers": [{"driver": "attrition", "value": 2, "lasting": True}]}
    with pytest.raises(InputError) as error:
        advance(instance, plan, 1, read_observed(said).observed)
    assert [(each.code, each.path) for each in error.value.faults] == [("nothing_to_scale", ("drivers", 0, "lasting"))]
    assert advance(instance, plan, 2, read_observed(said).observed).exact


def test_a_horizon_of_one_period_cannot_be_advanced(exact: ExactEngine) -> None:
    instance = instance_of(tiny(horizon={"periods": 1}))
    plan = exact.plan(instance)
    assert plan is not None
    with pytest.raises(InputError, match="a plan of more than one period"):
        advance(instance, plan, 1)


def test_an_unlikely_node_has_likely_children(exact: ExactEngine) -> None:
    """A node that nobody thought possible may come true; only what is to follow it must have some probability."""

    def tree(*shares: float) -> Instance:
        nodes: dict[str, Any] = {
            "now": {"period": 0, "probability": 1},
            "sure": {"period": 1, "parent": "now", "probability": 1},
            "odd": {"period": 1, "parent": "now", "probability": 0},
            "sure-1": {"period": 2, "parent": "sure", "probability": 1},
            "sure-2": {"period": 2, "parent": "sure", "probability": 0},
        }
        for number, share in enumerate(shares):
            nodes[f"odd-{number}"] = {"period": 2, "parent": "odd", "probability": share}
        return instance_of(tiny(horizon={"periods": 3}, scenarios={"kind": "explicit", "nodes": nodes}))

    alone, several = tree(0), tree(0, 0)
    for instance in (alone, several):
        plan = exact.plan(instance)
        assert plan is not None
        assert probabilities(advance(instance, plan, 1, Observed(node="sure"))) == [1, 1, 0]
        if instance is alone:
            assert probabilities(advance(instance, plan, 1, Observed(node="odd"))) == [1, 1]
        else:
            with pytest.raises(InputError, match="all that follows node 'odd' has probability 0"):
                advance(instance, plan, 1, Observed(node="odd"))


def probabilities(found: Advanced) -> list[float]:
    tree = found.instance.scenarios
    assert isinstance(tree, Explicit)
    return [node.probability for node in tree.nodes.values()]


FILE = """\
# What happened until July.
node: t02.fast
sites:
  X:
    teams: {dev: -1}
    closd: true
    recent_hires:
      - {area: dev, heads: 1}
  "Bad name": {}
drivers:
  - {driver: wage, value: much}
workload:
  ops: none
"""


def test_a_file_tells_every_fault_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "july.yaml"
    file.write_text(FILE, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_observed(file)
    told = {(fault.code, fault.path, fault.place and fault.place.line) for fault in error.value.faults}
    assert told == {
        ("bad_value", ("sites", "X", "teams", "dev"), 5),
        ("unknown_key", ("sites", "X", "closd"), 6),
        ("missing_key", ("sites", "X", "recent_hires", 0, "months_ago"), 8),
        ("bad_name", ("sites", "Bad name"), 9),
        ("bad_value", ("drivers", 0, "driver"), 11),
        ("bad_value", ("drivers", 0, "value"), 11),
        ("bad_value", ("workload", "ops"), 13),
    }
    assert "did you mean closed" in str(error.value)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("sits: {}", "sites"),
        ("drivers: [{driver: fx, value: 1, laster: true}]", "lasting"),
        ("sites: {X: {seats: [{seat: 1, seats: 1, age: 1}]}}", "seats"),
        ("sites: {X: {commitments: [{model: a, operating_model: a, months_to_start: 1}]}}", "operating_model"),
        ("sites: {X: {recent_hires: [{months: 1, area: a, heads: 1, months_ago: 1}]}}", "months_ago"),
    ],
)
def test_unknown_keys_are_told_with_the_known_ones(tmp_path: Path, text: str, known: str) -> None:
    file = tmp_path / "july.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_observed(file)
    (fault,) = error.value.faults
    assert fault.code == "unknown_key"
    assert known in (fault.expected or "")


def test_a_file_that_is_no_map(tmp_path: Path) -> None:
    file = tmp_path / "july.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="cannot stand here"):
        read_observed(file)
