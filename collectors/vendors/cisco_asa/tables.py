"""What the ASA says that is left out on purpose, or because the model has no place for it, and where it keeps secrets."""

from collections.abc import Mapping, Sequence

from collectors.dialect import SecretSlot
from collectors.ioslike.family import merged, negated, with_negated, words_of
from collectors.ioslike.tables.routing_tables import ROUTING_IGNORED, ROUTING_UNMODELLED

_GLOBAL_IGNORED = {
    "structure": "names, exit, end, pager, terminal width, prompt, multiple-vsans",
    "logging": "logging, flow-export, mount, coredump, crashinfo, tracert, call-home, hpm, quota",
    "platform": """boot, ftp mode, clock, asdm, service-module, module, license, compression, no pager, jumbo-frame, cpu,
        hw-module, lacp system-priority, port-channel load-balance, checkheaps, config-register, application-recognition, sw-module,
        software-version, serial-number, power-supply, asp, fips, app-agent,
        snort, url-list, file-upload, ip-client, dp-tcp-proxy""",
    "management plane": """ssh timeout, ssh version, ssh stricthostkeycheck, ssh scopy, ssh key-exchange, ssh cipher, ssh
        pubkey-chain, telnet timeout, http server, http redirect, http authentication-certificate, console, management-access,
        banner, snmp-server, snmp, ntp, dns, dns domain-lookup, dns-guard, dns-group,
        icmp unreachable, rest-api, ftp, privilege, xml-agent,
        imap4s, pop3s, smtps, smtp-server, user-identity, service resetoutside, service resetinbound, service resetoutbound,
        service sw-reset-button, service telnet, service password-recovery, service call-home, tls-proxy""",
    "AAA": """aaa authentication ssh, aaa authentication telnet, aaa authentication http, aaa authentication enable, aaa
        authentication serial, aaa authentication login-history, aaa authentication secure-http-client, aaa authorization exec, aaa
        authorization command, aaa authorization http, aaa accounting, aaa local, aaa mac-exempt, aaa proxy-limit, enable, passwd,
        password-policy, password, username, ldap, aaa-server, domain-name, hostname, mac-list""",
    "keys": "crypto ca, crypto key, key config-key, ssl, crypto ipsec security-association, crypto isakmp nat-traversal",
    "timers of sessions": """timeout, xlate per-session, sysopt connection timewait, sysopt connection tcpmss, sysopt radius, arp
        timeout, arp rate-limit, arp permit-nonconnected, mac-address-table aging-time, mac-address auto, mtu, fragment, sysopt
        connection preserve-vpn-flows, sysopt noproxyarp, tcp-map, conn-rebalance""",
    "watching of attacks": "threat-detection, ip audit",
    "application inspection": "class-map, regex, gtp, inspect, mpf-action, url-block, url-cache, filter, url-server",
    "DHCP server": "dhcpd, dhcprelay timeout, dhcprelay information, dhcprelay setroute, ipv6 dhcprelay timeout",
    "multicast": "multicast-routing, pim, igmp, mroute",
    "VPN clients": """group-policy, dynamic-access-policy-record, dynamic-access-policy-config, vpn-sessiondb, anyconnect, webvpn,
        vpn load-balancing, vpn-addr-assign, zonelabs-integrity""",
    "access list logging": "access-list deny-flow-max, access-list alert-interval",
    "failover details": """failover polltime, failover timeout, failover replication, failover health-check, failover mac,
        failover key, failover ipsec, failover reload-standby, failover wait-disable, prompt""",
    "IPv6 messages": "ipv6 icmp, ipv6 neighbor reachable-time, ipv6 enforce-eui64",
    "object group search": "object-group-search",
}  # fmt: skip
_GLOBAL_UNMODELLED = {
    "NAT": "nat, global, static, object nat, alias, xlate block-allocation, map-domain",
    "IPsec": "vpdn, vpnclient, l2tp, crypto, isakmp, sysopt connection, sysopt",
    "tunnel details": """tunnel-group, tunnel-group-map, crypto isakmp, crypto ikev1, crypto ikev2, crypto ipsec, isakmp policy,
        isakmp key""",
    "VPN clients": "ip local pool, ipv6 local pool",
    "firewall mode": "firewall transparent",
    "security contexts": "context, admin-context, mode, class, allocate-interface, mac-address",
    "failover pair": "failover, monitor-interface, failover group",
    "cluster": "cluster, cluster group",
    "object tracking": "track, sla, sla monitor",
    "access list": "access-list, ipv6 access-list, object-group, object, name, time-range",
    "reverse path check": "ip verify",
    "access list on an interface": "access-group",
    "security": "zone, established, shun, dynamic-filter, cts, aaa authentication, aaa authorization, virtual",
    "same security level": "same-security-traffic",
    "traffic policy": "policy-map, service-policy, service, priority-queue",
    "policy-based routing": "policy-route",
    "web cache redirection": "wccp",
    "filter of management access": "ssh, http, telnet, icmp, management-interface",
    "static ARP": "arp, ipv6 neighbor",
    "mac access list": "mac-learn, mac-address-table static, ethertype",
    "static route": "route, ipv6 route",
    "prefix list": "prefix-list, ipv6 prefix-list",
    "community list": "community-list",
    "AS-path list": "as-path",
    "RIP": "router rip",
    "EIGRP": "router eigrp",
    "IS-IS": "router isis",
    "interface": "interface",
    "VXLAN": "nve, vxlan",
    "DHCP relay": "dhcprelay, ipv6 dhcprelay",
    "authentication": "aaa-server, auth-prompt",
}  # fmt: skip
_PORT_IGNORED = {
    "link layer": """duplex, speed, flowcontrol, media-type, lacp, mac-address, port-channel load-balance, power, negotiation, fec,
        hardware""",
    "multicast": "multicast, igmp, pim",
    "OSPF adjacency (assumed to match)": """ospf authentication, ospf authentication-key, ospf message-digest-key, ospf
        retransmit-interval, ospf transmit-delay, ospf bfd, ipv6 ospf authentication, ipv6 ospf encryption, ipv6 ospf
        retransmit-interval, ipv6 ospf transmit-delay, ospf database-filter all""",
    "neighbour discovery": "ipv6 nd, ipv6 enable",
    "EIGRP timers": "hello-interval, hold-time, split-horizon, authentication key, authentication mode, rip authentication",
    "dhcp client": "dhcp client, dhcprelay information, ddns",
    "leaving the block": "exit",
}  # fmt: skip
_PORT_UNMODELLED = {
    "bridging": "bridge-group",
    "security": "zone-member, cts, no forward",
    "policy-based routing": "policy-route",
    "address options": "ip address, ipv6 address, nameif, security-level",
    "OSPF options": "ospf, ipv6 ospf",
    "switching options": "switchport, vlan",
    "link aggregation options": "channel-group, port-channel, member-interface",
    "EIGRP": "summary-address, delay",
    "RIP": "rip",
    "IS-IS": "isis, ipv6 router isis",
    "tunnel": "tunnel",
    "VXLAN": "encapsulation, segment-id, vtep-nve, mcast-group, proxy, source-interface",
    "reverse path check": "ip verify",
    "interface details": "management-only",
    "DHCP relay": "dhcprelay, ipv6 dhcprelay",
    "PPPoE": "pppoe",
}  # fmt: skip
_VECTOR = """network, redistribute, default-information, default-metric, distance, distribute-list, neighbor, metric, stub,
    summary-address, variance, maximum-paths, eigrp stub, offset-list, version, passive-interface, router-id, eigrp router-id,
    auto-summary"""

IGNORED: Mapping[str, Mapping[str, str]] = merged(
    ROUTING_IGNORED,
    {
        "": {**negated(words_of(_GLOBAL_UNMODELLED)), **with_negated(words_of(_GLOBAL_IGNORED))},
        "interface": {**negated(words_of(_PORT_UNMODELLED)), **with_negated(words_of(_PORT_IGNORED))},
        "object": {"description": "object description"},
        "object-group": {"description": "object group description"},
        "time-range": {"description": "time range"},
        "router ospf": with_negated(words_of({"ospf adjacencies": "log-adj-changes"})),
    },
)
UNMODELLED: Mapping[str, Mapping[str, str]] = merged(
    ROUTING_UNMODELLED,
    {
        "": words_of(_GLOBAL_UNMODELLED),
        "interface": words_of(_PORT_UNMODELLED),
        "object": words_of({"NAT": "nat", "access list": "fqdn, host, subnet, range, service"}),
        "policy-map": words_of({"traffic policy": "class, match, parameters"}),
        "router eigrp": with_negated(words_of({"EIGRP": _VECTOR})),
        "router rip": with_negated(words_of({"RIP": _VECTOR})),
    },
)

_TYPE = r"(?:[08] )?"
_REST = r"(?: .*)?"


def _slot(kind: str, before: str, but: str = "") -> SecretSlot:
    exception = rf"(?!(?:{but})\b)" if but else ""
    return SecretSlot(kind, rf"{before} {_TYPE}{exception}(?P<secret>\S+){_REST}")


SECRETS: Sequence[SecretSlot] = (
    _slot("password", r"enable password"),
    _slot("password", r"passwd"),
    _slot("password", r"username \S+ password"),
    _slot("password", r"vpdn username \S+ password"),
    _slot("password", r"(?:ldap-login-password|password|radius-common-pw|wccp \S+ password|wccp \S+ .*password)"),
    _slot("password", r"kcd-server \S+ username \S+ password"),
    _slot("password", r"(?:.* )?(?:http|https)-proxy \S+(?: .*)? password"),
    _slot("password", r"cts sxp default password"),
    _slot("aaa", r"aaa-server \S+(?: \(\S+\))? host \S+", but="timeout"),
    _slot("aaa", r"key", but="chain|config-key"),
    _slot("aaa", r"(?:policy-server-secret|shared-secret|secret-key|radius-server-key)"),
    _slot("snmp", r"snmp-server community"),
    _slot("snmp", r"snmp-server host \S+ \S+(?: .*)? community"),
    SecretSlot("snmp", rf"snmp-server user .* auth (?:md5|sha\S*) (?P<secret>\S+){_REST}"),
    SecretSlot("snmp", rf"snmp-server user .* priv (?:des|3des|aes(?: (?:128|192|256))?) (?P<secret>\S+){_REST}"),
    _slot("routing", r"(?:ospf |area \S+ virtual-link .*)?authentication-key(?! \d+ md5)"),
    _slot("routing", r"(?:ospf |area \S+ virtual-link .*)?message-digest-key \d+ md5"),
    _slot("routing", r"(?:ipv6 ospf|area \S+)(?: .*)? authentication ipsec spi \d+ (?:md5|sha1)"),
    _slot("routing", r"(?:ipv6 ospf|area \S+)(?: .*)? encryption ipsec spi \d+ esp \S+(?: \d+)?"),
    _slot("routing", r"(?:ipv6 ospf|area \S+)(?: .*)? encryption ipsec spi \d+ .* (?:md5|sha1)"),
    _slot("routing", r"neighbor \S+ password"),
    _slot("routing", r"authentication key eigrp \d+"),
    _slot("routing", r"rip authentication key"),
    _slot("routing", r"(?:isis )?(?:password|authentication key)", but="eigrp"),
    _slot("routing", r"key-string"),
    _slot("routing", r"ntp authentication-key \d+ \S+"),
    _slot("crypto", r"(?:ikev1 |failover ipsec )?pre-shared-key"),
    _slot("crypto", r"ikev2 (?:local|remote)-authentication pre-shared-key"),
    _slot("crypto", r"(?:crypto )?isakmp key"),
    SecretSlot("crypto", rf"failover key (?:hex )?(?P<secret>\S+){_REST}"),
    SecretSlot("crypto", rf"set session-key (?:inbound|outbound) \S+ \S+ (?:cipher )?(?P<secret>[0-9A-Fa-f]+){_REST}"),
    SecretSlot("crypto", r"set session-key (?:inbound|outbound) \S+ \S+ cipher \S+ authenticator (?P<secret>\S+)"),
    _slot("crypto", r"key config-key password-encryption"),
    SecretSlot("url", r".*\b(?:s?ftp|scp|https?|tftp|smb)://[^\s/:@]+:(?P<secret>[^\s/]+)@.*"),
    SecretSlot("token", r"! ?Running(?: Permanent)? Activation Key: (?P<secret>\S.*)"),
    SecretSlot("token", r"license smart register idtoken (?P<secret>\S+).*"),
)
"""Every place in which a secret may stand; each pattern is written for one stripped line and one secret."""
