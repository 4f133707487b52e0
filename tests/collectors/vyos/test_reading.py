"""What statements of VyOS and EdgeOS mean, beside the whole configs of the cases."""

import pytest

from collectors.detect import detect
from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.source import Status
from netplan.routing.policy.match import _MISSING


def device(text: str) -> Device:
    """The facts of a config."""
    return read(text, dialects()["vyos"], Draft(DeviceId("city", "r1"), "vyos", "r1.boot"))


SPEAKS = """
set interfaces ethernet eth1 address '10.0.0.1/24'
set interfaces ethernet eth1 description 'to the core'
set protocols bgp system-as '65001'
set protocols bgp neighbor 10.0.0.2 remote-as '65002'
set protocols bgp neighbor 10.0.0.2 address-family ipv4-unicast route-map export 'OUT'
set protocols ospf interface eth1 area '0'
set policy route-map OUT rule 10 action 'permit'
set policy route-map OUT rule 10 set metric '5'
"""
BOOT = """
interfaces {
    ethernet eth1 {
        address 10.0.0.1/24
        description "to the core"
    }
}
policy {
    route-map OUT {
        rule 10 {
            action permit
            set {
                metric 5
            }
        }
    }
}
protocols {
    bgp {
        neighbor 10.0.0.2 {
            address-family {
                ipv4-unicast {
                    route-map {
                        export OUT
                    }
                }
            }
            remote-as 65002
        }
        system-as 65001
    }
    ospf {
        interface eth1 {
            area 0
        }
    }
}
"""


def test_both_forms_are_one_config() -> None:
    commands, blocks = device(SPEAKS), device(BOOT)
    assert commands.bgp["default"].neighbors[0].remote_as == 65002
    for fact in ("interfaces", "bgp", "ospf", "policies"):
        assert getattr(commands, fact) == getattr(blocks, fact)
    assert detect(BOOT)[0] == detect(SPEAKS)[0] == "vyos"


@pytest.mark.parametrize("text", ["'it''s'", "'to the \"core\"'", "plain"])
def test_a_quote_in_a_value_is_kept(text: str) -> None:
    found = device(f"set interfaces ethernet eth1 description {text}\n").interfaces["eth1"].description
    assert found == text.strip("'")


OLD = "set protocols bgp 65001 neighbor 10.0.0.2 remote-as '65002'\n"


@pytest.mark.parametrize(
    ("lines", "families"),
    [
        ("set protocols bgp system-as '65001'\nset protocols bgp neighbor 10.0.0.2 remote-as '65002'\n", []),
        (OLD, ["ipv4 unicast"]),
        (OLD + "set protocols bgp 65001 neighbor 10.0.0.2 address-family ipv6-unicast\n", ["ipv4 unicast", "ipv6 unicast"]),
        (OLD + "# Version: VyOS 1.3.4\n", []),
        (OLD + "# Release version: v1.10.11.5274249\n", ["ipv4 unicast"]),
        (OLD + "# Release version: VyOS 1.1.8\n", ["ipv4 unicast"]),
        (
            "set protocols bgp local-as '65001'\nset protocols bgp neighbor 10.0.0.2 remote-as '65002'\n"
            "set protocols bgp neighbor 10.0.0.2 address-family ipv4-unicast\n",
            ["ipv4 unicast"],
        ),
    ],
)
def test_a_neighbour_speaks_the_families_that_are_stated_and_in_old_configs_ipv4(lines: str, families: list[str]) -> None:
    (neighbour,) = device(lines).bgp["default"].neighbors
    assert [family.family for family in neighbour.families] == families
    assert neighbour.remote_as == 65002


def test_it_routes_by_the_habits_of_frr() -> None:
    found = device(SPEAKS)
    assert (found.os, found.suite) == ("vyos", "frr")
    assert found.suite in _MISSING


def test_routes_of_all_releases() -> None:
    text = """
set protocols static route 10.1.0.0/16 next-hop 10.0.0.2 distance '7'
set protocols static route 10.2.0.0/16 blackhole
set protocols static route 10.3.0.0/16 next-hop 10.0.0.2 disable
set protocols static interface-route 10.4.0.0/16 next-hop-interface eth1
set protocols static route 10.5.0.0/16 next-hop 10.0.0.2 vrf 'RED'
set system gateway-address '10.0.0.9'
"""
    found = {str(route.prefix): route for route in device(text).statics}
    assert sorted(found) == ["0.0.0.0/0", "10.1.0.0/16", "10.2.0.0/16", "10.4.0.0/16", "10.5.0.0/16"]
    assert (found["10.1.0.0/16"].distance, found["10.2.0.0/16"].discard) == (7, True)
    assert (found["10.4.0.0/16"].interface, found["10.5.0.0/16"].next_hop_vrf) == ("eth1", "RED")


def test_a_session_that_brings_its_address_may_bring_a_default_route() -> None:
    found = device("set interfaces ethernet eth0 pppoe 0 default-route auto\nset interfaces ethernet eth0 pppoe 0 mtu 1492\n")
    assert (found.interfaces["pppoe0"].dhcp, found.interfaces["pppoe0"].mtu) == (True, 1492)
    assert not found.coverage.unread


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("match tag '5'", Status.MODELLED),
        ("match rpki 'valid'", Status.NOT_MODELLED),
        ("set as-path exclude '65009'", Status.NOT_MODELLED),
        ("call 'OTHER'", Status.NOT_MODELLED),
        ("match nothing-known 'x'", Status.NOT_MODELLED),
    ],
)
def test_each_word_of_a_route_map_is_accounted_for(word: str, status: Status) -> None:
    found = device(f"set policy route-map M rule 10 action 'permit'\nset policy route-map M rule 10 {word}\n")
    assert found.coverage.total(status) == (2 if status is Status.MODELLED else 1)
    if status is not Status.MODELLED:
        (term,) = found.policies["M"].terms
        assert any(part.kind == "unknown" for part in (*term.matches, *term.sets))


PLACES = [
    "set interfaces wireguard wg0 private-key '{}'",
    "set interfaces wireguard wg0 peer P preshared-key '{}'",
    "set protocols bgp neighbor 10.0.0.2 password '{}'",
    "set protocols ospf interface eth1 authentication md5 key-id 1 md5-key '{}'",
    "set protocols isis interface eth1 password plaintext-password '{}'",
    "set high-availability vrrp group G authentication password '{}'",
    "set system login user ada authentication encrypted-password '{}'",
    "set system login radius server 10.0.0.7 key '{}'",
    "set service snmp community {} authorization 'ro'",
    "set service snmp v3 user U privacy plaintext-password '{}'",
    "set service https api keys id K key '{}'",
    "set vpn ipsec authentication psk P secret '{}'",
    "set vpn ipsec site-to-site peer X authentication pre-shared-secret '{}'",
    "set pki certificate C private key '{}'",
    "service {{\n    snmp {{\n        community {} {{\n        }}\n    }}\n}}",
    "system {{\n    login {{\n        user a {{\n            authentication {{\n                encrypted-password {}\n",
    'protocols {{\n    bgp 65001 {{\n        neighbor 10.0.0.2 {{\n            password "{}"\n',
]


@pytest.mark.parametrize("place", PLACES)
def test_secrets_are_redacted_and_the_words_around_them_stay(place: str) -> None:
    done = redact(place.format("n0tToBeSeen7x"), dialects()["vyos"], b"k" * 32).text
    assert "n0tToBeSeen7x" not in done
    before = place.format("|").partition("|")[0]
    assert done.startswith(before)


def test_a_cut_boot_file_is_seen() -> None:
    ended = dialects()["vyos"].ended
    assert ended(BOOT)
    assert not ended(BOOT[: BOOT.index("protocols") + 20])
