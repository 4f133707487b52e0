"""The arrays that the BGP kernel works on: what the columns are, and by which numbers it goes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

LOCAL, EXTERNAL, CONFEDERATION, INTERNAL = 0, 1, 2, 3
ASKED, REFUSED = -2, -1
KEPT, OWN = -1, -2
"""In place of a next hop: that of the path stays; that of the sender stands there."""
SOLVED, MISSING, RESTLESS = 1, 0, 2
REFUSABLE = 1
"""In place of attributes on the wire, of a cost: the router may have refused a path by way of this next hop (see `refused`)."""
BY_AGE, BY_MED = 1, 2
"""Why the order of arrival could decide: equal external paths; MEDs (which needs a closer look)."""
WORST_MED_VALUE = 0xFFFFFFFF
USED = 4
OPEN = 1 << 40
MOST = 1 << 20
"""More routers, edges, next hops or kinds of policy than this have no place in a key of the memos."""


class Net(NamedTuple):
    """Routers and edges by number. Edges into and out of a router are lists by `*_start`, in their order."""

    in_start: Ints
    in_edge: Ints
    out_start: Ints
    out_edge: Ints
    edge: Ints
    """[field, edge]; the fields are `SENDER` to `NO_HOST_BY_ITSELF`."""
    router: Ints
    """[field, router]; the fields are `ROUTER_ID` to `BY_PEER`."""
    own_as: Ints
    """The AS numbers that receivers look for, as `OWN_FROM` to `OWN_TO` of their edges say."""


SENDER, RECEIVER, REVERSE, KIND, WAY, RETURNS, ASKS_PREFIX, ASKS_HOP, SELF, CLIENT_OUT, CLIENT_IN = range(11)
OWN_FROM, OWN_TO, ALLOWED, LOOP_IS_SURE, PEER, SHOWN, NO_HOST_BY_ITSELF = range(11, 18)
EDGE_FIELDS = 18
ROUTER_ID, CLUSTER, PATHS, PATHS_INTERNAL, RELAX, ALWAYS_MED, WORST_MED, STEADY_MED, COMPARE_ID, INSIDERS = range(10)
DISTANCE, DISTANCE_INTERNAL, BY_PEER = range(10, 13)
ROUTER_FIELDS = 13
ALONE, NOWHERE, TOWARDS, VIA = range(4)
"""Of next hops: the same without a port, whether there is no address, where packets go, and what they go by instead."""
HOP_FIELDS = 4


class Attributes(NamedTuple):
    """The attributes of paths by number."""

    of: Ints
    """[field, attributes]."""
    member: Ints
    """AS numbers of the paths, from `MEMBER` of each to that of the next."""
    cluster: Ints


WEIGHT, PREFERENCE, RANK, LENGTH, ORIGIN, MED, NEIGHBOUR, LEARNT, CLUSTERS, ORIGINATOR, AS_PATH, DOUBT, OWN_DISTANCE = range(13)
MEMBER, CLUSTER_AT = 13, 14
ATTRIBUTE_FIELDS = 15


class Memo(NamedTuple):
    """Answers by two numbers (open addressing, a power of two long; -1 is a free place)."""

    one: Ints
    other: Ints
    wire: Ints
    """The attributes on the wire."""
    held: Ints
    hop: Ints


class Missing(NamedTuple):
    """Questions that the memos do not answer: place, edge or router, attributes or hop, hop, edge that brought it, class."""

    rows: Ints
    counted: Ints
    """[0] transfers and doubts, [1] costs: their rows start at the end."""


class Cases(NamedTuple):
    """What is given for each class of prefixes, in CSR form."""

    start: Ints
    router: Ints
    attributes: Ints
    hop: Ints
    id: Ints
    mute_start: Ints
    mute_router: Ints
    mute: Ints
    """The distance of the route that beats a learnt one; -1 where nothing is announced."""
    policy: Ints
    """Classes of one number pass every policy alike."""
    host: Ints
    """The next hop that is the one address of the prefix; -1 for none."""


class State(NamedTuple):
    """One class while it is being solved."""

    heard: Ints
    """[attributes, hop, cost; edge]."""
    best: Ints
    """[attributes, hop, edge; router]."""
    mark: Ints
    """[dirty, first own path, mute; router]."""
    queue: Ints
    """[dirty routers, routers that changed]."""
    candidate: Ints
    """[field, candidate]; the fields are `BODY` to `THE_MED`."""
    stage: Ints
    """How far each candidate came: 0 out, 1 equal up to the MED, 2 equal up to the next hop; `USED` is added to those in use."""
    sorted: Ints


BODY, HOP, COST, EDGE, OWN_ID, PEER_ID, CLUSTER_COUNT, PEER_ADDRESS, THE_MED = range(9)
CANDIDATE_FIELDS = 9


class Found(NamedTuple):
    """The paths in use, the best one of a router first: class, router, attributes, hop, edge, why age matters, place among them."""

    rows: Ints
    counted: Ints
