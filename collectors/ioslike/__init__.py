"""What the IOS-like systems (IOS, IOS-XE, EOS, FRR) share: one reader a feature, told apart by three records an OS:

`PortStyle` (family) for ports, `RoutingOs` (routing.routing_os) for routing, `Spelling` (write.spelling) for the commands
of a change.
"""
