"""The catalogue that ships with coeplan as Markdown: every entry, figure and source, from the files themselves."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from coeplan.core.resources import shipped
from coeplan.io.catalogue import CatalogueEntry, catalogue
from coeplan_models import Figure, Source

INTRODUCTION = """\
# The catalogue

Places and operating models that come with coeplan, made from their files at every build. An instance takes an entry by
name, and says what differs:

```yaml
extends: [catalogue:US_AUS, catalogue:MX_GDL, catalogue:as_a_service]
locations:
  MX_GDL: {seat_rent: 3500}            # in the place of the catalogue's value
```

In a workbook the names stand in field `extends` of sheet Instance; [Workbooks](../workbook.md) says how. Amounts are
in US dollars at the exchange rates of the start; rates and shares are fractions. What an entry states is the *value*
below; *low* and *high* are the ends of the plausible range, which `coeplan sensitivity` takes up.

A basis is one of four: **observed** is printed in a source, **derived** is computed from such, **estimate** is an
expert's judgement, and **assumption** has no source at all. Estimates of what a transfer, a shelter, a Mexican service
and a captive's fixed cost come to are the weakest, and they decide from how many heads each model pays: try them first.
"""

_PARTS = (
    ("location", "Locations", "Trips go to Austin unless a collection below says otherwise."),
    (
        "operating model",
        "Operating models",
        "Ways to run a site. What differs by country has `country_overrides` before it.",
    ),
    ("collection", "Collections", "Several entries at once, and what changes when they stand together."),
)
"""Parts of the page: what an entry holds, heading, a sentence."""

_MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "|*_`[]\\~^"})
"""Letters that mean something in Markdown."""

_ADDRESS = re.compile(r"https?://[^\s;,]+")


def catalogue_page() -> str:
    """Return the page of all entries of the catalogue, with their figures and sources."""
    entries = catalogue()
    return "\n".join([INTRODUCTION, *_contents(entries), *_parts(entries), *_sources(entries), ""])


def _contents(entries: Iterable[CatalogueEntry]) -> Iterator[str]:
    yield "| Entry | What | Name | Figures |"
    yield "| --- | --- | --- | --- |"
    for entry in entries:
        yield f"| [`{entry.taken_by}`](#{entry.name}) | {entry.holds} | {plain(entry.title)} | {len(entry.figures)} |"
    yield ""


def _parts(entries: Iterable[CatalogueEntry]) -> Iterator[str]:
    for holds, heading, sentence in _PARTS:
        yield f"## {heading}\n\n{sentence}\n"
        for entry in entries:
            if entry.holds == holds:
                yield from _entry(entry)


def _entry(entry: CatalogueEntry) -> Iterator[str]:
    named = "" if entry.title == entry.name else f"{plain(entry.title)}: "
    yield f"### {named}`{entry.name}` {{#{entry.name}}}\n"
    yield from _opening(entry)
    if entry.figures:
        yield "| Value of | Low | Value | High | Unit | Basis, year, sources | Note |"
        yield "| --- | ---: | ---: | ---: | --- | --- | --- |"
        home = _home(entry)
        own = f"{home}.{entry.name}." if home else ""
        yield from (_row(path.removeprefix(own), figure) for path, figure in entry.figures.items())
        yield ""


def _opening(entry: CatalogueEntry) -> Iterator[str]:
    """Yield what the head of the file says, what it builds on, and what it states in words."""
    text = shipped("catalogue", f"{entry.name}.yaml").read_text(encoding="utf-8")
    head = [line[1:].strip() for line in text.split("\n", 5) if line.startswith("#")]
    yield f"{plain(' '.join(head[1:]))}\n"  # the first line says how the file is made
    bases = [str(base) for base in entry.stated.get("extends", ())]
    if bases:
        yield f"Builds on {', '.join(f'`{base}`' for base in bases)}.\n"
    words = ", ".join(f"`{key}` {plain(_word(value))}" for key, value in _words(entry))
    if words:
        yield f"Beside numbers: {words}.\n"


def _home(entry: CatalogueEntry) -> str:
    """Return the part of an instance that holds an entry's own record; of a collection nothing."""
    return "" if entry.holds == "collection" else f"{entry.holds.replace(' ', '_')}s"


def _words(entry: CatalogueEntry) -> Iterator[tuple[str, object]]:
    """Yield what an entry states of its own record, beside its name, that is no number, and so has no figure."""
    part = cast("Mapping[str, Any]", entry.stated.get(_home(entry), {}))
    for key, value in part.get(entry.name, {}).items():
        if key != "name" and (isinstance(value, str | bool) or value == []):
            yield key, value


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value == [] else str(value)


def _row(path: str, figure: Figure) -> str:
    numbers = " | ".join(number(each) for each in (figure.low, figure.mid, figure.high))
    year = () if figure.year is None else (str(figure.year),)
    origin = ", ".join([figure.basis, *year, *(f"[{key}](#source-{key})" for key in figure.sources)])
    return f"| `{path}` | {numbers} | {plain(figure.unit)} | {origin} | {plain(figure.note)} |"


def _sources(entries: Iterable[CatalogueEntry]) -> Iterator[str]:
    found: dict[str, Source] = {key: source for entry in entries for key, source in entry.sources.items()}
    yield "## Sources\n"
    yield "| Key | Title | Year | Where | What its author may gain |"
    yield "| --- | --- | --- | --- | --- |"
    for key, source in sorted(found.items()):
        year = "" if source.year is None else str(source.year)
        anchor = f'<a id="source-{key}"></a>{key}'
        yield f"| {anchor} | {plain(source.title)} | {year} | {linked(source.address)} | {plain(source.bias)} |"


def number(value: float | None) -> str:
    """Return a number with all its digits; nothing for none."""
    return "" if value is None else f"{value:,.12g}"


def plain(text: str) -> str:
    """Return a text that Markdown and browsers show as it is."""
    return html.escape(" ".join(text.split()), quote=False).translate(_MARKS)


def linked(address: str) -> str:
    """Return an address with what is one as a link; all else of it stays text."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(address):
        shown = plain(found[0])
        parts += [plain(address[end : found.start()]), f'<a href="{html.escape(found[0])}">{shown}</a>']
        end = found.end()
    return " ".join(part for part in (*parts, plain(address[end:])) if part)
