"""The words of access lists: names of protocols, ports and ICMP messages as IOS and EOS print them."""

PROTOCOLS = {
    "icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "egp": 8, "igp": 9, "udp": 17, "rsvp": 46, "gre": 47, "esp": 50, "ahp": 51,
    "ah": 51, "icmp6": 58, "icmpv6": 58, "eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108, "vrrp": 112,
    "l2tp": 115, "sctp": 132,
}  # fmt: skip
PORTS = {
    "tcpmux": 1, "rje": 5, "echo": 7, "discard": 9, "systat": 11, "daytime": 13, "qotd": 17, "chargen": 19, "ftp-data": 20,
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "time": 37, "rlp": 39, "nameserver": 42, "nicname": 43, "whois": 43,
    "tacacs": 49, "tacacs-ds": 49, "domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "gopher": 70, "finger": 79,
    "www": 80, "http": 80, "kerberos": 88, "hostname": 101, "iso-tsap": 102, "pop2": 109, "pop3": 110, "sunrpc": 111,
    "ident": 113, "sftp": 115, "nntp": 119, "ntp": 123, "msrpc": 135, "loc-srv": 135, "netbios-ns": 137, "netbios-dgm": 138,
    "netbios-ss": 139, "netbios-ssn": 139, "imap": 143, "sql-net": 150, "snmp": 161, "snmptrap": 162, "xdmcp": 177,
    "bgp": 179, "irc": 194, "dnsix": 195, "ipx": 213, "ptp-event": 319, "ptp-general": 320, "ldap": 389, "mobile-ip": 434,
    "svrloc": 427, "https": 443, "microsoft-ds": 445, "pim-auto-rp": 496, "isakmp": 500, "exec": 512, "biff": 512,
    "login": 513, "who": 513, "cmd": 514, "syslog": 514, "lpd": 515, "talk": 517, "rip": 520, "uucp": 540, "klogin": 543,
    "kshell": 544, "rtsp": 554, "ldp": 646, "ldaps": 636, "olsr": 698, "epp": 700, "lmp": 701, "iris-beep": 702,
    "ipx-sap": 1303, "ms-sql-s": 1433, "ms-sql-m": 1434, "l2tp": 1701, "radius": 1812, "radius-acct": 1813, "nfs": 2049,
    "lsp-ping": 3503, "vxlan-gpe": 4790, "bfd": 3784, "bfd-echo": 3785, "drip": 3949, "mlag": 4432, "non500-isakmp": 4500,
    "vxlan": 4789, "bfd-lag": 6784, "onep-plain": 15001, "onep-tls": 15002,
}  # fmt: skip
ICMP = {
    "echo-reply": (0, -1), "unreachable": (3, -1), "net-unreachable": (3, 0), "host-unreachable": (3, 1),
    "protocol-unreachable": (3, 2), "port-unreachable": (3, 3), "packet-too-big": (3, 4), "source-route-failed": (3, 5),
    "network-unknown": (3, 6), "host-unknown": (3, 7), "host-isolated": (3, 8), "dod-net-prohibited": (3, 9),
    "dod-host-prohibited": (3, 10), "net-tos-unreachable": (3, 11), "host-tos-unreachable": (3, 12),
    "administratively-prohibited": (3, 13), "host-precedence-unreachable": (3, 14), "precedence-unreachable": (3, 15),
    "source-quench": (4, -1), "redirect": (5, -1), "net-redirect": (5, 0), "host-redirect": (5, 1),
    "net-tos-redirect": (5, 2), "host-tos-redirect": (5, 3), "alternate-address": (6, -1), "echo": (8, -1),
    "router-advertisement": (9, -1), "router-solicitation": (10, -1), "time-exceeded": (11, -1), "ttl-exceeded": (11, 0),
    "reassembly-timeout": (11, 1), "parameter-problem": (12, -1), "general-parameter-problem": (12, 0),
    "option-missing": (12, 1), "no-room-for-option": (12, 2), "timestamp-request": (13, -1), "timestamp-reply": (14, -1),
    "information-request": (15, -1), "information-reply": (16, -1), "mask-request": (17, -1), "mask-reply": (18, -1),
    "traceroute": (30, -1), "conversion-error": (31, -1), "mobile-redirect": (32, -1),
}  # fmt: skip
ICMP6 = {
    "unreachable": (1, -1), "no-route": (1, 0), "no-admin": (1, 1), "beyond-scope": (1, 2),
    "destination-unreachable": (1, -1), "address-unreachable": (1, 3), "port-unreachable": (1, 4),
    "packet-too-big": (2, -1), "time-exceeded": (3, -1), "hop-limit": (3, 0), "reassembly-timeout": (3, 1),
    "parameter-problem": (4, -1), "header": (4, 0), "next-header": (4, 1), "parameter-option": (4, 2),
    "echo-request": (128, -1), "echo-reply": (129, -1), "mld-query": (130, -1), "mld-report": (131, -1),
    "mld-reduction": (132, -1), "router-solicitation": (133, -1), "router-advertisement": (134, -1), "nd-ns": (135, -1),
    "neighbor-solicitation": (135, -1), "nd-na": (136, -1), "neighbor-advertisement": (136, -1), "redirect": (137, -1),
    "router-renumbering": (138, -1),
}  # fmt: skip
