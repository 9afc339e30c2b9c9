"""What the catalogue holds: every entry that ``extends`` can take, with its figures and where they come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from coeplan_models import Figure, Source

from ..core.resources import shipped, shipped_names
from .documents import read_document
from .extends import CATALOGUE, FROM_CATALOGUE

_HOLDING = ("locations", "operating_models")
"""Parts of an instance that entries state."""


@dataclass(frozen=True)
class CatalogueEntry:
    """A file of the catalogue: a location, an operating model, or a collection that changes some of both."""

    name: str
    """Name of the file, without its ending."""

    stated: Mapping[str, Any]
    """What the file says, without what it extends."""

    figures: Mapping[str, Figure]
    """Low, mid and high of its values, by their paths; values are the mid."""

    sources: Mapping[str, Source]
    """Sources that the figures name."""

    @property
    def taken_by(self) -> str:
        """What ``extends`` says to take it."""
        return f"{FROM_CATALOGUE}{self.name}"

    @property
    def title(self) -> str:
        """Name for people; of a collection the name of its file."""
        records = (self.stated.get(part, {}).get(self.name, {}) for part in _HOLDING)
        return next((str(record["name"]) for record in records if "name" in record), self.name)

    @property
    def holds(self) -> str:
        """What it is: ``location``, ``operating model`` or ``collection``."""
        found = next((part for part in _HOLDING if self.name in self.stated.get(part, {})), "collections")
        return found.replace("_", " ").removesuffix("s")


@cache
def catalogue() -> tuple[CatalogueEntry, ...]:
    """Return all entries that ship with coeplan, by name; empty where no catalogue is installed.

    Raises
    ------
    InputError
        If a file of the catalogue cannot be read.
    """
    return tuple(_entries())


def _entries() -> Iterator[CatalogueEntry]:
    for name in shipped_names(CATALOGUE):
        document, _ = read_document(shipped(CATALOGUE, f"{name}.yaml"))
        stated = cast("Mapping[str, Any]", document)
        # Not strict, because files write lists where records hold tuples.
        figures = {path: Figure.model_validate(said, strict=False) for path, said in stated.get("figures", {}).items()}
        sources = {key: Source.model_validate(said) for key, said in stated.get("sources", {}).items()}
        yield CatalogueEntry(name, stated, figures, sources)
