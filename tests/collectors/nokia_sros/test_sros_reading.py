"""Forms of SR OS: what is said in braces, as flat lines and in blocks is the same; secrets go, names of policies stay."""

from pathlib import Path

import pytest

from collectors.detect import detect
from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.source import Status
from netplan.routing.unmodelled import unmodelled

CASES = Path(__file__).parents[2] / "vendors" / "nokia_sros"
BRACES = """
configure {
    policy-options {
        policy-statement "give" {
            default-action {
                action-type accept
            }
        }
    }
    port 1/1/1 {
        admin-state enable
        ethernet {
            speed 10000
        }
    }
    router "Base" {
        autonomous-system 65001
        interface "to core" {
            port 1/1/1:7
            ipv4 {
                primary {
                    address 10.0.0.1
                    prefix-length 30
                }
            }
        }
        ospf 0 {
            admin-state enable
            area 0.0.0.0 {
                interface "to core" {
                    metric 5
                }
            }
        }
    }
}
"""
FLAT = """
/configure policy-options policy-statement "give" default-action action-type accept
/configure port 1/1/1 admin-state enable
/configure port 1/1/1 ethernet speed 10000
/configure router "Base" autonomous-system 65001
/configure router "Base" interface "to core" port 1/1/1:7
/configure router "Base" interface "to core" ipv4 primary address 10.0.0.1
/configure router "Base" interface "to core" ipv4 primary prefix-length 30
/configure router "Base" { ospf 0 admin-state enable }
/configure router "Base" ospf 0 area 0.0.0.0 { interface "to core" { metric 5 } }
"""
CLASSIC = """
configure
    port 1/1/1
        ethernet
            speed 10000
        exit
        no shutdown
    exit
    router Base
        policy-options
            begin
            policy-statement "give"
                default-action accept
                exit
            exit
            commit
        exit
        autonomous-system 65001
        interface "to core"
            address 10.0.0.1/30
            port 1/1/1:7
            no shutdown
        exit
        ospf 0
            area 0.0.0.0
                interface "to core"
                    metric 5
                    no shutdown
                exit
            exit
            no shutdown
        exit
    exit
exit all
"""


def device(text: str) -> Device:
    return read(text, dialects()["nokia_sros"], Draft(DeviceId("test", "r1"), "nokia_sros", "r1.cfg"))


@pytest.mark.parametrize("text", [FLAT, CLASSIC])
def test_all_forms_say_the_same(text: str) -> None:
    one, other = device(BRACES), device(text)
    assert (one.interfaces, one.ospf, one.policies) == (other.interfaces, other.ospf, other.policies)
    assert [known.ospf[0].cost for known in other.interfaces.values() if known.ospf] == [5]
    assert [detect(each)[0] for each in (BRACES, text)] == ["nokia_sros"] * 2
    assert other.coverage.total(Status.UNKNOWN, Status.NOT_MODELLED) == 0


@pytest.mark.parametrize("case", ["classic", "md_cli"])
def test_secrets_are_gone_and_names_stay(case: str) -> None:
    text = (CASES / case / "config.txt").read_text(encoding="utf-8")
    planted = ["planted9", "Kx9vplanted", "Xpublic1", "abcdefghijk", "Tsecret9", "Ntrap1", "HelloK1", "Md5key1", "Bgpk1"]
    done = redact(text, dialects()["nokia_sros"], b"k" * 32).text
    assert sum(secret in text for secret in planted) > 1
    assert [secret for secret in planted if secret in done] == []
    name = "blue" if case == "md_cli" else "red"
    assert device(done).community_lists[name].rules == device(text).community_lists[name].rules != ()


def test_an_external_neighbour_without_policy_gets_nothing_in_the_model_driven_cli() -> None:
    (peer,) = (
        device("""
configure {
    router "Base" {
        autonomous-system 65001
        bgp {
            group "x" {
                peer-as 65002
            }
            neighbor "10.0.0.2" {
                group "x"
            }
        }
    }
}
""")
        .bgp["default"]
        .neighbors
    )
    (family,) = peer.families
    assert family.policies_in == family.policies_out == ("ebgp-default-reject-policy",)
    classic = device(
        'configure\n router Base\n  autonomous-system 65001\n  bgp\n   group "x"\n    peer-as 65002\n    neighbor 10.0.0.2\n'
    )
    assert classic.bgp["default"].neighbors[0].families[0].policies_in == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("                    metric 5\n", ""),  # nobody says how fast the port is either
        ("            port 1/1/1:7\n", "            port 1/1/1:7.8\n"),
        ("            admin-state enable\n            area", "            area"),
        ("        ospf 0 {", "        ospf 0 {\n            brand-new 1"),
        ("        autonomous-system 65001", "        segment-routing {\n        }"),
        ("            area", "            asbr\n            export-policy [give]\n            area"),  # with which metric?
    ],
)
def test_what_is_not_certain_makes_answers_unknown(old: str, new: str) -> None:
    text = BRACES.replace("            speed 10000\n", "")
    assert unmodelled(device(text)).control == ""
    assert old in text
    assert any(unmodelled(device(text.replace(old, new))))


@pytest.mark.parametrize(
    "line",
    [
        'community "planted" hash2 rw version both',
        'usm-community "planted" group "g"',
        'trap-target "x" { notify-community "planted" }',
        '/configure system security snmp community "planted" access-permissions r',
        "authentication hash md5 planted privacy des-key planted",
        'message-digest-key 1 md5 "planted hash2"',
        'server 1 address 10.0.0.1 secret "planted" hash2',
        'entry 0 key "planted" hash2 algorithm aes-128-cmac-96 create',
        'snmp {\n    community "planted" {\n    }\n}',
    ],
)
def test_no_secret_of_the_grammar_is_kept(line: str) -> None:
    assert "planted" not in redact(line, dialects()["nokia_sros"], b"k" * 32).text


@pytest.mark.parametrize("line", ['policy-options {\n    community "red" {\n    }\n}', 'community "red" members "65001:1"'])
def test_names_of_policies_are_kept(line: str) -> None:
    assert redact(line, dialects()["nokia_sros"], b"k" * 32).text == line


def test_other_texts_are_not_taken_for_a_config() -> None:
    shown = "TiMOS-B-23.7.R2 both/x86_64 Nokia 7750 SR-1 Copyright (c) 2000-2023 Nokia.\nAll rights reserved.\n"
    recognise = dialects()["nokia_sros"].recognise
    assert recognise(f"# {shown}") > 0.9
    assert recognise(shown) == recognise("interface Ethernet1\n   no switchport\n") == 0


@pytest.mark.parametrize("case", ["classic", "md_cli"])
def test_a_capture_that_was_cut_is_not_whole(case: str) -> None:
    text = (CASES / case / "config.txt").read_text(encoding="utf-8")
    whole = dialects()["nokia_sros"].ended
    assert whole(text)
    assert not any(whole(text[: len(text) * part // 10]) for part in range(1, 10))


def test_entries_of_a_filter_that_are_not_understood_leave_its_answers_open() -> None:
    text = (
        'configure {\nfilter {\nip-filter "f" {\nchain-to-system-filter true\nentry 10 {\n'
        "match {\n%s\n}\naction {\n%s\n}\n}\n}\n}\n}"
    )
    lines = (("fragment true", "accept"), ("protocol tcp", "forward { next-hop 10.0.0.1 }"))
    odd = [device(text % each).acls["f"].rules for each in lines]
    assert [[rule.unmodelled for rule in rules] for rules in odd] == [
        ["chain-to-system-filter", "fragment"],
        ["chain-to-system-filter", "action next-hop, action 10.0.0.1"],
    ]
