"""Mutation testing: change the product's code, one place at a time, and see whether the tests notice."""
