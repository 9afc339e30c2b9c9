"""A mixed-integer program as plain arrays: what travels to the solver process.

Minimise ``offset + cost @ x`` where ``row_lower <= A x <= row_upper``,
``lower <= x <= upper`` and ``x`` is whole where ``integer`` says so. ``A`` is held
row by row (compressed sparse rows). This module needs nothing but numpy, because
the worker process imports it.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

FEASIBILITY_TOLERANCE = 1e-6


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Arrays by name as an uncompressed npz file, which never holds a pickle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            # force_zip64: the size is not known beforehand, and may pass 2 GiB.
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asarray(array), allow_pickle=False)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an npz file; one that needs a pickle is refused with ``ValueError``."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


_FLOATS = ("cost", "lower", "upper", "coefficient", "row_lower", "row_upper")
_INDICES = ("row_start", "column_index")


def _read_only(values: ArrayLike, dtype: Any, name: str) -> NDArray[Any]:
    """A flat, read-only view of ``values``; the caller's own array stays writeable."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, got shape {array.shape}")
    view = array.view()
    view.flags.writeable = False
    return view


def _indices(values: ArrayLike, name: str) -> IndexArray:
    """Whole numbers as int32; refuses fractions and what does not fit rather than wrap round."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold whole numbers, got {array.dtype}")
    if array.size and int(array.max()) > np.iinfo(np.int32).max:
        raise ValueError(f"{name} holds {int(array.max())}, more than the solver can index")
    return _read_only(array, np.int32, name)


@dataclass(frozen=True, eq=False)
class MatrixModel:
    """A MIP to be minimised, n columns by m rows, in read-only arrays.

    Parameters
    ----------
    cost
        Objective coefficient of each column, shape (n,).
    offset
        Constant of the objective.
    lower, upper
        Column bounds, shape (n,); infinities are allowed. Crossed bounds
        (lower > upper) are allowed too: they say "infeasible".
    integer
        Which columns must be whole, shape (n,).
    row_start, column_index, coefficient
        Compressed sparse rows: the entries of row r stand at
        ``row_start[r]:row_start[r + 1]``; shapes (m + 1,), (entries,), (entries,).
    row_lower, row_upper
        Row bounds, shape (m,).
    column_names, row_names
        For messages; they stay in this process.

    Raises
    ------
    ValueError
        Where shapes do not fit together or a number cannot be meant.
    """

    cost: FloatArray
    offset: float
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    row_start: IndexArray
    column_index: IndexArray
    coefficient: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    column_names: tuple[str, ...] | None = None
    row_names: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in _FLOATS:
            object.__setattr__(self, name, _read_only(getattr(self, name), np.float64, name))
        for name in _INDICES:
            object.__setattr__(self, name, _indices(getattr(self, name), name))
        object.__setattr__(self, "integer", _read_only(self.integer, np.bool_, "integer"))
        object.__setattr__(self, "offset", float(self.offset))
        _check_lengths(self)
        _check_rows(self)
        _check_numbers(self)

    @property
    def column_count(self) -> int:
        """Number of columns, n."""
        return len(self.cost)

    @property
    def row_count(self) -> int:
        """Number of rows, m."""
        return len(self.row_lower)

    @property
    def entry_count(self) -> int:
        """Number of stored coefficients."""
        return len(self.coefficient)

    @cached_property
    def row_of_entry(self) -> NDArray[np.int64]:
        """Row of each stored coefficient, shape (entries,)."""
        return np.repeat(np.arange(self.row_count, dtype=np.int64), np.diff(self.row_start))

    def relaxed(self) -> "MatrixModel":
        """The same with no column whole."""
        return self.whole_in(np.zeros(self.column_count, dtype=np.bool_))

    def whole_in(self, columns: BoolArray) -> "MatrixModel":
        """The same with those columns alone whole that are so here and in ``columns``, shape (n,)."""
        return replace(self, integer=self.integer & columns)

    def column_name(self, column: int) -> str:
        """Name of a column for messages."""
        return f"column {column}" if self.column_names is None else self.column_names[column]

    def row_name(self, row: int) -> str:
        """Name of a row for messages."""
        return f"row {row}" if self.row_names is None else self.row_names[row]

    def objective_of(self, x: FloatArray) -> float:
        """Objective at ``x``, with the offset."""
        return float(self.cost @ x) + self.offset

    def row_activity(self, x: FloatArray) -> FloatArray:
        """``A x``, shape (m,)."""
        terms = self.coefficient * x[self.column_index]
        return np.asarray(np.bincount(self.row_of_entry, weights=terms, minlength=self.row_count), dtype=np.float64)

    def violation(self, x: FloatArray, tolerance: float = FEASIBILITY_TOLERANCE) -> str | None:
        """What is wrong with ``x`` as a solution, in words; None where it is feasible.

        Column and row bounds are allowed ``tolerance * max(1, |bound|)``, whole
        columns ``tolerance``. The worst offender is named.
        """
        if x.shape != (self.column_count,):
            return f"has shape {x.shape} where ({self.column_count},) is expected"
        if not np.isfinite(x).all():
            column = int(np.argmin(np.isfinite(x)))
            return f"{self.column_name(column)} is {x[column]}"
        fraction = np.where(self.integer, np.abs(x - np.round(x)), 0.0)
        rows, columns = self.excesses(x)
        excesses = (
            ("not whole", fraction, self.column_name),
            ("out of its bounds", columns, self.column_name),
            ("violated", rows, self.row_name),
        )
        found = [_worst(excess, what, name) for what, excess, name in excesses if (excess > tolerance).any()]
        return "; ".join(found) or None

    def excesses(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How far rows, shape (rows,), and columns, shape (columns,), are out of bounds, by ``max(1, |bound|)``."""
        rows = _excess(self.row_activity(x), self.row_lower, self.row_upper)
        return rows, _excess(x, self.lower, self.upper)

    def contradiction(self) -> str | None:
        """Crossed bounds or an empty row that cannot hold, in words; None where there is none."""
        empty = np.diff(self.row_start) == 0
        tolerance = FEASIBILITY_TOLERANCE
        impossible = empty & ((self.row_lower > tolerance) | (self.row_upper < -tolerance))
        cases = (
            (self.lower > self.upper, self.column_name, self.lower, self.upper),
            ((self.row_lower > self.row_upper) | impossible, self.row_name, self.row_lower, self.row_upper),
        )
        for faulty, name, low, high in cases:
            if faulty.any():
                place = int(np.argmax(faulty))
                return f"{name(place)} cannot lie between {low[place]} and {high[place]}"
        return None

    def changed(self, change: "MatrixChange") -> "MatrixModel":
        """This model with other bounds, costs or offset; the matrix itself is shared."""
        change.check(self)
        lower, upper, cost = self.lower.copy(), self.upper.copy(), self.cost.copy()
        row_lower, row_upper = self.row_lower.copy(), self.row_upper.copy()
        lower[change.columns], upper[change.columns] = change.lower, change.upper
        cost[change.cost_columns] = change.cost
        row_lower[change.rows], row_upper[change.rows] = change.row_lower, change.row_upper
        offset = self.offset if change.offset is None else change.offset
        return replace(
            self,
            cost=cost,
            offset=offset,
            lower=lower,
            upper=upper,
            row_lower=row_lower,
            row_upper=row_upper,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything but the names, by field name."""
        names = (*_FLOATS, *_INDICES, "integer")
        return {name: getattr(self, name) for name in names} | {"offset": np.array([self.offset])}

    def to_bytes(self) -> bytes:
        """The model without its names as an uncompressed npz file."""
        return pack(self.arrays())

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "MatrixModel":
        """The model that :meth:`arrays` took apart."""
        missing = {*_FLOATS, *_INDICES, "integer", "offset"} - set(arrays)
        if missing:
            raise ValueError(f"a matrix model needs {', '.join(sorted(missing))}")
        fields: dict[str, Any] = {name: arrays[name] for name in (*_FLOATS, *_INDICES, "integer")}
        return cls(offset=float(arrays["offset"][0]), **fields)

    @classmethod
    def from_bytes(cls, content: bytes) -> "MatrixModel":
        """The model that :meth:`to_bytes` wrote; it carries no names."""
        return cls.from_arrays(unpack(content))


def _nowhere() -> IndexArray:
    return np.zeros(0, dtype=np.int32)


def _nothing() -> FloatArray:
    return np.zeros(0)


@dataclass(frozen=True, eq=False)
class MatrixChange:
    """Other numbers for some columns and rows of a model; what is not named keeps its number.

    Column bounds, costs and row bounds each have their own list of places, so that
    one may be touched without the others.

    Parameters
    ----------
    columns, lower, upper
        Columns that get other bounds, and those bounds.
    cost_columns, cost
        Columns that get another cost, and that cost.
    rows, row_lower, row_upper
        Rows that get other bounds, and those bounds.
    offset
        Another constant of the objective; None keeps it.

    Raises
    ------
    ValueError
        Where lists differ in length, a place is named twice, or a number cannot be meant.
    """

    columns: IndexArray = field(default_factory=_nowhere)
    lower: FloatArray = field(default_factory=_nothing)
    upper: FloatArray = field(default_factory=_nothing)
    cost_columns: IndexArray = field(default_factory=_nowhere)
    cost: FloatArray = field(default_factory=_nothing)
    rows: IndexArray = field(default_factory=_nowhere)
    row_lower: FloatArray = field(default_factory=_nothing)
    row_upper: FloatArray = field(default_factory=_nothing)
    offset: float | None = None

    def __post_init__(self) -> None:
        for places, values in _CHANGE_LISTS:
            index = _indices(getattr(self, places), places)
            object.__setattr__(self, places, index)
            if len(np.unique(index)) != len(index):
                raise ValueError(f"{places} names a place twice")
            for name in values:
                array = _read_only(getattr(self, name), np.float64, name)
                if len(array) != len(index) or np.isnan(array).any():
                    raise ValueError(f"{name} must hold one number for each of the {len(index)} {places}")
                object.__setattr__(self, name, array)
        if not np.isfinite(self.cost).all():
            raise ValueError("cost must be finite")

    @classmethod
    def fixing(cls, columns: ArrayLike, values: ArrayLike) -> "MatrixChange":
        """Hold ``columns`` at ``values``."""
        held = np.asarray(values, dtype=np.float64)
        return cls(columns=np.asarray(columns), lower=held, upper=held)

    def of(self, columns: BoolArray) -> "MatrixChange":
        """This change of the bounds of some columns alone, of shape (n,)."""
        kept = columns[self.columns]
        return MatrixChange(columns=self.columns[kept], lower=self.lower[kept], upper=self.upper[kept])

    def check(self, model: MatrixModel) -> None:
        """Refuse places that ``model`` does not have."""
        for places, count in (
            ("columns", model.column_count),
            ("cost_columns", model.column_count),
            ("rows", model.row_count),
        ):
            index = getattr(self, places)
            if len(index) and (index.min() < 0 or index.max() >= count):
                raise ValueError(f"{places} names place {index.max()} (or a negative one) of {count}")

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Every array by field name; ``offset`` only where it is changed."""
        arrays = {name: getattr(self, name) for places, values in _CHANGE_LISTS for name in (places, *values)}
        return arrays if self.offset is None else arrays | {"offset": np.array([self.offset])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "MatrixChange":
        """The change that :meth:`arrays` took apart."""
        fields: dict[str, Any] = {name: array for name, array in arrays.items() if name != "offset"}
        return cls(**fields, offset=float(arrays["offset"][0]) if "offset" in arrays else None)


_CHANGE_LISTS = (
    ("columns", ("lower", "upper")),
    ("cost_columns", ("cost",)),
    ("rows", ("row_lower", "row_upper")),
)


def _check_lengths(model: MatrixModel) -> None:
    columns, rows, entries = len(model.cost), len(model.row_lower), len(model.column_index)
    expected = {
        "lower": columns,
        "upper": columns,
        "integer": columns,
        "row_upper": rows,
        "row_start": rows + 1,
        "coefficient": entries,
    }
    names = {"column_names": columns, "row_names": rows}
    expected |= {name: length for name, length in names.items() if getattr(model, name) is not None}
    for name, length in expected.items():
        if len(getattr(model, name)) != length:
            raise ValueError(f"{name} has length {len(getattr(model, name))}, expected {length}")


def _check_rows(model: MatrixModel) -> None:
    start = model.row_start
    if start[0] != 0 or start[-1] != model.entry_count or (np.diff(start) < 0).any():
        raise ValueError(f"row_start must rise from 0 to the number of entries, {model.entry_count}")
    index = model.column_index
    if len(index) and (index.min() < 0 or index.max() >= model.column_count):
        raise ValueError(f"column_index must lie in 0 to {model.column_count - 1}")


def _check_numbers(model: MatrixModel) -> None:
    finite = {"cost": model.cost, "coefficient": model.coefficient, "offset": np.array([model.offset])}
    for name, values in finite.items():
        if not np.isfinite(values).all():
            raise ValueError(f"{name} must be finite, but entry {int(np.argmin(np.isfinite(values)))} is not")
    for name, wrong in (("lower", np.inf), ("upper", -np.inf), ("row_lower", np.inf), ("row_upper", -np.inf)):
        values = getattr(model, name)
        faulty = np.isnan(values) | (values == wrong)
        if faulty.any():
            place = int(np.argmax(faulty))
            raise ValueError(f"{name} cannot be {values[place]}, as entry {place} is")


def _excess(values: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """How far ``values`` lie outside their bounds, divided by ``max(1, |bound|)``."""
    below, above = np.zeros(len(values)), np.zeros(len(values))
    has_low, has_high = np.isfinite(low), np.isfinite(high)
    below[has_low] = (low - values)[has_low] / np.maximum(1.0, np.abs(low[has_low]))
    above[has_high] = (values - high)[has_high] / np.maximum(1.0, np.abs(high[has_high]))
    return np.maximum(np.maximum(below, above), 0.0)


def _worst(excess: FloatArray, what: str, name: Callable[[int], str]) -> str:
    place = int(np.argmax(excess))
    return f"{name(place)} is {what} by {excess[place]:.3g}"
