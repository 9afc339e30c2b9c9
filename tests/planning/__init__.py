"""Planning numbers against values worked out by hand."""
