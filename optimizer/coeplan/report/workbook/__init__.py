"""The plan as an Excel workbook for finance teams: one module a sheet, live formulas, native charts."""
