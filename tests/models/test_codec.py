"""Every value of the model survives the way to JSON and back, and bad JSON is refused with its place."""

import dataclasses
import importlib
import inspect
import pkgutil
from datetime import timedelta
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from models.change import Change
from models.codec import decode, dumps, encode, loads
from models.device import Device, DeviceId
from models.errors import FormatError
from models.interfaces import Interface, Vlan
from models.inventory import Inventory
from models.network import Network
from models.plan import Plan
from models.source import Source

text = st.text(max_size=6)
st.register_type_strategy(str, text)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(int, st.integers(-5, 5))
st.register_type_strategy(timedelta, st.builds(timedelta, minutes=st.integers(0, 10**6)))
st.register_type_strategy(object, st.none() | text | st.integers())
st.register_type_strategy(Source, st.builds(Source, text, st.integers(0, 10**6)))
st.register_type_strategy(
    Change,
    st.builds(
        lambda device, fact: Change(device, None, fact),
        st.none() | st.builds(DeviceId, text, text),
        st.from_type(Vlan) | st.from_type(Interface),
    ),
)
st.register_type_strategy(
    Device,  # with one of its many members: each of them is tried by itself
    st.builds(
        lambda name, os, vlan: Device(name, os, vlans={vlan.id: vlan}),
        st.from_type(DeviceId),
        text,
        st.from_type(Vlan),
    ),
)


def kinds() -> list[type]:
    """All dataclasses of the model."""
    found = {}
    for module in pkgutil.iter_modules(models.__path__):
        if module.name in ("store", "codec"):
            continue
        for kind in vars(importlib.import_module(f"models.{module.name}")).values():
            if inspect.isclass(kind) and dataclasses.is_dataclass(kind):
                found[kind.__qualname__] = kind
    return [found[name] for name in sorted(found)]


def _identical(a: object, b: object) -> bool:
    """Equal also in what == leaves out (sources)."""
    return repr(encode(a)) == repr(encode(b))


@pytest.mark.parametrize("kind", [k for k in kinds() if k not in (Device, Inventory, Network, Plan)], ids=lambda k: k.__name__)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_round_trip(kind: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    back: object = loads(kind, dumps(value))
    assert back == value
    assert _identical(back, value)


LARGE = [(kind, member.name) for kind in (Device, Inventory, Network, Plan) for member in dataclasses.fields(kind)]


@pytest.mark.parametrize(("kind", "member"), LARGE, ids=lambda part: getattr(part, "__name__", part))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_large_ones_round_trip_member_by_member(kind: type, member: str, data: st.DataObject) -> None:
    """A random Device is too large for hypothesis; each of its members is enough."""
    hint = get_type_hints(kind)[member]
    value = data.draw(st.from_type(hint))
    assert decode(hint, encode(value)) == value


def test_sources_survive() -> None:
    vlan = Vlan(10, source=Source("C:\\configs:old\\sw1.cfg", 7))
    assert loads(Vlan, dumps(vlan)).source == vlan.source


def test_sets_have_one_order() -> None:
    assert encode(frozenset({10, 9, 1})) == [1, 9, 10]


@pytest.mark.parametrize(
    ("kind", "plain", "message"),
    [
        (Vlan, {}, "a Vlan needs id"),
        (Vlan, {"id": True}, "at id: a whole number"),
        (Vlan, {"id": 1, "nam": "x"}, "a Vlan has no 'nam'"),
        (Vlan, [], "a Vlan is expected"),
        (Interface, {"name": "e1", "addresses": [{"ip": "10.0.0.1/24"}, {"ip": "x"}]}, "at addresses[1].ip: "),
        (Interface, {"name": "e1", "kind": "wire"}, "at kind: InterfaceKind"),
        (Change, {"device": None, "before": None, "after": {"is": "Device"}}, 'at after: "is" must name one of'),
        (DeviceId, ["a"], "a list of 2"),
    ],
)
def test_bad_values_are_refused_with_their_place(kind: type, plain: object, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(kind, plain)
    assert message in str(caught.value)


@pytest.mark.parametrize("bad", ['{"id": 1, "id": 2}', '{"id": NaN}', '{"id": 1', "[" * 100_000, b"\xff\xfe{"])
def test_bad_json_is_refused(bad: str | bytes) -> None:
    with pytest.raises(FormatError):
        loads(Vlan, bad)


def test_a_program_fault_is_not_hidden() -> None:
    with pytest.raises(TypeError):
        encode(object())
