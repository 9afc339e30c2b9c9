"""The verb ``policy``."""

from .answers import show_answer
from .options import InstanceOption, JsonFlag, PlanArgument


def policy(plan: PlanArgument, instance: InstanceOption = None, json: JsonFlag = False) -> int:
    """Tell a plan as rules.

    What to do now, what to look at when, and what to do then.
    """
    from coeplan.api.policy import policy as rules_of
    from coeplan.api.policy import policy_page, policy_values, read_planned

    rules = rules_of(read_planned(plan, instance))
    return show_answer(lambda: policy_values(rules), lambda _: policy_page(rules), as_json=json)
