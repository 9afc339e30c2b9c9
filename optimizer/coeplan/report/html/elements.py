"""What a report consists of: sections with figures, tables and text, before anything is HTML."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import altair as alt

Drawn = alt.LayerChart | alt.FacetChart
"""A chart that can be rendered."""


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn for."""

    width: int
    """Width of the picture in pixels."""
    narrow: bool
    """Whether it is for a phone, held upright."""


WIDE = Canvas(832, narrow=False)
"""Laptop, paper and slides."""

NARROW = Canvas(340, narrow=True)
"""A phone."""


@dataclass(frozen=True)
class Table:
    """A table of texts and numbers, which are texts already."""

    kind: ClassVar[str] = "table"

    caption: str
    """What it lists, with units."""
    head: tuple[str, ...]
    """Heads of the columns."""
    rows: tuple[tuple[str, ...], ...]
    """Cells, row by row; all rows are as long as the head."""
    labels: int = 1
    """So many first columns hold text, the others numbers."""
    totals: int = 0
    """So many last rows sum up those before."""


Draw = Callable[[Canvas], Drawn]
"""Draws a chart for a canvas."""


@dataclass(frozen=True)
class Figure:
    """A chart with what it shows in words and in numbers."""

    kind: ClassVar[str] = "figure"

    name: str
    """Short name, the same in every report; also that of its file."""
    title: str
    """Title."""
    finding: str
    """What a reader should see in it, in one sentence or two; it stands for the picture where there is none."""
    draw: Draw
    """The chart."""
    table: Table
    """The same in numbers."""


@dataclass(frozen=True)
class Paragraphs:
    """Sentences, each a paragraph of its own."""

    kind: ClassVar[str] = "paragraphs"

    texts: tuple[str, ...]
    """The sentences."""


@dataclass(frozen=True)
class Bullets:
    """A list of short sentences."""

    kind: ClassVar[str] = "bullets"

    texts: tuple[str, ...]
    """The sentences."""


@dataclass(frozen=True)
class Tile:
    """A number that stands out."""

    label: str
    """What it is."""
    number: str
    """The number."""
    note: str = ""
    """What to know about it."""


@dataclass(frozen=True)
class Tiles:
    """A few numbers side by side."""

    kind: ClassVar[str] = "tiles"

    tiles: tuple[Tile, ...]
    """The numbers."""


@dataclass(frozen=True)
class Card:
    """What to do where something holds."""

    condition: str
    """What holds."""
    acts: tuple[str, ...]
    """What to do then."""
    depth: int = 0
    """How many conditions have to hold before it."""


@dataclass(frozen=True)
class Cards:
    """Conditions with what to do."""

    kind: ClassVar[str] = "cards"

    cards: tuple[Card, ...]
    """The conditions, those that come first before those that build on them."""


@dataclass(frozen=True)
class Part:
    """A part of a section under a heading of its own."""

    kind: ClassVar[str] = "part"

    title: str
    """Heading."""
    blocks: tuple["Block", ...]
    """What it holds."""


@dataclass(frozen=True)
class Folded:
    """What only some readers want to see; open on paper."""

    kind: ClassVar[str] = "folded"

    title: str
    """What it holds."""
    blocks: tuple["Block", ...]
    """What it holds."""
    on_paper: bool = True
    """Whether it is printed; what is too long for that is for screens alone."""


Block = Table | Figure | Paragraphs | Bullets | Tiles | Cards | Part | Folded
"""Anything in a section."""


@dataclass(frozen=True)
class Section:
    """One question and its answer."""

    name: str
    """Short name; addresses in the page end in it."""
    title: str
    """The question."""
    blocks: tuple[Block, ...]
    """The answer."""


@dataclass(frozen=True)
class Report:
    """A whole report."""

    title: str
    """What it is about."""
    about: str
    """What it was made from, in one line."""
    sections: tuple[Section, ...]
    """Questions in the order in which a board asks them."""
    foot: str
    """Which program made it, and when."""
    warning: str = ""
    """What forbids to use it, such as a failed audit; empty where nothing does."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All charts in their order."""
        return tuple(each for section in self.sections for each in _figures(section.blocks))


def _figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Part | Folded):
            yield from _figures(block.blocks)
