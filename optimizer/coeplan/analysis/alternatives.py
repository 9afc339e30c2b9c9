"""Near-optimal plans: which others cost nearly as little, and what all of them have in common."""

from collections.abc import Iterator

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import open_workers
from coeplan.core.progress import Progress, ProgressCallback
from coeplan_models import Instance, Plan

from .alternatives_asks import Asked, Asking, SizeAsk, UseAsk, proved_size, proved_uses
from .alternatives_known import Known
from .alternatives_plans import subjects
from .alternatives_records import (
    Alternatives,
    AlternativesOptions,
    Measure,
    Need,
    Subject,
    SubjectNeed,
    TeamRange,
)
from .alternatives_search import Search

SEARCH_SHARE = 0.4
"""Share of the time for finding plans that decide otherwise."""

USE_SHARE = 0.5
"""Share of the time left then for what is needed; the rest is for sizes of teams."""


def find_alternatives(
    instance: Instance,
    plan: Plan,
    options: AlternativesOptions,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Alternatives:
    """Find plans within a margin of a plan's cost, and what is needed, possible or out of the question there.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    plan : Plan
        A plan of it that keeps its rules.
    options : AlternativesOptions
        What to look for, and how long.
    on_progress : callable, optional
        Told what is being done, in the calling thread.
    cancel : CancelToken, optional
        Stops; what was found is returned.

    Raises
    ------
    AuditError
        Where the auditor refuses a plan that was found, which is a fault of coeplan.
    PlaceError
        Where there are no workers at the place.
    """
    return _Inquiry(instance, plan, options, on_progress, CancelToken(cancel)).run()


class _Inquiry:
    """All that is asked about one margin."""

    def __init__(
        self,
        instance: Instance,
        plan: Plan,
        options: AlternativesOptions,
        on_progress: ProgressCallback | None,
        cancel: CancelToken,
    ) -> None:
        self._options = options
        self._on_progress = on_progress
        self._cancel = cancel
        self._known = Known(instance, plan, options)
        pairs = (
            (instance_place, each.model)
            for each in self._known.wording.model.numbers.arrangements
            if (instance_place := tuple(instance.locations)[each.location]) != instance.headquarters
        )
        self._subjects = subjects(instance, pairs)

    def run(self) -> Alternatives:
        """Look for plans, then ask about sites."""
        known, options = self._known, self._options
        search = Search(known, options, self._cancel)
        search.run(SEARCH_SHARE * known.left, self._tell)
        with open_workers(options.place, self._cancel) as workers:
            asking = Asking(known, options, workers)
            proved = proved_uses(asking.ask([*self._uses()], USE_SHARE * known.left, self._tell), known)
            needs = tuple(self._need(subject, proved) for subject in self._subjects)
            sizes = [*self._sizes(needs)] if options.sizes else []
            asked = asking.ask(sizes, known.left, self._tell)
        search.adopt()
        # Plans that answered questions about sizes may use what none did before.
        needs = tuple(self._need(subject, proved) for subject in self._subjects)
        return Alternatives(
            instance=known.instance,
            plan=known.plan,
            options=options,
            limit=known.limit,
            found=search.found(),
            next_best=search.next_best,
            stopped=search.stopped,
            needs=needs,
            ranges=tuple(self._ranges(needs, asked)) if options.sizes else (),
            solves=search.solves + asking.solves,
            seconds=known.elapsed,
            notes=(*known.notes, *asking.notes),
        )

    def _tell(self, phase: str) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(phase, self._known.elapsed))

    # -- what is needed --------------------------------------------------------------------------------------------

    def _uses(self) -> Iterator[UseAsk]:
        """Yield what to ask about use; of subjects that operate just when another one does, one stands for all."""
        seen: set[frozenset[int]] = set()
        for subject in self._subjects:
            same = frozenset(self._known.wording.operates(subject))
            if same and same not in seen:
                seen.add(same)
                yield self._use(subject)

    def _use(self, subject: Subject) -> UseAsk:
        """Return the question that the plan itself leaves open."""
        return UseAsk(subject, used=subject not in self._known.profiles[0].used)

    def _need(self, subject: Subject, proved: frozenset[UseAsk]) -> SubjectNeed:
        in_plan = subject in self._known.profiles[0].used
        need = Need.UNRESOLVED
        if self._known.both(subject):
            need = Need.OPTIONAL
        elif self._settled(subject, proved):
            need = Need.MUST if in_plan else Need.NEVER
        return SubjectNeed(subject, in_plan, need)

    def _settled(self, subject: Subject, proved: frozenset[UseAsk]) -> bool:
        """Whether it is proved that every plan does as the plan does."""
        columns = self._known.wording.operates
        return not columns(subject) or any(columns(subject) == columns(each.subject) for each in proved)

    # -- sizes -----------------------------------------------------------------------------------------------------

    def _sizes(self, needs: tuple[SubjectNeed, ...]) -> Iterator[SizeAsk]:
        for place in _places(needs, Need.NEVER):
            for measure in Measure:
                yield from (SizeAsk(place, measure, largest) for largest in (False, True))

    def _ranges(self, needs: tuple[SubjectNeed, ...], asked: list[Asked]) -> Iterator[TeamRange]:
        for place in _places(needs, Need.NEVER):
            for measure in Measure:
                heads = self._known.sizes(place, measure)
                least = proved_size(asked, SizeAsk(place, measure, largest=False), self._known)
                most = proved_size(asked, SizeAsk(place, measure, largest=True), self._known)
                yield TeamRange(
                    location=place,
                    measure=measure,
                    planned=heads[0],
                    least=min(heads),
                    least_proved=min(min(heads), max(0.0, least or 0.0)),
                    most=max(heads),
                    most_proved=None if most is None else max(max(heads), most),
                )


def _places(needs: tuple[SubjectNeed, ...], but: Need) -> list[str]:
    """Return the locations that are needed in some other way."""
    return [each.subject.name for each in needs if each.subject.kind == "location" and each.need is not but]
