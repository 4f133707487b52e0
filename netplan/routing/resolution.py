"""Whether a default route may lead to the next hop of another route."""

from models.device import Device

_USUAL = {"frr": False}
"""What an OS does that is not told (FRR: zebra without `ip nht resolve-via-default`)."""


def by_default(device: Device, vrf: str, version: int) -> bool:
    """What holds in one VRF for IP `version`: as the config says, for all VRFs if not for this one."""
    told = device.default_resolves
    return told.get((vrf, version), told.get(("", 0), _USUAL.get(device.os, True)))
