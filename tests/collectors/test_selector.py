"""Which hosts a selector names."""

import pytest

from collectors.selector import select
from models.device import DeviceId
from models.errors import UsageError
from models.inventory import Department, Host, Inventory, Site

HOSTS = [
    Host(DeviceId("sote", "sw1"), groups=("ios", "lan"), site="kallio", role="access"),
    Host(DeviceId("sote", "fw1"), groups=("forti",), site="kallio", role="firewall"),
    Host(DeviceId("kasko", "sw1"), groups=("eos",), site="tapiola", role="access"),
    Host(DeviceId("keha", "core1"), groups=("eos",), role="core"),
]
INVENTORY = Inventory(
    "x",
    "",
    departments={name: Department(name) for name in ("sote", "kasko", "keha", "vesi")},
    sites={name: Site(name) for name in ("kallio", "tapiola", "empty")},
    hosts={host.id: host for host in HOSTS},
)


def named(*selectors: str) -> list[str]:
    return [str(host.id) for host in select(INVENTORY, selectors)]


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ((), ["kasko/sw1", "keha/core1", "sote/fw1", "sote/sw1"]),
        (("core1",), ["keha/core1"]),
        (("sw1",), ["kasko/sw1", "sote/sw1"]),
        (("sote/sw1",), ["sote/sw1"]),
        (("sw*",), ["kasko/sw1", "sote/sw1"]),
        (("department:sote",), ["sote/fw1", "sote/sw1"]),
        (("department:k*",), ["kasko/sw1", "keha/core1"]),
        (("site:kallio", "role:core"), ["keha/core1", "sote/fw1", "sote/sw1"]),
        (("group:eos", "!role:access"), ["keha/core1"]),
        (("!department:sote",), ["kasko/sw1", "keha/core1"]),
        (("!*1",), []),
        (("department:vesi",), []),
        (("site:empty",), []),
    ],
)
def test_selected_hosts(selectors: tuple[str, ...], expected: list[str]) -> None:
    assert named(*selectors) == expected


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("coer1", "no host 'coer1' there; did you mean 'core1'?"),
        ("department:soto", "did you mean 'sote'?"),
        ("group:ioss", "did you mean 'ios'?"),
        ("role:zzz", "there are: access, core, firewall"),
        ("!sw9", "did you mean 'sw1'?"),
        ("dept:sote", "no selector 'dept'"),
        ("zzz*", "no host 'zzz\\*'"),
    ],
)
def test_what_selects_nothing_is_an_error(selector: str, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        named(selector)
