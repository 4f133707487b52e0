"""A server or client as Batfish's `hosts/NAME.json` describes it: its ports, addresses and gateways.

It does not forward. A filter that stands in a file of its own (`iptablesFile`) is known and not modelled.
"""

import json
import re
from ipaddress import ip_address, ip_interface, ip_network

from collectors.dialect import Dialect
from collectors.draft import Draft
from collectors.tree import Line, Tree
from models.interfaces import Address, Interface
from models.routing import StaticRoute
from models.source import Source, Status

_KEY = re.compile(r'"([^"\\]+)"\s*:')
_PORT_KEYS = frozenset({"name", "prefix", "gateway"})


def nest(text: str, file: str) -> Tree:
    """One block: its lines are only understood together, since the layout of JSON has no meaning."""
    lines = [Line(raw.strip(), at, ["host"]) for at, raw in enumerate(text.splitlines(), 1) if raw.strip()]
    for first in lines[:1]:
        first.children = lines[1:]
    return Tree(file, lines[:1])


def read_host(first: Line, draft: Draft) -> None:
    """Facts come from the object; each line is marked by the keys that stand in it. ValueError leaves all of it unread."""
    lines = [first, *first.children]
    told = json.loads("\n".join(line.text for line in lines))
    if not isinstance(told, dict) or not isinstance(ports := told.get("hostInterfaces"), dict):
        raise ValueError("a host has `hostInterfaces`")
    for name, port in ports.items():
        if not isinstance(port, dict) or not all(isinstance(value, str) for value in port.values()):
            raise ValueError(f"the port {name} is not an object of texts")
    facts = [_port(draft, lines, name, port) for name, port in ports.items()]
    draft.forwards = False
    draft.hostname = str(told.get("hostname", ""))
    for found, routes in facts:
        draft.interfaces[found.name] = found
        draft.statics.update(routes)
    known = {"hostname", "hostInterfaces", *ports, *_PORT_KEYS}
    for line in lines:
        keys = set(_KEY.findall(line.text))
        if keys <= known:
            line.status = Status.MODELLED if keys else Status.IGNORED
        elif keys - known == {"iptablesFile"}:
            line.status, line.feature = Status.NOT_MODELLED, "host firewall"


def _port(draft: Draft, lines: list[Line], name: str, told: dict[str, str]) -> tuple[Interface, list[StaticRoute]]:
    source = _place(draft, lines, name)
    addresses = (Address(ip_interface(told["prefix"]), source=_place(draft, lines, told["prefix"])),) if "prefix" in told else ()
    port = Interface(told.get("name", name), addresses=addresses, source=source)
    if "gateway" not in told:
        return port, []
    gateway = ip_address(told["gateway"])
    everything = ip_network("0.0.0.0/0" if gateway.version == 4 else "::/0")
    return port, [StaticRoute(everything, gateway, port.name, source=_place(draft, lines, told["gateway"]))]


def _place(draft: Draft, lines: list[Line], text: str) -> Source:
    return next((draft.source(line) for line in lines if f'"{text}"' in line.text), draft.default())


def recognise(text: str) -> float:
    """Nothing else is a JSON object with `hostInterfaces`."""
    return 0.99 if text.lstrip().startswith("{") and '"hostInterfaces"' in text else 0.0


def ended(text: str) -> bool:
    """A JSON object that was cut is no JSON."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


DIALECT = Dialect(
    name="end_host",
    title="End host (Batfish JSON)",
    nest=nest,
    readers={"host": ("end host", read_host)},
    recognise=recognise,
    ended=ended,
    aliases=("host",),
)
