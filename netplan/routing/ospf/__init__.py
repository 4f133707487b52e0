"""OSPF (RFC 2328, 3101, 5340): who is adjacent, and what each router computes from its areas."""
