"""What if: changes of an instance, and what becomes of a plan when something changes."""
