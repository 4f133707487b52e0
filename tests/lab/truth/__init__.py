"""Random networks of real routers: what netplan predicts from their configs must be what they do.

    sketch    a network as plain data, and the FRR config of each router
    wires     how a seed draws routers, autonomous systems, wires and hosts
    igp       … OSPFv2 and OSPFv3: areas of every kind, costs, ranges, externals
    egp       … BGP: sessions, reflectors, aggregates, defaults
    policies  … prefix lists, community lists, AS-path lists and route maps
    statics   … static routes of every form
    vrfs      … routes that leak from one VRF into another
    filters   … packet filters: one list, for the model and for nftables
    draw      a seed → the whole network
    world     process 1 of a random network
    running   the handle from outside
    tables    the tables that the routers and their kernels hold, and those that netplan predicts, in one form
    asked     who answers whom: measured, and predicted
    trial     one seed from start to end: compare, break a link, compare again

Some of what FRR 8.4 does depends on what came first, or on routes that keep themselves alive; no prediction can be right about
that, so such configs are not drawn:

    OSPFv3 has the backbone only: border routers of ospf6d use summaries of every area, and so each other's default routes into
        stub areas (RFC 2328 16.2 has them look at those of the backbone alone)
    `default-information originate` of OSPFv3 is always `always`: ospf6d takes its own default route for one that it may announce
    one router for each BGP summary: that of a second one is announced or not according to which came first

ospf6d keeps subnets that nobody announces any more, and costs that were those before a link broke, in one run and not in the
next one of the same network; when the process of one router starts anew, all is as predicted. So where a route of OSPFv3 differs,
the process of one router is started anew, at most four times; a prediction that is wrong stays wrong then.

`python -m tests.lab.truth 1 2 3` runs seeds by hand, `make lab` two hundred of them.
"""
