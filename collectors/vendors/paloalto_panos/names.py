"""Names that PAN-OS gives: virtual systems, virtual routers and ports."""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.forms import FIRST
from models.interfaces import DEFAULT_VRF, Interface, Vrf

MANAGEMENT = "management"
"""The port of its own that a device is managed by."""
PLANE = "management plane"
"""The table of its own that this port has, apart from all virtual routers."""
NO_ROUTER = "no virtual router"
"""The table of ports that no virtual router has: nothing is routed there."""


def own(vsys: str, name: str) -> str:
    """A name that is only unique inside a virtual system.

    >>> own("vsys1", "trust"), own("vsys2", "trust")
    ('trust', 'vsys2/trust')
    """
    return name if vsys == FIRST else f"{vsys}/{name}"


def vrf_of(draft: Draft, router: str, source: Statement | None = None) -> str:
    """The table of a virtual router; the one called `default`, which every device comes with, is the global one."""
    if router != DEFAULT_VRF and router not in draft.vrfs:
        draft.vrfs[router] = Vrf(router, source=draft.source(source) if source is not None else draft.default())
    return router


def edit(draft: Draft, name: str, **changes: object) -> None:
    """Change an interface that is there; others are left alone."""
    if name in draft.interfaces:
        draft.interfaces[name] = replace(draft.interfaces[name], **changes)  # type: ignore[arg-type]  # fields of Interface


def known(draft: Draft, name: str) -> Interface | None:
    """A port that the config defines."""
    return draft.interfaces.get(name)


def canonical_name(text: str) -> str:
    """Names as the device prints them.

    >>> canonical_name(" Ethernet1/1 "), canonical_name("mgmt")
    ('ethernet1/1', 'management')
    """
    name = text.strip().lower()
    return MANAGEMENT if name in ("mgmt", "management interface", "mgt") else name
