"""The verb ``price``."""

from pathlib import Path
from typing import TYPE_CHECKING

from coeplan.core.cancel import CancelToken

from . import output
from .exits import ExitCode
from .interrupt import cancelled_by_interrupt
from .live import ProgressLine
from .options import JsonFlag, PlanArgument
from .solve_options import SeedOption, place
from .why import EachGapOption, EachTimeOption, InstanceOption, SolvesOption, TablesOption, VariantWorkersOption

if TYPE_CHECKING:
    from coeplan.api.price import Planned, PriceOptions, RulePrices


def price(
    plan: PlanArgument,
    instance: InstanceOption = None,
    solves: SolvesOption = 120,
    out: TablesOption = None,
    gap: EachGapOption = 0.001,
    time_limit: EachTimeOption = 60.0,
    seed: SeedOption = 0,
    workers: VariantWorkersOption = "all-cores",
    json: JsonFlag = False,
) -> int:
    """Say what each rule costs in a plan: without it, and with its number one step looser and tighter.

    Ctrl-C stops; what has been found so far is shown.
    """
    named = place(workers)
    from coeplan.api.price import Place, PriceOptions, SolveOptions, read_planned

    each = SolveOptions(gap=gap, time_limit=time_limit, seed=seed)
    found = _found(read_planned(plan, instance), PriceOptions(each, Place.parse(named), solves))
    return _told(found, out, as_json=json)


def _found(planned: "Planned", options: "PriceOptions") -> "RulePrices":
    """Look under a progress line, with Ctrl-C as a wish to stop."""
    from coeplan.api.price import price_rules

    token = CancelToken()
    with ProgressLine(output.messages()) as line, cancelled_by_interrupt(token, line.stopping):
        return price_rules(planned, options, line.report, token)


def _told(found: "RulePrices", out: Path | None, *, as_json: bool) -> int:
    """Print what was found, write its table, and return the exit code."""
    from coeplan.api.price import prices_page, prices_values, write_prices

    written = () if out is None else write_prices(found, out)
    if as_json:
        values = {"tables": [str(path) for path in written], "exit_code": int(ExitCode.DONE)}
        output.result(prices_values(found) | values)
    else:
        output.show(prices_page(found), output.page_width())
    if written:
        output.say(f"Table: {written[0]}")
    return ExitCode.DONE
