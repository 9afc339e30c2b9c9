"""What the instance says of a node: efficiency, pools, attrition, prices, discounting."""

import pytest

from coeplan.audit.world import World

from . import closing, opening
from .drafts import Draft


def world(draft: Draft) -> World:
    return World(draft.problem())


def test_output_is_lost_for_missing_hours_of_overlap() -> None:
    """Two hours are missing to the target of 8; half of the work is real-time and loses a fifth for each."""
    draft = opening.draft().put("areas.dev.overlap_target", 8).put("areas.dev.real_time_share", 0.5)
    draft.put("areas.dev.loss_per_missing_hour", 0.2)
    assert world(draft).efficiency("t01", "MX", "dev") == pytest.approx(0.8 * 0.8)
    assert world(draft).efficiency("t01", "HQ", "dev") == pytest.approx(1)
    assert world(draft.put("areas.dev.loss_per_missing_hour", 1.0)).efficiency("t01", "MX", "dev") == 0


def test_the_partner_may_be_another_place_or_zone() -> None:
    draft = opening.draft().put("areas.dev.real_time_partner", "MX")
    assert world(draft).partner_overlap("t01", "HQ", "dev") == pytest.approx(6)
    assert world(draft).partner_overlap("t01", "MX", "dev") == pytest.approx(8)
    draft.put("areas.dev.real_time_partner", "Etc/GMT+5")
    assert world(draft).partner_overlap("t01", "MX", "dev") == pytest.approx(5)


def test_attrition_compounds_within_a_period() -> None:
    """Half a year at a rate of 19 % keeps 90 % of the team; the driver raises the rate, up to all of it."""
    draft = closing.draft().put("locations.MX.attrition", 0.19)
    assert world(draft).attrition_share("t01", "MX", "dev") == pytest.approx(0.1)
    for factor, share in ((2, 1 - 0.62**0.5), (9, 1)):
        drivers = [{"driver": "attrition", "area": "dev", "values": factor}]
        draft.put("scenarios", {"kind": "deterministic", "drivers": drivers})
        assert world(draft).attrition_share("t01", "MX", "dev") == pytest.approx(share)


def test_pools_grow_and_follow_their_driver() -> None:
    draft = opening.draft().put("locations.MX.talent_pool", 100).put("locations.MX.talent_pool_growth", 0.21)
    drivers = [{"driver": "talent_pool", "region": "LATAM", "values": 0.5}]
    draft.put("scenarios", {"kind": "deterministic", "drivers": drivers})
    assert world(draft).pool("t01", "MX", "dev") == pytest.approx(66.55)
    assert world(draft).pool("t01", "HQ", "dev") is None


def test_amounts_are_discounted_from_the_middle() -> None:
    found = world(opening.draft())
    assert found.discount("t00", False) == pytest.approx(1 / 1.1)
    assert found.discount("t01", False) == pytest.approx(1 / 1.331)
    assert found.discount("t01", True) == pytest.approx(1 / 1.61051)


@pytest.mark.parametrize(("workload", "heads"), [(10, 10), (10.000_000_000_1, 10), (10.2, 11), (0, 0)])
def test_without_a_footprint_headquarters_holds_the_root_workload(workload: float, heads: int) -> None:
    draft = opening.draft().put("areas.dev.workload", workload).put("areas.dev.whole_heads", False)
    assert world(draft).first_team("HQ", "dev") == heads
    assert world(draft).first_team("MX", "dev") == 0
    assert world(draft.put("locations.HQ.hosts", ["support"])).first_team("HQ", "dev") == 0


def test_a_footprint_says_all_that_there_is() -> None:
    draft = closing.draft().put("footprint.sites.HQ.teams", {})
    assert world(draft).first_team("HQ", "dev") == 0
    assert world(draft).first_team("MX", "dev") == 4
