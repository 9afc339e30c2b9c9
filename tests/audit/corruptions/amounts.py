"""Amounts of money on the bench: found, changed, moved."""

from typing import Any

from ..bench import Bench, Row
from ..pricing import pay
from .kinds import Where


def amount(bench: Bench, node: str, category: str, **key: Any) -> Row:
    """Return the one amount of a category at a node, what follows the horizon left aside unless asked for."""
    return bench.row("amounts", node=node, category=category, **({"terminal": False} | key))


def change(row: Row, money: float) -> Where:
    """Give an amount another size; return what has to be named."""
    off = abs(money - row["money"])
    row["money"] = money
    names = ("node", "location", "area", "operating_model")
    return {name: row[name] for name in names if row[name] is not None} | {"excess": off}


def scale(row: Row, factor: float) -> Where:
    """Multiply an amount."""
    return change(row, row["money"] * factor)


def forget(bench: Bench, row: Row) -> Where:
    """Leave an amount out."""
    bench.plan["amounts"].remove(row)
    return change(dict(row), 0.0)


def charge(bench: Bench, node: str, category: str, money: float, **key: Any) -> Where:
    """Charge something that is not due."""
    pay(bench, node, category, money, **key)
    return {"node": node, "excess": money} | {name: key[name] for name in ("location", "area") if name in key}


def move(row: Row, **names: Any) -> Where:
    """Let an amount belong to something else; return where it is missing."""
    where = change(dict(row), 0.0)
    row.update(names)
    return where
