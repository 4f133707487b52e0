"""Which department keeps which address block, and which new block the others get.

`keep` decides exactly, `allocate` hands out new blocks.
"""
