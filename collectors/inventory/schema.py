"""What may stand in inventory.yaml: the one description that both the checks and the JSON Schema are made from.

`hosts`, `groups` and `defaults` are nornir's; ours goes under `data`, which nornir leaves alone.
"""

from typing import Any

from collectors.inventory import scalars as read
from collectors.inventory.export import json_schema
from collectors.inventory.shape import Either, Flag, Free, Listing, Number, Record, Shape, Table, Text, Whole

NAME = Text("a name", read.NAME, read=read.name)
TEXT = Text()
DATE = Text("a date (2027-06-30)", r"^\d{4}-\d{2}-\d{2}$", read=read.day)
PREFIX = Text("a prefix (10.20.0.0/16)", r"^[0-9a-fA-F.:]+(/\d{1,3})?$", read=read.prefix)
HOSTNAME = Text("an address or a DNS name", r"^[A-Za-z0-9._:%-]{1,255}$", read=read.hostname)
SECRET = Text("a reference to a secret", secret=True)
CRITICALITY = Text("A, B or C", choices=("A", "B", "C"))
LANGUAGE = Text("a language", choices=("fi", "sv", "en"))
TCP_PORT = Whole(1, 65535)


def refers(kind: str) -> Text:
    """The name of a `kind` that is defined elsewhere."""
    return Text(f"the name of a {kind}", read.NAME, reference=kind)


DEPARTMENT = refers("department")
DEPARTMENTS = Listing(DEPARTMENT, one=True)
NAMES = Either(TEXT, Record(dict.fromkeys(LANGUAGE.choices, TEXT)))

ORGANISATION = Record(
    {
        "name": TEXT,
        "languages": Listing(LANGUAGE, one=True),
        "currency": Text("a currency (EUR)", r"^[A-Z]{3}$"),
        "timezone": Text("a time zone (Europe/Helsinki)", read=read.timezone),
    }
)
DEPARTMENT_ENTRY = Record(
    {
        "name": NAMES,
        "owner": TEXT,
        "technical": TEXT,
        "cost_centre": TEXT,
        "stance": Text("agreed, disagrees or open", choices=("agreed", "disagrees", "open")),
        "lead_days": Whole(0, 3650),
        "decides": Listing(TEXT, one=True),
    }
)
REALM = Record({"departments": DEPARTMENTS, "reached_by": refers("jump host")}, required=("departments",))
SITE = Record(
    {
        "department": DEPARTMENT,
        "address": TEXT,
        "criticality": CRITICALITY,
        "location": Record({"lat": Number(-90, 90), "lon": Number(-180, 180)}, required=("lat", "lon")),
        "shares_building_with": refers("site"),
    }
)
SNMP = Record(
    {
        "version": Text("2c or 3", choices=("1", "2c", "3")),
        "user": TEXT,
        "auth": SECRET,
        "priv": SECRET,
        "auth_protocol": TEXT,
        "priv_protocol": TEXT,
        "community": SECRET,
    }
)
CREDENTIAL = Record(
    {
        "username": TEXT,
        "password": SECRET,
        "enable": SECRET,
        "key_file": TEXT,
        "passphrase": SECRET,
        "agent": Flag(),
        "fallback": refers("credential"),
        "snmp": SNMP,
    }
)
JUMP_HOST = Record(
    {
        "hostname": HOSTNAME,
        "port": TCP_PORT,
        "credential": refers("credential"),
        "known_hosts": TEXT,
        "via": refers("jump host"),
    },
    required=("hostname",),
)
COLLECTOR = Record(
    {
        "type": Text("a kind of collector", choices=("ssh", "napalm", "snmp", "folder", "git")),
        "timeout": Number(0.1, 86400),
        "workers": Whole(1, 1000),
        "logins_per_second": Number(0.01, 1000),
        "retries": Whole(0, 10),
        "sessions_per_jump_host": Whole(1, 1000),
        "sessions_per_site": Whole(1, 1000),
        "repo": TEXT,
        "path": TEXT,
        "trust": TEXT,
        "direct": Flag(),
    },
    required=("type",),
    others=Free(),
)
BOUNDS = Record(
    {
        "allow": Listing(PREFIX, one=True),
        "deny": Listing(PREFIX, one=True),
        "deny_names": Listing(TEXT, one=True),
        "hops": Whole(1, 64),
        "most": Whole(1, 100_000),
        "credential": refers("credential"),
        "platform": TEXT,
    },
    required=("allow", "credential"),
)
SOURCE = Record(
    {
        "type": Text("a kind of source", choices=("folder", "git", "csv", "ansible", "netbox")),
        "path": TEXT,
        "url": TEXT,
        "department": DEPARTMENT,
        "token": SECRET,
    },
    required=("type",),
    others=Free(),
)
CONTRACT = Record(
    {
        "department": DEPARTMENT,
        "supplier": TEXT,
        "kind": TEXT,
        "per_month": Number(),
        "per_year": Number(),
        "eur_per_month": Number(),
        "eur_per_year": Number(),
        "ends": DATE,
        "notice_months": Whole(0, 120),
        "renews_months": Whole(0, 240),
        "exit_fee": Number(),
        "covers": Record(
            {"hosts": TEXT, "department": DEPARTMENT, "site": refers("site"), "group": refers("group"), "role": TEXT, "links": TEXT}
        ),
    },
    required=("department",),
)
WINDOW = Record(
    {
        "departments": DEPARTMENTS,
        "rrule": Text("an RRULE (FREQ=WEEKLY;BYDAY=TU)", read=read.recurrence),
        "start": Text("a time of day (22:00)", r"^\d{1,2}:\d{2}$", read=read.clock),
        "duration": Text("a length of time (4h)", r"^(\d+h)? ?(\d+m(in)?)?$", read=read.duration),
        "from": DATE,
        "to": DATE,
        "max_devices": Whole(0, 100_000),
    }
)
FREEZE = Record({"departments": DEPARTMENTS, "from": DATE, "to": DATE, "reason": TEXT}, required=("from", "to"))
ACCEPTANCE = Record(
    {"rule": TEXT, "where": Table(TEXT), "reason": TEXT, "owner": TEXT, "until": DATE},
    required=("rule", "reason", "owner", "until"),
)

PLACE = Record({"department": DEPARTMENTS, "prefix": PREFIX}, required=("department",))
DEMAND = Record(
    {
        "name": NAME,
        "from": PLACE,
        "to": PLACE,
        "protocol": Text("an IP protocol", choices=("ip", "tcp", "udp", "icmp", "sctp", "gre", "esp")),
        "ports": Listing(TCP_PORT, one=True),
    },
    required=("name", "from", "to"),
)
PORT_OF_DEPARTMENT = Record({"device": NAME, "interface": TEXT}, required=("device", "interface"))
PORT = Record({"department": DEPARTMENT, "device": NAME, "interface": TEXT}, required=("department", "device", "interface"))
TARGET = Record(
    {
        "file": TEXT,
        "name": TEXT,
        "standard": TEXT,
        "address_space": Listing(PREFIX, one=True),
        "link_space": PREFIX,
        "vlan_range": Text("a range of VLAN ids (100-3999)", read=read.vlans),
        "asn_range": Text("a range of AS numbers", read=read.asns),
        "mtu": Whole(576, 65535),
        "growth": Number(0, 10),
        "common_vlans": Table(TEXT, Text("a VLAN id", r"^[0-9]{1,4}$", read=read.vlan)),
        "must_talk": Listing(DEMAND),
        "must_not_talk": Listing(DEMAND),
        "interconnects": Listing(
            Record(
                {"department": DEPARTMENT, "border": PORT_OF_DEPARTMENT, "hub": PORT, "vrf": NAME},
                required=("department", "border", "hub"),
            )
        ),
        "pins": Listing(
            Record(
                {"department": DEPARTMENT, "prefix": PREFIX, "keep": Flag(), "reason": TEXT},
                required=("department", "prefix", "reason"),
            )
        ),
        "retire": Listing(
            Record(
                {
                    "department": DEPARTMENT,
                    "device": NAME,
                    "interface": TEXT,
                    "contract": refers("contract"),
                    "replaced_by": Listing(refers("demand"), one=True),
                },
                required=("department", "device"),
            )
        ),
    }
)

DATA = Record(
    {
        "department": DEPARTMENT,
        "name": NAME,
        "site": refers("site"),
        "role": NAME,
        "credential": refers("credential"),
        "via": refers("jump host"),
        "ssh": Text("modern, netmiko or legacy", choices=("modern", "netmiko", "legacy")),
        "contract": refers("contract"),
        "sysname": TEXT,
        "criticality": CRITICALITY,
        "collectors": Listing(refers("collector"), one=True),
        "os": TEXT,
    },
    others=Free(),
)
CONNECTION = Record(
    {"hostname": HOSTNAME, "port": TCP_PORT, "username": TEXT, "password": SECRET, "platform": TEXT, "extras": Free()},
)
_NORNIR: dict[str, Shape] = {
    "hostname": HOSTNAME,
    "port": TCP_PORT,
    "username": TEXT,
    "password": SECRET,
    "platform": TEXT,
    "data": DATA,
    "connection_options": Table(CONNECTION),
}
_UNDER_DATA = {key: f"put it under `data:` (data: {{{key}: …}})" for key in DATA.fields}
DEFAULTS = Record(_NORNIR, elsewhere=_UNDER_DATA)
GROUP = Record({**_NORNIR, "groups": Listing(refers("group"))}, elsewhere=_UNDER_DATA)
HOST = GROUP

INVENTORY = Record(
    {
        "version": Whole(1, 1),
        "include": Listing(TEXT, one=True),
        "organisation": ORGANISATION,
        "departments": Table(DEPARTMENT_ENTRY, NAME),
        "realms": Table(REALM, NAME),
        "sites": Table(SITE, NAME),
        "credentials": Table(CREDENTIAL, NAME),
        "jump_hosts": Table(JUMP_HOST, NAME),
        "collectors": Table(COLLECTOR, NAME),
        "discovery": Table(BOUNDS, DEPARTMENT),
        "sources": Listing(SOURCE),
        "links": Listing(Record({"a": Text("a port", read=read.port), "b": Text("a port", read=read.port)}, required=("a", "b"))),
        "contracts": Table(CONTRACT, NAME),
        "costs": Table(Either(Number(), Table(Number()))),
        "windows": Table(WINDOW, NAME),
        "freezes": Listing(FREEZE),
        "target": TARGET,
        "accept": Listing(ACCEPTANCE),
        "hosts": Table(HOST, NAME),
        "groups": Table(GROUP, NAME),
        "defaults": DEFAULTS,
    },
    required=("version",),
)


def schema() -> dict[str, Any]:
    """The JSON Schema of inventory.yaml, for `netplan inventory schema` and for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "netplan inventory", **json_schema(INVENTORY)}
