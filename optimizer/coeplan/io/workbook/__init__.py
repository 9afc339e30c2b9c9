"""Workbooks of instances: sheets made from the contract, written and read back with the place of every value."""
