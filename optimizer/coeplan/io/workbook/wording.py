"""What a workbook says about its columns: units, ranges, meaning, and where a value comes from."""

from collections.abc import Mapping

from coeplan_models import Figure, Instance

from ..expectations import written
from .columns import KIND, Column
from .values import LIST_WORD, SEPARATOR, STEPS_WORD

_OPEN_END = 1e6
"""Limits from here on only keep numbers within what a computer can add up; people need not be told."""


def expected(column: Column) -> str:
    """Return what may stand in a column, with unit and range, in a few words."""
    words: list[str] = []
    if {"number", "integer"} & column.forms:
        words.append(_number(column))
    if "boolean" in column.forms:
        words.append("TRUE or FALSE")
    if column.choices and "text" in column.forms:
        words.append(f"{'one of: ' if len(column.choices) > 1 else ''}{', '.join(column.choices)}")
    elif "text" in column.forms:
        words.append(written(column.pattern))
    if "list" in column.forms:
        words.append(f"several, with {SEPARATOR} between")
    if "series" in column.forms:
        words.append(f"'{STEPS_WORD}' or '{LIST_WORD}', with numbers to the right")
    return ", or ".join(words)


def _number(column: Column) -> str:
    kind = column.unit or ("whole number" if "number" not in column.forms else "number")
    limits = {name: value for name, value in column.limits if abs(value) < _OPEN_END}
    least, most = limits.get("minimum"), limits.get("maximum")
    if least is not None and most is not None:
        return f"{kind}, {least:g} to {most:g}"
    above, below = limits.get("exclusiveMinimum"), limits.get("exclusiveMaximum")
    said = [
        f"{word} {value:g}"
        for word, value in (("at least", least), ("above", above), ("at most", most), ("below", below))
        if value is not None
    ]
    return ", ".join((kind, *said))


def meaning(column: Column, kinds: tuple[str, ...]) -> str:
    """Return what a column means; ``kinds`` are all kinds of record of the table."""
    parts = [column.meaning]
    if column.kinds and set(column.kinds) != set(kinds) and column.path[-1] != KIND:
        parts.append(f"Of kind {', '.join(column.kinds)} alone.")
    if column.needed and not column.kinds:
        parts.append("Needed.")
    if column.default:
        parts.append(f"Empty: {column.default}.")
    if "each" in column.forms:
        parts.append("Where areas differ: sheet Locations by area.")
    if "bands" in column.forms:
        parts.append("Where it depends on heads: empty here, and sheet Fee bands.")
    return " ".join(part for part in parts if part)


def kinds_of(kinds: Mapping[str, str]) -> str:
    """Return what each kind of record is, a line each, as the note of a column's head."""
    return "\n".join(f"{kind}: {said}" for kind, said in kinds.items())


def origin(figure: Figure, instance: Instance) -> str:
    """Return where a value comes from, with its range, as the note of a cell."""
    ends = [
        f"{word} {value:g}"
        for word, value in (("low", figure.low), ("mid", figure.mid), ("high", figure.high))
        if value is not None
    ]
    year = f" ({figure.year})" if figure.year is not None else ""
    lines = [f"{', '.join(ends)} {figure.unit}{year}".strip(), figure.basis.capitalize()]
    lines += [f"Source: {_source(key, instance)}" for key in figure.sources]
    return "\n".join(line for line in (*lines, figure.note) if line)


def _source(key: str, instance: Instance) -> str:
    source = instance.sources.get(key)
    return key if source is None else f"{source.title} {source.address}".strip()
