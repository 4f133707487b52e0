"""Every kind of error, at its exact line and column, with what to do; all of them at once; no secret ever shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.inventory import load_inventory
from models.errors import InventoryError

Write = Callable[..., Path]

HEAD = "version: 1\ndepartments: {keha: {}, sote: {}}\n"
CASES = [
    # text below HEAD, line, column, what the message must hold
    ("deparments: {}", 3, 1, "deparments: unknown key; did you mean 'departments'?"),
    ("sites: {x: {critcality: A}}", 3, 13, "sites.x.critcality: unknown key; did you mean 'criticality'?"),
    ("hosts: {h: {department: sote}}", 3, 13, "put it under `data:`"),
    ("hosts: {h: {zzz: 1, data: {department: sote}}}", 3, 13, "unknown key; remove it; known here: hostname"),
    ("sites: {x: {department: soto}}", 3, 25, "no department 'soto'; did you mean 'sote'?"),
    ("hosts: {h: {data: {department: sote, site: kalio}}}\nsites: {kallio: {}}", 3, 44, "no site 'kalio'; did you mean 'kallio'?"),
    ("hosts: {h: {groups: [ioss], data: {department: sote}}}\ngroups: {ios: {}}", 3, 22, "no group 'ioss'; did you mean 'ios'?"),
    ("hosts: {h: {data: {department: sote, credential: ro}}}", 3, 50, "no credential 'ro'; define it"),
    ("hosts: {h: {data: {department: sote, via: jump}}}", 3, 43, "no jump host 'jump'"),
    ("hosts: {h: {data: {department: sote, contract: lan}}}", 3, 48, "no contract 'lan'"),
    ("hosts: {h: {data: {department: sote, collectors: [ssx]}}}\ncollectors: {ssh: {type: ssh}}", 3, 51, "no collector 'ssx'"),
    ("hosts: {h: {hostname: 10.0.0.1}}", 3, 9, "hosts.h: has no department; set data.department"),
    ("hosts: {h: {port: many, data: {department: sote}}}", 3, 19, "a whole number is expected, not 'many'"),
    ('hosts: {h: {port: "22", data: {department: sote}}}', 3, 19, "not '22' in quotes"),
    ("hosts: {h: {port: 0, data: {department: sote}}}", 3, 19, "0 is out of range; write a whole number from 1 to 65535"),
    ("hosts: {h: {hostname: a b, data: {department: sote}}}", 3, 23, "'a b' is no address or host name"),
    ("hosts: {h: {data: {department: sote}}, h: {}}", 3, 40, "hosts.h: given twice (first at inventory.yaml:3:9)"),
    ("sites: {x: {address: a, address: b}}", 3, 25, "sites.x.address: given twice"),
    ("hosts: {a: {data: {department: sote, name: x}}, x: {data: {department: sote}}}", 3, 49, "is sote/x again"),
    ("hosts: {h: [1]}", 3, 12, "hosts.h: a mapping is expected, not a list"),
    ("hosts: {h: {groups: ios, data: {department: sote}}}\ngroups: {ios: {}}", 3, 21, "a list is expected, not a value"),
    ("sites: {x: {address: [1]}}", 3, 22, "text is expected, not a list"),
    ("sites: {x: {address: true}}", 3, 22, "put it in quotes"),
    ("sites: {x: {criticality: D}}", 3, 26, "'D' is not one of A, B, C"),
    ("sites: {x: {location: {lat: 91, lon: 0}}}", 3, 29, "out of range"),
    ("sites: {x: {location: {lat: 9}}}", 3, 23, "'lon' is missing"),
    ("sites: {'a/b': {}}", 3, 9, "'a/b' is no name"),
    ("credentials: {c: {password: hunter2}}", 3, 29, "credentials.c.password: a secret stands in the file"),
    ("credentials: {c: {snmp: {community: hunter2}}}", 3, 37, "a secret stands in the file"),
    ("credentials: {c: {password: 'env:'}}", 3, 29, "a secret stands in the file"),
    ("hosts: {h: {password: hunter2, data: {department: sote}}}", 3, 23, "a secret stands in the file"),
    ("hosts: {h: {data: {department: sote, x: [{api_token: hunter2}]}}}", 3, 54, "a secret stands in the file"),
    ("defaults: {connection_options: {netmiko: {extras: {secret: hunter2}}}}", 3, 60, "a secret stands in the file"),
    ("sources: [{type: csv, path: x, token: hunter2}]", 3, 39, "a secret stands in the file"),
    ("groups: {a: {groups: [b]}, b: {groups: [a]}}", 3, 10, "groups go in a circle: a → b → a"),
    ("groups: {a: {groups: [a]}}", 3, 10, "groups go in a circle: a → a"),
    ("jump_hosts: {a: {hostname: x, via: b}, b: {hostname: y, via: a}}", 3, 14, "reached through itself: a → b → a"),
    ("credentials: {a: {fallback: b}, b: {fallback: a}}", 3, 15, "falls back on itself: a → b → a; take one `fallback` out"),
    ("credentials: {a: {fallback: b}}", 3, 29, "no credential 'b'"),
    ("credentials: {a: {agent: 1}}", 3, 26, "true or false is expected"),
    ("hosts: {h: {data: {department: sote, ssh: old}}}", 3, 43, "'old' is not one of modern, netmiko, legacy"),
    ("hosts: {h: {ssh: legacy, data: {department: sote}}}", 3, 13, "put it under `data:`"),
    (
        "defaults: {data: {ssh: legacy}}",
        3,
        24,
        "defaults.data.ssh: allows broken algorithms everywhere; move it to the hosts or groups",
    ),
    ("realms: {r: {departments: [sote]}, q: {departments: [sote]}}", 3, 36, "'sote' is in realm 'r' already"),
    ("realms: {r: {reached_by: x}}", 3, 13, "realms.r: 'departments' is missing"),
    ("contracts: {c: {department: sote, ends: 31.12.2027}}", 3, 41, "'31.12.2027' is no date; write year-month-day"),
    ("contracts: {c: {department: sote, ends: 2027-02-30}}", 3, 41, "'2027-02-30' is no date"),
    ("contracts: {c: {department: sote, per_month: -1}}", 3, 46, "out of range"),
    ("contracts: {c: {department: sote, per_month: 1, eur_per_year: 2}}", 3, 13, "the price stands 2 times"),
    ("windows: {w: {rrule: FREQ=SOMETIMES, start: 22:00}}", 3, 22, "is no RRULE"),
    ("windows: {w: {rrule: FREQ=DAILY, start: 25:00}}", 3, 41, "'25:00' is no time of day"),
    ("windows: {w: {rrule: FREQ=DAILY, start: 22:00, duration: 4 days}}", 3, 58, "'4 days' is no length of time"),
    ("windows: {w: {rrule: FREQ=DAILY}}", 3, 11, "'start' is missing"),
    ("windows: {w: {max_devices: 3}}", 3, 11, "windows.w: says no time"),
    ("windows: {w: {from: 2027-01-02, to: 2027-01-01}}", 3, 37, "2027-01-01 is before 2027-01-02"),
    ("freezes: [{from: 2027-01-01}]", 3, 11, "freezes[0]: 'to' is missing"),
    ("organisation: {timezone: Europe/Helsingfors}", 3, 26, "is no time zone"),
    ("organisation: {languages: [fi, se]}", 3, 32, "'se' is not one of fi, sv, en"),
    ("organisation: {currency: euro}", 3, 26, "'euro' is not a currency (EUR)"),
    ("target: {address_space: [10.1.0.0/8]}", 3, 26, "'10.1.0.0/8' has host bits; did you mean 10.0.0.0/8?"),
    ("target: {address_space: [ten]}", 3, 26, "'ten' is no prefix"),
    ("target: {vlan_range: 100-5000}", 3, 22, "leaves the VLAN ids"),
    ("target: {vlan_range: 300-200}", 3, 22, "is no range"),
    ("target: {common_vlans: {x: STAFF}}", 3, 25, "'x' is no VLAN id"),
    ("target: {must_talk: [{name: a, from: {department: sote}}]}", 3, 22, "'to' is missing"),
    (
        "target: {must_talk: [{name: a, from: {department: sote}, to: {department: keha}, ports: 1}]}",
        3,
        89,
        "ports need a protocol",
    ),
    ("target: {retire: [{department: sote, device: x, replaced_by: [mail]}]}", 3, 63, "no demand 'mail'"),
    ("target: {file: none.yaml}", 3, 16, "none.yaml: No such file"),
    ("target: {file: x.yaml, mtu: 1500}", 3, 9, "names a file and has keys of its own"),
    ("links: [{a: sote/sw1, b: 'keha/r1:e0'}]", 3, 13, "'sote/sw1' is no port; write department/device:interface"),
    ("links: [{a: 'soto/sw1:e0', b: 'keha/r1:e0'}]", 3, 13, "no department 'soto'"),
    ("links: [{a: 'sote/sw1:e0', b: 'sote/sw1:e0'}]", 3, 9, "both ends are the same port"),
    ("sources: [{type: folder, path: x}]", 3, 11, "'department' is missing"),
    ("sources: [{type: git, department: sote}]", 3, 11, "'path' is missing"),
    ("accept: [{rule: x, reason: y, owner: z}]", 3, 10, "'until' is missing"),
    ("include: none/*.yaml", 3, 10, "no file 'none/*.yaml'"),
    ("include: /etc/passwd", 3, 10, "no file name relative to this file"),
    ("include: inventory.yaml", 3, 10, "included twice (it is the inventory itself)"),
    ("sites: {x: *nothing}", 3, 12, "no anchor &nothing above"),
    ("sites: &s {x: *s}", 3, 15, "*s stands inside itself"),
    ("sites: {x: !!python/name:os.system }", 3, 12, "a YAML tag"),
    ("sites: {x", 4, 1, "not YAML"),
    ("---\nversion: 1", 3, 1, "a second document"),
    ("sites: {? [a] : b}", 3, 11, "a key is a list"),
    ("sites: {x: {<<: 1}}", 3, 17, "a merge needs a mapping"),
    ("sites: {x: " + "[" * 50 + "]" * 50 + "}", 3, 50, "nested deeper than 40 levels"),
]


def errors(path: Path) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        load_inventory(path)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("text", "line", "column", "what"), CASES, ids=[case[3][:60] for case in CASES])
def test_an_error_names_its_place_and_what_to_do(write: Write, text: str, line: int, column: int, what: str) -> None:
    found = [each for each in errors(write(f"{HEAD}{text}\n")) if what in each]
    assert found, errors(Path("inventory.yaml"))
    assert found[0].startswith(f"inventory.yaml:{line}:{column}: error: ")
    assert "; " in found[0]


def test_the_head_of_the_cases_is_right(write: Write) -> None:
    assert set(load_inventory(write(HEAD)).departments) == {"keha", "sote"}


def test_no_secret_is_ever_shown(write: Write) -> None:
    for text, *_ in CASES:
        assert "hunter2" not in "\n".join(errors(write(f"{HEAD}{text}\n")))


def test_all_errors_come_at_once_sorted_by_place_and_counted(write: Write) -> None:
    found = errors(write(f"{HEAD}sites:\n  a: {{department: x}}\n  b: {{criticality: 1}}\nhosts: {{h: {{}}}}\nbad: 1\n"))
    assert [line.split(" ")[0] for line in found[:-1]] == [
        "inventory.yaml:4:19:",
        "inventory.yaml:5:20:",
        "inventory.yaml:6:9:",
        "inventory.yaml:7:1:",
    ]
    assert found[-1] == "4 errors in the inventory"


def test_a_version_must_be_given_and_known(write: Write) -> None:
    assert "'version' is missing" in errors(write("sites: {}\n"))[0]
    assert "out of range" in errors(write("version: 2\n"))[0]


def test_what_is_no_mapping_is_no_inventory(write: Write) -> None:
    assert errors(write("- a\n- b\n"))[0].startswith("inventory.yaml:1:1: error: a list is no inventory")


def test_a_clash_of_two_files_names_both(write: Write) -> None:
    write("departments: {sote: {}}\n", "b.yaml")
    found = errors(write(f"{HEAD}include: b.yaml\n"))
    assert found[0].startswith("b.yaml:1:15: error: departments.sote: stands in two files (also at inventory.yaml:2:25)")


def test_an_error_in_an_included_file_is_named_there(write: Write) -> None:
    write("hosts:\n  h: {prot: 22}\n", "parts/b.yaml")
    found = errors(write(f"{HEAD}include: parts/*.yaml\n"))
    assert "parts/b.yaml:2:7: error: hosts.h.prot: unknown key; did you mean 'port'?" in found


def test_an_error_in_the_target_file_is_named_there(write: Write) -> None:
    write("mtu: big\n", "target.yaml")
    assert errors(write("version: 1\ntarget: {file: target.yaml}\n"))[0].startswith(
        "target.yaml:1:6: error: target.mtu: a whole number"
    )


def test_aliases_cannot_blow_up(write: Write) -> None:
    lines = ["version: 1", "costs:", "  a: &a {x: 1}"]
    lines += [
        f"  {name}: &{name} {{{', '.join(f'k{i}: *{before}' for i in range(12))}}}"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert any("aliases stand for far more" in line for line in errors(write("\n".join(lines))))


def test_bytes_that_are_no_text_are_one_error(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    for content in (b"\xff\xfe\x00", b"a: \x01", b"version: 1\nx: \xe4\n", b"[" * 100_000):
        path.write_bytes(content)
        assert len(errors(path)) == 2


def test_a_clash_does_not_hide_other_errors_but_a_missing_file_stands_alone(write: Write) -> None:
    write("departments: {sote: {}}\n", "b.yaml")
    text = f"{HEAD}include: b.yaml\nsites: {{x: {{department: soto}}}}\n"
    assert len(errors(write(text))) == 3
    assert len(errors(write(text.replace("b.yaml", "none.yaml")))) == 2


def test_a_key_cannot_forge_a_line_or_fill_the_screen(write: Write) -> None:
    text = f'{HEAD}"x\\ninventory.yaml:1:1: error: forged\\e[2J": 1\n{"y" * 900}: 1\n'
    found = errors(write(text))
    assert len(found) == 3
    assert "\\u000ainventory.yaml:1:1: error: forged\\u001b" in found[0]
    assert len(found[1]) < 700


def test_a_file_that_is_wrong_throughout_tells_every_error(write: Write) -> None:
    sites = ", ".join(f"place-number-{number}: {{}}" for number in range(800))
    hosts = "\n".join(f"  h{number}: {{data: {{department: sote, site: plaze-nummer-{number}}}}}" for number in range(1500))
    assert len(errors(write(f"{HEAD}sites: {{{sites}}}\nhosts:\n{hosts}\n"))) == 1501
