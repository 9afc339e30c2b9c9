"""Runs the engine and its peers on the same instances, side by side, and writes what came of it."""
