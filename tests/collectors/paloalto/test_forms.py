"""Lines, braces and XML of one config are the same facts; XML brings in nothing from outside."""

import json
from pathlib import Path

import pytest

from collectors.dialect import dialects
from models.codec import encode
from models.device import Device
from models.source import Status
from tests.collectors.paloalto.forms import braces, device, on_device, xml

LINES = """
set mgt-config users anna permissions role-based superuser yes
set deviceconfig system hostname fw
set network interface ethernet ethernet1/1 layer3 mtu 9000
set network interface ethernet ethernet1/1 layer3 units ethernet1/1.7 tag 7
set network virtual-router default routing-table ip static-route out destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route out nexthop ip-address 10.0.0.254
set network virtual-router default protocol bgp enable yes
set network virtual-router default protocol bgp local-as 65001
set network virtual-router default protocol bgp install-route yes
set network virtual-router default protocol bgp peer-group G peer p peer-address ip 10.0.0.254
set network virtual-router default protocol bgp peer-group G peer p peer-as 65002
set address web ip-netmask 10.0.0.80
set zone in network layer3 ethernet1/1
set rulebase security rules r from in
set rulebase security rules r to in
set rulebase security rules r source web
set rulebase security rules r destination any
set rulebase security rules r service any
set rulebase security rules r application any
set rulebase security rules r action deny
""".strip()


def _facts(found: Device) -> str:
    plain = encode(found)
    plain.pop("coverage")
    return json.dumps(_placeless(plain), sort_keys=True)


def _placeless(plain: object) -> object:
    """Facts without the places that state them."""
    if isinstance(plain, dict):
        return {key: _placeless(value) for key, value in plain.items() if key != "source"}
    return [_placeless(value) for value in plain] if isinstance(plain, list) else plain


@pytest.mark.parametrize("write", [braces, xml])
def test_all_forms_are_the_same_facts(write) -> None:  # type: ignore[no-untyped-def]  # a function of the tree
    stated, other = device(LINES), device(write(on_device(LINES)))
    assert stated.interfaces["ethernet1/1"].mtu == 9000 and stated.bgp and stated.acls and stated.statics and stated.users
    assert _facts(stated) == _facts(other)
    assert other.coverage.total(Status.UNKNOWN) == 0
    spoken = dialects()["paloalto_panos"]
    text = write(on_device(LINES))
    assert spoken.recognise(text) > 0.9 and spoken.ended(text) and not spoken.ended(text[: len(text) // 2])


@pytest.mark.parametrize(
    "declared",
    ["<!DOCTYPE config>", '<!DOCTYPE config SYSTEM "{}">', '<!DOCTYPE config [<!ENTITY x SYSTEM "{}">]>',
     '<!DOCTYPE config [<!ENTITY x "&y;&y;"><!ENTITY y "&x;">]>'],
)  # fmt: skip
def test_no_document_type_is_followed(declared: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("what-stands-outside")
    text = '<?xml version="1.0"?>\n' + declared.replace("{}", outside.as_uri()) + "\n" + xml(on_device(LINES)).replace("fw", "&x;")
    found = device(text)
    assert found.hostname == "" and not found.interfaces
    assert found.coverage.total(Status.UNKNOWN) >= text.count("\n") - 2
    assert "what-stands-outside" not in str(found)
    assert not dialects()["paloalto_panos"].ended(text)


def test_what_the_interface_for_programs_wraps_around_a_config_is_left_out() -> None:
    plain = xml(on_device(LINES)).replace("<config>", '<config version="10.2.3">')
    bare, wrapped = device(plain), device(f'<response status="success"><result>{plain}</result></response>')
    assert bare.version == wrapped.version == "10.2.3" and bare.hostname == "fw"
    assert _facts(bare) == _facts(wrapped)


def test_deep_xml_does_not_exhaust_the_stack() -> None:
    depth = 20_000
    found = device("<config>" + "<a>" * depth + "b" + "</a>" * depth + "</config>")
    assert found.coverage.total() == 1


def test_a_value_of_several_lines_is_one_line() -> None:
    found = device(
        'set deviceconfig system hostname fw\nset deviceconfig system login-banner "Keep\nout\nof here"\nset address a fqdn b'
    )
    assert found.coverage.total(Status.UNKNOWN) == 0
    assert [line.source.line for line in found.coverage.unread] == [5]


def test_virtual_systems_keep_their_names_apart() -> None:
    zones = "".join(
        f"set vsys {name} zone in network layer3 {port}\n" for name, port in (("vsys1", "ethernet1/1"), ("vsys2", "ethernet1/2"))
    )
    ports = "".join(f"set network interface ethernet ethernet1/{n} layer3 ip 10.0.{n}.1/24\n" for n in (1, 2))
    found = device(ports + zones)
    assert [found.interfaces[f"ethernet1/{n}"].zone for n in (1, 2)] == ["in", "vsys2/in"]
    assert found.crossings is not None and set(found.crossings) == {("in", "in"), ("vsys2/in", "vsys2/in")}
