"""Periods that questions speak of: stated, moved from the plan's, or the first in which something can be."""

from typing import NoReturn

from coeplan.core.errors import InputError
from coeplan.io.tree import Plain
from coeplan.planning.arrangements import arrange
from coeplan.planning.calendar import Calendar
from coeplan.whatif.paths import path_text
from coeplan_models import Fault, Instance
from coeplan_models.edits import AddEntry
from coeplan_models.faults import shortened

from .grammar import Asked, counted

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Times:
    """The periods of one question.

    Parameters
    ----------
    instance : Instance
        The instance.
    asked : Asked
        The question.
    """

    def __init__(self, instance: Instance, asked: Asked) -> None:
        self._instance = instance
        self._asked = asked
        self._calendar = Calendar.of(instance.horizon)

    def period(self, said: str) -> int:
        """Return the period with a number, or the one that a month is in.

        Raises
        ------
        InputError
            If it is not in the horizon.
        """
        count = len(self._calendar.months)
        if "-" not in said:
            found = int(said)
        else:
            year, month = map(int, said.split("-"))
            passed = 12 * (year - self._calendar.first_year) + month - self._calendar.first_month
            ends = [start + months for start, months in zip(self._calendar.starts, self._calendar.months, strict=True)]
            found = next((period for period, end in enumerate(ends) if 0 <= passed < end), count)
            found = found if 1 <= month <= 12 else count
        if found >= count:
            last = self._calendar.month_name(count - 1)
            expected = f"0 to {count - 1}, or a month from {self._calendar.month_name(0)} to that of {last}"
            self.refuse(f"period {said} is not in the horizon", expected)
        return found

    def moved(self, now: int) -> int:
        """Return the period that is later or earlier than another one by what the question says.

        Raises
        ------
        InputError
            If it is not in the horizon.
        """
        count, unit = counted(self._asked.parts["count"]), self._asked.parts["unit"].casefold()
        sign = 1 if self._asked.parts["way"].casefold() == "later" else -1
        if unit == "period":
            found = now + sign * count
        else:
            found = self._by_months(self._calendar.starts[now] + sign * count * _MONTHS[unit], later=sign > 0)
        if not 0 <= found < len(self._calendar.months):
            self.refuse(f"{count} {unit}s {self._asked.parts['way']} is not in the horizon", "a shorter time")
        return found

    def _by_months(self, month: float, *, later: bool) -> int:
        """Return the first period that starts no earlier than a month, or the last that starts no later."""
        if later:
            found = self._calendar.first_period_from(month)
            return len(self._calendar.months) if found is None else found
        return sum(start <= month for start in self._calendar.starts) - 1

    def earliest(self, place: str, model: str | None) -> int:
        """Return the first period in which a location can operate; the last one where it never can."""
        ids = tuple(self._instance.locations)
        arrangements, _ = arrange(self._instance, self._calendar)
        firsts = [
            each.first_period for each in arrangements if ids[each.location] == place and model in (None, each.model)
        ]
        last = len(self._calendar.months) - 1
        return min([*firsts, last])

    def there_before(self, place: str) -> bool:
        """Whether a location operates before the horizon begins."""
        footprint = self._instance.footprint
        site = None if footprint is None else footprint.sites.get(place)
        return site is not None and site.operating_model is not None

    def until(self, place: str, model: str | None, period: int) -> AddEntry:
        """Return the edit that forbids a location, or a model there, up to a period."""
        name = stem = f"pin-not-yet-{place}"[:58]
        taken = 2
        while name in self._instance.policies:
            name, taken = f"{stem}-{taken}", taken + 1
        stated: dict[str, Plain] = {"kind": "forbid", "location": place, "last_period": period}
        if model is not None:
            stated["operating_model"] = model
        return AddEntry(kind="add", path=path_text(("policies", name)), value=stated)

    def refuse(self, message: str, expected: str) -> NoReturn:
        """Raise the fault of a question that has no answer."""
        fault = Fault(
            code="no_answer",
            message=f"{message}, in {shortened(self._asked.text, 160)!r}",
            value=shortened(self._asked.text),
            expected=expected,
        )
        raise InputError([fault])
