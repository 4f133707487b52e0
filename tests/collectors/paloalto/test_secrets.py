"""Every place where PAN-OS keeps a secret is hidden before anything is written, in each form, and nothing else is."""

import pytest

from collectors.dialect import dialects
from collectors.redact import redact

KEY = bytes(32)
SECRET = "Gk3vQxTz81Lp"
PLACES = """
mgt-config users anna phash
network virtual-router default protocol bgp auth-profile k secret
network virtual-router default protocol ospf auth-profile k md5 1 key
network virtual-router default protocol ospf auth-profile k password
network ike gateway g authentication pre-shared-key key
deviceconfig system snmp-setting access-setting version v2c snmp-community-string
deviceconfig system snmp-setting access-setting version v3 users u authpwd
deviceconfig system snmp-setting access-setting version v3 users u privpwd
shared server-profile radius r server s secret
shared server-profile ldap l bind-password
shared log-settings snmptrap t version v2c server s community
deviceconfig system ntp-servers primary-ntp-server authentication-type symmetric-key algorithm sha1 authentication-key
shared certificate c private-key
network tunnel ipsec t manual-key esp authentication sha1 key
vsys vsys1 user-id-agent a secret
network interface ethernet ethernet1/1 layer3 pppoe password
""".strip().splitlines()


def _set(path: str) -> str:
    return f"set {path} {SECRET}"


def _quoted(path: str) -> str:
    return f'set {path} "{SECRET}"'


def _brace(path: str) -> str:
    *above, last = path.split()
    opened = "".join(f"{' ' * at}{word} {{\n" for at, word in enumerate(above))
    return opened + f"{' ' * len(above)}{last} {SECRET};\n" + "}\n" * len(above)


def _xml(path: str) -> str:
    words = path.split()
    opened = "".join(f"{' ' * at}<{word}>\n" for at, word in enumerate(words[:-1]))
    return opened + f"{' ' * len(words)}<{words[-1]}>{SECRET}</{words[-1]}>\n"


@pytest.mark.parametrize("form", [_set, _quoted, _brace, _xml])
@pytest.mark.parametrize("path", PLACES)
def test_a_planted_secret_is_hidden(path: str, form) -> None:  # type: ignore[no-untyped-def]  # a function of the path
    text = form(path)
    assert SECRET in text
    found = redact(text, dialects()["paloalto_panos"], KEY).text
    assert SECRET not in found and found.count("⟦secret:") == 1 and found.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "line",
    [
        "set zone key network layer3 ethernet1/1",
        "set network ike gateway g authentication pre-shared-key",
        "set mgt-config password-complexity enabled yes",
    ],
)
def test_names_are_no_secrets(line: str) -> None:
    assert redact(line, dialects()["paloalto_panos"], KEY).text == line


def test_what_the_device_encrypted_is_a_secret_anywhere() -> None:
    text = "<odd-place>-AQ==Wq1Zk9c8Hn0Jk2m1Qv7+/abcd=</odd-place>"
    assert "Wq1Zk9c8" not in redact(text, dialects()["paloalto_panos"], KEY).text
