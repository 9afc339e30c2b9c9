"""Solving: HiGHS in a process of its own, primal search beside branch and bound, and the way to an audited plan."""
