"""What folders and repositories share: which file is whose config, and which is a show output."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from collectors.dialect import dialects
from models.snapshot import Note

CONFIG_SUFFIXES = ("", ".cfg", ".conf", ".config", ".txt", ".set")
_OTHER = ".md .json .yaml .yml .png .py .csv .xlsx .html .pdf .zip .gz .xz .log .bak .swp .ref"
OTHER_SUFFIXES = frozenset(_OTHER.split())
"""Files of these kinds are never configs; any other suffix may be a part of a host name (`sw1.city.fi`)."""
NO_CONFIGS = re.compile(r"^(?:readme|licen[cs]e|makefile|changelog|notice|provenance|host_nos|\..*)(?:\..*)?$", re.I)
DECORATION = re.compile(r"(?:[-_.](?:startup|running)[-_]?conf(?:ig)?|-confg)$", re.I)
DAEMONS = re.compile(
    r"^(?:zebra|(?:static|ospf|ospf6|bgp|isis|rip|ripng|eigrp|ldp|pim|pim6|bfd|babel|fabric|nhrp|pbr|vrrp|path|mgmt)d)\.conf$"
)
"""FRR before its integrated config: one file for each daemon of a router."""
END_HOST = "end_host"
"""The dialect of an end host that Batfish's JSON describes."""
RUNNING = re.compile(
    r"running|startup|^(?:show_)?config(?:uration)?\b|display_current|show_configuration|devconfig|^(?:frr|quagga|juniper)$"
    r"|^show(?:_full[-_]configuration)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Held:
    """One file: the name by which the user knows it, and where its bytes are (`blob` identifies them in a repository)."""

    file: str
    data: Path | bytes
    taken: datetime | None = None
    blob: str = ""


@dataclass(frozen=True, slots=True)
class HostFiles:
    """What there is of one host. `hint` is an OS that the file name tells; `more` are files that belong to the same config."""

    name: str
    config: Held
    hint: str = ""
    shows: tuple[tuple[str, Held], ...] = ()
    more: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """All of one source at one time; `wires` are files with declared links (Batfish's layer-1 topology)."""

    hosts: tuple[HostFiles, ...]
    wires: tuple[Held, ...] = ()
    notes: tuple[Note, ...] = ()
    taken: datetime | None = None


def is_config(name: str) -> bool:
    """Whether a file of this name is taken for a config.

    >>> [is_config(name) for name in ("sw1.cfg", "sw1", "sw1.city.fi", "README.md", ".sw1.cfg.swp", "sw1.json")]
    [True, True, True, False, False, False]
    """
    suffix = Path(name).suffix.lower()
    return suffix not in OTHER_SUFFIXES and not NO_CONFIGS.match(name)


def host_of(name: str) -> tuple[str, str]:
    """Host name and OS hint that a file name tells.

    >>> host_of("leaf1.eos.cfg"), host_of("sw1.city.fi.cfg"), host_of("r1_startup_config.cfg"), host_of("sw1.city.fi")
    (('leaf1', 'arista_eos'), ('sw1.city.fi', ''), ('r1', ''), ('sw1.city.fi', ''))
    """
    stem = name[: -len(suffix)] if (suffix := Path(name).suffix.lower()) and suffix in CONFIG_SUFFIXES else name
    stem = DECORATION.sub("", stem) or stem
    first, dot, last = stem.rpartition(".")
    if dot and first:
        for spoken in dialects().values():
            words = (spoken.name, *spoken.aliases)
            if last.lower() in words or last.lower().split("-")[0] in words:
                return first, spoken.name
    return stem, ""


def command_of(name: str) -> str:
    """The command whose output a file holds.

    >>> command_of("show_lldp_neighbors_detail.txt")
    'show lldp neighbors detail'
    """
    return Path(name).stem.replace("_", " ")


def arranged(entries: Iterable[tuple[tuple[str, ...], Held]], prefix: str = "") -> Listing:
    """Tell configs, show outputs and wires apart by their paths below the source.

    Layouts: `host.cfg`; `group/host.cfg`; `configs/host.cfg`; `host/…running-config…` or `configs/host/…` with its other
    files as show outputs; `host/zebra.conf` with a file for each other daemon of FRR; `show/host/command.txt`;
    `batfish/layer1_topology.json`; `hosts/NAME.json`.
    """
    entries = [(parts, held) for parts, held in entries if not any(part.startswith(".") for part in parts)]
    if any(parts[0] == "configs" and len(parts) > 1 for parts, _ in entries):
        configs = [(parts[1:], held) for parts, held in entries if parts[0] == "configs"]
    else:
        configs = [
            (parts, held) for parts, held in entries if parts[0] not in ("show", "batfish", "hosts", "validation", "iptables")
        ]
    wires = tuple(held for parts, held in entries if parts[-1].endswith("layer1_topology.json"))
    shows: dict[str, list[tuple[str, Held]]] = {}
    for parts, held in entries:
        if parts[0] == "show" and len(parts) == 3 and parts[-1].endswith((".txt", ".out", ".output")):
            shows.setdefault(parts[1], []).append((command_of(parts[-1]), held))
    hosts, skipped = _hosts(configs)
    hosts += [HostFiles(parts[1][:-5], held, END_HOST) for parts, held in entries if _is_end_host(parts)]
    notes = [Note(held.file, 0, "not taken", "not the name of a config") for held in skipped if held not in wires]
    unowned = shows.keys() - {host.name for host in hosts}
    notes += [Note(f"{prefix}show/{name}", 0, "not taken", "show outputs of a host without a config") for name in sorted(unowned)]
    found = tuple(replace(host, shows=(*host.shows, *shows.get(host.name, ()))) for host in hosts)
    return Listing(found, wires, tuple(notes))


def _is_end_host(parts: tuple[str, ...]) -> bool:
    """Whether a file describes an end host: `hosts/NAME.json`."""
    return len(parts) == 2 and parts[0] == "hosts" and parts[1].endswith(".json")


def _is_running(stem: str) -> bool:
    """Whether a file in a host's own folder holds its config: `show_running-config`, not `sw1-running-config`."""
    return bool(RUNNING.search(stem)) and (stem.startswith("show") or not DECORATION.search(stem))


def _hosts(configs: list[tuple[tuple[str, ...], Held]]) -> tuple[list[HostFiles], list[Held]]:
    """The hosts of the config files, and the files that are none."""
    folders: dict[tuple[str, ...], list[tuple[str, Held]]] = {}
    for parts, held in configs:
        folders.setdefault(parts[:-1], []).append((parts[-1], held))
    hosts, skipped = [], []
    for folder, files in folders.items():
        running = [(name, held) for name, held in files if _is_running(Path(name).stem)]
        if folder and running:
            (_, config), *more = sorted(running, key=lambda each: ("running" not in each[0], each[0]))
            skipped += [held for _, held in more]
            others = tuple(
                (command_of(name), held) for name, held in files if (name, held) not in running and name.endswith(".txt")
            )
            hosts.append(HostFiles(folder[-1], config, "", others))
            continue
        daemons = {
            name: held for name, held in sorted(files, key=lambda each: ("zebra" not in each[0], each[0])) if DAEMONS.match(name)
        }
        if folder and daemons:
            first, *rest = daemons.values()
            named = "+".join((first.file, *list(daemons)[1:]))
            hosts.append(HostFiles(folder[-1], replace(first, file=named), "frr", more=tuple(rest)))
        for name, held in files:
            if folder and name in daemons:
                continue
            if is_config(name):
                host, hint = host_of(name)
                hosts.append(HostFiles(host, held, hint))
            else:
                skipped.append(held)
    return sorted(hosts, key=lambda host: (host.name, host.config.file)), skipped
