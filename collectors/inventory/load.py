"""From the file to the Inventory: read, check, look names up, build; all problems in one error."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.inventory import build
from collectors.inventory.agents import no_tunnels
from collectors.inventory.check import Checked, checked
from collectors.inventory.files import Files
from collectors.inventory.hosts import built_hosts
from collectors.inventory.problems import Mark, Problems
from collectors.inventory.schema import INVENTORY
from collectors.inventory.target import built_target, demand_names
from models.inventory import Inventory


def load_inventory(path: Path, target: Path | None = None) -> Inventory:
    """The inventory in `path`, its includes and its target file, or `target` in the place of that.

    Raises InventoryError whose message has one line for each problem, `file:line:column: error: key: what; what to do`,
    sorted by place, and their number last.
    """
    problems = Problems()
    files = Files(problems)
    root = files.root(path, target)
    if not files.complete:
        problems.finish()
    found: Checked = checked(INVENTORY, root, "", problems)
    inventory = _built(found, str(path), files.sha256, problems)
    problems.resolve(_names(found))
    problems.finish()
    return inventory


def _built(found: Checked, path: str, sha256: str, problems: Problems) -> Inventory:
    nothing = Checked(Mark(path, 1, 1), "")

    def part(key: str) -> Any:
        return found[key] if found.get(key) is not None else nothing

    realm_of, reached_by = build.realms(part("realms"), problems)
    hosts = built_hosts(part("hosts"), part("groups"), part("defaults"), problems)
    no_tunnels(hosts, part("hosts"), part("collectors"), realm_of, reached_by, problems)
    return Inventory(
        path=path,
        sha256=sha256,
        organisation=build.organisation(part("organisation")),
        departments=build.departments(part("departments")),
        realms=realm_of,
        reached_by=reached_by,
        sites=build.sites(part("sites")),
        credentials=build.credentials(part("credentials"), problems),
        jump_hosts=build.jump_hosts(part("jump_hosts"), problems),
        collectors={key: dict(entry) for key, entry in part("collectors").items()},
        hosts=hosts,
        discovery=build.discovery(part("discovery")),
        sources=build.sources(found.get("sources") or (), problems),
        links=build.links(found.get("links") or (), part("departments"), problems),
        contracts=build.contracts(part("contracts"), problems),
        costs={key: dict(value) if isinstance(value, Mapping) else value for key, value in part("costs").items()},
        windows=build.windows(part("windows"), problems),
        freezes=build.freezes(found.get("freezes") or (), problems),
        target=built_target(found["target"], problems) if found.get("target") is not None else None,
        accept=build.acceptances(found.get("accept") or ()),
    )


def _names(found: Checked) -> dict[str, list[str]]:
    """What a reference of each kind may name."""
    sections = {
        "department": "departments",
        "site": "sites",
        "credential": "credentials",
        "jump host": "jump_hosts",
        "collector": "collectors",
        "contract": "contracts",
        "group": "groups",
    }
    names = {kind: list(found.get(section) or ()) for kind, section in sections.items()}
    return names | {"demand": demand_names(found["target"]) if found.get("target") else []}
