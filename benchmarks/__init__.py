"""How long the work takes: each module prints a table that anyone can make again."""
