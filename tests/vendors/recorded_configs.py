"""The recorded configs of real and lab devices, with the OS that each one speaks, as far as the data tells."""

import json
from collections.abc import Iterator
from pathlib import Path

OS_NAMES = {
    "ios": "cisco_ios",
    "iosxe": "cisco_ios",
    "arista": "arista_eos",
    "eos": "arista_eos",
    "cumulus": "frr",
    "junos": "juniper_junos",
    "junos-qfx": "juniper_junos",
    "junos-mx": "juniper_junos",
    "nx": "cisco_nxos",
    "nxos": "cisco_nxos",
    "iosxr": "cisco_xr",
    "fortios": "fortinet",
    "sros": "nokia_sros",
    "panos": "paloalto_panos",
}
"""What the data calls an OS → what a dialect calls it."""


def configs(folder: Path) -> list[tuple[str, Path]]:
    """The OS and the file of each config, in a fixed order; hosts of an OS that `OS_NAMES` lacks are left out."""
    return sorted({*_lab_validation(folder), *_suzieq(folder), *_one_os(folder)}, key=lambda found: (found[0], str(found[1])))


def _lab_validation(folder: Path) -> Iterator[tuple[str, Path]]:
    for listing in folder.glob("lab-validation/*/show/host_nos.txt"):
        for host, nos in json.loads(listing.read_text(encoding="utf-8")).items():
            if nos in OS_NAMES:
                for path in listing.parent.parent.glob("configs/*"):
                    if path.is_file() and path.stem.lower() == host.lower():
                        yield OS_NAMES[nos], path
                    elif path.is_dir() and path.name.lower() == host.lower():
                        shown = [
                            *path.glob("show_running*"),
                            *path.glob("show_configuration*"),
                            *path.glob(f"{host}.cfg"),
                            *path.glob("show.txt"),
                        ]
                        yield from ((OS_NAMES[nos], file) for file in shown)


def _suzieq(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.glob("suzieq/*-configs/*.cfg"):
        if (nos := path.name.split(".")[1]) in OS_NAMES:
            yield OS_NAMES[nos], path


def _one_os(folder: Path) -> Iterator[tuple[str, Path]]:
    """The sets in which all devices speak one OS."""
    patterns = {
        "batfish-example/*/configs/*.cfg": "cisco_ios",
        "confmask/*/**/configs/*.cfg": "cisco_ios",
        "pybatfish/failure-analysis/configs/*.cfg": "cisco_ios",
        "batfish-dc-as-reuse/configs/*": "arista_eos",
        "frr-topotests/*/r*/frr.conf": "frr",
        "pybatfish/example-filters/current/configs/firewall.cfg": "cisco_ios",
        "avd/*/intended/configs/*.cfg": "arista_eos",
        "oxidized/asa*output.txt": "cisco_asa",
        "canu/full_configs*-aruba/sw-[!e]*.cfg": "aruba_aoscx",
        "canu/full_configs*-aruba/sw-e*.cfg": "arista_eos",
        "canu/switch_backups/aruba/*.cfg": "aruba_aoscx",
        "oxidized/aoscx*output.txt": "aruba_aoscx",
        "canu/switch_backups/dellanox/sw-cdu*.cfg": "dell_os10",
        "canu/switch_backups/dellanox/sw-leaf-bmc*.cfg": "dell_os10",
        "config-diff/hier_config*/procurve_generated.conf": "hp_procurve",
        "config-diff/hier_config*/procurve_running.conf": "hp_procurve",
        "napalm-community/fortios/*.conf": "fortinet",
        "config-diff/netutils-compliance/fortinet_fortios/*.txt": "fortinet",
        "oxidized/fortigate*output.txt": "fortinet",
        "oxidized/vyos*output.txt": "vyos",
    }
    for pattern, os in patterns.items():
        yield from ((os, path) for path in folder.glob(pattern))
