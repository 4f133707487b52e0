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
def paint(  # type: ignore[no-untyped-def]  # compiled; called by `Lanes`
    nodes, group_start, low, high, length, pattern, otherwise, cut_start, cut_low, cut_high, cut_group, cut_pattern,
    unsure_start, unsure_low, unsure_high, unsure_length, unsure_pattern, action_start, action, arc_start, here, forward,
):  # fmt: skip
    """Enter the longest match of some nodes for every lane into `here` and `forward`, whose rows for them are empty.

    Ranges of lanes are (first, last + 1). `action_start[pattern]` leads to the actions of a pattern in `action`: an arc of
    the node, or -1 - plane.
    """
    lanes = forward.shape[1] * 64
    group_at = np.empty(lanes, np.int32)
    depth_at = np.empty(lanes, np.int16)
    pattern_at = np.empty(lanes, np.int32)
    for i in range(len(nodes)):
        u = nodes[i]
        group_at[:] = -1
        depth_at[:] = -1
        for g in range(group_start[i], group_start[i + 1]):
            for lane in range(low[g], high[g]):
                if length[g] > depth_at[lane]:
                    depth_at[lane] = length[g]
                    group_at[lane] = g
        for lane in range(lanes):
            pattern_at[lane] = otherwise[i] if group_at[lane] < 0 else pattern[group_at[lane]]
        for c in range(cut_start[i], cut_start[i + 1]):
            for lane in range(cut_low[c], cut_high[c]):
                if group_at[lane] == cut_group[c]:
                    pattern_at[lane] = cut_pattern[c]
        for c in range(unsure_start[i], unsure_start[i + 1]):
            for lane in range(unsure_low[c], unsure_high[c]):
                if unsure_length[c] >= depth_at[lane]:
                    pattern_at[lane] = unsure_pattern[c]
        begin = 0
        while begin < lanes:
            p = pattern_at[begin]
            end = begin + 1
            while end < lanes and pattern_at[end] == p:
                end += 1
            for word in range(begin >> 6, ((end - 1) >> 6) + 1):
                bits = ~np.uint64(0)
                if word == begin >> 6:
                    bits &= ~np.uint64(0) << np.uint64(begin & 63)
                if word == (end - 1) >> 6:
                    bits &= ~np.uint64(0) >> np.uint64(63 - ((end - 1) & 63))
                for a in range(action_start[p], action_start[p + 1]):
                    if action[a] < 0:
                        here[-1 - action[a], u, word] |= bits
                    else:
                        forward[arc_start[i] + action[a], word] |= bits
            begin = end


@numba.njit(cache=True, nogil=True)
def spread(start: npt.NDArray[np.int64], head: Ints, forward: Words, here: Words) -> Words:
    """Outcome bits of every node, [outcome + 1, node, word]; the last plane is "may run for ever".

    `start` and `head` are the arcs in CSR form by tail; `forward` is [arc, word], `here` [outcome, node, word].
    """
    outcomes, nodes, words = here.shape
    found = np.zeros((outcomes + 1, nodes, words), np.uint64)
    found[:outcomes] = here
    found[outcomes] = ~np.uint64(0)
    for block in range(0, words, 8):
        stop = min(words, block + 8)
        changed = True
        backwards = False
        while changed:
            changed = False
            for step in range(nodes):
                u = nodes - 1 - step if backwards else step
                for word in range(block, stop):
                    endless = np.uint64(0)
                    for arc in range(start[u], start[u + 1]):
                        endless |= forward[arc, word] & found[outcomes, head[arc], word]
                    if endless != found[outcomes, u, word]:
                        found[outcomes, u, word] = endless
                        changed = True
                for arc in range(start[u], start[u + 1]):
                    v = head[arc]
                    for word in range(block, stop):
                        used = forward[arc, word]
                        if used:
                            for outcome in range(outcomes):
                                more = used & found[outcome, v, word] & ~found[outcome, u, word]
                                if more:
                                    found[outcome, u, word] |= more
                                    changed = True
            backwards = not backwards
    return found


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
