"""Pages that are made from the code at every build, so that they cannot drift from it."""
