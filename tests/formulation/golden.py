"""Golden files: written from the model, with the comments that people have put into them, and compared by value."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coeplan import load_instance
from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import build
from coeplan.planning import gather
from coeplan_models import Instance

from .contents import Content
from .lines import number
from .names import Names

HERE = Path(__file__).parent
FOLDER = HERE / "golden"
TOLERANCE = 1e-8
"""Relative; nine digits are written, of which rounding spoils the last."""

LEAST_TOTALS = {"regrets": {"t01.low": 550_000.0, "t01.high": 800_000.0}}
"""What regret is measured from on an instance, by leaf."""

Section = tuple[str, list[str]]
"""Heading and lines."""


@cache
def instance_of(name: str) -> Instance:
    """Read an instance of this folder."""
    return load_instance(HERE / "instances" / f"{name}.yaml").instance


@cache
def model_of(name: str) -> Algebra:
    """Return the model of an instance of this folder, built once."""
    return build(gather(instance_of(name), least_totals=LEAST_TOTALS.get(name)))


def path_of(content: Content) -> Path:
    """Return where a content is kept."""
    return FOLDER / f"{content.file}.txt"


def sections(content: Content) -> Iterator[Section]:
    """Yield what the models say."""
    for instance in content.instances:
        m = model_of(instance)
        found = [f"{subject}: {said}" for subject, said in content.lines(m, Names(m))]
        yield f"== {instance}, money in {number(m.money)}", found


@dataclass
class Golden:
    """What a golden file holds.

    Attributes
    ----------
    sections : list of (str, list of str)
        Headings and lines, comments left out.
    comments : dict
        Comments by the heading, and the subject, that they stand before; those at the top stand before nothing.
    """

    sections: list[Section]
    comments: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, text: str) -> "Golden":
        """Read a file."""
        found = cls([], {})
        waiting: list[str] = []
        for line in filter(None, text.splitlines()):
            if line.startswith("#"):
                waiting.append(line)
                continue
            if line.startswith("== "):
                found.sections.append((line, []))
            else:
                found.sections[-1][1].append(line)
            found._attach(line, waiting)
            waiting = []
        found._attach("", waiting)
        return found

    def _attach(self, line: str, comments: list[str]) -> None:
        heading = self.sections[-1][0] if self.sections else ""
        if comments:
            self.comments[instance_in(heading), subject_of(line)] = comments

    def written(self, said: list[Section]) -> str:
        """Return the text of the file for what the models say now; comments whose row is gone go to the end."""
        left = dict(self.comments)
        lines: list[str] = []
        for heading, rows in said:
            instance = instance_in(heading)
            lines += ["", *left.pop((instance, subject_of(heading)), []), heading]
            for row in rows:
                lines += [*left.pop((instance, subject_of(row)), []), row]
        lines += ["", *(each for comments in left.values() for each in comments)] if left else []
        return "\n".join(lines).strip() + "\n"


def instance_in(heading: str) -> str:
    """Return the instance that a heading names."""
    return heading.removeprefix("== ").partition(",")[0]


def subject_of(line: str) -> str:
    """Return what a line speaks of."""
    return "==" if line.startswith("== ") else line.partition(": ")[0]


def differences(expected: list[Section], found: list[Section]) -> list[str]:
    """Say where two files differ: numbers beyond the tolerance, anything else at all."""
    said: list[str] = []
    for place in range(max(len(expected), len(found))):
        one, other = (each[place] if place < len(each) else ("", []) for each in (expected, found))
        said += _compared(one[0], one[0], other[0])
        said += _differences(one[0], dict(map(_parted, one[1])), dict(map(_parted, other[1])))
    return said


def _differences(heading: str, expected: dict[str, str], found: dict[str, str]) -> list[str]:
    said: list[str] = []
    for subject in dict.fromkeys([*expected, *found]):
        said += _compared(f"{heading}: {subject}", expected.get(subject), found.get(subject))
    return said


def _compared(where: str, expected: str | None, found: str | None) -> list[str]:
    if expected is not None and found is not None and _same(expected.split(), found.split()):
        return []
    return [f"{where}\n    golden {expected}\n    model  {found}"]


def _parted(line: str) -> tuple[str, str]:
    subject, _, said = line.partition(": ")
    return subject, said


def _same(expected: list[str], found: list[str]) -> bool:
    return len(expected) == len(found) and all(map(_same_word, expected, found))


def _same_word(expected: str, found: str) -> bool:
    try:
        one, other = float(expected), float(found)
    except ValueError:
        return expected == found
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-9)
