"""From a case's file to its numbers; what is wrong with a file is listed at once, with lines."""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

from coeplan import InputError
from coeplan_models import Fault, Place

from .case import FacilityCase
from .formats import FORMATS, HEADER, Format, Sizes, fitting
from .words import Word, words_of

CAPACITY = "capacity"
"""The word that stands for every capacity in files that serve several cases (capa, capb, capc)."""

MOST_LISTED = 10
"""Faults of one kind that are listed; the others are counted."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


def read_or_library(path: str | Path, capacity: float | None = None) -> FacilityCase:
    """Read a case in the format of the OR-Library, whose demand may be divided.

    Parameters
    ----------
    path : str or Path
        The file.
    capacity : float, optional
        What the word ``capacity`` in the file stands for.

    Raises
    ------
    InputError
        If the file cannot be read; every fault is listed with its line.
    """
    return read_case(path, "or-library", capacity)


def read_holmberg(path: str | Path, capacity: float | None = None) -> FacilityCase:
    """Read a case in Holmberg's format, whose customers are served from one facility; see :func:`read_or_library`."""
    return read_case(path, "holmberg", capacity)


def read_case(path: str | Path, form: str | None = None, capacity: float | None = None) -> FacilityCase:
    """Read a case in the format named, or in the one that its line breaks show.

    Parameters
    ----------
    path : str or Path
        The file.
    form : {"or-library", "holmberg"}, optional
        Its format.
    capacity : float, optional
        What the word ``capacity`` in the file stands for.

    Raises
    ------
    InputError
        If the file cannot be read, or its format is neither named nor visible; every fault is listed with its line.
    """
    return _Reader(Path(path), capacity).read(form)


class _Reader:
    """Reads one file.

    Parameters
    ----------
    path : Path
        The file.
    capacity : float or None
        What the word ``capacity`` stands for.
    """

    def __init__(self, path: Path, capacity: float | None) -> None:
        self._path = path
        self._capacity = capacity
        self._words = words_of(path)
        self._faults: list[Fault] = []

    def read(self, form: str | None) -> FacilityCase:
        sizes = self._sizes()
        chosen = FORMATS[form] if form is not None else self._visible(sizes)
        numbers = self._numbers(sizes, chosen)
        self._check_count(sizes, chosen)
        self._check_capacity(sizes)
        if chosen is None or self._faults:
            raise InputError(self._faults)
        case = self._case(sizes, chosen, numbers)
        self._check_costs(case, sizes, chosen)
        if self._faults:
            raise InputError(self._faults)
        return case

    # -- sizes and format -----------------------------------------------------------------------------------------

    def _sizes(self) -> Sizes:
        """Read the first two words.

        Raises
        ------
        InputError
            If they are no numbers of facilities and customers: nothing else can be understood then.
        """
        expected = "a file that begins with the numbers of facilities and of customers, whole and at least 1"
        found = [word.number() for word in self._words[:HEADER]]
        if len(found) == HEADER and all(each is not None and each >= 1 and each.is_integer() for each in found):
            facilities, customers = (int(each or 0) for each in found)
            return Sizes(facilities, customers)
        said = " ".join(word.text for word in self._words[:HEADER])[:80]
        message = f"the file begins with {said!r}" if said else "the file is empty"
        self._fault("no_sizes", message, expected, self._words[0] if self._words else None)
        raise InputError(self._faults)

    def _visible(self, sizes: Sizes) -> Format | None:
        """Return the one format that the line breaks fit; a file of the wrong length shows nothing."""
        if len(self._words) != sizes.words:
            return None
        fits = fitting(self._words, sizes)
        if len(fits) == 1:
            return fits[0]
        which = "both formats" if fits else "neither format"
        message = f"both formats hold {sizes.words} numbers here, and the line breaks fit {which}, so it cannot be told"
        self._fault("format_not_visible", message, f"--format {' or --format '.join(FORMATS)}")
        return None

    # -- words ----------------------------------------------------------------------------------------------------

    def _numbers(self, sizes: Sizes, form: Format | None) -> list[float]:
        """Return the words that the sizes ask for as numbers; those that cannot be meant are faults and count as 0."""
        strange: list[Fault] = []
        numbers: list[float] = []
        for place, word in enumerate(self._words[: sizes.words]):
            number = self._capacity or 0.0 if _is_open(sizes, place, word) else word.number()
            if number is None or not 0 <= number < inf:
                message = f"{word.text[:40]!r} stands where {_meaning(sizes, form, place)} is"
                strange.append(self._made("no_such_number", message, "a number of at least 0", word))
                number = 0.0
            # A zero with a minus becomes one without.
            numbers.append(abs(number))
        self._faults += strange[:MOST_LISTED]
        if len(strange) > MOST_LISTED:
            self._fault("no_such_number", f"{len(strange) - MOST_LISTED} more words are no numbers of at least 0", None)
        return numbers

    def _check_count(self, sizes: Sizes, form: Format | None) -> None:
        """The file holds as many numbers as its sizes ask for."""
        count, wanted = len(self._words), sizes.words
        expected = f"{wanted} for {sizes.facilities} facilities and {sizes.customers} customers"
        if count < wanted:
            message = f"the file ends after {count} numbers, before {_meaning(sizes, form, count)}"
            self._fault("too_few_numbers", message, expected, self._words[-1])
        if count > wanted:
            message = f"the file goes on with {self._words[wanted].text[:40]!r} after all its numbers; it holds {count}"
            self._fault("too_many_numbers", message, expected, self._words[wanted])

    def _check_capacity(self, sizes: Sizes) -> None:
        """A capacity is stated where the file holds the word, and only there."""
        places = range(HEADER, min(sizes.body, len(self._words)), HEADER)
        left_open = [self._words[place] for place in places if _is_open(sizes, place, self._words[place])]
        if left_open and self._capacity is None:
            message = f"the file leaves the capacity of {len(left_open)} facilities open: it says {CAPACITY!r}"
            self._fault("capacity_left_open", message, "--capacity N, which gives their capacity", left_open[0])
        if not left_open and self._capacity is not None:
            message = f"--capacity is given, but no facility of the file has {CAPACITY!r} for its capacity"
            self._fault("capacity_stated_twice", message, "the file without --capacity")

    # -- numbers --------------------------------------------------------------------------------------------------

    def _case(self, sizes: Sizes, form: Format, numbers: Sequence[float]) -> FacilityCase:
        facilities, customers = range(sizes.facilities), range(sizes.customers)
        case = FacilityCase(
            name=_NOT_IN_NAMES.sub("-", self._path.stem).strip("-_")[:40] or "case",
            capacities=tuple(numbers[HEADER : sizes.body : HEADER]),
            fixed_costs=tuple(numbers[HEADER + 1 : sizes.body : HEADER]),
            demands=tuple(numbers[form.demand(sizes, customer)] for customer in customers),
            costs=tuple(
                tuple(numbers[form.cost(sizes, customer, facility)] for facility in facilities)
                for customer in customers
            ),
            single_source=form.single_source,
        )
        if self._capacity is None:
            return case
        # One file, several cases.
        return replace(case, name=f"{case.name}-{_NOT_IN_NAMES.sub('-', f'{self._capacity:.12g}')}")

    def _check_costs(self, case: FacilityCase, sizes: Sizes, form: Format) -> None:
        """What costs something has a demand to be spread over."""
        for customer, (demand, costs) in enumerate(zip(case.demands, case.costs, strict=True)):
            if demand == 0 and any(costs):
                message = f"customer {customer + 1} has no demand, but serving it costs up to {max(costs):g}"
                expected = "a demand above 0, or costs of 0: cost is paid per unit of demand"
                word = self._words[form.demand(sizes, customer)]
                self._fault("cost_without_demand", message, expected, word)

    # -- faults ---------------------------------------------------------------------------------------------------

    def _made(self, code: str, message: str, expected: str | None, word: Word | None = None) -> Fault:
        place = Place(file=str(self._path)) if word is None else word.place(self._path)
        return Fault(code=code, message=message, expected=expected, place=place)

    def _fault(self, code: str, message: str, expected: str | None, word: Word | None = None) -> None:
        self._faults.append(self._made(code, message, expected, word))


def _is_open(sizes: Sizes, place: int, word: Word) -> bool:
    """Whether a word leaves a facility's capacity open."""
    return HEADER <= place < sizes.body and place % HEADER == 0 and word.text.lower() == CAPACITY


def _meaning(sizes: Sizes, form: Format | None, place: int) -> str:
    """What the word at a place says."""
    if place < sizes.body:
        facility, within = divmod(place - HEADER, HEADER)
        return f"the {'fixed cost' if within else 'capacity'} of facility {facility + 1}"
    return f"number {place + 1}" if form is None else form.meaning(sizes, place)
