"""The sheets of assumptions: every input that the instance says, with unit, range and source; and the sources."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coeplan.io.expectations import Expectations
from coeplan.io.tree import Path, Plain
from coeplan_models import Figure, Instance, dotted

from .book import Cell, Sheet
from .lists import Column, write_list
from .styles import Kind

TOP = 3
"""Row of a list's head."""

MOST_OF_A_PART = 3_000
"""Where a part of the instance holds more values, such as the nodes of a large tree, they are counted, not listed."""

NOT_INPUTS = frozenset({"schema_version", "name", "title", "description", "sources", "figures"})
"""Parts of an instance that are no assumptions."""

_UNIT = re.compile(r"\(([^()]+)\)$")
"""The unit at the end of what the contract expects."""

COLUMNS = (
    Column("Part", 16),
    Column("Input", 46, wraps=True),
    Column("Value", 15, Kind.NUMBER),
    Column("Unit", 20, wraps=True),
    Column("Low", 11, Kind.NUMBER),
    Column("High", 11, Kind.NUMBER),
    Column("Basis", 12),
    Column("Year", 7, Kind.WHOLE),
    Column("Sources", 20, wraps=True),
    Column("Meaning", 34, wraps=True),
    Column("Note", 44, wraps=True),
)


def fill_assumptions(sheet: Sheet, instance: Instance | None) -> None:
    """Write every value that an instance says, in its order, with its provenance where that is known."""
    if instance is None:
        said = "The instance of the plan was not at hand. Name it with --instance to list its inputs here."
        sheet.title("Assumptions", said)
        return
    sheet.title(
        "Assumptions",
        f"Every input of instance {instance.name}. Low and high are the plausible range; keys of sources are explained "
        "in the sheet Sources. Inputs without a basis are stated by whoever wrote the instance.",
    )
    sheet.freeze(TOP + 1, 2)
    write_list(sheet, TOP, COLUMNS, _rows(instance))


def fill_sources(sheet: Sheet, instance: Instance | None) -> None:
    """Write the publications that inputs come from."""
    sheet.title("Sources", "Publications and data sets that inputs come from, and what their authors may gain.")
    sheet.freeze(TOP + 1, 1)
    columns = (
        Column("Key", 16),
        Column("Title", 60, wraps=True),
        Column("Year", 7, Kind.WHOLE),
        Column("Address", 70, wraps=True),
        Column("Bias", 40, wraps=True),
    )
    sources = {} if instance is None else instance.sources
    write_list(
        sheet, TOP, columns, [(key, each.title, each.year, each.address, each.bias) for key, each in sources.items()]
    )


def _rows(instance: Instance) -> Iterator[Sequence[Cell]]:
    whole: dict[str, Any] = instance.model_dump(mode="json")
    said = {path for path, _ in _leaves(instance.model_dump(mode="json", exclude_unset=True), ())}
    contract = Expectations(Instance, whole), Expectations(Instance, {})
    for part, value in whole.items():
        if part in NOT_INPUTS:
            continue
        leaves = [
            (path, leaf) for path, leaf in _leaves(value, (part,)) if path in said or dotted(path) in instance.figures
        ]
        if len(leaves) > MOST_OF_A_PART:
            yield (part, f"{len(leaves):,} values: see the instance", *[None] * (len(COLUMNS) - 2))
            continue
        for path, leaf in leaves:
            yield _row(path, leaf, contract, instance.figures)


def _leaves(value: Plain, path: Path) -> Iterator[tuple[Path, Plain]]:
    """Yield the single values of plain data, each with its path; lists of texts are one value."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _leaves(entry, (*path, key))
    elif isinstance(value, list) and not all(isinstance(entry, str) for entry in value):
        for position, entry in enumerate(value):
            yield from _leaves(entry, (*path, position))
    else:
        yield path, value


Contract = tuple[Expectations, Expectations]
"""What the contract says of the values that are there, and of fields whatever stands in them."""


def _row(path: Path, value: Plain, contract: Contract, figures: Mapping[str, Figure]) -> Sequence[Cell]:
    name = dotted(path)
    figure = figures.get(name)
    unit, meaning = _about(path, contract)
    known = (str(path[0]), name, _cell(value))
    if figure is None:
        return (*known, unit, None, None, "", None, "", meaning, "")
    provenance = (figure.low, figure.high, figure.basis, figure.year, ", ".join(figure.sources))
    return (*known, figure.unit or unit, *provenance, meaning, figure.note)


def _about(path: Path, contract: Contract) -> tuple[str, str]:
    """Return unit and meaning of a value; those of an entry of a map or list stand with the field that holds it."""
    of_values, of_fields = contract
    told = [of_values.expected(path, {}), of_fields.expected(path[:-1], {})]
    units = (_UNIT.search(each.text or "") for each in told)
    unit = next((found[1] for found in units if found), "")
    return unit, next((each.meaning for each in told if each.meaning), "")


def _cell(value: Plain) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return "none" if value is None or isinstance(value, dict) else value
