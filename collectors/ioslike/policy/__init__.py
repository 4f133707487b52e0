"""Route maps of the family and the lists that they name."""
