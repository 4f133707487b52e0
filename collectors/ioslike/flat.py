"""Running configs that lost their indentation on the way (mail, a web form, a trimming script) get it back.

A router would understand such a text too, since it tries each line in the block that is open. Line numbers stay.
"""

import re

_OPENER = re.compile(
    r"(?:interface|router|line (?:con|aux|vty|tty|\d)|vrf (?:definition|instance)|ip vrf|(?:ip|ipv6|mac) access-list|route-map"
    r"|class-map|policy-map|control-plane|vlan \d|call-home|redundancy|archive|object-group|ip dhcp pool|ip sla \d|aaa group server"
    r"|crypto (?:pki (?:trustpoint|certificate chain)|isakmp policy|keyring|ipsec profile|ikev2 \S+|map \S+ \d+)"
    r"|(?:tacacs|radius) server|key chain|event manager applet|event-handler|management|mlag configuration|zone|parameter-map"
    r"|track \d+ \S+)\b"
)
_FAMILY = re.compile(r"address-family\b")
_FAMILY_END = re.compile(r"exit-address-family$")
_RULE = re.compile(r"(?:\d+ |sequence \d+ )?(?:permit|deny|remark|evaluate|dynamic)\b")
_NESTED = re.compile(r"^interface .*\n[ \t]", re.MULTILINE)
_FLAT = re.compile(
    r"^interface .*\n(?:no )?(?:ip address|description|shutdown|switchport|encapsulation|vrf forwarding|channel-group|duplex)\b",
    re.MULTILINE,
)


def is_flat(text: str) -> bool:
    r"""True when the lines of interfaces stand as far left as the interfaces themselves.

    >>> is_flat("interface Vlan1\nip address 10.0.0.1 255.0.0.0"), is_flat("interface Vlan1\n ip address 10.0.0.1 255.0.0.0")
    (True, False)
    """
    return _NESTED.search(text) is None and _FLAT.search(text) is not None


def indented_again(text: str) -> str:
    r"""The text with each line of a block set below its head, and the lines of an address family below that.

    >>> config = "interface Vlan1\nshutdown\n!\nip routing\nrouter bgp 1\n!\naddress-family ipv4\nnetwork 10.0.0.0"
    >>> print(indented_again(config))
    interface Vlan1
     shutdown
    !
    ip routing
    router bgp 1
    !
     address-family ipv4
      network 10.0.0.0
    """
    lines: list[str] = []
    depth, head = 0, ""
    for raw in text.splitlines():
        line = raw.strip()
        if line == "!":
            depth = 0
        elif _FAMILY.match(line) and head.startswith(("router", "vrf")):
            depth = 1
        elif _OPENER.match(line):
            depth, head = 0, line
        elif "access-list" in head.split(" ")[:2] and not _RULE.match(line):
            depth, head = 0, ""
        elif depth == 0:
            head = ""
        lines.append(" " * depth + raw)
        if _FAMILY_END.match(line):
            depth = 1
        elif head and (line == head or (_FAMILY.match(line) and depth)):
            depth += 1
    return "\n".join(lines)
