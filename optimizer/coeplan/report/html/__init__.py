"""Reports as one self-contained page, as PDF and as single charts: what a board opens."""
