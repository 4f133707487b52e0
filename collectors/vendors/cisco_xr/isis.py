"""`router isis` of IOS XR: ports stand in the process, and have address families of their own. IPv6 has a topology of its own."""

from dataclasses import dataclass, field, replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.isis_announced import default, leak, redistributed, summary
from collectors.ioslike.routing.routing_words import number
from collectors.tree import Line
from collectors.vendors.cisco_xr.called import with_policy
from collectors.vendors.cisco_xr.interfaces import xr_port
from collectors.vendors.cisco_xr.routing_tables import ISIS_IGNORED, ISIS_UNMODELLED, left_out
from collectors.vendors.cisco_xr.system import XR, xr_name
from models.isis import BOTH, IsisInterface, IsisProcess, levels_of, net_parts
from models.source import Status

_LEVELS = {"level-1": 1, "level-2-only": 2, "level-2": 2, "level-1-2": BOTH}
_STYLES = {"narrow", "wide", "transition", "narrow transition", "wide transition"}
_MOST = 0xFFFFFF
Pair = tuple[int | None, int | None]


@dataclass(slots=True)
class _Block:
    """A process while it is read; `families` are the IP versions that it speaks."""

    process: IsisProcess
    draft: Draft
    families: set[int] = field(default_factory=set)


def _read(line: Line, draft: Draft) -> None:
    if len(line.words) != 3:
        return
    name = line.words[2]
    start = IsisProcess(
        name, styles=("narrow", "narrow"), maximum_paths=XR.isis_maximum_paths, multi_topology=True, source=draft.source(line)
    )
    block = _Block(draft.isis.get(("default", name), start), draft)
    line.modelled()
    ports = []
    for child in line.children:
        match child.words:
            case ["interface", port]:
                ports.append((xr_name(port), child))
            case ["address-family", "ipv4" | "ipv6" as word, "unicast"]:
                child.modelled()
                family = 4 if word == "ipv4" else 6
                block.families.add(family)
                for below in child.children:
                    _take(below, block, family)
            case _:
                _take(child, block, 4)
    draft.isis["default", name] = block.process
    for name, child in ports:
        _port(name, child, block)


def _take(line: Line, block: _Block, family: int) -> None:
    try:
        changed = _statement(_levelled(line.words), line, block, family)
    except ValueError:
        return
    if changed is not None:
        block.process = changed
        line.modelled()


def _levelled(words: list[str]) -> list[str]:
    """`level 2` as one word.

    >>> _levelled(["metric", "10", "level", "2"])
    ['metric', '10', 'level-2']
    """
    found: list[str] = []
    for word in words:
        if found and found[-1] == "level" and word in ("1", "2"):
            found[-1] = f"level-{word}"
        else:
            found.append(word)
    return found


def _statement(words: list[str], line: Line, block: _Block, family: int) -> IsisProcess | None:
    p, source = block.process, block.draft.source(line)
    match words:
        case ["net", net]:
            net_parts(net)
            return replace(p, nets=(*p.nets, net))
        case ["is-type", word] if word in _LEVELS:
            return replace(p, level=_LEVELS[word])
        case ["metric-style", *style] if style:
            on = _LEVELS[style.pop()] if style[-1] in _LEVELS else BOTH
            if " ".join(style) not in _STYLES:
                return None
            first, second = (" ".join(style) if n in levels_of(on) else p.styles[n - 1] for n in (1, 2))
            return replace(p, styles=(first, second))
        case ["metric", metric, *level] if family == 4 and metric != "maximum":
            return replace(p, metrics=_metric(p.metrics, metric, level))
        case ["single-topology"] if family == 6:
            return replace(p, multi_topology=False)
        case ["redistribute", *rest] if rest[:1] != ["isis"]:
            taken = redistributed(with_policy(rest, block.draft), XR, family, source)
            return replace(p, redistributions=(*p.redistributions, taken))
        case ["propagate", *rest]:
            return replace(p, leaks=(*p.leaks, leak(with_policy(rest, block.draft), family, source)))
        case ["default-information", "originate", *rest] if "external" not in rest:
            return replace(p, defaults=(*p.defaults, default(with_policy(rest, block.draft), XR, family, source)))
        case ["summary-prefix" | "summary-address", *rest]:
            return replace(p, summaries=(*p.summaries, summary(rest, source)))
        case ["maximum-paths", paths]:
            return replace(p, maximum_paths=number(paths, 1, 64))
        case ["distance", distance]:
            value = number(distance, 1, 255)
            return replace(p, distances=(value, value), external_distances=(value, value))
        case ["distribute-list", "prefix-list" | "route-policy", *_, "in"]:
            named = with_policy(words[1:-1], block.draft)
            return replace(p, policies_in=(*p.policies_in, named[-1]))
        case ["set-overload-bit"]:
            return replace(p, overload=True)
        case ["set-overload-bit", "on-startup", *_]:
            line.status, line.feature = Status.IGNORED, "isis start-up"
            return None
        case ["advertise", "passive-only"]:
            return replace(p, passive_only=True)
        case ["ignore-attached-bit"] | ["attached-bit", "receive", "ignore"]:
            return replace(p, ignore_attached=True)
    return None


def _metric(before: Pair, metric: str, level: list[str]) -> Pair:
    if len(level) > 1 or (level and level[0] not in _LEVELS):
        raise ValueError("no level")
    value = _MOST if metric == "maximum" else number(metric, 1, _MOST)
    on = _LEVELS[level[0]] if level else BOTH
    return (value if on & 1 else before[0], value if on & 2 else before[1])


def _port(name: str, line: Line, block: _Block) -> None:
    """`interface X` with what holds for both families, and a block for each of its own."""
    line.modelled()
    now = IsisInterface(block.process.id, source=block.draft.source(line))
    for child in line.children:
        match _levelled(child.words):
            case ["address-family", "ipv4" | "ipv6" as word, "unicast"]:
                child.modelled()
                now = _port_family(child, now, 4 if word == "ipv4" else 6, block)
                continue
            case ["circuit-type", word] if word in _LEVELS:
                now = replace(now, level=_LEVELS[word])
            case ["point-to-point"]:
                now = replace(now, network_type="point-to-point")
            case ["passive"]:
                now = replace(now, passive=True)
            case ["shutdown"]:
                now = replace(now, enabled=False)
            case ["hello-padding", "disable"]:
                now = replace(now, padding=False)
            case ["hello-padding", *_]:
                pass
            case ["hello-password", "text" | "hmac-md5" as kind, *_, secret]:
                now = replace(now, authentication=f"{'md5' if kind == 'hmac-md5' else 'clear'} {secret}")
            case ["hello-password", "keychain", _]:
                now = replace(now, authentication="chain")
            case _:
                left_out(child, ISIS_IGNORED, ISIS_UNMODELLED)
                continue
        child.modelled()
    xr_port(name, line, block.draft).isis = now


def _port_family(block: Line, now: IsisInterface, family: int, process: _Block) -> IsisInterface:
    now = replace(now, families=tuple(sorted({*now.families, family})))
    for line in block.children:
        try:
            match _levelled(line.words):
                case ["metric", metric, *level] if family == 4:
                    now = replace(now, metrics=_metric(now.metrics, metric, level))
                case ["metric", metric, *level]:
                    now = replace(now, metrics6=_metric(now.metrics6, metric, level))
                case ["disable"]:
                    now = replace(now, families=tuple(each for each in now.families if each != family))
                case _:
                    continue
        except ValueError:
            continue
        line.modelled()
    if family == 6 and not process.process.multi_topology and now.metrics == (None, None):
        now = replace(now, metrics=now.metrics6)
    return now


ISIS_READERS: dict[str, tuple[str, Reader]] = {"router isis": ("IS-IS", _read)}
