"""What is read in a plan: sites, decisions, heads, money, tables, comparisons."""
