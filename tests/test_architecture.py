"""Imports go one way, sockets and the database stay where they belong, files stay small. Each check is seen to fail too."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = (
    "models",
    "collectors",
    "netplan.topology",
    "netplan.routing",
    "netplan.forwarding",
    "netplan.conflicts",
    "netplan.verifier",
    "netplan.planner",
    "netplan.audit",
    "reports",
    "netplan.cli",
)
ENGINE = LAYERS[2:9]
NETWORK = {
    "socket",
    "ssl",
    "paramiko",
    "netmiko",
    "napalm",
    "pysnmp",
    "asyncssh",
    "urllib",
    "urllib3",
    "http",
    "httpx",
    "requests",
    "ftplib",
    "telnetlib",
}
HARMLESS = {"urllib.parse"}
DATABASE = {"sqlmodel", "sqlalchemy"}
CEILING, VENDOR_CEILING, BYTES = 400, 300, 40_000


def sources(root: Path = ROOT) -> list[Path]:
    return sorted(path for folder in ("models", "collectors", "netplan", "reports") for path in (root / folder).rglob("*.py"))


def module(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(name: str) -> int | None:
    found = [place for place, layer in enumerate(LAYERS) if name == layer or name.startswith(f"{layer}.")]
    return found[0] if found else None


def imports(path: Path, root: Path) -> Iterator[tuple[int, str, bool]]:
    """Every import of a file: line, full name, and whether it happens when the module is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    later = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    package = module(path, root).split(".")[: None if path.name == "__init__.py" else -1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, node not in later
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1] if node.level else [])
            base = ".".join(part for part in (start, node.module or "") if part)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}", node not in later


def upward(path: Path, root: Path = ROOT) -> list[str]:
    """Imports of a layer to the right of one's own; the engine also imports no dialect, though collectors is to its left."""
    name = module(path, root)
    own = layer(name)
    if own is None:
        return []
    wrong = []
    for line, target, _ in imports(path, root):
        theirs = layer(target)
        vendor = LAYERS[own] in ENGINE and target.startswith(("collectors.dialect", "collectors.vendors"))
        if (theirs is not None and theirs > own) or vendor:
            wrong.append(f"{path}:{line} imports {target}")
    return wrong


def misplaced(path: Path, root: Path = ROOT) -> list[str]:
    """Network and database libraries outside the places that may have them."""
    name = module(path, root)
    wrong = []
    for line, target, _ in imports(path, root):
        top = target.split(".")[0]
        if top in NETWORK and not target.startswith(tuple(HARMLESS)) and not name.startswith("collectors.transports"):
            wrong.append(f"{path}:{line} imports {target}; only collectors/transports opens sockets")
        if top in DATABASE and not name.startswith("models.store"):
            wrong.append(f"{path}:{line} imports {target}; only models/store* knows the database")
    return wrong


def too_long(path: Path, root: Path = ROOT) -> list[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    ceiling = VENDOR_CEILING if "vendors" in path.relative_to(root).parts else CEILING
    wrong = [f"{path} has {lines} lines; the ceiling is {ceiling}"] if lines > ceiling else []
    return wrong + ([f"{path} is larger than {BYTES} bytes"] if path.stat().st_size > BYTES else [])


def cycle(root: Path = ROOT) -> list[str]:
    """A circle of modules that import each other while they load, or []."""
    names = {module(path, root): path for path in sources(root)}
    graph: dict[str, list[str]] = {}
    for name, path in names.items():
        targets = set()
        for _, target, at_load in imports(path, root):
            found = target if target in names else target.rpartition(".")[0]
            if at_load and found in names and found != name:
                targets.add(found)
        graph[name] = sorted(targets)
    done: set[str] = set()

    def visit(name: str, above: list[str]) -> list[str]:
        if name in above:
            return [*above[above.index(name) :], name]
        if name in done:
            return []
        for target in graph[name]:
            if circle := visit(target, [*above, name]):
                return circle
        done.add(name)
        return []

    return next((circle for name in graph if (circle := visit(name, []))), [])


@pytest.mark.parametrize("check", [upward, misplaced, too_long])
def test_every_source_file_keeps_the_rules(check: Callable[[Path], list[str]]) -> None:
    assert sources(), "no sources found; is the root right?"
    wrong = [line for path in sources() for line in check(path)]
    assert not wrong, "\n".join(wrong)


def test_no_module_imports_itself_through_others() -> None:
    assert not cycle(), " → ".join(cycle())


def written(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("models/bad.py", "from collectors.tree import Tree\n"),
        ("collectors/bad.py", "import netplan.routing\n"),
        ("netplan/topology/bad.py", "def f():\n    from netplan.planner import order\n"),
        ("netplan/routing/bad.py", "from collectors.vendors import frr\n"),
        ("netplan/audit/bad.py", "from ..cli import app\n"),
        ("reports/bad.py", "from netplan.cli.app import main\n"),
    ],
)
def test_an_upward_import_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert upward(written(tmp_path, name, text), tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("collectors/bad.py", "import socket\n"),
        ("reports/bad.py", "def f():\n    from urllib.request import urlopen\n"),
        ("netplan/cli/bad.py", "import netmiko\n"),
        ("models/network.py", "from sqlmodel import Session\n"),
    ],
)
def test_a_misplaced_library_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert misplaced(written(tmp_path, name, text), tmp_path)


def test_libraries_in_their_place_are_fine(tmp_path: Path) -> None:
    assert not misplaced(
        written(tmp_path, "collectors/transports/ssh.py", "import socket\nfrom netmiko import ConnectHandler\n"), tmp_path
    )
    assert not misplaced(written(tmp_path, "models/store_tables.py", "import sqlmodel\n"), tmp_path)
    assert not misplaced(written(tmp_path, "reports/links.py", "from urllib.parse import quote\n"), tmp_path)


def test_a_long_file_is_found(tmp_path: Path) -> None:
    assert too_long(written(tmp_path, "reports/bad.py", "x = 1\n" * (CEILING + 1)), tmp_path)
    assert too_long(written(tmp_path, "collectors/vendors/bad.py", "x = 1\n" * (VENDOR_CEILING + 1)), tmp_path)
    assert too_long(written(tmp_path, "reports/wide.py", f"x = {'1' * BYTES}\n"), tmp_path)
    assert not too_long(written(tmp_path, "reports/good.py", "x = 1\n" * CEILING), tmp_path)


def test_a_circle_is_found_and_a_late_import_is_none(tmp_path: Path) -> None:
    written(tmp_path, "models/one.py", "from models.two import a\n")
    written(tmp_path, "models/two.py", "def f():\n    from models.one import b\n")
    assert not cycle(tmp_path)
    written(tmp_path, "models/two.py", "from .one import b\n")
    assert cycle(tmp_path) == ["models.one", "models.two", "models.one"]
