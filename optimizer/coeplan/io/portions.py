"""Large documents in portions, so that what is wrong with them can be found in bounded memory."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from .tree import Path, Plain

_KIND = "kind"
"""Key that tells how the rest of a map is to be read, so that every portion of the map needs it."""

_FEW = 100
"""Most entries of a map that are hinted at in its portions, so that not each portion seems to lack most keys."""


class Portion(NamedTuple):
    """A part of a document, with all that holds it."""

    data: Plain
    """What a document of this part alone says; beside it maps may hold scalars, and maps and lists left empty."""

    starts: tuple[int, ...] = ()
    """For each level, the position at which the portion starts in the document's list; 0 in maps."""

    def path_in_whole(self, path: Path) -> Path:
        """Return the path, in the whole document, of what stands at a path of the portion."""
        starts = (*self.starts, *(0 for _ in path))
        return tuple(step + start if isinstance(step, int) else step for step, start in zip(path, starts, strict=False))


Holder = dict[str, Plain] | list[Plain]
"""What values are held by."""


def portions(data: Plain, most: int) -> Iterator[Portion]:
    """Yield a document in portions of about so many letters of JSON; together they hold all of it."""
    if size(data) <= most or not isinstance(data, dict | list):
        yield Portion(data)
        return
    chunk: list[tuple[str | int, Plain]] = []
    weight = 0
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        added = size(value)
        if chunk and weight + added > most:
            yield _of(data, chunk)
            chunk, weight = [], 0
        if added > most:
            for inner in portions(value, most):
                yield _of(data, [(key, inner.data)], inner.starts)
        else:
            chunk.append((key, value))
            weight += added
    if chunk:
        yield _of(data, chunk)


def _of(whole: Holder, entries: list[tuple[str | int, Plain]], inner: tuple[int, ...] = ()) -> Portion:
    if isinstance(whole, list):
        return Portion([value for _, value in entries], (int(entries[0][0]), *inner))
    beside = {key: _emptied(value) for key, value in whole.items() if len(whole) <= _FEW or key == _KIND}
    return Portion(beside | {str(key): value for key, value in entries}, (0, *inner))


def _emptied(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {}
    return [] if isinstance(value, list) else value


def size(data: Plain) -> int:
    """Return how many letters plain data takes as JSON, which is counted much faster than its values are."""
    return len(json.dumps(data))
