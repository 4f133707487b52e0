"""Texts that mean something: prefixes, dates, times, durations, ranges, recurrences. Each raises ValueError with advice."""

import re
from datetime import date, time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from zoneinfo import ZoneInfo

from models.device import DeviceId
from models.link import Port

NAME = r"""^[^\s/:,!*?\[\]'"]{1,64}$"""
"""Names are used in `department/device:interface` and in selectors, so what these are made of is left out."""
_NAME = re.compile(NAME)
_HOST = re.compile(r"[A-Za-z0-9._:%-]{1,255}")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_DURATION = re.compile(r"(?:(\d+)h)? ?(?:(\d+)m(?:in)?)?", re.ASCII)
_RANGE = re.compile(r"(\d+) ?[-\u2013] ?(\d+)", re.ASCII)
_PORT = re.compile(r"([^/\s]+)/([^:\s]+):(\S.*)")


def name(text: str) -> str:
    """A name for a thing.

    >>> name("kallio-tk")
    'kallio-tk'
    """
    if not _NAME.fullmatch(text) or not text.isprintable():
        raise ValueError(f"{text!r} is no name; use letters, digits, '-', '_' and '.', at most 64")
    return text


def hostname(text: str) -> str:
    """An address or a DNS name."""
    if not _HOST.fullmatch(text):
        raise ValueError(f"{text!r} is no address or host name; use an IP address or a DNS name")
    return text


def prefix(text: str) -> IPv4Network | IPv6Network:
    """A prefix without host bits."""
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        meant = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no prefix; write one like 10.20.0.0/16") from None
    raise ValueError(f"{text!r} has host bits; did you mean {meant}?")


def day(text: str) -> date:
    """A date as in 2027-06-30."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else date.fromisoformat("")
    except ValueError:
        raise ValueError(f"{text!r} is no date; write year-month-day, for instance 2027-06-30") from None


def clock(text: str) -> time:
    """A local time as in 22:00."""
    if not (found := _TIME.fullmatch(text)):
        raise ValueError(f"{text!r} is no time of day; write it like 22:00")
    return time(int(found[1]), int(found[2]))


def duration(text: str) -> timedelta:
    """A length of time.

    >>> str(duration("4h")), str(duration("1h30m")), str(duration("90m"))
    ('4:00:00', '1:30:00', '1:30:00')
    """
    found = _DURATION.fullmatch(text)
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0)) if found and len(text) < 20 else timedelta()
    if not timedelta() < length <= timedelta(days=14):
        raise ValueError(f"{text!r} is no length of time; write 4h, 90m or 1h30m (at most 14 days)")
    return length


def recurrence(text: str) -> str:
    """An RRULE (RFC 5545), checked by dateutil."""
    from dateutil.rrule import rrulestr

    try:
        rrulestr(text.removeprefix("RRULE:"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError(f"{text!r} is no RRULE; write one like FREQ=WEEKLY;BYDAY=TU,TH (RFC 5545)") from None
    return text.removeprefix("RRULE:")


def timezone(text: str) -> str:
    """A zone of the IANA database."""
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{text!r} is no time zone; write one like Europe/Helsinki") from None
    return text


def span(text: str) -> tuple[int, int]:
    """A range of numbers, both ends included.

    >>> span("100-3999")
    (100, 3999)
    """
    if not (found := _RANGE.fullmatch(text)) or int(found[1]) > int(found[2]):
        raise ValueError(f"{text!r} is no range; write the first and the last number, like 100-3999")
    return int(found[1]), int(found[2])


def vlans(text: str) -> tuple[int, int]:
    """A range of VLAN ids (IEEE 802.1Q: 1 to 4094)."""
    first, last = span(text)
    if first < 1 or last > 4094:
        raise ValueError(f"{text!r} leaves the VLAN ids; stay within 1-4094")
    return first, last


def asns(text: str) -> tuple[int, int]:
    """A range of AS numbers (RFC 6793: 32 bits)."""
    first, last = span(text)
    if first < 1 or last > 4294967294:
        raise ValueError(f"{text!r} leaves the AS numbers; stay within 1-4294967294")
    return first, last


def vlan(text: str) -> int:
    """One VLAN id, as a key."""
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= 4094:
        raise ValueError(f"{text!r} is no VLAN id; use a number from 1 to 4094")
    return int(text)


def port(text: str) -> Port:
    """A port of a device.

    >>> str(port("sote/sw1:GigabitEthernet1/0/1"))
    'sote/sw1:GigabitEthernet1/0/1'
    """
    if not (found := _PORT.fullmatch(text)):
        raise ValueError(f"{text!r} is no port; write department/device:interface")
    return Port(DeviceId(found[1], found[2]), found[3])
