"""What things are called, and in which order they are written, changes nothing."""

from random import Random
from typing import Any

from hypothesis import strategies as st
from tests.exact import ExactEngine

from coeplan_models import Explicit, Instance, Record, ReferencePlan

from .bases import Base, bases, instance_of, same
from .contract import Field, fields, rewritten
from .names import KEYS, NAMED_BY_ANOTHER_FIELD, VALUES, Names, by, names_of, plan_renamed, renamed
from .plans import check_plan_of_the_same
from .tiers import for_all

PLAIN_NAMES = (
    *("a", "A", "b", "a-", "a_b", "0", "00", "1e3", "true", "null", "NaN", "no", "t00", "t01-a", "UTC", "EST"),
    *("headquarters-2", "operate", "dev", "AUS", "GDL", "aas", "x" * 64, "x" * 63, "location", "Z", "z9", "breach"),
)
"""Names that identifiers may have. Things of different kinds may share them."""

TEXTS = ("South West", "South", "a/b", "a", "'", '"', "ä ö", "USA", "MEX", "#", "x: y", "*", "West", "0", "-", "|")
"""What countries and regions may be called."""

FREE_LISTS = frozenset({"hosts", "locations", "names", "drivers", "commitments", "recent_hires", "seats", "decisions"})
"""Lists whose order says nothing."""

FREE_TEXT = frozenset(
    {
        *("name", "title", "description", "currency", "time_zone", "start", "unit", "note", "address", "bias"),
        *("sources", "figures", "workload", "values"),
    }
)
"""Fields that hold text, or keys, but name nothing that bears on an optimum."""


OF_SAMPLED_TREES = frozenset(
    {
        *(("Sampled", "processes"), ("Correlation", "between"), ("Regimes", "paths")),
        *(("DrawnTree", "statement"), ("DrawnTree", "nodes"), ("DrawnTree", "processes")),
    }
)
"""Fields of trees that are drawn, which other names change: a process is drawn from a stream that its name seeds."""


@st.composite
def relabellings(draw: st.DrawFn, instance: Instance) -> Names:
    """Draw new names for everything that an instance names, different within each kind of thing."""
    found: Names = {}
    for kind, old in names_of(instance).items():
        pool = TEXTS if kind in ("country", "region") else PLAIN_NAMES
        reserved = () if kind == "operating_model" else ("headquarters",)
        new = draw(st.permutations([*pool, *reserved]))
        found[kind] = dict(zip(old, new, strict=False))
        assert len(found[kind]) == len(old)
    return found


def named_fields() -> set[Field]:
    """Return every field of the contract that the tables say to name something."""
    said = {key for key in fields() if key[1] in VALUES and key not in KEYS}
    return said | set(KEYS) | NAMED_BY_ANOTHER_FIELD


def test_every_field_that_may_name_something_is_known() -> None:
    """A field that is new in the contract has to be entered here, or the properties below would pass it over."""
    stated = {key for key, said in fields().items() if "string" in said.types or said.keyed}
    assert {key for key in stated - named_fields() if key[1] not in FREE_TEXT} == OF_SAMPLED_TREES
    assert named_fields() <= stated


@for_all(fast=16, slow=400, base=bases(most=6), draw=st.data())
def test_names_change_nothing(exact: ExactEngine, base: Base, draw: st.DataObject) -> None:
    """No rule and no amount looks at a name, so the optimum stays, and its plan under the new names is a plan.

    Names of different kinds of things may be the same, as nothing is named without saying what it is.
    """
    instance = base.instance
    name = by(draw.draw(relabellings(instance)), isinstance(instance.scenarios, Explicit))
    other = instance_of(renamed(instance, name))
    plan = exact.plan(instance)
    assert exact.value(other) == same(plan and plan.value)
    if plan is not None:
        check_plan_of_the_same(other, plan_renamed(plan, instance.policies, name))


@for_all(fast=16, slow=400, base=bases(most=6), draw=st.randoms(use_true_random=False))
def test_order_changes_nothing(exact: ExactEngine, base: Base, draw: Random) -> None:
    """Sums, products and sets do not depend on an order. Only bands, steps, stages and values by period have one."""
    instance = base.instance

    def shuffled(holder: Record, field: str, value: Any) -> Any:
        if isinstance(value, dict):
            return dict(draw.sample(list(value.items()), len(value)))
        return draw.sample(value, len(value)) if isinstance(value, list) and is_free(holder, field) else value

    other = instance_of(rewritten(instance, shuffled))
    plan = exact.plan(instance)
    assert exact.value(other) == same(plan and plan.value)
    if plan is not None:
        check_plan_of_the_same(other, plan.model_dump(mode="json"))


def is_free(holder: Record, field: str) -> bool:
    """Whether the order of a list says nothing."""
    return field in FREE_LISTS or (isinstance(holder, ReferencePlan) and field == "teams")
