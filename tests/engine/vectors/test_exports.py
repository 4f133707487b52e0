"""RIP of systems that tell nothing on their own: an export policy names the routes, those of RIP itself included."""

from ipaddress import ip_network

import pytest

from models.distance_vector import RipProcess, VectorNetwork
from models.policy import Match, Policy, Term
from netplan.routing.solve import routes
from tests.gadgets.engine import network, port, router

ALL = (VectorNetwork(ip_network("0.0.0.0/0")),)


@pytest.mark.parametrize(
    ("protocols", "expected"),
    [((), set()), (("connected",), {"10.0.1.0/24"}), (("connected", "rip"), {"10.0.1.0/24", "10.9.0.0/24"})],
)
def test_only_what_the_policy_names_is_told(protocols: tuple[str, ...], expected: set[str]) -> None:
    policy = Policy("TELL", (Term("own", "permit", (Match("protocol", protocols),)),) if protocols else (), "next")
    process = RipProcess(
        ports=frozenset({"ge-0/0/0.0", "ge-0/0/1.0"}), exports=(("ge-0/0/0.0", ("TELL",)), ("ge-0/0/1.0", ())), distance=100,
        maximum_paths=1,
    )  # fmt: skip
    middle = router(
        "m", [port("ge-0/0/0.0", "10.0.0.1/24"), port("ge-0/0/1.0", "10.0.1.1/24")], os="juniper_junos",
        rip={("default", 4, ""): process}, policies={"TELL": policy},
    )  # fmt: skip
    one = {("default", 4, ""): RipProcess(networks=ALL)}
    near = router("n", [port("e1", "10.0.0.2/24")], rip=one)
    far = router("f", [port("e1", "10.0.1.2/24"), port("lan", "10.9.0.1/24")], rip=one)
    result = routes(network(near, middle, far))
    assert not result.unknown and not result.unknown_prefixes
    tables = {
        node.device.name: {str(r.prefix): (r.protocol, r.distance, r.metric) for r in rib} for node, rib in result.ribs.items()
    }
    assert {p for p, r in tables["n"].items() if r[0] == "rip"} == expected
    assert tables["m"]["10.9.0.0/24"] == ("rip", 100, 2)
    assert not [r for r in tables["f"].values() if r[0] == "rip"]
