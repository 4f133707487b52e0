"""No packet is lost on the way to a prefix that was reachable."""

from collections.abc import Iterator
from ipaddress import IPv4Address

import numpy as np

from models.device import DeviceId
from models.verdict import Packet
from netplan.verifier.fault import Fault, Question
from netplan.verifier.view import BLACK_HOLED, DELIVERED, View


def no_black_hole(question: Question) -> Iterator[Fault]:
    """A router that reached a subnet in the first state never sends a packet for it to where no route goes on. (I5.)"""
    view, first = question.view, question.first
    network = first.state.plane.network
    rows = dict(zip(first.nodes, range(len(first.nodes)), strict=True))
    for destination in view.ends:
        if view.given_up(destination):
            continue
        now = view.mask[:, view.columns(destination)[0]]
        before = first.mask[:, first.columns(destination)[0]]
        for row in np.flatnonzero(now & BLACK_HOLED):
            node = view.nodes[row]
            # In the first state no wire joins two realms: an equal address there was another one.
            if network.realm(node[0].department) != network.realm(destination.department):
                continue
            if node not in rows or before[rows[node]] != DELIVERED:
                continue
            what = f"a packet from {node[0]} to {destination.department} {destination.prefix} meets a router without a route"
            yield Fault(
                ("black-holes", str(node[0]), node[1], destination.department, str(destination.prefix)),
                what,
                packet=packet_between(view, node, view.columns(destination)[0]),
                start=node,
                hit=f"{destination.department} {destination.prefix}",
            )
            break


def packet_between(view: View, node: tuple[DeviceId, str], column: int) -> Packet:
    """A packet that a router itself sends to the address of a column of `View.mask`."""
    device = view.state.plane.network.devices[node[0]]
    own = (
        str(a.ip.ip)
        for port in device.interfaces.values()
        if port.enabled and port.vrf == node[1]
        for a in port.addresses
        if a.ip.version == 4
    )
    return Packet(next(own, "0.0.0.0"), str(IPv4Address(view.addresses[column])), "icmp")  # noqa: S104  # a source that is not known
