"""FortiOS text as blocks: words nest, quoted values hide what looks like commands, virtual domains come without indentation."""

import pytest

from collectors.dialect import dialects
from collectors.shows import with_shows
from collectors.tree import Line
from collectors.vendors.fortinet.blocks import Block, nest
from collectors.vendors.fortinet.interfaces import canonical_name
from models.interfaces import InterfaceKind
from models.snapshot import Capture
from models.source import Status
from tests.collectors.fortinet.reading import device

ZONE = "config system zone\nedit Z\nset interface port1\n{}end\n"


def outline(lines: list[Line]) -> list[object]:
    return [(line.text, outline(line.children)) if line.children else line.text for line in lines]


def test_words_nest_and_indentation_does_not() -> None:
    text = "config system interface\nedit a\nconfig ipv6\nset ip6-mode static\nend\nnext\n        end\nconfig system dns\nend"
    assert outline(nest(text, "c").children) == [
        ("config system interface",
         [("edit a", [("config ipv6", ["set ip6-mode static", "end"]), "next"]), "end"]),
        ("config system dns", ["end"]),
    ]  # fmt: skip


def test_an_entry_ends_where_the_next_one_begins() -> None:
    (table,) = nest("config system zone\nedit a\nset interface x\nedit b\nend\nend", "c").children[:1]
    assert isinstance(table, Block)
    assert [(entry.name, list(entry.sets)) for entry in table.entries()] == [("a", ["interface"]), ("b", [])]


def test_a_value_of_several_lines_hides_what_looks_like_commands() -> None:
    message = 'config system replacemsg auth "x"\nset buffer "<p>\nconfig system global\nset hostname fake\n\\"q\\"\n</p>"\nend\n'
    found = device(message + "config system global\nset hostname real\nend")
    assert found.hostname == "real"
    assert found.coverage.total() == found.coverage.total(Status.IGNORED, Status.MODELLED) == 10


def test_a_stray_quote_does_not_swallow_the_config() -> None:
    found = device('config system global\nset alias it"s\nset hostname fw\nend\n')
    assert found.hostname == "fw"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (ZONE.format("next\n"), True),
        (ZONE.format(""), True),
        ("config system zone\nedit Z\n", False),
        ("config vdom\nedit root\nconfig system dns\nend\n", False),
        (ZONE.format("--More-- next\n"), False),
        ("", False),
    ],
)
def test_a_config_that_is_cut_is_told(text: str, whole: bool) -> None:
    assert dialects()["fortinet"].ended(text) is whole


@pytest.mark.parametrize(
    ("header", "sure"),
    [
        ("#config-version=FGT61F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\n", True),
        ("#config-version=FWF60E-6.0.4-FW-build0231-190107:opmode=0:vdom=0:user=admin\n", True),
        ("#config-version=FortiGate-VM64 v6.2.3,build1066,191218 (GA):opmode=1:vdom=0:user=demo\n", True),
        ("", True),
        ("#config-version=S248EP-7.0.0-FW-build0500-210101:opmode=0:vdom=0:user=admin\n", False),
        ("#config-version=FWB_VM-7.0.0-FW-build0500-210101:opmode=0:vdom=0:user=admin\n", False),
    ],
)
def test_other_products_with_this_grammar_are_not_claimed(header: str, sure: bool) -> None:
    assert (dialects()["fortinet"].recognise(f"{header}config system global\n    set hostname a\nend\n") >= 0.9) is sure


def test_prompts_are_no_lines_of_a_config() -> None:
    found = device("fw1 # show system global\nconfig system global\n    set hostname fw1\nend\nfw1 (schools) $ exit\n")
    assert found.hostname == "fw1"
    assert not found.coverage.unread


def test_a_setting_at_its_default_says_nothing_and_another_value_is_shown() -> None:
    text = "config system settings\nset asymroute {}\nset opmode {}\nend\n"
    assert not device(text.format("disable", "nat")).coverage.unread
    unread = device(text.format("enable", "transparent")).coverage.unread
    assert [(line.feature, line.status) for line in unread] == [
        ("host firewall", Status.NOT_MODELLED), ("transparent mode", Status.NOT_MODELLED)
    ]  # fmt: skip


def test_a_table_without_anything_is_ignored_and_one_with_an_entry_is_not() -> None:
    assert not device(
        "config firewall central-snat-map\nend\nconfig router rip\nconfig redistribute static\nend\nend"
    ).coverage.unread
    assert {line.feature for line in device("config firewall central-snat-map\nedit 1\nnext\nend\n").coverage.unread} == {"NAT"}


def test_an_unknown_setting_leaves_the_rest_of_its_entry_read() -> None:
    found = device("config system interface\nedit port1\nset ip 10.0.0.1 255.255.255.0\nset quantum on\nnext\nend\n")
    assert str(found.interfaces["port1"].addresses[0].ip) == "10.0.0.1/24"
    assert [line.text for line in found.coverage.unread] == ["set quantum on"]


@pytest.mark.parametrize("line", ["set ip 10.0.0.1 255.0.255.0", "set vlanid ten", "set type quantum", "set vlanid 4 5"])
def test_an_entry_with_a_malformed_value_is_unread_alone(line: str) -> None:
    found = device(f"config system interface\nedit a\n{line}\nset alias x\nnext\nedit b\nset type loopback\nnext\nend\n")
    assert set(found.interfaces) == {"b"}
    assert found.interfaces["b"].kind is InterfaceKind.LOOPBACK
    assert line in [unread.text for unread in found.coverage.unread]


def test_what_a_firewall_shows_of_itself_and_of_hosts_is_taken() -> None:
    status = "Version: FortiGate-61F v7.2.5,build1517,230606 (GA.F)\nSerial-Number: FGT61FTK00000000\nHostname: fw\n"
    arp = "Address           Age(min)   Hardware Addr      Interface\n10.1.0.9          0          b0:a8:6e:01:61:81 lan\n"
    found = device("config system global\nset hostname fw\nend\n")
    captures = [
        Capture(found.id, command, f"{command}.txt", text)
        for command, text in (("get system status", status), ("get system arp", arp))
    ]
    after, notes = with_shows(found, captures, canonical_name)
    assert (after.serials, after.version.split(",")[0], notes) == (("FGT61FTK00000000",), "FortiGate-61F v7.2.5", [])
    assert [(host.mac, str(host.address), host.interface) for host in after.hosts] == [("b0:a8:6e:01:61:81", "10.1.0.9", "lan")]
