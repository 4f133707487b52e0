"""Small BGP networks built by hand: routers, links, sessions, policies, and a plain shortest-path IGP below them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network, ip_address, ip_network

import networkx as nx

from models.device import Device, DeviceId
from models.interfaces import Address, Interface, InterfaceKind
from models.network import Network
from models.policy import Match, Policy, SetAction, Term
from models.route import Route
from models.routing import BgpFamily, BgpNeighbor, BgpNetwork, BgpProcess, Ip, Prefix
from netplan.routing.bgp.process import bgp_routes
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.topology.topology import build


class PlainTable:
    """A main table as a list of routes."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_prefix: dict[Prefix, list[Route]] = {}
        for route in routes:
            self._by_prefix.setdefault(route.prefix, []).append(route)

    def routes(self) -> list[Route]:
        return [route for routes in self._by_prefix.values() for route in routes]

    def with_process(self) -> list[tuple[Route, str]]:
        return [(route, "") for route in self.routes()]

    def exact(self, prefix: Prefix) -> Sequence[Route]:
        return self._by_prefix.get(prefix, ())

    def longest(self, address: Ip) -> Sequence[Route]:
        for length in range(address.max_prefixlen, -1, -1):
            if found := self._by_prefix.get(
                ip_network((int(address), length) if address.version == 4 else f"{address}/{length}", strict=False)
            ):
                return found
        return ()


def policy(name: str, *terms: Term) -> Policy:
    """A route map whose terms are named by their place."""
    return Policy(name, tuple(replace(term, name=term.name or str(10 * i)) for i, term in enumerate(terms, 1)))


def permit(*matches: Match, sets: Sequence[tuple[str, str]] = ()) -> Term:
    return Term("", "permit", matches, tuple(SetAction(kind, tuple(values.split())) for kind, values in sets))


def deny(*matches: Match) -> Term:
    return Term("", "deny", matches)


def twin(address: Ip) -> IPv6Address:
    """The IPv6 address that stands for one of IPv4."""
    return IPv6Address(int(IPv6Address("fd00::")) + int(address))


def twin_of(prefix: Prefix) -> IPv6Network:
    """The same of a network."""
    return IPv6Network((int(twin(prefix.network_address)), 96 + prefix.prefixlen))


class Lab:
    """Builds a network step by step; ask `result` when it is complete."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.graph = nx.Graph()
        self._subnets = IPv4Network("10.255.0.0/16").subnets(new_prefix=30)
        self._six = False

    def router(self, name: str, asn: int, networks: Sequence[str] = (), os: str = "cisco_ios", **process: object) -> None:
        """A router with a loopback; `networks` are announced whether or not they are in the table."""
        number = len(self.devices) + 1
        lo = Interface("Loopback0", InterfaceKind.LOOPBACK, addresses=(Address(IPv4Interface(f"192.0.2.{number}/32")),))
        bgp = BgpProcess(
            asn,
            router_id=IPv4Address(f"192.0.2.{number}"),
            networks=tuple(BgpNetwork(ip_network(n), always=True) for n in networks),
        )
        bgp = replace(bgp, **process)  # type: ignore[arg-type]  # fields of BgpProcess by name
        self.devices[name] = Device(DeviceId("lab", name), os, interfaces={"Loopback0": lo}, bgp={"default": bgp})
        self.graph.add_node(name)

    def loopback(self, name: str) -> IPv4Address:
        return self._addresses(name, "Loopback0")[0]

    def link(self, a: str, b: str, cost: int = 1, igp: bool = False) -> None:
        """A wire with its own subnet; with `igp` both ends run the IGP on it."""
        one, other = list(next(self._subnets).hosts())
        self._port(a, f"to-{b}", one, 30)
        self._port(b, f"to-{a}", other, 30)
        if igp:
            self.graph.add_edge(a, b, cost=cost)

    def lan(self, subnet: str, **members: str) -> None:
        """A shared subnet with one address for each member."""
        for name, ip in members.items():
            self._port(name, f"lan-{subnet}", IPv4Address(ip), ip_network(subnet).prefixlen)

    def shut(self, name: str, ip: IPv4Address) -> None:
        """A port with an address that is off."""
        self._port(name, f"off-{ip}", ip, 32, enabled=False)

    def _port(self, name: str, port: str, ip: IPv4Address, length: int, enabled: bool = True) -> None:
        device = self.devices[name]
        interface = Interface(port, enabled=enabled, addresses=(Address(IPv4Interface(f"{ip}/{length}")),))
        self.devices[name] = replace(device, interfaces={**device.interfaces, port: interface})

    def _addresses(self, name: str, port: str) -> list[IPv4Address]:
        return [a.ip.ip for a in self.devices[name].interfaces[port].addresses if isinstance(a.ip.ip, IPv4Address)]

    def ebgp(
        self,
        a: str,
        b: str,
        port: str = "",
        at_a: dict[str, object] | None = None,
        at_b: dict[str, object] | None = None,
        local_as: int | None = None,
        **session: object,
    ) -> None:
        """A session over the wire between two routers, or over the shared subnet `port`; `at_a` are settings of the family at a.

        `session` are settings of the session at a, who may show a `local_as`.
        """
        one, other = self._addresses(a, port or f"to-{b}")[0], self._addresses(b, port or f"to-{a}")[0]
        self.neighbor(a, other, self.asn(b), at_a, local_as=local_as, **session)
        self.neighbor(b, one, local_as or self.asn(a), at_b)

    def ibgp(self, a: str, b: str, at_a: dict[str, object] | None = None, at_b: dict[str, object] | None = None) -> None:
        """A session between loopbacks."""
        self.neighbor(a, self.loopback(b), self.asn(b), at_a, update_source="Loopback0")
        self.neighbor(b, self.loopback(a), self.asn(a), at_b, update_source="Loopback0")

    def asn(self, name: str) -> int:
        return self.devices[name].bgp["default"].asn

    def neighbor(
        self, name: str, address: IPv4Address, asn: int, family: dict[str, object] | None = None, **session: object
    ) -> None:
        settings = {"send_community": True, **(family or {})}
        stated = BgpNeighbor(address, remote_as=asn, families=(BgpFamily(**settings),))  # type: ignore[arg-type]  # fields by name
        stated = replace(stated, **session)  # type: ignore[arg-type]  # fields by name
        self.process(name, neighbors=(*self.devices[name].bgp["default"].neighbors, stated))

    def process(self, name: str, **settings: object) -> None:
        """Change the BGP process of a router."""
        device = self.devices[name]
        bgp = replace(device.bgp["default"], **settings)  # type: ignore[arg-type]  # fields by name
        self.devices[name] = replace(device, bgp={"default": bgp})

    def policies(self, name: str, *found: Policy, **lists: object) -> None:
        """Give a router policies and lists (fields of Device)."""
        device = self.devices[name]
        more = replace(device, policies={**device.policies, **{p.name: p for p in found}}, **lists)  # type: ignore[arg-type]
        self.devices[name] = more

    def to_ipv6(self) -> None:
        """Give every address and network of the finished lab a twin, and let all sessions run between the twins."""
        self._six = True
        for name, device in self.devices.items():
            ports = {}
            for port, facts in device.interfaces.items():
                twins = (Address(IPv6Interface((int(twin(a.ip.ip)), 96 + a.ip.network.prefixlen))) for a in facts.addresses)
                ports[port] = replace(facts, addresses=(*facts.addresses, *twins))
            bgp = device.bgp["default"]
            neighbors = tuple(
                replace(
                    n, address=n.address and twin(n.address), families=tuple(replace(f, family="ipv6 unicast") for f in n.families)
                )
                for n in bgp.neighbors
            )
            networks = (*bgp.networks, *(replace(n, prefix=twin_of(n.prefix)) for n in bgp.networks))
            aggregates = (*bgp.aggregates, *(replace(a, prefix=twin_of(a.prefix)) for a in bgp.aggregates))
            bgp = replace(bgp, neighbors=neighbors, networks=networks, aggregates=aggregates)
            self.devices[name] = replace(device, interfaces=ports, bgp={"default": bgp})

    @cached_property
    def network(self) -> Network:
        return Network({device.id: device for device in self.devices.values()})

    def table(self, name: str) -> PlainTable:
        """Connected routes, and shortest paths to every loopback and subnet that the IGP knows; of IPv6 the same."""
        four = self._table(name)
        six = (replace(r, prefix=twin_of(r.prefix), next_hop=r.next_hop and twin(r.next_hop)) for r in four) if self._six else ()
        return PlainTable([*four, *six])

    def _table(self, name: str) -> list[Route]:
        device, routes = self.devices[name], []
        for interface in (port for port in device.interfaces.values() if port.enabled):
            for address in (a for a in interface.addresses if a.ip.version == 4):
                net, ip = address.ip.network, address.ip.ip
                routes.append(Route(device.id, "default", net, "connected", interface=interface.name))
                if net.prefixlen < 32:
                    routes.append(Route(device.id, "default", ip_network(f"{ip}/32"), "local", interface=interface.name))
        known = {route.prefix for route in routes}
        costs, ways = nx.single_source_dijkstra(self.graph, name, weight="cost")
        for other, way in ways.items():
            if other == name:
                continue
            hop = self._addresses(way[1], f"to-{name}")[0]
            for interface in self.devices[other].interfaces.values():
                net = interface.addresses[0].ip.network
                if net not in known and (interface.kind is InterfaceKind.LOOPBACK or interface.name[3:] in self.graph[other]):
                    known.add(net)
                    routes.append(
                        Route(device.id, "default", net, "ospf", hop, f"to-{way[1]}", distance=110, metric=int(costs[other]) + 1)
                    )
        return routes

    @cached_property
    def tables(self) -> dict[NodeKey, PlainTable]:
        return {(device.id, "default"): self.table(name) for name, device in self.devices.items()}

    @cached_property
    def result(self) -> BgpResult:
        return bgp_routes(self.network, build(self.network), self.tables)

    def routes(self, name: str, prefix: str) -> list[Route]:
        """The routes of a router to a prefix, best first."""
        return [r for r in self.result.routes[DeviceId("lab", name), "default"] if r.prefix == ip_network(prefix)]

    def via(self, name: str, prefix: str) -> list[str]:
        """The names of the routers that own the next hops of those routes."""
        return [self.owner(r.next_hop) for r in self.routes(name, prefix)]

    def owner(self, ip: Ip | None) -> str:
        """Whose address this is."""
        for name, device in self.devices.items():
            if any(a.ip.ip == ip for interface in device.interfaces.values() for a in interface.addresses):
                return name
        return str(ip)

    def unknown(self, name: str, prefix: str) -> str | None:
        return self.result.unknown.get((DeviceId("lab", name), "default"), {}).get(ip_network(prefix))

    def state(self, name: str, peer: str) -> tuple[str, str]:
        """State and reason of the session of a router with an address."""
        return next(
            (s.state, s.why) for s in self.result.sessions if s.node[0].name == name and s.neighbor.address == ip_address(peer)
        )
