"""Observed tables as one block of columns a device, in base64: it stands among the facts of the device as a text that costs
next to nothing until it is asked for. A route is a few numbers; equal tables give equal texts, whatever the order of their rows.

    b"npo1" | length of the head | head (JSON: names by number, small tables) | the columns of the routes, one after the other

Numbers are little-endian and of fixed width; rows and names are sorted before they are written.
"""

import binascii
import json
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any

from models.codec import decode, encode
from models.errors import FormatError
from models.observed import Observed, Output, PeerSeen, PortSeen, RouteSeen
from models.source import Source

_MAGIC = b"npo1"
_COLUMNS = (
    ("vrf", "I"), ("family", "B"), ("high", "Q"), ("low", "Q"), ("length", "B"), ("protocol", "I"), ("hop", "i"),
    ("port", "i"), ("discard", "B"), ("distance", "i"), ("metric", "q"), ("file", "I"), ("line", "I"),
)  # fmt: skip
_LOW = (1 << 64) - 1
_NONE = -1


def packed(observed: Observed) -> str:
    """The tables of a device as text, "" when nothing was looked at."""
    if not observed.outputs:
        return ""
    routes = observed.routes
    vrfs, protocols = _named(r.vrf for r in routes), _named(r.protocol for r in routes)
    ports, files = _named(r.interface for r in routes if r.interface), _named(r.source.file for r in routes)
    hops = {hop: i for i, hop in enumerate(sorted({r.next_hop for r in routes if r.next_hop is not None}, key=_order))}
    rows = sorted(
        (
            vrfs[r.vrf],
            r.prefix.version,
            int(r.prefix.network_address) >> 64,
            int(r.prefix.network_address) & _LOW,
            r.prefix.prefixlen,
            protocols[r.protocol],
            _NONE if r.next_hop is None else hops[r.next_hop],
            ports[r.interface] if r.interface else _NONE,
            int(r.discard),
            _NONE if r.distance is None else r.distance,
            _NONE if r.metric is None else r.metric,
            files[r.source.file],
            r.source.line,
        )
        for r in routes
    )
    head = {
        "rows": len(rows), "vrfs": list(vrfs), "protocols": list(protocols), "ports": list(ports), "files": list(files),
        "hops": [str(hop) for hop in hops], "outputs": encode(observed.outputs),
        "peers": encode(tuple(sorted(observed.peers, key=_text))), "interfaces": encode(tuple(sorted(observed.ports, key=_text))),
    }  # fmt: skip
    text = json.dumps(head, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    columns = [_column(code, values) for (_, code), values in zip(_COLUMNS, zip(*rows, strict=True), strict=True)] if rows else []
    return b64encode(b"".join((_MAGIC, len(text).to_bytes(4, "little"), text, *columns))).decode("ascii")


def unpacked(text: str) -> Observed:
    """The tables that `packed` put together. Raises FormatError for what is none.

    >>> unpacked("")
    Observed(outputs=(), routes=(), peers=(), ports=())
    """
    if not text:
        return Observed()
    try:
        content, end, head = _opened(text)
        columns = _columns(content, end, head["rows"])
        return Observed(
            decode(tuple[Output, ...], head["outputs"]), tuple(_routes(head, columns)),
            decode(tuple[PeerSeen, ...], head["peers"]), decode(tuple[PortSeen, ...], head["interfaces"]),
        )  # fmt: skip
    except (ValueError, KeyError, IndexError, TypeError, FormatError, binascii.Error) as fault:
        raise FormatError(f"the observed tables of a device cannot be read ({fault})") from None


def peers(text: str) -> tuple[PeerSeen, ...]:
    """Only the neighbours that `packed` put in, without a look at the columns. Raises FormatError for what is none.

    >>> peers("")
    ()
    """
    if not text:
        return ()
    try:
        _, _, head = _opened(text)
        return decode(tuple[PeerSeen, ...], head["peers"])
    except (ValueError, KeyError, TypeError, FormatError, binascii.Error) as fault:
        raise FormatError(f"the observed tables of a device cannot be read ({fault})") from None


def _opened(text: str) -> tuple[bytes, int, dict[str, Any]]:
    """The content, where its columns begin, and its head."""
    content = b64decode(text, validate=True)
    if content[:4] != _MAGIC:
        raise ValueError("an unknown form")
    end = 8 + int.from_bytes(content[4:8], "little")
    return content, end, json.loads(content[8:end])


def _routes(head: dict[str, Any], columns: Sequence[Sequence[int]]) -> Iterable[RouteSeen]:
    hops = [IPv6Address(text) if ":" in text else IPv4Address(text) for text in head["hops"]]
    prefixes: dict[tuple[int, int, int], IPv4Network | IPv6Network] = {}
    for vrf, family, high, low, length, protocol, hop, port, discard, distance, metric, file, line in zip(*columns, strict=True):
        key = (family, high << 64 | low, length)
        prefix = prefixes.get(key)
        if prefix is None:
            prefix = prefixes[key] = IPv4Network(key[1:]) if family == 4 else IPv6Network(key[1:])
        yield RouteSeen(
            head["vrfs"][vrf], prefix, head["protocols"][protocol], hops[hop] if hop >= 0 else None,
            head["ports"][port] if port >= 0 else "", bool(discard), distance if distance >= 0 else None,
            metric if metric >= 0 else None, Source(head["files"][file], line),
        )  # fmt: skip


def _named(texts: Iterable[str]) -> dict[str, int]:
    return {text: i for i, text in enumerate(sorted(set(texts)))}


def _order(hop: IPv4Address | IPv6Address) -> tuple[int, int]:
    return hop.version, int(hop)


def _text(value: object) -> str:
    return json.dumps(encode(value), sort_keys=True)


def _column(code: str, values: Sequence[int]) -> bytes:
    numbers = array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _columns(content: bytes, start: int, rows: int) -> list[Sequence[int]]:
    found: list[Sequence[int]] = []
    for _, code in _COLUMNS:
        numbers = array(code)
        end = start + rows * numbers.itemsize
        numbers.frombytes(content[start:end])
        if sys.byteorder == "big":
            numbers.byteswap()
        if len(numbers) != rows:
            raise ValueError("a column is cut short")
        found.append(numbers)
        start = end
    if start != len(content):
        raise ValueError("there is something behind the last column")
    return found
