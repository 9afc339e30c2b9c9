"""What a person reads: the terminal page, the comparison of two plans, files to hand on."""
