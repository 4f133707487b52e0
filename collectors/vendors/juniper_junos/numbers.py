"""Numbers as Junos prints them: AS numbers, and protocols, ports and ICMP types by name."""

from collections.abc import Mapping

PROTOCOLS: Mapping[str, int] = {
    "ah": 51, "dstopts": 60, "egp": 8, "esp": 50, "fragment": 44, "gre": 47, "hop-by-hop": 0, "icmp": 1, "icmp6": 58,
    "icmpv6": 58, "igmp": 2, "ipip": 4, "ipv6": 41, "no-next-header": 59, "ospf": 89, "pim": 103, "routing": 43, "rsvp": 46,
    "sctp": 132, "tcp": 6, "udp": 17, "vrrp": 112,
}  # fmt: skip

PORTS: Mapping[str, int] = {
    "afs": 1483, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "cmd": 514, "cvspserver": 2401, "dhcp": 67, "domain": 53,
    "eklogin": 2105, "ekshell": 2106, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "http": 80, "https": 443,
    "ident": 113, "imap": 143, "kerberos-sec": 88, "klogin": 543, "kpasswd": 761, "krb-prop": 754, "krbupdate": 760,
    "kshell": 544, "ldap": 389, "ldp": 646, "login": 513, "mobileip-agent": 434, "mobilip-mn": 435, "msdp": 639,
    "netbios-dgm": 138, "netbios-ns": 137, "netbios-ssn": 139, "nfsd": 2049, "nntp": 119, "ntalk": 518, "ntp": 123, "pop3": 110,
    "pptp": 1723, "printer": 515, "radacct": 1813, "radius": 1812, "rip": 520, "rkinit": 2108, "smtp": 25, "snmp": 161,
    "snmptrap": 162, "snpp": 444, "socks": 1080, "ssh": 22, "sunrpc": 111, "syslog": 514, "tacacs": 49, "tacacs-ds": 65,
    "talk": 517, "telnet": 23, "tftp": 69, "timed": 525, "who": 513, "xdmcp": 177, "zephyr-clt": 2103, "zephyr-hm": 2104,
}  # fmt: skip

ICMP: Mapping[int, Mapping[str, int]] = {
    4: {
        "echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "echo-request": 8, "router-advertisement": 9,
        "router-solicit": 10, "time-exceeded": 11, "parameter-problem": 12, "timestamp": 13, "timestamp-reply": 14,
        "info-request": 15, "info-reply": 16, "mask-request": 17, "mask-reply": 18,
    },
    6: {
        "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4, "echo-request": 128,
        "echo-reply": 129, "membership-query": 130, "membership-report": 131, "membership-termination": 132, "router-solicit": 133,
        "router-advertisement": 134, "neighbor-solicit": 135, "neighbor-advertisement": 136, "redirect": 137,
        "router-renumbering": 138, "node-information-request": 139, "node-information-reply": 140,
    },
}  # fmt: skip


def protocol_number(text: str) -> int | None:
    """An IP protocol by name or number.

    >>> protocol_number("tcp"), protocol_number("88"), protocol_number("x")
    (6, 88, None)
    """
    return PROTOCOLS[text] if text in PROTOCOLS else _number(text, 255)


def port_ranges(text: str) -> tuple[int, int] | None:
    """A port or a range of ports, by name or number.

    >>> port_ranges("ssh"), port_ranges("1024-65535"), port_ranges("x")
    ((22, 22), (1024, 65535), None)
    """
    if text in PORTS:
        return PORTS[text], PORTS[text]
    first, dash, last = text.partition("-")
    low = PORTS.get(first, _number(first, 65535))
    high = (PORTS.get(last, _number(last, 65535))) if dash else low
    return None if low is None or high is None or low > high else (low, high)


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most else None


def asn(text: str) -> int | None:
    """An AS number, plain or as two halves.

    >>> asn("65000"), asn("1.10"), asn("loops")
    (65000, 65546, None)
    """
    high, dot, low = text.rpartition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 11 for part in ((high, low) if dot else (low,))):
        return None
    number = (int(high) << 16) + int(low) if dot else int(low)
    return number if 0 < number < 1 << 32 else None
