"""Peers that the engine is held against. They are no part of the product."""
