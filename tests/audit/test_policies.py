"""Every kind of policy: kept, broken, priced, and misstated."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from . import opening, parting
from .drafts import Draft, paid
from .findings import findings, rules

PRICE = 3
Breaches = Mapping[tuple[str, str], float]

REFERENCE: dict[str, Any] = {
    # The same start without its commitment, and one developer less at first.
    "decisions": [{"node": "t01", "location": "MX", "kind": "start", "operating_model": "service"}],
    "teams": [
        {"node": "t00", "location": "HQ", "area": "dev", "heads": 9},
        {"node": "t00", "location": "HQ", "area": "support", "heads": 4},
    ],
}


def from_opening() -> Draft:
    return opening.draft().put("reference_plans", {"old": REFERENCE})


def from_parting() -> Draft:
    """The CVaR of the summary is at level 0, so that it is the expected total, whatever is charged."""
    draft = parting.draft().put("objective", {"cvar_alpha": 0})
    draft.cvar = None
    return draft


def from_regretting() -> Draft:
    """The same, with what each future would cost at least by itself: 30 and 80 less than it does."""
    draft = from_parting()
    draft.least = {CALM: 900.0, STORM: 950.0}
    return draft


CALM, STORM = parting.CALM, parting.STORM
Case = tuple[Callable[[], Draft], dict[str, Any], Breaches]

# In the draft `opening` t01 has 12 FTE of capacity at headquarters (8 h, 1 point) and 3.2 in Mexico (6 h, 5 points),
# for a workload of 15; t00 has 14 at headquarters for 14.
KINDS: dict[str, Case] = {
    "mean overlap": (from_opening, {"kind": "mean_overlap", "floor": 7.6}, {("t01", ""): 15.2 * 7.6 - 115.2}),
    "risk score": (from_opening, {"kind": "risk_score", "limit": 1.8}, {("t01", ""): 28 - 15.2 * 1.8}),
    "share of locations": (
        from_opening,
        {"kind": "capacity_share", "per": "location", "limit": 0.2},
        {("t01", "MX"): 0.2},
    ),
    "share of countries": (
        from_opening,
        {"kind": "capacity_share", "per": "country", "limit": 0.2},
        {("t01", "MEX"): 0.2},
    ),
    "share of regions": (
        from_opening,
        {"kind": "capacity_share", "per": "region", "limit": 0.2},
        {("t01", "LATAM"): 0.2},
    ),
    "share of vendors": (
        from_opening,
        {"kind": "capacity_share", "per": "vendor", "limit": 0.2},
        {("t01", "acme"): 0.2},
    ),
    "share of models": (
        from_opening,
        {"kind": "capacity_share", "per": "operating_model", "limit": 0.2},
        {("t01", "service"): 0.2},
    ),
    "share of headquarters, if named": (
        from_opening,
        {"kind": "capacity_share", "per": "country", "limit": 0.9, "names": ["USA"]},
        {("t00", "USA"): 14 - 12.6},
    ),
    # 5 of 10 must survive; with a surge of 20 % the 4 heads in Mexico do 4.8 without headquarters.
    "loss of headquarters, if named": (
        from_parting,
        {"kind": "survive_loss", "surge": 0.2, "names": ["HQ"]},
        {("t00", "dev/HQ"): 5, (CALM, "HQ dev"): 0.2, (STORM, "dev HQ"): 0.2},
    ),
    "loss of a country": (
        lambda: from_parting().put("areas.dev.survival_share", 0.7),
        {"kind": "survive_loss", "per": "country"},
        {(CALM, "dev/MEX"): 1},
    ),
    "capital of a period": (from_opening, {"kind": "capital_limit", "per": "period", "limit": 25}, {("t00", ""): 5}),
    "capital of a path": (from_opening, {"kind": "capital_limit", "limit": 25}, {("t01", ""): 5}),
    # 30 at the first node, from October to March: half in either year.
    "capital of a year": (
        from_parting,
        {"kind": "capital_limit", "per": "calendar_year", "limit": 14},
        {("t00", "2026"): 1, (CALM, "2027"): 1, (STORM, "2027"): 1},
    ),
    # 250 of the 500 of the first node fall into 2027, and 380 or 480 after it.
    "run cost of a year": (
        from_parting,
        {"kind": "run_cost_limit", "limit": 640},
        {(STORM, "2027"): 90},
    ),
    # Totals are 930 and 1030; the worst half is worth 980.
    "CVaR": (from_parting, {"kind": "cvar_cap", "alpha": 0.5, "limit": 970}, {("t00", ""): 10}),
    "worst case": (from_parting, {"kind": "worst_case_cap", "limit": 1000}, {("t00", ""): 30}),
    "regret": (from_regretting, {"kind": "regret_cap", "limit": 40}, {("t00", ""): 40}),
    # A twentieth of 900 is more than the regret of 30, one of 950 is 47.5.
    "regret as a share": (from_regretting, {"kind": "regret_cap", "share": 0.05}, {("t00", ""): 32.5}),
    "starts": (from_parting, {"kind": "start_limit", "limit": 0}, {(CALM, ""): 1, (STORM, ""): 1}),
    "sites": (from_opening, {"kind": "count_limit", "of": "sites", "limit": 0}, {("t01", ""): 1}),
    "models": (from_opening, {"kind": "count_limit", "of": "operating_models", "limit": 0}, {("t01", ""): 1}),
    "vendors": (from_opening, {"kind": "count_limit", "of": "vendors", "limit": 0}, {("t01", ""): 1}),
    "must operate": (from_opening, {"kind": "must_operate", "location": "MX"}, {("t00", ""): 1}),
    "must operate under a model": (
        from_opening,
        {"kind": "must_operate", "location": "MX", "operating_model": "captive"},
        {("t00", ""): 1, ("t01", "MX"): 1},
    ),
    "forbidden place": (from_opening, {"kind": "forbid", "location": "MX"}, {("t01", "MX/service"): 1}),
    "forbidden model": (from_opening, {"kind": "forbid", "operating_model": "service"}, {("t01", "MX"): 1}),
    "forbidden area abroad": (from_opening, {"kind": "forbid", "area": "dev"}, {("t01", "MX"): 4}),
    "forbidden area under a model": (
        from_opening,
        {"kind": "forbid", "area": "dev", "operating_model": "service"},
        {("t01", "MX"): 4},
    ),
    "forbidden area at headquarters": (
        from_opening,
        {"kind": "forbid", "area": "support", "location": "HQ"},
        {("t00", "HQ"): 4, ("t01", "HQ"): 4},
    ),
    "least heads": (
        from_opening,
        {"kind": "heads", "location": "MX", "at_least": 5},
        {("t00", ""): 5, ("t01", "at_least"): 1},
    ),
    "no heads": (from_opening, {"kind": "heads", "location": "MX", "at_most": 0}, {("t01", ""): 4}),
    "most heads of an area": (
        from_opening,
        {"kind": "heads", "location": "HQ", "area": "dev", "at_most": 9},
        {("t00", ""): 1},
    ),
    "least and most heads": (
        from_opening,
        {"kind": "heads", "location": "MX", "at_least": 3, "at_most": 3, "first_period": 1},
        {("t01", "at_most"): 1},
    ),
    "least heads above the most": (
        from_opening,
        {"kind": "heads", "location": "MX", "at_least": 6, "at_most": 3, "first_period": 1},
        {("t01", "at_most"): 1, ("t01", "at_least"): 2},
    ),
    # The least, 4, is just met.
    "most heads, named by nothing": (
        from_opening,
        {"kind": "heads", "location": "MX", "at_least": 4, "at_most": 3, "first_period": 1},
        {("t01", ""): 1},
    ),
    "freeze": (
        from_opening,
        {"kind": "freeze", "plan": "old", "periods": 1},
        {("t00", "commit/MX/service"): 1, ("t00", "team/HQ/dev"): 1},
    ),
    "changes": (from_opening, {"kind": "change_limit", "plan": "old", "limit": 0}, {("t00", ""): 1}),
}


def with_policy(case: Case, **changes: Any) -> Draft:
    draft, policy, _ = case
    return draft().put("policies", {"rule": policy | changes})


def charged(case: Case, breaches: Breaches) -> Draft:
    """Return a priced draft that states these breaches and pays for them."""
    draft = with_policy(case, price=PRICE)
    for (node, subject), amount in breaches.items():
        draft.add("breaches", policy="rule", node=node, subject=subject, amount=amount)
        draft.amounts.append(paid(node, "breach", PRICE * amount, subject="rule"))
    return draft


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_a_hard_policy_is_kept(case: Case) -> None:
    broken = findings(with_policy(case))
    assert {(finding.rule, finding.policy) for finding in broken} == {(case[1]["kind"], "rule")}
    assert {finding.node for finding in broken} == {node for node, _ in case[2]}
    assert sum(finding.excess or 0 for finding in broken) == pytest.approx(sum(case[2].values()))


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_a_priced_policy_may_be_broken_for_its_price(case: Case) -> None:
    assert rules(charged(case, case[2])) == set()


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_breaches_are_stated_and_right(case: Case) -> None:
    assert "breach" in rules(charged(case, {}))
    key, amount = next(iter(case[2].items()))
    assert "breach" in rules(charged(case, {**case[2], key: amount * 1.01}))
    assert "breach" in rules(charged(case, {**case[2], key: amount * 0.99}))


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_a_policy_that_is_off_is_not_looked_at(case: Case) -> None:
    assert rules(with_policy(case, enabled=False)) == set()


def test_breaches_of_hard_or_disabled_policies_are_superfluous() -> None:
    case = KINDS["starts"]
    for change in ({"price": None, "limit": 9}, {"enabled": False}):
        draft = charged(case, {(CALM, ""): 1}).put("policies", {"rule": case[1] | change})
        assert "breach" in rules(draft)


def test_a_breach_belongs_to_its_row() -> None:
    wrong = charged(KINDS["share of countries"], {("t01", "IND"): 0.2})
    assert "breach" in rules(wrong)
    nowhere = charged(KINDS["share of countries"], {("t01", "MEX"): 0.2, ("t00", "MEX"): 0.1})
    assert "breach" in rules(nowhere)
    lumped = charged(KINDS["freeze"], {("t00", ""): 2})
    assert "breach" in rules(lumped)
    swapped = charged(KINDS["least heads above the most"], {("t01", "at_least"): 1, ("t01", "at_most"): 2})
    assert "breach" in rules(swapped)


def test_the_charge_is_price_times_breach() -> None:
    draft = charged(KINDS["starts"], KINDS["starts"][2])
    draft.change("amounts", {"money": 4}, category="breach", node=CALM)
    assert {"amount", "discounted_amount"} <= rules(draft)
    (wrong,) = [finding for finding in findings(draft) if finding.rule == "amount"]
    assert wrong.message.startswith(f"breach policy rule in node {CALM}: the plan says 4, recomputed ")


@pytest.mark.parametrize(
    ("case", "window", "nodes"),
    [
        ("must operate", {"first_period": 1}, set()),
        ("must operate under a model", {"last_period": 0}, {"t00"}),
        ("capital of a path", {"first_period": 1}, set()),
        # The half of the 30 that falls into 2027 counts there, at the last nodes with months in that year.
        ("capital of a year", {"last_period": 0}, {"t00", CALM, STORM}),
        ("capital of a year", {"first_period": 1}, set()),
        ("run cost of a year", {"first_period": 1}, set()),
        ("loss of headquarters, if named", {"last_period": 0}, {"t00"}),
    ],
)
def test_a_policy_holds_in_its_periods(case: str, window: dict[str, int], nodes: set[str]) -> None:
    assert {finding.node for finding in findings(with_policy(KINDS[case], **window))} == nodes


def test_what_is_spent_outside_the_periods_does_not_count() -> None:
    """The second period's 380 and 480 alone fall into the year."""
    found = findings(with_policy(KINDS["run cost of a year"], limit=300, first_period=1))
    assert {finding.node: finding.excess for finding in found} == pytest.approx({CALM: 80, STORM: 180})


@pytest.mark.parametrize(
    ("case", "limit"),
    [
        ("mean overlap", {"floor": 7.5}),
        ("risk score", {"limit": 1.85}),
        ("share of locations", {"limit": 0.22}),
        ("CVaR", {"limit": 980}),
        ("worst case", {"limit": 1030}),
        ("regret", {"limit": 80}),
        ("regret as a share", {"share": 80 / 950}),
        ("capital of a year", {"limit": 15}),
        ("run cost of a year", {"limit": 730}),
        ("changes", {"limit": 1}),
    ],
)
def test_limits_that_are_reached_are_kept(case: str, limit: dict[str, float]) -> None:
    assert rules(with_policy(KINDS[case], **limit)) == set()


def test_places_in_headquarters_country_are_exempt_unless_named() -> None:
    share = {"kind": "capacity_share", "limit": 0.1}
    draft = opening.draft().put("locations.MX.country", "USA").put("scenarios", {"kind": "deterministic"})
    for per, name in (("country", "USA"), ("region", "LATAM")):
        exempt = draft.copy().put("policies", {"rule": share | {"per": per}})
        assert "capacity_share" not in rules(exempt)
        named = draft.copy().put("policies", {"rule": share | {"per": per, "names": [name]}})
        assert "capacity_share" in rules(named)
    # Per location only headquarters is. A vendor answers for its sites in headquarters' country too.
    assert "capacity_share" in rules(draft.copy().put("policies", {"rule": share | {"per": "location"}}))
    assert "capacity_share" in rules(draft.put("policies", {"rule": share | {"per": "vendor"}}))


@pytest.mark.parametrize(("path", "value"), [("areas.dev.critical", False), ("areas.dev.survival_share", 0)])
def test_only_critical_areas_with_a_share_survive_losses(path: str, value: Any) -> None:
    draft = with_policy(KINDS["loss of headquarters, if named"])
    assert rules(draft) == {"survive_loss"}
    assert rules(draft.put(path, value)) == set()


def test_totals_are_capped_before_the_charges_for_such_caps() -> None:
    """A worst case of 1030 is 30 above its cap, and the regret 40 above its: neither counts what the other charges."""
    draft = charged(KINDS["regret"], {("t00", ""): 40})
    draft.put("policies.other", {"kind": "worst_case_cap", "limit": 1000, "price": 1})
    draft.add("breaches", policy="other", node="t00", subject="", amount=30)
    draft.amounts.append(paid("t00", "breach", 30, subject="other"))
    assert rules(draft) == set()


def test_the_cvar_is_capped_before_the_charges_of_its_kind() -> None:
    """Two priced caps on the same CVaR of 980: neither counts what the other charges."""
    draft = charged(KINDS["CVaR"], {("t00", ""): 10})
    draft.put("policies.other", {"kind": "cvar_cap", "alpha": 0.0, "limit": 950, "price": 1})
    draft.add("breaches", policy="other", node="t00", subject="", amount=5)
    draft.amounts.append(paid("t00", "breach", 5, subject="other"))
    assert rules(draft) == set()
