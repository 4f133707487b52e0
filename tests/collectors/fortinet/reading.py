"""Short FortiOS configs as devices and networks."""

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network
from netplan.topology.wires import wired

PORTS = """
config system interface
edit lan
set ip 10.1.0.1 255.255.255.0
set type physical
next
edit dmz
set ip 10.2.0.1 255.255.255.0
set type physical
next
edit wan
set ip 192.0.2.2 255.255.255.252
set type physical
next
end
config router static
edit 1
set gateway 192.0.2.1
set device wan
next
end
"""
"""A firewall with three ports and a default route."""


def device(text: str, name: str = "fw") -> Device:
    """The facts of a config."""
    return read(text, dialects()["fortinet"], Draft(DeviceId("test", name), "fortinet", f"{name}.cfg"))


def network(text: str) -> Network:
    """A network of one firewall, with the wires inside it."""
    found = device(text)
    return wired(Network({found.id: found}))


def policy(number: int, *settings: str, incoming: str = "lan", outgoing: str = "wan") -> str:
    """One policy of the rule base; `settings` stand after ports and schedule, and replace what is said before."""
    stated = [f"srcintf {incoming}", f"dstintf {outgoing}", "action accept", "srcaddr all", "dstaddr all", "schedule always",
              "service ALL", *settings]  # fmt: skip
    return f"edit {number}\n" + "".join(f"set {line}\n" for line in stated) + "next\n"


def rule_base(*policies: str) -> str:
    """A table of policies."""
    return f"config firewall policy\n{''.join(policies)}end\n"
