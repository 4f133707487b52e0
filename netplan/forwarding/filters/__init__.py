"""Packet filters: what they permit as exact sets of packets, how two of them differ, which lines never match."""
