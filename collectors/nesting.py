"""What the lines of a text are nested in, by their indentation, for a text of which few lines are asked."""

from collections.abc import Sequence

DEEPEST = 12
"""Lines below so many others are asked for no further: no OS nests deeper."""


class Nesting:
    """The lines above each line of `lines`; asked for from the first to the last.

    Where lines begin with `/`, as RouterOS prints its menus, all that follows is below them, however it is indented.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._paths = any(line.lstrip()[:1] == "/" for line in lines)
        self._out: set[int] = set()
        self._next = 0
        self._open: list[tuple[int, str]] = []

    def leave_out(self, at: int) -> None:
        """Line `at` is nested in nothing and holds nothing: a part of a key, say."""
        self._out.add(at)

    def take_in(self, at: int) -> None:
        """Line `at` is one like others after all."""
        self._out.discard(at)

    def above(self, at: int) -> list[str]:
        """The lines that line `at` is nested in, the outermost first.

        >>> Nesting(["router bgp 1", " neighbor x", "  password y", "line vty 0"]).above(2)
        ['router bgp 1', 'neighbor x']
        """
        start = at
        while start > self._next and (
            self._paths or start in self._out or self._lines[start][:1].isspace() or not self._lines[start]
        ):
            start -= 1  # a line that is not indented closes all that is open
        depth = 0
        for number in range(start, at + 1):
            if number not in self._out and (stripped := self._lines[number].strip()):
                depth = self._take(self._lines[number], stripped)
        self._next = at + 1
        return [text for _, text in self._open[:depth]]

    def _take(self, line: str, stripped: str) -> int:
        """Nest the next line; how many lines it is nested in."""
        above = self._open
        indent = line.index(stripped[0])
        paths = bool(above) and above[0][1][0] == "/"
        if not paths or stripped[0] == "/":
            while above and above[-1][0] >= indent:
                above.pop()
            paths = paths and bool(above)
        depth = len(above)
        if depth < DEEPEST and not paths:
            above.append((indent, stripped))
        return depth
