"""`iface` blocks of /etc/network/interfaces (ifupdown2), which hold what FRR does not print: addresses, VRFs, bonds."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_interface

from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.ports.port import Port, port
from collectors.ioslike.routing.routing_words import careful
from collectors.tree import Line
from collectors.vendors.frr.bridges import BRIDGE_WORDS, bridges_of, note_bridge
from models.interfaces import Address, Fhrp, FhrpKind, Vrf
from models.source import Status
from models.values import mask_length

# the command `bandwidth` of zebra takes megabits per second
PORTS = PortStyle(str, bandwidth_unit=1_000_000)
PORT_FILE = "ports of ifupdown"
"""The feature of what stands in `iface` blocks."""
_MBIT = 1_000_000
_MODES = ("802.3ad", "4", "balance-xor", "2")
_TIMERS = ("bond-lacp-rate", "bond-miimon", "bond-use-carrier", "bond-xmit-hash-policy", "bond-updelay", "bond-downdelay")
"""Options of a bond that change when it is up, or which member a frame takes."""
_MOST = 512
"""No switch has more ports of one name."""


def read_iface(line: Line, draft: Draft) -> None:
    """One block. A port may have several, one for each address family."""
    match line.words[1:]:
        case [name] | [name, "inet" | "inet6", "static" | "loopback" | "manual"]:
            target = port(name, line, draft, PORTS)
        case [name, "inet", "dhcp"]:
            target = port(name, line, draft, PORTS)
            target.facts["dhcp"] = True
        case _:
            return
    line.modelled()
    for child in line.children:
        child.words[0] = child.words[0].replace("_", "-")  # ifupdown2 takes both, as the older ifupdown wrote the other
        _attribute(child, target, line, draft)


@careful
def _attribute(line: Line, target: Port, block: Line, draft: Draft) -> None:
    match line.words:
        case ["address", text] if "/" in text:
            target.addresses.append(Address(ip_interface(text), source=draft.source(line)))
        case ["address", text]:
            masks = [child for child in block.children if child.words[0] == "netmask" and len(child.words) == 2]
            if len(masks) != 1:
                return
            mask = masks[0].words[1]
            length = mask_length(mask) if "." in mask else int(mask)
            target.addresses.append(Address(ip_interface(f"{text}/{length}"), source=draft.source(line)))
            masks[0].modelled()
        case ["address-virtual", _, *texts] if texts:
            _virtual(texts, target, line, draft)
        case ["mtu", size]:
            target.facts["mtu"] = int(size)
        case ["alias", *words]:
            target.facts["description"] = " ".join(words)
        case ["link-down", "yes" | "no" as down]:
            target.facts["enabled"] = down == "no"
        case ["link-speed", mbits]:
            target.facts["speed"] = int(mbits) * _MBIT
        case ["vrf", vrf]:
            target.facts["vrf"] = vrf
        case ["vrf-table", _]:
            draft.vrfs.setdefault(target.name, Vrf(target.name, source=draft.source(line)))
        case ["bond-slaves", *members] if members:
            for member in list(names(members)):
                port(member, line, draft, PORTS).facts["lag"] = target.name
            bridges_of(draft).bonds.add(target.name)
        case ["bond-mode", mode] if mode in _MODES:
            pass
        case ["bond-min-links", number] if number.isdecimal():
            target.facts["least_members"] = int(number)
        case [word, *_] if word in _TIMERS:
            line.status, line.feature = Status.IGNORED, "bond"
            return
        case [word, *values] if word in BRIDGE_WORDS:
            members = list(names(values)) if word == "bridge-ports" else values
            note_bridge(line, word, members, target.name, draft)
            for member in members if word == "bridge-ports" and values != ["none"] else ():
                port(member, line, draft, PORTS)
            return
        case _:
            return
    line.modelled()


def _virtual(texts: list[str], target: Port, line: Line, draft: Draft) -> None:
    """`address-virtual MAC ADDRESS/LENGTH ...`: a gateway address that every router of the subnet has (VRR)."""
    found = tuple(ip_address(text.partition("/")[0]) for text in texts)
    key = (FhrpKind.ANYCAST, 0)
    held = target.fhrp[key].addresses if key in target.fhrp else ()
    target.fhrp[key] = Fhrp(*key, (*held, *found), source=draft.source(line))


def names(words: list[str]) -> Iterator[str]:
    """Ports one by one, `glob` with ranges among them. Raises ValueError where a pattern would need the ports of the device.

    >>> list(names(["swp1", "glob", "swp3-5", "swp9"]))
    ['swp1', 'swp3', 'swp4', 'swp5', 'swp9']
    """
    ranged = False
    for word in words:
        stem, dash, last = word.rpartition("-")
        head = stem.rstrip("0123456789")
        if word == "regex" or "*" in word:
            raise ValueError("a pattern")
        if word == "glob":
            ranged = True
        elif ranged and dash and last.isdecimal() and stem != head:
            first = int(stem[len(head) :])
            if not 0 <= int(last) - first < _MOST:
                raise ValueError(f"{word!r} is no range of ports")
            yield from (f"{head}{number}" for number in range(first, int(last) + 1))
        else:
            yield word
