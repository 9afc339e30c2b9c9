"""Reads the walks of ``docs/extend`` and applies them to a copy of the project.

A walk's steps are the code blocks that have a title, which is the file that they are about. A block of ``diff`` changes
a file: its hunks, which begin with ``@@``, show lines as they are and as they become, and the lines that stay tell
where. Every other block is a new file. Blocks without a title are there to be read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

BLOCK = re.compile(r'^```(?P<language>\w+) title="(?P<path>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)


class StaleWalkError(Exception):
    """A walk does not fit the code."""


@dataclass(frozen=True)
class Step:
    """One block of a walk.

    Attributes
    ----------
    path : str
        The file, from the project's root.
    text : str
        The hunks, or the whole of a new file.
    is_change : bool
        Which of both.
    """

    path: str
    text: str
    is_change: bool

    def applied(self, before: str | None) -> str:
        """Return the file after the step.

        Raises
        ------
        StaleWalkError
            Where a file that is changed is not there or has not the lines, or a new one is there already.
        """
        if not self.is_change:
            if before is not None:
                raise StaleWalkError(f"{self.path} is there already")
            return self.text
        if before is None:
            raise StaleWalkError(f"{self.path} is not there")
        for number, hunk in enumerate(self._hunks(), 1):
            before = self._changed(before, hunk, number)
        return before

    def _hunks(self) -> Iterator[list[str]]:
        opening, *hunks = re.split(r"^@@.*\n", self.text, flags=re.MULTILINE)
        if opening or not hunks:
            raise StaleWalkError(f"a change of {self.path} does not begin with @@")
        yield from (hunk.splitlines() for hunk in hunks)

    def _changed(self, text: str, hunk: list[str], number: int) -> str:
        """Return the text after one hunk; editors strip the mark of an empty line that stays."""
        marked = [line or " " for line in hunk]
        if strange := [line for line in marked if line[0] not in " +-"]:
            raise StaleWalkError(f"hunk {number} of {self.path} has a line without a mark: {strange[0]!r}")
        was, becomes = ([line[1:] for line in marked if line[0] in kept] for kept in (" -", " +"))
        lines = text.split("\n")
        found = [start for start in range(len(lines)) if lines[start : start + len(was)] == was]
        if len(found) != 1:
            shown = "\n".join(was)
            raise StaleWalkError(f"hunk {number} of {self.path} fits {len(found)} places instead of one:\n{shown}")
        lines[found[0] : found[0] + len(was)] = becomes
        return "\n".join(lines)


@dataclass(frozen=True)
class Walk:
    """One page.

    Attributes
    ----------
    name : str
        Name of the page.
    steps : tuple of Step
        What it changes, in its order.
    """

    name: str
    steps: tuple[Step, ...]

    @property
    def tests_of_its_own(self) -> tuple[str, ...]:
        """Files of tests that it writes."""
        new = (step.path for step in self.steps if not step.is_change)
        return tuple(path for path in new if re.search(r"(^|/)test_\w+\.py$", path))

    def applied(self, root: Path) -> Mapping[str, str]:
        """Return every file that the walk changes or writes, as it then is.

        Raises
        ------
        StaleWalkError
            Where a step does not fit the project.
        """
        files: dict[str, str] = {}
        for step in self.steps:
            path = root / step.path
            held = path.read_text(encoding="utf-8") if path.exists() else None
            files[step.path] = step.applied(files.get(step.path, held))
        return files

    def apply(self, root: Path) -> None:
        """Apply the walk to a project.

        Raises
        ------
        StaleWalkError
            Where a step does not fit it.
        """
        for path, text in self.applied(root).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")


def read_walk(page: Path) -> Walk:
    """Return the walk of a page."""
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return Walk(page.stem, tuple(Step(each["path"], each["text"], each["language"] == "diff") for each in found))


WALKS: Mapping[str, Walk] = {page.stem: read_walk(page) for page in sorted((ROOT / "docs" / "extend").glob("*.md"))}
"""All walks by the names of their pages."""
