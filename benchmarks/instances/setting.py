"""What everything is drawn for that depends on the firm."""

from collections.abc import Mapping
from dataclasses import dataclass

from coeplan_models import Instance

from .draw import Draw
from .sizes import Size


@dataclass(frozen=True)
class Setting:
    """What scenarios and policies are drawn for.

    Attributes
    ----------
    size : Size
        Size of the instance.
    seed : int
        Its seed.
    instance : Instance
        The instance without scenarios and policies.
    tree : bool
        Whether it shall have a tree.
    """

    size: Size
    seed: int
    instance: Instance
    tree: bool

    def draw(self, subject: str) -> Draw:
        """Return the stream of choices of one subject."""
        return Draw(self.size.name, self.seed, subject)

    @property
    def sites(self) -> list[str]:
        """Places that may have a site."""
        return [name for name in self.instance.locations if name != self.instance.headquarters]

    @property
    def home_cost(self) -> float:
        """Yearly payroll if headquarters did all the work of the start."""
        home = self.instance.locations[self.instance.headquarters]
        total = 0.0
        for name, area in self.instance.areas.items():
            total += first_workload(self.instance, name) * (home.pay(name, area, "yearly_cost") or 0.0)
        return total

    @property
    def years(self) -> float:
        """Years of the horizon and after it."""
        return (sum(self.instance.horizon.period_months) + self.instance.terminal_months) / 12

    @property
    def abroad(self) -> dict[str, str]:
        """Country of each place outside headquarters' country."""
        home = self.instance.locations[self.instance.headquarters].country
        countries = {name: self.instance.locations[name].country for name in self.sites}
        return {name: country for name, country in countries.items() if country != home}

    def idea(self) -> tuple[str, str]:
        """Return the two places of the reference plan: one for a captive, one for a team as a service."""
        first, second = self.draw("reference").some(list(self.abroad), 2)
        return first, second


def first_workload(instance: Instance, area: str) -> float:
    """Return an area's baseline FTE at the start."""
    workload = instance.areas[area].workload
    return float(workload[0] if isinstance(workload, Mapping) else 0.0)
