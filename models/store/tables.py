"""The tables. Every row is written once and never changed: triggers refuse UPDATE and DELETE.

Texts and facts are stored once per content. The rows that questions are asked of hang on the facts of one
device (`facts_id`), so a device that did not change costs one `result` row in the next snapshot.
Addresses stand as 32 hex digits, so that BETWEEN finds the prefixes that contain one.
"""

from sqlalchemy import Table
from sqlmodel import Field, SQLModel


class Chain(SQLModel, table=True):
    """One event of the history, hashed together with the one before."""

    seq: int = Field(primary_key=True)
    prev: str = Field(unique=True)
    hash: str = Field(unique=True)
    row: str


class Text(SQLModel, table=True):
    """A redacted text, compressed with zlib."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    body: bytes


class Facts(SQLModel, table=True):
    """All facts of one device as JSON (`models.codec`), compressed with zlib."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    body: bytes


class Parsed(SQLModel, table=True):
    """Which facts came from which captures, read by which program: spares reading an unchanged config again."""

    key: str = Field(primary_key=True)
    facts_id: int = Field(foreign_key="facts.id")


class SnapshotRow(SQLModel, table=True):
    """One scan or load."""

    __tablename__ = "snapshot"
    id: int = Field(primary_key=True)
    taken: str = Field(index=True)
    name: str
    kind: str
    sha256: str
    version: str
    realms: str


class ResultRow(SQLModel, table=True):
    """What became of one device in one snapshot; `body` is the whole Result as JSON."""

    __tablename__ = "result"
    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", index=True)
    department: str
    device: str
    outcome: str
    facts_id: int | None = Field(default=None, foreign_key="facts.id")
    body: str


class LinkRow(SQLModel, table=True):
    """A wire of one snapshot."""

    __tablename__ = "link"
    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", index=True)
    body: str


class Tag(SQLModel, table=True):
    """A name for a snapshot; a later row with the same name moves it."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    snapshot_id: int = Field(foreign_key="snapshot.id")


class Fact(SQLModel):
    """What the tables of facts share."""

    id: int | None = Field(default=None, primary_key=True)
    facts_id: int = Field(foreign_key="facts.id", index=True)
    file: str
    line: int


class DeviceRow(Fact, table=True):
    """The device as a whole."""

    __tablename__ = "device"
    hostname: str
    domain: str
    os: str
    model: str
    version: str
    serials: str
    site: str
    role: str
    forwards: bool


class InterfaceRow(Fact, table=True):
    """A port."""

    __tablename__ = "interface"
    name: str
    kind: str
    enabled: bool
    description: str
    vrf: str
    mtu: int | None
    speed: int | None
    mode: str
    access_vlan: int | None
    native_vlan: int | None
    trunk_vlans: str
    vlan: int | None
    parent: str
    lag: str
    acl_in: str
    acl_out: str


class AddressRow(Fact, table=True):
    """An address of a port; `kind` is address, secondary, or the kind of a first-hop group whose virtual address it is."""

    __tablename__ = "address"
    interface: str
    vrf: str
    kind: str
    address: str
    prefix: str
    family: int
    value: str = Field(index=True)
    first: str
    last: str


class VlanRow(Fact, table=True):
    """A VLAN that a switch carries."""

    __tablename__ = "vlan"
    vlan: int = Field(index=True)
    name: str
    enabled: bool
    vni: int | None


class VrfRow(Fact, table=True):
    """A routing table of its own."""

    __tablename__ = "vrf"
    name: str
    rd: str
    import_targets: str
    export_targets: str


class StaticRow(Fact, table=True):
    """A static route."""

    __tablename__ = "static"
    vrf: str
    prefix: str
    family: int
    first: str
    last: str
    next_hop: str
    interface: str
    discard: bool
    distance: int
    name: str


class AclRow(Fact, table=True):
    """One line of an access list, in words that do not depend on the vendor."""

    __tablename__ = "acl"
    acl: str
    family: int
    position: int
    permit: bool
    protocols: str
    sources: str
    destinations: str
    source_ports: str
    destination_ports: str
    unmodelled: str


class AclRangeRow(Fact, table=True):
    """The addresses that an ACL line names, apart from "any"; non-contiguous masks as the range around them."""

    __tablename__ = "acl_range"
    acl: str
    family: int
    side: str
    first: str
    last: str


class NeighbourRow(Fact, table=True):
    """What a device heard from its neighbour."""

    __tablename__ = "neighbour"
    interface: str
    remote_name: str
    remote_interface: str
    protocol: str
    remote_address: str


class HostRow(Fact, table=True):
    """An end system seen in an ARP, ND or MAC table."""

    __tablename__ = "host"
    mac: str = Field(index=True)
    address: str
    value: str = Field(index=True)
    interface: str
    vlan: int | None
    vrf: str


class ServiceRow(Fact, table=True):
    """A management service that a device uses."""

    __tablename__ = "service"
    kind: str
    target: str
    vrf: str
    detail: str


class UserRow(Fact, table=True):
    """A local account."""

    __tablename__ = "account"
    name: str
    privilege: str
    secret: str


class CoverageRow(Fact, table=True):
    """How many lines of a feature have a status."""

    __tablename__ = "coverage"
    feature: str
    status: str
    lines: int


class UnreadRow(Fact, table=True):
    """A config line that became no fact."""

    __tablename__ = "unread"
    text: str
    feature: str
    status: str


FACT_TABLES: tuple[type[Fact], ...] = (
    DeviceRow, InterfaceRow, AddressRow, VlanRow, VrfRow,
    StaticRow, AclRow, AclRangeRow, NeighbourRow, HostRow, ServiceRow, UserRow,
    CoverageRow, UnreadRow,
)  # fmt: skip


def core(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a model: rows are written and read in bulk without objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


CHAIN, TEXT, FACTS, PARSED = core(Chain), core(Text), core(Facts), core(Parsed)
SNAPSHOT, RESULT, LINK, TAG = core(SnapshotRow), core(ResultRow), core(LinkRow), core(Tag)
FACT = {str(model.__tablename__): core(model) for model in FACT_TABLES}
ALL = (CHAIN, TEXT, FACTS, PARSED, SNAPSHOT, RESULT, LINK, TAG, *FACT.values())
