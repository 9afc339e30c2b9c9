"""Studies: many solves of one instance under different assumptions, kept together."""
