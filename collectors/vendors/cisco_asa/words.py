"""The words of access lists and objects: what the ASA calls protocols, ports and ICMP messages (Cisco's configuration guide)."""

PROTOCOLS = {
    "ah": 51, "eigrp": 88, "esp": 50, "gre": 47, "icmp": 1, "icmp6": 58, "igmp": 2, "igrp": 9, "ipinip": 4, "ipsec": 50,
    "nos": 94, "ospf": 89, "pcp": 108, "pim": 103, "pptp": 47, "sctp": 132, "snp": 109, "tcp": 6, "udp": 17,
}  # fmt: skip
PORTS = {
    "aol": 5190, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "chargen": 19, "cifs": 3020, "citrix-ica": 1494,
    "cmd": 514, "ctiqbe": 2748, "daytime": 13, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7, "exec": 512, "finger": 79,
    "ftp": 21, "ftp-data": 20, "gopher": 70, "h323": 1720, "hostname": 101, "http": 80, "https": 443, "ident": 113,
    "imap4": 143, "irc": 194, "isakmp": 500, "klogin": 543, "kshell": 544, "ldap": 389, "ldaps": 636, "login": 513,
    "lotusnotes": 1352, "lpd": 515, "mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137,
    "netbios-ssn": 139, "nfs": 2049, "nntp": 119, "ntp": 123, "pcanywhere-data": 5631, "pcanywhere-status": 5632,
    "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "pptp": 1723, "radius": 1645, "radius-acct": 1646, "rip": 520, "rsh": 514,
    "rtsp": 554, "secureid-udp": 5510, "sip": 5060, "smtp": 25, "snmp": 161, "snmptrap": 162, "sqlnet": 1521, "ssh": 22,
    "sunrpc": 111, "syslog": 514, "tacacs": 49, "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "uucp": 540,
    "vxlan": 4789, "who": 513, "whois": 43, "www": 80, "xdmcp": 177,
}  # fmt: skip
"""Without `kerberos`, whose number differs between releases: a rule with it is not understood."""
ICMP = {
    "echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "alternate-address": 6, "echo": 8,
    "router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11, "parameter-problem": 12,
    "timestamp-request": 13, "timestamp-reply": 14, "information-request": 15, "information-reply": 16, "mask-request": 17,
    "mask-reply": 18, "traceroute": 30, "conversion-error": 31, "mobile-redirect": 32,
}  # fmt: skip
ICMP6 = {
    "unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4, "echo": 128, "echo-reply": 129,
    "membership-query": 130, "membership-report": 131, "membership-reduction": 132, "router-solicitation": 133,
    "router-advertisement": 134, "neighbor-solicitation": 135, "neighbor-advertisement": 136, "neighbor-redirect": 137,
    "router-renumbering": 138,
}  # fmt: skip
_BOTH = {"tcp-udp": (6, 17)}


def protocol_numbers(word: str) -> tuple[int, ...]:
    """The IP protocols of a word; () is any. Raises ValueError."""
    if word in ("ip", "0"):
        return ()
    if word in _BOTH:
        return _BOTH[word]
    found = int(word) if word.isdecimal() and word.isascii() else PROTOCOLS.get(word, -1)
    if not 0 < found < 256:
        raise ValueError(f"{word!r} is no protocol")
    return (found,)


def port_number(word: str) -> int:
    """A port by number or name. Raises ValueError.

    >>> port_number("www"), port_number("8080")
    (80, 8080)
    """
    found = int(word) if word.isdecimal() and word.isascii() and len(word) < 6 else PORTS.get(word, -1)
    if not 0 <= found < 65536:
        raise ValueError(f"{word!r} is no port")
    return found


def icmp_type(word: str, protocol: int) -> int:
    """A type of ICMP (1) or ICMPv6 (58) by number or name. Raises ValueError."""
    names = ICMP if protocol == 1 else ICMP6
    found = int(word) if word.isdecimal() and word.isascii() and len(word) < 4 else names.get(word, -1)
    if not 0 <= found < 256:
        raise ValueError(f"{word!r} is no ICMP message")
    return found
