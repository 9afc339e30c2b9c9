"""The rules, one module a family; ``EQUATIONS`` of each lists its equations in reading order."""
