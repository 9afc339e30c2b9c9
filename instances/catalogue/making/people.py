"""What people cost at a location, how they come and go, and how their pay grows."""

from dataclasses import replace

from .assumptions import POOL_GROWTH, TIERS, assumed
from .document import Document
from .reference import Quantity, Reference, mean, merged

ROLES = (
    "swe_junior",
    "swe_mid",
    "swe_senior",
    "qa_engineer",
    "devops_engineer",
    "data_ai_engineer",
    "product_manager",
    "cs_solution_consultant",
    "support_t1",
    "support_t2",
    "fin_hr_shared_services",
)

SHORT_SERIES = {"CRI", "COL", "ARG", "VNM", "EGY"}
"""Countries whose exchange rate is known for ten quarters only: too short to read a drift from."""

RAMP_FROM = 0.25
"""Output of a hire on the first day in the ramp that the table describes; the model's ramp starts at 0."""


def put_roles(document: Document, reference: Reference, city_id: str, to_austin: float | None) -> None:
    """State what a head of each role costs; cities without planning wages take Austin's times a factor."""
    for role in ROLES:
        base, loaded = (
            _pay(reference, city_id, role, metric, to_austin)
            for metric in ("planning_base_annual_cash", "planning_loaded_direct")
        )
        at = ("locations", city_id, "roles", role)
        country = reference.rows("locations", location_id=city_id, metric="lat")[0]["country_iso3"]
        document.put((*at, "yearly_cost"), loaded)
        document.put((*at, "hiring_cost"), _hiring(reference, base))
        document.put((*at, "severance"), _severance(reference, country, base))


def pay(reference: Reference, city_id: str, role: str) -> Quantity:
    """Return the loaded yearly cost of a role in a city that has planning wages."""
    return reference.quantity("wages", location_id=city_id, role=role, metric="planning_loaded_direct")


def _pay(reference: Reference, city_id: str, role: str, metric: str, to_austin: float | None) -> Quantity:
    """Return a role's pay in a city."""
    if to_austin is None:
        return reference.quantity("wages", location_id=city_id, role=role, metric=metric)
    austin = reference.quantity("wages", location_id="US_AUS", role=role, metric=metric)
    note = f"no planning wages for this city: Austin's x {to_austin}, the factor is an assumption"
    return replace(austin.times(to_austin, austin.unit, note), basis="assumption")


def _hiring(reference: Reference, base: Quantity) -> Quantity:
    """Return the cost of one gross hire: a share of yearly base pay."""
    share = reference.quantity("restructuring", country_iso3="ALL", parameter="planning_hiring_cost")
    note = f"{share.mid:g} x yearly base pay {base.mid:,.0f}; the range is that of the share"
    hiring = share.times(base.mid, "USD/hire", note)
    return replace(hiring, sources=merged((share, base)), basis=_no_better(hiring, base))


def _severance(reference: Reference, country: str, base: Quantity) -> Quantity:
    """Return the cost of one release: months of base pay after two years of service."""
    months = reference.quantity("restructuring", country_iso3=country, parameter="separation_cost_tenure_2y")
    note = (
        f"{months.mid:.3g} months of base pay {base.mid:,.0f}/12, two years of service, notice included; the range is "
        "that of the months"
    )
    severance = months.times(base.mid / 12, "USD/release", note)
    return replace(severance, sources=merged((months, base)), basis=_no_better(severance, base))


def _no_better(derived: Quantity, part: Quantity) -> str:
    """Return the basis of a derived quantity, no better than that of a part of it."""
    return "assumption" if part.basis == "assumption" else derived.basis


def wage_growth(reference: Reference, country: str) -> Quantity:
    """Return the yearly growth of pay in dollars.

    Pay is stated in dollars at the rates of the start, so its growth is local inflation of pay less the
    currency's loss. A past drift need not go on; the mid is half-way between going on as it did and growing
    as pay in the United States does.
    """
    home = reference.quantity("wages", country_iso3="USA", metric="wage_inflation_local_nominal")
    local = reference.quantity("wages", country_iso3=country, metric="wage_inflation_local_nominal")
    if country == "USA":
        return replace(home, unit="per year")
    if country in SHORT_SERIES:
        note = (
            f"pay in dollars is taken to grow as in the United States: the local {local.mid:.1%} is nominal, and ten "
            "quarters of exchange rates are too few to read a drift from"
        )
        return replace(home, unit="per year", basis="assumption", note=note)
    drift = reference.quantity("risk", country_iso3=country, metric="fx_drift_annual_5y")
    as_before = (1 + local.mid) / (1 + drift.mid) - 1
    note = (
        f"mean of the United States' {home.mid:.1%} and of {as_before:.1%}, that is local nominal {local.mid:.1%} less "
        f"the currency's drift of {drift.mid:.1%} a year over five years; the range is the two"
    )
    return Quantity(
        mid=round((home.mid + as_before) / 2, 4),
        low=round(min(home.mid, as_before), 4),
        high=round(max(home.mid, as_before), 4),
        unit="per year",
        year=2026,
        sources=merged((home, local, drift)),
        basis="derived",
        note=note,
    )


def put_staffing(document: Document, reference: Reference, city_id: str, country: str) -> None:
    """State how many people there are, how they come and go, and how long they take to ramp up."""
    at = ("locations", city_id)
    tier = TIERS[city_id]
    pool = assumed(tier.pool, "heads of one area", f"{tier.name} city", tier.pool / 2, tier.pool * 2)
    document.put((*at, "talent_pool", "*"), pool)
    document.put((*at, "talent_pool_growth"), assumed(POOL_GROWTH, "per year", "the same everywhere"))
    hires = assumed(tier.hires, "gross hires/year", f"{tier.name} city", tier.hires / 2, tier.hires * 2)
    document.put((*at, "hires_per_year"), hires)
    document.put((*at, "attrition", "*"), _attrition(reference, country))
    document.put((*at, "ramp_up", "*"), _ramp_up(reference))


def _attrition(reference: Reference, country: str) -> Quantity:
    """Return the share of heads that leave in a year, for engineers."""
    engineers, agents = (
        reference.quantity("wages", country_iso3=country, role=role, metric="planning_attrition")
        for role in ("engineering_professional", "support_t1")
    )
    note = (
        f"engineers and other professionals; state {agents.mid:g} ({agents.low:g} to {agents.high:g}) for first-line "
        f"support in the instance; {engineers.note}"
    )
    return replace(engineers, unit="share/year", note=note)


def _ramp_up(reference: Reference) -> Quantity:
    """Return the months of a ramp from 0 that loses as much output as the table's ramp from a quarter."""
    months = reference.quantity("restructuring", country_iso3="ALL", parameter="planning_ramp_months")
    note = f"{1 - RAMP_FROM:g} x {months.mid:g} months: a ramp from 0 that loses as much as the table's from 25 %"
    return months.times(1 - RAMP_FROM, "months", note, 2)


def country_pay(reference: Reference, city_ids: list[str], role: str) -> Quantity:
    """Return the loaded yearly cost of a role, averaged over a country's cities."""
    return mean([pay(reference, city_id, role) for city_id in city_ids], f"mean of {', '.join(city_ids)}", 0)
