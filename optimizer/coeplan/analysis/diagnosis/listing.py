"""Every business rule of an instance."""

from coeplan_models import Instance

from .areas import area_rules
from .places import place_rules
from .policies import policy_rules
from .rules import Rule
from .terms import term_rules


def business_rules(instance: Instance) -> tuple[Rule, ...]:
    """Return all business rules of an instance, each with the edits that take it away.

    What is no business rule is never taken away: definitions and balances of the model, time zones, productivity,
    attrition and ramp-up, prices, and what the scenario tree says.
    """
    return (*policy_rules(instance), *area_rules(instance), *term_rules(instance), *place_rules(instance))
