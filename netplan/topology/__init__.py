"""Who can talk to whom without a router: ports that are up, broadcast domains, layer-3 adjacency."""
