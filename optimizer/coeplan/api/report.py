"""Reports: one self-contained page, a PDF, or single charts, of a plan, a comparison or a study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coeplan.analysis.policy_rules.rules import PolicyRules
from coeplan.analysis.stress.steps import Course
from coeplan.core.errors import InputError
from coeplan.io import write_atomically
from coeplan.plans.compare import ComparedPlan, compare_many
from coeplan.report.files import made_folder
from coeplan.report.html.comparison_report import comparison_report
from coeplan.report.html.document import html_page
from coeplan.report.html.elements import Figure, Report
from coeplan.report.html.given import given_blocks
from coeplan.report.html.pdf import PdfError, pdf_of
from coeplan.report.html.plan_report import plan_report
from coeplan.report.html.rendering import png_file, svg_file
from coeplan.report.html.study_report import study_report
from coeplan.report.policy_words import policy_lines
from coeplan.studies.design import DesignError
from coeplan.studies.sensitivity_result import Sensitivity, read_sensitivity
from coeplan.studies.sensitivity_screen import ScreenError
from coeplan.studies.store import Store
from coeplan.studies.table import StudyResults, study_results
from coeplan_models import Fault, Place
from coeplan_models.studies import SensitivityCases

from .audit import audit_plan
from .compare import gather_plans
from .load import load_instance

__all__ = [
    "GatheredReport",
    "PdfError",
    "Report",
    "comparison_report",
    "gather_report",
    "plan_report",
    "report_html",
    "report_pdf",
    "study_report",
    "write_charts",
    "write_report",
]

STUDY_FILE = "study.json"
"""File by which the folder of a study is known."""


@dataclass(frozen=True)
class GatheredReport:
    """A report of files."""

    report: Report
    """The report."""
    kind: str
    """``plan``, ``comparison`` or ``study``."""
    audited: bool | None
    """Whether every plan passed the audit; None where the instance of one was not at hand, and of studies."""
    notes: tuple[str, ...]
    """What a careful reader should know, such as an instance beside a plan that is of other data."""


def gather_report(
    sources: Sequence[str | Path], instances: Sequence[str | Path] = (), tables: Sequence[str | Path] = ()
) -> GatheredReport:
    """Read what a report is about, and make it.

    Parameters
    ----------
    sources : sequence of path
        A plan file or the folder that ``solve`` has written; two or more of them, the base first; or the folder of a
        study.
    instances : sequence of path
        Instances of the plans, in any order; else the ``instance.json`` beside each plan is taken.
    tables : sequence of path
        Folders of tables that belong into the report of a plan, as ``coeplan threshold`` and ``coeplan regret`` write
        them.

    Returns
    -------
    GatheredReport
        The report, to be written by :func:`write_report` or :func:`write_charts`.

    Raises
    ------
    InputError
        If a file cannot be read, an instance is none of the plans', or what is named does not go together.
    """
    studies = [source for source in sources if (Path(source) / STUDY_FILE).is_file()]
    _demand_that_it_goes_together(sources, studies, instances, tables)
    if studies:
        return _of_study(studies[0])
    gathered = gather_plans(sources, instances)
    audited = _audited(gathered.plans)
    only, *others = gathered.plans
    if others:
        report = comparison_report(compare_many(gathered.plans), gathered.plans)
        return GatheredReport(report, "comparison", audited, gathered.notes)
    rules, notes = _rules(only) if audited else ((), ())
    report = plan_report(only.plan, only.instance, audited=audited, given=given_blocks(tables), rules=rules)
    return GatheredReport(report, "plan", audited, (*gathered.notes, *notes))


def _rules(compared: ComparedPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Word an audited plan as rules of if and then; where that cannot be done, a note says why."""
    if compared.instance is None:
        return (), ()
    try:
        return tuple(policy_lines(PolicyRules(Course.of(compared.instance, compared.plan)))), ()
    except InputError as error:
        return (), (f"what to do is told by branches of the tree, not by signals: {error}",)


def _demand_that_it_goes_together(
    sources: Sequence[str | Path],
    studies: Sequence[str | Path],
    instances: Sequence[str | Path],
    tables: Sequence[str | Path],
) -> None:
    faults: list[Fault] = []
    if not sources:
        faults.append(_misfit("there is nothing to report on", "a plan, several plans, or the folder of a study"))
    if studies and len(sources) > 1:
        faults.append(_misfit("a study stands beside other sources", "the folder of one study alone, or plans alone"))
    if studies and instances:
        faults.append(
            _misfit("an instance is named with a study, which holds its own", "the folder of the study alone")
        )
    if tables and (studies or len(sources) > 1):
        faults.append(_misfit("tables are given to what is not the report of one plan", "one plan with its tables"))
    if faults:
        raise InputError(faults)


def _misfit(message: str, expected: str) -> Fault:
    return Fault(code="sources_do_not_fit", message=message, expected=expected)


def _audited(plans: Sequence[ComparedPlan]) -> bool | None:
    """Audit all plans whose instance is at hand; one that fails stands for all."""
    passed = [None if each.instance is None else audit_plan(each.instance, each.plan).passed for each in plans]
    if False in passed:
        return False
    return None if None in passed else True


def _of_study(folder: str | Path) -> GatheredReport:
    results = study_results(folder)
    sensitivity, notes = _sensitivity(folder, results)
    instance = load_instance(Store(Path(folder)).instance_file).instance
    return GatheredReport(study_report(results, sensitivity, instance), "study", None, notes)


def _sensitivity(folder: str | Path, results: StudyResults) -> tuple[Sensitivity | None, tuple[str, ...]]:
    """Read what a study of single inputs has found; where it is too little, a note says so."""
    if not isinstance(results.manifest.study.cases, SensitivityCases):
        return None, ()
    try:
        return read_sensitivity(folder), ()
    except (ScreenError, DesignError) as error:
        return None, (f"what the inputs do is left out: {error}",)


def report_html(report: Report) -> str:
    """Return a report as one page of HTML that needs nothing else."""
    return html_page(report)


def report_pdf(report: Report) -> bytes:
    """Return a report as PDF.

    Raises
    ------
    PdfError
        Where what makes it is not installed.
    """
    return pdf_of(html_page(report))


_WAYS: Mapping[str, Callable[[Report], str | bytes]] = {".html": report_html, ".htm": report_html, ".pdf": report_pdf}
"""How a report is written, by the ending of its file."""


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report in one go.

    Parameters
    ----------
    report : Report
        The report.
    path : str or Path
        File, ``*.html`` or ``*.pdf``, in a folder that exists; replaced where it exists.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the name has another ending, or the file cannot be written.
    PdfError
        For a PDF, where what makes it is not installed.
    """
    target = Path(path)
    write_atomically(target, _way(target)(report))
    return target


def _way(path: Path) -> Callable[[Report], str | bytes]:
    way = _WAYS.get(path.suffix.lower())
    if way is None:
        fault = Fault(
            code="unknown_format",
            message=f"{path.name!r} does not end in what a report can be written as",
            value=path.suffix,
            expected=f"a file name that ends in {', '.join(_WAYS)}",
            place=Place(file=str(path)),
        )
        raise InputError([fault])
    return way


CHARTS: Mapping[str, Callable[[Figure], str | bytes]] = {"svg": svg_file, "png": png_file}
"""How a chart is written, by its format."""


def write_charts(report: Report, folder: str | Path, kind: str = "svg") -> tuple[Path, ...]:
    """Write every chart of a report as a file of its own.

    Parameters
    ----------
    report : Report
        The report.
    folder : str or Path
        Where to; made where it is missing. Files of the same names are replaced.
    kind : str
        ``svg`` or ``png``.

    Returns
    -------
    tuple of Path
        The files, in the order of the report.

    Raises
    ------
    InputError
        If there is no such format, or a file cannot be written.
    """
    if kind not in CHARTS:
        known = ", ".join(CHARTS)
        message = f"there is no format {kind!r} of charts"
        raise InputError([Fault(code="unknown_format", message=message, value=kind, expected=f"one of {known}")])
    target = made_folder(folder)
    written: list[Path] = []
    for figure in report.figures:
        path = target / f"{figure.name}.{kind}"
        write_atomically(path, CHARTS[kind](figure))
        written.append(path)
    return tuple(written)
