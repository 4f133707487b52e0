"""The inventory file and those that it includes, merged key by key into one mapping."""

import hashlib
from pathlib import Path

from collectors.inventory.nodes import Node, entries, joined, read
from collectors.inventory.problems import Mark, Problems
from models.errors import InventoryError

MAX_FILES = 1000


class Files:
    """Reads files once each, keeps count of what was read, and merges what they say."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.digest = hashlib.sha256()
        self.seen: dict[Path, Mark | None] = {}
        self.merged: dict[str, tuple[Node, Node]] = {}
        self.complete = True
        """False when a file could not be read: what it would have defined is missing everywhere else."""

    @property
    def sha256(self) -> str:
        """Of all that was read, in the order in which it was read."""
        return self.digest.hexdigest()

    def root(self, path: Path, target: Path | None = None) -> Node:
        """The file `path` with all includes and its target file, as one mapping; `target` is a file in the place of its target.

        Raises InventoryError when a file cannot be opened.
        """
        try:
            self._merge(path, path.read_bytes())
        except OSError as error:
            raise InventoryError(f"{path}: {error.strerror}; name the inventory with --inventory") from error
        if target is not None:
            try:
                node = self._parsed(target, target.read_bytes())
            except OSError as error:
                raise InventoryError(f"{target}: {error.strerror}; name a target file with --target") from error
            if node is not None:
                self.merged["target"] = (Node("scalar", str(target), 1, 1, "target"), self._inner(node))
        whole = Node("mapping", str(path), 1, 1)
        whole.pairs = list(self.merged.values())
        return whole

    def _merge(self, path: Path, content: bytes, asked: Mark | None = None) -> None:
        self.seen[path.resolve()] = asked
        node = self._parsed(path, content)
        if node is None:
            return
        found = entries(node, "", self.problems)
        include = found.pop("include", None)
        for key, (key_node, value) in found.items():
            self._add(key, key_node, self._target(path, value) if key == "target" else value)
        if include:
            self._include(path, include[1])

    def _parsed(self, path: Path, content: bytes) -> Node | None:
        self.digest.update(len(content).to_bytes(8, "big") + content)
        before = len(self.problems.found)
        node = read(content, str(path), self.problems)
        if node is None:
            self.complete = self.complete and len(self.problems.found) == before
        if node is None or node.kind == "mapping":
            return node
        self.complete = False
        self.problems.add(node.mark, "", f"{node.what} is no inventory", "write `key: value` lines; see `netplan inventory schema`")
        return None

    def _add(self, key: str, key_node: Node, value: Node) -> None:
        """Put the top key into what is merged so far: mappings entry by entry, lists one after the other."""
        if key not in self.merged:
            copy = Node(value.kind, value.file, value.line, value.column, value.text, value.plain)
            copy.items, copy.pairs = list(value.items), list(value.pairs)
            self.merged[key] = (key_node, copy)
            return
        mine = self.merged[key][1]
        if mine.kind == "list" and value.kind == "list":
            mine.items += value.items
        elif mine.kind == "mapping" and value.kind == "mapping":
            present = {one.text: one for one, _ in mine.pairs}
            for inner, inner_value in value.pairs:
                if inner.text in present and inner.text != "<<":
                    self._clash(joined(key, inner.text), inner, present[inner.text])
                else:
                    mine.pairs.append((inner, inner_value))
        elif not (key == "version" and mine.text == value.text):
            self._clash(key, key_node, self.merged[key][0])

    def _clash(self, path: str, again: Node, first: Node) -> None:
        self.problems.add(again.mark, path, f"stands in two files (also at {first.mark})", "keep it in one of them")

    def _include(self, path: Path, patterns: Node) -> None:
        for pattern in patterns.items if patterns.kind == "list" else [patterns]:
            if pattern.kind != "scalar" or not pattern.text or Path(pattern.text).is_absolute():
                self.problems.add(
                    pattern.mark,
                    "include",
                    "no file name relative to this file",
                    "write a name or a pattern like departments/*.yaml",
                )
                continue
            try:
                found = sorted(each for each in path.parent.glob(pattern.text) if each.is_file())
            except (ValueError, NotImplementedError, OSError):
                found = []
            if not found:
                self.complete = False
                self.problems.add(
                    pattern.mark, "include", f"no file {pattern.text!r} in {path.parent}", "create it or correct the name"
                )
            for each in found:
                self._include_one(each, pattern)

    def _include_one(self, path: Path, pattern: Node) -> None:
        if path.resolve() in self.seen:
            before = self.seen[path.resolve()]
            how = f"also by {before}" if before else "it is the inventory itself"
            self.problems.add(pattern.mark, "include", f"{path} is included twice ({how})", "include it once")
        elif len(self.seen) >= MAX_FILES:
            self.problems.add(pattern.mark, "include", f"more than {MAX_FILES} files", "put departments together")
        elif (content := self._content(path, pattern)) is not None:
            self._merge(path, content, pattern.mark)

    def _content(self, path: Path, asked: Node) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            self.complete = False
            self.problems.add(asked.mark, "", f"{path}: {error.strerror}", "create it or correct the name")
            return None

    def _target(self, path: Path, value: Node) -> Node:
        """The target, which may stand in a file of its own: `target: {file: target.yaml}`."""
        if value.kind != "mapping":
            return value
        keys = {key.text: node for key, node in value.pairs}
        if "file" not in keys:
            return value
        if len(keys) > 1:
            self.problems.add(value.mark, "target", "names a file and has keys of its own", "write them into the file")
        content = self._content(path.parent / keys["file"].text, keys["file"])
        node = self._parsed(path.parent / keys["file"].text, content) if content is not None else None
        if node is None:
            return Node("mapping", value.file, value.line, value.column)
        return self._inner(node)

    @staticmethod
    def _inner(node: Node) -> Node:
        """A target file may have its keys at the top or under `target:`."""
        inner = [target for key, target in node.pairs if key.text == "target"]
        return inner[0] if inner and len(node.pairs) == 1 else node
