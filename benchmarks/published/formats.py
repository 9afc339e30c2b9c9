"""The two formats: equally many numbers, the same up to the facilities, in different order after them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .words import Word

HEADER = 2
"""Words of the sizes, and of each facility."""


@dataclass(frozen=True)
class Sizes:
    """How many facilities and customers a case has.

    Attributes
    ----------
    facilities, customers : int
        Their numbers, at least 1.
    """

    facilities: int
    customers: int

    @property
    def body(self) -> int:
        """Number of words before the first customer: sizes, and capacity and fixed cost of each facility."""
        return HEADER * (1 + self.facilities)

    @property
    def words(self) -> int:
        """Number of words of a whole file, in either format."""
        return self.body + self.customers * (1 + self.facilities)


class Format(ABC):
    """Where things stand in a file; places are numbers of words, from 0."""

    name: str
    single_source: bool

    @abstractmethod
    def demand(self, sizes: Sizes, customer: int) -> int:
        """Place of a customer's demand."""

    @abstractmethod
    def cost(self, sizes: Sizes, customer: int, facility: int) -> int:
        """Place of the cost of serving all of a customer from a facility."""

    @abstractmethod
    def meaning(self, sizes: Sizes, place: int) -> str:
        """What the word at a place after the facilities says."""

    @abstractmethod
    def records(self, sizes: Sizes) -> Iterable[int]:
        """Places at which a record begins after the facilities; published files begin a line there."""


class OrLibrary(Format):
    """J. E. Beasley's OR-Library: customer by customer, its demand and its costs; demand may be divided."""

    name = "or-library"
    single_source = False

    def demand(self, sizes: Sizes, customer: int) -> int:
        """Place of a customer's demand: before its costs."""
        return sizes.body + customer * (1 + sizes.facilities)

    def cost(self, sizes: Sizes, customer: int, facility: int) -> int:
        """Place of a cost: after the customer's demand."""
        return self.demand(sizes, customer) + 1 + facility

    def meaning(self, sizes: Sizes, place: int) -> str:
        """What the word at a place after the facilities says."""
        customer, within = divmod(place - sizes.body, 1 + sizes.facilities)
        return _cost(customer, within - 1) if within else _demand(customer)

    def records(self, sizes: Sizes) -> Iterable[int]:
        """Places at which a customer begins."""
        return range(sizes.body, sizes.words, 1 + sizes.facilities)


class Holmberg(Format):
    """Holmberg, Ronnqvist and Yuan: all demands, then costs facility by facility; customers are served from one."""

    name = "holmberg"
    single_source = True

    def demand(self, sizes: Sizes, customer: int) -> int:
        """Place of a customer's demand: among the demands."""
        return sizes.body + customer

    def cost(self, sizes: Sizes, customer: int, facility: int) -> int:
        """Place of a cost: among its facility's."""
        return sizes.body + (1 + facility) * sizes.customers + customer

    def meaning(self, sizes: Sizes, place: int) -> str:
        """What the word at a place after the facilities says."""
        block, customer = divmod(place - sizes.body, sizes.customers)
        return _cost(customer, block - 1) if block else _demand(customer)

    def records(self, sizes: Sizes) -> Iterable[int]:
        """Places at which the demands, and each facility's costs, begin."""
        return range(sizes.body, sizes.words, sizes.customers)


FORMATS: dict[str, Format] = {each.name: each for each in (OrLibrary(), Holmberg())}
"""Formats by name."""


def _demand(customer: int) -> str:
    return f"the demand of customer {customer + 1}"


def _cost(customer: int, facility: int) -> str:
    return f"the cost of customer {customer + 1} at facility {facility + 1}"


def fitting(words: Sequence[Word], sizes: Sizes) -> list[Format]:
    """Return the formats in which a file is written record by record.

    Both hold equally many numbers, so only line breaks can tell. They are taken as evidence where the sizes and each
    facility have a line of their own: such a file begins a line with every record, and records of the other format
    begin elsewhere. A file with other breaks fits none, one with a break after every number fits both.
    """
    starts = {place for place, word in enumerate(words) if place == 0 or word.line != words[place - 1].line}
    if {place for place in starts if place <= sizes.body} != set(range(0, sizes.body + 1, HEADER)):
        return []
    return [each for each in FORMATS.values() if starts.issuperset(each.records(sizes))]
