"""Every place where FortiOS keeps a secret is hidden before anything is written, and nothing else is."""

import pytest

from collectors.dialect import dialects
from collectors.redact import redact
from models.source import Status
from tests.collectors.fortinet.reading import device

KEY = bytes(32)
PLACES = {
    "config system admin\n    edit x": ["set password ENC {}", "set password {}"],
    "config system api-user\n    edit x": ["set api-key ENC {}"],
    "config system ha": ["set password ENC {}", 'set ha-password "{}"'],
    "config system snmp community\n    edit 1": ['set name "{}"', "set name {}"],
    "config system snmp user\n    edit x": ["set auth-pwd ENC {}", "set priv-pwd ENC {}", 'set auth-pwd "{}"'],
    "config user radius\n    edit x": ["set secret ENC {}", "set secondary-secret ENC {}", 'set secret "{}"'],
    "config user tacacs+\n    edit x": ["set key ENC {}", "set secondary-key ENC {}", 'set key "{}"'],
    "config user ldap\n    edit x": ["set password ENC {}"],
    "config user local\n    edit x": ["set passwd ENC {}", "set passwd {}", "set ppk-secret ENC {}"],
    "config user fsso\n    edit x": ["set password ENC {}", "set password2 ENC {}"],
    "config user fortitoken\n    edit x": ['set seed "{}"'],
    "config vpn ipsec phase1-interface\n    edit x": ["set psksecret ENC {}", 'set psksecret "{}"', "set ppk-secret ENC {}",
                                                      "set authpasswd ENC {}", "set psksecret-remote ENC {}"],
    "config vpn ipsec manualkey\n    edit x": ["set authkey ENC {}", "set enckey ENC {}"],
    "config vpn certificate local\n    edit x": ["set password ENC {}"],
    "config system interface\n    edit x": ["set password ENC {}", "set pptp-password ENC {}"],
    "config system email-server": ["set password ENC {}"],
    "config system ddns\n    edit 1": ["set ddns-password ENC {}", "set ddns-key ENC {}"],
    "config system autoupdate tunneling": ["set password ENC {}"],
    "config system central-management": ["set enc-key ENC {}"],
    "config log fortianalyzer setting": ["set preshared-key ENC {}"],
    "config wireless-controller vap\n    edit x": ["set passphrase ENC {}", "set sae-password ENC {}", "set key ENC {}",
                                                   'set passphrase "{}"', "set radius-mac-auth-password ENC {}"],
    "config router bgp\n    config neighbor\n        edit 10.0.0.1": ["set password ENC {}", 'set password "{}"'],
    "config router ospf\n    config ospf-interface\n        edit x": ["set authentication-key ENC {}", "set md5-key 1 {}",
                                                                      'set md5-key 1 "{}"', "set md5-keys 1 ENC {}"],
    "config router key-chain\n    edit x\n        config key\n            edit 1": ["set key-string ENC {}", 'set key-string "{}"'],
    "config router isis": ["set auth-password-l1 ENC {}"],
    "config system automation-action\n    edit x": ["set aws-api-key ENC {}", "set azure-api-key ENC {}"],
    "config system sdn-connector\n    edit x": ["set secret-key ENC {}", "set client-secret ENC {}", "set password ENC {}"],
    "config system modem": ["set passwd1 ENC {}"],
}  # fmt: skip
SECRET = "Tq7vKx29LmPz"
SHOWS = [
    "config system global\n    set hostname fw\n    set admintimeout 10",
    "config system interface\n    edit x\n        set ip 10.0.0.1 255.255.255.0",
    "config firewall address\n    edit secretariat\n        set subnet 10.0.0.0 255.0.0.0",
    'config firewall policy\n    edit 1\n        set name "password reset portal"\n        set comments "key people"',
    "config user local\n    edit x\n        set type password",
    "config user radius\n    edit x\n        set server 10.0.0.1\n        set auth-type auto",
    "config system password-policy\n    set status enable\n    set min-length 12",
    'config router route-map\n    edit keys\n        config rule\n            edit 1\n                set match-ip-address "OURS"',
    "config system snmp community\n    edit 1\n        config hosts\n            edit 1\n                set ip 10.0.0.1",
]


@pytest.mark.parametrize("where", PLACES)
def test_no_secret_is_left(where: str) -> None:
    for line in PLACES[where]:
        indent = " " * (4 * where.count("\n") + 4)
        text = f"{where}\n{indent}{line.format(SECRET)}\n"
        found = redact(text, dialects()["fortinet"], KEY)
        assert SECRET not in found.text, line
        assert sum(found.counts.values()) == 1, line
        assert found.text.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", SHOWS)
def test_nothing_else_is_hidden(text: str) -> None:
    assert redact(text, dialects()["fortinet"], KEY).text == text


def test_a_private_key_of_several_lines_is_hidden_and_the_rest_is_read() -> None:
    body = "\n".join(["MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQI"] * 3)
    text = (
        f'config vpn certificate local\n    edit "x"\n        set password ENC {SECRET}\n'
        f'        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}\n-----END ENCRYPTED PRIVATE KEY-----"\n'
        "    next\nend\nconfig system global\n    set hostname fw\nend\n"
    )
    hidden = redact(text, dialects()["fortinet"], KEY).text
    assert "MIIFHDBO" not in hidden
    assert SECRET not in hidden
    clear, after = device(text), device(hidden)
    assert clear.hostname == after.hostname == "fw"
    assert [clear.coverage.total(status) for status in Status] == [after.coverage.total(status) for status in Status]


def test_facts_hold_tokens_in_place_of_secrets() -> None:
    text = f"config system admin\n    edit root\n        set password ENC {SECRET}\n    next\nend\n" \
           f"config system snmp community\n    edit 1\n        set name {SECRET}\n    next\nend\n"  # fmt: skip
    assert SECRET not in repr((device(text).users, device(text).services))
    found = device(redact(text, dialects()["fortinet"], KEY).text)
    assert [user.secret[:17] for user in found.users] == ["⟦secret:password:"]
    assert len(found.services) == 1
