"""What a protocol takes in from others: redistribution profiles, and rules that name one or a prefix."""

from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.places import amount, attempt, yes
from models.policy import Match, Policy, SetAction, Term
from models.routing import Redistribution
from models.source import Status

PROTOCOLS = {"connect": "connected", "static": "static", "ospf": "ospf", "ospfv3": "ospf3", "bgp": "bgp", "rip": "rip"}
ANY = ("0.0.0.0/0", "::/0")


def default_route(protocol: Statement, name: str, draft: Draft) -> tuple[str, ...]:
    """A policy that keeps default routes out. Whether one comes in where the config is silent, no config tells."""
    stated = protocol.get("reject-default-route") is not None
    if stated and not yes(protocol, "reject-default-route"):
        return ()
    source = draft.source(protocol.get("reject-default-route") or protocol)
    default = Match("prefix", ANY, source=source)
    silent = () if stated else (Match("unknown", ("reject-default-route is not stated",), source=source),)
    label = f"{name}: default route"
    terms = (Term("10", "deny", (default, *silent), source=source), Term("20", "permit", source=source))
    draft.policies[label] = Policy(label, terms, source=source)
    return (label,)


def profiles_of(router: Statement, version: int) -> dict[str, Statement]:
    """The profiles of a virtual router, by name."""
    word = "redist-profile" if version == 2 else "redist-profile-ipv6"
    if (table := router.get("protocol", word)) is not None:
        table.modelled()
    return {profile.word: profile for profile in router.below("protocol", word)}


def exported(rules: Statement | None, router: Statement, label: str, version: int, draft: Draft) -> tuple[Redistribution, ...]:
    """`export-rules` of OSPF: one policy of all rules, as every route goes by the first profile that it fits."""
    if rules is None:
        return ()
    rules.modelled()
    terms: list[tuple[int, Term]] = []
    for rule in rules.each():

        def read(rule: Statement, draft: Draft) -> None:
            metric, tag = amount(rule, "metric"), amount(rule, "new-tag")
            kind = rule.value("new-path-type") or "ext-2"
            sets = [SetAction("metric-type", (kind.rpartition("-")[2],), draft.source(rule))]
            sets += [
                SetAction(word, (str(value),), draft.source(rule)) for word, value in (("metric", metric), ("tag", tag)) if value
            ]
            terms.extend(_chosen(rule, router, version, tuple(sets), draft))

        attempt(rule, read, draft)
    return policy_of(f"{label}: export", terms, rules, draft)


def policy_of(name: str, terms: list[tuple[int, Term]], rules: Statement, draft: Draft) -> tuple[Redistribution, ...]:
    """Terms in the order of their priority as a policy for routes of every protocol."""
    if not terms:
        return ()
    ordered = [term for _, term in sorted(terms, key=lambda found: found[0])]
    numbered = tuple(Term(str(10 * at), t.action, t.matches, t.sets, source=t.source) for at, t in enumerate(ordered, 1))
    draft.policies[name] = Policy(name, numbered, source=draft.source(rules))
    return (Redistribution("any", policies=(name,), source=draft.source(rules)),)


def _chosen(rule: Statement, router: Statement, version: int, sets: tuple[SetAction, ...], draft: Draft) -> list[tuple[int, Term]]:
    """The terms of one rule: of the profile that it names, or of a prefix. Raises ValueError for a name that nothing has."""
    profiles = profiles_of(router, version)
    if rule.word in profiles:
        return profile_terms(profiles[rule.word], sets, draft)
    source = draft.source(rule)
    return [
        (0, Term("", "permit", (Match("prefix", (str(ip_network(rule.word, strict=False)),), source=source),), sets, source=source))
    ]


def profile_terms(profile: Statement, sets: tuple[SetAction, ...], draft: Draft) -> list[tuple[int, Term]]:
    """A profile as terms with its priority. Whether a destination takes longer prefixes too, the reference does not tell."""
    source = draft.source(profile)
    priority = amount(profile, "priority") or 0
    actions = list(profile.below("action"))
    takes = not any(action.word == "no-redist" for action in actions)
    matches: list[Match] = []
    for part in profile.below("filter"):
        values = profile.all("filter", part.word)
        part.modelled()
        match part.word:
            case "type":
                matches.append(Match("protocol", tuple(PROTOCOLS.get(value, value) for value in values), source=source))
            case "interface":
                matches.append(Match("interface", values, source=source))
            case "destination":
                pass
            case _:
                matches.append(Match("unknown", (f"{part.word} {' '.join(values)}",), source=source))
    for action in actions:
        action.modelled()
    for word in ("filter", "action"):
        if (table := profile.get(word)) is not None:
            table.modelled()
    profile.modelled()
    verb = "permit" if takes else "deny"
    nets = [ip_network(value, strict=False) for value in profile.all("filter", "destination")]
    if not nets:
        return [(priority, Term("", verb, tuple(matches), sets if takes else (), source=source))]
    exact = Match("prefix", tuple(map(str, nets)), source=source)
    longer = Match("prefix", tuple(f"{net} ge {net.prefixlen} le {net.max_prefixlen}" for net in nets), source=source)
    open_ = Match("unknown", ("whether longer prefixes are meant",), source=source)
    return [
        (priority, Term("", verb, (*matches, exact), sets if takes else (), source=source)),
        (priority, Term("", verb, (*matches, longer, open_), sets if takes else (), source=source)),
    ]


def leave_unused(router: Statement) -> None:
    """Profiles that no rule names do nothing."""
    for word in ("redist-profile", "redist-profile-ipv6"):
        for profile in router.below("protocol", word):
            if profile.status is Status.UNKNOWN:
                profile.mark(Status.MODELLED, "redistribution")
        if (table := router.get("protocol", word)) is not None:
            table.modelled()
