"""Access lists of the family."""
