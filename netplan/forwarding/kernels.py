"""The fate of every (node, destination) at once: bit sets swept until nothing changes (numba).

A lane is a destination; one machine word holds 64 of them. For each block of lanes `forward[arc, word]` says for
which lanes an arc is used, `here[outcome, node, word]` what happens at a node itself. Results are the least fixed
point of "my outcome or one of my next hops'", and for loops the greatest fixed point of "a next hop can run for ever".
"""

import numba
import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
BLOCK = 8
"""Words that are solved together."""


@numba.njit(cache=True, nogil=True)
def grouped(rows, lengths, width):  # type: ignore[no-untyped-def]  # compiled; called with columns of ROUTE
    """Rows of one node in groups of equal prefix, and what is alike among them.

    Returns (first row of each group and the end, pattern of each group, kind of each row, a row of each kind, a group of
    each pattern). Two rows are of a kind when they do the same; two groups have one pattern when their rows are of the
    same kinds in the same order.
    """
    n = len(rows)
    kind_of = np.zeros(n, np.int32)
    kind_row = np.zeros(n, np.int32)
    kinds = 0
    first = np.zeros(n + 1, np.int32)
    groups = 0
    for i in range(n):
        row = rows[i]
        if i == 0 or rows[i - 1]["prefix"] != row["prefix"]:
            first[groups] = i
            groups += 1
        own = row["protocol"] < 2 and not (row["protocol"] == 0 and lengths[row["prefix"]] != width)
        found = -1
        for k in range(kinds - 1, -1, -1):
            other = rows[kind_row[k]]
            if row["port"] != other["port"] or row["hop"] != other["hop"] or row["via"] != other["via"]:
                continue
            if row["table"] != other["table"] or row["discard"] != other["discard"]:
                continue
            also = other["protocol"] < 2 and not (other["protocol"] == 0 and lengths[other["prefix"]] != width)
            if own == also and (row["protocol"] == 0) == (other["protocol"] == 0):
                found = k
                break
        if found < 0:
            found = kinds
            kind_row[kinds] = i
            kinds += 1
        kind_of[i] = found
    first[groups] = n
    pattern = np.zeros(groups, np.int32)
    pattern_group = np.zeros(groups, np.int32)
    alone = np.full(kinds, -1, np.int32)
    patterns = 0
    for g in range(groups):
        size = first[g + 1] - first[g]
        found = -1
        if size == 1:
            found = alone[kind_of[first[g]]]
        else:
            for p in range(patterns - 1, -1, -1):
                at = first[pattern_group[p]]
                if first[pattern_group[p] + 1] - at != size:
                    continue
                same = True
                for i in range(size):
                    if kind_of[at + i] != kind_of[first[g] + i]:
                        same = False
                        break
                if same:
                    found = p
                    break
        if found < 0:
            found = patterns
            pattern_group[patterns] = g
            patterns += 1
            if size == 1:
                alone[kind_of[first[g]]] = found
        pattern[g] = found
    return first[: groups + 1], pattern, kind_of, kind_row[:kinds], pattern_group[:patterns]


@numba.njit(cache=True, nogil=True)
def spread(start: npt.NDArray[np.int64], head: Ints, forward: Words, here: Words) -> Words:
    """Outcome bits of every node, [outcome + 1, node, word]; the last plane is "may run for ever".

    `start` and `head` are the arcs in CSR form by tail; `forward` is [arc, word], `here` [outcome, node, word]. In each block of
    words, the nodes where something ends come first; whoever sends lanes to a node that has changed is looked at again.
    """
    outcomes, nodes, words = here.shape
    found = np.zeros((outcomes + 1, nodes, words), np.uint64)
    found[:outcomes] = here
    found[outcomes] = ~np.uint64(0)
    first, tail, arc_in = into(start, head)
    queue, waiting = np.empty(nodes, np.int32), np.zeros(nodes, np.bool_)
    for block in range(0, words, BLOCK):
        width = min(words - block, BLOCK)
        some = np.zeros(outcomes, np.bool_)
        front, size = 0, 0
        for u in range(nodes):
            covered = np.zeros(BLOCK, np.uint64)
            ends = False
            for outcome in range(outcomes):
                for w in range(width):
                    if here[outcome, u, block + w]:
                        some[outcome] = ends = True
            for arc in range(start[u], start[u + 1]):
                for w in range(width):
                    covered[w] |= forward[arc, block + w]
            for w in range(width):
                ends |= covered[w] != ~np.uint64(0)
            if ends:
                queue[size] = u
                waiting[u] = True
                size += 1
        planes = np.append(np.flatnonzero(some), outcomes)
        while size:
            u = queue[front]
            front = (front + 1) % nodes
            size -= 1
            waiting[u] = False
            delta = np.zeros(BLOCK, np.uint64)
            for plane in planes:
                new = np.zeros(BLOCK, np.uint64)
                if plane < outcomes:
                    for w in range(width):
                        new[w] = found[plane, u, block + w]
                for arc in range(start[u], start[u + 1]):
                    v = head[arc]
                    for w in range(width):
                        new[w] |= forward[arc, block + w] & found[plane, v, block + w]
                for w in range(width):
                    delta[w] |= new[w] ^ found[plane, u, block + w]
                    found[plane, u, block + w] = new[w]
            for at in range(first[u], first[u + 1]):
                v = tail[at]
                if not waiting[v]:
                    touched = np.uint64(0)
                    for w in range(width):
                        touched |= forward[arc_in[at], block + w] & delta[w]
                    if touched:
                        queue[(front + size) % nodes] = v
                        waiting[v] = True
                        size += 1
    return found


@numba.njit(cache=True, nogil=True)
def into(start: npt.NDArray[np.int64], head: Ints) -> tuple[npt.NDArray[np.int64], Ints, Ints]:
    """The arcs into each node: where those of a node begin, the tail and the number of each."""
    nodes = len(start) - 1
    first = np.zeros(nodes + 1, np.int64)
    for v in head:
        first[v + 1] += 1
    first = np.cumsum(first)
    tail, arc_in = np.empty(len(head), np.int32), np.empty(len(head), np.int32)
    free = first[:-1].copy()
    for u in range(nodes):
        for arc in range(start[u], start[u + 1]):
            at = free[head[arc]]
            tail[at], arc_in[at] = u, arc
            free[head[arc]] += 1
    return first, tail, arc_in


@numba.njit(cache=True, nogil=True)
def upstream(seeds: Ints, mask: Words, words: Ints, tail: Ints, first: Ints, after: Ints, forward: Words) -> tuple[Ints, Ints]:
    """The nodes that send some lane of `mask` towards a seed, one word after the other: where each word begins, and nodes.

    `mask` [node, word] grows by what they send. `first[node]` is the first arc into a node and `after[arc]` the next one into the
    same node, -1 is none. Words other than `words` are empty.
    """
    nodes = len(mask)
    found = np.empty(2 * nodes, np.int32)
    start = np.zeros(len(words) + 1, np.int32)
    count = 0
    entered = np.full(nodes, -1, np.int32)
    waiting = np.zeros(nodes, np.bool_)
    queue = np.empty(nodes, np.int32)
    for at in range(len(words)):
        word = words[at]
        head, size = 0, 0
        if count + nodes > len(found):
            grown = np.empty(2 * len(found) + nodes, np.int32)
            grown[:count] = found[:count]
            found = grown
        for u in seeds:
            if mask[u, word]:
                entered[u] = at
                found[count] = u
                count += 1
                queue[size] = u
                size += 1
                waiting[u] = True
        while size:
            u = queue[head]
            head = (head + 1) % nodes
            size -= 1
            waiting[u] = False
            arc = first[u]
            while arc >= 0:
                v = tail[arc]
                more = forward[arc, word] & mask[u, word] & ~mask[v, word]
                if more:
                    mask[v, word] |= more
                    if entered[v] != at:
                        entered[v] = at
                        found[count] = v
                        count += 1
                    if not waiting[v]:
                        waiting[v] = True
                        queue[(head + size) % nodes] = v
                        size += 1
                arc = after[arc]
        start[at + 1] = count
    return start, found[:count].copy()


@numba.njit(cache=True, nogil=True)
def repair(
    start: Ints,
    nodes: Ints,
    mask: Words,
    words: Ints,
    begin: Ints,
    end: Ints,
    head: Ints,
    forward: Words,
    here: Words,
    found: Words,
) -> None:
    """Solve the lanes of `mask` again at the nodes of each word, which hold all that sends them on to each other; see `spread`."""
    outcomes = len(here)
    for at in range(len(words)):
        word = words[at]
        part = nodes[start[at] : start[at + 1]]
        for u in part:
            lanes = mask[u, word]
            for outcome in range(outcomes):
                found[outcome, u, word] = (found[outcome, u, word] & ~lanes) | (here[outcome, u, word] & lanes)
            found[outcomes, u, word] |= lanes
        changed = True
        backwards = False
        while changed:
            changed = False
            for step in range(len(part)):
                u = part[len(part) - 1 - step] if backwards else part[step]
                lanes = mask[u, word]
                endless = np.uint64(0)
                for arc in range(begin[u], end[u]):
                    used = forward[arc, word] & lanes
                    if used:
                        v = head[arc]
                        endless |= used & found[outcomes, v, word]
                        for outcome in range(outcomes):
                            more = used & found[outcome, v, word] & ~found[outcome, u, word]
                            if more:
                                found[outcome, u, word] |= more
                                changed = True
                stays = (found[outcomes, u, word] & ~lanes) | endless
                if stays != found[outcomes, u, word]:
                    found[outcomes, u, word] = stays
                    changed = True
            backwards = not backwards
