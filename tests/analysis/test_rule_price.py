"""Prices of rules against all plans of a tiny firm: what each costs is what the enumeration says."""

import pytest
from tests.analysis.why.firm import EXACT, HERE, least_cost, planned

from coeplan.analysis.rule_price import price_rules, priced_rules, step_of
from coeplan.analysis.rule_price_records import Price, PriceOptions
from coeplan.analysis.why.result import Stopped
from coeplan.core.cancel import CancelToken

LIMITS = (
    "add policies.near = {kind: mean_overlap, floor: 3}",
    "add policies.cap = {kind: capital_limit, limit: 20000, price: 2}",
    "add policies.idle = {kind: risk_score, limit: 9, enabled: false}",
)


def prices(*edits, tell=None, cancel=None, **options):
    """Price the rules of the best plan of the firm, edited."""
    return price_rules(planned(*edits), PriceOptions(**{"solve": EXACT, "place": HERE} | options), tell, cancel)


@pytest.mark.slow
def test_every_price_is_what_the_enumeration_says():
    firm = planned(*LIMITS)
    found = prices(*LIMITS, solves=400)
    base = least_cost(firm.loaded.instance)
    assert found.stopped is Stopped.COMPLETE
    assert {each.path for each in found.prices} >= {"policies.near", "policies.cap", "operating_models.bot.lock_in"}
    for each in found.prices:
        for price, sign in ((each.off, 1), (each.looser, 1), (each.tighter, -1)):
            if price is None or "talent_pool" in each.path:
                continue
            least = least_cost(firm.loaded.instance, price.edits)
            assert price.infeasible == (least is None)
            if least is not None:
                assert price.low == pytest.approx(sign * (base - least), abs=0.01)
                assert price.high == pytest.approx(sign * (base - least), abs=0.01)
        assert each.verdict == ("costs" if each.off.low > 1 else "free")
        assert (each.looser is None) or each.verdict == "costs"


def test_solves_are_bounded_the_rest_is_told_and_dear_rules_come_first():
    found = prices(solves=2)
    assert (found.stopped, found.solves) == (Stopped.SOLVES, 2)
    verdicts = [each.verdict for each in found.prices]
    assert verdicts.count("not looked at") == len(verdicts) - 2
    assert verdicts[-1] == "not looked at"
    # The relaxation has a dual for the policy, so that it is tried first, and it does cost something.
    assert found.prices[0].path == "policies.few" or found.prices[0].off.low >= found.prices[1].off.low
    (few,) = [each for each in found.prices if each.path == "policies.few"]
    assert few.guess > 0
    assert few.verdict == "costs"
    assert few.off.low == pytest.approx(least_cost(found.instance) - least_cost(found.instance, few.off.edits))


def test_an_interrupt_keeps_what_is_there():
    token = CancelToken()

    def tell(progress):
        if "1 of" in progress.phase:
            token.cancel()

    found = prices(tell=tell, cancel=token)
    assert found.stopped is Stopped.INTERRUPTED
    looked = [each for each in found.prices if each.off is not None]
    assert 1 <= len(looked) < len(found.prices)


def test_rules_with_a_price_are_all_limits_that_hold():
    rules = {".".join(map(str, rule.path)) for rule in priced_rules(planned(*LIMITS).loaded.instance)}
    assert {"policies.few", "policies.near", "policies.cap", "operating_models.aas.lead_time"} <= rules
    assert "policies.idle" not in rules
    assert "areas.dev.workload" not in rules


def test_steps_are_what_people_count_in():
    instance = planned(*LIMITS).loaded.instance
    dials = {rule.path[-1]: rule.ways[0] for rule in priced_rules(instance) if rule.ways}
    assert step_of(dials["lock_in"], instance) == 3
    assert step_of(dials["few"], instance) == 1
    assert step_of(dials["near"], instance) == 1
    assert step_of(dials["cap"], instance) == 1000


def test_a_price_per_unit_is_that_of_a_step_by_its_length():
    price = Price(("x = 1",), 30.0, 60.0, 1.0, 1.0, infeasible=False, step=3.0)
    assert price.per_unit == (10.0, 20.0)
    assert Price((), None, 6.0, None, None, infeasible=False, step=2.0).per_unit == (None, 3.0)
