"""Whose capacity policies look at together."""

from typing import Any

import pytest

from coeplan.planning import Numbers
from coeplan.planning.groups import Group
from coeplan_models import CapacityShare, SurviveLoss

from .drafts import numbers_of

PLACES = {
    "locations.DEN": {"country": "USA", "region": "NA", "time_zone": "Etc/GMT+7"},
    "locations.TOR": {"country": "CAN", "region": "NA", "time_zone": "Etc/GMT+5"},
    "locations.PL.region": "",
    "operating_models": {"service": {"vendor": "acme", "overrides": {"PL": {"vendor": "zeta"}}}, "captive": {}},
}
NUMBERS: Numbers = numbers_of(PLACES)
"""Headquarters and Denver are in the United States; Toronto shares their region; Poland has none."""


def spelled(groups: tuple[Group, ...]) -> dict[str, list[str]]:
    named = [f"{NUMBERS.location_ids[each.location]}/{each.model}" for each in NUMBERS.arrangements]
    return {group.name: [named[site] for site in group.arrangements] for group in groups}


def sharing(per: Any, names: tuple[str, ...] | None = None) -> dict[str, list[str]]:
    policy = CapacityShare(kind="capacity_share", per=per, limit=0.5, names=names)
    return spelled(NUMBERS.groups.sharing(policy))


def losable(per: Any, names: tuple[str, ...] | None = None) -> dict[str, list[str]]:
    return spelled(NUMBERS.groups.losable(SurviveLoss(kind="survive_loss", per=per, names=names)))


def both(*places: str) -> list[str]:
    return [f"{place}/{model}" for place in places for model in ("service", "captive")]


@pytest.mark.parametrize(
    ("per", "names", "groups"),
    [
        ("location", None, {"MX": both("MX"), "PL": both("PL"), "DEN": both("DEN"), "TOR": both("TOR")}),
        ("location", ("DEN", "HQ"), {"HQ": ["HQ/headquarters"], "DEN": both("DEN")}),
        ("country", None, {"MEX": both("MX"), "POL": both("PL"), "CAN": both("TOR")}),
        ("country", ("USA",), {"USA": ["HQ/headquarters", *both("DEN")]}),
        ("region", None, {"LATAM": both("MX"), "NA": both("TOR")}),
        ("region", ("NA",), {"NA": ["HQ/headquarters", *both("DEN", "TOR")]}),
        ("vendor", None, {"acme": ["MX/service", "DEN/service", "TOR/service"], "zeta": ["PL/service"]}),
        ("vendor", ("zeta",), {"zeta": ["PL/service"]}),
        (
            "operating_model",
            ("captive",),
            {"captive": ["MX/captive", "PL/captive", "DEN/captive", "TOR/captive"]},
        ),
    ],
)
def test_shares_of_capacity(per: str, names: tuple[str, ...] | None, groups: dict[str, list[str]]) -> None:
    assert sharing(per, names) == groups


def test_headquarters_has_no_operating_model_to_share() -> None:
    assert list(sharing("operating_model")) == ["service", "captive"]


@pytest.mark.parametrize(
    ("per", "names", "groups"),
    [
        ("location", None, {"MX": both("MX"), "PL": both("PL"), "DEN": both("DEN"), "TOR": both("TOR")}),
        ("location", ("HQ",), {"HQ": ["HQ/headquarters"]}),
        ("country", None, {"MEX": both("MX"), "POL": both("PL"), "CAN": both("TOR")}),
        ("country", ("USA", "POL"), {"USA": ["HQ/headquarters", *both("DEN")], "POL": both("PL")}),
    ],
)
def test_places_that_may_be_lost(per: str, names: tuple[str, ...] | None, groups: dict[str, list[str]]) -> None:
    assert losable(per, names) == groups


def test_a_place_where_nothing_can_operate_may_be_lost_all_the_same() -> None:
    groups = numbers_of({"operating_models": {"service": {"locations": ["MX"]}}}).groups
    policy = SurviveLoss(kind="survive_loss", per="location")
    assert [(group.name, group.arrangements) for group in groups.losable(policy)] == [("MX", (1,)), ("PL", ())]


@pytest.mark.parametrize(
    ("per", "names"),
    [
        ("location", ["HQ", "MX", "PL", "DEN", "TOR"]),
        ("country", ["USA", "MEX", "POL", "CAN"]),
        ("region", ["NA", "LATAM"]),
        ("vendor", ["acme", "zeta"]),
        ("operating_model", ["service", "captive"]),
    ],
)
def test_reports_leave_nobody_out(per: str, names: list[str]) -> None:
    assert list(spelled(NUMBERS.groups.everything(per))) == names


def test_reports_count_headquarters_country_and_region() -> None:
    assert spelled(NUMBERS.groups.everything("region"))["NA"] == ["HQ/headquarters", *both("DEN", "TOR")]
