"""What people call locations, countries, operating models and areas, and which of an instance they mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from coeplan.whatif.names import nearest
from coeplan_models import Fault, Instance
from coeplan_models.faults import shortened

from .countries import COUNTRIES

Called = Mapping[str, tuple[str, ...]]
"""What each identifier may be called, besides itself."""


class UnknownNameError(Exception):
    """A name that is none of the instance's, or that of several; ``fault`` says so."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


@dataclass(frozen=True)
class KnownNames:
    """The names of one instance.

    Attributes
    ----------
    instance : Instance
        The instance.
    """

    instance: Instance

    @cached_property
    def countries(self) -> Mapping[str, tuple[str, ...]]:
        """Locations of each country, headquarters left out."""
        found: dict[str, tuple[str, ...]] = {}
        for location_id, location in self.instance.locations.items():
            if location_id != self.instance.headquarters:
                found[location.country] = (*found.get(location.country, ()), location_id)
        return found

    def location(self, said: str) -> str:
        """Return the location that a name means."""
        return _meant(said, "location", {key: (each.name,) for key, each in self.instance.locations.items()})

    def area(self, said: str) -> str:
        """Return the business area that a name means."""
        return _meant(said, "business area", {key: (each.name,) for key, each in self.instance.areas.items()})

    def model(self, said: str) -> str:
        """Return the operating model that a name means; what its name says in brackets may be left out."""
        called = {key: (each.name, each.name.partition("(")[0]) for key, each in self.instance.operating_models.items()}
        return _meant(said, "operating model", called)

    def place(self, said: str) -> tuple[str, ...]:
        """Return the locations that the name of a location or a country means; headquarters is none of them."""
        called: dict[str, tuple[str, ...]] = {
            key: (each.name,) for key, each in self.instance.locations.items() if key != self.instance.headquarters
        }
        called |= {code: COUNTRIES.get(code, ()) for code in self.countries}
        meant = _meant(said, "location or country", called)
        return (meant,) if meant in self.instance.locations else self.countries[meant]


def _meant(said: str, what: str, called: Called) -> str:
    """Return the one identifier that is called so.

    Raises
    ------
    UnknownNameError
        Where none is, or several are.
    """
    if said in called:
        return said
    asked = _folded(said)
    fitting = [key for key, names in called.items() if asked in {_folded(each) for each in (key, *names)}]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = f"several are called {shortened(said)!r}"
        raise UnknownNameError(_fault(said, "ambiguous_name", message, f"an identifier: {' or '.join(fitting)}", ()))
    known = f"one of {', '.join(called)}" if called else None
    message = f"there is no {what} {shortened(said)!r}"
    raise UnknownNameError(_fault(said, "unknown_name", message, known, nearest(said, [*_all_names(called)])))


def _all_names(called: Called) -> Iterable[str]:
    for key, names in called.items():
        yield key
        yield from (each.strip() for each in names if each.strip())


def _fault(said: str, code: str, message: str, expected: str | None, like: tuple[str, ...]) -> Fault:
    return Fault(code=code, message=message, value=shortened(said), expected=expected, nearest=like)


def _folded(name: str) -> str:
    """Return a name without what makes no difference: capitals, and which of space, dash and underscore parts words."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
