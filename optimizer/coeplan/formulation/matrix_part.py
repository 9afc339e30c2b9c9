"""A part of a mixed-integer program: some columns free, all others held."""

import numpy as np

from .matrix import BoolArray, FloatArray, MatrixModel


def matrix_part(matrix: MatrixModel, free: BoolArray, rows: BoolArray, held: FloatArray) -> MatrixModel:
    """Return the part of a model in which some columns are free and the others held.

    Parameters
    ----------
    matrix
        The model, n columns by m rows.
    free
        Which columns the part has, shape (n,).
    rows
        Which rows it has, shape (m,).
    held
        Value of each column that is not free, shape (n,); other entries are not looked at.

    Returns
    -------
    MatrixModel
        Columns and rows in their old order, without names; its objective leaves out what is held.
    """
    count = int(rows.sum())
    entries = rows[matrix.row_of_entry]
    column, coefficient = matrix.column_index[entries], matrix.coefficient[entries]
    row = (np.cumsum(rows) - 1)[matrix.row_of_entry[entries]]
    inside = free[column]
    fixed = np.bincount(row[~inside], weights=coefficient[~inside] * held[column[~inside]], minlength=count)
    return MatrixModel(
        cost=matrix.cost[free],
        offset=0.0,
        lower=matrix.lower[free],
        upper=matrix.upper[free],
        integer=matrix.integer[free],
        row_start=np.concatenate([[0], np.cumsum(np.bincount(row[inside], minlength=count))]),
        column_index=(np.cumsum(free) - 1)[column[inside]],
        coefficient=coefficient[inside],
        row_lower=matrix.row_lower[rows] - fixed,
        row_upper=matrix.row_upper[rows] - fixed,
    )
