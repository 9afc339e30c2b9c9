"""Vertices of a relaxation by their bases: where the simplex method goes on from after a change of numbers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coeplan.formulation.matrix import MatrixModel

COLUMNS, ROWS = "column_status", "row_status"


@dataclass(frozen=True, eq=False)
class Basis:
    """Status of every column and row at a vertex, in HiGHS' numbers.

    Attributes
    ----------
    columns, rows : array of int8
        Shapes (columns,) and (rows,).
    """

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Basis | None":
        """Return the basis among the arrays of a frame, if there is one."""
        if COLUMNS not in arrays or ROWS not in arrays:
            return None
        return cls(arrays[COLUMNS].astype(np.int8), arrays[ROWS].astype(np.int8))

    def arrays(self) -> dict[str, NDArray[np.int8]]:
        """Return the arrays of a frame."""
        return {COLUMNS: self.columns, ROWS: self.rows}


@dataclass(frozen=True, eq=False)
class Vertex:
    """An optimal vertex of a relaxation, for relaxations of the same shape.

    Where only costs differ it is a vertex of the other one too, and the primal simplex method goes on from it.

    Attributes
    ----------
    shape : bytes
        Fingerprint of the names of columns and rows.
    basis : Basis
        The vertex.
    """

    shape: bytes
    basis: Basis

    @classmethod
    def of(cls, matrix: MatrixModel, basis: Basis) -> "Vertex":
        """Return the vertex of a problem with this basis."""
        return cls(shape_of(matrix), basis)

    def basis_of(self, matrix: MatrixModel) -> Basis | None:
        """Return the basis in another problem; None where that has other columns or rows."""
        return self.basis if shape_of(matrix) == self.shape else None


def shape_of(matrix: MatrixModel) -> bytes:
    """Return a fingerprint of what columns and rows a problem has, whatever its numbers."""
    names = "\n".join((*(matrix.column_names or ()), "", *(matrix.row_names or ())))
    return hashlib.sha256(names.encode()).digest()
