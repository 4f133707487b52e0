"""The report as a page: hostile texts stay texts, nothing is fetched, nothing but our own style and script can run."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree, html

from reports.clean import cell
from reports.consolidation.build import build
from reports.html import to_html
from tests.reports.city import subject
from tests.reports.payloads import ALL, OTHER, XSS

ACTING = ("href", "src", "class", "id", "style", "fill", "http-equiv", "type", "role", "for", "name")
TEXTS = """Town; Education; owner-schools; tech-schools; hr-1; port-9; Provider; leased line; Year end; X-1000; 15.2; nat
interface e1; a.cfg; renumber one; keep apart; staying costs more; Move schools, part 1; Move the hosts by hand; night; portal
Who keeps it?; it is changed; a week; work; inventory.yaml: rate; line until it ends; port.9: no window is long enough
The order is free.; before the summer; One network; 10.0.1.2; hr-1:e1; drops it: rule 30; rule 30 of EDGE; 58 hosts; NAT on hr-1
the config ends in the middle"""


def suffixed(payload: str) -> Callable[[str], str]:
    return lambda plain: f"{plain} {payload}"


def harmless(payload: str) -> str:
    """A text as wide as the payload looks, in which nothing means anything."""
    shown = cell(payload)
    return re.sub(r"[^\w \x80-\U0010ffff]", "x", shown).replace("_", "x")


def page(text: str) -> Any:
    return html.document_fromstring(to_html(build(subject(suffixed(text)))))


def skeleton(root: Any) -> Counter[tuple[object, ...]]:
    """Every element with what it stands in, the names of its attributes, and the values of those that could act."""
    found: Counter[tuple[object, ...]] = Counter()
    open_ = [(root, "")]
    while open_:
        element, above = open_.pop()
        place = f"{above}/{element.tag}"
        found[place, tuple(sorted(element.attrib)), tuple(element.get(name) for name in ACTING)] += 1
        open_ += [(child, place) for child in element]
    return found


def test_there_are_payloads_of_every_kind() -> None:
    assert len(XSS) >= 60
    assert len(set(ALL)) == len(ALL)


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_text_adds_no_element_no_attribute_and_no_link(payload: str) -> None:
    found = page(payload)
    expected = skeleton(page(harmless(payload)))
    assert skeleton(found) == expected
    assert not list(found.iter(etree.Comment))
    assert cell(f"Education {payload}") in "".join(found.itertext())
    for element in found.iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on")]
        assert (element.get("href") or "#").startswith(("#", "data:,"))
        assert element.get("src") is None


def test_the_comparison_sees_an_element_that_slips_in() -> None:
    raw = to_html(build(subject(suffixed("xx")))).replace(b"Education xx", b"Education <b>xx</b>", 1)
    assert skeleton(html.document_fromstring(raw)) != skeleton(page("xx"))


def test_every_kind_of_text_reaches_the_page() -> None:
    """Else the test above would prove nothing about it."""
    shown = "".join(page("zqx").itertext())
    missing = [text for line in TEXTS.splitlines() for text in line.split("; ") if f"{text} zqx" not in shown]
    assert not missing


@pytest.mark.parametrize("payload", OTHER)
def test_nothing_that_steers_is_left(payload: str) -> None:
    text = to_html(build(subject(suffixed(payload)))).decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text)


def test_the_policy_names_the_bytes_of_style_and_script() -> None:
    text = to_html(build(subject())).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("style", "script"):
        (inline,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1].replace("&#39;", "'")
    assert policy[1].startswith("default-src")
    assert "unsafe" not in policy[1]


def test_nothing_outside_is_referred_to() -> None:
    text = to_html(build(subject())).decode()
    assert not re.search(r"https?:", text.replace("http://www.w3.org/2000/svg", ""))
    assert not re.search(r"url\(|@import|<link rel=.stylesheet|\ssrc=|\sstyle=", text)


def test_the_page_can_be_read_by_everyone() -> None:
    root: Any = html.document_fromstring(to_html(build(subject())))
    assert root.get("lang") == "en"
    levels = [int(h.tag[1]) for h in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [element.get("id") for element in root.iter(etree.Element) if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {a.get("href") for a in root.iter("a")} <= {f"#{name}" for name in ids}
    for head in root.iter("th"):
        assert head.get("scope") in ("col", "row")
    for table in root.iter("table"):
        wide = len(table.find("thead")[0])
        assert all(len(row) == wide for row in table.find("tbody"))
        assert sum(1 for cell_ in table.find("tbody")[0] if cell_.tag == "th") <= 1
    charts = list(root.iter("{*}svg", "svg"))
    assert len(charts) >= 6
    for svg in charts:
        assert svg.get("role") == "img"
        assert svg[0].tag.endswith("title")
        assert svg[0].text
        assert svg[1].tag.endswith("desc")
        assert svg[1].text


def test_each_department_has_one_colour_everywhere() -> None:
    root: Any = html.document_fromstring(to_html(build(subject())))
    found: dict[str, set[str | None]] = {}
    for box in root.xpath("//*[local-name()='svg']//*[local-name()='rect']"):
        tip = box[0].text if len(box) else ""
        for name in ("Education", "Port"):
            if re.match(rf"{name}: (10\.|wave|[\d\xa0]+ addresses)", tip):
                found.setdefault(name, set()).add(box.get("fill"))
    assert {name: len(fills) for name, fills in found.items()} == {"Education": 1, "Port": 1}


def test_the_template_leaves_no_way_around_escaping() -> None:
    source = files("reports").joinpath("templates", "report.html.j2").read_text()
    assert "|safe" not in source.replace(" ", "")
    assert re.findall(r"\{\{([^}]*)\| *markup", source) == [" block.chart.svg "]
    assert not re.search(r"=\{\{", source), "an attribute without quotes"
    assert re.findall(r"<(?:script|style)>(.*?)</", source) == ["{{ style }}", "{{ script }}"]
