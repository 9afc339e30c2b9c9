"""The walks of the docs, applied to the code as it is."""
