"""Which sheets a workbook has, and what of an instance stands on each.

What a table's columns are follows from the contract; here only stands which records share a table, what its key
columns are called, and the order of the tabs. What has no place on any sheet is stated on the last, by its path.
"""

from dataclasses import dataclass
from functools import cache

from coeplan_models import Instance

from ..schema import record_schema
from .columns import Column, Contract

START = "Start here"
"""Sheet that tells people what to do; it is not read."""

MORE = "More"
"""Sheet of what has no place on others: a path and a value a row."""

DRAWN = ("scenarios", "drawn")
"""Part of an instance that coeplan draws itself, the same from the same statement; no sheet states it."""

TITLE_ROW, HEADER_ROW, UNIT_ROW, MEANING_ROW, FIRST_ROW = 1, 2, 3, 4, 5
"""Rows of a table: what it is about, the columns' heads, their units, their meaning, and where the records start."""

FIRST_FORM_ROW = 3
"""Where the fields of a form start, which have their units beside them."""

MARKERS = {UNIT_ROW: "Unit:", MEANING_ROW: "Meaning:"}
"""What the first cells of the rows above the records say; no record has such a key."""


FIELD = "field"
"""Head of a form's column of fields."""


@dataclass(frozen=True)
class Slot:
    """Where in an instance the rows of a table belong."""

    path: tuple[str, ...]
    """Steps to the record: a field, ``{key}`` of a map, ``[key]`` of a list that a column numbers, ``[]`` of others."""

    maps: tuple[str, ...] = ()
    """Fields of that record whose entries are the rows, where these are maps of numbers and no records."""

    map_key: str = ""
    """Column of the key of those maps."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Heads of the key columns."""
        found = tuple(step[1:-1] for step in self.path if step[0] in "{[" and step != "[]")
        return (*found, self.map_key) if self.map_key else found

    @property
    def is_list(self) -> bool:
        """Whether the rows are the entries of a list, in their order."""
        return self.path[-1:] == ("[]",)


@dataclass(frozen=True)
class Table:
    """A sheet that holds one kind of record, one a row; or, as a form, one record, one field a row."""

    sheet: str
    """Name of the tab."""

    about: str
    """What it holds, in words."""

    slots: tuple[Slot, ...]
    """Where its rows belong; which of them a row means follows from the key columns that are filled."""

    columns: tuple[Column, ...]
    """Columns after those of the keys."""

    group: str
    """Part of the workbook that it belongs to."""

    is_form: bool = False
    """Whether it holds one record alone, written downwards."""

    @property
    def implied(self) -> bool:
        """Whether its records are there as soon as another sheet has rows of theirs."""
        return self.sheet in _IMPLIED

    @property
    def keys(self) -> tuple[str, ...]:
        """Heads of all key columns."""
        return tuple(dict.fromkeys(key for slot in self.slots for key in slot.keys))


_MODEL = "operating_models.{operating_model}"
_TERMS = (_MODEL, f"{_MODEL}.country_overrides.{{country}}", f"{_MODEL}.overrides.{{location}}")
_SITE = "footprint.sites.{location}"
_STAGE = "scenarios.stages.[stage]"
_PROCESS = "scenarios.processes.{process}"
_DRIVEN = ("scenarios", "scenarios.futures.{future}", f"{_STAGE}.branches.{{branch}}", f"{_PROCESS}.paths.{{course}}")


def _each(paths: tuple[str, ...], end: str) -> tuple[str, ...]:
    return tuple(f"{path}.{end}" for path in paths)


RARE = frozenset(
    {
        *("Stages", "Branches", "Processes", "Courses", "Correlations", "Nodes", "Node drivers"),
        *("Inherited lock-ins", "Reference plans", "Reference decisions", "Reference teams"),
    }
)
"""Sheets that most plans have no use for: hidden where they are empty."""

_IMPLIED = frozenset({"Overrides", "Footprint", "Reference plans"})

_RECORDS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Instance", "basic", "What is planned as a whole: name, headquarters, periods, rates, objective.", ("",)),
    ("Areas", "basic", "The business areas: the work to be done, and what it asks of a place.", ("areas.{area}",)),
    (
        "Role mix",
        "basic",
        "Which roles an area's heads have, as shares that sum to 1.",
        ("areas.{area}: role_mix, role",),
    ),
    ("Locations", "basic", "The places, headquarters among them.", ("locations.{location}",)),
    ("Roles and pay", "basic", "What a head of each role costs at a place.", ("locations.{location}.roles.{role}",)),
    (
        "Locations by area",
        "basic",
        "Where a place differs by area: numbers for one area, instead of the one for all on sheet Locations.",
        ("locations.{location}: , area",),
    ),
    ("Operating models", "basic", "The ways in which a site may be built and run.", (_MODEL,)),
    ("Overrides", "basic", "Where terms of a model differ in a country or at a location.", _TERMS[1:]),
    ("Fee bands", "basic", "Fees per head that depend on how many heads are billed.", _each(_TERMS, "fee_per_head.[]")),
    ("Overhead steps", "basic", "Overhead of a site by its heads.", _each(_TERMS, "overhead_steps.[]")),
    ("Conversions", "basic", "Which model may pass over to which.", _each(_TERMS, "conversions.{to_model}")),
    ("Futures", "futures", "Named futures, where the scenarios are a fan.", ("scenarios.futures.{future}",)),
    ("Stages", "futures", "Periods at which every node branches, where the scenarios are stages.", (_STAGE,)),
    ("Branches", "futures", "Outcomes of each stage.", (f"{_STAGE}.branches.{{branch}}",)),
    ("Processes", "futures", "What futures are drawn from, where the scenarios are sampled.", (_PROCESS,)),
    ("Courses", "futures", "Courses of processes of kind regimes.", (f"{_PROCESS}.paths.{{course}}",)),
    ("Correlations", "futures", "Which processes move together.", ("scenarios.correlations.[]",)),
    (
        "Drivers",
        "futures",
        "What changes over time: in every future, or in one of them alone.",
        _each(_DRIVEN, "drivers.[]"),
    ),
    ("Nodes", "futures", "Nodes of an explicit tree.", ("scenarios.nodes.{node}",)),
    ("Node drivers", "futures", "Drivers of each node of an explicit tree.", ("scenarios.nodes.{node}.drivers.[]",)),
    ("Collaboration", "rules", "Which areas need which others nearby.", ("areas.{area}.collaboration.{partner}",)),
    ("Policies", "rules", "Limits that a plan keeps, each hard or with a price.", ("policies.{policy}",)),
    ("Reference plans", "rules", "Given plans that policies refer to, as files.", ("reference_plans.{plan}",)),
    ("Reference decisions", "rules", "Decisions of given plans.", ("reference_plans.{plan}.decisions.[]",)),
    ("Reference teams", "rules", "Team sizes of given plans.", ("reference_plans.{plan}.teams.[]",)),
    ("Footprint", "existing", "What each location holds already.", (_SITE,)),
    ("Teams", "existing", "Heads that are there already.", (f"{_SITE}: teams, area",)),
    ("Recent hires", "existing", "Heads of those teams that may still be ramping up.", (f"{_SITE}.recent_hires.[]",)),
    ("Seats", "existing", "Seats that are there already, by purchase.", (f"{_SITE}.seats.[]",)),
    ("Commitments", "existing", "Sites that were committed to before the first period.", ("footprint.commitments.[]",)),
    (
        "Inherited lock-ins",
        "existing",
        "Lock-ins of models that were converted away.",
        (f"{_SITE}: inherited_lock_ins, operating_model",),
    ),
    ("Figures", "provenance", "Where numbers come from, with low and high.", ("figures.{value_of}",)),
    ("Sources", "provenance", "Publications that figures come from.", ("sources.{source}",)),
)
"""Name, group, what it holds, and paths of each sheet; after a colon maps and their key (no map: all those by area)."""


@cache
def contract() -> Contract:
    """Return the contract of instances."""
    return Contract(record_schema(Instance))


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables, in the order of their tabs."""
    return tuple(_table(*each) for each in _RECORDS)


def _table(sheet: str, group: str, about: str, paths: tuple[str, ...]) -> Table:
    slots = tuple(_slot(path) for path in paths)
    first, known = slots[0], contract()
    columns = known.map_columns(first.path, first.maps) if first.maps else known.columns(first.path)
    if first.path == ():
        stated = (column for column in columns if column.path[:2] != DRAWN)
        columns = (*stated, known.extending())
    return Table(sheet, about, slots, columns, group, is_form=first.path == ())


def _slot(text: str) -> Slot:
    path, _, of_maps = text.partition(": ")
    steps = tuple(step for step in path.split(".") if step)
    if not of_maps:
        return Slot(steps)
    maps, _, key = of_maps.partition(", ")
    return Slot(steps, (maps,) if maps else contract().maps_of(steps), key)
