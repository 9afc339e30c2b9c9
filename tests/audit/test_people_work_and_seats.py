"""Teams, output, collaboration and seats that the rules do not allow are found."""

from collections.abc import Callable
from typing import Any

import pytest

from . import closing, opening, parting, passing
from .drafts import Draft
from .findings import IN_MONEY, findings, rules

Change = Callable[[Draft], object]
Cases = list[tuple[Change, set[str]]]
MX_DEV: dict[str, Any] = {"node": "t01", "location": "MX", "area": "dev"}
MX_SITE: dict[str, Any] = {"node": "t01", "location": "MX"}
SUPPORT: dict[str, Any] = {"node": "t01", "location": "HQ", "area": "support"}


def no_take_or_pay_yet(draft: Draft) -> Draft:
    return draft.put("operating_models.service.min_heads", 5).put("operating_models.service.build_up", 12)


def friction_forbidden(draft: Draft) -> Draft:
    draft.put("areas.support.collaboration.dev.unmatched", "forbidden")
    draft.amounts = [row for row in draft.amounts if row["category"] != "friction"]
    draft.change("node_figures", {"run_cost": 1400}, node="t00")
    return draft.change("node_figures", {"run_cost": 1942.3632}, node="t01")


def fewer_seats(draft: Draft) -> Draft:
    draft.change("sites", {"seats": 2, "seats_bought": 2}, node="t00", location="MX")
    draft.change("sites", {"seats": 2}, node="t01", location="MX")
    draft.change("amounts", {"money": 4}, category="fit_out")
    for node in ("t00", "t01"):
        draft.change("amounts", {"money": 12}, category="rent", node=node)
        draft.change("node_figures", {"run_cost": 632}, node=node)
    return draft.change("node_figures", {"capital": 46}, node="t00")


def matched_abroad(draft: Draft) -> Draft:
    draft.change("matches", {"partner_location": "MX", "heads": 1}, node="t01")
    row = {"node": "t01", "area": "support", "partner": "dev", "location": "HQ", "partner_location": "HQ", "heads": 1}
    return draft.add("matches", **row)


def matched_without_need(draft: Draft) -> Draft:
    row = {"node": "t01", "area": "dev", "partner": "support", "location": "HQ", "partner_location": "HQ", "heads": 1}
    return draft.add("matches", **row)


def row_of_nothing(draft: Draft) -> Draft:
    row = {"location": "MX", "operating_model": None, "heads": 0, "billed_heads": 0}
    return draft.add("sites", **draft.sites[0] | row)


OPENING: Cases = [
    (lambda d: d.change("teams", {"attrition": 0.5}, **SUPPORT), {"attrition"}),
    (lambda d: d.put("locations.MX.talent_pool", 3), {"talent_pool"}),
    # 5 x 0.8 ^ 1.5 = 3.58
    (lambda d: d.put("locations.MX.talent_pool", 5).put("locations.MX.talent_pool_growth", -0.2), {"talent_pool"}),
    (lambda d: d.put("locations.MX.hires_per_year", 3.9), {"hire_limit"}),
    (lambda d: d.put("areas.dev.min_team", 5), {"min_team"}),
    (lambda d: d.put("operating_models.service.min_heads", 5), {"min_heads"}),
    (no_take_or_pay_yet, {"billed_heads", "fee_band"} | IN_MONEY),
    (lambda d: d.put("operating_models.service.max_heads", 3), {"max_heads"}),
    (lambda d: d.put("locations.MX.hosts", ["support"]), {"placement"}),
    (lambda d: d.put("locations.HQ.hosts", ["dev"]), {"placement", "attrition", "attrition_balance"}),
    (lambda d: d.put("areas.dev.overlap_floor", 6.5), {"placement"}),
    (lambda d: d.put("areas.dev.overlap_floor", 6), set()),
    (lambda d: d.put("areas.dev.earliest_move", 2), {"placement"}),
    (lambda d: d.put("areas.dev.earliest_move", 1), set()),
    (lambda d: d.put("areas.dev.single_site", True), set()),
    (lambda d: d.put("areas.dev.single_site", True).put("areas.dev.handover", 0), {"handover"}),
    (lambda d: d.change("teams", {"operating_model": "captive"}, **MX_DEV), {"team_model"}),
    (lambda d: d.change("teams", {"effective_heads": 4}, **MX_DEV), {"ramp_up"}),
    (lambda d: d.put("locations.HQ.yearly_cost", {"dev": 100}), {"yearly_cost"} | IN_MONEY),
    (lambda d: d.change("unmet", {"fte": 0.5}, node="t01"), {"coverage"} | IN_MONEY),
    (lambda d: d.put("areas.dev.unmet.max_share", 0.05), {"unmet_limit"}),
    (lambda d: d.change("matches", {"heads": 2.2}, node="t01"), {"match", "matching"}),
    (lambda d: d.change("matches", {"heads": 1}, node="t01"), {"matching"}),
    (matched_abroad, {"match"}),
    (matched_without_need, {"match"}),
    (friction_forbidden, {"collaboration_forbidden"}),
    (lambda d: d.change("sites", {"seats": 1, "seats_bought": 1}, **MX_SITE), {"seat_growth"}),
    (lambda d: d.change("sites", {"heads": 5}, **MX_SITE), {"site_heads"}),
    (lambda d: d.change("sites", {"billed_heads": 4}, **MX_SITE), {"billed_heads"}),
    (lambda d: d.change("sites", {"fee_band": 0}, **MX_SITE), {"fee_band"}),
    (lambda d: d.change("sites", {"overhead_step": 5}, **MX_SITE), {"overhead_step"}),
    (lambda d: d.change("sites", {"overhead_step": 0}, node="t01", location="HQ"), {"overhead_step"}),
    (lambda d: d.change("sites", {"operating_model": "captive"}, **MX_SITE), {"site_model"}),
    (row_of_nothing, {"site_row"}),
]


@pytest.mark.parametrize(("change", "expected"), OPENING)
def test_opening(change: Change, expected: set[str]) -> None:
    draft = opening.draft()
    change(draft)
    assert rules(draft) == expected


CLOSING: Cases = [
    (lambda d: d.change("teams", {"hires": 5}, node="t01", location="HQ"), {"attrition_balance"}),
    (lambda d: d.put("locations.MX.hires_per_year", 3.9), {"hire_limit"}),
    (lambda d: d.change("sites", {"seats": 1, "seats_bought": 1}, node="t02", location="HQ"), {"seat_growth"}),
    # Of the seats of the footprint 5 would be 12 months old at the start of the third period.
    (lambda d: d.put("footprint.sites.MX.seats", [{"seats": 5, "age": 0}]), set()),
    (
        lambda d: d.put("locations.MX.lease", 13).put("footprint.sites.MX.seats", [{"seats": 5, "age": 0}]),
        {"seat_lease"},
    ),
    # Losses of ramp-up may not exceed the team: 60 recent hires would lose an eighth each.
    (
        lambda d: d.put("footprint.sites.MX.recent_hires", [{"area": "dev", "heads": 60, "months_ago": 3}]),
        {"ramp_up", "coverage"},
    ),
]


@pytest.mark.parametrize(("change", "expected"), CLOSING)
def test_closing(change: Change, expected: set[str]) -> None:
    draft = closing.draft()
    change(draft)
    assert rules(draft) == expected


def test_least_heads_hold_at_once_after_a_conversion() -> None:
    assert rules(passing.draft().put("operating_models.captive.min_heads", 4)) == {"min_heads"}


def test_seats_for_all_heads() -> None:
    assert rules(fewer_seats(passing.draft())) == {"seats"}
    assert rules(passing.draft().change("sites", {"seats_bought": 2}, node="t00", location="MX")) == {"seats_bought"}


def test_every_head_needs_a_match_where_that_is_asked() -> None:
    """At the leaf two of the four heads of support find a developer."""
    found = {finding.node: finding.excess for finding in findings(friction_forbidden(opening.draft()))}
    assert found == {"t00": pytest.approx(1.5), "t01": pytest.approx(2)}


def test_half_a_head() -> None:
    half = {"heads": 8.5, "releases": 1.5, "effective_heads": 8.5}
    draft = parting.draft().change("teams", half, node=parting.STORM, location="HQ")
    off = {"site_heads", "billed_heads", "holding"} | IN_MONEY
    assert rules(draft) == {"whole_heads"} | off
    assert rules(draft.put("areas.dev.whole_heads", False)) == off


def test_work_that_is_not_covered() -> None:
    draft = closing.draft().put("areas.dev.workload", [13, 14, 14]).change("node_figures", {"workload": 13}, node="t00")
    assert rules(draft) == {"coverage", "holding"}


def test_nobody_works_where_nothing_operates() -> None:
    """The site stops, but its heads stay and others are hired."""
    row = {"heads": 7, "releases": 0, "hires": 1, "effective_heads": 6.5}
    draft = closing.draft().change("teams", row, node="t01", location="MX")
    assert rules(draft) >= {"hires_while_closed", "team_while_closed"}


def test_a_single_site_area_is_at_two_places_at_most() -> None:
    draft = passing.draft().put("areas.dev.single_site", True).put("areas.dev.handover", 2)
    assert rules(draft) == set()
    assert rules(draft.put("areas.dev.handover", 1)) == {"handover"}
    for node in ("t00", "t01"):
        draft.add("teams", **draft.teams[0] | {"node": node, "location": "IN", "heads": 1, "operating_model": None})
    assert "single_site" in rules(draft)
