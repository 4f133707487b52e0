"""`interface`, `vlan` and `vrf` blocks of the family to ports, VLANs and VRFs."""
