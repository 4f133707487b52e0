"""The control plane: from facts to the routing table of every node."""
