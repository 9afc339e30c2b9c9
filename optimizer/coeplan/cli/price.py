"""The verb ``price``."""

from .answers import copy_note, names_of, show_answer, tables_note
from .live import ProgressLine
from .options import InstanceOption, JsonFlag, PlanArgument, TablesOption
from .solve_options import (
    USUAL_SECONDS,
    EachGapOption,
    EachTimeOption,
    SeedOption,
    SolvesOption,
    TotalTimeOption,
    VariantWorkersOption,
    place,
)


def price(
    plan: PlanArgument,
    instance: InstanceOption = None,
    solves: SolvesOption = 120,
    out: TablesOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    total_time: TotalTimeOption = USUAL_SECONDS,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say what each rule costs in a plan.

    Without it, and with its number one step looser and tighter. Ctrl-C stops; what has been found so far is shown.
    """
    named = place(workers)
    from coeplan.api import price as api

    each = api.SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    options = api.PriceOptions(each, api.Place.parse(named), solves, total_time)
    planned = api.read_planned(plan, instance)
    with ProgressLine() as line:
        found = api.price_rules(planned, options, line.report, line.token)
    written = () if out is None else api.write_prices(found, out)
    return show_answer(
        lambda: api.prices_values(found) | {"tables": names_of(written)},
        lambda _: api.prices_page(found),
        as_json=json,
        notes=(*tables_note(written), *copy_note(planned.loaded.files, instance)),
    )
