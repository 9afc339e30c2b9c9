"""Paths of edits: keys joined by dots, places of lists in brackets, ``*`` and ``?`` for letters of one key."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan.io.tree import Path, Plain, shortened
from coeplan_models import Fault, dotted

from .names import nearest

_KEY = r'(?:"(?:[^"\\]|\\.)*"|[^\s.\[\]"=]+)'
_POSITION = r"\[(?:[0-9]{1,9}|\*)\]"
_PATH = re.compile(rf"{_KEY}(?:\.{_KEY}|{_POSITION})*", re.DOTALL)
_STEP = re.compile(rf"{_KEY}|{_POSITION}", re.DOTALL)
_PLAIN_KEY = re.compile(r'[^\s.\[\]"=*?]+')
_MOST_JOINED = 12
"""Steps that one key may take up: identifiers of nodes, and paths that are keys of ``figures``, hold dots."""
_MOST_LISTED = 40
"""Known names are listed as what was expected only where they are at most so many."""


@dataclass(frozen=True)
class Key:
    """A step to an entry of a map or record."""

    text: str
    """The key; unless ``quoted``, ``*`` stands for any letters and ``?`` for one."""
    quoted: bool = False
    """Whether the text stands for itself."""

    @property
    def is_pattern(self) -> bool:
        """Whether several keys may fit."""
        return not self.quoted and ("*" in self.text or "?" in self.text)


@dataclass(frozen=True)
class Position:
    """A step to an entry of a list."""

    index: int | None
    """From 0; ``None`` for every entry."""

    @property
    def text(self) -> str:
        """The step as it is written."""
        return f"[{'*' if self.index is None else self.index}]"


Step = Key | Position
Steps = tuple[Step, ...]


def parse_path(text: str) -> Steps:
    """Return the steps of a path.

    Parameters
    ----------
    text : str
        Such as ``locations.MX_*.roles.*.yearly_cost``, ``areas.support.workload[4]``, or with a key in double quotes
        that is to be taken as it is: ``locations.MX_GDL.attrition."*"``.

    Raises
    ------
    InputError
        If it is no path.
    """
    if not _PATH.fullmatch(text):
        raise _no_path(text)
    try:
        return tuple(_step(part) for part in _STEP.findall(text))
    except ValueError as error:
        raise _no_path(text) from error


def _step(part: str) -> Step:
    if part.startswith("["):
        return Position(None if part == "[*]" else int(part[1:-1]))
    return Key(json.loads(part, strict=False), quoted=True) if part.startswith('"') else Key(part)


def _no_path(text: str) -> InputError:
    expected = 'keys joined by dots, such as areas.support.workload[4]; keys with dots or spaces in "double quotes"'
    message = f"{shortened(text)!r} is no path"
    return InputError([Fault(code="bad_path", message=message, value=shortened(text), expected=expected)])


def path_text(path: Path) -> str:
    """Return the text of a path; keys that hold more than a path's own letters stand in double quotes."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            said = key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
            text += f".{said}" if text else said
    return text


def find(root: Plain, steps: Steps, fields: Callable[[Path], tuple[str, ...]] | None = None) -> list[Path]:
    """Return every path of a document that fits.

    Parameters
    ----------
    root : plain data
        The document.
    steps : tuple of Step
        What is looked for.
    fields : callable, optional
        Gives the fields that the contract knows of the record at a path (none for other maps). With it the last step
        may also name a field that the record does not state.

    Returns
    -------
    list of paths
        At least one, in the order of the document.

    Raises
    ------
    InputError
        If nothing fits; the fault names what there is instead at the first step that leads nowhere.
    """
    search = _Search(steps, fields)
    found = list(search.below(root, (), 0))
    if found:
        return found
    raise InputError([search.missed()])


class _Search:
    """Follows steps through a document, and remembers where they lead no further."""

    def __init__(self, steps: Steps, fields: Callable[[Path], tuple[str, ...]] | None) -> None:
        self._steps = steps
        self._fields = fields
        self._deepest = 0
        self._ends: list[tuple[Path, Plain]] = []

    def below(self, node: Plain, path: Path, done: int) -> Iterator[Path]:
        """Yield the paths, below a node, of what fits the steps that are left."""
        if done == len(self._steps):
            yield path
            return
        entries = list(self._entries(node, done)) or list(self._unstated(node, path, done))
        if not entries:
            self._note(path, node, done)
        for key, width in entries:
            inner = None if isinstance(node, dict) and key not in node else _entry(node, key)
            yield from self.below(inner, (*path, key), done + width)

    def _entries(self, node: Plain, done: int) -> Iterator[tuple[str | int, int]]:
        """Yield the keys of a node that fit the next steps, and how many steps each takes."""
        step = self._steps[done]
        if isinstance(node, list) and isinstance(step, Position):
            positions = range(len(node)) if step.index is None else [step.index] if step.index < len(node) else []
            yield from ((position, 1) for position in positions)
        if not isinstance(node, dict):
            return
        if isinstance(step, Key):
            yield from ((key, 1) for key in _fitting(node, step))
        if any("." in key for key in node):
            yield from self._joined(node, done)

    def _joined(self, node: dict[str, Plain], done: int) -> Iterator[tuple[str, int]]:
        """Yield keys that hold dots and brackets, and so fit several steps."""
        for width in range(2, min(len(self._steps) - done, _MOST_JOINED) + 1):
            steps = self._steps[done : done + width]
            if not any(isinstance(step, Key) and step.quoted for step in steps):
                text = "".join(f".{step.text}" if isinstance(step, Key) else step.text for step in steps)
                yield from ((key, width) for key in _fitting(node, Key(text.removeprefix("."))))

    def _unstated(self, node: Plain, path: Path, done: int) -> Iterator[tuple[str, int]]:
        step = self._steps[done]
        last = done == len(self._steps) - 1
        if self._fields is not None and last and isinstance(node, dict) and isinstance(step, Key):
            yield from ((field, 1) for field in self._fields(path) if field == step.text)

    def _note(self, path: Path, node: Plain, done: int) -> None:
        if done > self._deepest:
            self._deepest, self._ends = done, []
        if done == self._deepest:
            self._ends.append((path, node))

    def missed(self) -> Fault:
        """Return the fault of the first step that leads nowhere."""
        step = self._steps[self._deepest]
        path, node = self._ends[0]
        where = dotted(path) or "the instance"
        known = tuple(dict.fromkeys(key for _, end in self._ends if isinstance(end, dict) for key in end))
        asked = step.index if isinstance(step, Position) and step.index is not None else step.text
        listed = f"one of {', '.join(known)}" if known and len(known) <= _MOST_LISTED else None
        return Fault(
            code="nothing_there",
            path=(*path, asked),
            message=f"{where} {_held(node)} {_asked(step)}",
            value=step.text,
            expected=listed or ("a key that is there" if known else None),
            nearest=nearest(step.text, known) if isinstance(step, Key) else (),
        )


def _asked(step: Step) -> str:
    if isinstance(step, Position):
        return "no list entries" if step.index is None else f"no list entry {step.text}"
    return f"no key that fits {step.text!r}" if step.is_pattern else f"no key {shortened(step.text)!r}"


def _held(node: Plain) -> str:
    """Say what a node is, where it is none of what a step needs."""
    if node is None:
        return "is empty (null), so it has"
    if isinstance(node, dict):
        return "has"
    if isinstance(node, list):
        return f"is a list of {len(node)}, so it has"
    return f"is {shortened(node)!r}, so it has" if isinstance(node, str) else f"is {shortened(node)}, so it has"


def _entry(node: Plain, key: str | int) -> Plain:
    if isinstance(node, dict):
        return node[str(key)]
    return node[key] if isinstance(node, list) and isinstance(key, int) else None


def _fitting(node: dict[str, Plain], step: Key) -> Iterator[str]:
    """Yield the keys of a map that a step stands for."""
    if not step.is_pattern:
        yield from (step.text,) if step.text in node else ()
        return
    letters = {"*": ".*", "?": "."}
    pattern = re.compile("".join(letters.get(letter) or re.escape(letter) for letter in step.text), re.DOTALL)
    yield from (key for key in node if pattern.fullmatch(key))
