"""Kinds of bad files, each with the fault that it is refused for."""
