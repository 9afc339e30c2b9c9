"""From the folder of a sensitivity study to what it has found."""

from dataclasses import dataclass
from pathlib import Path

from coeplan.core.errors import InputError
from coeplan.io import load_instance
from coeplan_models import Fault, Instance
from coeplan_models import Place as FilePlace
from coeplan_models.studies import CaseResult, MorrisCases, SensitivityCases, SobolCases, Study, TornadoCases

from .cases import BASE
from .expand import screen_cases
from .manifest import Manifest
from .sensitivity_inputs import ChosenRanges, chosen_ranges
from .sensitivity_sampling import unit_points
from .sensitivity_screen import Sample, Screen, screened
from .sensitivity_search import Search
from .sensitivity_tornado import Bar, Switch, bars, switches
from .store import Store
from .table import study_results


@dataclass(frozen=True)
class Tornado:
    """One input at a time.

    Parameters
    ----------
    decision
        The decision asked about: ``today`` or ``plan``.
    bars
        What each input does, the widest swing first.
    switches
        Where each makes the decision stop being best, on either side; None where that was not asked for.
    """

    decision: str
    bars: tuple[Bar, ...]
    switches: tuple[Switch, ...] | None


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity study has found.

    Parameters
    ----------
    study, title, instance, currency
        Names of the study and its instance, the study's title, and the currency of all amounts.
    method
        ``tornado``, ``morris`` or ``sobol``.
    inputs
        How many inputs are looked at.
    left_out
        How many figures with a range are not.
    cases, done
        How many solves there are, and how many have a result.
    gap
        Gap that they stop at, as a share.
    base
        Result of the base plan; None where it has not been solved.
    tornado
        One input at a time; None for other methods.
    screen
        The global screen; None for a tornado.
    """

    study: str
    title: str
    instance: str
    currency: str
    method: str
    inputs: int
    left_out: int
    cases: int
    done: int
    gap: float
    base: CaseResult | None
    tornado: Tornado | None
    screen: Screen | None


def read_sensitivity(folder: str | Path) -> Sensitivity:
    """Return what a sensitivity study has found; it may be running.

    Parameters
    ----------
    folder : str or Path
        Where its results are.

    Raises
    ------
    InputError
        If there is no such study in the folder, or its points are not those that are drawn today.
    ScreenError
        If too many cases of a global screen have no plan.
    DesignError
        If the package that reads a global screen is not installed.
    """
    store = Store(Path(folder))
    manifest = store.manifest()
    cases = manifest.study.cases
    if not isinstance(cases, SensitivityCases):
        raise InputError([_other_kind(manifest.study, store)])
    instance = load_instance(store.instance_file).instance
    screen = _screen(cases, instance, store) if isinstance(cases, MorrisCases | SobolCases) else None
    tornado = _tornado(cases, manifest, instance, store) if isinstance(cases, TornadoCases) else None
    return _whole(manifest, chosen_ranges(cases, instance), store, (tornado, screen))


def _whole(
    manifest: Manifest, chosen: ChosenRanges, store: Store, found: tuple[Tornado | None, Screen | None]
) -> Sensitivity:
    return Sensitivity(
        study=manifest.study.name,
        title=manifest.study.title,
        instance=manifest.instance,
        currency=manifest.currency,
        method=manifest.study.cases.kind,
        inputs=len(chosen.ranges),
        left_out=chosen.left_out,
        cases=len(manifest.cases),
        done=len(store.results(manifest.case_ids).found),
        gap=manifest.study.limits.gap,
        base=store.result(BASE),
        tornado=found[0],
        screen=found[1],
    )


def _tornado(cases: TornadoCases, manifest: Manifest, instance: Instance, store: Store) -> Tornado:
    search = Search(manifest.study, instance)
    base = store.result(BASE)
    hold = None if base is None or base.value is None else search.holding(store.plan(BASE))
    walks = search.walks(store.result, hold)
    asked = cases.switch is not None
    return Tornado(
        decision=cases.decision,
        bars=bars(walks, base, manifest.study.limits.gap),
        switches=switches(walks, store.result) if asked else None,
    )


def _screen(cases: MorrisCases | SobolCases, instance: Instance, store: Store) -> Screen:
    drawn = screen_cases(cases, instance)
    results = study_results(store.folder)
    if {case.id for case in drawn} != set(results.manifest.case_ids):
        raise InputError([_other_points(store)])
    points = unit_points(cases, len(drawn[0].factors))
    return screened(cases, Sample.of(points, drawn, chosen_ranges(cases, instance).ranges, results))


def _other_kind(study: Study, store: Store) -> Fault:
    return Fault(
        code="no_sensitivity",
        message=f"study {study.name!r} in the folder has cases of kind {study.cases.kind!r}",
        value=study.cases.kind,
        expected="the folder of a study of kind tornado, morris or sobol",
        place=FilePlace(file=str(store.folder)),
    )


def _other_points(store: Store) -> Fault:
    return Fault(
        code="other_points",
        message="the points of the study in the folder are not those that the package SALib draws in this version",
        expected="the version that the study was begun with, or another folder and a new run",
        place=FilePlace(file=str(store.folder)),
    )
