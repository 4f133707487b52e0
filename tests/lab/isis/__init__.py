"""Random networks of IS-IS on real routers: two areas, both levels, and every setting of FRR that moves a route.

    draw      a seed → the network, with the FRR config of each router
    world     process 1 of such a network
    trial     one seed from start to end: what is predicted against what the routers and their kernels do

`python -m tests.lab.isis 1 2 3` runs seeds by hand.
"""
