"""`vlan 10` and `vlan-aware-bundle NAME` below `router bgp` of EOS: the EVPN instances of VLANs."""

from collectors.draft import Draft
from collectors.ioslike.ports.evpn import Instance, instances, take_target
from collectors.tree import Line
from models.values import vlan_ids


def read_evpn_instance(line: Line, asn: int, draft: Draft) -> None:
    """One instance with its VLANs and targets; a line that is not understood stays unread."""
    instance = Instance(asn)
    if line.words[0] == "vlan":
        instance.vlans = vlan_ids("".join(line.words[1:]))
    line.modelled()
    for child in line.children:
        match child.words:
            case ["rd", *_] | ["redistribute", "learned" | "static" | "connected" | "router-mac", *_]:
                pass
            case ["vlan", *ids] if line.words[0] == "vlan-aware-bundle" and ids:
                instance.vlans = vlan_ids("".join(ids))
            case words if not take_target(instance, words):
                continue
        child.modelled()
    instances(draft).append(instance)
