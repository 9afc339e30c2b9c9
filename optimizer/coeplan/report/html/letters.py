"""Words of unknown origin on a page: letters alone, in the direction of the page, and never two names alike."""

import unicodedata
from collections.abc import Mapping

from coeplan.plans.board import Names
from coeplan_models import Instance
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


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def spaced(name: str) -> str:
    """Return a name of the contract as words."""
    return name.replace("_", " ")
