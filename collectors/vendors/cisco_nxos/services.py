"""What NX-OS says of itself and of the services that it uses, where it says so otherwise than its family; address groups."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acl_parts import groups, prefix_wildcard, wildcard
from collectors.ioslike.management import MANAGEMENT, read_aaa_group, read_snmp
from collectors.ioslike.services import SERVICES, add_service, taken_vrf
from collectors.tree import Line
from models.filters import Wildcard
from models.source import Status


def _identity(line: Line, draft: Draft) -> None:
    """`hostname` or `switchname`, and `version 9.3(3) Bios:version`."""
    match line.words:
        case ["hostname" | "switchname", name]:
            draft.hostname = name
        case ["version", version, *bios] if not bios or bios[0].startswith("Bios:"):
            draft.version = version
        case _:
            return
    line.modelled()


def _logging(line: Line, draft: Draft) -> None:
    """`logging server A [severity] [port N] [use-vrf V] [facility F]`."""
    words = list(line.words)
    vrf = taken_vrf(words)
    match words:
        case ["logging", "server", target, *options]:
            add_service("syslog", target, line, draft, vrf, " ".join(options))


def _snmp(line: Line, draft: Draft) -> None:
    """A receiver of traps stands on several lines, of which those about its VRF and source add none."""
    match line.words:
        case ["snmp-server", "host", _, "use-vrf" | "filter-vrf" | "source-interface", _]:
            line.status = Status.IGNORED
        case ["snmp-server", "community", _, "use-acl" | "use-ipv4acl" | "use-ipv6acl", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "filter of management access"
        case _:
            read_snmp(line, draft)


def _aaa_group(line: Line, draft: Draft) -> None:
    read_aaa_group(line, draft)
    for child in line.children:
        if child.words[0] in ("use-vrf", "source-interface"):
            child.status, child.feature = Status.IGNORED, "AAA server groups"


def _address_group(line: Line, draft: Draft) -> None:
    """`object-group ip address NAME`: a group with a member that is not understood stays unknown, as do the rules that use it."""
    match line.words:
        case ["object-group", "ip", "address", name]:
            family = 4
        case ["object-group", "ipv6", "address", name]:
            family = 6
        case _:
            return
    line.modelled()
    found: list[Wildcard] = []
    for child in line.children:
        member = child.words[1:] if child.words[0].isdecimal() else child.words
        try:
            match member:
                case ["host", address]:
                    found.append(prefix_wildcard(address, family))
                case [prefix] if "/" in prefix:
                    found.append(prefix_wildcard(prefix, family))
                case [address, mask] if family == 4:
                    found.append(wildcard(address, mask))
                case _:
                    return
        except ValueError:
            return
        child.modelled()
    if found:
        groups(draft).networks[name] = tuple(found)


SERVICE_READERS: dict[str, tuple[str, Reader]] = {
    **{words: SERVICES[words] for words in SERVICES if words not in ("hostname", "version", "ip dhcp pool", "dhcp server")},
    **MANAGEMENT,
    "hostname": ("identity", _identity),
    "switchname": ("identity", _identity),
    "version": ("identity", _identity),
    "logging": ("logging", _logging),
    "snmp-server": ("SNMP", _snmp),
    "aaa group server": ("AAA servers", _aaa_group),
    "object-group": ("object group", _address_group),
}
