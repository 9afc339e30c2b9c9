"""When the sites of a plan operate, and how many heads they have."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from coeplan_models import Plan


@dataclass(frozen=True)
class PlanSites:
    """What a plan does at its locations.

    Attributes
    ----------
    plan : Plan
        The plan.
    """

    plan: Plan

    @cached_property
    def _nodes(self) -> dict[int, frozenset[str]]:
        """Nodes of each period."""
        found: dict[int, set[str]] = {}
        for node in self.plan.nodes:
            found.setdefault(node.period, set()).add(node.id)
        return {period: frozenset(nodes) for period, nodes in found.items()}

    @cached_property
    def _models(self) -> dict[tuple[str, str], str]:
        """Model in operation, keyed by node and location; headquarters is none of these."""
        return {
            (site.node, site.location): site.operating_model
            for site in self.plan.sites
            if site.operating_model is not None and site.location != self.plan.headquarters
        }

    @property
    def last_period(self) -> int:
        """Last period."""
        return max(self._nodes)

    def models(self, location: str) -> tuple[str, ...]:
        """Return the models that operate at a location somewhere."""
        return tuple(dict.fromkeys(model for (_, place), model in self._models.items() if place == location))

    def used(self, locations: Iterable[str]) -> tuple[str, ...]:
        """Return those locations that operate somewhere."""
        return tuple(each for each in locations if self.models(each))

    def operates_in(self, period: int, location: str, model: str | None = None) -> bool:
        """Whether a location operates at every node of a period, under a model if one is named."""
        return self._runs(period, location, model, every=True)

    def operates_from(self, period: int, location: str, model: str | None = None) -> bool:
        """Whether it does from a period to the end, under the model in that period."""
        later = all(self.operates_in(each, location) for each in self._nodes if each >= period)
        return later and self.operates_in(period, location, model)

    def first_anywhere(self, location: str, model: str | None = None) -> int | None:
        """Return the first period with a node where a location operates; None where there is none."""
        return self._first(location, model, every=False)

    def first_everywhere(self, location: str, model: str | None = None) -> int | None:
        """Return the first period from which a location operates in every future to the end; None likewise."""
        periods = (each for each in sorted(self._nodes) if self.operates_from(each, location, model))
        return next(periods, None)

    def heads(self, location: str, area: str | None, first_period: int) -> tuple[float, float]:
        """Return the fewest and most heads at a location at any node from a period on."""
        nodes = [node.id for node in self.plan.nodes if node.period >= first_period]
        found = dict.fromkeys(nodes, 0.0)
        for team in self.plan.teams:
            if team.location == location and area in (None, team.area) and team.node in found:
                found[team.node] += team.heads
        return min(found.values()), max(found.values())

    def _first(self, location: str, model: str | None, *, every: bool) -> int | None:
        return next((each for each in sorted(self._nodes) if self._runs(each, location, model, every=every)), None)

    def _runs(self, period: int, location: str, model: str | None, *, every: bool) -> bool:
        held = [self._models.get((node, location)) for node in self._nodes[period]]
        fitting = [each is not None and model in (None, each) for each in held]
        return all(fitting) if every else any(fitting)
