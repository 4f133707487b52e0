"""What is ignored on purpose has no effect on what the model answers: lines that change routes or drop packets are never that."""

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.source import Status

IOS_PORT, BGP, OSPF = "interface GigabitEthernet0/1\n {}", "router bgp 65001\n {}", "router ospf 1\n {}"
EVPN = "router bgp 65001\n address-family evpn\n  {}"
FAMILY = "router bgp 65001\n  address-family l2vpn evpn\n    {}"
QOS = "policy-map P\n class C\n  {}"
XR_PORT = "interface Bundle-Ether1\n {}"
XR_FAMILY = "router bgp 65001\n neighbor 10.0.0.1\n  address-family ipv4 unicast\n   {}"
ASA_PORT = "interface GigabitEthernet0/0\n nameif inside\n {}"
ASA_POLICY = "policy-map P\n class inspection_default\n  {}"
VRP_PORT = "interface GigabitEthernet0/0/1\n {}"
FORTI_PORT = "config system interface\nedit a\nset type physical\n{}\nnext\nend"
FORTI_VDOM = "config system settings\nset status enable\n{}\nend"
FORTI_POLICY = (
    "config firewall policy\nedit 1\nset srcintf a\nset dstintf b\nset srcaddr all\nset dstaddr all\nset service ALL\n{}\nnext\nend"
)
FORTI_BGP = "config router bgp\nset as 65001\n{}\nend"
FORTI_PEER = "config router bgp\nset as 65001\nconfig neighbor\nedit 10.0.0.2\nset remote-as 65002\n{}\nnext\nend\nend"
FORTI_OSPF = "config router ospf\nset router-id 1.1.1.1\nconfig ospf-interface\nedit a\nset interface a\n{}\nnext\nend\nend"
PAN_PEER = (
    "set network virtual-router default protocol bgp enable yes\nset network virtual-router default protocol bgp local-as 65001\n"
    "set network virtual-router default protocol bgp install-route yes\n"
    "set network virtual-router default protocol bgp peer-group G peer p peer-address ip 10.0.0.2\n"
    "set network virtual-router default protocol bgp peer-group G peer p peer-as 65002\n{}"
)
PAN_RULE = (
    "set rulebase security rules r from a\nset rulebase security rules r to b\nset rulebase security rules r source any\n"
    "set rulebase security rules r destination any\nset rulebase security rules r service any\n"
    "set rulebase security rules r application any\nset rulebase security rules r action allow\n{}"
)
SROS_ROUTER = 'configure {{\nrouter "Base" {{\n{}\n}}\n}}'
SROS_BGP = 'configure {{\nrouter "Base" {{\nbgp {{\ngroup "g" {{\n{}\n}}\n}}\n}}\n}}'
SROS_PORT = 'configure {{\nrouter "Base" {{\ninterface "a" {{\nport 1/1/1\n{}\n}}\n}}\n}}'
SROS_OSPF = 'configure {{\nrouter "Base" {{\nospf 0 {{\nadmin-state enable\narea 0.0.0.0 {{\n{}\n}}\n}}\n}}\n}}'
MATTERS = [
    ("cisco_ios", "{}", "arp 10.0.0.9 0000.5e00.5301 arpa"),
    ("cisco_ios", QOS, "drop"),
    ("cisco_ios", QOS, "police 8000 conform-action drop exceed-action drop"),
    ("cisco_ios", IOS_PORT, "ipv6 mtu 1400"),
    ("cisco_ios", IOS_PORT, "ip ospf mtu-ignore"),
    ("cisco_ios", "interface Vlan10\n {}", "no autostate"),
    ("cisco_ios", BGP, "bgp inject-map A exist-map B"),
    ("cisco_ios", BGP, "bgp maxas-limit 10"),
    ("cisco_ios", BGP, "bgp disable-ebgp-connected-route-check"),
    ("cisco_ios", OSPF, "auto-cost reference-bandwidth plenty"),
    ("cisco_ios", OSPF, "no capability transit"),
    ("arista_eos", OSPF, "no point-to-point routes"),
    ("arista_eos", "interface Vlan10\n {}", "no autostate"),
    ("arista_eos", BGP, "neighbor default encapsulation vxlan next-hop-self source-interface Loopback0"),
    ("arista_eos", EVPN, "neighbor default encapsulation vxlan next-hop-self source-interface Loopback0"),
    ("cisco_nxos", "interface Ethernet1/1\n {}", "bandwidth inherit"),
    ("cisco_nxos", "interface Ethernet1/1\n {}", "switchport isolated"),
    ("cisco_nxos", "interface Vlan10\n {}", "no autostate"),
    ("cisco_nxos", BGP, "isolate"),
    ("cisco_nxos", FAMILY, "additional-paths receive"),
    ("cisco_nxos", FAMILY, "additional-paths send"),
    ("cisco_nxos", FAMILY, "no client-to-client reflection"),
    ("cisco_nxos", FAMILY, "advertise-pip"),
    ("cisco_nxos", BGP, "neighbor 10.0.0.2 route-map M"),
    ("cisco_nxos", OSPF, "isolate"),
    ("cisco_nxos", "{}", "system mode maintenance"),
    ("cisco_nxos", "{}", "port-profile type ethernet P"),
    ("cisco_xr", XR_PORT, "proxy-arp"),
    ("cisco_xr", XR_PORT, "ipv6 mtu 1400"),
    ("cisco_xr", XR_PORT, "bundle maximum-active links 1"),
    ("cisco_xr", XR_PORT, "loopback internal"),
    ("cisco_xr", "{}", "controller Optics0/0/0/1 shutdown"),
    ("cisco_xr", "{}", "ipv4 virtual address vrf MGMT 10.0.0.9/24"),
    ("cisco_xr", "{}", "arp vrf default 10.0.0.9 0000.5e00.5301 ARPA"),
    ("cisco_xr", "{}", "apply-group MISSING"),
    ("cisco_xr", "{}", "ssh server vrf default ipv4 access-list FROM"),
    ("cisco_xr", QOS, "drop"),
    ("cisco_xr", BGP, "bgp redistribute-internal"),
    ("cisco_xr", BGP, "bgp bestpath as-path ignore"),
    ("cisco_xr", XR_FAMILY, "next-hop-unchanged"),
    ("cisco_xr", XR_FAMILY, "remove-private-AS"),
    ("cisco_xr", OSPF, "ucmp"),
    ("cisco_xr", OSPF, "redistribute bgp 1 preserve-med"),
    ("cisco_xr", "router ospf 1\n area 0\n  interface Loopback0\n   {}", "loopback stub-network enable"),
    ("cisco_xr", "router isis A\n interface Loopback0\n  address-family ipv4 unicast\n   {}", "tag 5"),
    ("cisco_xr", "route-policy P\n{}\nend-policy", "if rib-has-route in X then pass endif"),
    ("frr", "auto eth0\niface eth0\n {}", "gateway 10.0.0.1"),
    ("frr", "auto eth0\niface eth0\n {}", "post-up ip route add 10.0.0.0/8 via 10.0.0.1"),
    ("frr", "interface eth0\n {}", "ip ospf mtu-ignore"),
    ("cisco_asa", "{}", "firewall transparent"),
    ("cisco_asa", "{}", "ip verify reverse-path interface inside"),
    ("cisco_asa", "{}", "established tcp 80"),
    ("cisco_asa", "{}", "aaa authentication match A inside TAC"),
    ("cisco_asa", "{}", "wccp web-cache"),
    ("cisco_asa", "{}", "arp inside 10.0.0.9 0000.5e00.5301"),
    ("cisco_asa", "{}", "alias (inside) 10.0.0.9 192.0.2.9 255.255.255.255"),
    ("cisco_asa", ASA_PORT, "policy-route route-map M"),
    ("cisco_asa", ASA_PORT, "zone-member Z"),
    ("cisco_asa", ASA_PORT, "bridge-group 1"),
    ("cisco_asa", ASA_POLICY, "set connection advanced-options tcp-state-bypass"),
    ("cisco_asa", ASA_POLICY, "sfr fail-open"),
    ("cisco_asa", ASA_POLICY, "inspect icmp"),
    ("cisco_asa", OSPF, "distribute-list P in interface inside"),
    ("cisco_asa", BGP, "bgp inject-map A exist-map B"),
    ("huawei_vrp", "{}", "undo stp enable"),
    ("huawei_vrp", "{}", "ip route-static default-preference 80"),
    ("huawei_vrp", "{}", "arp static 10.0.0.9 0000-5e00-5301"),
    ("huawei_vrp", VRP_PORT, "urpf strict"),
    ("huawei_vrp", VRP_PORT, "traffic-policy P inbound"),
    ("huawei_vrp", VRP_PORT, "nat outbound 2000"),
    ("huawei_vrp", VRP_PORT, "ospf mtu-enable"),
    ("huawei_vrp", VRP_PORT, "stp disable"),
    ("huawei_vrp", VRP_PORT, "least active-linknumber 2"),
    ("huawei_vrp", "bgp 65001\n {}", "peer 10.0.0.2 fake-as 65009"),
    ("huawei_vrp", "bgp 65001\n {}", "peer 10.0.0.2 filter-policy 2000 import"),
    ("huawei_vrp", "ospf 1\n {}", "filter-policy 2000 import"),
    ("vyos", "{}", "set interfaces ethernet eth1 ip disable-forwarding"),
    ("vyos", "{}", "set interfaces ethernet eth1 ip enable-proxy-arp"),
    ("vyos", "{}", "set interfaces bridge br0 member interface eth1 allowed-vlan 10"),
    ("vyos", "{}", "set protocols static table 10 route 10.0.0.0/8 next-hop 10.0.0.1"),
    ("vyos", "{}", "set protocols failover route 10.0.0.0/8 next-hop 10.0.0.1"),
    ("vyos", "{}", "set protocols ospf parameters abr-type ibm"),
    ("vyos", "{}", "set protocols bgp parameters bestpath as-path ignore"),
    ("vyos", "{}", "set system sysctl parameter net.ipv4.ip_forward value 0"),
    ("vyos", "{}", "set system ip protocol bgp route-map M"),
    ("vyos", "{}", "set policy route PBR rule 10 set table 10"),
    ("vyos", "{}", "set load-balancing wan interface-health eth0 nexthop dhcp"),
    ("vyos", "{}", "set vpn ipsec site-to-site peer P vti bind vti0"),
    ("vyos", "{}", "set protocols static arp interface eth1 address 10.0.0.9 mac 00:00:5e:00:53:01"),
    ("juniper_junos", "{}", "set protocols bgp group G advertise-inactive"),
    ("juniper_junos", "{}", "set protocols ospf area 0 nssa no-nssa-abr"),
    ("juniper_junos", "{}", "set protocols ospf traffic-engineering shortcuts"),
    ("juniper_junos", "{}", "set protocols mvrp interface all"),
    ("juniper_junos", "{}", "set interfaces ae0 aggregated-ether-options minimum-links 2"),
    ("juniper_junos", "{}", "set routing-instances R no-vrf-advertise"),
    ("juniper_junos", "{}", "set routing-options static route 10.0.0.0/8 no-readvertise"),
    ("juniper_junos", "{}", "set routing-options static rib-group G"),
    ("juniper_junos", "{}", "set routing-options maximum-prefixes 1000"),
    ("paloalto_panos", "{}", "set rulebase nat rules n destination-translation translated-address 10.0.0.9"),
    ("paloalto_panos", "{}", "set rulebase pbf rules p action forward egress-interface ethernet1/1"),
    ("paloalto_panos", "{}", "set rulebase decryption rules d action decrypt"),
    ("paloalto_panos", "{}", "set network virtual-wire w interface1 ethernet1/1"),
    ("paloalto_panos", "{}", "set network vlan v interface ethernet1/1"),
    ("paloalto_panos", "{}", "set network virtual-router default protocol rip enable yes"),
    ("paloalto_panos", "{}", "set network logical-router lr vrf default interface ethernet1/1"),
    ("paloalto_panos", "{}", "set network tunnel ipsec t tunnel-interface tunnel.1"),
    ("paloalto_panos", "{}", "set network interface ethernet ethernet1/1 layer3 ndp-proxy enabled yes"),
    ("paloalto_panos", "{}", "set deviceconfig setting session tcp-reject-non-syn no"),
    ("paloalto_panos", "{}", "set deviceconfig high-availability group mode active-active device-id 0"),
    ("paloalto_panos", "{}", "set pre-rulebase security rules r action allow"),
    ("paloalto_panos", PAN_PEER, "set network virtual-router default protocol bgp peer-group G peer p enable-mp-bgp yes"),
    ("paloalto_panos", PAN_PEER, "set network virtual-router default protocol bgp peer-group G type ebgp import-nexthop use-peer"),
    (
        "paloalto_panos",
        PAN_PEER,
        "set network virtual-router default protocol bgp policy conditional-advertisement policy c enable yes",
    ),
    ("paloalto_panos", PAN_RULE, "set rulebase security rules r source-user staff"),
    ("paloalto_panos", PAN_RULE, "set rulebase security rules r schedule nights"),
    ("paloalto_panos", PAN_RULE, "set rulebase security rules r disabled yes"),
    ("nokia_sros", "configure {{\n{}\n}}", "groups"),
    ("nokia_sros", "configure {{\n{}\n}}", "redundancy multi-chassis peer 10.0.0.1 mc-lag admin-state enable"),
    ("nokia_sros", "configure {{\n{}\n}}", 'service vpls "v" sap 1/1/1:5'),
    ("nokia_sros", "configure {{\n{}\n}}", 'filter ip-filter "f" chain-to-system-filter true'),
    ("nokia_sros", "configure {{\n{}\n}}", "system security cpm-filter default-action drop"),
    ("nokia_sros", SROS_ROUTER, "route-preference"),
    ("nokia_sros", SROS_ROUTER, "static-routes route 10.0.0.0/8 route-type unicast backup-tag 5"),
    ("nokia_sros", SROS_PORT, "ingress filter mac 5"),
    ("nokia_sros", SROS_PORT, "ipv4 urpf-check"),
    ("nokia_sros", SROS_PORT, "ipv4 neighbor-discovery local-proxy-arp true"),
    ("nokia_sros", SROS_BGP, "loop-detect ignore-loop"),
    ("nokia_sros", SROS_BGP, "next-hop-unchanged"),
    ("nokia_sros", SROS_BGP, "outbound-route-filtering"),
    ("nokia_sros", SROS_OSPF, "virtual-link 10.0.0.2 transit-area 0.0.0.1"),
    ("fortinet", FORTI_PORT, "set forward-domain 5"),
    ("fortinet", FORTI_PORT, "set subst enable"),
    ("fortinet", FORTI_PORT, "set vlan-protocol 8021ad"),
    ("fortinet", FORTI_PORT, "set defaultgw disable"),
    ("fortinet", FORTI_PORT, "set src-check disable"),
    ("fortinet", FORTI_VDOM, "set opmode transparent"),
    ("fortinet", FORTI_VDOM, "set central-nat enable"),
    ("fortinet", FORTI_VDOM, "set asymroute enable"),
    ("fortinet", FORTI_VDOM, "set ngfw-mode policy-based"),
    ("fortinet", FORTI_POLICY, "set tos-mask 0x10"),
    ("fortinet", FORTI_POLICY, "set groups staff"),
    ("fortinet", FORTI_POLICY, "set schedule night"),
    ("fortinet", FORTI_POLICY, "set av-profile strict"),
    ("fortinet", FORTI_BGP, "set client-to-client-reflection disable"),
    ("fortinet", FORTI_BGP, "set bestpath-as-path-ignore enable"),
    ("fortinet", FORTI_BGP, "set network-import-check disable"),
    ("fortinet", FORTI_PEER, "set unsuppress-map M"),
    ("fortinet", FORTI_PEER, "set attribute-unchanged med"),
    ("fortinet", FORTI_PEER, "set passive enable"),
    ("fortinet", FORTI_OSPF, "set database-filter-out enable"),
    ("fortinet", FORTI_OSPF, "set mtu 1400"),
    ("fortinet", FORTI_OSPF, "set hello-multiplier 5"),
    ("fortinet", "{}", "config router isis\nset is-type level-1\nend"),
    ("fortinet", "{}", "config router policy\nedit 1\nset gateway 10.0.0.1\nnext\nend"),
    ("fortinet", "{}", "config firewall central-snat-map\nedit 1\nset nat disable\nnext\nend"),
    ("fortinet", "{}", "config firewall ttl-policy\nedit 1\nset ttl 1\nnext\nend"),
    ("fortinet", "{}", "config system virtual-wire-pair\nedit a\nset member x y\nnext\nend"),
    ("fortinet", "{}", "config system proxy-arp\nedit 1\nset ip 10.0.0.9\nnext\nend"),
]
"""System, what stands around the line, and the line."""


def facts(os: str, text: str) -> Device:
    return read(text, dialects()[os], Draft(DeviceId("test", "r1"), os, "r1.cfg"))


@pytest.mark.parametrize(("os", "around", "line"), MATTERS)
def test_a_line_that_matters_is_modelled_or_shown(os: str, around: str, line: str) -> None:
    without, with_it = (facts(os, around.format(text)).coverage for text in ("", line))
    more = {status: with_it.total(status) - without.total(status) for status in Status}
    assert more[Status.IGNORED] <= 0, f"{line} is ignored"
    assert more[Status.UNKNOWN] <= 0, f"{line} is not known"
    assert more[Status.MODELLED] > 0 or more[Status.NOT_MODELLED] > 0


@pytest.mark.parametrize("line", ["police 8000 conform-action transmit exceed-action drop", "set dscp ef", "bandwidth percent 20"])
def test_what_only_slows_or_marks_packets_is_ignored(line: str) -> None:
    coverage = facts("cisco_ios", QOS.format(line)).coverage
    assert coverage.total() == coverage.total(Status.IGNORED) == 3


def test_a_different_mtu_matters_where_ospf_is_spoken() -> None:
    from netplan.routing.unmodelled import unmodelled

    quiet, speaks = (facts("cisco_ios", f"system mtu 9000\n{more}") for more in ("", "router ospf 1\n"))
    assert unmodelled(quiet).control == ""
    assert "system mtu 9000" in unmodelled(speaks).control
