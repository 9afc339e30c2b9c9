"""From a question to an option: the edits that force it in, those that force it out, and whether the plan has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from coeplan.core.errors import InputError
from coeplan_models import Edit, Instance, Plan
from coeplan_models.edits import KeepHeads, Never, OpenSite

from .grammar import Asked, parse_question
from .names import KnownNames, UnknownNameError
from .plan_sites import PlanSites
from .times import Times

Edits = tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a plan may have or not.

    Attributes
    ----------
    says : str
        What it is.
    says_not : str
        What is held against it.
    taken : tuple of tuple of Edit
        Ways to force it in; the cheapest counts.
    left : tuple of tuple of Edit
        Ways to force it out, likewise.
    asked : bool
        Whether it is asked for, or its absence.
    in_plan : bool
        Whether the plan has it.
    places : tuple of str
        Locations that it speaks for.
    against : tuple of str
        Locations that it would do without.
    models : tuple of str
        Operating models that it speaks for; none where it names none.
    """

    says: str
    says_not: str
    taken: tuple[Edits, ...]
    left: tuple[Edits, ...]
    asked: bool
    in_plan: bool
    places: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether the plan does what is asked for already, so that the question is turned round."""
        return self.asked == self.in_plan

    @property
    def forced(self) -> tuple[Edits, ...]:
        """What the plan is forced to do otherwise."""
        return self.left if self.in_plan else self.taken

    @property
    def says_forced(self) -> str:
        """What that is, in words."""
        return self.says_not if self.in_plan else self.says


def read_option(text: str, instance: Instance, plan: Plan) -> Option:
    """Return the option that a question is about.

    Parameters
    ----------
    text : str
        The question.
    instance : Instance
        The instance.
    plan : Plan
        Its plan.

    Raises
    ------
    InputError
        If the question cannot be read, names what the instance lacks, or asks what has no answer.
    """
    asked = parse_question(text)
    reader = _Reader(asked, instance, plan)
    try:
        return reader.read()
    except UnknownNameError as error:
        message = f"{error.fault.message} in {asked.text!r}"
        raise InputError([error.fault.model_copy(update={"message": message})]) from error


class _Reader:
    """Reads one question."""

    def __init__(self, asked: Asked, instance: Instance, plan: Plan) -> None:
        self._asked = asked
        self._parts = asked.parts
        self._home = instance.headquarters
        self._names = KnownNames(instance)
        self._sites = PlanSites(plan)
        self._times = Times(instance, asked)

    def read(self) -> Option:
        """Return the option."""
        kinds: Mapping[str, Callable[[], Option]] = {
            "model": self._model,
            "nobody": self._nobody,
            "open": self._open,
            "move": self._move,
            "heads": self._heads,
            "instead": self._instead,
        }
        return kinds[self._asked.kind]()

    # -- a model, a site ------------------------------------------------------------------------------------------

    def _model(self) -> Option:
        place, model = self._away(), self._names.model(self._parts["model"])
        stated = self._parts.get("period")
        if stated is not None:
            return self._by(place, model, self._times.period(stated))
        by = self._when(place, model)
        return Option(
            says=f"{model} at {place} in period {by}, and a site there to the end",
            says_not=f"never {model} at {place}",
            taken=((OpenSite(kind="open", location=place, operating_model=model, by=by),),),
            left=((Never(kind="never", location=place, operating_model=model),),),
            asked="no" not in self._parts,
            in_plan=model in self._sites.models(place),
            places=(place,),
            models=(model,),
        )

    def _nobody(self) -> Option:
        place = self._names.location(self._parts["location"])
        if place == self._home:
            return self._at_most(place, None, 0, 0)
        by = self._when(place, None)
        return Option(
            says=f"a site at {place} from period {by} to the end",
            says_not=f"nobody at {place}",
            taken=((OpenSite(kind="open", location=place, by=by),),),
            left=((Never(kind="never", location=place),),),
            asked=False,
            in_plan=bool(self._sites.models(place)),
            places=(place,),
        )

    def _when(self, place: str, model: str | None) -> int:
        """Return when a site has to be open: as in the plan, else as soon as it can where the plan has another."""
        held = self._sites.first_everywhere(place, model)
        if held is None:
            held = self._sites.first_anywhere(place, model)
        if held is not None:
            return held
        return max(self._times.earliest(place, model), self._sites.first_anywhere(place) or 0)

    # -- opening --------------------------------------------------------------------------------------------------

    def _open(self) -> Option:
        place = self._away()
        model = self._names.model(self._parts["model"]) if "model" in self._parts else None
        period = self._times.period(self._parts["period"])
        by = self._parts["when"].casefold() == "by"
        return self._by(place, model, period) if by else self._in(place, model, period)

    def _move(self) -> Option:
        place = self._away()
        now = self._sites.first_everywhere(place)
        if now is None:
            self._refuse(f"the plan opens {place} in no future, or not in all", f"open {place} by PERIOD")
        if now == 0 and self._times.there_before(place):
            self._refuse(f"{place} is there when the horizon begins", f"nobody at {place}, or N heads at {place}")
        moved = self._times.moved(now)
        if moved == now:
            self._refuse("that is the same period as in the plan", "a longer time")
        return self._by(place, None, moved) if moved < now else self._in(place, None, moved)

    def _by(self, place: str, model: str | None, period: int) -> Option:
        called = place if model is None else f"{model} at {place}"
        return Option(
            says=f"{called} in operation by period {period}, and a site there to the end",
            says_not=f"{called} not in operation up to period {period}",
            taken=((OpenSite(kind="open", location=place, operating_model=model, by=period),),),
            left=((self._times.until(place, model, period),),),
            asked=True,
            in_plan=self._sites.operates_from(period, place, model),
            places=(place,),
            models=() if model is None else (model,),
        )

    def _in(self, place: str, model: str | None, period: int) -> Option:
        """Return the option that a site opens in a period, and not before."""
        now = self._sites.first_everywhere(place, model)
        opening = OpenSite(kind="open", location=place, operating_model=model, by=period)
        before: Edits = (self._times.until(place, None, period - 1),) if period else ()
        sooner = now is not None and now < period
        left: Edit = (
            OpenSite(kind="open", location=place, operating_model=model, by=now)
            if now is not None and sooner
            else self._times.until(place, model, period)
        )
        called = place if model is None else f"{model} at {place}"
        return Option(
            says=f"{called} opened in period {period}, and a site there to the end",
            says_not=f"{called} in operation by period {now}" if sooner else f"{called} not opened up to {period}",
            taken=((*before, opening),),
            left=((left,),),
            asked=True,
            in_plan=now == period and self._sites.first_anywhere(place) == period,
            # Opening later takes away from the place, so that what makes it dearer speaks for it.
            places=() if sooner else (place,),
            against=(place,) if sooner else (),
            models=() if model is None else (model,),
        )

    # -- heads ----------------------------------------------------------------------------------------------------

    def _heads(self) -> Option:
        place = self._names.location(self._parts["location"])
        area = self._names.area(self._parts["area"]) if "area" in self._parts else None
        stated, count = self._parts.get("period"), float(self._parts["count"])
        period = self._sites.last_period if stated is None else self._times.period(stated)
        low, high = self._sites.heads(place, area, period)
        side = " ".join(self._parts.get("side", "").casefold().split())
        if not side:
            side = "at most" if low >= count and (high > count or count == 0) else "at least"
        return (self._at_most if side == "at most" else self._at_least)(place, area, count, period)

    def _at_most(self, place: str, area: str | None, count: float, period: int) -> Option:
        _, high = self._sites.heads(place, area, period)
        at = f"heads{'' if area is None else f' of {area}'} at {place} from period {period} on"
        return Option(
            says=f"at most {count:g} {at}",
            says_not=f"at least {count + 1:g} {at}",
            taken=((_heads_pin(place, area, period, most=count),),),
            left=((_heads_pin(place, area, period, least=count + 1),),),
            asked=True,
            in_plan=high <= count + _NEAR,
            against=(place,),
        )

    def _at_least(self, place: str, area: str | None, count: float, period: int) -> Option:
        if count < 1:
            self._refuse(f"at least {count:g} heads are always there", "a number of heads from 1")
        low, _ = self._sites.heads(place, area, period)
        at = f"heads{'' if area is None else f' of {area}'} at {place} from period {period} on"
        return Option(
            says=f"at least {count:g} {at}",
            says_not=f"at most {count - 1:g} {at}",
            taken=((_heads_pin(place, area, period, least=count),),),
            left=((_heads_pin(place, area, period, most=count - 1),),),
            asked=True,
            in_plan=low >= count - _NEAR,
            places=(place,),
        )

    # -- one place instead of another -----------------------------------------------------------------------------

    def _instead(self) -> Option:
        places, others = (self._names.place(self._parts[part]) for part in ("place", "other"))
        if set(places) & set(others):
            self._refuse("a place cannot stand in for itself", "two places without a location in common")
        has, has_other = self._sites.used(places), self._sites.used(others)
        if not has and not has_other:
            self._refuse(f"the plan has a site at none of {', '.join((*places, *others))}", "open LOCATION by PERIOD")
        in_plan = bool(has) and not has_other
        return Option(
            says=f"{' or '.join(places)} and nothing at {' or '.join(others)}",
            says_not=f"{' or '.join(others)} and nothing at {' or '.join(places)}"
            if in_plan
            else f"{' and '.join(has_other)} as in the plan",
            taken=(self._staying(has),) if in_plan else self._replacing(others, places),
            left=self._replacing(places, others) if in_plan else (self._staying(has_other),),
            asked=True,
            in_plan=in_plan,
            places=has if in_plan else places,
            against=() if in_plan else has_other,
        )

    def _staying(self, places: tuple[str, ...]) -> Edits:
        """Return what keeps the sites that the plan has, from when it has them."""
        return tuple(OpenSite(kind="open", location=place, by=self._when(place, None)) for place in places)

    def _replacing(self, old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Edits, ...]:
        """Return the ways to do without some places and open one of others, when the plan opened the first."""
        begins = [self._sites.first_anywhere(place) for place in old]
        since = min((each for each in begins if each is not None), default=0)
        without: Edits = tuple(Never(kind="never", location=place) for place in old)
        return tuple(
            (*without, OpenSite(kind="open", location=place, by=max(since, self._times.earliest(place, None))))
            for place in new
        )

    # -- parts ----------------------------------------------------------------------------------------------------

    def _away(self) -> str:
        place = self._names.location(self._parts["location"])
        if place == self._home:
            self._refuse(f"{place} is headquarters, which always operates", f"N heads at {place}")
        return place

    def _refuse(self, message: str, expected: str) -> NoReturn:
        self._times.refuse(message, expected)


_NEAR = 1e-6


def _heads_pin(
    place: str, area: str | None, period: int, least: float | None = None, most: float | None = None
) -> KeepHeads:
    return KeepHeads(kind="keep_heads", location=place, area=area, at_least=least, at_most=most, first_period=period)
