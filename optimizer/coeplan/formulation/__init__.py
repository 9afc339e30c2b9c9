"""The mixed-integer program: variables, one function an equation, costs, and the ways between plan and columns."""
