"""Rows of sites agree with the decisions and with the teams."""

from coeplan_models import Site

from .bands import Band, band_in_force, fee_bands, overhead_bands
from .case import Case
from .ledger import Subject
from .seats import seats_bought
from .site_heads import billed_heads


def fee_band(case: Case, node: str, location: str) -> Band | None:
    """Return the volume band that prices a site's heads at a node; none where its model has no fee."""
    site = case.rows.sites.get((node, location))
    bands = fee_bands(case.world.terms(location, case.model(node, location)))
    return band_in_force(bands, billed_heads(case, node, location), site.fee_band if site else None)


def overhead_step(case: Case, node: str, location: str) -> Band | None:
    """Return the overhead step of a site at a node; none where its model has none."""
    site = case.rows.sites.get((node, location))
    bands = overhead_bands(case.world.terms(location, case.model(node, location)))
    return band_in_force(bands, case.site_heads(node, location), site.overhead_step if site else None)


def check_site_rows(case: Case) -> None:
    """See that there is a right row for every place that operates or holds seats, and for no other."""
    for node in case.world.nodes:
        for location in case.world.instance.locations:
            site = case.rows.sites.get((node, location))
            model = case.model(node, location)
            if site is not None:
                _check_site(case, site)
            elif model is not None:
                subject = Subject("missing_row", node, location, None, model)
                case.ledger.holds(subject, f"{model} operates here, but the plan has no row of the site", False)


def _check_site(case: Case, site: Site) -> None:
    node, location = site.node, site.location
    model = case.model(node, location)

    def subject(rule: str) -> Subject:
        return Subject(rule, node, location, None, model)

    wrong = f"the row says that {site.operating_model} operates, the decisions lead to {model}"
    case.ledger.holds(subject("site_model"), wrong, site.operating_model == model)
    wrong = "the row is of a place that neither operates nor holds seats"
    case.ledger.holds(subject("site_row"), wrong, model is not None or site.seats > 0)
    case.ledger.equal(subject("site_heads"), "heads of all areas", site.heads, case.site_heads(node, location))
    bought = seats_bought(case, node, location)
    case.ledger.equal(subject("seats_bought"), "growth of the seats", site.seats_bought, bought)
    billed = billed_heads(case, node, location)
    case.ledger.equal(subject("billed_heads"), "billed heads", site.billed_heads, billed)
    for rule, stated, band in (
        ("fee_band", site.fee_band, fee_band(case, node, location)),
        ("overhead_step", site.overhead_step, overhead_step(case, node, location)),
    ):
        opens = band.opens if band is not None else None
        wrong = f"the {rule.replace('_', ' ')} in force opens at {opens} heads, the row says {stated}"
        case.ledger.holds(subject(rule), wrong, stated == opens)
