"""Names of a device with virtual domains (VDOMs): each is a router of its own, so its routing table is a VRF.

Two domains may have objects, zones and policies of the same name; those of other domains than `root` are told apart by the
name of their domain in front. Interfaces have one name on the whole device.
"""

from dataclasses import replace

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import ROOT
from models.interfaces import DEFAULT_VRF, Interface, Vrf
from models.source import Source


def vrf_of(draft: Draft, vdom: str, number: int = 0, source: Source | None = None) -> str:
    """The VRF of a domain, or of a numbered table inside it; it is a fact from then on."""
    base = DEFAULT_VRF if vdom in (ROOT, "") else vdom
    name = base if not number else f"{number}" if base == DEFAULT_VRF else f"{base}/{number}"
    if name != DEFAULT_VRF and name not in draft.vrfs:
        draft.vrfs[name] = Vrf(name, source=source or draft.default())
    return name


def own(vdom: str, name: str) -> str:
    """A name that is only unique inside a domain.

    >>> own("root", "all"), own("schools", "all")
    ('all', 'schools/all')
    """
    return name if vdom in (ROOT, "") else f"{vdom}/{name}"


def port(draft: Draft, name: str) -> Interface:
    """An interface by name; one that the config refers to before it is defined, or not at all, is made."""
    if name not in draft.interfaces:
        draft.interfaces[name] = Interface(name, source=draft.default())
    return draft.interfaces[name]


def edit(draft: Draft, name: str, **changes: object) -> None:
    """Change an interface that is there; others are left alone."""
    if name in draft.interfaces:
        draft.interfaces[name] = replace(draft.interfaces[name], **changes)  # type: ignore[arg-type]  # fields of Interface
