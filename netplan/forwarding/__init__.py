"""The data plane: what becomes of packets, by which decisions, and for whole sets of packets at once."""
