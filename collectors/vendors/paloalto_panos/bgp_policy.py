"""Import and export rules of BGP as one policy for each group of peers, in the order of the rules."""

from functools import partial
from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.places import amount, attempt, yes
from models.policy import AsPathList, AsPathRule, Match, Policy, SetAction, Term
from models.source import Status

LEFT = "what no rule decides"
SETS = {"local-preference": "local-preference", "med": "metric", "weight": "weight", "nexthop": "next-hop"}


def policies_of(bgp: Statement, label: str, first: tuple[str, ...], draft: Draft) -> dict[tuple[str, str], tuple[str, ...]]:
    """The policies by direction and group; `first` are asked before those of imports. ("import", "") is that of other groups."""
    terms: dict[tuple[str, str], list[Term]] = {}
    for way in ("import", "export"):
        if (rules := bgp.get("policy", way, "rules")) is None:
            continue
        rules.modelled()
        for rule in rules.each():
            groups = rule.all("used-by")
            if not attempt(rule, partial(_rule, label=label, way=way, groups=groups, terms=terms), draft):
                doubt = Match("unknown", (f"rule {rule.word}",), source=draft.source(rule))
                for group in groups:
                    terms.setdefault((way, group), []).append(Term(rule.word, "permit", (doubt,), source=draft.source(rule)))
                rule.mark(Status.NOT_MODELLED, "policy match")
    found: dict[tuple[str, str], tuple[str, ...]] = {("import", ""): first}
    for (way, group), held in terms.items():
        name = f"{label}: {way} {group}"
        source = held[0].source
        rest = Term(LEFT, "permit", (Match("unknown", (LEFT,), source=source),), source=source)
        draft.policies[name] = Policy(name, (*held, rest), source=source)
        found[way, group] = (*(first if way == "import" else ()), name)
    return found


def _rule(
    rule: Statement, draft: Draft, label: str, way: str, groups: tuple[str, ...], terms: dict[tuple[str, str], list[Term]]
) -> None:
    if (used := rule.get("used-by")) is not None:
        used.modelled()
    if not yes(rule, "enable", default=True):
        rule.mark(Status.MODELLED, "BGP")
        return
    matches = tuple(_matches(rule, f"{label}: {way} {rule.word}", draft))
    denies = rule.get("action", "deny") is not None or rule.value("action") == "deny"
    sets = () if denies else tuple(_sets(rule, draft))
    for path in (("match",), ("action",), ("action", "allow"), ("action", "deny"), ("action", "allow", "update")):
        if (at := rule.get(*path)) is not None:
            at.modelled()
    term = Term(rule.word, "deny" if denies else "permit", matches, sets, source=draft.source(rule))
    for group in groups:
        terms.setdefault((way, group), []).append(term)


def _matches(rule: Statement, name: str, draft: Draft) -> list[Match]:
    found = []
    source = draft.source(rule)
    for part in rule.below("match"):
        match part.word:
            case "address-prefix":
                nets = []
                for word in part.each():
                    net = ip_network(word.word, strict=False)
                    exact = yes(word, "exact")
                    nets.append(str(net) if exact else f"{net} ge {net.prefixlen} le {net.max_prefixlen}")
                    word.modelled()
                found.append(Match("prefix", tuple(nets), source=source))
            case "as-path":
                regex = part.value("regex")
                draft.as_path_lists[name] = AsPathList(name, (AsPathRule(True, regex, source),), source=source)
                found.append(Match("as-path-list", (name,), source=source))
            case "med":
                found.append(Match("metric", (str(amount(rule, "match", "med")),), source=source))
            case "route-table" | "afi" | "safi":
                rule.value("match", part.word)
            case _:
                words = " ".join(line.word for line in part.walk() if isinstance(line, Statement))
                found.append(Match("unknown", (f"{part.word} {words}",), source=source))
                part.mark(Status.NOT_MODELLED, "policy match")
                continue
        part.modelled()
    return found


def _sets(rule: Statement, draft: Draft) -> list[SetAction]:
    found = []
    source = draft.source(rule)
    for part in rule.below("action", "allow", "update"):
        value = part.get("none")
        if value is not None or not part.index:
            part.mark(Status.MODELLED, "BGP")
        elif part.word in SETS:
            found.append(SetAction(SETS[part.word], (rule.value("action", "allow", "update", part.word),), source))
        elif part.word == "origin":
            found.append(SetAction("origin", (rule.value("action", "allow", "update", "origin"),), source))
        elif part.word == "as-path" and rule.value("action", "allow", "update", "as-path") == "remove":
            found.append(SetAction("as-path-remove", ("all",), source))
            part.mark(Status.MODELLED, "BGP")
        elif part.word == "community" and part.get("overwrite") is not None:
            found.append(SetAction("community", part.all("overwrite"), source))
            part.mark(Status.MODELLED, "BGP")
        elif part.word == "community" and part.get("append") is not None:
            found.append(SetAction("community", ("additive", *part.all("append")), source))
            part.mark(Status.MODELLED, "BGP")
        elif part.word == "community" and part.get("remove-all") is not None:
            found.append(SetAction("community", ("none",), source))
            part.mark(Status.MODELLED, "BGP")
        else:
            words = " ".join(line.word for line in part.walk() if isinstance(line, Statement))
            found.append(SetAction("unknown", (f"{part.word} {words}",), source))
            part.mark(Status.NOT_MODELLED, "policy action")
    return found
