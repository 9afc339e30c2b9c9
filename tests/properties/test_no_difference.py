"""What makes no difference: what nobody can use, and the way through a file."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from tests.exact import ExactEngine

from coeplan.api.load import load_instance, save_instance

from .bases import Base, Data, bases, instance_of, same
from .tiers import for_all


def that_hosts_nothing(data: Data) -> None:
    """Add a place with models that may operate there, but no area that may sit there."""
    data["locations"]["ELSE"] = {"country": "FRA", "time_zone": "Europe/Paris", "yearly_cost": 1, "hosts": []}


def without_a_model(data: Data) -> None:
    """Add a place where every area may sit, but no model may operate."""
    known = [name for name in data["locations"] if name != data["headquarters"]]
    data["locations"]["ELSE"] = {"country": "FRA", "time_zone": "Europe/Paris", "yearly_cost": 1}
    for model in data["operating_models"].values():
        model.setdefault("locations", known)


@for_all(
    fast=6,
    slow=120,
    base=bases(without=("survive_loss",), most=6),
    add=st.sampled_from((that_hosts_nothing, without_a_model)),
)
def test_a_place_that_nobody_may_use(exact: ExactEngine, base: Base, add: Callable[[Data], None]) -> None:
    """It can hold no head, and a site without heads costs and keeps no limit that names it, as none does.

    A loss of it would have to be survived all the same, which asks for capacity elsewhere if work may stay undone.
    """
    more = base.data
    add(more)
    assert exact.value(instance_of(more)) == same(exact.value(base.instance))


@for_all(fast=6, slow=120, base=bases(most=12))
def test_the_way_through_a_file(exact: ExactEngine, base: Base) -> None:
    """What is written and read back is the same instance, so it has the same optimum."""
    instance = base.instance
    with TemporaryDirectory() as folder:
        for name in ("instance.yaml", "instance.json"):
            save_instance(instance, Path(folder) / name)
            read = load_instance(Path(folder) / name).instance
            assert read == instance
            assert read.fingerprint() == instance.fingerprint()
    assert exact.value(read) == same(exact.value(instance))
