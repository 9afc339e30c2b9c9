"""Changes documents at random places: other values, other names, parts moved, doubled or taken from elsewhere."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

Slot = tuple[Any, Any]
"""What holds a value, and the value's key or position in it."""

NUMBERS: list[Any] = [
    *(0, 1, -1, 2, 3, 0.5, -0.5, 1.5, 7, 12, 24, 90, 1200, 1201, 480, 10**6, 10**30, -(10**30)),
    *(1e-300, 5e-324, 1e12, 1.0000001e12, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), -0.0, 0.1 + 0.2),
    *(1 - 1e-16, 1 + 1e-15, 1e-9, -1e-9, 2**53, 2**53 + 1, 2**63, -0.9999),
]
TEXTS: list[Any] = [
    *(
        "",
        " ",
        "0",
        "07",
        "1e5",
        "true",
        "null",
        "yes",
        "NO",
        "*",
        "**",
        "a b",
        "é",
        "漢",
        "😀",
        "a\nb",
        "\x1b[0m",
        "\u2028",
    ),
    *("[key]", "float", "int", "constrained-float", "tuple[float,...]", "dict[str,float]", "kind", "$ref", "__class__"),
    *("headquarters", "extends", "file", "forbidden", "UTC", "Factory", "localtime", "../x", "catalogue:MX_GDL", "t00"),
    *("x" * 64, "x" * 65, "x" * 5000, "2027-01", "1900-12", "2199-12", "USD", "MEX", "stages", "fan", "explicit"),
]
WHOLES: list[Any] = [
    *(None, True, False, [], {}, [1], [None], [[]], [{}], {"0": 1}, {"3": 2}, {"00": 1, "0": 1}, {"*": 1}, {"x": 1}),
    *({"kind": "fan"}, {"kind": 5}, {"kind": None}, [1] * 12, [1] * 480, {"a": {"b": {"c": {"d": {}}}}}),
]
POOL = [*NUMBERS, *TEXTS, *WHOLES]

FEW = (1, 1, 1, 1, 2, 2, 3, 8)
"""How many changes one document gets."""


def slots(data: Any) -> Iterator[Slot]:
    """Yield every place of plain data that holds a value."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield data, key
        yield from slots(value)


def mutated(chance: Random, data: Any, donor: Any) -> Any:
    """Return a document changed at some places.

    Parameters
    ----------
    chance : Random
        Source of every choice.
    data : plain data
        The document; it is changed in place.
    donor : plain data
        Another document, whose parts may be taken over.
    """
    for _ in range(chance.choice(FEW)):
        places = list(slots(data))
        if not places:
            return data
        chance.choice(ACTIONS)(chance, data, places, donor)
    return data


def _replace(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    holder, key = chance.choice(places)
    holder[key] = deepcopy(chance.choice(POOL))


def _shift(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Change a number a little, or to the far end of its range."""
    numbers = [(holder, key) for holder, key in places if type(holder[key]) in (int, float)]
    if numbers:
        holder, key = chance.choice(numbers)
        value = holder[key]
        holder[key] = chance.choice([value + 1, value - 1, -value, value * 10, value / 3, value + 0.5, *NUMBERS])


def _rename(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Put one name of the document in place of another: a wrong reference."""
    names = [(holder, key) for holder, key in places if isinstance(holder[key], str)]
    keys = [key for _, key in places if isinstance(key, str)]
    if names:
        holder, key = chance.choice(names)
        source, at = chance.choice(names)
        holder[key] = chance.choice([source[at], chance.choice(keys), f"{holder[key]}x", holder[key][:-1]])


def _delete(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    holder, key = chance.choice(places)
    del holder[key]


def _double(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Put a value a second time: under another key, or next to itself."""
    holder, key = chance.choice(places)
    if isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))
    else:
        holder[_other_key(chance, key, places)] = deepcopy(holder[key])


def _rekey(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Put a value under another key, where it was in the order."""
    keyed = [(holder, key) for holder, key in places if isinstance(holder, dict)]
    holder, key = chance.choice(keyed)
    new = _other_key(chance, key, places)
    entries = [(new if at == key else at, value) for at, value in holder.items()]
    holder.clear()
    holder.update(entries)


def _other_key(chance: Random, key: str, places: list[Slot]) -> str:
    keys = [at for _, at in places if isinstance(at, str)]
    return chance.choice([key[:-1], f"{key}2", key.upper(), chance.choice(keys), str(chance.choice(TEXTS))])


def _move(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Put a part in another's place, in it or beside it."""
    source, at = chance.choice(places)
    holder, key = chance.choice(places)
    value = deepcopy(source[at])
    if chance.random() < 0.5 and at in (source if isinstance(source, dict) else range(len(source))):
        del source[at]
    inner = holder.get(key) if isinstance(holder, dict) else holder[key] if key < len(holder) else None
    if isinstance(inner, dict) and chance.random() < 0.5:
        inner[str(at)] = value
    elif isinstance(holder, dict) or key < len(holder):
        holder[key] = value


def _swap(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    (one, here), (other, there) = chance.choice(places), chance.choice(places)
    first, second = deepcopy(one[here]), deepcopy(other[there])
    other[there] = first
    one[here] = second


def _shuffle(chance: Random, _data: Any, places: list[Slot], _donor: Any) -> None:
    """Change the order of a list or a map, or cut it short."""
    wholes = [holder[key] for holder, key in places if isinstance(holder[key], dict | list) and holder[key]]
    if not wholes:
        return
    whole = chance.choice(wholes)
    entries = list(whole.items()) if isinstance(whole, dict) else list(whole)
    chance.shuffle(entries)
    kept = entries[: chance.randint(0, len(entries))] if chance.random() < 0.5 else entries
    whole.clear()
    whole.update(kept) if isinstance(whole, dict) else whole.extend(kept)


def _splice(chance: Random, data: Any, places: list[Slot], donor: Any) -> None:
    """Take over a part of another document, where it stands there or elsewhere."""
    offered = list(slots(donor))
    source, at = chance.choice(offered)
    if isinstance(data, dict) and isinstance(donor, dict) and chance.random() < 0.5:
        at = chance.choice(list(donor))
        data[at] = deepcopy(donor[at])
    else:
        holder, key = chance.choice(places)
        holder[key] = deepcopy(source[at])


ACTIONS: list[Callable[[Random, Any, list[Slot], Any], None]] = [
    *(_replace, _replace, _replace, _shift, _shift, _shift, _rename, _rename, _delete, _delete),
    *(_double, _rekey, _move, _swap, _shuffle, _splice),
]


def written(data: Any) -> str:
    """Return plain data as JSON; numbers that are none as one that is too large for a double."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("-Infinity", "-1e999").replace("Infinity", "1e999").replace("NaN", "1e999")
