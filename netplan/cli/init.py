"""`netplan init`: a project folder with an inventory to fill in, or with the demo city."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from models.errors import NetplanError
from netplan.cli.console import say

INVENTORY = """\
# The inventory of one consolidation. `netplan inventory validate` checks it;
# `netplan inventory schema > inventory.schema.json` lets an editor help.
version: 1
organisation: {name: My city, currency: EUR, timezone: Europe/Helsinki}

departments:                       # who owns networks
  central: {name: Central administration, owner: cio@city.example}

sources:                           # folders with configs, configs/<host>.cfg and show/<host>/<command>.txt
  - {type: folder, department: central, path: configs}
"""
FOLDERS = ("configs",)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make (default: this one).")] = Path("."),
    demo: Annotated[bool, typer.Option("--demo", help="Take the demo city: eight departments, configs and all.")] = False,
) -> None:
    """Make a project folder, empty or with the demo city."""
    inventory = folder / "inventory.yaml"
    if inventory.exists():
        raise NetplanError(f"{inventory} is there already; choose another folder, or remove it first")
    if demo:
        copy_demo(folder)
    else:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        inventory.write_text(INVENTORY, encoding="utf-8")
    where = "" if folder == Path(".") else f"cd {folder} && "
    say(f"{inventory} is ready; next: {where}netplan inventory validate")


def copy_demo(folder: Path) -> None:
    """Put the demo city into `folder`. Raises NetplanError when this installation lacks it or a file is in the way."""
    source = demo_folder()
    if (folder / "demo").exists():
        raise NetplanError(f"{folder / 'demo'} is there already; choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "demo", folder / "demo")
    shutil.copyfile(source / "inventory.yaml", folder / "inventory.yaml")


def demo_folder() -> Path:
    """Where the demo city is: the root of a checkout, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent, package / "demo"):
        if (folder / "inventory.yaml").is_file() and (folder / "demo").is_dir():
            return folder
    raise NetplanError("this installation has no demo city; install netplan again from its repository")
