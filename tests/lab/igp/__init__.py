"""Random networks of one interior protocol on real routers: IS-IS, or RIP and RIPng with OSPF beside them.

    isis, rip  a seed → the network, with the FRR config of each router
    kinds      the protocols by name, and how patient one must be with each
    world      process 1 of such a network
    trial      one seed from start to end: what is predicted against what the routers and their kernels do

`python -m tests.lab.igp isis 1 2 3` runs seeds by hand.
"""
