"""Who belongs to what: countries, regions, vendors and models as policies count them."""

from dataclasses import dataclass

from coeplan_models import CapacityShare, Instance, SurviveLoss

from .arrangements import Arrangement


@dataclass(frozen=True)
class Group:
    """A named set of arrangements whose capacity a policy looks at together."""

    name: str
    arrangements: tuple[int, ...]


class Groups:
    """Resolves the groups that policies speak of."""

    def __init__(self, instance: Instance, arrangements: tuple[Arrangement, ...]) -> None:
        self._instance = instance
        self._arrangements = arrangements
        self._ids = list(instance.locations)
        self._home = instance.locations[instance.headquarters].country

    def sharing(self, policy: CapacityShare) -> tuple[Group, ...]:
        """Groups whose capacity a share policy limits; headquarters, or its country, is exempt unless named."""
        found: dict[str, list[int]] = {}
        for number, each in enumerate(self._arrangements):
            name = self._name(policy.per, each)
            named = policy.names is not None and name in policy.names
            if name is None or (policy.names is not None and not named):
                continue
            if not named and self._exempt(policy.per, each):
                continue
            found.setdefault(name, []).append(number)
        return tuple(Group(name, tuple(those)) for name, those in found.items())

    def losable(self, policy: SurviveLoss) -> tuple[Group, ...]:
        """Places whose loss must be survived, also where nothing can operate; headquarters (its country) if named."""
        found: dict[str, list[int]] = {}
        for place, (location_id, location) in enumerate(self._instance.locations.items()):
            name = location_id if policy.per == "location" else location.country
            home = self._instance.headquarters if policy.per == "location" else self._home
            if name in policy.names if policy.names is not None else name != home:
                here = [number for number, each in enumerate(self._arrangements) if each.location == place]
                found.setdefault(name, []).extend(here)
        return tuple(Group(name, tuple(those)) for name, those in found.items())

    def everything(self, per: str) -> tuple[Group, ...]:
        """All groups of a kind, for reporting; headquarters among them."""
        found: dict[str, list[int]] = {}
        for number, each in enumerate(self._arrangements):
            if name := self._name(per, each):
                found.setdefault(name, []).append(number)
        return tuple(Group(name, tuple(those)) for name, those in found.items())

    def _exempt(self, per: str, arrangement: Arrangement) -> bool:
        if per == "location":
            return self._ids[arrangement.location] == self._instance.headquarters
        return per in ("country", "region") and self._at_home(arrangement)

    def _at_home(self, arrangement: Arrangement) -> bool:
        return self._instance.locations[self._ids[arrangement.location]].country == self._home

    def _name(self, per: str, arrangement: Arrangement) -> str | None:
        location_id = self._ids[arrangement.location]
        location = self._instance.locations[location_id]
        if per == "operating_model":
            return None if location_id == self._instance.headquarters else arrangement.model
        names = {
            "location": location_id,
            "country": location.country,
            "region": location.region or None,
            "vendor": arrangement.terms.vendor,
        }
        return names[per]
