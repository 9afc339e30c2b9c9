"""Evidence from outside: cases of the literature and how the engine does on them."""
