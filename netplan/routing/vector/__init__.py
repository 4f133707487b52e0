"""What RIP and EIGRP have in common: everybody tells its neighbours the best ways that it has."""
