"""Why a plan does something, or does not: an option forced in or out, and what would change the answer."""
