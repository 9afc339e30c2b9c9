"""Closed forms: ramp-up, bands, conditional value at risk; and how numbers are compared."""

import pytest

from coeplan.audit.bands import Band, band_in_force
from coeplan.audit.ledger import Ledger, Subject
from coeplan.audit.ramp_up import lost_share
from coeplan.audit.totals import conditional_value_at_risk


@pytest.mark.parametrize(
    ("since", "months", "ramp_up", "lost"),
    [
        (0, 3, 6, 0.75),  # falls from 1 to 1/2
        (3, 3, 6, 0.25),  # falls from 1/2 to 0
        (6, 3, 6, 0.0),
        (0, 12, 6, 0.25),  # half of the first six months
        (2, 12, 4, 1 / 24),  # from 1/2 to 0 within 2 of 12 months
        (0, 3, 0, 0.0),
    ],
)
def test_lost_share_is_the_mean_of_what_a_hire_cannot_do_yet(
    since: float, months: float, ramp_up: float, lost: float
) -> None:
    assert lost_share(since, months, ramp_up) == pytest.approx(lost)


BANDS = [Band(0, 12), Band(5, 10), Band(20, 15)]


@pytest.mark.parametrize(
    ("heads", "stated", "opens"),
    [
        (4, None, 0),
        (5, None, 5),  # the shared edge: the cheaper of 12 and 10
        (5, 0, 5),
        (20, None, 5),  # the cheaper of 10 and 15
        (20, 20, 5),
        (20 + 1e-9, None, 20),
        (20 + 1e-9, 5, 5),  # within the tolerance of the edge the plan is taken at its word
        (21, 5, 20),
    ],
)
def test_at_a_shared_edge_the_cheaper_band_holds(heads: float, stated: float | None, opens: float) -> None:
    band = band_in_force(BANDS, heads, stated)
    assert band is not None and band.opens == opens


@pytest.mark.parametrize("stated", [0, 5])
def test_between_bands_of_one_price_the_plan_is_taken_at_its_word(stated: float) -> None:
    band = band_in_force([Band(0, 12), Band(5, 12)], 5, stated)
    assert band is not None and band.opens == stated


def test_no_bands_no_band() -> None:
    assert band_in_force([], 3, None) is None


def test_cvar_splits_the_leaf_at_the_boundary() -> None:
    totals = [(0.5, 10.0), (0.3, 20.0), (0.2, 40.0)]
    assert conditional_value_at_risk(totals, 0.0) == pytest.approx(0.5 * 10 + 0.3 * 20 + 0.2 * 40)
    assert conditional_value_at_risk(totals, 0.8) == pytest.approx(40)
    # The worst 0.4: all of the leaf at 40, and 0.2 of the one at 20.
    assert conditional_value_at_risk(totals, 0.6) == pytest.approx((0.2 * 40 + 0.2 * 20) / 0.4)


@pytest.mark.parametrize(("limit", "play"), [(0.0, 1e-6), (1.0, 1e-6), (-8e6, 8.0)])
@pytest.mark.parametrize(("factor", "kept"), [(1 - 1e-3, True), (1 + 1e-3, False)])
def test_numbers_are_compared_within_a_tolerance(limit: float, play: float, factor: float, kept: bool) -> None:
    ledger, subject, off = Ledger(), Subject("coverage"), play * factor
    assert ledger.at_most(subject, "", limit + off, limit) is kept
    assert ledger.at_least(subject, "", limit - off, limit) is kept
    assert ledger.within(subject, "", off, limit) is kept
    assert ledger.equal(subject, "", limit + off, limit) is ledger.equal(subject, "", limit - off, limit) is kept
    report = ledger.report(0.0)
    assert (report.passed, report.checked) == (kept, {"coverage": 5})
    assert [finding.excess for finding in report.findings] == pytest.approx([] if kept else [off] * 5, rel=1e-3)
    assert {finding.limit for finding in report.findings} == (set() if kept else {limit})


def test_at_the_edge_of_the_tolerance_a_rule_is_kept() -> None:
    ledger, subject = Ledger(), Subject("coverage")
    assert ledger.at_most(subject, "", 1e-6, 0.0) and ledger.at_least(subject, "", -1e-6, 0.0)
    assert ledger.within(subject, "", 1e-6, 0.0) and ledger.equal(subject, "", 1e-6, 0.0)
    assert ledger.equal(subject, "", 0.5, 0.0, play=0.5) and not ledger.equal(subject, "", 0.5001, 0.0, play=0.5)
