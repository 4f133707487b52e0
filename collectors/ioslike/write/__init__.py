"""Changes to commands of the family, and the config that a device would print after them."""
