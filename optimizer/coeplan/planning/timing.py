"""Which node's decision takes effect where on the tree: commitments, lock-ins, ages, build-up."""

from collections import Counter
from functools import cached_property

from coeplan_models import Instance

from .arrangements import Arc, Arrangement, existing_site
from .calendar import MONTH_TOLERANCE, Calendar
from .tree import BEFORE, Tree


class Timing:
    """Answers questions about durations on the tree.

    Parameters
    ----------
    instance, tree, calendar
        What is planned.
    arrangements, arcs
        Operating models at locations, and conversions between them.
    """

    def __init__(
        self,
        instance: Instance,
        tree: Tree,
        calendar: Calendar,
        arrangements: tuple[Arrangement, ...],
        arcs: tuple[Arc, ...],
    ) -> None:
        self._instance = instance
        self._tree = tree
        self._calendar = calendar
        self._arrangements = arrangements
        self._arcs = arcs
        self._ids = list(instance.locations)

    def lead_time(self, site: int) -> float:
        """Months from commitment to start."""
        return self._arrangements[site].terms.lead_time

    def starts_at(self, node: int, site: int) -> int | None:
        """Period in which a commitment made at a node starts; None where that is after the horizon."""
        return self._calendar.start_after(self._tree.period[node], self.lead_time(site))

    def commitments_for(self, node: int, site: int) -> tuple[int, ...]:
        """Ancestors at which a commitment starts at ``node``, for sites with a lead time."""
        period = self._tree.period[node]
        return tuple(k for k in self._tree.ancestors(node) if self.starts_at(k, site) == period)

    @cached_property
    def under_way(self) -> Counter[tuple[int, int]]:
        """Number of the footprint's commitments, keyed by arrangement and the period in which they start."""
        found: Counter[tuple[int, int]] = Counter()
        footprint = self._instance.footprint
        for commitment in footprint.commitments if footprint is not None else ():
            period = self._calendar.first_period_from(commitment.months_to_start)
            for number, each in enumerate(self._arrangements):
                same = (self._ids[each.location], each.model) == (commitment.location, commitment.operating_model)
                if same and period is not None:
                    found[number, period] += 1
        return found

    @cached_property
    def cancellable(self) -> tuple[tuple[int, int, int], ...]:
        """(node, arrangement, start period) of every cancellation that can be decided."""
        found: list[tuple[int, int, int]] = []
        for site, each in enumerate(self._arrangements):
            if each.terms.cancellation_fee is None:
                continue
            for node, period in enumerate(self._tree.period):
                known = {self.starts_at(k, site) for k in self._tree.ancestors(node)} if self.lead_time(site) else set()
                known |= {start for number, start in self.under_way if number == site}
                found.extend((node, site, start) for start in sorted(t for t in known if t is not None and t > period))
        return tuple(found)

    @cached_property
    def _cancellable_at(self) -> dict[int, list[tuple[int, int, int]]]:
        found: dict[int, list[tuple[int, int, int]]] = {}
        for key in self.cancellable:
            found.setdefault(key[0], []).append(key)
        return found

    def cancellable_at(self, node: int) -> list[tuple[int, int, int]]:
        """Those of ``cancellable`` that are decided at a node."""
        return self._cancellable_at.get(node, [])

    def commitments_before(self, node: int, site: int, start: int) -> tuple[int, ...]:
        """Strict ancestors of ``node`` at which a commitment for period ``start`` can have been made."""
        return tuple(k for k in self._tree.ancestors(node) if self.starts_at(k, site) == start)

    def can_start(self, node: int, site: int) -> bool:
        """Whether a start is possible at a node."""
        if self.lead_time(site) == 0:
            return True
        return bool(self.commitments_for(node, site)) or (site, self._tree.period[node]) in self.under_way

    def inside(self, node: int, since: int, months: float) -> bool:
        """Whether ``node`` starts before ``months`` months after the start of ``since`` have passed."""
        return self._calendar.within(self._tree.period[node], self._month(since), months)

    def remaining(self, node: int, since: int, months: float) -> float:
        """Months that remain at ``node`` of a duration begun at ``since``."""
        return self._month(since) + months - self._month(node)

    def window(self, node: int, months: float) -> tuple[int, ...]:
        """Ancestors of ``node``, itself included, less than ``months`` months earlier, root first."""
        return tuple(k for k in self._tree.path(node) if self.inside(node, k, months))

    def _month(self, node: int) -> float:
        return float(self._calendar.starts[self._tree.period[node]]) if node != BEFORE else 0.0

    def chain_of_age(self, node: int, arc: int) -> tuple[int, ...] | None:
        """Nodes at which the old model must operate for a conversion at ``node``; None where it never is old enough.

        The chain ends at the parent of ``node``; where it holds ``BEFORE`` the footprint must operate it.
        """
        source, min_age = self._arcs[arc].source, self._arcs[arc].min_age
        chain: list[int] = []
        for k in reversed((BEFORE, *self._tree.ancestors(node))):
            chain.append(k)
            if k != BEFORE and self._month(node) - self._month(k) >= min_age - MONTH_TOLERANCE:
                return tuple(reversed(chain))
        site = existing_site(self._instance, self._ids[self._arrangements[source].location])
        if site is None or site.operating_model != self._arrangements[source].model:
            return None
        old_enough = site.age + self._month(node) >= min_age - MONTH_TOLERANCE
        return tuple(reversed(chain)) if old_enough else None

    def building_up_before(self, node: int, site: int) -> bool:
        """Whether the footprint's site under this arrangement is still building up at ``node``."""
        each = self._arrangements[site]
        existing = existing_site(self._instance, self._ids[each.location])
        if existing is None or existing.operating_model != each.model or existing.converted:
            return False
        return self._calendar.within(self._tree.period[node], -existing.age, each.terms.build_up)

    def inherited_lock_ins(self, place: int) -> tuple[tuple[int, float], ...]:
        """Lock-ins of the footprint that still run: (arrangement whose terms hold, months from the start)."""
        existing = existing_site(self._instance, self._ids[place])
        if existing is None or existing.operating_model is None:
            return ()
        stated = {existing.operating_model: existing.remaining_lock_in}
        for model, months in existing.inherited_lock_ins.items():
            stated[model] = max(months, stated.get(model, 0.0))
        return tuple(
            (number, stated[each.model])
            for number, each in enumerate(self._arrangements)
            if each.location == place and stated.get(each.model, 0.0) > 0
        )
