"""`netplan fidelity` of devices that speak IPv4 and IPv6: what was seen is compared, what was not is unknown, never extra."""

import json
from pathlib import Path

import pytest

from netplan.cli.app import main

CONFIG = """version 15.9
hostname {name}
ipv6 unicast-routing
interface GigabitEthernet0/1
 ip address 198.51.100.{n} 255.255.255.252
 ipv6 address 2001:DB8:F::{n}/64
!
router bgp 6500{n}
 bgp router-id 192.0.2.{n}
 no bgp default ipv4-unicast
 neighbor 198.51.100.{peer} remote-as 6500{peer}
 neighbor 2001:DB8:F::{peer} remote-as 6500{peer}
 address-family ipv4
  neighbor 198.51.100.{peer} activate
 exit-address-family
 address-family ipv6
  neighbor 2001:DB8:F::{peer} activate
 exit-address-family
!
end
"""
ROUTES = """Codes: L - local, C - connected
Gateway of last resort is not set
      198.51.100.0/24 is variably subnetted, 2 subnets, 2 masks
C        198.51.100.0/30 is directly connected, GigabitEthernet0/1
L        198.51.100.{n}/32 is directly connected, GigabitEthernet0/1
"""
ROUTES6 = """IPv6 Routing Table - default - 3 entries
Codes: C - Connected, L - Local
C   2001:DB8:F::/64 [0/0]
     via GigabitEthernet0/1, directly connected
L   2001:DB8:F::{n}/128 [0/0]
     via GigabitEthernet0/1, receive
L   FF00::/8 [0/0]
     via Null0, receive
"""
BGP = """BGP router identifier 192.0.2.{n}, local AS number 6500{n}

Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
198.51.100.{peer}    4        6500{peer}      10      10        1    0    0 00:10:00        0
"""
BGP6 = BGP.replace("198.51.100.", "2001:DB8:F::")
ALL = {"show_ip_route": ROUTES, "show_ipv6_route": ROUTES6, "show_ip_bgp_summary": BGP, "show_bgp_ipv6_unicast_summary": BGP6}


def compared(folder: Path, outputs: dict[str, str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    """The exit code and the differences of two routers that printed `outputs`."""
    (folder / "inventory.yaml").write_text("version: 1\ndepartments: {hr: {}}\n", encoding="utf-8")
    for name, n in (("r1", 1), ("r2", 2)):
        shows = folder / "hr/show" / name
        shows.mkdir(parents=True)
        (folder / "hr/configs").mkdir(exist_ok=True)
        (folder / f"hr/configs/{name}.cfg").write_text(CONFIG.format(name=name, n=n, peer=3 - n), encoding="utf-8")
        for command, text in outputs.items():
            (shows / f"{command}.txt").write_text(text.format(n=n, peer=3 - n), encoding="utf-8")
    assert main(["load", "hr", "--department", "hr"]) == 0
    capsys.readouterr()
    code = main(["fidelity", "--differences", "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["data"]


def test_all_that_was_seen_is_equal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert compared(tmp_path, ALL, capsys) == (0, [])


@pytest.mark.parametrize("lacking", ["show_ipv6_route", "show_bgp_ipv6_unicast_summary"])
def test_a_table_of_ipv6_that_nobody_has_is_unknown(
    lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, found = compared(tmp_path, {command: text for command, text in ALL.items() if command != lacking}, capsys)
    assert code == 5 and found and all("unknown" in str(row["status"]) or "not seen" in str(row["status"]) for row in found), found


def test_a_neighbour_that_is_down_is_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, found = compared(
        tmp_path, {**ALL, "show_bgp_ipv6_unicast_summary": BGP6.replace("00:10:00        0", "never    Idle")}, capsys
    )
    assert code == 2 and {(row["device"], row["item"]) for row in found} == {("r1", "2001:db8:f::2"), ("r2", "2001:db8:f::1")}
