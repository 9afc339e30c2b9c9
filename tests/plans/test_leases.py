"""Leases of seats: what a plan buys, and what it finds."""

import json

from tests.plans.sample import SAMPLE, sample_plan

from coeplan.plans.leases import leases
from coeplan_models import Instance


def with_terms(lease, seats=()):
    """The sample's instance with a lease in India, and seats that are held there."""
    said = json.loads(json.dumps(SAMPLE))
    said["locations"]["IN_BLR"]["lease"] = lease
    if seats:
        said["footprint"] = {"sites": {"AUS": {}, "IN_BLR": {"seats": list(seats)}}}
    return Instance.model_validate_json(json.dumps(said))


def buying(**bought):
    """The sample's plan in which India buys seats at nodes."""
    plan = sample_plan()
    sites = tuple(
        row.model_copy(update={"seats_bought": bought.get(row.node.replace(".", "_"), 0.0)})
        if row.location == "IN_BLR"
        else row
        for row in plan.sites
    )
    return plan.model_copy(update={"sites": sites})


def test_seats_are_kept_from_their_purchase_for_the_lease():
    (only,) = leases(buying(t03_slow=18.0), with_terms(36))
    assert (only.location, only.months, only.seats, only.free_from) == ("IN_BLR", 36, 18, "2031-07")


def test_seats_that_are_held_count_until_their_lease_ends():
    held = ({"seats": 30, "age": 20}, {"seats": 7, "age": 36})
    (only,) = leases(buying(t03_slow=18.0), with_terms(36, held))
    assert (only.seats, only.free_from) == (48, "2031-07")
    (short,) = leases(buying(t03_slow=18.0), with_terms(28, held[:1]))
    assert short.seats == 30, "the old ones are free in 2028-06, before the new ones come"
    (old,) = leases(buying(), with_terms(36, held))
    assert (old.seats, old.free_from) == (30, "2029-02")


def test_there_are_none_without_terms_or_seats():
    assert leases(buying(t03_slow=18.0), with_terms(0)) == ()
    assert leases(buying(), with_terms(36)) == ()
