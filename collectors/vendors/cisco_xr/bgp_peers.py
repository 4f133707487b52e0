"""Lines of neighbours and their groups in BGP of IOS XR, as values by field name of the model."""

from typing import Any

from collectors.draft import Draft
from collectors.ioslike.routing.routing_words import asn, is_ip, number
from collectors.vendors.cisco_xr.called import called
from collectors.vendors.cisco_xr.system import xr_name


def session_words(words: list[str], off: bool) -> dict[str, Any] | None:
    """Settings of the session as a whole; None when the words are no such line. `off` says that the line takes back a group's.

    >>> session_words(["remote-as", "65001"], False), session_words(["shutdown"], True)
    ({'remote_as': 65001}, {'enabled': True})
    """
    match words:
        case ["remote-as", word] if not off:
            return {"remote_as": asn(word)}
        case ["description", *text] if not off:
            return {"description": " ".join(text)}
        case ["update-source", *source] if source and not off:
            return {"update_source": source[0] if is_ip(source[0]) else xr_name("".join(source))}
        case ["ebgp-multihop"]:
            return {"multihop": 0 if off else 255}
        case ["ebgp-multihop", hops] | ["ebgp-multihop", hops, "mpls"]:
            return {"multihop": 0 if off or number(hops, 1, 255) == 1 else int(hops)}
        case ["ignore-connected-check"]:
            return {"multihop": 0 if off else 1}
        case ["shutdown"]:
            return {"enabled": off}
        case ["local-as", word, *how] if how in ([], ["no-prepend"], ["no-prepend", "replace-as"]):
            return {
                "local_as": None if off else asn(word), "local_as_no_prepend": bool(how), "local_as_replace": "replace-as" in how,
            }  # fmt: skip
        case ["local-as"] if off:
            return {"local_as": None, "local_as_no_prepend": False, "local_as_replace": False}
    return None


def family_words(words: list[str], off: bool, draft: Draft) -> dict[str, Any] | None:
    """Settings of one address family; None when the words are no such line."""
    match words:
        case ["route-policy", *policy, "in" | "out" as way] if policy and not off:
            return {f"policies_{way}": (called(policy, draft),)}
        case ["next-hop-self"]:
            return {"next_hop_self": not off}
        case ["route-reflector-client"]:
            return {"reflector_client": not off}
        case ["send-community-ebgp"]:
            return {"ebgp communities": not off}
        case ["send-extended-community-ebgp"]:
            return {"ebgp extended communities": not off}
        case ["allowas-in"]:
            return {"allowas_in": 0 if off else 3}
        case ["allowas-in", times] if not off:
            return {"allowas_in": number(times, 1, 10)}
        case ["as-override"]:
            return {"as_override": not off}
        case ["remove-private-AS" | "remove-private-as", "entire-aspath"] if not off:
            return {"remove_private_as": "yes"}
        case ["default-originate"]:
            return {"default_originate": not off, "default_policies": ()}
        case ["default-originate", "route-policy", *policy] if policy and not off:
            return {"default_originate": True, "default_policies": (called(policy, draft),)}
        case ["maximum-prefix", count, *how] if not off:
            limited = "warning-only" not in how and "discard-extra-paths" not in how
            return {"maximum_prefixes": number(count) if limited else None}
        case ["weight", weight] if not off:
            return {"weight": number(weight, 0, 65535)}
    return None
