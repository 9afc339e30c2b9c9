"""How: which operating model runs each site when, and every decision that leads there."""

from collections.abc import Iterator, Sequence

from coeplan_models import DecisionKind

from ..numbers import count, listed, probability
from ..sentences import statement
from .chart_time import Stretch, timeline
from .elements import Block, Canvas, Drawn, Figure, Paragraphs, Section, Table
from .letters import sentence
from .plan_subject import Subject, months_of

SHORTEST_NAMED = 9
"""Months that a stretch must have for its model's name to stand in it."""


def how(subject: Subject, given: Sequence[Block]) -> Section:
    """Return the section on operating models; ``given`` are thresholds that were found besides."""
    return Section("how", "How, under which model?", (*_blocks(subject), *given))


def _blocks(subject: Subject) -> list[Block]:
    decisions = _decisions_table(subject)
    if not subject.abroad:
        return [Paragraphs(("All work stays at headquarters, so no operating model is used.",)), decisions]
    stretches = [stretch for place in subject.abroad for stretch in _stretches(subject, place)]
    figure = Figure(
        name="models",
        title="Operating model of each site",
        finding=_finding(subject),
        draw=lambda canvas: _draw(canvas, subject, stretches),
        table=decisions,
    )
    return [figure]


def _draw(canvas: Canvas, subject: Subject, stretches: list[Stretch]) -> Drawn:
    first, last = subject.periods[0][0], subject.periods[-1][0]
    return timeline(canvas, stretches, subject.model_colours, (months_of(first)[0], months_of(last)[1]))


def _stretches(subject: Subject, place: str) -> Iterator[Stretch]:
    """Yield the stretches of a site: one for every model and run of periods with the same probability."""
    row = subject.names.location(place)
    for model in dict.fromkeys(model for (_, at), model in subject.models.items() if at == place):
        name = subject.names.model(model)
        for start, end, chance in _runs(subject, place, model):
            named = "" if chance > 1 - 1e-9 else probability(chance)
            yield Stretch(row, name, start, end, chance, named if end - start >= SHORTEST_NAMED else "")


def _runs(subject: Subject, place: str, model: str) -> Iterator[tuple[int, int, float]]:
    """Yield first month, last month and probability of each run of periods under a model."""
    run: tuple[int, int, float] | None = None
    for nodes in subject.periods:
        chance = sum(node.probability for node in nodes if subject.models.get((node.id, place)) == model)
        start, end = months_of(nodes[0])
        if run is not None and abs(run[2] - chance) < 1e-9:
            run = (run[0], end, run[2])
            continue
        if run is not None and run[2] > 0:
            yield run
        run = (start, end, chance)
    if run is not None and run[2] > 0:
        yield run


def _finding(subject: Subject) -> str:
    by_models: dict[str, list[str]] = {}
    for site in subject.page.read.sites:
        if not site.headquarters:
            models = ", then ".join(subject.names.model(model) for model in site.operating_models)
            by_models.setdefault(models, []).append(subject.names.location(site.location))
    converted = [each for each in subject.plan.decisions if each.kind is DecisionKind.CONVERT]
    told = "No site changes its model." if not converted else f"{_conversions(len(converted))} on the way."
    pale = any(site.probability < 1 - 1e-9 for site in subject.page.read.sites)
    note = " What is pale happens in some futures only." if pale else ""
    ways = "; ".join(f"{models}: {listed(places)}" for models, places in by_models.items())
    return f"{ways}. {told}{note}"


def _conversions(number: int) -> str:
    return f"{count(number, 'conversion to another model is', 'conversions to other models are')} planned"


def _decisions_table(subject: Subject) -> Table:
    rows = tuple(
        (
            view.period,
            view.future or "every future",
            probability(view.probability),
            sentence(statement(subject.names, view)),
        )
        for view in subject.page.read.decisions
    )
    return Table("Decisions about sites", ("Period", "Future", "Probability", "Decision"), rows, labels=4)
