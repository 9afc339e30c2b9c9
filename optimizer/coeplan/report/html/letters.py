"""Words of unknown origin on a page: letters alone, in the direction of the page, and never two names alike."""

import re
import unicodedata
from collections.abc import Mapping

from coeplan.plans.board import Names
from coeplan_models import ANY, Instance
from coeplan_models.faults import printable, shortened

ISOLATE, END = "\u2068", "\u2069"
"""What keeps letters that run from right to left from turning the words around them."""

LONGEST_NAME = 60
"""Letters of a name that are shown."""

LONGEST_WORDS = 600
"""Letters of a description that are shown."""

_FROM_RIGHT = frozenset({"R", "AL", "RLE", "RLO", "AN"})


def words(text: str, longest: int = LONGEST_WORDS) -> str:
    """Return a text on one line, with what is no letter escaped, and kept apart where it runs from right to left."""
    said = shortened(printable(" ".join(text.split())), longest)
    turned = any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in said)
    return f"{ISOLATE}{said}{END}" if turned else said


def names_of(instance: Instance | None) -> Names:
    """Return the names of an instance as a page shows them; those that two things share are told apart by their key."""
    told = Names.of(instance)
    return Names(
        locations=_distinct(told.locations),
        operating_models=_distinct({"headquarters": "Headquarters", **told.operating_models}),
        areas=_distinct(told.areas),
        home_country=None if told.home_country is None else words(told.home_country),
    )


def _distinct(names: Mapping[str, str]) -> dict[str, str]:
    shown = {key: words(name, LONGEST_NAME) for key, name in names.items()}
    often = list(shown.values())
    return {key: f"{name} ({key})" if often.count(name) > 1 else name for key, name in shown.items()}


_UNITS = re.compile(r"(?<=\d) (?=(?:%|[Mk]\b))|(?<=\b[A-Z]{3}) (?=\d)")
"""Blanks between a number and its unit."""


def held(text: str) -> str:
    """Return a text in which no line ends between a number and its unit."""
    return _UNITS.sub("\u00a0", text)


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def spaced(name: str) -> str:
    """Return a name of the contract as words."""
    return name.replace("_", " ")


_PASSED_OVER = frozenset({ANY, f'"{ANY}"', "roles"})
"""Steps of a path that tell a reader nothing."""


_ENTRY = re.compile(r"s?\[(\d+)\]$")
"""Position of an entry of a list, such as a band of fees, after its name."""


def _entry_words(found: re.Match[str]) -> str:
    return f" {int(found[1]) + 1}"


def input_words(names: Names, path: str) -> str:
    """Say the path of an input in words: whose it is by its name, then the fields."""
    match path.split("."):
        case ["locations", place, *fields] if fields:
            owner = "All places" if place == ANY else names.location(place)
        case ["operating_models", model, "country_overrides" | "overrides", place, *fields] if fields:
            owner = f"{names.model(model)} in {names.location(place)}"
        case ["operating_models", model, *fields] if fields:
            owner = "All operating models" if model == ANY else names.model(model)
        case ["areas", area, *fields] if fields:
            owner = "All areas" if area == ANY else names.area(area)
        case _:
            return words(sentence(spaced(path)))
    told = [_ENTRY.sub(_entry_words, spaced(field)) for field in fields if field not in _PASSED_OVER]
    return f"{words(owner)}: {words(', '.join(told))}"
