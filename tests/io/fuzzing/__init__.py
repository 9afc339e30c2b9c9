"""Makes instances and plans of every degree of brokenness, and judges what the program does with them."""
