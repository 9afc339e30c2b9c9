"""What differs between two instances, one by one and gathered."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.bases import SEEDS, bases

from coeplan.api.edits import edited_instance
from coeplan.api.load import load_instance
from coeplan.plans.input_changes import input_changes
from coeplan.plans.input_groups import input_groups
from coeplan_models import Instance

from .sample import SAMPLE


def instance_of(said):
    return Instance.model_validate_json(json.dumps(said))


def changed(*edits):
    """Return the sample's instance after edits: functions that change the plain data."""
    said = copy.deepcopy(SAMPLE)
    for edit in edits:
        edit(said)
    return instance_of(said)


def rows(before, after):
    return {
        change.row.path: (change.row.kind, change.row.before, change.row.after)
        for change in input_changes(before, after)
    }


BASE = instance_of(SAMPLE)


@settings(max_examples=40, deadline=None)
@given(bases(most=6))
def test_an_instance_differs_in_nothing_from_itself_read_again(base):
    assert input_changes(base.instance, instance_of(base.data)) == ()


@settings(max_examples=40, deadline=None)
@given(bases(most=6), SEEDS, st.booleans())
def test_instances_differ_where_their_fingerprints_do_and_each_difference_is_in_one_group(base, seed, other):
    one, two = base.instance, (base._replace(seed=seed) if other else base).instance
    changes = input_changes(one, two)
    assert bool(changes) == (one.fingerprint() != two.fingerprint())
    assert len({change.row.path for change in changes}) == len(changes)
    assert sum(group.count for group in input_groups(changes)) == len(changes)
    back = {change.row.path: change.row for change in input_changes(two, one)}
    for change in changes:
        turned = back[change.row.path]
        assert (change.row.before, change.row.after) == (turned.after, turned.before)


@pytest.mark.parametrize(
    ("edit", "path", "row"),
    [
        (lambda said: said.update(discount_rate=0.1), "discount_rate", ("changed", "0.08", "0.1")),
        (lambda said: said.update(currency="EUR"), "currency", ("changed", '"USD"', '"EUR"')),
        (
            lambda said: said["horizon"].update(months=[3, 3, 6, 12]),
            "horizon.months[2]",
            ("changed", "3", "6"),
        ),
        (lambda said: said["locations"]["MX_GDL"].update(hosts=["support"]), "locations.MX_GDL.hosts", None),
        (
            lambda said: said["locations"]["MX_GDL"].update(yearly_cost=77000),
            "locations.MX_GDL.yearly_cost.*",
            ("changed", "70000", "77000"),
        ),
        (
            lambda said: said["operating_models"]["captive"]["overrides"]["MX_GDL"].update(early_exit_fee=None),
            "operating_models.captive.overrides.MX_GDL.early_exit_fee",
            ("added", None, "null"),
        ),
        (
            lambda said: said["operating_models"]["as_a_service"].pop("fee_per_head"),
            "operating_models.as_a_service.fee_per_head[0]",
            ("removed", '{"from_heads": 0, "fee": 9000}', None),
        ),
        (
            lambda said: said["scenarios"]["futures"]["fast"]["drivers"][0].update(values={"2": 1.4}),
            "scenarios.futures.fast.drivers[0].values.2",
            ("changed", "1.3", "1.4"),
        ),
        (
            lambda said: said["locations"].pop("IN_BLR"),
            "locations.IN_BLR",
            None,
        ),
    ],
)
def test_each_difference_has_its_path_and_its_values(edit, path, row):
    found = rows(BASE, changed(edit))
    assert list(found) == [path]
    if row is not None:
        assert found[path] == row


def test_another_form_of_the_tree_is_told_field_by_field():
    found = rows(BASE, changed(lambda said: said.update(scenarios={"kind": "deterministic"})))
    assert list(found) == ["scenarios.kind", "scenarios.known_from", "scenarios.futures"]
    assert found["scenarios.kind"] == ("changed", '"fan"', '"deterministic"')
    assert found["scenarios.known_from"] == ("removed", "2", None)


@pytest.mark.parametrize("name", ["title", "description"])
def test_what_no_plan_depends_on_is_passed_over(name):
    assert rows(BASE, changed(lambda said: said.update({name: "other"}))) == {}


def test_a_ratio_stands_where_there_is_one():
    def ratio(before, after):
        one = changed(lambda said: said.update(coordination_cost=before))
        (change,) = input_changes(one, changed(lambda said: said.update(coordination_cost=after)))
        return change.row.factor

    assert ratio(20000, 25000) == 1.25
    assert ratio(20000, 0) == 0
    assert ratio(0, 20000) is None
    # Beyond what a double holds there is no ratio, as JSON has no number for it.
    assert ratio(1e-300, 1e12) is None
    (change,) = input_changes(BASE, changed(lambda said: said["areas"]["support"].update(whole_heads=False)))
    assert change.row.factor is None


PLACES = {f"MX_{name}": 50000 for name in ("GDL", "MTY", "QRO", "MEX")} | {"PL_KRK": 60000, "IN_PNQ": 30000}


def with_places(factors, field="yearly_cost"):
    """Return an instance with more places, the cost of some times a factor."""

    def edit(said):
        for place, cost in PLACES.items():
            like = said["locations"]["IN_BLR"]
            said["locations"][place] = like | {"name": place, field: cost * factors.get(place, 1.0)}

    return changed(edit)


def groups(factors):
    return input_groups(input_changes(with_places({}), with_places(factors)))


def test_the_same_ratio_in_some_places_is_one_group_with_a_wildcard():
    (group,) = groups({place: 1.5 for place in PLACES if place.startswith("MX")})
    assert (group.path, group.kind, group.count) == ("locations.MX_*.yearly_cost.*", "changed", 4)
    assert (group.keys_of, group.keys, group.keys_in_all) == ("locations", 4, 8)
    assert (group.least_factor, group.most_factor) == (1.5, 1.5)
    assert (group.before, group.after) == ("50000", "75000")


def test_few_keys_are_named_and_many_are_a_wildcard():
    assert groups({"MX_GDL": 1.2})[0].path == "locations.MX_GDL.yearly_cost.*"
    assert groups({"MX_GDL": 1.2, "PL_KRK": 1.2})[0].path == "locations.{MX_GDL,PL_KRK}.yearly_cost.*"
    (some,) = groups(dict.fromkeys(("MX_GDL", "MX_MTY", "PL_KRK", "IN_PNQ"), 1.2))
    assert (some.path, some.keys, some.keys_in_all) == ("locations.*.yearly_cost.*", 4, 8)
    assert (some.before, some.after) == (None, None)


def test_few_ratios_are_told_apart_and_many_are_told_from_least_to_most():
    two = groups({"MX_GDL": 1.1, "MX_MTY": 1.1, "PL_KRK": 0.9})
    assert [(group.path, group.count) for group in two] == [
        ("locations.{MX_GDL,MX_MTY}.yearly_cost.*", 2),
        ("locations.PL_KRK.yearly_cost.*", 1),
    ]
    (one,) = groups({"MX_GDL": 1.1, "MX_MTY": 1.2, "PL_KRK": 0.9, "IN_PNQ": 1.3})
    assert (one.least_factor, one.most_factor) == (pytest.approx(0.9), pytest.approx(1.3))


def test_ratios_that_differ_by_rounding_are_the_same():
    noisy = {place: 1.1 * (1 + number * 4e-16) for number, place in enumerate(PLACES)}
    (one,) = groups({place: factor for place, factor in noisy.items() if place.startswith("MX")})
    assert one.path == "locations.MX_*.yearly_cost.*"
    two = groups(noisy | {"IN_PNQ": 2.0})
    assert [group.count for group in two] == [5, 1]


def test_values_without_a_ratio_are_one_group_where_they_are_the_same():
    def edit(said):
        for area in said["areas"].values():
            area["single_site"] = True

    (group,) = input_groups(input_changes(BASE, changed(edit)))
    assert (group.path, group.before, group.after) == ("areas.*.single_site", "false", "true")
    assert (group.least_factor, group.most_factor) == (None, None)


def test_entries_that_come_are_one_group_whatever_they_say():
    few = changed(lambda said: [said["locations"].pop(place) for place in ("MX_GDL", "IN_BLR")])
    (group,) = input_groups(input_changes(few, BASE))
    assert (group.path, group.kind, group.count) == ("locations.{IN_BLR,MX_GDL}", "added", 2)
    assert (group.before, group.after) == (None, None)
    (gone,) = input_groups(input_changes(BASE, few))
    assert (gone.path, gone.kind) == (group.path, "removed")


def test_a_field_outside_any_map_counts_no_keys():
    (group,) = input_groups(input_changes(BASE, changed(lambda said: said.update(discount_rate=0.1))))
    assert (group.keys_of, group.keys, group.keys_in_all) == ("", None, None)


def test_of_a_sampled_tree_what_is_stated_is_compared_and_not_what_was_drawn():
    base = load_instance("sampled-futures").instance
    other = edited_instance(base, ["scenarios.seed = 99"]).instance
    assert other.scenarios.drawn != base.scenarios.drawn
    assert [change.row.path for change in input_changes(base, other)] == ["scenarios.seed"]
