"""Settings inside tables that are read, by table: what form they have, what is not modelled, and what is the default.

`show full-configuration` prints every setting; what stands at its default changes nothing. A table is named with those that it is
nested in; "*" is any table, and `gui-*` all options that begin so.
"""

from collections.abc import Mapping

Options = Mapping[str, Mapping[str, str]]


def turned(rules: Mapping[str, Mapping[str, str]]) -> Options:
    """Tables → feature → options, to tables → option → feature; tables and options are separated by commas."""
    found: dict[str, dict[str, str]] = {}
    for tables, features in rules.items():
        for table in tables.split(","):
            known = found.setdefault(table.strip(), {})
            for feature, options in features.items():
                for option in options.split(","):
                    if option.strip():
                        known[" ".join(option.split())] = feature
    return found


def joined(*parts: Options) -> Options:
    """Several such tables as one."""
    return {table: {o: f for part in parts for o, f in part.get(table, {}).items()} for part in parts for table in part}


def _defaults(rules: Mapping[str, str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Tables → `option=value` with `|` between values, turned to tables → option → values."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for tables, text in rules.items():
        pairs = [item.strip().partition("=") for item in text.split(",")]
        for table in tables.split(","):
            found.setdefault(table.strip(), {}).update((option, tuple(values.split("|"))) for option, _, values in pairs)
    return found


UNMODELLED_OPTIONS: Options = turned(
    {
        "system global": {
            "firewall": "allow-traffic-redirect, ipv6-allow-traffic-redirect, strict-dirty-session-check, snat-route-change",
            "double tags": "double-vlan",
        },
        "system interface": {
            "filter of management access": """
                allowaccess, management-ip, security-mode, ike-saml-server, trust-ip-1, trust-ip-2, trust-ip-3, trust-ip6-1,
                trust-ip6-2, trust-ip6-3
            """,
            "interface details": """
                defaultgw, distance, priority, fail-detect, sw-algorithm, min-links, trunk, config l2tp-client-settings,
                config client-options, config egress-queues, config mirroring-filter, config dhcp-snooping-server-list,
                virtual-mac, config phy-setting, config tagging, vcxi-channel, dedicated-to
            """,
            "vlan options": "forward-domain, vlan-op-mode, vlan-protocol, subst",
            "firewall": "ipmac",
        },
        "system interface ipv6": {
            "filter of management access": "ip6-allowaccess",
            "interface details": """
                autoconf, ip6-delegated-prefix-iaid, ip6-upstream-interface, config vrrp6, config dhcp6-iapd-list
            """,
        },
        "system interface secondaryip": {"filter of management access": "allowaccess"},
        "system admin, system api-user": {
            "filter of management access": ", ".join(
                ["config trusthost", *(f"trusthost{n}" for n in range(1, 11)), *(f"ip6-trusthost{n}" for n in range(1, 11))]
            ),
        },
        "system interface vrrp": {"object tracking": "vrdst, vrdst-priority"},
        "system switch-interface": {"layer-2 filter": "intra-switch-policy"},
        "system virtual-switch": {"vlan options": "vlan", "layer-2 filter": "intra-switch-policy"},
        "firewall policy, firewall policy6": {
            "content inspection": """
                utm-status, av-profile, webfilter-profile, dnsfilter-profile, emailfilter-profile, spamfilter-profile, dlp-sensor,
                dlp-profile, file-filter-profile, ips-sensor, application-list, voip-profile, ips-voip-filter, icap-profile,
                cifs-profile, waf-profile, ssh-filter-profile, sctp-filter-profile, casb-profile, diameter-filter-profile,
                virtual-patch-profile, videofilter-profile, profile-group, profile-protocol-options, ssl-ssh-profile,
                decrypted-traffic-mirror, ssh-policy-redirect, http-policy-redirect, ztna-policy-redirect
            """,
            "web cache redirection": "wccp",
            "authentication": """
                identity-from, auth-path, auth-cert, ntlm, ntlm-guest, ntlm-enabled-browsers, fsso, rsso, auth-redirect-addr
            """,
            "NAT": "fixedport, pcp-outbound, pcp-inbound, nat46, nat64, natinbound, natoutbound, central-nat",
            "IPsec": "vpntunnel, inbound, outbound",
            "filter match": """
                rtp-nat, reputation-minimum6, ztna-device-ownership, ztna-ems-tag-negate, internet-service6-negate,
                internet-service6-src-negate, wanopt, internet-service-src-negate, internet-service-negate, vlan-filter,
                learning-mode, tos, tos-mask, tos-negate, reputation-minimum, policy-expiry, sgt-check
            """,
        },
        "firewall vip": {"NAT": "nat-source-vip"},
        "router route-map rule": {"policy match": "match-*", "policy action": "set-*"},
        "system sdwan, system virtual-wan-link": {
            "SD-WAN": "config neighbor",
            "policy-based routing": "config service, config duplication",
            "object tracking": "config health-check",
        },
        "system settings": {
            "transparent mode": "opmode",
            "firewall": "ngfw-mode, allow-traffic-redirect, firewall-session-dirty",
            "NAT": "central-nat",
            "reverse path check": "strict-src-check",
            "host firewall": """
                asymroute, asymroute6, asymroute-icmp, asymroute6-icmp, auxiliary-session, allow-linkdown-path,
                allow-subnet-overlap
            """,
        },
        "router ospf ospf-interface, router ospf6 ospf6-interface": {
            "authentication": """
                authentication, authentication-key, md5-key, md5-keychain, md5-keys, config md5-keys, keychain, prefix-length,
                config neighbor-auth
            """,
            "OSPF": "database-filter-out, config neighbor, ip, hello-multiplier",
            "mtu": "mtu",
        },
        "router ospf, router ospf6": {"OSPF": "config neighbor, abr-type"},
        "router ospf area, router ospf6 area": {
            "authentication": "authentication, keychain",
            "OSPF": "config virtual-link, config filter-list, nssa-translator-role, nssa-default-information-originate-metric",
        },
        "router bgp": {
            "BGP": """
                additional-path-vpnv4, additional-path-vpnv6, client-to-client-reflection, config admin-distance, config vrf,
                config vrf6, config vrf-leak, config vrf-leak6, bestpath-as-path-ignore, bestpath-cmp-confed-aspath,
                synchronization, additional-path, additional-path6, tag-resolve-mode, recursive-next-hop,
                recursive-inherit-priority, multipath-recursive-distance, bestpath-med-confed, ignore-optional-capability
            """,
            "bgp damping": "dampening, dampening-route-map",
        },
        "router bgp network, router bgp network6": {"BGP": "backdoor, prefix-name"},
        "router bgp neighbor, router bgp neighbor-group": {
            "BGP": """
                attribute-unchanged, attribute-unchanged6, passive, rr-attr-allow-change, rr-attr-allow-change6, unsuppress-map,
                unsuppress-map6, config conditional-advertise, config conditional-advertise6, route-map-out-preferable,
                route-map-out6-preferable, additional-path, additional-path6, interface, route-server-client,
                route-server-client6
            """,
        },
    }
)

DEFAULTS: Mapping[str, Mapping[str, tuple[str, ...]]] = _defaults(
    {
        "firewall address, firewall address6": "start-ip=0.0.0.0|::, end-ip=0.0.0.0|::, wildcard=0.0.0.0 0.0.0.0|:: ::",
        "firewall ippool": "source-startip=0.0.0.0, source-endip=0.0.0.0",
        "system admin": """
            trusthost1=0.0.0.0 0.0.0.0, trusthost2=0.0.0.0 0.0.0.0, trusthost3=0.0.0.0 0.0.0.0, trusthost4=0.0.0.0 0.0.0.0,
            trusthost5=0.0.0.0 0.0.0.0, trusthost6=0.0.0.0 0.0.0.0, trusthost7=0.0.0.0 0.0.0.0, trusthost8=0.0.0.0 0.0.0.0,
            trusthost9=0.0.0.0 0.0.0.0, trusthost10=0.0.0.0 0.0.0.0, ip6-trusthost1=::/0, ip6-trusthost2=::/0,
            ip6-trusthost3=::/0, ip6-trusthost4=::/0, ip6-trusthost5=::/0, ip6-trusthost6=::/0, ip6-trusthost7=::/0,
            ip6-trusthost8=::/0, ip6-trusthost9=::/0, ip6-trusthost10=::/0
        """,
        "system interface": """
            trust-ip-1=0.0.0.0 0.0.0.0, trust-ip-2=0.0.0.0 0.0.0.0, trust-ip-3=0.0.0.0 0.0.0.0, trust-ip6-1=::/0,
            trust-ip6-2=::/0, trust-ip6-3=::/0,
            management-ip=0.0.0.0 0.0.0.0, security-mode=none, ipmac=disable, defaultgw=enable, distance=5, priority=0|1,
            fail-detect=disable, vlan-protocol=8021q, forward-domain=0, min-links=1, trunk=disable,
            dhcp-relay-type=regular, virtual-mac=00:00:00:00:00:00, ike-saml-server='', dedicated-to=none,
            remote-ip=0.0.0.0 0.0.0.0, vlan-op-mode=tag, subst=disable, sw-algorithm=default
        """,
        "system interface ipv6": "autoconf=disable, ip6-upstream-interface=''",
        "system settings": """
            opmode=nat, ngfw-mode=profile-based, central-nat=disable, allow-traffic-redirect=enable, strict-src-check=disable,
            asymroute=disable, asymroute6=disable, asymroute-icmp=disable, asymroute6-icmp=disable, auxiliary-session=disable,
            allow-linkdown-path=disable, allow-subnet-overlap=disable|enable, firewall-session-dirty=check-all
        """,
        "system global": """
            ipv6-allow-traffic-redirect=enable, allow-traffic-redirect=enable, snat-route-change=disable,
            strict-dirty-session-check=enable
        """,
        "firewall policy, firewall policy6": """
            pcp-outbound=disable, pcp-inbound=disable, reputation-minimum6=0, http-policy-redirect=disable,
            ssh-policy-redirect=disable, ztna-policy-redirect=disable, ntlm-guest=disable, wanopt=disable, rtp-nat=disable,
            ztna-device-ownership=disable, ztna-ems-tag-negate=disable, internet-service6-negate=disable,
            internet-service6-src-negate=disable, outbound=enable|disable, natinbound=disable, natoutbound=disable,
            fixedport=disable, utm-status=disable, vpntunnel='', ssl-ssh-profile=no-inspection, profile-protocol-options=default,
            internet-service-src-negate=disable, internet-service-negate=disable, auth-path=disable, ntlm=disable, fsso=disable,
            learning-mode=disable, nat46=disable, nat64=disable, tos=0x00, tos-mask=0x00, tos-negate=disable,
            reputation-minimum=0, policy-expiry=disable, sgt-check=disable, identity-from=auth, wccp=disable, inbound=disable,
            fsso-agent-for-ntlm=''
        """,
        "router bgp": """
            additional-path-vpnv4=disable, additional-path-vpnv6=disable, graceful-restart=disable|enable,
            client-to-client-reflection=enable, bestpath-as-path-ignore=disable, bestpath-cmp-confed-aspath=disable,
            synchronization=disable, additional-path=disable, additional-path6=disable, tag-resolve-mode=disable,
            recursive-next-hop=disable, multipath-recursive-distance=disable, bestpath-med-confed=disable, dampening=disable,
            ignore-optional-capability=enable, recursive-inherit-priority=disable, dampening-route-map=''
        """,
        "router bgp neighbor, router bgp neighbor-group": """
            rr-attr-allow-change=disable, rr-attr-allow-change6=disable, attribute-unchanged='', route-server-client=disable,
            additional-path=disable, interface='', unsuppress-map='', route-server-client6=disable, additional-path6=disable,
            unsuppress-map6=''
        """,
        "router ospf, router ospf6": "abr-type=standard, database-overflow=disable",
        "router ospf area, router ospf6 area": """
            keychain=, authentication=none, nssa-translator-role=candidate, nssa-default-information-originate-metric=10
        """,
        "router ospf ospf-interface, router ospf6 ospf6-interface": """
            authentication=area|none, database-filter-out=disable, prefix-length=0, ip=0.0.0.0, hello-multiplier=0, mtu=0
        """,
        "router bgp neighbor": "passive=disable",
        "router bgp neighbor-group": "passive=disable|enable",
        "router bgp network, router bgp network6": "backdoor=disable",
        "firewall vip": "nat-source-vip=disable",
        "router route-map rule": """
            match-extcommunity-exact=disable, match-suppress=disable, set-aggregator-as=0, set-aggregator-ip=0.0.0.0,
            set-dampening-reachability-half-life=0, set-dampening-reuse=0, set-dampening-suppress=0, set-dampening-max-suppress=0,
            set-dampening-unreachability-half-life=0
        """,
        "system virtual-switch": "vlan=0, intra-switch-policy=implicit",
        "system switch-interface": "intra-switch-policy=implicit",
        "system interface vrrp": "vrdst-priority=0",
    }
)
"""What a setting says when it says nothing, by table and option."""
