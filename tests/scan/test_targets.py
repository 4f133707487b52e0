"""Everything that is wrong with what is to be scanned is said at once, with its place, before the first login."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.credentials import Credentials
from collectors.inventory import load_inventory
from collectors.selector import select
from collectors.target import Target
from collectors.targets import targets
from models.errors import CredentialError, InventoryError
from models.inventory import Inventory, JumpHost

HEAD = """\
version: 1
departments: {sote: {}, kasko: {}, keha: {}}
realms: {city: {departments: [keha]}, sote: {departments: [sote], reached_by: bastion}}
credentials:
  ro: {username: netops, password: env:RO, fallback: local}
  local: {username: audit, password: env:LOCAL}
  typed: {username: me, password: ask}
jump_hosts:
  outer: {hostname: outer.city.example, credential: local, known_hosts: keys/outer}
  bastion: {hostname: 10.20.0.10, port: 2200, credential: local, via: outer}
collectors:
  ssh: {type: ssh, timeout: 60}
  files: {type: folder, path: x}
defaults: {data: {credential: ro}}
groups:
  ios: {platform: cisco_ios}
  old: {platform: ios, data: {ssh: legacy}}
  sote: {data: {department: sote}}
  kasko: {data: {department: kasko}}
hosts:
"""
ENVIRONMENT = {"RO": "Alpha-1", "LOCAL": "Beta-22"}


def nobody_is_asked(question: str) -> str:
    raise AssertionError(question)


def all_resolve(names: Iterable[str]) -> set[str]:
    return set()


def read(folder: Path, hosts: str, head: str = HEAD) -> Inventory:
    path = folder / "inventory.yaml"
    path.write_text(head + "".join(f"  {line}\n" for line in hosts.strip().splitlines()), encoding="utf-8")
    return load_inventory(path)


def made(inventory: Inventory, *selectors: str, environment: dict[str, str] | None = None) -> list[Target]:
    given = Credentials(nobody_is_asked, ENVIRONMENT if environment is None else environment)
    return targets(inventory, select(inventory, selectors), credentials=given, unresolved=all_resolve)


def faults(inventory: Inventory, kind: type[Exception] = InventoryError, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(kind) as caught:
        made(inventory, environment=environment)
    *lines, count = str(caught.value).splitlines()
    assert count == f"{len(lines)} error{'s' * (len(lines) > 1)}; no device was logged in to"
    assert all("; " in line for line in lines), lines
    return lines


def test_a_target_has_all_that_is_needed(tmp_path: Path) -> None:
    inventory = read(
        tmp_path, "sw1: {hostname: 10.20.1.11, port: 2222, groups: [old, sote], data: {role: access, collectors: [ssh]}}"
    )
    (target,) = made(inventory)
    assert (str(target.device), target.hostname, target.port, target.os) == ("sote/sw1", "10.20.1.11", 2222, "cisco_ios")
    assert [(login.id, login.username, login.password) for login in target.logins] == [
        ("ro", "netops", "Alpha-1"),
        ("local", "audit", "Beta-22"),
    ]
    assert [(hop.id, hop.hostname, hop.port, hop.login.id) for hop in target.hops] == [
        ("outer", "outer.city.example", 22, "local"),
        ("bastion", "10.20.0.10", 2200, "local"),
    ]
    project = str(tmp_path / ".netplan" / "known_hosts")
    assert [hop.known_hosts for hop in target.hops] == [str(tmp_path / "keys" / "outer"), project]
    assert (target.known_hosts, target.known_as, target.legacy, target.seconds, target.role) == (project, "", True, 60.0, "access")
    assert "Alpha-1" not in repr(target)


def test_a_host_may_go_its_own_way(tmp_path: Path) -> None:
    inventory = read(
        tmp_path, "a: {hostname: 10.0.0.1, groups: [ios, kasko], data: {via: outer}}\nb: {hostname: 10.0.0.2, groups: [ios, kasko]}"
    )
    assert [[hop.id for hop in target.hops] for target in made(inventory)] == [["outer"], []]
    assert [target.legacy for target in made(inventory)] == [False, False]
    assert [target.seconds for target in made(inventory)] == [300.0, 300.0]


def test_what_comes_from_files_is_not_visited(tmp_path: Path) -> None:
    inventory = read(tmp_path, "a: {groups: [kasko], data: {collectors: [files]}}\nb: {hostname: 10.0.0.2, groups: [ios, kasko]}")
    assert [target.device.name for target in made(inventory)] == ["b"]


def test_realms_that_share_an_address_keep_their_keys_apart(tmp_path: Path) -> None:
    hosts = (
        "a: {hostname: 10.20.1.11, groups: [ios, sote]}\n"
        "b: {hostname: 10.20.1.11, groups: [ios, kasko]}\n"
        "c: {hostname: 10.20.0.10, port: 2200, groups: [ios, kasko]}"
    )
    names = {target.device.name: target.known_as for target in made(read(tmp_path, hosts))}
    assert names == {"a": "10.20.1.11%sote", "b": "10.20.1.11%kasko", "c": "10.20.0.10%kasko"}
    assert [target.known_as for target in made(read(tmp_path, hosts), "a")] == ["10.20.1.11%sote"], "whatever else is scanned"


ONE = "hosts: sote/x"


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        ("x: {groups: [ios, sote]}", f"{ONE} has no address; add `hostname: …`"),
        ("x: {hostname: 10.0.0.1, groups: [sote]}", f"{ONE} has no platform; add `platform: …`"),
        ("x: {hostname: 10.0.0.1, platform: dlink_ds, groups: [sote]}", f"{ONE}: no dialect for the OS 'dlink_ds'; use one of"),
        ("x: {hostname: 10.0.0.1, platform: end_host, groups: [sote]}", "cannot be asked live; load its config from a file"),
        (
            "x: {hostname: 10.0.0.1, groups: [ios, sote]}\ny: {hostname: 10.0.0.1, groups: [ios, sote]}",
            "hosts: sote/y has the address of sote/x (10.0.0.1, first at ",
        ),
        (
            "x: {hostname: SW.example, port: 23, groups: [ios, sote]}\ny: {hostname: sw.example, port: 23, groups: [ios, sote]}",
            "([sw.example]:23, first at ",
        ),
        (
            "x: {hostname: 10.0.0.1, groups: [ios, sote]}\nX: {hostname: 10.0.0.2, groups: [ios, sote]}",
            "hosts: sote/X is sote/x but for its case",
        ),
    ],
)
def test_a_fault_of_a_host(tmp_path: Path, hosts: str, said: str) -> None:
    lines = faults(read(tmp_path, hosts))
    assert len(lines) == 1 and said in lines[0], lines
    assert lines[0].startswith(f"{tmp_path}/inventory.yaml:{20 + len(hosts.splitlines())}: error: ")


def test_faults_of_hosts_that_are_not_scanned_are_no_matter(tmp_path: Path) -> None:
    inventory = read(
        tmp_path,
        "a: {hostname: 10.0.0.1, groups: [ios, sote]}\n"
        "b: {groups: [sote]}\n"
        "c: {hostname: 10.0.0.9, groups: [ios, sote]}\n"
        "d: {hostname: 10.0.0.9, groups: [ios, sote]}",
    )
    assert [target.device.name for target in made(inventory, "a")] == ["a"]


def test_a_host_without_a_credential(tmp_path: Path) -> None:
    head = HEAD.replace("defaults: {data: {credential: ro}}\n", "")
    (line,) = faults(read(tmp_path, "x: {hostname: 10.0.0.1, groups: [ios, kasko]}", head))
    assert "hosts: kasko/x has no credential; add `data: {credential: …}`" in line
    own = "x: {hostname: 10.0.0.1, username: me, password: env:RO, groups: [ios, kasko]}"
    (target,) = made(read(tmp_path, own, head))
    assert [(login.username, login.password) for login in target.logins] == [("me", "Alpha-1")]


def test_a_jump_host_without_a_credential(tmp_path: Path) -> None:
    head = HEAD.replace("outer.city.example, credential: local, ", "outer.city.example, ")
    (line,) = faults(
        read(tmp_path, "x: {hostname: 10.0.0.1, groups: [ios, sote]}\ny: {hostname: 10.0.0.2, groups: [ios, sote]}", head)
    )
    assert ":9: error: jump_hosts.outer has no credential" in line


def test_jump_hosts_in_a_circle_end(tmp_path: Path) -> None:
    inventory = read(tmp_path, "x: {hostname: 10.0.0.1, groups: [ios, sote]}")
    circle = {name: replace(jump, via="bastion") for name, jump in inventory.jump_hosts.items()}
    (line,) = faults(replace(inventory, jump_hosts=circle))
    assert "jump host bastion is reached through itself" in line
    (line,) = faults(replace(inventory, jump_hosts={"bastion": JumpHost("bastion", "h", credential="ro", via="gone")}))
    assert "there is no jump host gone" in line


def test_names_are_looked_up_where_they_are_used(tmp_path: Path) -> None:
    hosts = (
        "a: {hostname: a.example, groups: [ios, sote]}\n"
        "b: {hostname: b.example, groups: [ios, kasko]}\n"
        "c: {groups: [ios], hostname: c.example, data: {department: keha}}"
    )
    inventory = read(tmp_path, hosts)
    asked: list[str] = []

    def none(names: Iterable[str]) -> set[str]:
        asked.extend(names)
        return {"b.example", "outer.city.example"}

    with pytest.raises(InventoryError) as caught:
        targets(inventory, select(inventory), credentials=Credentials(nobody_is_asked, ENVIRONMENT), unresolved=none)
    assert sorted(asked) == ["b.example", "c.example", "outer.city.example"], "behind a jump host, that one knows the names"
    lines = str(caught.value).splitlines()
    assert ":9: error: the name 'outer.city.example' has no address" in lines[0] and ":22: error: the name 'b.example'" in lines[1]


def test_names_are_really_looked_up(tmp_path: Path) -> None:
    from collectors.transports.dial import without_address

    assert without_address(["localhost", "127.0.0.1", "no-such-name.invalid", "x" * 70]) == {"no-such-name.invalid", "x" * 70}
    assert without_address([]) == set()


def test_a_file_of_host_keys_that_is_not_right(tmp_path: Path) -> None:
    inventory = read(tmp_path, "x: {hostname: 10.0.0.1, groups: [ios, sote]}")
    (tmp_path / ".netplan").mkdir()
    (tmp_path / ".netplan" / "known_hosts").write_text("nonsense\n")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "outer").mkdir()
    lines = faults(inventory)
    assert len(lines) == 2 and "keys/outer: Is a directory" in " ".join(lines) and "known_hosts:1: not a line" in " ".join(lines)


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    lines = faults(read(tmp_path, "a: {groups: [ios, sote]}\nb: {hostname: 10.0.0.1, groups: [sote]}\nc: {groups: [kasko]}"))
    assert [line.split(": ")[0].rpartition(":")[2] for line in lines] == ["21", "22", "23", "23"]


def test_credentials_that_cannot_be_had(tmp_path: Path) -> None:
    inventory = read(
        tmp_path,
        "x: {hostname: 10.0.0.1, groups: [ios, kasko]}\ny: {hostname: 10.0.0.2, groups: [ios, kasko], data: {credential: typed}}",
    )
    lines = faults(inventory, CredentialError, environment={})
    assert ["credentials.ro.password" in line or "credentials.local.password" in line for line in lines] == [True, True]
    assert "inventory.yaml:5: error:" in lines[0]


def test_credentials_of_others_are_not_needed(tmp_path: Path) -> None:
    inventory = read(tmp_path, "x: {hostname: 10.0.0.1, groups: [ios, kasko], data: {credential: local}}")
    assert [target.logins[0].id for target in made(inventory, environment={"LOCAL": "Beta-22"})] == ["local"]


def test_somebody_is_asked_once_and_last(tmp_path: Path) -> None:
    typed = "x{n}: {{hostname: 10.0.0.{n}, groups: [ios, kasko], data: {{credential: typed}}}}\n"
    hosts = "".join(typed.format(n=number) for number in range(1, 4))
    inventory = read(tmp_path, hosts)
    asked: list[str] = []
    given = Credentials(lambda question: asked.append(question) or "Gamma-333", ENVIRONMENT)
    found = targets(inventory, select(inventory), credentials=given, unresolved=all_resolve)
    assert [target.logins[0].password for target in found] == ["Gamma-333"] * 3 and asked == ["typed password"]
