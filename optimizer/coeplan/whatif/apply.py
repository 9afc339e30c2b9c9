"""Edits applied to an instance, one after the other, and checked like any instance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from coeplan.core.errors import InputError
from coeplan.io import LoadedInstance, load_instance
from coeplan.io.contract import held
from coeplan.io.tree import Path
from coeplan_models import AskedWhatIf, Change, Edit, Fault, Instance, Place, Plan, dotted
from coeplan_models.checks import check_instance

from .blame import Step, blamed, said_of, unlike
from .document import Difference, Document, Write
from .pins import Pin, pin_writes
from .texts import edit_text, told
from .writes import value_writes

_FIGURES = "figures"


@dataclass(frozen=True)
class Edited:
    """An edited instance, and how it came about.

    Attributes
    ----------
    instance : Instance
        Keeps the contract and passed every cross-check.
    changes : tuple of Change
        Every value that is not what it was, edit by edit; a value that two edits changed is there twice.
    edits : tuple of str
        The edits as texts, in the order in which they were applied.
    base_hash : str
        Fingerprint of the instance that was edited.
    warnings : tuple of Fault
        What is suspicious in the edited instance; what only the edits brought is told with the edit's place.
    name : str
        Name of the what-if; empty where the edits were given one by one.
    places : tuple of Place or None
        Where the edit behind each change stands, as far as that is known.
    """

    instance: Instance
    changes: tuple[Change, ...]
    edits: tuple[str, ...]
    base_hash: str
    warnings: tuple[Fault, ...] = ()
    name: str = ""
    places: tuple[Place | None, ...] = field(default=(), compare=False)


def apply(
    base: Instance | LoadedInstance,
    edits: Sequence[Edit],
    places: Sequence[Place | None] = (),
    plans: Mapping[str, Plan] | None = None,
    unread: Sequence[Fault] = (),
) -> Edited:
    """Apply edits to an instance.

    Parameters
    ----------
    base : Instance or LoadedInstance
        What is edited. Of one that was loaded, faults that no edit brought keep their place in its file.
    edits : sequence of Edit
        The edits, in the order in which they apply: each sees what those before it did.
    places : sequence of Place or None
        Where each edit stands; those of edits beyond its end are not known.
    plans : mapping of str to Plan, optional
        Plans by the names that pins give; other names are those of the instance's reference plans, or of files,
        relative to the working directory.
    unread : sequence of Fault
        What is wrong with edits that could not even be read, to be told together with all else.

    Returns
    -------
    Edited
        The edited instance, checked like any instance.

    Raises
    ------
    InputError
        If an edit cannot be applied, or the instance cannot be used afterwards. All faults of all edits are listed,
        each with the place and the text of the edit.
    """
    loaded = base if isinstance(base, LoadedInstance) else LoadedInstance(base)
    work = _Work(loaded.instance, plans or {}, unread)
    for number, edit in enumerate(edits):
        work.take(edit, places[number] if number < len(places) else None)
    instance, warnings = work.checked(loaded)
    changes = tuple(chain.from_iterable(step.changes for step in work.steps))
    stands = tuple(step.place for step in work.steps for _ in step.changes)
    return Edited(instance, changes, tuple(work.texts), loaded.instance.fingerprint(), warnings, places=stands)


def described(plan: Plan, edited: Edited) -> Plan:
    """Return a plan that says what was asked: the what-if's name, its edits, and which instance they changed."""
    asked = AskedWhatIf(name=edited.name, edits=edited.edits, base_hash=edited.base_hash)
    return plan.model_copy(update={"made_by": plan.made_by.model_copy(update={"what_if": asked})})


class _Work:
    """A document under work, with what was done to it and what could not be done."""

    def __init__(self, instance: Instance, plans: Mapping[str, Plan], unread: Sequence[Fault]) -> None:
        self.texts: list[str] = []
        self.steps: list[Step] = []
        self._document = Document(instance)
        self._plans = plans
        self._faults: list[Fault] = [*unread]

    def take(self, edit: Edit, place: Place | None) -> None:
        """Apply an edit as far as it can be applied."""
        said, text = told(edit), edit_text(edit)
        try:
            differences = self._document.write(self._writes(edit))
        except InputError as error:
            self._faults += [said_of(fault, said, place) for fault in error.faults]
            differences = []
        _drop_figures(self._document, differences)
        self.texts.append(text)
        self.steps.append(Step(said, place, tuple(_change(each, text) for each in differences)))

    def _writes(self, edit: Edit) -> list[Write]:
        if isinstance(edit, Pin):
            return pin_writes(self._document, edit, self._plans)
        return value_writes(self._document, edit)

    def checked(self, base: LoadedInstance) -> tuple[Instance, tuple[Fault, ...]]:
        """Return the edited instance and what is suspicious in it; raise all faults."""
        known = check_instance(base.instance)
        if self._faults:
            # Cross-checks would blame the edits that could be applied for the lack of those that could not.
            found = held(Instance, self._document.root)
            broken = [] if isinstance(found, Instance) else [each.fault for each in found]
            raise InputError([*self._faults, *self._told(broken, known, base)])
        try:
            loaded = load_instance(self._document.root)
        except InputError as error:
            raise InputError(self._told(error.faults, known, base)) from error
        gone = unlike(base.warnings, loaded.warnings)
        still = [each for each in base.warnings if each not in gone]
        return loaded.instance, (*still, *self._told(unlike(loaded.warnings, known), (), base))

    def _told(self, faults: Sequence[Fault], known: Sequence[Fault], base: LoadedInstance) -> list[Fault]:
        return [
            fault if fault.place else fault.model_copy(update={"place": base.place_of(fault.path)})
            for fault in blamed(faults, self.steps, known)
        ]


def _change(difference: Difference, edit: str) -> Change:
    # The record has copies of its own of maps and lists, which later edits may change.
    what = "changed" if difference.was and difference.is_there else "removed" if difference.was else "added"
    return Change(path=difference.path, what=what, before=difference.before, after=difference.after, edit=edit)


def _drop_figures(document: Document, differences: Sequence[Difference]) -> None:
    """Take away what is said of the origin of values that are no longer what they were.

    Where the same edit states a figure, that one speaks of the new value and stays.
    """
    figures = document.entries(_FIGURES)
    stated = {str(each.path[1]) for each in differences if each.path[0] == _FIGURES and len(each.path) > 1}
    changed = {dotted(each.path) for each in differences}
    above = set(chain.from_iterable(_beginnings(each.path) for each in differences))
    for key in [key for key in figures if key not in stated]:
        if key in above or any(beginning in changed for beginning in _text_beginnings(key)):
            del figures[key]


def _beginnings(path: Path) -> list[str]:
    return [dotted(path[:steps]) for steps in range(1, len(path) + 1)]


def _text_beginnings(key: str) -> list[str]:
    """Return the beginnings of a path's text that are paths themselves, the whole among them."""
    return [key[:end] for end, letter in enumerate(key) if letter in ".["] + [key]
