"""Whether an instance can be asked what information is worth in it."""

from collections.abc import Iterator

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance, RegretCap

from .result import ValueOptions


def demand_answerable(instance: Instance, options: ValueOptions) -> None:
    """Refuse what cannot be answered.

    Raises
    ------
    InputError
        If an operating model that is to be done without is none of the instance, or the instance asks for regret.
    """
    faults = [*_unknown_models(instance, options), *_regret(instance)]
    if faults:
        raise InputError(faults)


def _unknown_models(instance: Instance, options: ValueOptions) -> Iterator[Fault]:
    known = ", ".join(instance.operating_models)
    for name in options.flexible or ():
        if name not in instance.operating_models:
            yield Fault(
                code="unknown_operating_model",
                message=f"there is no operating model {name!r} to do without",
                value=name,
                expected=f"operating models of the instance: {known}" if known else "none, as the instance has none",
            )


def _regret(instance: Instance) -> Iterator[Fault]:
    """Regret is measured from what a future costs by itself, which changes with what is done without."""
    said = (
        "regret is measured from what each future costs by itself, so that ways to plan in which that differs are not "
        "measured alike"
    )
    instead = "; coeplan regret tells what this plan regrets in each future"
    weights = instance.objective
    if weights.regret_weight > 0:
        # Without regret an objective has to weigh something else.
        other = "" if weights.total_weight > weights.regret_weight else " --set objective.expectation_weight=1"
        yield Fault(
            code="regret_in_value",
            path=("objective", "regret_weight"),
            message=said,
            value=str(weights.regret_weight),
            expected=f"a plan that is solved with --set objective.regret_weight=0{other}{instead}",
        )
    for name, policy in instance.policies.items():
        if isinstance(policy, RegretCap) and policy.enabled:
            yield Fault(
                code="regret_in_value",
                path=("policies", name),
                message=said,
                expected=f"a plan that is solved with --set policies.{name}.enabled=false{instead}",
            )
