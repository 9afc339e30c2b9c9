"""Questions about an instance or a plan that are answered by solving variants of it."""
