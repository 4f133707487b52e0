"""Random networks of RIP and RIPng on real routers, with OSPF beside them and redistribution both ways.

    draw      a seed → the network, with the FRR config of each router
    world     process 1 of such a network
    trial     one seed from start to end: what is predicted against what the routers and their kernels do

`python -m tests.lab.rip 1 2 3` runs seeds by hand.
"""
