"""Puts stand-ins for what breaks the contract, so that the rest can be checked in the same go."""

from collections.abc import Iterable
from copy import copy

from .tree import Path, Plain

_RECORDS: dict[str, Plain] = {
    "areas": {"workload": 0},
    "locations": {"country": "ZZZ", "time_zone": "UTC"},
    "operating_models": {},
    "reference_plans": {},
    "sources": {"title": ""},
    "policies": None,
    "figures": None,
}
"""What stands in for a record of each part; ``None``: the record is left out, as nothing names it."""

_NEEDED = frozenset({"headquarters", "horizon", "areas", "locations"})
"""Parts without which nothing can be checked."""


def with_stand_ins(data: Plain, faults: Iterable[tuple[Path, bool]]) -> tuple[Plain, list[Path]] | None:
    """Return an instance's data with stand-ins.

    Parameters
    ----------
    data : plain data
        What the files say.
    faults : iterable of (path, at_key)
        What breaks the contract, and whether it is the key that does.

    Returns
    -------
    tuple of plain data and list of paths, or None
        The data, and the parts and records that were replaced or left out; ``None`` if too little is left.
    """
    if not isinstance(data, dict):
        return None
    mended = {key: copy(value) for key, value in data.items()}
    broken: list[Path] = []
    for path, at_key in faults:
        if not path or (path[0] in _NEEDED and (len(path) == 1 or path[0] not in _RECORDS)):
            return None
        broken.append(path[:2] if path[0] in _RECORDS and len(path) > 1 else path[:1])
        _mend(mended, path, at_key)
    mended.setdefault("name", "unnamed")
    return mended, broken


def _mend(data: dict[str, Plain], path: Path, at_key: bool) -> None:
    part = str(path[0])
    records = data.get(part)
    if part not in _RECORDS or len(path) == 1 or not isinstance(records, dict):
        data.pop(part, None)
        return
    stand_in = _RECORDS[part]
    if stand_in is None or (at_key and len(path) == 2):
        records.pop(str(path[1]), None)
    else:
        records[str(path[1])] = stand_in
