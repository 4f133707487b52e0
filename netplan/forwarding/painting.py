"""The longest match of every node for every lane (numba): stretches of lanes that a node treats alike, and their bits.

Most tables cut the lanes in far fewer places than there are lanes, so that a node is a short list of stretches; lanes that no
node tells apart are one *column*.
"""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def stretches(  # type: ignore[no-untyped-def]  # compiled; called by `Stretches`
    group_start, low, high, length, pattern, otherwise, cut_start, cut_low, cut_high, cut_group, cut_pattern,
    unsure_start, unsure_low, unsure_high, unsure_length, unsure_pattern,
):  # fmt: skip
    """Where the stretches of each node begin and end in the lists that follow; the first lane and the pattern of each.

    Ranges of lanes are (first, last + 1); what a program says of node i is from `group_start[i]` on, and so on. Longer prefixes
    go before shorter ones, cuts of a prefix before the prefix, and what is not sure before all that is not longer.
    """
    nodes = len(group_start) - 1
    start = np.zeros(nodes + 1, np.int64)
    most = nodes + 2 * (len(low) + len(cut_low) + len(unsure_low))
    begin = np.empty(most, np.int32)
    held = np.empty(most, np.int32)
    count = 0
    for i in range(nodes):
        groups, cuts = range(group_start[i], group_start[i + 1]), range(cut_start[i], cut_start[i + 1])
        unsure = range(unsure_start[i], unsure_start[i + 1])
        edges = np.empty(1 + 2 * (len(groups) + len(cuts) + len(unsure)), np.int32)
        edges[0] = 0
        size = 1
        for lows, highs, some in ((low, high, groups), (cut_low, cut_high, cuts), (unsure_low, unsure_high, unsure)):
            for at in some:
                if lows[at] < highs[at]:
                    edges[size], edges[size + 1] = lows[at], highs[at]
                    size += 2
        edges = np.unique(edges[:size])
        group_at = np.full(len(edges), -1, np.int32)
        depth_at = np.full(len(edges), -1, np.int16)
        for g in groups:
            if low[g] < high[g]:
                for at in range(np.searchsorted(edges, low[g]), np.searchsorted(edges, high[g])):
                    if length[g] > depth_at[at]:
                        depth_at[at] = length[g]
                        group_at[at] = g
        pattern_at = np.empty(len(edges), np.int32)
        for at in range(len(edges)):
            pattern_at[at] = otherwise[i] if group_at[at] < 0 else pattern[group_at[at]]
        for c in cuts:
            for at in range(np.searchsorted(edges, cut_low[c]), np.searchsorted(edges, cut_high[c])):
                if group_at[at] == cut_group[c]:
                    pattern_at[at] = cut_pattern[c]
        for c in unsure:
            for at in range(np.searchsorted(edges, unsure_low[c]), np.searchsorted(edges, unsure_high[c])):
                if unsure_length[c] >= depth_at[at]:
                    pattern_at[at] = unsure_pattern[c]
        for at in range(len(edges)):
            if at == 0 or pattern_at[at] != held[count - 1]:
                begin[count], held[count] = edges[at], pattern_at[at]
                count += 1
        start[i + 1] = count
    return start, begin[:count].copy(), held[:count].copy()


@numba.njit(cache=True, nogil=True)
def marks(start, begin, pattern, weight, lanes):  # type: ignore[no-untyped-def]  # compiled; called by `Stretches`
    """For each lane the sum of the weights of its patterns at all nodes; lanes behind the last one are left out."""
    found = np.zeros(lanes, np.uint64)
    for i in range(len(start) - 1):
        before = np.uint64(0)
        for at in range(start[i], start[i + 1]):
            if begin[at] < lanes:
                found[begin[at]] += weight[pattern[at]] - before
                before = weight[pattern[at]]
    for lane in range(1, lanes):
        found[lane] += found[lane - 1]
    return found


@numba.njit(cache=True, nogil=True)
def kept(start, begin, pattern, before):  # type: ignore[no-untyped-def]  # compiled; called by `Stretches`
    """The same stretches when only some lanes are left: `before[lane]` is how many of these come before a lane."""
    start_kept = np.zeros_like(start)
    begin_kept, pattern_kept = np.empty_like(begin), np.empty_like(pattern)
    count = 0
    for i in range(len(start) - 1):
        for at in range(start[i], start[i + 1]):
            first = before[begin[at]]
            last = before[begin[at + 1]] if at + 1 < start[i + 1] else before[-1] + 1
            if first == last:
                continue
            if count > start_kept[i] and pattern_kept[count - 1] == pattern[at]:
                continue
            begin_kept[count], pattern_kept[count] = first, pattern[at]
            count += 1
        start_kept[i + 1] = count
    return start_kept, begin_kept[:count].copy(), pattern_kept[:count].copy()


@numba.njit(cache=True, nogil=True)
def paint(start, begin, pattern, first_lane, action_start, action, arc_start, here, forward):  # type: ignore[no-untyped-def]
    """Enter the stretches of all nodes into `here` [plane, node, word] and `forward` [arc, word], which begin at `first_lane`.

    `action_start[pattern]` leads to the actions of a pattern in `action`: an arc of the node, or -1 - plane.
    """
    lanes = forward.shape[1] * 64
    for i in range(len(start) - 1):
        at = start[i] + max(0, np.searchsorted(begin[start[i] : start[i + 1]], first_lane, side="right") - 1)
        while at < start[i + 1] and begin[at] < first_lane + lanes:
            low = max(0, begin[at] - first_lane)
            high = min(lanes, begin[at + 1] - first_lane) if at + 1 < start[i + 1] else lanes
            for word in range(low >> 6, ((high - 1) >> 6) + 1):
                bits = ~np.uint64(0)
                if word == low >> 6:
                    bits &= ~np.uint64(0) << np.uint64(low & 63)
                if word == (high - 1) >> 6:
                    bits &= ~np.uint64(0) >> np.uint64(63 - ((high - 1) & 63))
                for a in range(action_start[pattern[at]], action_start[pattern[at] + 1]):
                    if action[a] < 0:
                        here[-1 - action[a], i, word] |= bits
                    else:
                        forward[arc_start[i] + action[a], word] |= bits
            at += 1
